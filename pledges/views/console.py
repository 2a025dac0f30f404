"""The signing console: a page for the phone in the hall, and the addresses that it speaks to."""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Permission, on
from accounts.pages import edit, press
from clusters.models import ClusterYear
from documents.response import shown_response
from pledges import actions
from pledges.console import Signing, late_places
from pledges.console_forms import CountdownForm, ScanForm, SignatoriesForm
from pledges.forms import ReasonForm
from pledges.models import Ceremony, Participant, Signature, SignatureScan
from pledges.touches import read_touch
from pledges.views import frame


def console_url(ceremony, anchor=""):
    return reverse("pledges:console", args=[ceremony.pk]) + anchor


def of_console(ceremony):
    context = frame.of_conference(ceremony)
    url = console_url(ceremony)
    return {**context, "crumbs": [*context["crumbs"], ("Bàn ký", url)], "back_url": url}


def _cards(request, ceremony):
    """Return the part of the page that follows what is touched, as HTML, and its mark."""
    signing = Signing(ceremony, request.user)
    late = late_places(signing, request.build_absolute_uri)
    context = {"ceremony": ceremony, "signing": signing, "late": late}
    html = render_to_string(
        "pledges/_console.html", context
    )  # without a token, which would change every time
    return html, f'"{sha256(html.encode()).hexdigest()[:32]}"'


@on(Ceremony, Permission.RUN_CEREMONY)
def console(request, ceremony):
    html, mark = _cards(request, ceremony)
    context = {
        **frame.of_conference(ceremony),
        "ceremony": ceremony,
        "cards": html,
        "mark": mark,
        "hall_url": ceremony.hall_key
        and request.build_absolute_uri(reverse("pledges:hall", args=[ceremony.hall_key])),
    }
    response = render(request, "pledges/console.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@on(Ceremony, Permission.RUN_CEREMONY)
def console_state(request, ceremony):
    """What other consoles have touched meanwhile; the answer also says who is signed in, with a fresh token."""
    html, mark = _cards(request, ceremony)
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    else:
        response = JsonResponse({"user": request.user.pk, "csrf": get_token(request), "html": html})
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@on(Ceremony, Permission.RUN_CEREMONY)
def console_touch(request, ceremony):
    if request.content_type != "application/json":  # a form that was sent without the page's script
        return redirect(console_url(ceremony))
    try:
        touched = read_touch(request.body)
        row = actions.touch(ceremony, touched, by=request.user)
    except ValidationError as error:
        return JsonResponse({"accepted": False, "outcome": " ".join(error.messages)}, status=400)
    return JsonResponse({"key": str(row.key), "accepted": row.accepted, "outcome": row.outcome})


@on(Ceremony, Permission.RUN_CEREMONY)
def console_signatories(request, ceremony):
    form = SignatoriesForm(request.POST or None, Signing(ceremony, request.user))
    return edit(
        request,
        form,
        lambda: actions.name_signatories(ceremony.signing_year, form.signatories(), by=request.user),
        done="Đã lưu người ký.",
        to=console_url(ceremony),
        template="pledges/console_signatories.html",
        **of_console(ceremony),
        title="Chuẩn bị người ký",
        ceremony=ceremony,
    )


@on(ClusterYear, Permission.SIGN)
def signing_complete(request, year):
    ceremony = year.signing_ceremonies.order_by("starts_on", "pk").last()
    url = console_url(ceremony) if ceremony else reverse("clusters:year_detail", args=[year.pk])
    if request.method == "POST":
        return press(
            request,
            lambda: actions.complete_signing(year, by=request.user),
            done="Đã xác nhận đủ chữ ký. Giao ước chuyển sang “Đã ký”.",
            to=url,
        )
    context = {
        **frame.of_year(year),
        "title": "Xác nhận đã ký đủ?",
        "effects": [
            "Giao ước đủ chữ ký chuyển sang “Đã ký”.",
            "Từ đó không hoàn tác chữ ký và không sửa văn bản được nữa.",
        ],
        "submit_label": "Xác nhận đã ký đủ",
        "back_url": url,
    }
    return render(request, "components/confirm_page.html", context)


@require_POST
@on(Ceremony, Permission.RUN_CEREMONY)
def hall_open(request, ceremony):
    return press(
        request,
        lambda: actions.open_hall(ceremony, by=request.user),
        done="Đã mở màn hình hội trường. Mở địa chỉ dưới đây trên máy nối với màn chiếu.",
        to=console_url(ceremony, "#man-hinh"),
    )


@require_POST
@on(Ceremony, Permission.RUN_CEREMONY)
def hall_close(request, ceremony):
    return press(
        request,
        lambda: actions.close_hall(ceremony, by=request.user),
        done="Đã đóng màn hình hội trường.",
        to=console_url(ceremony, "#man-hinh"),
    )


@require_POST
@on(Ceremony, Permission.RUN_CEREMONY)
def countdown_set(request, ceremony):
    form = CountdownForm(request.POST)

    def act():
        if not form.is_valid():
            raise ValidationError("Ghi số phút đếm ngược từ 1 đến 600.")
        actions.set_countdown(ceremony, form.moment(), by=request.user)

    done = "Đã đặt đếm ngược." if request.POST.get("minutes") else "Đã tắt đếm ngược."
    return press(request, act, done=done, to=console_url(ceremony, "#man-hinh"))


@require_POST
@on(Signature, Permission.RUN_CEREMONY)
def signature_remind(request, signature):
    return press(
        request,
        lambda: actions.remind_signer(signature, by=request.user),
        done=f"Đã ghi nhận nhắc {signature.unit_name}. Việc ký có trong danh sách việc cần làm của đơn vị.",
        to=frame.signing_console_url(signature, "#con-thieu"),
    )


@on(Signature, Permission.SIGN)
def scan_add(request, signature):
    form = ScanForm(request.POST or None, request.FILES or None, instance=SignatureScan(signature=signature))
    return edit(
        request,
        form,
        lambda: actions.add_scan(form.instance, by=request.user),
        done="Đã lưu bản quét.",
        to=frame.pledge_url(signature.pledge, "#chu-ky"),
        **frame.of_pledge(signature.pledge, "#chu-ky"),
        title=f"Lưu bản quét chữ ký: {signature.unit_name}",
        submit_label="Tải lên",
    )


@on(SignatureScan, Permission.VIEW)
def scan_file(request, scan):
    try:
        content = scan.file.open("rb")
    except FileNotFoundError:
        raise Http404("Tệp này không còn trong kho lưu trữ.") from None
    return shown_response(content, scan.file_name, scan.file_type)


@on(Participant, Permission.RUN_CEREMONY)
def witness_withdraw(request, participant):
    form = ReasonForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.withdraw_witness(participant, form.cleaned_data["reason"], by=request.user),
        done="Đã rút ghi nhận chứng kiến.",
        to=console_url(participant.ceremony, "#chung-kien"),
        template="components/confirm_page.html",
        **of_console(participant.ceremony),
        title="Rút ghi nhận chứng kiến?",
        effects=[f"{participant} trở lại danh sách chưa ký chứng kiến."],
        submit_label="Rút ghi nhận",
        danger=True,
    )
