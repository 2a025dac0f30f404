"""Which name a unit bore when, and by which of its names a search has found it."""

from dataclasses import dataclass
from datetime import date, timedelta

from clusters.models import FormerName, UnitEvent
from vietnamese.dates import short_date
from vietnamese.keys import search_key


@dataclass(frozen=True)
class NameLine:
    """One name: from a day (None: not known) to a day (None: still), the arrangement that brought it, and the row
    to edit, which the latest name does not have."""

    name: str
    short_name: str
    since: date | None
    until: date | None
    event: UnitEvent | None
    former: FormerName | None


def names_of(unit, events):
    """Return the NameLines of a unit, the earliest first. ``events`` are those of its life."""
    since, lines = unit.founded_on, []
    event = next((one for one in events if since == one.effective_on and unit in one.side("after")), None)
    for former in unit.former_names.select_related("event").order_by("until"):
        former.unit = unit
        lines.append(NameLine(former.name, former.short_name, since, former.until, event, former))
        since, event = former.until + timedelta(days=1), former.event
    return [*lines, NameLine(unit.name, unit.short_name, since, unit.ended_on, event, None)]


def name_sentence(unit, day):
    """Say in one sentence what the unit was called on a day."""
    on, (name, short_name) = f"Ngày {short_date(day)}", unit.names_on(day)
    if unit.founded_on and day < unit.founded_on:
        return f"{on}, đơn vị chưa thành lập (thành lập ngày {short_date(unit.founded_on)})."
    if unit.ended_on and day > unit.ended_on:
        return f"{on}, đơn vị đã kết thúc hoạt động (ngày {short_date(unit.ended_on)}); tên cuối cùng là “{name}”."
    short = f", tên gọn là “{short_name}”" if short_name else ""
    return f"{on}, tên đơn vị là “{name}”{short}."


def found_as(unit, text, today):
    """Return why a search found the unit, where its name of the day does not say: “tên cũ: …”; else ""."""
    key = search_key(text or "")
    if not key or key in search_key(" ".join(unit.names_on(today))):
        return ""
    for until, name, short_name in reversed(unit.past_names):
        if key in search_key(f"{name} {short_name}"):
            return f"tên cũ: {name}, đến hết ngày {short_date(date.fromisoformat(until))}"
    if key in search_key(f"{unit.name} {unit.short_name}"):
        return f"sẽ đổi tên: {unit.name}"
    return ""
