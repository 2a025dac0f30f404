"""What the papers of one conference have in common: when and where, who takes part, what was signed; read once."""

from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone

from clusters.year_facts import UNKNOWN, bare, facts_of
from documents.official import BLANK
from pledges.models import Attending, Ceremony, Pledge, Remark, Signature
from vietnamese.dates import date_range, long_date

HELD_IN = {"morning": "buổi sáng", "afternoon": "buổi chiều"}
WRAP_UPS = (Ceremony.Kind.WRAP_UP, Ceremony.Kind.WRAP_UP_AND_SIGNING)


def conferences_of(year):
    """Return the conferences of the year with all that their papers need, in a constant number of queries."""
    if "_conferences" not in year.__dict__:
        year._conferences = _read(year)
    return year._conferences


def _read(year):
    pledges = Pledge.objects.select_related("unit").prefetch_related("signatures__unit")
    rows = Ceremony.objects.filter(cluster_year=year).select_related("signing_year")
    rows = rows.prefetch_related(
        "participants__person",
        "participants__unit",
        "attendances__unit",
        "agenda__presenter__person",
        "remarks__speaker__person",
        "follow_ups__owner",
        "follow_ups__passed_to",
        "photos",
        Prefetch("signing_year__pledges", pledges),
    )
    rows = sorted(rows, key=lambda row: (row.starts_on is None, row.starts_on, row.pk))
    for row in rows:
        row.cluster_year = year
        if row.signing_year_id:
            row.signing_year.cluster = year.cluster
    return rows


def meeting_of(row):
    """Return the Meeting of this object of a conference; who changes the conference reads it anew afterwards."""
    if "_meeting" not in row.__dict__:
        row._meeting = Meeting(row)
    return row._meeting


def clock(time):
    return f"{time.hour:02} giờ {time.minute:02} phút"


def named(row):
    """Return "TS. Nguyễn Văn A, Chủ tịch Hội A" of a participant."""
    return ", ".join(filter(None, [row.display_name, bare(row.post)]))


def plain_name(row):
    """A signature bears no academic title; a body signs without a name."""
    return "" if row.is_body else row.person.full_name if row.person_id else row.name


def speaks_for_units(row):
    """Whether this is the member units under one name ("Đại diện lãnh đạo các đơn vị thành viên")."""
    return row.is_body and "đơn vị thành viên" in row.display_name.lower()


