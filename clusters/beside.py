"""Reading what rows point to beside them, for rows that point to a lot: of a question over ten tables the database
needs longer to find the order in which to join them than to answer several over few."""

from collections import defaultdict


def read_beside(rows, *names):
    """Return the rows as a list, with what the fields of these names point to: one question for each kind of
    record, however many of the fields point to that kind."""
    rows, kinds = list(rows), defaultdict(list)
    for name in names if rows else ():
        field = rows[0]._meta.get_field(name)
        kinds[field.related_model].append(field)
    for model, fields in kinds.items():
        keys = {getattr(row, field.attname) for row in rows for field in fields} - {None}
        found = model._default_manager.order_by().in_bulk(keys)
        for row in rows:
            for field in fields:
                setattr(row, field.name, found.get(getattr(row, field.attname)))
    return rows
