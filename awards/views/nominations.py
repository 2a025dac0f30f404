"""Dossiers: the list, one dossier, entering and changing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse

from accounts.access import Permission, on, page, why_not
from accounts.pages import PagesByKey, edit
from awards import actions
from awards.appraisal import warning_about_names
from awards.batches import MOVABLE
from awards.filters import NominationFilter
from awards.forms import NominationForm, RecordForm
from awards.models import Nomination
from awards.moves import Move
from awards.reading import NominationReading, read_whole, years_to_nominate_in
from awards.views import frame
from clusters.beside import read_beside
from clusters.context import working_year
from clusters.kept import kept_for, kept_page
from clusters.models import ClusterYear
from documents.xlsx import Column, listing
from pledges.own_rows import units_allowed

FORM = "awards/nomination_form.html"
RELATED = (
    "award",
    "lowered_to",
    "unit",
    "person",
    "put_to",
    "granted",
    "proposal",
    "cancellation",
    "cluster_year__cluster__authority",
)
JOINED, BESIDE = (
    ("unit", "cancellation", "cluster_year__cluster__authority"),
    ("award", "lowered_to", "granted", "person", "put_to", "proposal"),
)  # the same, as it is read soonest for few rows
MANY = 5_000  # dossiers; more of them come latest first, as an index gives them
NUMBER_LASTS = 5 * 60  # seconds; to count those of a whole land takes too long
COLUMNS = [
    Column("Năm", 8, "cluster_year.year"),
    Column("Cụm, khối", 28, "cluster_year.cluster.title"),
    Column("Đơn vị", 32, "unit_name"),
    Column("Tập thể, cá nhân được đề nghị", 32, "nominee_name"),
    Column("Đối tượng", 14, "get_nominee_kind_display"),
    Column("Danh hiệu, hình thức đề nghị", 32, "award_now.name"),
    Column("Hạ từ mức đề nghị ban đầu", 32, lambda row: row.award.name if row.lowered_to_id else None),
    Column("Cơ quan nhận đề nghị", 32, "put_to_body"),
    Column("Tình trạng", 22, "get_status_display"),
    Column("Kết quả", 24, "get_outcome_display"),
    Column("Được tặng", 32, "granted.name"),
    Column("Số quyết định", 18, "decision_number"),
    Column("Ngày quyết định", 14, "decided_on"),
]


def _found(request):
    filters = NominationFilter(request.GET, user=request.user, year=working_year(request))
    rows = filters.narrow(Nomination.objects.visible_to(request.user))
    return filters, rows


def _pages(rows, filters, user):
    """Return the pages, and when a whole land's dossiers were counted, where their number is some minutes old."""
    pages, counted = PagesByKey(rows, 25), {}
    if user.reach().is_administrator and not filters.is_narrowed:
        pages.count = rows.order_by()[: MANY + 1].count()
        if pages.count > MANY:
            pages.count, counted["counted_at"] = kept_for(NUMBER_LASTS, "dossiers", rows.count, filters.year)
    if pages.count > MANY and not filters.is_narrowed:
        pages.object_list = rows.order_by("-pk")
    return pages, counted


@page(Permission.VIEW_NOMINATION)
@kept_page
def nomination_list(request):
    filters, rows = _found(request)
    pages, counted = _pages(rows.select_related(*JOINED), filters, request.user)
    page_obj = pages.get_page(request.GET.get("page"))
    page_obj.object_list = read_beside(page_obj.object_list, *BESIDE)
    waiting = [row.pk for row in page_obj if row.status in MOVABLE]
    movable = Nomination.objects.handled_by(request.user).filter(pk__in=waiting)
    context = {
        **counted,
        "tabs": frame.tabs(request.user, "nominations"),
        "filters": filters,
        "page_obj": page_obj,
        "movable": set(movable.values_list("pk", flat=True)),
        "moves": Move.choices,
        "open_years": years_to_nominate_in(request.user, filters.year or working_year(request))[:20],
        "export_url": reverse("awards:nomination_export"),
    }
    return render(request, "awards/nomination_list.html", context)


@page(Permission.VIEW_NOMINATION)
def nomination_export(request):
    """The list as the filters leave it, as an Excel file."""
    return listing("Danh sách đề nghị khen thưởng", COLUMNS, _found(request)[1].select_related(*RELATED))


@on(Nomination, Permission.VIEW_NOMINATION)
def nomination_detail(request, nomination):
    nomination = read_whole(nomination)
    context = {
        **frame.of_year(nomination.cluster_year),
        "nomination": nomination,
        "year": nomination.cluster_year,
        "reading": NominationReading(nomination, request.user),
    }
    return render(request, "awards/nomination_detail.html", context)


def _units(user, year):
    """Return the ids of the units for which this person nominates in the year. Raises PermissionDenied for none."""
    units = units_allowed(user, Permission.NOMINATE, year, year.place().unit_ids)
    if not units:
        raise PermissionDenied(why_not(Permission.NOMINATE, user, year.place()))
    return units


def _saved(request, nomination):
    """Warn where the nominee's name stands in another dossier of the year too; return where to go on."""
    if sentence := warning_about_names(nomination, request.user):
        messages.warning(request, sentence)
    return frame.nomination_url(nomination)


@on(ClusterYear, Permission.VIEW)
def nomination_add(request, year):
    """The right to nominate is asked for on each unit's own row: a unit nominates its own."""
    units = _units(request.user, year)
    form = NominationForm(
        request.POST or None, instance=Nomination(cluster_year=year), user=request.user, units=units
    )
    return edit(
        request,
        form,
        lambda: actions.add_nomination(form.instance, by=request.user),
        done="Đã lập hồ sơ đề nghị. Bước tiếp theo: thêm tài liệu minh chứng rồi nộp hồ sơ.",
        to=lambda saved: _saved(request, saved),
        template=FORM,
        **frame.of_year(year),
        title="Lập hồ sơ đề nghị khen thưởng",
        lead=str(year),
        submit_label="Lưu hồ sơ",
    )


@on(ClusterYear, Permission.RECORD_PAST)
def nomination_record(request, year):
    """A proposal of a past year, as a source reports it; it claims no award."""
    units = year.place().unit_ids
    form = RecordForm(
        request.POST or None, instance=Nomination(cluster_year=year), user=request.user, units=units
    )
    return edit(
        request,
        form,
        lambda: actions.record_proposed(form.instance, by=request.user),
        done="Đã ghi nhận đề nghị theo nguồn.",
        to=frame.nomination_url,
        template=FORM,
        **frame.of_year(year),
        title="Ghi nhận đề nghị khen thưởng theo nguồn",
        lead=f"{year}. Chỉ ghi điều nguồn nêu; kết quả khen thưởng ghi riêng khi có quyết định.",
        submit_label="Ghi nhận",
    )


@on(Nomination, Permission.NOMINATE)
def nomination_edit(request, nomination):
    units = _units(request.user, nomination.cluster_year)
    form = NominationForm(request.POST or None, instance=nomination, user=request.user, units=units)
    return edit(
        request,
        form,
        lambda: actions.change_nomination(form.instance, by=request.user),
        done="Đã lưu hồ sơ đề nghị.",
        to=lambda saved: _saved(request, saved),
        template=FORM,
        **frame.of_nomination(nomination),
        title="Sửa hồ sơ đề nghị",
    )
