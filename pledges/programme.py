"""The programme of a conference against the clock. Pure: it reads what it is given."""

from datetime import date, datetime, timedelta
from itertools import pairwise

SOME_DAY = date(2000, 1, 1)
LONGEST = timedelta(hours=3)  # a single item that takes longer is a slip more often than a plan


def _gap(start, end):
    return datetime.combine(SOME_DAY, end) - datetime.combine(SOME_DAY, start)


def durations(ceremony, items):
    """Return ``{item.pk: minutes}`` as far as the hours tell; several days have no order of hours."""
    if (ceremony.days or 1) > 1:
        return {}
    found = {}
    for item, following in pairwise([*items, None]):
        end = following.starts_at if following else ceremony.ends_at
        if item.starts_at and end and end > item.starts_at:
            found[item.pk] = int(_gap(item.starts_at, end).total_seconds()) // 60
    return found


def clock(hour):
    return f"{hour:%H:%M}"


def lasting(minutes):
    """Return "45 phút", "1 giờ 30 phút"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, [f"{hours} giờ" if hours else "", f"{rest} phút" if rest else ""]))


def warnings(ceremony, items):
    """Return sentences about hours that cannot be: out of order, outside the conference, endless."""
    if (ceremony.days or 1) > 1:
        return []
    timed = [(number, item.starts_at) for number, item in enumerate(items, 1) if item.starts_at]
    found = []
    for (earlier, start), (later, end) in pairwise(timed):
        if end < start:
            found.append(
                f"Nội dung {later} ghi {clock(end)}, sớm hơn nội dung {earlier} ({clock(start)}). "
                "Sửa giờ hoặc chuyển nội dung lên trước."
            )
        elif later == earlier + 1 and _gap(start, end) > LONGEST:
            minutes = int(_gap(start, end).total_seconds()) // 60
            found.append(f"Nội dung {earlier} kéo dài {lasting(minutes)}. Kiểm tra lại giờ.")
    if timed and ceremony.starts_at and timed[0][1] < ceremony.starts_at:
        number, start = timed[0]
        found.append(
            f"Nội dung {number} ghi {clock(start)}, trước giờ bắt đầu hội nghị ({clock(ceremony.starts_at)})."
        )
    if timed and ceremony.ends_at and timed[-1][1] >= ceremony.ends_at:
        number, start = timed[-1]
        found.append(
            f"Nội dung {number} ghi {clock(start)}, không trước giờ kết thúc dự kiến ({clock(ceremony.ends_at)})."
        )
    return found
