"""Who has answered a draft and whether the text may be agreed: what units said, and which word still counts.

A consent counts for the wording that the unit had before it. Where the text was changed after it went out,
it has to go out again, or the units consent at a meeting.
"""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError

from accounts.models import OF_UNIT
from pledges.differences import wording_of
from pledges.fingerprint import text_of
from pledges.models import Comment, Consent
from vietnamese.dates import short_date

Kind = Consent.Kind


@dataclass(frozen=True)
class Answer:
    """What one unit that has to consent said in the present round."""

    unit_id: int
    name: str
    comments: tuple[Comment, ...]
    consent: Consent | None

    @property
    def suggestions(self):
        return [row for row in self.comments if row.stance == Comment.Stance.SUGGESTS]

    @property
    def open_count(self):
        return sum(row.verdict == Comment.Verdict.OPEN for row in self.suggestions)

    @property
    def is_silent(self):
        return not self.comments and self.consent is None

    @property
    def state(self):
        if self.consent:
            return self.consent.get_kind_display()
        if self.suggestions:
            return "Có góp ý"
        return "Nhất trí" if self.comments else "Chưa có ý kiến"


class Answers:
    """The answers to a pledge, unit by unit; a constant number of queries."""

    def __init__(self, pledge, text=None, comments=None):
        self.pledge = pledge
        self.text = text or pledge.frozen or text_of(pledge)
        self.all_comments = comments if comments is not None else list(pledge.comments.all())
        self.consents = [
            row for row in pledge.consents.select_related("recorded_by") if row.round == pledge.round
        ]

    @cached_property
    def version(self):
        """Return the text of the present round, or None where it was never sent round."""
        return self.pledge.versions.filter(number=self.pledge.round).first()

    @cached_property
    def is_as_sent(self):
        """Whether the text has the wording that the units got in the present round."""
        return bool(self.version) and wording_of(self.version.text) == wording_of(self.text)

    @cached_property
    def standing(self):
        """Return ``{unit id: Consent}`` of the consents that count for the text as it is now."""
        if self.pledge.is_frozen or self.is_as_sent:
            return {row.unit_id: row for row in self.consents}
        return {}

    @cached_property
    def rows(self):
        of_round = [row for row in self.all_comments if row.round == self.pledge.round and self.pledge.round]
        return [
            Answer(
                party["unit"],
                party["name"],
                tuple(row for row in of_round if row.unit_id == party["unit"]),
                self.standing.get(party["unit"]),
            )
            for party in self.text["parties"]
        ]

    @property
    def missing(self):
        """Return the answers of units whose consent is not there."""
        return [row for row in self.rows if row.consent is None]

    @property
    def silent(self):
        return [row for row in self.rows if row.is_silent]

    @property
    def open_comments(self):
        """Return the suggestions of any round that wait for an answer."""
        return [
            row
            for row in self.all_comments
            if row.stance == Comment.Stance.SUGGESTS and row.verdict == Comment.Verdict.OPEN
        ]

    def offered(self, row, user, today):
        """Return the kinds of consent that this person may record for a unit now."""
        kinds = [Kind.AT_MEETING]
        if user and row.unit_id in user.reach().unit_ids(*OF_UNIT):
            kinds.insert(0, Kind.GIVEN)
        if self.may_count_silence(today) and not row.comments:
            kinds.append(Kind.NO_ANSWER)
        return kinds

    def may_count_silence(self, today):
        """Silence says something only of a text that was sent round as it is, after the last day to answer."""
        return self.is_as_sent and self.version.due_on is not None and self.version.due_on < today


def refuse_without_consent(answers, recorded):
    """Raise ValidationError where a suggestion is not answered or a unit's consent is missing; ``recorded`` are
    the ids of units whose consent was recorded just now."""
    missing = [row for row in answers.missing if row.unit_id not in recorded]
    if waiting := len(answers.open_comments):
        raise ValidationError(
            f"Còn {waiting} ý kiến đề nghị sửa đổi, bổ sung chưa trả lời. Trả lời từng ý kiến rồi thống nhất nội dung."
        )
    if missing:
        names = "; ".join(row.name for row in missing)
        changed = (
            f"Văn bản đã sửa so với bản lấy ý kiến lần {answers.pledge.round} nên ý kiến thống nhất với bản ấy "
            "không tính cho bản này. "
            if answers.consents and not answers.is_as_sent
            else ""
        )
        raise ValidationError(
            f"{changed}Chưa có ý kiến thống nhất của: {names}. Ghi nhận từng đơn vị đã thống nhất thế nào, "
            "hoặc gửi lấy ý kiến."
        )


def write_consents(answers, consents, by, today):
    """Keep the consents ``{unit id: kind}`` of units that have not consented yet; returns them as lines for
    the history. Raises ValidationError for a unit that does not sign, and a kind that cannot be recorded."""
    rows = {row.unit_id: row for row in answers.missing}
    consented = {row.unit_id for row in answers.rows} - set(rows)
    lines = []
    for unit_id, kind in consents.items():
        if unit_id in consented:
            continue
        if unit_id not in rows:
            raise ValidationError("Đơn vị không ký giao ước này nên không ghi nhận ý kiến thống nhất.")
        row = rows[unit_id]
        if kind not in answers.offered(row, by, today):
            raise ValidationError(f"{row.name}: {_why_not(kind, answers, row)}")
        old = Consent.objects.filter(pledge=answers.pledge, unit_id=unit_id, round=answers.pledge.round)
        old.delete()
        made = Consent(
            pledge=answers.pledge, unit_id=unit_id, round=answers.pledge.round, kind=kind, recorded_by=by
        )
        made.full_clean()
        made.save(force_insert=True)
        lines.append([row.name, "", made.get_kind_display()])
    return lines


def _why_not(kind, answers, row):
    if kind == Kind.GIVEN:
        return "ý kiến nhất trí của đơn vị do chính đơn vị ghi; đã nhất trí tại hội nghị thì ghi là tại hội nghị."
    if row.comments:
        return "đơn vị đã có ý kiến nên không ghi là không trả lời."
    due = answers.version and answers.version.due_on
    if answers.is_as_sent and due:
        return f"hạn góp ý đến hết ngày {short_date(due)}; hết hạn mới ghi được là không trả lời."
    return "văn bản như hiện nay chưa được gửi lấy ý kiến nên không ghi được là không trả lời."
