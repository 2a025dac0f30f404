"""The outbox, for administrators: what waits, what went out, what did not, and what each kind of letter reads like."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import actions, sending
from accounts.access import Permission, on, page
from accounts.letters import SAMPLES
from accounts.models import Mail, MailKind
from accounts.pages import press
from clusters.filters import MailFilter
from documents.xlsx import Column, listing


def _next_try(letter):
    return letter.send_after if letter.is_waiting else None


COLUMNS = [
    Column("Lập lúc", 18, "created_at"),
    Column("Người nhận", 30, "user.full_name"),
    Column("Địa chỉ nhận", 34, "address"),
    Column("Loại thư", 28, "get_kind_display"),
    Column("Tiêu đề", 50, "subject"),
    Column("Trạng thái", 18, "get_status_display"),
    Column("Số lần đã thử", 10, "tries"),
    Column("Gửi tiếp từ", 18, _next_try),
    Column("Gửi hoặc thôi gửi lúc", 18, "ended_at"),
    Column("Lý do, lỗi", 50, "last_error"),
]


def _found(request):
    """Return the filters and the letters found; what they say is not read."""
    filters = MailFilter(request.GET, user=request.user)
    rows = Mail.objects.visible_to(request.user).select_related("user").defer("text")
    return filters, filters.narrow(rows)


@page(Permission.ADMINISTER)
def mail_list(request):
    filters, rows = _found(request)
    context = {
        "page_obj": Paginator(rows, 25).get_page(request.GET.get("page")),
        "filters": filters,
        "state": sending.state(),
        "export_url": reverse("clusters:mail_export"),
    }
    return render(request, "clusters/mail_list.html", context)


@page(Permission.ADMINISTER)
def mail_export(request):
    return listing("Thư điện tử", COLUMNS, _found(request)[1])


@on(Mail, Permission.ADMINISTER)
def mail_detail(request, mail):
    return render(request, "clusters/mail_detail.html", {"mail": mail})


@page(Permission.ADMINISTER)
def mail_samples(request):
    """Each kind of letter with a made-up content, addressed to the reader."""
    samples = [(MailKind(kind), SAMPLES[kind](request.user)) for kind in MailKind if kind in SAMPLES]
    return render(request, "clusters/mail_samples.html", {"samples": samples})


@require_POST
@page(Permission.ADMINISTER)
def mail_try(request):
    return press(
        request,
        lambda: actions.try_mail(by=request.user),
        done="Đã xếp một thư kiểm tra gửi đến địa chỉ của ông (bà). Kết quả hiện trong danh sách này.",
        to=reverse("clusters:mail_list"),
    )


@require_POST
@on(Mail, Permission.ADMINISTER)
def mail_resend(request, mail):
    return press(
        request,
        lambda: actions.resend_mail(mail, by=request.user),
        done="Thư được xếp lại để gửi ngay.",
        to=reverse("clusters:mail_detail", args=[mail.pk]),
    )


@require_POST
@on(Mail, Permission.ADMINISTER)
def mail_stop(request, mail):
    return press(
        request,
        lambda: actions.stop_mail(mail, by=request.user),
        done="Thư này không gửi nữa.",
        to=reverse("clusters:mail_detail", args=[mail.pk]),
    )
