"""What is missing or doubtful in a decision before it is issued; page and action ask the same."""

from django.urls import reverse
from django.utils import timezone

from awards.figures import Figures
from awards.models import Nomination, Proposal
from awards.models.catalogue import is_valid_on
from awards.postings import DAYS, rule_for, running, said
from clusters.papers import Finding
from vietnamese.dates import short_date
from vietnamese.keys import name_key

Status, Outcome = Nomination.Status, Nomination.Outcome
OF_ITEM = (
    "granted",
    "nomination__award",
    "nomination__lowered_to",
    "nomination__unit",
    "nomination__person",
    "nomination__put_to",
    "nomination__proposal",
    "nomination__cancellation",
    "nomination__cluster_year__cluster__authority",
)


def items_of(decision):
    """Return the items with everything that the check, the page and the papers read."""
    return list(
        decision.items.select_related(*OF_ITEM)
        .prefetch_related("nomination__proposal__postings")
        .order_by("nomination__award__position", "nomination__unit__sort_key", "pk")
    )


def findings(decision, items, today=None):
    """Return Findings; the grave ones keep the decision from being issued."""
    today = today or timezone.localdate()
    day = decision.dated_on or today
    found = [*_of_head(decision, items, today)]
    figures = Figures(DAYS)
    said_of = {}
    for item in items:
        for text, is_grave in _of_item(decision, item, day, figures):
            said_of.setdefault((text, is_grave), []).append(item)
    for (text, is_grave), about in said_of.items():
        names = ", ".join(item.nomination.nominee_name or "Hồ sơ chưa có tên" for item in about)
        many = f"{len(about):02d} hồ sơ ({names})" if len(about) > 1 else names
        found.append(Finding(f"{many}: {text}", _url(about[0]) if len(about) == 1 else "", is_grave))
    return found + _twice(items)


def _url(item):
    return reverse("awards:nomination_detail", args=[item.nomination_id])


def missing_in(decision):
    wanted = [("số, ký hiệu", decision.number), ("ngày ký", decision.dated_on)]
    if decision.is_own:
        wanted.append(("người ký", decision.signatory))
    return [label for label, value in wanted if not value]


def _of_head(decision, items, today):
    edit = reverse("awards:decision_edit", args=[decision.pk])
    if missing := missing_in(decision):
        yield Finding(f"Quyết định còn thiếu: {', '.join(missing)}.", edit, True)
    if decision.dated_on and decision.dated_on > today:
        yield Finding(f"Ngày ký {short_date(decision.dated_on)} sau hôm nay.", edit, True)
    if not items:
        yield Finding("Quyết định chưa có hồ sơ nào.", "", True)
    if decision.is_own and not decision.bases:
        yield Finding("Chưa ghi căn cứ ban hành.", edit)
    if decision.is_own and not decision.merit_words:
        yield Finding("Chưa ghi thành tích in trên quyết định và trên bằng, giấy khen.", edit)
    if decision.is_own and not decision.opening:
        yield Finding("Chưa ghi quyết định ban hành theo đề nghị của ai.", edit)


def _of_item(decision, item, day, figures):
    """Yield (what is wrong, whether it is grave) of one dossier."""
    row = item.nomination
    if row.status != Status.PROPOSED:
        what = {
            Status.WITHDRAWN: "đơn vị đã rút hồ sơ",
            Status.DECIDED: f"đã có kết quả theo văn bản số {row.decision_number}",
        }
        yield f"{what.get(row.status, 'hồ sơ không còn ở bước đã trình')}; bỏ khỏi quyết định.", True
        return
    if row.proposal and row.proposal.status != Proposal.Status.ISSUED:
        yield "tờ trình mang hồ sơ này chưa ban hành.", True
    if not row.nominee_name:
        yield "chưa có tên để in trên quyết định.", True
    body = str(decision.authority) if decision.is_own else decision.issuer
    if row.put_to_body != body:
        yield f"hồ sơ gửi {row.put_to_body}, quyết định của {body}.", decision.is_own
    award = item.award
    if award and award.subject != row.nominee_kind:
        yield f"“{award.name}” không dành cho {row.get_nominee_kind_display().lower()}.", True
    if award and not is_valid_on(award, day):
        yield f"“{award.name}” không có trong danh mục áp dụng vào ngày {short_date(day)}.", False
    put_on = row.proposal.dated_on if row.proposal else None
    if put_on and decision.dated_on and decision.dated_on < put_on:
        yield f"ngày quyết định trước ngày tờ trình ({short_date(put_on)}).", False
    yield from _of_posting(row, day, figures)


def _of_posting(row, day, figures):
    postings = list(row.proposal.postings.all()) if row.proposal else []
    if still := running(postings, day):
        yield said(still)[:1].lower() + said(still)[1:], True
    elif postings:
        if not postings[0].is_settled:
            yield "ý kiến nhận được qua niêm yết chưa ghi là đã xem xét xong.", False
    elif rule := rule_for([row], day, figures):
        days = f"{rule.amount:.0f} ngày làm việc"
        yield f"chưa ghi nhận việc niêm yết, lấy ý kiến {days} ({rule.legal_ref}).", False


def _twice(items):
    """One name for one award twice: possibly two people, possibly one dossier too many."""
    seen, found = {}, []
    for item in items:
        name = item.nomination.nominee_name
        key = (name_key(name), item.award.pk if item.award else None)
        if key in seen and key[1]:
            text = f"{seen[key]}, {name}: hai hồ sơ có tên như nhau hoặc chỉ khác dấu, cùng hình thức."
            found.append(Finding(text, _url(item)))
        seen[key] = name
    return found
