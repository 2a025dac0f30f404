"""Where a content may go in the tree of contents and points."""

from django.core.exceptions import ValidationError

TOO_DEEP = "Nội dung này có điểm nhỏ nên chưa chuyển thành điểm được. Đưa các điểm ra trước."


def siblings(pledge, parent):
    return list(pledge.contents.filter(parent=parent).order_by("position", "pk"))


def step_up(content):
    """Return (parent, position) one place further up; the first point goes to the end of the content above."""
    rows = siblings(content.pledge, content.parent)
    here = rows.index(content)
    if here:
        return content.parent, here - 1
    above = _neighbour(content, -1)
    return (above, above.points.count()) if above else (content.parent, 0)


def step_down(content):
    """Return (parent, position) one place further down; the last point goes to the head of the content below."""
    rows = siblings(content.pledge, content.parent)
    here = rows.index(content)
    if here < len(rows) - 1:
        return content.parent, here + 1
    below = _neighbour(content, 1)
    return (below, 0) if below else (content.parent, here)


def _neighbour(point, step):
    if point.parent is None:
        return None
    tops = siblings(point.pledge, None)
    there = tops.index(point.parent) + step
    return tops[there] if 0 <= there < len(tops) else None


def indented(content):
    """Return the place as last point of the content above. Raises ValidationError where there is none."""
    tops = siblings(content.pledge, None)
    if content.parent_id or content == tops[0]:
        raise ValidationError("Nội dung này không chuyển thành điểm được: phía trên cần có một nội dung.")
    above = tops[tops.index(content) - 1]
    return above, above.points.count()


def outdented(content):
    """Return the place right after the content that this is a point of. Raises ValidationError of a content."""
    if not content.parent_id:
        raise ValidationError("Mục này đã là nội dung, không phải điểm nhỏ.")
    return None, siblings(content.pledge, None).index(content.parent) + 1


STEPS = {"len": step_up, "xuong": step_down, "vao": indented, "ra": outdented}


def numbered(content):
    """Return "2" or "2.1" as the history says where a content stands."""
    place = siblings(content.pledge, content.parent).index(content) + 1
    return f"{numbered(content.parent)}.{place}" if content.parent_id else str(place)
