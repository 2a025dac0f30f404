"""Who checks a sheet: the unit named for it, else the chair (the vice-chair the chair's own); or the secretariat."""

from accounts.access import Standing, standings
from accounts.models import OF_UNIT

REFUSED = (
    "Phiếu này do đơn vị được phân công chấm chéo, cụm trưởng (khối trưởng), hoặc thường trực cơ quan thẩm định; "
    "phiếu của cụm trưởng (khối trưởng) do cụm phó (khối phó) thẩm định. Không ai thẩm định phiếu của đơn vị mình."
)


def may_check(user, sheet):
    """Return whether the person checks this sheet; never that of a unit that he or she works for."""
    return sheet.pk in checkable(user, sheet.table.cluster_year, [sheet])


def checkable(user, year, sheets):
    """Return the keys of those sheets of one year that the person checks; as many queries for all as for one."""
    reach = user.reach()
    own, workplaces = set(reach.reading_ids()), set(reach.unit_ids(*OF_UNIT))
    held = standings(user, year.place())
    chairs = set()
    if Standing.VICE_CHAIR in held:
        chairs = set(year.office_terms.chairs().values_list("unit_id", flat=True))

    def checks(sheet):
        if sheet.unit_id in own:
            return False
        if Standing.SECRETARIAT in held:
            return True
        if sheet.checker_id:
            return sheet.checker_id in workplaces
        return Standing.CHAIR in held or (Standing.VICE_CHAIR in held and sheet.unit_id in chairs)

    return {sheet.pk for sheet in sheets if checks(sheet)}
