"""The leader's desk: what waits, one dossier after another."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, on, page
from accounts.pages import edit, key_asked, press
from awards import actions
from awards.filters import QueueFilter
from awards.forms import ReviewForm, SightForm
from awards.leaves import leaves_of
from awards.models import Nomination, Review, ReviewRecusal, ReviewSetting
from awards.models.desk import sight_of
from awards.queue import OF_ONE_DOSSIER, Queue, effects_of_stepping_aside, refuse_own_unit
from awards.reading import NominationReading, read_whole
from awards.review_progress import ReviewProgress
from awards.views import frame
from clusters.beside import read_beside
from clusters.kept import kept_page, of_the_moment
from clusters.models import ClusterYear
from documents.xlsx import Column, listing
from pledges.forms import ReasonForm


def _own(path):
    """What this leader has said of the dossier; nothing, not zero, before."""
    column = Column("", of=path)
    return lambda row: next((column.value(review) for review in row.own_reviews), None)


COLUMNS = [
    Column("Đề nghị cho", 36, "nominee_name"),
    Column("Đơn vị", 32, "unit_name"),
    Column("Đối tượng", 14, "get_nominee_kind_display"),
    Column("Danh hiệu, hình thức đề nghị", 32, "award_now.name"),
    Column("Cơ quan nhận đề nghị", 32, "put_to_body"),
    Column("Cụm, khối", 32, "cluster_year.cluster.title"),
    Column("Năm", 8, "cluster_year.year"),
    Column("Tóm tắt thành tích", 60, "achievement"),
    Column(
        "Ý kiến của tôi",
        18,
        lambda row: "Không tham gia xét" if row.own_recusals else _own("get_opinion_display")(row),
    ),
    Column("Điểm", 10, _own("score")),
    Column("Nhận xét", 40, _own("comment")),
]


def _shown(keys, user, *more):
    """Return these dossiers, each with this leader's own opinion."""
    mine = Prefetch("reviews", Review.objects.filter(reviewer=user), to_attr="own_reviews")
    rows = Nomination.objects.filter(pk__in=keys).select_related("unit", "cluster_year__cluster__authority")
    return read_beside(rows.prefetch_related(mine, *more), "award", "lowered_to", "person", "put_to")


@page(Permission.REVIEW)
@kept_page
def review_queue(request):
    filters = QueueFilter(request.GET, user=request.user)
    queue = Queue(request.user, filters)
    page_obj = Paginator(queue.listed, 25).get_page(request.GET.get("page"))
    page_obj.object_list = _shown(page_obj.object_list, request.user)
    context = {
        "tabs": frame.tabs(request.user, "queue"),
        "filters": filters,
        "queue": queue,
        "page_obj": page_obj,
        "asked": request.GET.urlencode(),
        "first_url": queue.url(queue.waiting[0]) if queue.waiting else "",
    }
    return render(request, "awards/review_queue.html", context)


@page(Permission.REVIEW)
def review_export(request):
    queue = Queue(request.user, QueueFilter(request.GET, user=request.user))
    aside = Prefetch("recusals", ReviewRecusal.objects.filter(reviewer=request.user), to_attr="own_recusals")
    return listing("Hồ sơ đang xét", COLUMNS, _shown(queue.listed, request.user, aside))


