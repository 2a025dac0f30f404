"""What the báo cáo thành tích of a nominee contains: its dossier's own words and its decided awards, nothing else."""

from django.utils import timezone

from awards.legal_texts import form_number
from awards.models import AwardForm, LegalFigure, Nomination
from awards.past_awards import decision_text, is_title, past_awards
from clusters.year_facts import sentences
from documents.layout import DOTS, Letterhead, SignatureBlock
from documents.official import BLANK
from documents.official import DOTS as LINE
from documents.reports import PastAward, ReportPaper

Subject = AwardForm.Subject
HEAD = "Thủ trưởng đơn vị"
HEADINGS = {
    Subject.COLLECTIVE: "I. Sơ lược đặc điểm, tình hình",
    Subject.INDIVIDUAL: "I. Sơ lược lý lịch",
    Subject.HOUSEHOLD: "I. Sơ lược hoàn cảnh, tình hình gia đình",
}
TO_WRITE = (LINE * 3,) * 3


def report_paper(nomination):
    """Return the ReportPaper of a dossier: a draft until the dossier is submitted."""
    day = timezone.localdate(nomination.submitted_at) if nomination.submitted_at else None
    asked, person = day or timezone.localdate(), nomination.nominee_kind == Subject.INDIVIDUAL
    paper = LegalFigure.Paper.INDIVIDUAL_REPORT if person else LegalFigure.Paper.COLLECTIVE_REPORT
    authority = nomination.cluster_year.cluster.authority
    past = past_awards([nomination], asked)[nomination.pk]
    own, confirming = _signatures(nomination)
    return ReportPaper(
        letterhead=Letterhead(
            issuer=nomination.unit.name_on(nomination.named_on()),
            superior=authority.name,
            day=day,
            year=nomination.cluster_year.year,
            profile=authority.header_profile,
        ),
        subject=f"Đề nghị tặng {nomination.award_now.name} cho {nomination.nominee_name}",
        form_number=form_number(paper, nomination.award_now, asked),
        facts=tuple(_facts(nomination)),
        background_heading=HEADINGS[nomination.nominee_kind],
        background=sentences(nomination.background) or TO_WRITE,
        report=sentences(nomination.report or nomination.achievement) or TO_WRITE,
        titles=_rows(row for row in past if is_title(row)),
        forms=_rows(row for row in past if not is_title(row)),
        confirmation=confirming,
        signature=own,
        is_draft=nomination.status == Nomination.Status.DRAFT,
        is_sample=authority.is_sample,
    )


def _facts(row):
    """What is not known is a line to be filled in by hand."""
    unit = row.unit.name_on(row.named_on())
    if row.nominee_kind != Subject.INDIVIDUAL:
        yield f"- Tên {row.get_nominee_kind_display().lower()}: {row.nominee_name}"
        if row.named_nominee:
            yield f"- Đơn vị: {unit}"
        return
    yield f"- Họ và tên: {row.nominee_name}"
    yield f"- Giới tính: {row.get_sex_display() or LINE}"
    yield f"- Năm sinh: {row.born_year or LINE}"
    yield f"- Chức vụ, nơi công tác: {row.nominee_post or LINE}"
    yield f"- Đơn vị: {unit}"


def _rows(past):
    found = tuple(PastAward(str(row.cluster_year.year), row.granted.name, decision_text(row)) for row in past)
    return found or (PastAward(DOTS, BLANK, BLANK),)


def _signatures(row):
    """Return who reports and who confirms it: of a unit its head and the body above, of others their unit's head."""
    head = row.unit.head_post
    if row.nominee_kind == Subject.INDIVIDUAL:
        own = SignatureBlock(role="Người báo cáo thành tích", name=row.nominee_name)
    elif row.nominee_kind == Subject.HOUSEHOLD:
        own = SignatureBlock(role="Đại diện hộ gia đình")
    else:
        own = SignatureBlock(role=HEAD, post="" if row.named_nominee else head)
        if not row.named_nominee:
            return own, SignatureBlock(role="Xác nhận của cấp trên trực tiếp")
    return own, SignatureBlock(role=f"{HEAD} xác nhận, đề nghị", post=head)


def report_filename(nomination, ending):
    return f"Báo cáo thành tích - {nomination.nominee_name} - năm {nomination.cluster_year.year}.{ending}"


__all__ = ["report_filename", "report_paper"]
