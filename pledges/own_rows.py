"""Who may do what to one unit's own row of a record: its figures, its signature."""

from dataclasses import dataclass, replace

from accounts.access import Permission, can


@dataclass(frozen=True)
class OwnRow:
    """The part of a record that belongs to one unit; the record is a pledge or a cluster-year."""

    record: object
    unit_id: int

    def place(self):
        return replace(self.record.place(), own_unit_id=self.unit_id)


def units_allowed(user, permission, record, unit_ids):
    """Return the set of units for whose own rows the person may do it.

    The queries do not grow with the units: whoever may do it to the record may do it to every row,
    others are asked for the units that they work for.
    """
    unit_ids = set(unit_ids)
    if not unit_ids:
        return set()
    if can(user, permission, OwnRow(record, None)):
        return unit_ids
    own = unit_ids & set(user.reach().unit_ids())
    return {unit_id for unit_id in own if can(user, permission, OwnRow(record, unit_id))}


def units_signing_at(user, ceremony, unit_ids):
    """Return the set of units whose signatures the person may record at the table of a conference.

    A wrap-up that signs the next year is run by the chair of the year that ends: whoever may record signatures
    of the conference's own year may record those given there.
    """
    allowed = units_allowed(user, Permission.SIGN, ceremony.signing_year, unit_ids)
    is_of_next_year = ceremony.cluster_year_id != ceremony.signing_year_id
    if allowed == set(unit_ids) or not is_of_next_year:
        return allowed
    return set(unit_ids) if can(user, Permission.SIGN, OwnRow(ceremony.cluster_year, None)) else allowed
