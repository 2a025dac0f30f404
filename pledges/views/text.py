"""The text of a pledge: contents with their points, targets, legal bases."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.access import Permission, on
from accounts.pages import edit, key_asked, press
from pledges import actions
from pledges.forms import BasisForm, ContentForm, PasteForm, TargetForm
from pledges.models import Basis, Content, Pledge, Target
from pledges.views import frame

CONTENTS, TARGETS, BASES = "#noi-dung", "#chi-tieu", "#can-cu"


@on(Pledge, Permission.WRITE_PLEDGE)
def content_add(request, pledge):
    """``?cha=`` names the content that the new one is a point of."""
    parent = None
    if (key := key_asked(request.GET.get("cha", ""))) is not None:
        parent = get_object_or_404(pledge.contents.filter(parent=None), pk=key)
    form = ContentForm(request.POST or None, instance=Content(pledge=pledge, parent=parent))
    return edit(
        request,
        form,
        lambda: actions.add_content(form.instance, by=request.user),
        done="Đã thêm nội dung.",
        to=frame.where_from(request, pledge, CONTENTS),
        **frame.of_pledge(pledge, CONTENTS),
        title="Thêm điểm nhỏ" if parent else "Thêm nội dung",
        lead=f"Thuộc nội dung: {parent}" if parent else "",
    )


@on(Pledge, Permission.WRITE_PLEDGE)
def contents_paste(request, pledge):
    form = PasteForm(request.POST or None, pledge=pledge)
    return edit(
        request,
        form,
        lambda: actions.add_contents(pledge, form.items, by=request.user),
        done="Đã thêm các nội dung.",
        to=frame.where_from(request, pledge, CONTENTS),
        **frame.of_pledge(pledge, CONTENTS),
        title="Dán nhiều nội dung",
        lead="Chép từ Word rồi dán vào ô dưới.",
        submit_label="Thêm các nội dung",
    )


@on(Content, Permission.WRITE_PLEDGE)
def content_edit(request, content):
    form = ContentForm(request.POST or None, instance=content)
    return edit(
        request,
        form,
        lambda: form.written(lambda seen: actions.change_content(form.instance, seen=seen, by=request.user)),
        done="Đã lưu nội dung.",
        to=frame.where_from(request, content.pledge, CONTENTS),
        **frame.of_pledge(content.pledge, CONTENTS),
        title="Sửa nội dung",
    )


@on(Pledge, Permission.WRITE_PLEDGE)
def target_add(request, pledge):
    form = TargetForm(request.POST or None, instance=Target(pledge=pledge))
    return edit(
        request,
        form,
        lambda: actions.add_target(form.instance, by=request.user),
        done="Đã thêm chỉ tiêu.",
        to=frame.where_from(request, pledge, TARGETS),
        **frame.of_pledge(pledge, TARGETS),
        title="Thêm chỉ tiêu",
    )


@on(Target, Permission.WRITE_PLEDGE)
def target_edit(request, target):
    form = TargetForm(request.POST or None, instance=target)
    return edit(
        request,
        form,
        lambda: form.written(lambda seen: actions.change_target(form.instance, seen=seen, by=request.user)),
        done="Đã lưu chỉ tiêu.",
        to=frame.where_from(request, target.pledge, TARGETS),
        **frame.of_pledge(target.pledge, TARGETS),
        title="Sửa chỉ tiêu",
    )


@on(Pledge, Permission.WRITE_PLEDGE)
def basis_add(request, pledge):
    form = BasisForm(request.POST or None, instance=Basis(pledge=pledge), user=request.user)
    return edit(
        request,
        form,
        lambda: actions.add_basis(form.instance, by=request.user),
        done="Đã thêm căn cứ.",
        to=frame.where_from(request, pledge, BASES),
        **frame.of_pledge(pledge, BASES),
        title="Thêm căn cứ",
    )


@require_POST
@on(Basis, Permission.WRITE_PLEDGE)
def basis_remove(request, basis):
    return press(
        request,
        lambda: actions.remove_basis(basis, by=request.user),
        done="Đã bỏ căn cứ.",
        to=frame.where_from(request, basis.pledge, BASES),
    )