def _number(text):
    """Return a small number that the address names, None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _leaves(request, evidence):
    """The evidence to be read in the page, which is not kept while a file cannot be read."""
    asked = key_asked(request.GET.get("tep", "")), _number(request.GET.get("trang", ""))
    leaves = leaves_of(evidence, *asked)
    if any(leaf.is_unread for leaf in leaves):
        of_the_moment(request)
    return leaves


@on(Nomination, Permission.REVIEW)
@kept_page
def nomination_review(request, nomination):
    """The filters of the queue stay in the address, so that next and previous keep to them; ``tep`` and ``trang``
    say which evidence is open from which page on."""
    refuse_own_unit(request.user, nomination)
    reading = NominationReading(nomination := read_whole(nomination), request.user)
    queue = Queue(request.user, QueueFilter(request.GET, user=request.user))
    review = reading.own_review or Review(nomination=nomination)
    form = ReviewForm(request.POST or None, instance=review, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.review(
            form.instance, by=request.user, is_another=form.cleaned_data.get("is_another", False)
        ),
        done="Đã lưu ý kiến.",
        to=lambda made: queue.after(nomination),
        template="awards/nomination_review.html",
        **frame.of_year(nomination.cluster_year),
        nomination=nomination,
        year=nomination.cluster_year,
        reading=reading,
        queue=queue,
        around=queue.around(nomination),
        aside_url=queue.aside_url(nomination.pk),
        leaves=_leaves(request, reading.evidence),
        asked=[(name, value) for name, value in request.GET.items() if name not in OF_ONE_DOSSIER],
    )


@on(Nomination, Permission.REVIEW)
def review_step_aside(request, nomination):
    refuse_own_unit(request.user, nomination)
    queue = Queue(request.user, QueueFilter(request.GET, user=request.user))
    form = ReasonForm(request.POST or None)
    form.fields[
        "reason"
    ].help_text = "Ví dụ: có quan hệ gia đình với người được đề nghị. Chỉ thường trực cơ quan đọc."
    recusal = ReviewRecusal(nomination=nomination)

    def declare():
        recusal.reason = form.cleaned_data["reason"]
        return actions.step_aside(recusal, by=request.user)

    return edit(
        request,
        form,
        declare,
        done="Đã ghi không tham gia xét.",
        to=lambda made: queue.after(nomination),
        template="components/confirm_page.html",
        **{**frame.of_year(nomination.cluster_year), "back_url": queue.url(nomination.pk)},
        title="Không tham gia xét hồ sơ này?",
        lead=f"{nomination.nominee_name}: đề nghị {nomination.award_now.name}.",
        effects=effects_of_stepping_aside(nomination, request.user),
        submit_label="Không tham gia xét",
    )


@require_POST
@on(Nomination, Permission.REVIEW)
def review_rejoin(request, nomination):
    recusal = get_object_or_404(ReviewRecusal, nomination=nomination, reviewer=request.user)
    return press(
        request,
        lambda: actions.rejoin_review(recusal, by=request.user),
        done="Đã tham gia xét lại hồ sơ này.",
        to=reverse("awards:nomination_review", args=[nomination.pk]),
    )


# --- for who runs the review

PROGRESS = [
    Column("Người xét", 32, "name"),
    Column("Hồ sơ cần xét", 14, "asked"),
    Column("Đã cho ý kiến", 14, "given"),
    Column("Chưa cho ý kiến", 14, "waiting"),
    Column("Không xét: hồ sơ của đơn vị mình", 18, "own"),
    Column("Không xét: tự khai", 18, "aside"),
    Column("Cho ý kiến gần nhất", 20, "last_at"),
    Column("Nhắc gần nhất", 20, "reminded_at"),
]


@on(ClusterYear, Permission.RUN_REVIEW)
def review_progress(request, year):
    context = {
        **frame.of_year(year),
        "year": year,
        "progress": ReviewProgress(year, timezone.localdate()),
        "sight": ReviewSetting.Sight(sight_of(year.pk)).label,
        "recusals": ReviewRecusal.objects.filter(
            nomination__cluster_year=year, nomination__status=Nomination.Status.APPRAISED
        )
        .select_related("reviewer", "nomination__unit", "nomination__person")
        .order_by("nomination", "reviewer__sort_key", "pk"),
        "export_url": reverse("awards:review_progress_export", args=[year.pk]),
    }
    return render(request, "awards/review_progress.html", context)


@on(ClusterYear, Permission.RUN_REVIEW)
def review_progress_export(request, year):
    rows = ReviewProgress(year, timezone.localdate()).reviewers
    return listing(f"Tiến độ xét hồ sơ - {year}", PROGRESS, rows)


@require_POST
@on(ClusterYear, Permission.RUN_REVIEW)
def review_remind(request, year):
    return press(
        request,
        lambda: actions.remind_reviewers(year, by=request.user),
        done="Đã nhắc những người còn thiếu ý kiến. Lời nhắc có trong mục việc cần làm của từng người, và được gửi "
        "đến thư điện tử của người có nhận thư nhắc việc.",
        to=reverse("awards:review_progress", args=[year.pk]),
    )


@on(ClusterYear, Permission.RUN_REVIEW)
def review_sight(request, year):
    setting = ReviewSetting.objects.filter(cluster_year=year).first() or ReviewSetting(cluster_year=year)
    form = SightForm(request.POST or None, instance=setting)
    return edit(
        request,
        form,
        lambda: actions.set_review_sight(year, form.cleaned_data["sight"], by=request.user),
        done="Đã lưu quy tắc xem ý kiến xét.",
        to=reverse("awards:review_progress", args=[year.pk]),
        **{**frame.of_year(year), "back_url": reverse("awards:review_progress", args=[year.pk])},
        title="Xem ý kiến của người xét khác",
        lead=str(year),
    )
