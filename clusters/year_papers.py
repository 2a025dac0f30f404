"""The papers of a year that this app makes: plan, announcement of the next chair, handover, the year's book."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission
from accounts.models import Reach, Role, User
from clusters import checks, papers
from clusters.book import Book
from clusters.documents import handover_filename, handover_paper
from clusters.models import ClusterYear, Handover, HandoverItem, Plan, PlanItem, ProposedTerm
from clusters.papers import Finding, PaperKind, SignatureLine
from clusters.year_facts import UNKNOWN, bare, facts_of, numbered, sentences
from documents.book import BookPaper
from documents.layout import ROMAN, ended
from documents.official import NextChairPaper, OfficeRow, PlanPaper
from documents.papers import HandoverPaper
from vietnamese.dates import long_date, short_date
from vietnamese.listing import join_names


def _to_year(year, anchor=""):
    return reverse("clusters:year_detail", args=[year.pk]) + anchor


def not_of_a_past_year(year):
    """Why a paper of a recorded year is not issued here: it was issued then, under a number of its own."""
    if year.is_recorded:
        return (
            "Năm này nhập lại từ hồ sơ; văn bản đã ban hành trước đây. Số cũ được ghi vào sổ số văn bản, không "
            "phát hành lại từ phần mềm."
        )
    return ""


# --- the plan -------------------------------------------------------------------------------------------

PARTS = (
    ("areas", "Nội dung trọng tâm", PlanItem.Kind.WORK_AREA),
    ("targets", "Chỉ tiêu", PlanItem.Kind.TARGET),
    ("titles", "Danh hiệu chuyên đề đăng ký", PlanItem.Kind.TITLE),
    ("events", "Sự kiện hướng tới", PlanItem.Kind.EVENT),
    ("tasks", "Nhiệm vụ đột xuất", PlanItem.Kind.TASK),
)


def _plans(year):
    rows = Plan.objects.filter(cluster_year=year).prefetch_related("items", "bases__replaced_by")
    return _of(year, rows)


def _of(year, rows):
    """Let every row stand on this very object of the year, so that its facts are read once."""
    rows = list(rows)
    for row in rows:
        row.cluster_year = year
    return rows


def plan_subject(plan):
    year = plan.cluster_year
    title = bare(plan.title)
    if title.lower().startswith("kế hoạch "):
        title = title[len("kế hoạch ") :]
    title = title or f"Công tác thi đua, khen thưởng năm {year.year}"
    return title[:1].upper() + title[1:]


def plan_title(plan):
    """Return "Kế hoạch công tác thi đua …": a trích yếu begins with a common noun, but for a name."""
    subject = plan_subject(plan)
    return f"Kế hoạch {subject if subject[:2].isupper() else _lower(subject)}"


def plan_paper(plan, stamp=None):
    """Return the PlanPaper: what the record of the plan holds, nothing beside it."""
    year, facts = plan.cluster_year, facts_of(plan.cluster_year)
    items, issued = list(plan.items.all()), plan.status == Plan.Status.ISSUED
    parts = {"purpose": ("Mục đích, yêu cầu", sentences(year.purpose))}
    for key, heading, kind in PARTS:
        parts[key] = (heading, numbered([item.text for item in items if item.kind == kind]))
    told = {}
    for number, (key, (heading, lines)) in enumerate((key, part) for key, part in parts.items() if part[1]):
        told |= {key: lines, f"{key}_heading": f"{ROMAN[number]}. {heading}"}
    return PlanPaper(
        letterhead=facts.letterhead("KH", stamp, number=plan.number, day=plan.issued_on),
        subject=plan_subject(plan),
        record_note=facts.record_note,
        bases=tuple(ended([f"Căn cứ {document.described}" for document in plan.bases.all()])),
        opening=f"{year.cluster} ban hành kế hoạch thi đua năm {year.year} với các nội dung sau đây.",
        theme=facts.theme_line,
        unknown="" if told or not year.is_recorded else f"Nội dung của kế hoạch: {UNKNOWN}.",
        closing=f"Trên đây là kế hoạch thi đua năm {year.year} của {year.cluster}",
        signature=facts.chair_signature(stamp.day if stamp else plan.issued_on),
        recipients=facts.recipients,
        is_draft=not (stamp or issued or year.is_recorded),
        is_sample=facts.authority.is_sample,
        stamp=stamp,
        **told,
    )


def check_plan(plan):
    year = plan.cluster_year
    here, edit = _to_year(year, "#ke-hoach"), reverse("clusters:plan_edit", args=[year.pk])
    items, day = list(plan.items.all()), plan.issued_on
    if not items:
        yield checks.missing(year, "nội dung của kế hoạch", here)
    if not plan.title:
        yield checks.missing(year, "trích yếu của kế hoạch", edit, is_grave=False)
    yield from checks.head(year, "KH")
    yield from checks.signer(year, day)
    texts = [plan.title, year.purpose, *(item.text for item in items)]
    yield from checks.old_years(texts, [year.year], here)
    yield from checks.old_names(texts, facts_of(year).units, day or year.as_of(), here)
    if day or not year.is_recorded:
        yield from checks.out_of_force(plan.bases.all(), day or timezone.localdate(), edit)
    if day and not year.starts_on - timedelta(days=92) <= day <= year.ends_on:
        yield Finding(f"Ngày ban hành {short_date(day)} không thuộc năm thi đua {year.year}.", edit)


def _may_issue_plan(plan):
    if plan.status == Plan.Status.ISSUED:
        return f"Kế hoạch đã ban hành, số {plan.number or UNKNOWN}."
    return not_of_a_past_year(plan.cluster_year)


papers.register(
    PaperKind(
        key="ke-hoach",
        paper=PlanPaper,
        label="Kế hoạch",
        symbol="KH",
        position=10,
        model=Plan,
        records=_plans,
        build=plan_paper,
        title=plan_title,
        filename=lambda plan: f"Kế hoạch năm {plan.cluster_year.year} - {plan.cluster_year.cluster}.pdf",
        url=lambda plan: _to_year(plan.cluster_year, "#ke-hoach"),
        check=lambda plan: list(check_plan(plan)),
        parties=lambda plan: [str(plan.cluster_year.cluster)],
        signer=lambda plan: facts_of(plan.cluster_year).signer_name(),
        can_issue=_may_issue_plan,
    )
)


# --- who chairs next ------------------------------------------------------------------------------------


def _years_with_next(year):
    return [year] if facts_of(year).next_terms else []


def office_rows(year):
    """The offices of the year after, as a table of minutes or an announcement has them."""
    return tuple(_office(term, facts_of(year)) for term in facts_of(year).next_terms)


def _office(term, facts):
    recorded = facts.next_year.is_recorded
    unknown = UNKNOWN if recorded else "–"
    method = "" if term.method == "unknown" else term.get_method_display()
    return OfficeRow(term.office_label, term.unit_name, method or unknown, _since(term))


def _since(term):
    year = term.cluster_year.year
    if isinstance(term, ProposedTerm):
        return "Từ ngày bàn giao" if term.status == ProposedTerm.Status.AWAITING else f"Năm {year} (dự kiến)"
    return f"Từ ngày {short_date(term.starts_on)}" if term.are_days_known else f"Năm {year} (chưa rõ ngày)"


def _occasions(terms):
    return list(dict.fromkeys(bare(term.occasion) for term in terms if term.occasion))


def _lower(text):
    return text[:1].lower() + text[1:]


def next_chair_subject(year):
    cluster, following = year.cluster, facts_of(year).next_year.year
    offices = dict.fromkeys(term.office_label.lower() for term in facts_of(year).next_terms)
    labels = ", ".join(offices)
    return f"{labels[:1].upper()}{labels[1:]} năm {following} của {cluster}"


def next_chair_paper(year, stamp=None):
    """Return the NextChairPaper of a year, on the offices of the year after."""
    facts, cluster = facts_of(year), year.cluster
    terms, following = facts.next_terms, facts.next_year
    documents = list(dict.fromkeys(term.document.described for term in terms if term.document_id))
    bases = [f"kết quả {_lower(place)}" for place in _occasions(terms)] + documents
    subject = next_chair_subject(year)
    return NextChairPaper(
        letterhead=facts.letterhead("TB", stamp),
        subject=subject,
        record_note=facts.record_note,
        basis=f"Căn cứ {join_names(bases)}." if bases else "",
        opening=f"{cluster} thông báo {_lower(subject).removesuffix(f' của {cluster}')} như sau:",
        offices=office_rows(year),
        handover=_handover_sentence(year),
        closing=f"{cluster} thông báo để các đơn vị thành viên biết, phối hợp thực hiện nhiệm vụ năm {following.year}",
        signature=facts.chair_signature(stamp.day if stamp else None),
        recipients=facts.recipients,
        is_draft=not (stamp or year.is_recorded),
        is_sample=facts.authority.is_sample,
        stamp=stamp,
    )


def _handover_sentence(year):
    row = Handover.objects.filter(cluster_year=year).select_related("outgoing", "incoming").first()
    if row is None:
        return ""
    return (
        f"{row.outgoing_name} bàn giao hồ sơ, nhiệm vụ cho {row.incoming_name} {long_date(row.held_on)}; bên nhận "
        f"giữ vai trò {year.cluster.noun} trưởng từ {long_date(row.takes_over_on)}."
    )


def check_next_chair(year):
    facts = facts_of(year)
    url = _to_year(facts.next_year, "#vai-tro")
    offices = {term.office for term in facts.next_terms}
    if "chair" not in offices:
        yield checks.missing(year, f"{year.cluster.noun} trưởng năm {facts.next_year.year}", url)
    if "vice_chair" not in offices and facts.next_year.vice_chair_known != "none":
        yield checks.missing(year, f"{year.cluster.noun} phó năm {facts.next_year.year}", url, is_grave=False)
    if any(term.method == "unknown" for term in facts.next_terms):
        yield checks.missing(
            facts.next_year,
            "cách xác định trưởng, phó (luân phiên, suy tôn, bầu, phân công)",
            url,
            is_grave=False,
        )
    yield from checks.head(year, "TB")
    yield from checks.signer(year)


def _may_announce(year):
    waiting = [term for term in facts_of(year).next_terms if getattr(term, "status", "") == "proposed"]
    if waiting:
        noun = year.cluster.noun
        return (
            f"{noun.capitalize()} trưởng, {noun} phó năm sau mới là dự kiến. Xác nhận vai trò rồi mới phát hành "
            "thông báo."
        )
    return not_of_a_past_year(year)


papers.register(
    PaperKind(
        key="thong-bao-cum-truong",
        paper=NextChairPaper,
        label="Thông báo trưởng, phó của cụm, khối năm sau",
        symbol="TB",
        position=80,
        model=ClusterYear,
        records=_years_with_next,
        build=next_chair_paper,
        title=lambda year: f"Thông báo {_lower(next_chair_subject(year))}",
        filename=lambda year: (
            f"Thông báo trưởng, phó của {year.cluster.noun} năm {facts_of(year).next_year.year} - "
            f"{year.cluster}.pdf"
        ),
        url=lambda year: _to_year(facts_of(year).next_year, "#vai-tro"),
        check=lambda year: list(check_next_chair(year)),
        parties=lambda year: [str(year.cluster)],
        signer=lambda year: facts_of(year).signer_name(),
        can_issue=_may_announce,
    )
)


# --- the handover ---------------------------------------------------------------------------------------


def _handovers(year):
    rows = Handover.objects.filter(cluster_year=year).select_related("outgoing", "incoming")
    return _of(year, rows.prefetch_related("items"))


def check_handover(row):
    year, edit = row.cluster_year, reverse("clusters:handover_edit", args=[row.pk])
    here = reverse("clusters:handover_detail", args=[row.pk])
    if not row.venue:
        yield checks.missing(year, "địa điểm bàn giao", edit, is_grave=False)
    items = list(row.items.all())
    if not items:
        yield checks.missing(year, "danh mục bàn giao", here)
    if open_ones := sum(item.state == HandoverItem.State.OPEN for item in items):
        yield Finding(f"Còn {open_ones} mục của danh mục chưa kiểm.", here, is_grave=True)
    for side, label in (("outgoing", "bên giao"), ("incoming", "bên nhận")):
        if not getattr(row, f"{side}_signatory"):
            yield checks.missing(year, f"họ tên người ký {label}", edit, is_grave=False)
    yield from checks.head(year, "BB")
    texts = [row.note, *(item.text for item in items)]
    yield from checks.old_names(texts, [row.outgoing, row.incoming], row.held_on, here)


def handover_signatures(row):
    return [
        SignatureLine(getattr(row, f"{side}_name"), day is not None, day)
        for side in ("outgoing", "incoming")
        for day in [getattr(row, f"{side}_signed_on")]
    ]


papers.register(
    PaperKind(
        key="ban-giao",
        paper=HandoverPaper,
        label="Biên bản bàn giao",
        symbol="BB",
        position=90,
        model=Handover,
        records=_handovers,
        build=handover_paper,
        title=lambda row: (
            f"Biên bản bàn giao hồ sơ, nhiệm vụ {row.cluster_year.cluster.noun} trưởng năm "
            f"{row.cluster_year.year}"
        ),
        filename=handover_filename,
        url=lambda row: reverse("clusters:handover_detail", args=[row.pk]),
        check=lambda row: list(check_handover(row)),
        parties=lambda row: [row.outgoing_name, row.incoming_name],
        signer=lambda row: row.outgoing_signatory,
        can_issue=lambda row: not_of_a_past_year(row.cluster_year),
        signatures=handover_signatures,
        outlives_year=True,
    )
)


# --- the book -------------------------------------------------------------------------------------------


def reader_of(year):
    """A reader with the eyes of the authority's leaders, for a book that is the same for whoever prints it."""
    reader = User(username="", is_active=True)
    reach = Reach(False, {year.cluster.authority_id: frozenset({Role.LEADER})}, {})
    reader.__dict__["_reach"] = {timezone.localdate(): reach}
    return reader


def book_paper(year, stamp=None):
    return Book(year, reader_of(year)).paper(stamp, is_bound=False)


papers.register(
    PaperKind(
        key="ky-yeu",
        paper=BookPaper,
        label="Kỷ yếu",
        position=95,
        model=ClusterYear,
        records=lambda year: [year],
        build=book_paper,
        title=lambda year: f"Kỷ yếu năm thi đua {year.year} của {year.cluster}",
        filename=lambda year: f"Kỷ yếu năm thi đua {year.year} - {year.cluster}.pdf",
        url=_to_year,
        check=checks.members,
        parties=lambda year: [str(year.cluster)],
        signer=lambda year: facts_of(year).signer_name(),
        view_permission=Permission.VIEW_NOMINATION,
        outlives_year=True,
    )
)