class Meeting:
    def __init__(self, row):
        self.row, self.year = row, row.cluster_year
        self.of_year = facts_of(row.cluster_year)
        self.day = row.named_on()

    @property
    def is_recorded(self):
        return self.year.is_recorded

    @property
    def name(self):
        return bare(str(self.row))

    @property
    def short_name(self):
        """The name in running text, without the cluster where the cluster is named beside it."""
        name = self.name.removesuffix(f" của {self.year.cluster}")
        return f"hội nghị{name[len('hội nghị') :]}" if name.lower().startswith("hội nghị") else name

    @property
    def has_begun(self):
        return self.is_recorded or (
            self.row.starts_on is not None and self.row.starts_on <= timezone.localdate()
        )

    @property
    def years(self):
        return [self.year.year, *([self.row.signing_year.year] if self.row.signing_year_id else [])]

    # --- when and where ---

    @property
    def days(self):
        """Return "ngày 05 tháng 02 năm 2024", or "" where the day is not known."""
        row = self.row
        if row.starts_on is None:
            return ""
        return long_date(row.starts_on) if row.days == 1 else date_range(row.starts_on, row.ends_on)

    @property
    def last_day(self):
        row = self.row
        return long_date(row.ends_on or row.starts_on) if row.starts_on else ""

    @property
    def certainty(self):
        """What is to be said of a day that the source does not state in so many words."""
        if not self.days or self.row.date_certainty == "stated":
            return ""
        return f" ({self.row.get_date_certainty_display().lower()})"

    @property
    def when(self):
        row = self.row
        if not self.days:
            return self.of_year.said("")
        if row.starts_at:
            start = f"{clock(row.starts_at)}, "
        elif row.session == row.Session.ALL_DAY:
            start = "cả " if row.days == 1 else ""
        else:
            start = f"{HELD_IN[row.session]} " if row.session in HELD_IN else ""
        return f"{start}{self.days}{self.certainty}"

    @property
    def venue(self):
        return self.of_year.said(self.row.venue)

    # --- who ---

    @cached_property
    def people(self):
        return list(self.row.participants.all())

    @cached_property
    def attendances(self):
        return {row.unit_id: row for row in self.row.attendances.all()}

    @property
    def presiding(self):
        return [row for row in self.people if row.is_presiding]

    @property
    def secretaries(self):
        return [row for row in self.people if row.is_secretary]

    @property
    def witnesses(self):
        return [row for row in self.people if row.is_witness]

    @property
    def units(self):
        """The member units on the day of the conference."""
        members = self.of_year.members
        rows = [row.membership for row in members]
        day = self.row.starts_on
        if day is not None and self.year.starts_on <= day <= self.year.ends_on:
            rows = [row for row in rows if row.starts_on <= day and (not row.ends_on or row.ends_on >= day)]
        return [row.unit for row in rows]

    def hand_of(self, rows):
        """The name under a signature of the first of them: no title, nothing where it is to be written."""
        names = [name for name in map(plain_name, rows) if name]
        return names[0] if names else self.of_year.no_name

    def said_of(self, rows):
        return "; ".join(map(named, rows)) if rows else self.of_year.said("")

    # --- what ---

    @cached_property
    def agenda(self):
        return list(self.row.agenda.all())

    def remarks(self, kind):
        return [row for row in self.row.remarks.all() if row.kind == kind]

    @cached_property
    def follow_ups(self):
        return list(self.row.follow_ups.all())

    @property
    def texts(self):
        """Everything that was typed for the conference, for the checks before printing."""
        row = self.row
        return [
            row.title,
            row.invitation_note,
            row.press_note,
            *(part.text for part in self.agenda),
            *(part.papers for part in self.agenda),
            *(part.text for part in row.remarks.all() if part.kind != Remark.Kind.DISCUSSION),
            *(part.text for part in self.follow_ups),
        ]

    # --- the signing ---

    @cached_property
    def pledges(self):
        """The pledges to be signed here, in the order of the cluster's list."""
        if not self.row.signing_year_id or self.row.kind not in Ceremony.SIGNS:
            return []
        rows = [row for row in self.row.signing_year.pledges.all() if row.annex_of_id is None]
        order = {unit.pk: place for place, unit in enumerate(self.of_year.units)}
        return sorted(rows, key=lambda row: (order.get(row.unit_id, len(order)), row.pk))

    @cached_property
    def signatures(self):
        """Pairs of a unit's signature and the countersignature of its own pledge, or None, in the order of
        signing."""
        pairs = []
        for pledge in self.pledges:
            rows = list(pledge.signatures.all())
            counter = next((row for row in rows if row.role == Signature.Role.COUNTERSIGN), None)
            names = (
                {party["unit"]: party["name"] for party in pledge.frozen["parties"]} if pledge.frozen else {}
            )
            for row in rows:
                if row.role == Signature.Role.PARTY:
                    name = names.get(row.unit_id) or row.unit.name_on(self.day)
                    pairs.append((pledge, name, row, counter if pledge.unit_id else None))
        return pairs

    @property
    def signed(self):
        """How many units have signed, as far as the record tells."""
        return sum(row.is_signed for _, _, row, _ in self.signatures)


def state_of(row, recorded):
    """Whether somebody came, in words; nobody has said so yet is not the same as absent."""
    reason = bare(getattr(row, "reason", "") or getattr(row, "absence_reason", "")) if row else ""
    state = getattr(row, "state", "") or getattr(row, "attendance", "") if row else Attending.UNKNOWN
    match state:
        case Attending.PRESENT:
            return "Có mặt"
        case Attending.STAND_IN:
            return f"Cử người dự thay{f': {row.stand_in}' if getattr(row, 'stand_in', '') else ''}"
        case Attending.ABSENT:
            return f"Vắng mặt: {reason}" if reason else "Vắng mặt"
    return UNKNOWN if recorded else BLANK
