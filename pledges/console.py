"""The signing console of one conference, and what the screen in its hall shows of it."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can
from pledges.fingerprint import signing_order
from pledges.models import Attending, Pledge, Signature, UnitAttendance
from pledges.own_rows import units_signing_at
from pledges.signing_rules import WITHOUT_PRINCIPAL, lacking

Role, Status, Presence = Signature.Role, Pledge.Status, Signature.Presence
AFTERGLOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Place:
    """One place to sign; ``name`` and ``office`` as the agreed text has them."""

    signature: Signature
    pledge: Pledge
    name: str
    office: str
    may_sign: bool
    waits: bool
    is_calling: bool
    attendance: UnitAttendance | None = None

    @property
    def pk(self):
        return self.signature.pk

    @property
    def is_signed(self):
        return self.signature.is_signed

    @property
    def is_countersign(self):
        return self.signature.role == Role.COUNTERSIGN

    @property
    def is_ready(self):
        """Everything that a signature needs is known beforehand, so that one touch is enough."""
        return not lacking(self.signature)

    @property
    def is_open(self):
        """It may still be signed, or taken back: the pledge is agreed and nobody has confirmed it."""
        return self.pledge.status == Status.AGREED

    @property
    def presence(self):
        """As the attendance sheet of the conference has it; where that says nothing, as was touched last."""
        if not self._is_ticked:
            return self.signature.presence
        return Presence.ABSENT if self.attendance.state == Attending.ABSENT else Presence.PRESENT

    @property
    def absence_reason(self):
        return self.attendance.reason if self._is_ticked else self.signature.absence_reason

    @property
    def _is_ticked(self):
        return self.attendance is not None and self.attendance.state != Attending.UNKNOWN

    @property
    def authority_line(self):
        """“TM. Ban Thường vụ”; "" of who signs in own right."""
        row = self.signature
        return "" if row.authority in WITHOUT_PRINCIPAL else f"{row.authority} {row.on_behalf_of}"


@dataclass(frozen=True)
class Card:
    """One card of the console: a unit's place, and on a text of its own the countersignature after it."""

    number: int
    place: Place
    countersign: Place | None = None

    @property
    def places(self):
        return [self.place, self.countersign] if self.countersign else [self.place]


class Signing:
    """The pledges signed at one conference and their places in protocol order; a constant number of queries."""

    def __init__(self, ceremony, user=None):
        self.ceremony, self.user = ceremony, user
        self.year = ceremony.signing_year

    @cached_property
    def pledges(self):
        """Return the pledges that are agreed or signed, but for those to which something is being added, or in
        whose place another comes: those were signed on another day."""
        if self.year is None:
            return []
        rows = self.year.pledges.filter(status__in=[Status.AGREED, Status.SIGNED])
        rows = rows.exclude(annexes__status=Status.AGREED)
        rows = rows.exclude(superseded_by__status__in=[Status.AGREED, Status.SIGNED])
        rows = rows.select_related("unit")
        return list(rows.prefetch_related("signatures__unit", "signatures__scans").order_by("pk"))

    @cached_property
    def unagreed(self):
        """Return how many pledges of the year nobody can sign yet, because their text is not agreed."""
        if self.year is None:
            return 0
        return self.year.pledges.filter(status__in=Pledge.OPEN).count()

    @cached_property
    def sets(self):
        """Return ``[(pledge or None, [Card, …]), …]``: each joint text by itself, all texts of single units as one."""
        joint = [
            (pledge, self._numbered([(row, None) for row in self._places(pledge)]))
            for pledge in self.pledges
            if pledge.unit_id is None
        ]
        own = sorted((row for row in self.pledges if row.unit_id), key=lambda row: self._rank(row.unit_id))
        pairs = [self._pair(pledge) for pledge in own]
        return [*joint, *([(None, self._numbered(pairs))] if pairs else [])]

    def _numbered(self, pairs):
        return [Card(number, *pair) for number, pair in enumerate(pairs, start=1)]

    def _pair(self, pledge):
        places = self._places(pledge)
        party = next(place for place in places if not place.is_countersign)
        return party, next((place for place in places if place.is_countersign), None)

    def _places(self, pledge):
        rows = list(pledge.signatures.all())
        parties = {party["unit"]: party for party in pledge.frozen["parties"]}
        unsigned = any(row.role == Role.PARTY and not row.is_signed for row in rows)
        return [self._place(row, pledge, parties.get(row.unit_id), unsigned) for row in rows]

    def _place(self, row, pledge, party, unsigned):
        party = party or {}
        waits = row.role == Role.COUNTERSIGN and unsigned
        return Place(
            signature=row,
            pledge=pledge,
            name=party.get("name") or row.unit.name_on(self._day),
            office=party.get("office", ""),
            may_sign=row.unit_id in self._signers,
            waits=waits,
            is_calling=row.pk == self.ceremony.calling_id and not row.is_signed,
            attendance=self._attendances.get(row.unit_id),
        )

    @cached_property
    def _attendances(self):
        """Nobody's business on the screen in the hall."""
        return {} if self.user is None else {row.unit_id: row for row in self.ceremony.attendances.all()}

    @cached_property
    def _day(self):
        return self.ceremony.named_on()

    @cached_property
    def _signers(self):
        if self.user is None:
            return set()
        unit_ids = {row.unit_id for pledge in self.pledges for row in pledge.signatures.all()}
        return units_signing_at(self.user, self.ceremony, unit_ids)

    @cached_property
    def _ranks(self):
        return {unit.pk: rank for rank, unit in enumerate(signing_order(self.year))}

    def _rank(self, unit_id):
        return self._ranks.get(unit_id, len(self._ranks))

    @cached_property
    def places(self):
        return [place for _, cards in self.sets for card in cards for place in card.places]

    @cached_property
    def missing(self):
        return [place for place in self.places if place.is_open and not place.is_signed]

    @property
    def signed_count(self):
        return sum(place.is_signed for place in self.places)

    @cached_property
    def calling(self):
        return next((place for place in self.places if place.is_calling), None)

    @property
    def next_place(self):
        """Return who is called next: the first that has not signed, is not absent, and need not wait."""
        return next(
            (
                place
                for place in self.missing
                if not place.waits and not place.is_calling and place.presence != Presence.ABSENT
            ),
            None,
        )

    @property
    def to_countersign(self):
        """Return the places that the chair may countersign now: their units have signed."""
        return [
            place for place in self.missing if place.is_countersign and not place.waits and place.may_sign
        ]

    @property
    def full_pledges(self):
        """Return the pledges with every place signed that nobody has confirmed."""
        return [
            pledge
            for pledge in self.pledges
            if pledge.status == Status.AGREED and all(row.is_signed for row in pledge.signatures.all())
        ]

    @property
    def only_runs(self):
        """Say whether this person runs the table, but records no signature."""
        return bool(self.missing) and not any(place.may_sign for place in self.missing)

    @property
    def is_over(self):
        return bool(self.pledges) and all(pledge.status == Status.SIGNED for pledge in self.pledges)

    @cached_property
    def witnesses(self):
        return list(self.ceremony.participants.filter(is_witness=True).select_related("person", "unit"))

    @cached_property
    def may_complete(self):
        return can(self.user, Permission.SIGN, self.year)


