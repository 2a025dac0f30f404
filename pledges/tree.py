"""Where a content may go in the tree of contents and points."""

from django.core.exceptions import ValidationError

from audit.record import GONE

TOO_DEEP = "Nội dung này có điểm nhỏ nên chưa chuyển thành điểm được. Đưa các điểm ra trước."


def siblings(pledge, parent):
    return list(pledge.contents.filter(parent=parent).order_by("position", "pk"))


def place_of(row, rows):
    """Return where a row stands, from 0. Raises ValidationError where somebody has taken it out meanwhile."""
    if row not in rows:
        raise ValidationError(GONE)
    return rows.index(row)


def step_up(content):
    """Return (parent, position) one place further up; the first point goes to the end of the content above."""
    rows = siblings(content.pledge, content.parent)
    here = place_of(content, rows)
    if here:
        return content.parent, here - 1
    above = _neighbour(content, -1)
    return (above, above.points.count()) if above else (content.parent, 0)


def step_down(content):
    """Return (parent, position) one place further down; the last point goes to the head of the content below."""
    rows = siblings(content.pledge, content.parent)
    here = place_of(content, rows)
    if here < len(rows) - 1:
        return content.parent, here + 1
    below = _neighbour(content, 1)
    return (below, 0) if below else (content.parent, here)


def _neighbour(point, step):
    if point.parent is None:
        return None
    tops = siblings(point.pledge, None)
    there = place_of(point.parent, tops) + step
    return tops[there] if 0 <= there < len(tops) else None


def indented(content):
    """Return the place as last point of the content above. Raises ValidationError where there is none."""
    tops = siblings(content.pledge, None)
    if content.parent_id or not (here := place_of(content, tops)):
        raise ValidationError("Nội dung này không chuyển thành điểm được: phía trên cần có một nội dung.")
    above = tops[here - 1]
    return above, above.points.count()


def outdented(content):
    """Return the place right after the content that this is a point of. Raises ValidationError of a content."""
    if not content.parent_id:
        raise ValidationError("Mục này đã là nội dung, không phải điểm nhỏ.")
    return None, place_of(content.parent, siblings(content.pledge, None)) + 1


STEPS = {"len": step_up, "xuong": step_down, "vao": indented, "ra": outdented}


def numbered(content):
    """Return "2" or "2.1" as the history says where a content stands."""
    place = place_of(content, siblings(content.pledge, content.parent)) + 1
    return f"{numbered(content.parent)}.{place}" if content.parent_id else str(place)
