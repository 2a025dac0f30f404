"""What the printed decision, its list and the letters contain."""

import re

from awards.models import AwardForm, Decision, Letter, Nomination
from clusters.year_facts import bare, sentences
from documents.decisions import AwardedListPaper, AwardedRow, DecisionPaper, DispatchPaper, NoticePaper
from documents.layout import (
    NAMED_IN_BODY,
    POST,
    Letterhead,
    SignatureBlock,
    balanced,
    dated,
    ended,
    lettered,
    number_text,
)
from pledges.models import Signature
from vietnamese.dates import short_date

Subject, Authority = AwardForm.Subject, Signature.Authority
ORGAN_WIDTH = 42  # capitals of 14 pt that surely fit between the margins
DELEGATED = (Authority.KT, Authority.TL, Authority.TUQ)
KINDS = ((Subject.COLLECTIVE, "tập thể"), (Subject.INDIVIDUAL, "cá nhân"), (Subject.HOUSEHOLD, "hộ gia đình"))


def awarded(items):
    """Return the items that grant something, in the order of the list."""
    return [item for item in items if item.outcome != Nomination.Outcome.REFUSED]


def counted(items):
    """Return "02 tập thể, 01 cá nhân"."""
    kinds = [item.nomination.nominee_kind for item in items]
    return ", ".join(f"{kinds.count(kind):02d} {words}" for kind, words in KINDS if kind in kinds)


def decision_filename(decision, extension):
    number = decision.number.replace("/", "-") or "dự thảo"
    return f"Quyết định khen thưởng {number} - {decision.authority}.{extension}"


def letter_filename(letter, extension):
    return f"{letter.get_kind_display()} - {letter.recipient}.{extension}"


def _letterhead(authority, symbol, number, town, day):
    profile = authority.header_profile
    return Letterhead(
        superior=authority.parent.name if authority.parent_id else "",
        issuer=authority.name,
        number=number or number_text(profile, None, symbol, ""),
        place=town or authority.place_name,
        day=day,
        profile=profile,
    )


def _signature(row, authority, organ=""):
    """Who signs for the head of a body names the head's post before his own (ô 7a)."""
    over = ""
    if row.signs_as == Authority.TM:
        over = f"TM. {authority}"
    elif row.signs_as in DELEGATED:
        over = f"{row.signs_as} {_head_post(row.post, organ)}"
    return SignatureBlock(authority=over, post=row.post, name=row.signatory)


def _head_post(post, organ):
    if found := POST.match(organ):
        return found[0].strip()
    return post.removeprefix("Phó ") if post.startswith("Phó ") else "Thủ trưởng"


def _named(item, decision):
    """The name as typed, then post and unit of whoever belongs to one."""
    row = item.nomination
    day = decision.dated_on or row.cluster_year.as_of()
    unit = row.unit.name_on(day)
    name = row.named_nominee or unit
    return name, row.nominee_post or ("" if name == unit else unit)


def _called(award):
    """A title is given as “danh hiệu …”; a flag, a letter of commendation by its own name."""
    is_flag = award.name.startswith("Cờ")
    return award.name if is_flag or award.group == AwardForm.Group.FORM else f"danh hiệu {award.name}"


def _by_award(items):
    groups = {}
    for item in items:
        groups.setdefault(item.award.name, []).append(item)
    return groups


def _lines(items, decision):
    """The names in the body: under each award numbered, then a), b), c) as Nghị định 30 letters points."""
    found = []
    for number, (award, group) in enumerate(_by_award(items).items(), 1):
        found.append(f"{number}. {award} ({counted(group)}):")
        names = [", ".join(filter(None, _named(item, decision))) for item in group]
        found += [f"{lettered(place)} {name}" for place, name in enumerate(ended(names), 1)]
    return tuple(found)


def _has_annex(items):
    return len(awarded(items)) > NAMED_IN_BODY