@dataclass(frozen=True)
class Late:
    """A place that is still to be signed, and what to write to its unit."""

    place: Place
    url: str
    message: str


def late_places(signing, address):
    """Return ``[Late, …]``; ``address`` makes a whole link of a path."""
    return [_late(place, address) for place in signing.missing]


def _late(place, address):
    url = address(reverse("pledges:signature_sign", args=[place.pk]))
    what = "ký công nhận giao ước thi đua" if place.is_countersign else "ký giao ước thi đua"
    whose = f" của {place.pledge.unit.name_on(place.pledge.named_on())}" if place.is_countersign else ""
    year = place.pledge.cluster_year
    message = (
        f"Kính gửi {place.name}. {year.cluster.title} đề nghị đơn vị {what} năm {year.year}{whose}. "
        f"Trang ký của đơn vị: {url} (đăng nhập bằng tài khoản của người đại diện đơn vị). Trân trọng."
    )
    return Late(place, url, message)


# --- the screen in the hall ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HallRow:
    """One unit on the screen: its name as on the paper and how it stands."""

    name: str
    state: str

    @property
    def word(self):
        return {"signing": "Đang ký", "signed": "Đã ký", "done": "Đã công nhận", "open": "Chưa ký"}[
            self.state
        ]

    @property
    def icon(self):
        marks = {"signing": "pen", "signed": "check-lg", "done": "check2-all", "open": "circle"}
        return marks[self.state]


class Hall:
    """What everybody in the hall may see: nothing beyond what the paper bears."""

    def __init__(self, ceremony):
        self.ceremony = ceremony
        self.signing = Signing(ceremony)
        self.cluster = ceremony.signing_year.cluster
        self.year = ceremony.signing_year

    @cached_property
    def title(self):
        titles = {pledge.title for pledge in self.signing.pledges}
        return titles.pop() if len(titles) == 1 else "Giao ước thi đua"

    @cached_property
    def themes(self):
        return list(self.year.themes.all())

    @cached_property
    def rows(self):
        """Return one row for each unit: signed where all of its places are."""
        units = {}
        for place in self.signing.places:
            if not place.is_countersign:
                units.setdefault(place.signature.unit_id, []).append(place)
        counters = {place.pledge.unit_id: place for place in self.signing.places if place.is_countersign}
        return [HallRow(places[0].name, self._state(places, counters)) for places in units.values()]

    def _state(self, places, counters):
        if any(place.is_calling for place in places):
            return "signing"
        if not all(place.is_signed for place in places):
            return "open"
        after = counters.get(places[0].signature.unit_id) if places[0].pledge.unit_id else None
        return "done" if after and after.is_signed else "signed"

    @property
    def signed_count(self):
        return sum(row.state in ("signed", "done") for row in self.rows)

    @property
    def all_signed(self):
        return bool(self.rows) and not self.signing.missing

    @property
    def calling(self):
        return self.signing.calling

    @property
    def size(self):
        """Say how many columns the list takes: few units are shown larger."""
        count = len(self.rows)
        return "few" if count <= 6 else "some" if count <= 12 else "many"

    @property
    def countdown(self):
        """Return the moment counted down to, or None; what is over is not shown for hours."""
        moment = self.ceremony.countdown_to
        return moment if moment and moment > timezone.now() - AFTERGLOW else None
