"""A pledge as its page shows it: the text, how it stands, who acts next, what this person may do here."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects

from accounts.access import Permission, can, may
from accounts.models import OF_UNIT
from pledges.consents import Answers
from pledges.differences import numbered
from pledges.fingerprint import is_intact, text_of
from pledges.models import Comment, Pledge, Signature, Target
from pledges.origins import origins, years_left
from pledges.own_rows import OwnRow, units_allowed
from pledges.registering import figure_of, is_late
from pledges.validity import validity_of
from vietnamese.dates import short_date
from vietnamese.listing import point_letter
from vietnamese.numbers import format_decimal

Status = Pledge.Status


@dataclass(frozen=True)
class Next:
    """What comes next, and who does it ("" when nobody has to)."""

    what: str
    who: str = ""


@dataclass(frozen=True)
class Line:
    """A part of the text as it reads, with the row that it came from (to be edited)."""

    text: object
    row: object
    letter: str = ""
    points: tuple = ()
    mark: str = ""
    """What became of the source's line: see ``origins.origins_of``."""


@dataclass(frozen=True)
class SigningRow:
    """One place to sign: unit and office as the agreed text names them, and whether this person may act."""

    signature: Signature
    name: str
    office: str
    may_sign: bool
    may_withdraw: bool
    may_scan: bool


@dataclass(frozen=True)
class RegistrationRow:
    """One unit's figures: pairs of the column's name and the figure, "" where the unit has none."""

    unit_id: int
    name: str
    figures: list
    may_edit: bool


