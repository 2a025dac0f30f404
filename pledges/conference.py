"""A conference as its page shows it: who takes part, what is said, and the signing in protocol order."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from accounts.access import Permission, may
from pledges import programme
from pledges.attending import Tally, attendance_sheet, guests_of
from pledges.fingerprint import signing_order
from pledges.models import Pledge, Remark, Signature
from pledges.own_rows import units_allowed
from vietnamese.dates import date_range


@dataclass(frozen=True)
class SigningPlace:
    """One place to sign at the conference, on whichever pledge; ``name`` as the agreed text has it."""

    signature: Signature
    pledge: Pledge
    name: str
    may_sign: bool
    may_withdraw: bool

    @property
    def is_countersign(self):
        return self.signature.role == Signature.Role.COUNTERSIGN


class ConferenceReading:
    """Everything of one conference's page; a constant number of queries however many units sign."""

    def __init__(self, ceremony, user):
        self.ceremony, self.user = ceremony, user
        self.year = ceremony.cluster_year
        self.may = may(user, ceremony)
        self.may_run = "run_ceremony" in self.may

    @cached_property
    def participants(self):
        return list(self.ceremony.participants.select_related("person", "unit"))

    @cached_property
    def witnesses(self):
        return [row for row in self.participants if row.is_witness]

    @cached_property
    def presiding(self):
        return [row for row in self.participants if row.is_presiding]

    @cached_property
    def secretaries(self):
        return [row for row in self.participants if row.is_secretary]

    @cached_property
    def agenda(self):
        return list(self.ceremony.agenda.select_related("presenter__person"))

    @cached_property
    def programme(self):
        """Return ``[(item, how long it takes or ""), …]`` in order."""
        minutes = programme.durations(self.ceremony, self.agenda)
        return [(item, programme.lasting(minutes.get(item.pk, 0))) for item in self.agenda]

    @property
    def programme_warnings(self):
        return programme.warnings(self.ceremony, self.agenda)

    @cached_property
    def attendance(self):
        """Return a row for each unit in order, also for those that nobody has ticked yet."""
        return attendance_sheet(self.ceremony)

    @cached_property
    def was_ticked(self):
        """Whether anybody has been ticked yet, unit or guest."""
        units, guests = self.units_tally, self.guests_tally
        return units.unknown < units.total or guests.unknown < guests.total

    @property
    def units_unrepresented(self):
        """Return for how many units nobody takes part yet."""
        taken = {row.unit_id for row in self.participants}
        return sum(row.unit_id not in taken for row in self.attendance)

    @property
    def units_tally(self):
        return Tally.of(row.state for row in self.attendance)

    @cached_property
    def guests(self):
        return guests_of(self.participants)

    @property
    def guests_tally(self):
        return Tally.of(row.attendance for row in self.guests)

    @cached_property
    def photos(self):
        return list(self.ceremony.photos.all())

    @cached_property
    def remarks(self):
        """Return ``[(label of the kind, [remark, …]), …]`` of the kinds that occur."""
        rows = list(self.ceremony.remarks.select_related("speaker__person"))
        kinds = ((kind.label, [row for row in rows if row.kind == kind]) for kind in Remark.Kind)
        return [(label, found) for label, found in kinds if found]

    @cached_property
    def follow_ups(self):
        return list(self.ceremony.follow_ups.select_related("owner", "passed_to"))

    @property
    def when(self):
        """Return "từ ngày 23 đến …" in words, "" where the day is not known."""
        starts_on = self.ceremony.starts_on
        return date_range(starts_on, self.ceremony.ends_on) if starts_on else ""

    @property
    def hours(self):
        """Return "từ 08:00 đến 11:30" or the hour at which it starts."""
        start, end = self.ceremony.starts_at, self.ceremony.ends_at
        return f"từ {start:%H:%M} đến {end:%H:%M}" if end else f"{start:%H:%M}"

    # --- the signing ---

    @cached_property
    def pledges(self):
        if not self.ceremony.signing_year_id:
            return []
        rows = self.ceremony.signing_year.pledges.select_related("unit")
        return list(rows.prefetch_related("signatures__unit", "signatures__ceremony"))

    @cached_property
    def places(self):
        """Return the places to sign in protocol order: the units first, on per-unit texts the chair after all."""
        found = [self._place(row, pledge) for pledge in self.pledges for row in pledge.signatures.all()]
        return sorted(found, key=lambda place: (place.is_countersign, self._order(place)))

    def _place(self, row, pledge):
        names = {party["unit"]: party["name"] for party in pledge.frozen["parties"]} if pledge.frozen else {}
        waits = row.role == Signature.Role.COUNTERSIGN and any(
            other.role == Signature.Role.PARTY and not other.is_signed for other in pledge.signatures.all()
        )
        is_open = pledge.status == Pledge.Status.AGREED and not row.is_signed and not waits
        name = names.get(row.unit_id) or row.unit_name
        is_mine = row.unit_id in self._signers
        may_withdraw = pledge.status == Pledge.Status.AGREED and row.is_signed and is_mine
        return SigningPlace(row, pledge, name, is_open and is_mine, may_withdraw)

    @cached_property
    def _signers(self):
        unit_ids = {row.unit_id for pledge in self.pledges for row in pledge.signatures.all()}
        return units_allowed(self.user, Permission.SIGN, self.ceremony.signing_year, unit_ids)

    @cached_property
    def _ranks(self):
        return {unit.pk: rank for rank, unit in enumerate(signing_order(self.ceremony.signing_year))}

    def _order(self, place):
        """One text: the order laid down at agreement; a text each: the order of the units among themselves."""
        if place.pledge.unit_id is None:
            return place.signature.position
        return self._ranks.get(place.pledge.unit_id, len(self._ranks))

    @cached_property
    def missing(self):
        return [place for place in self.places if not place.signature.is_signed]

    @property
    def next_place(self):
        """Return the first place that this person may sign for now, or None."""
        return next((place for place in self.missing if place.may_sign), None)

    @property
    def missing_names(self):
        """Return who has not signed, in protocol order; countersignatures of one chair are one entry."""
        names = [place.name for place in self.missing if not place.is_countersign]
        chairs = Counter(place.name for place in self.missing if place.is_countersign)
        return names + [f"{name} (ký công nhận {count} bản)" for name, count in chairs.items()]

    @property
    def signed_count(self):
        return len(self.places) - len(self.missing)

    @property
    def unagreed(self):
        """Return the pledges whose text is not agreed yet, so that nobody can sign them."""
        return [pledge for pledge in self.pledges if pledge.is_open]
