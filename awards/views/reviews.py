"""The leader's desk: what waits, one dossier after another."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render

from accounts.access import Permission, on, page
from accounts.pages import edit
from awards import actions
from awards.filters import QueueFilter
from awards.forms import ReviewForm
from awards.models import Nomination, Review
from awards.queue import Queue, refuse_own_unit
from awards.reading import NominationReading
from awards.views import frame
from documents.xlsx import Column, listing


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
    Column("Ý kiến của tôi", 18, _own("get_opinion_display")),
    Column("Điểm", 10, _own("score")),
    Column("Nhận xét", 40, _own("comment")),
]


def _found(request):
    """Return the filters, the queue and its rows, each with this leader's own opinion."""
    filters = QueueFilter(request.GET, user=request.user)
    queue = Queue(request.user, filters)
    mine = Prefetch("reviews", Review.objects.filter(reviewer=request.user), to_attr="own_reviews")
    rows = filters.narrow_by_opinion(queue.rows).prefetch_related(mine)
    related = ("award", "lowered_to", "unit", "person", "put_to", "cluster_year__cluster__authority")
    return filters, queue, rows.select_related(*related)


@page(Permission.REVIEW)
def review_queue(request):
    filters, queue, rows = _found(request)
    context = {
        "tabs": frame.tabs(request.user, "queue"),
        "filters": filters,
        "queue": queue,
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "asked": request.GET.urlencode(),
        "first_url": queue.url(queue.waiting[0]) if queue.waiting else "",
    }
    return render(request, "awards/review_queue.html", context)


@page(Permission.REVIEW)
def review_export(request):
    return listing("Hồ sơ đang xét", COLUMNS, _found(request)[2])


@on(Nomination, Permission.REVIEW)
def nomination_review(request, nomination):
    """The filters of the queue stay in the address, so that next and previous keep to them."""
    refuse_own_unit(request.user, nomination)
    reading = NominationReading(nomination, request.user)
    queue = Queue(request.user, QueueFilter(request.GET, user=request.user))
    form = ReviewForm(request.POST or None, instance=reading.own_review or Review(nomination=nomination))
    return edit(
        request,
        form,
        lambda: actions.review(form.instance, by=request.user),
        done="Đã lưu ý kiến.",
        to=lambda made: queue.after(nomination),
        template="awards/nomination_review.html",
        **frame.of_year(nomination.cluster_year),
        nomination=nomination,
        year=nomination.cluster_year,
        reading=reading,
        queue=queue,
        around=queue.around(nomination),
    )