class PledgeReading:
    """Everything of one pledge's page; a constant number of queries however many units sign it.

    What is agreed is read from the text kept at that moment, a draft from its rows.
    """

    def __init__(self, pledge, user, today):
        self.pledge, self.user, self.today = pledge, user, today
        self.year = pledge.cluster_year
        self.text = pledge.frozen or text_of(pledge)
        self.names = {party["unit"]: party["name"] for party in self.text["parties"]}
        places = Signature.objects.select_related("unit", "ceremony").prefetch_related("scans")
        prefetch_related_objects([pledge], Prefetch("signatures", places))  # asked for again by ``validity``
        self.signatures = list(pledge.signatures.all())
        self.comments = list(pledge.comments.select_related("unit", "author", "answered_by"))
        self.may = may(user, pledge)

    # --- the text ---

    @cached_property
    def contents(self):
        tops = self.pledge.contents.filter(parent=None).prefetch_related("points")
        return [
            Line(top["text"], row, points=self._points(top["points"], row.points.all()), mark=self._mark(row))
            for top, row in zip(self.text["contents"], tops, strict=True)
        ]

    def _points(self, texts, rows):
        pairs = enumerate(zip(texts, rows, strict=True), start=1)
        return tuple(
            Line(text, row, point_letter(number), mark=self._mark(row)) for number, (text, row) in pairs
        )

    def _mark(self, row):
        return self.origins.marks.get(row.key, "")

    @cached_property
    def targets(self):
        pairs = zip(self.text["targets"], self.pledge.targets.all(), strict=True)
        return [Line(text, row, mark=self._mark(row)) for text, row in pairs]

    @cached_property
    def bases(self):
        return [Line(*pair) for pair in zip(self.text["bases"], self.pledge.bases.all(), strict=True)]

    @cached_property
    def validity(self):
        return validity_of(self.pledge, self.today)

    @property
    def differ(self):
        """Return (declared, listed) where the source counts otherwise than the list, else None."""
        declared, listed = self.text["declared_contents"], len(self.text["contents"])
        return None if declared is None or declared == listed else (declared, listed)

    @cached_property
    def registration_columns(self):
        return [
            (number, target)
            for number, target in enumerate(self.text["targets"], start=1)
            if target["kind"] in Target.REGISTERED
        ]

    @cached_property
    def registering_units(self):
        """Return the ids of the units whose figures this person may write today."""
        if not self.pledge.is_open:
            return set()
        if self.registration_is_late and not can(
            self.user, Permission.REGISTER_TARGET, OwnRow(self.pledge, None)
        ):
            return set()
        return units_allowed(self.user, Permission.REGISTER_TARGET, self.pledge, self.names)

    @property
    def registration_is_late(self):
        return is_late(self.pledge, self.today)

    @cached_property
    def registration_totals(self):
        """Return ``[(label, sum or "", units that registered, all units), …]``, a column each.

        Shares in percent are not added up; a unit without a figure is not counted as zero.
        """
        totals = []
        for number, target in self.registration_columns:
            figures = [
                figure_of(row["value"]) for row in target["registrations"] if row["unit"] in self.names
            ]
            adds = figures and "%" not in target["measure"]
            total = format_decimal(sum(figures)) if adds else ""
            totals.append((f"Chỉ tiêu {number}", total, len(figures), len(self.names)))
        return totals

    @cached_property
    def registration_rows(self):
        columns = self.registration_columns
        if not columns:
            return []
        figures = [
            (f"Chỉ tiêu {number}", {row["unit"]: row["value"] for row in target["registrations"]})
            for number, target in columns
        ]
        allowed = self.registering_units
        return [
            RegistrationRow(
                unit_id,
                name,
                [(label, column.get(unit_id, "")) for label, column in figures],
                unit_id in allowed,
            )
            for unit_id, name in self.names.items()
        ]

    # --- comments ---

    @cached_property
    def answers(self):
        """Who has answered in the present round, and whose consent counts for the text as it is."""
        return Answers(self.pledge, self.text, self.comments)

    @cached_property
    def versions(self):
        return list(self.pledge.versions.select_related("made_by"))

    @cached_property
    def said(self):
        """Return ``[(comment, where), …]``, the latest round first; ``where`` is the number and the wording that
        the content had in the text of that round, None for a comment on the whole."""
        texts = {version.number: numbered(version.text) for version in self.versions}
        found = []
        for row in sorted(self.comments, key=lambda row: (-row.round, row.created_at, row.pk)):
            key = str(row.content_key) if row.content_key else ""
            found.append((row, texts.get(row.round, {}).get(key) or self._now.get(key)))
        return found

    @cached_property
    def rounds(self):
        """Return ``[(version, number of suggestions, number of units that agreed), …]``, the latest first."""
        counted = []
        for version in reversed(self.versions):
            rows = [row for row in self.comments if row.round == version.number]
            suggestions = [row for row in rows if row.stance == Comment.Stance.SUGGESTS]
            agreed = {row.unit_id for row in rows} - {row.unit_id for row in suggestions}
            counted.append((version, len(suggestions), len(agreed)))
        return counted

    @cached_property
    def origins(self):
        return origins(self.pledge)

    @cached_property
    def years_left(self):
        return years_left(self.pledge, self.text) if self.pledge.is_open else []

    @cached_property
    def _now(self):
        return numbered(self.text)

    @cached_property
    def silent(self):
        """Return the names of units that have said nothing in the present round."""
        return [row.name for row in self.answers.silent]

    @cached_property
    def unanswered(self):
        return self.answers.open_comments

    @cached_property
    def commenting_units(self):
        """Return the ids of this person's own units that may comment now."""
        due = self.pledge.comments_due_on
        if self.pledge.status != Status.COMMENTING or (due and due < self.today):
            return []
        if not can(self.user, Permission.COMMENT_PLEDGE, self.pledge):
            return []
        own = set(self.user.reach().unit_ids(*OF_UNIT))
        return sorted(self.pledge.place().unit_ids & own)

    # --- signing ---

    @cached_property
    def signing_rows(self):
        unit_ids = {row.unit_id for row in self.signatures}
        signers = set()
        if self.pledge.is_frozen:
            signers = units_allowed(self.user, Permission.SIGN, self.pledge, unit_ids)
        allowed = signers if self.pledge.status == Status.AGREED else set()
        offices = {party["unit"]: party["office"] for party in self.text["parties"]}
        parties_missing = any(
            row.role == Signature.Role.PARTY and not row.is_signed for row in self.signatures
        )
        return [
            SigningRow(
                signature=row,
                name=self.names.get(row.unit_id) or row.unit_name,
                office=offices.get(row.unit_id, ""),
                may_sign=row.unit_id in allowed
                and not row.is_signed
                and not (row.role == Signature.Role.COUNTERSIGN and parties_missing),
                may_withdraw=row.unit_id in allowed and row.is_signed,
                may_scan=row.unit_id in signers and row.is_signed,
            )
            for row in self.signatures
        ]

    @property
    def next_signature(self):
        """Return the first signature that this person may enter now, or None."""
        return next((row.signature for row in self.signing_rows if row.may_sign), None)

    @cached_property
    def may_complete(self):
        """Whether this person may confirm that everybody has signed, where everybody has."""
        is_full = self.pledge.status == Status.AGREED and self.signatures and not self.missing
        return bool(is_full) and can(self.user, Permission.SIGN, self.year)

    @property
    def signed_count(self):
        return sum(row.is_signed for row in self.signatures)

    @cached_property
    def missing(self):
        """Return the names of those who have not signed, in the order of signing."""
        return [
            (self.names.get(row.unit_id) or row.unit_name)
            + (" (ký công nhận)" if row.role == Signature.Role.COUNTERSIGN else "")
            for row in self.signatures
            if not row.is_signed
        ]

    @cached_property
    def conferences(self):
        return self.year.signing_ceremonies.select_related("cluster_year__cluster", "signing_year")

    @cached_property
    def is_intact(self):
        return is_intact(self.pledge)

    # --- what comes next ---

    @property
    def chair(self):
        return f"{self.year.cluster.noun.capitalize()} trưởng"

    @cached_property
    def next(self):
        match self.pledge.status:
            case Status.DRAFT | Status.COMMENTING if self.year.is_recorded:
                return Next(
                    "Nhập phần văn bản mà nguồn nêu, rồi ghi nhận giao ước đã ký.", "Thường trực cơ quan"
                )
            case Status.DRAFT:
                return self._next_of_draft()
            case Status.COMMENTING:
                return self._next_of_comments()
            case Status.AGREED:
                return self._next_of_signing()
            case _ if self.is_replaced:
                return Next(
                    f"Đã được thay thế bởi “{self.successor.title}”. Văn bản được giữ nguyên để tra cứu."
                )
            case _ if self.year.is_recorded:
                return Next("Ghi nhận theo nguồn. Văn bản được giữ nguyên, không sửa được nữa.")
            case _:
                return Next("Đã đủ chữ ký. Văn bản được giữ nguyên, không sửa được nữa.")

    def _next_of_draft(self):
        writer = f"{self.names.get(self.pledge.unit_id, '')} hoặc " if self.pledge.unit_id else ""
        if not self.text["contents"]:
            return Next("Thêm nội dung giao ước.", f"{writer}{self.chair.lower() if writer else self.chair}")
        if self.blank_siblings:
            return Next(
                f"Chép nội dung sang {self.blank_siblings} bản còn trống của các đơn vị khác, "
                "sửa bản nào cần khác, rồi gửi lấy ý kiến.",
                self.chair,
            )
        return Next("Gửi lấy ý kiến các đơn vị; đã bàn xong thì thống nhất nội dung.", self.chair)

    def _next_of_comments(self):
        due, silent = self.pledge.comments_due_on, len(self.silent)
        if due and due < self.today:
            return Next(f"Hạn góp ý đã hết ngày {short_date(due)}. Tiếp thu rồi thống nhất.", self.chair)
        if not silent:
            return Next("Các đơn vị đã cho ý kiến. Tiếp thu rồi thống nhất nội dung.", self.chair)
        until = f" đến hết ngày {short_date(due)}" if due else ""
        return Next(f"Góp ý{until}; còn {silent} đơn vị chưa có ý kiến.", "Các đơn vị thành viên")

    def _next_of_signing(self):
        missing = [row for row in self.signatures if not row.is_signed]
        if not missing:
            return Next("Đã đủ chữ ký, chờ xác nhận.", f"{self.chair} hoặc thường trực cơ quan")
        if all(row.role == Signature.Role.COUNTERSIGN for row in missing):
            return Next("Ký công nhận giao ước của đơn vị.", self.chair)
        count = sum(row.role == Signature.Role.PARTY for row in missing)
        if self.pledge.unit_id:
            return Next("Ký giao ước.", self.names[self.pledge.unit_id])
        return Next(f"Ký giao ước; còn {count} đơn vị chưa ký.", "Các đơn vị chưa ký")

    @property
    def may_write(self):
        return self.pledge.is_open and "write_pledge" in self.may

    @property
    def may_record(self):
        return self.pledge.is_open and self.year.is_recorded and "record_past" in self.may

    @property
    def may_send(self):
        return self.pledge.is_open and "move_pledge" in self.may and not self.year.is_recorded

    @property
    def may_agree(self):
        return self.pledge.is_open and "move_pledge" in self.may and not self.year.is_recorded

    @property
    def may_reopen(self):
        unsigned = not any(row.is_signed for row in self.signatures)
        can_step_back = self.pledge.status in (Status.COMMENTING, Status.AGREED)
        return can_step_back and unsigned and "move_pledge" in self.may

    @property
    def may_copy(self):
        return self.may_agree and bool(self.text["contents"]) and bool(self.blank_siblings)

    @cached_property
    def blank_siblings(self):
        """Return how many other units' drafts wait for a text."""
        if not self.pledge.unit_id:
            return 0
        drafts = self.year.pledges.current().filter(
            unit__isnull=False, status=Status.DRAFT, contents=None, targets=None
        )
        return drafts.exclude(pk=self.pledge.pk).count()

    @cached_property
    def siblings(self):
        """Return the other units' pledges of the same year."""
        if not self.pledge.unit_id:
            return []
        rows = self.year.pledges.current().exclude(unit=self.pledge.unit_id)
        return list(rows.select_related("unit").with_progress())

    # --- annexes and successors ---

    @cached_property
    def annexes(self):
        return list(self.pledge.annexes.with_progress().order_by("pk"))

    @cached_property
    def successor(self):
        """Return the pledge that replaces this one, or is to replace it once signed; None where there is none."""
        return Pledge.objects.filter(supersedes=self.pledge).order_by("pk").first()

    @property
    def is_replaced(self):
        return self.successor is not None and self.successor.status == Status.SIGNED

    @property
    def waiting_annex(self):
        """Return the annex that is not signed yet: the next one comes after it."""
        return next((row for row in self.annexes if row.status != Status.SIGNED), None)

    @property
    def may_extend(self):
        """Whether this person may draw up an annex or a successor."""
        is_signed = self.pledge.status == Status.SIGNED and not self.pledge.annex_of_id
        return is_signed and not self.is_replaced and "write_pledge" in self.may