def _taken_back(items):
    """Return what a later print says of awards that their body cancelled afterwards; "" where none was."""
    rows = [item.nomination for item in items if hasattr(item.nomination, "cancellation")]
    by_decision = {}
    for row in rows:
        by_decision.setdefault((row.cancellation.number, row.cancellation.dated_on), []).append(row)
    sentences = [
        f"{'; '.join(row.named_nominee or row.unit.name for row in found)} – theo Quyết định số {number} "
        f"ngày {short_date(day)}"
        for (number, day), found in by_decision.items()
    ]
    return f"Ghi chú của hồ sơ: khen thưởng đã bị hủy bỏ đối với {'; '.join(sentences)}." if sentences else ""


def decision_paper(decision, items):
    """Return the DecisionPaper of a draft or an issued decision of the authority."""
    rows, is_long = awarded(items), _has_annex(items)
    merit = bare(decision.merit_words)
    merit = f" {merit[:1].lower()}{merit[1:]}" if merit else ""
    end = ", có danh sách kèm theo." if is_long else ", gồm:"
    forms = list(dict.fromkeys(_called(item.award) for item in rows))
    forms = " và ".join(forms) if len(forms) < 3 else "các danh hiệu, hình thức khen thưởng"
    bases = [line for line in decision.bases.splitlines() if line.strip()]
    if decision.opening:
        bases.append(f"Theo đề nghị của {decision.opening}")
    return DecisionPaper(
        letterhead=_letterhead(decision.authority, "QĐ", decision.number, decision.town, decision.dated_on),
        subject=decision.summary,
        organ=balanced((decision.body_name or decision.authority.name).upper(), ORGAN_WIDTH),
        bases=tuple(ended(bases)),
        awards=f"Tặng {forms} cho {counted(rows)}{merit}{end}",
        names=() if is_long else _lines(rows, decision),
        money="Tiền thưởng kèm theo khen thưởng thực hiện theo quy định của pháp luật về thi đua, khen thưởng.",
        effect="Quyết định này có hiệu lực kể từ ngày ký. Các đơn vị liên quan và các tập thể, cá nhân có tên tại "
        "Điều 1 chịu trách nhiệm thi hành Quyết định này",
        signature=_signature(decision, decision.authority, decision.body_name),
        recipients=("Như Điều 3",),
        record_note=_taken_back(rows),
        is_draft=decision.status == Decision.Status.DRAFT,
        is_sample=decision.authority.is_sample,
    )


def annex_paper(decision, items, *, always=False):
    """Return the list that goes with a long decision; None where all names stand in its body."""
    if not decision.is_own or not (always or _has_annex(items)):
        return None
    rows = awarded(items)
    head = _letterhead(decision.authority, "QĐ", decision.number, decision.town, decision.dated_on)
    number = head.number_line.replace("Số:", "số").replace("Số", "số")
    return AwardedListPaper(
        letterhead=head,
        subject=f"{_who(rows)} được khen thưởng",
        source=f"(Kèm theo Quyết định {number} {dated(head.day)} của {decision.issuer})",
        rows=tuple(AwardedRow(*_named(item, decision), item.award.name) for item in rows),
        total=f"Danh sách này gồm {counted(rows)}.",
        record_note=_taken_back(rows),
        is_draft=decision.status == Decision.Status.DRAFT,
        is_sample=decision.authority.is_sample,
    )


def _who(rows):
    kinds = {item.nomination.nominee_kind for item in rows}
    found = ", ".join(words for kind, words in KINDS if kind in kinds)
    return found[:1].upper() + found[1:]


def letter_paper(letter):
    """Return the paper of a letter: a notice, or the dispatch with which a decision is sent."""
    is_dispatch = letter.kind == Letter.Kind.TRANSFER
    *lines, closing = sentences(letter.body) or ("",)
    return (DispatchPaper if is_dispatch else NoticePaper)(
        letterhead=_letterhead(
            letter.authority, "PG" if is_dispatch else "TB", letter.number, "", letter.dated_on
        ),
        subject=letter.subject,
        lines=tuple(lines),
        closing=re.sub(r"[\s.;]+$", "", closing),
        signature=_signature(letter, letter.authority),
        recipients=(letter.recipient,),
        is_draft=letter.status != Letter.Status.RELEASED,
        is_sample=letter.authority.is_sample,
    )
