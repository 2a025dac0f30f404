"""Posting before a decision, conferral after it, the printers of certificates."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.record import action, save_changed, save_new
from audit.verbs import Verb
from awards.actions.dossiers import _lock
from awards.models import Conferral, Nomination, Posting, Proposal
from awards.postings import end_of, rule_for
from vietnamese.dates import short_date

Outcome = Nomination.Outcome


@action
def add_posting(posting, *, by):
    """Start a public posting: its end follows from the days that the law asks for on its first day.

    Raises ValidationError where no award of the tờ trình has to be posted by the rules that are known.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=posting.proposal_id)
    rows = list(proposal.nominations.select_related("award", "lowered_to"))
    rule = rule_for(rows, posting.starts_on)
    if rule is None:
        raise ValidationError(
            "Chưa có quy định về số ngày niêm yết cho danh hiệu, hình thức trong tờ trình vào ngày này. Quản trị hệ "
            "thống ghi ở “Con số của pháp luật” trước."
        )
    posting.working_days, posting.legal_ref = int(rule.amount), rule.legal_ref
    posting.ends_on, _ = end_of(posting.starts_on, posting.working_days)
    also = [
        ["Số ngày làm việc", "", str(posting.working_days)],
        ["Hết ngày", "", short_date(posting.ends_on)],
    ]
    return save_new(posting, Verb.POSTING_ADDED, by=by, also=also)


@action
def change_posting(posting, *, by, today=None):
    """Write down the objections; settled only once the period is over. Raises ValidationError before."""
    stored = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if posting.is_settled and (today or timezone.localdate()) <= stored.ends_on:
        end = short_date(stored.ends_on)
        raise ValidationError(
            {"is_settled": f"Thời hạn lấy ý kiến đến hết ngày {end} nên chưa xác nhận được."}
        )
    return save_changed(posting, Verb.POSTING_CHANGED, by=by)


@action
def confer(conferral, *, by, today=None):
    """Write how the giving of one award stands, new or changed.

    Raises ValidationError for a dossier without an award in force, for a day before the decision or after today,
    and for a giving that somebody has written down meanwhile.
    """
    row = _lock(conferral.nomination)
    if not Nomination.objects.in_force().filter(pk=row.pk).exists():
        raise ValidationError(f"{row.nominee_name}: không có khen thưởng đang có hiệu lực để trao.")
    if conferral.status != Conferral.Status.GIVEN:
        conferral.given_on, conferral.ceremony, conferral.received_by = None, None, ""
    on = conferral.given_on
    if on and on > (today or timezone.localdate()):
        raise ValidationError({"given_on": "Ngày trao không thể sau hôm nay."})
    if on and row.decided_on and on < row.decided_on:
        decided = short_date(row.decided_on)
        raise ValidationError({"given_on": f"Ngày trao không thể trước ngày quyết định ({decided})."})
    if conferral.pk:
        return save_changed(conferral, Verb.CONFERRAL_RECORDED, by=by)
    existing = Conferral.objects.filter(nomination=row).first()
    if existing is None:
        return save_new(conferral, Verb.CONFERRAL_RECORDED, by=by)
    if existing.status == conferral.status == Conferral.Status.GIVEN:
        on = f" ngày {short_date(existing.given_on)}" if existing.given_on else ""
        raise ValidationError(f"{row.nominee_name}: việc trao{on} đã được ghi; cần sửa thì mở hồ sơ.")
    conferral.note = conferral.note or existing.note
    for name in ("status", "given_on", "ceremony", "received_by", "note"):
        setattr(existing, name, getattr(conferral, name))
    return save_changed(existing, Verb.CONFERRAL_RECORDED, by=by)


@action
def add_printer(printer, *, by):
    return save_new(printer, Verb.PRINTER_ADDED, by=by)


@action
def change_printer(printer, *, by):
    return save_changed(printer, Verb.PRINTER_CHANGED, by=by)
