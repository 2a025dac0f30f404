"""Who checks a sheet: the unit named for it, else the chair (the vice-chair the chair's own); or the secretariat."""

from accounts.access import Standing, standings
from accounts.models import OF_UNIT

REFUSED = (
    "Phiếu này do đơn vị được phân công chấm chéo, cụm trưởng (khối trưởng), hoặc thường trực cơ quan thẩm định; "
    "phiếu của cụm trưởng (khối trưởng) do cụm phó (khối phó) thẩm định. Không ai thẩm định phiếu của đơn vị mình."
)


def may_check(user, sheet):
    """Return whether the person checks this sheet; never that of a unit that he or she works for."""
    reach = user.reach()
    if sheet.unit_id in reach.reading_ids():
        return False
    year = sheet.table.cluster_year
    held = standings(user, year.place())
    if Standing.SECRETARIAT in held:
        return True
    if sheet.checker_id:
        return sheet.checker_id in reach.unit_ids(*OF_UNIT)
    if Standing.CHAIR in held:
        return True
    chairs = set(year.office_terms.chairs().values_list("unit_id", flat=True))
    return Standing.VICE_CHAIR in held and sheet.unit_id in chairs
