"""Who may do what to one unit's own row of a record: its figures, its signature."""

from dataclasses import dataclass, replace

from accounts.access import can


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
