"""The papers of a year that come from pledges and conferences, in the catalogue of clusters/papers.py."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from clusters import papers
from clusters.papers import PaperKind, SignatureLine
from clusters.year_facts import facts_of
from clusters.year_papers import not_of_a_past_year
from documents.layout import PledgePaper
from documents.official import (
    AttendancePaper,
    FollowUpPaper,
    InvitationPaper,
    MinutesPaper,
    PressPaper,
    ProgrammePaper,
)
from pledges import checks
from pledges.documents import pledge_filename, pledge_paper
from pledges.models import Basis, Ceremony, Pledge
from pledges.papers.conference import (
    attendance_paper,
    follow_up_paper,
    invitation_paper,
    press_paper,
    programme_paper,
)
from pledges.papers.facts import conferences_of, meeting_of
from pledges.papers.minutes import minutes_paper
from vietnamese.dates import short_date


def all_of(check):
    return lambda record: list(check(record))


# --- conferences ----------------------------------------------------------------------------------------


def _with_follow_ups(year):
    return [row for row in conferences_of(year) if meeting_of(row).follow_ups]


def _held(year):
    return [row for row in conferences_of(year) if meeting_of(row).has_begun]


def _not_before_it_is_held(row):
    if not meeting_of(row).has_begun:
        day = f", dự kiến ngày {short_date(row.starts_on)}" if row.starts_on else ""
        return f"Hội nghị chưa diễn ra{day}."
    return not_of_a_past_year(row.cluster_year)


def _not_after_it_is_held(row):
    if row.starts_on and row.starts_on < timezone.localdate() and not row.cluster_year.is_recorded:
        return f"Hội nghị đã diễn ra ngày {short_date(row.starts_on)}."
    return not_of_a_past_year(row.cluster_year)


def _of_a_conference(key, label, position, build, check, *, lead, **more):
    def title(row):
        return f"{lead} {meeting_of(row).short_name}"

    def filename(row):
        return f"{title(row)} - {row.cluster_year.cluster}.pdf"

    def parties(row):
        return [str(row.cluster_year.cluster)]

    def signer(row):
        return facts_of(row.cluster_year).signer_name()

    def url(row):
        return reverse("pledges:ceremony_detail", args=[row.pk])

    given = {"records": conferences_of, "can_issue": lambda row: not_of_a_past_year(row.cluster_year)}
    papers.register(
        PaperKind(
            key=key,
            label=label,
            position=position,
            model=Ceremony,
            build=build,
            title=title,
            filename=filename,
            url=url,
            check=all_of(check),
            parties=parties,
            signer=signer,
            **given | more,
        )
    )


_of_a_conference(
    "giay-moi",
    "Giấy mời",
    30,
    invitation_paper,
    checks.check_invitation,
    paper=InvitationPaper,
    lead="Giấy mời dự",
    symbol="GM",
    can_issue=_not_after_it_is_held,
)
_of_a_conference(
    "chuong-trinh",
    "Chương trình hội nghị",
    32,
    programme_paper,
    checks.check_programme,
    paper=ProgrammePaper,
    lead="Chương trình",
)
_of_a_conference(
    "danh-sach-dai-bieu",
    "Danh sách đại biểu",
    34,
    attendance_paper,
    checks.check_attendance,
    paper=AttendancePaper,
    lead="Danh sách đại biểu dự",
)
_of_a_conference(
    "bien-ban",
    "Biên bản hội nghị",
    50,
    minutes_paper,
    checks.check_minutes,
    paper=MinutesPaper,
    lead="Biên bản",
    symbol="BB",
    can_issue=_not_before_it_is_held,
)
_of_a_conference(
    "viec-sau-hoi-nghi",
    "Danh mục việc sau hội nghị",
    52,
    follow_up_paper,
    checks.check_follow_ups,
    paper=FollowUpPaper,
    lead="Danh mục việc sau",
    records=_with_follow_ups,
)
_of_a_conference(
    "tin-hoi-nghi",
    "Tin hội nghị",
    54,
    press_paper,
    checks.check_press,
    paper=PressPaper,
    lead="Tin",
    records=_held,
    can_issue=_not_before_it_is_held,
)


# --- pledges --------------------------------------------------------------------------------------------


def pledges_of(year):
    """The pledges of the year in the order of the cluster's list, annexes after what they add to."""
    bases = Basis.objects.select_related("document__replaced_by")
    rows = Pledge.objects.filter(cluster_year=year).select_related("unit")
    rows = list(rows.prefetch_related(Prefetch("bases", bases), "contents", "targets", "signatures__unit"))
    for row in rows:
        row.cluster_year = year
    order = {unit.pk: place for place, unit in enumerate(facts_of(year).units)}
    return sorted(
        rows, key=lambda row: (order.get(row.unit_id, len(order)), row.annex_of_id or row.pk, row.pk)
    )


def pledge_title(pledge):
    year = f"năm {pledge.cluster_year.year}"
    title = pledge.title if year in pledge.title.lower() else f"{pledge.title} {year}"
    return f"{title} của {pledge.unit_name or pledge.cluster_year.cluster}"


def _parties(pledge):
    if pledge.frozen:
        return [party["name"] for party in pledge.frozen["parties"]]
    if pledge.unit_id:
        return [pledge.unit_name]
    return [row.name for row in facts_of(pledge.cluster_year).members]


def signatures_of(pledge):
    """What the public page tells: which unit has signed and when; no name of a person."""
    rows = pledge.signatures.select_related("unit").order_by("position", "pk")
    return [SignatureLine(row.unit_name, row.is_signed, row.signed_on) for row in rows]


def _may_issue_pledge(pledge):
    if pledge.is_open:
        return "Giao ước chưa thống nhất nội dung nên chưa phát hành được."
    return not_of_a_past_year(pledge.cluster_year)


papers.register(
    PaperKind(
        key="giao-uoc",
        paper=PledgePaper,
        label="Giao ước thi đua",
        position=20,
        model=Pledge,
        records=pledges_of,
        build=pledge_paper,
        title=pledge_title,
        filename=pledge_filename,
        url=lambda pledge: reverse("pledges:pledge_detail", args=[pledge.pk]),
        check=all_of(checks.check_pledge),
        parties=_parties,
        can_issue=_may_issue_pledge,
        signatures=signatures_of,
    )
)
