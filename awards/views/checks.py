"""What a dossier is judged by: conditions and what is said of them, missing papers, ratings of years."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can, on
from accounts.pages import edit
from awards import actions
from awards.appraisal import Appraisal
from awards.check_forms import ExplanationForm, FindingForm, NomineeForm, RatingsForm, WithoutPapersForm
from awards.models import AwardCondition, ConditionFinding, Nomination, YearRating
from awards.views import frame
from clusters.context import working_year
from clusters.models import Unit
from documents.xlsx import Column, listing
from vietnamese.keys import name_key

CONDITIONS, PAPERS = "#dieu-kien", "#giay-to"
Side = ConditionFinding.Side
COLUMNS = [
    Column("Đơn vị", 32, "unit.name"),
    Column("Tập thể, cá nhân", 32, "nominee"),
    Column("Năm", 8, "year"),
    Column("Mức hoàn thành nhiệm vụ", 30, "get_rating_display"),
    Column("Căn cứ", 40, "source"),
]


# --- conditions


def _finding(nomination, condition, side):
    """Return what the side said of a condition of the award, or a new row. Raises Http404."""
    rows = AwardCondition.objects.about(nomination.award).filter(pk=condition)
    if not rows.exists():
        raise Http404("Điều kiện này không thuộc danh hiệu, hình thức được đề nghị.")
    key = {"nomination": nomination, "condition": rows.get(), "side": side}
    return ConditionFinding.objects.filter(**key).first() or ConditionFinding(**key)


def _on_condition(request, nomination, form, **words):
    return edit(
        request,
        form,
        lambda: actions.find_condition(form.instance, by=request.user),
        to=frame.nomination_url(nomination, CONDITIONS),
        **frame.of_nomination(nomination, CONDITIONS),
        lead=f"{form.instance.condition.words} ({form.instance.condition.legal_ref}).",
        **words,
    )


@on(Nomination, Permission.NOMINATE)
def condition_explain(request, nomination, condition):
    """The unit's side, while it draws the dossier up."""
    finding = _finding(nomination, condition, Side.UNIT)
    finding.holds = True
    return _on_condition(
        request,
        nomination,
        ExplanationForm(request.POST or None, instance=finding),
        done="Đã ghi giải trình.",
        title="Giải trình về điều kiện",
        submit_label="Lưu giải trình",
    )


@on(Nomination, Permission.RECEIVE)
def condition_find(request, nomination, condition):
    """The appraiser's side: it decides."""
    return _on_condition(
        request,
        nomination,
        FindingForm(request.POST or None, instance=_finding(nomination, condition, Side.APPRAISER)),
        done="Đã ghi kết luận.",
        title="Kết luận về điều kiện",
        submit_label="Lưu kết luận",
    )


@on(Nomination, Permission.RECEIVE)
def appraise_without_papers(request, nomination):
    form = WithoutPapersForm(request.POST or None)
    missing = ", ".join(f"“{paper.rule.words}”" for paper in Appraisal(nomination).missing_papers)
    return edit(
        request,
        form,
        lambda: actions.appraise(nomination, form.cleaned_data["without"], by=request.user),
        done="Đã thẩm định xong. Hồ sơ vào danh sách xét của lãnh đạo.",
        to=frame.nomination_url(nomination),
        **frame.of_nomination(nomination, PAPERS),
        title="Chuyển xét khi còn thiếu giấy tờ",
        lead=f"Hồ sơ còn thiếu: {missing}." if missing else "Hồ sơ đã đủ các giấy tờ bắt buộc.",
        submit_label="Chuyển xét",
    )


# --- ratings


def _ratings(request, unit, nominee, last_year, *, to, **context):
    rows = YearRating.objects.filter(unit=unit, name_key=name_key(nominee))
    form = RatingsForm(request.POST or None, last_year=last_year, stored={row.year: row for row in rows})
    return edit(
        request,
        form,
        lambda: actions.save_ratings(unit, nominee, form.ratings(), by=request.user),
        done="Đã lưu mức hoàn thành nhiệm vụ từng năm.",
        to=to,
        template="awards/ratings.html",
        nominee=nominee,
        of_whom=nominee or unit.name_on(timezone.localdate()),
        **context,
    )


@on(Nomination, Permission.NOMINATE)
def nomination_ratings(request, nomination):
    year = nomination.cluster_year
    return _ratings(
        request,
        nomination.unit,
        nomination.named_nominee,
        year.year,
        to=frame.nomination_url(nomination, CONDITIONS),
        **frame.of_nomination(nomination, CONDITIONS),
        title="Mức hoàn thành nhiệm vụ từng năm",
    )


@on(Unit, Permission.VIEW_NOMINATION)
def unit_ratings(request, unit):
    """Every rating of the unit that one may see; who nominates for it gets to the form."""
    rows = YearRating.objects.visible_to(request.user).filter(unit=unit)
    context = {
        "unit": unit,
        "rows": rows.order_by("nominee", "-year"),
        "may_edit": can(request.user, Permission.NOMINATE, unit),
        "find": NomineeForm(),
        "export_url": reverse("awards:unit_ratings_export", args=[unit.pk]),
        "sample": unit.authority.is_sample,
    }
    return render(request, "awards/unit_ratings.html", context)


@on(Unit, Permission.VIEW_NOMINATION)
def unit_ratings_export(request, unit):
    rows = YearRating.objects.visible_to(request.user).filter(unit=unit).select_related("unit")
    return listing("Mức hoàn thành nhiệm vụ từng năm", COLUMNS, rows.order_by("nominee", "-year"))


@on(Unit, Permission.NOMINATE)
def unit_ratings_edit(request, unit):
    """``?ten=`` names a team or a person of the unit; without it the unit itself."""
    asked = NomineeForm(request.GET)
    nominee = asked.cleaned_data["ten"] if asked.is_valid() else ""
    url = reverse("awards:unit_ratings", args=[unit.pk])
    return _ratings(
        request,
        unit,
        nominee,
        working_year(request),
        to=url,
        title="Mức hoàn thành nhiệm vụ từng năm",
        crumbs=[
            (str(unit), reverse("clusters:unit_detail", args=[unit.pk])),
            ("Mức hoàn thành nhiệm vụ", url),
        ],
        back_url=url,
        sample=unit.authority.is_sample,
    )
