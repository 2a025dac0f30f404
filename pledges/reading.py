"""A pledge as its page shows it: the text, how it stands, who acts next, what this person may do here."""

from dataclasses import dataclass
from functools import cached_property

from accounts.access import Permission, can, may
from accounts.models import OF_UNIT
from pledges.fingerprint import is_intact, text_of
from pledges.models import Comment, Pledge, Signature, Target
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


def _points(texts, rows):
    for number, (text, row) in enumerate(zip(texts, rows, strict=True), start=1):
        yield Line(text, row, point_letter(number))


@dataclass(frozen=True)
class SigningRow:
    """One place to sign: unit and office as the agreed text names them, and whether this person may act."""

    signature: Signature
    name: str
    office: str
    may_sign: bool
    may_withdraw: bool


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
        self.signatures = list(pledge.signatures.select_related("unit", "ceremony"))
        self.comments = list(pledge.comments.select_related("unit", "author", "content"))
        self.may = may(user, pledge)

    # --- the text ---

    @cached_property
    def contents(self):
        tops = self.pledge.contents.filter(parent=None).prefetch_related("points")
        return [
            Line(top["text"], row, points=tuple(_points(top["points"], row.points.all())))
            for top, row in zip(self.text["contents"], tops, strict=True)
        ]

    @cached_property
    def targets(self):
        return [Line(*pair) for pair in zip(self.text["targets"], self.pledge.targets.all(), strict=True)]

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

    @property
    def asked(self):
        """Units whose word is asked for: ``{unit id: name}``."""
        return self.names

    @cached_property
    def silent(self):
        """Return the names of units that have said nothing."""
        spoken = {comment.unit_id for comment in self.comments}
        return [name for unit_id, name in self.asked.items() if unit_id not in spoken]

    @cached_property
    def unanswered(self):
        return [
            comment
            for comment in self.comments
            if comment.stance == Comment.Stance.SUGGESTS and not comment.answer
        ]

    @cached_property
    def commenting_units(self):
        """Return the ids of this person's own units that may comment now."""
        if self.pledge.status != Status.COMMENTING or not can(
            self.user, Permission.COMMENT_PLEDGE, self.pledge
        ):
            return []
        own = set(self.user.reach().unit_ids(*OF_UNIT))
        return sorted(self.pledge.place().unit_ids & own)

    # --- signing ---

    @cached_property
    def signing_rows(self):
        unit_ids = {row.unit_id for row in self.signatures}
        allowed = set()
        if self.pledge.status == Status.AGREED:
            allowed = units_allowed(self.user, Permission.SIGN, self.pledge, unit_ids)
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
            )
            for row in self.signatures
        ]

    @property
    def next_signature(self):
        """Return the first signature that this person may enter now, or None."""
        return next((row.signature for row in self.signing_rows if row.may_sign), None)

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
        return self.pledge.status == Status.DRAFT and "move_pledge" in self.may and not self.year.is_recorded

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
        drafts = self.year.pledges.filter(
            unit__isnull=False, status=Status.DRAFT, contents=None, targets=None
        )
        return drafts.exclude(pk=self.pledge.pk).count()

    @cached_property
    def siblings(self):
        """Return the other units' pledges of the same year."""
        if not self.pledge.unit_id:
            return []
        return list(self.year.pledges.exclude(pk=self.pledge.pk).select_related("unit").with_progress())
