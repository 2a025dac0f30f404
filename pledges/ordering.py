"""How the rows of one list change places: one row goes up, down, or to a place of its own."""

from audit.record import record


def placed(rows, row, up=None, place=None):
    """Return the rows in their new order: ``row`` one step up or down, or at ``place`` (the first is 1).

    Beyond either end a row stops at the end. Raises ``row.DoesNotExist`` where it is not among the rows any more.
    """
    rows = list(rows)
    if row not in rows:
        raise row.DoesNotExist
    here = rows.index(row)
    there = place - 1 if place is not None else here - 1 if up else here + 1
    rows.remove(row)
    rows.insert(max(0, min(there, len(rows))), row)
    return rows


def asked(post):
    """Read where a row shall go from what a button or a drag sent: ``{"up": …}`` or ``{"place": …}``."""
    place = post.get("vi_tri", "")
    if place.isascii() and place.isdecimal() and len(place) < 5:
        return {"place": int(place)}
    return {"up": post.get("huong") == "len"}


def move(row, rows, verb, *, by, up=None, place=None):
    """Write the new order of the list and record it; at its end already, nothing is written.

    The rows share out the places that they held, so that a part of a list moves within that part.
    """
    before = list(rows.select_for_update(of=("self",)).order_by("position", "pk"))
    after = placed(before, row, up, place)
    if after == before:
        return row
    held = sorted({each.position for each in before})
    places = held if len(held) == len(before) else range(1, len(before) + 1)
    for position, each in zip(places, after, strict=True):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])
    change = ["Thứ tự", str(before.index(row) + 1), str(after.index(row) + 1)]
    record(verb, by=by, subject=row, changes=[change])
    return row
