"""The packet of a year: every paper that it can have, how each stands, and what its file is."""

from dataclasses import dataclass, field
from functools import cached_property

from accounts.access import Permission, permissions_on
from clusters.issuing import address_of, in_force_of, refusals
from clusters.models import IssuedPaper
from clusters.papers import packet_of
from documents import pictures
from documents.stamp import Stamp, content_hash


@dataclass(frozen=True)
class Row:
    """One paper of the packet. ``refusal`` says why it cannot be issued yet."""

    kind: object
    record: object
    issued: IssuedPaper | None
    findings: list = field(default_factory=list)
    refusal: str = ""
    may_issue: bool = False

    @property
    def title(self):
        return self.kind.title(self.record)

    @property
    def issued_elsewhere(self):
        return self.kind.issued_elsewhere(self.record)

    @property
    def url(self):
        return self.kind.url(self.record)

    @property
    def args(self):
        return self.kind.key, self.record.pk

    @property
    def graves(self):
        return [row for row in self.findings if row.is_grave]

    @property
    def remarks(self):
        return [row for row in self.findings if not row.is_grave]

    @property
    def graves_label(self):
        return f"{len(self.graves)} điểm phải bổ sung"

    @property
    def remarks_label(self):
        return f"{len(self.remarks)} điểm nên xem lại"

    @property
    def can_be_issued(self):
        return self.may_issue and not (self.issued or self.refusal or self.graves)


class Packet:
    """All papers of a year for one reader, in a constant number of queries however many units there are."""

    def __init__(self, year, user):
        self.year, self.held = year, permissions_on(user, year)

    @cached_property
    def rows(self):
        return [
            self._row(kind, record)
            for kind, record in packet_of(self.year)
            if kind.view_permission is Permission.VIEW or kind.view_permission in self.held
        ]

    def _row(self, kind, record):
        issued = self._issued.get((kind.key, record._meta.label_lower, record.pk))
        return Row(
            kind,
            record,
            issued,
            list(kind.check(record)),
            next(iter(refusals(kind, record, self.year)), ""),
            kind.permission in self.held,
        )

    @cached_property
    def _issued(self):
        """What is in force, by the record that it was made of."""
        rows = IssuedPaper.objects.filter(cluster_year=self.year, is_old=False).in_force().order_by("pk")
        return {(row.kind, row.subject_type, row.subject_id): row for row in rows}

    @property
    def issued_count(self):
        return sum(row.issued is not None for row in self.rows)


def paper_now(kind, record, issued):
    """Return what the record says today: with the number of the issued paper while that says the same, else
    without one."""
    if issued is None:
        return kind.build(record, None)
    stamp = Stamp(
        issued.number_text,
        issued.issued_on,
        issued.spaced_code,
        address_of(issued.code),
        issued.content_hash,
    )
    paper = kind.build(record, stamp)
    return paper if content_hash(paper) == issued.content_hash else kind.build(record, None)


def has_changed(kind, record, issued):
    """Whether the record was changed after its paper was issued."""
    return issued is not None and paper_now(kind, record, issued).stamp is None


def print_of(kind, record):
    """Return (PDF, the issued paper or None): the stored file byte for byte, else a print of today."""
    issued = in_force_of(kind, record)
    if issued and issued.file:
        with issued.file.open("rb") as file:
            return file.read(), issued
    return pictures.proof(kind.build(record, None)), issued
