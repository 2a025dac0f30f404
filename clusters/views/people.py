"""People and the posts that they hold."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can_somewhere, may, on, page
from accounts.pages import edit
from clusters import actions
from clusters.filters import PersonFilter
from clusters.forms import PersonForm, PostForm
from clusters.models import Person, Post
from clusters.views import trail
from documents.xlsx import Column, listing


def _posts(row):
    return "; ".join(post.described for post in row.posts.all())


COLUMNS = [
    Column("Họ và tên", 30, "full_name"),
    Column("Học hàm, học vị, cấp bậc", 20, "honorific"),
    Column("Chức vụ", 60, _posts),
    Column("Hồ sơ thuộc cơ quan", 40, "authority.name"),
]


def _found(request):
    """Return the filters and the people found, each with their posts."""
    filters = PersonFilter(request.GET, user=request.user)
    return filters, (
        filters.narrow(Person.objects.visible_to(request.user))
        .select_related("authority")
        .prefetch_related("posts__unit", "posts__authority")
    )


@page(Permission.VIEW)
def person_list(request):
    filters, rows = _found(request)
    context = {
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "filters": filters,
        "export_url": reverse("clusters:person_export"),
        "may_add": can_somewhere(request.user, Permission.EDIT_PERSON),
        "may_import": can_somewhere(request.user, Permission.IMPORT),
    }
    return render(request, "clusters/person_list.html", context)


@page(Permission.VIEW)
def person_export(request):
    return listing("Danh sách nhân sự", COLUMNS, _found(request)[1])


@page(Permission.EDIT_PERSON)
def person_add(request):
    form = PersonForm(request.POST or None, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_person(form.instance, by=request.user),
        done="Đã thêm nhân sự. Tiếp theo: thêm chức vụ.",
        to=trail.to_person,
        title="Thêm nhân sự",
        crumbs=trail.of_people(),
        back_url=trail.of_people()[-1][1],
    )


@on(Person, Permission.VIEW)
def person_detail(request, person):
    terms = person.office_terms.visible_to(request.user).select_related("cluster_year__cluster", "unit")
    context = {
        "person": person,
        "posts": person.posts.select_related("unit", "authority").order_by("-starts_on", "pk"),
        "terms": terms.order_by("-cluster_year__year", "office"),
        "may": may(request.user, person),
        "sample": person.authority.is_sample,
        "today": timezone.localdate(),
    }
    return render(request, "clusters/person_detail.html", context)


@on(Person, Permission.EDIT_PERSON)
def person_edit(request, person):
    form = PersonForm(request.POST or None, instance=person, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_person(form.instance, by=request.user),
        done="Đã lưu thông tin nhân sự.",
        to=trail.to_person(person),
        title="Sửa thông tin nhân sự",
        crumbs=[*trail.of_people(), (person.full_name, trail.to_person(person))],
        back_url=trail.to_person(person),
    )


@on(Person, Permission.EDIT_PERSON)
def post_add(request, person):
    form = PostForm(request.POST or None, instance=Post(person=person), user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_post(form.instance, by=request.user),
        done="Đã thêm chức vụ.",
        to=trail.to_person(person),
        title="Thêm chức vụ",
        crumbs=[*trail.of_people(), (person.full_name, trail.to_person(person))],
        back_url=trail.to_person(person),
    )


@on(Post, Permission.EDIT_PERSON)
def post_edit(request, post):
    form = PostForm(request.POST or None, instance=post, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_post(form.instance, by=request.user),
        done="Đã lưu chức vụ.",
        to=trail.to_person(post.person),
        title="Sửa chức vụ",
        lead="Thôi giữ chức vụ: ghi ngày cuối. Văn bản đã ký giữ nguyên chức vụ của ngày ký.",
        crumbs=[*trail.of_people(), (post.person.full_name, trail.to_person(post.person))],
        back_url=trail.to_person(post.person),
    )
