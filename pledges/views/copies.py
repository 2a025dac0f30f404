"""Texts from other texts: copying into an empty draft, annexes, successors."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, render

from accounts.access import Permission, on
from accounts.pages import edit, key_asked
from pledges import actions
from pledges.cloning import bases_for, sources_for, years_named
from pledges.comparing import text_now
from pledges.models import Pledge
from pledges.views import frame

SIGNED_STAYS = "Giao ước đã ký được giữ nguyên, không sửa đổi."


@on(Pledge, Permission.WRITE_PLEDGE)
def pledge_clone(request, pledge):
    """Choose what to copy from; ``?tu=`` shows what would come over, and its POST copies it."""
    chosen = key_asked(request.GET.get("tu", ""))
    if chosen is None:
        words = request.GET.get("q", "")
        context = {"pledge": pledge, "words": words, "sources": sources_for(pledge, request.user, words)}
        context["is_taken"] = pledge.contents.exists() or pledge.targets.exists()
        return render(request, "pledges/pledge_clone.html", frame.of_pledge(pledge) | context)
    rows = Pledge.objects.visible_to(request.user).select_related("cluster_year__cluster__authority", "unit")
    source = get_object_or_404(rows, pk=chosen)
    text = text_now(source)
    return edit(
        request,
        Form(request.POST if request.method == "POST" else None),
        lambda: _clone(request, pledge, source),
        done="Đã chép. Mỗi nội dung, chỉ tiêu được đánh dấu giữ nguyên, có sửa hay mới so với bản nguồn.",
        to=frame.pledge_url(pledge, "#noi-dung"),
        template="pledges/pledge_clone_confirm.html",
        **frame.of_pledge(pledge),
        title="Chép từ giao ước này?",
        lead=str(source),
        submit_label="Chép vào bản dự thảo",
        text=text,
        bases=bases_for(pledge, source),
        stale=years_named(pledge, source, text),
        source_year=source.cluster_year.year,
    )


def _clone(request, pledge, source):
    for document, why in actions.clone(pledge, source, by=request.user):
        messages.warning(request, f"Không chép căn cứ {document.name}: {why}")


@on(Pledge, Permission.WRITE_PLEDGE)
def annex_add(request, pledge):
    return edit(
        request,
        Form(request.POST if request.method == "POST" else None),
        lambda: actions.add_annex(pledge, by=request.user),
        done="Đã lập phụ lục. Bước tiếp theo: ghi nội dung sửa đổi, bổ sung.",
        to=frame.pledge_url,
        template="components/confirm_page.html",
        **frame.of_pledge(pledge),
        title="Lập phụ lục giao ước?",
        lead=str(pledge),
        effects=[
            SIGNED_STAYS,
            "Phụ lục có nội dung riêng, lấy ý kiến, thống nhất và ký riêng; mọi đơn vị ký giao ước đều ký phụ lục.",
            "Phụ lục được đánh số tiếp theo các phụ lục đã có.",
        ],
        submit_label="Lập phụ lục",
    )


@on(Pledge, Permission.WRITE_PLEDGE)
def successor_add(request, pledge):
    return edit(
        request,
        Form(request.POST if request.method == "POST" else None),
        lambda: actions.add_successor(pledge, by=request.user),
        done="Đã lập giao ước thay thế từ văn bản của giao ước cũ. Bước tiếp theo: sửa những chỗ cần thay đổi.",
        to=frame.pledge_url,
        template="components/confirm_page.html",
        **frame.of_pledge(pledge),
        title="Lập giao ước thay thế?",
        lead=str(pledge),
        effects=[
            SIGNED_STAYS,
            "Bản thay thế bắt đầu từ văn bản, chỉ tiêu, mức đăng ký hiện có; lấy ý kiến, thống nhất, ký lại từ đầu.",
            "Đến khi bản thay thế đủ chữ ký, giao ước cũ vẫn có hiệu lực.",
        ],
        submit_label="Lập giao ước thay thế",
    )
