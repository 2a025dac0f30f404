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


@page(Permission.REVIEW)
def review_queue(request):
    filters = QueueFilter(request.GET, user=request.user)
    queue = Queue(request.user, filters)
    mine = Prefetch("reviews", Review.objects.filter(reviewer=request.user), to_attr="own_reviews")
    rows = filters.narrow_by_opinion(queue.rows).prefetch_related(mine)
    rows = rows.select_related("award", "unit", "person", "put_to", "cluster_year__cluster__authority")
    context = {
        "tabs": frame.tabs(request.user, "queue"),
        "filters": filters,
        "queue": queue,
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "asked": request.GET.urlencode(),
        "first_url": queue.url(queue.waiting[0]) if queue.waiting else "",
    }
    return render(request, "awards/review_queue.html", context)


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
