"""The outbox: letters are drafted, read by a person, then released."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Permission as P
from accounts.access import can, on, page
from accounts.pages import edit, key_asked, press
from awards import actions
from awards.decision_forms import LetterFilter, LetterForm, LetterKindsForm
from awards.decision_papers import letter_filename, letter_paper
from awards.models import Decision, Letter, Nomination
from awards.views import frame
from documents import pdf
from documents.response import pdf_response, word_response
from documents.word import word_of
from documents.xlsx import Column, listing

TONES = {Letter.Status.DRAFT: "warn", Letter.Status.READ: "info", Letter.Status.RELEASED: "good"}
COLUMNS = [
    Column("Loại", 30, "get_kind_display"),
    Column("Đơn vị nhận", 36, "recipient"),
    Column("Trích yếu", 50, "subject"),
    Column("Theo quyết định", 24, lambda row: str(row.decision or row.nomination.decision_number)),
    Column("Số, ký hiệu", 20, "number"),
    Column("Ngày ký", 14, "dated_on"),
    Column("Tình trạng", 22, "get_status_display"),
    Column("Người đọc", 26, "read_by.full_name"),
    Column("Đọc lúc", 18, "read_at"),
    Column("Người gửi", 26, "released_by.full_name"),
    Column("Gửi lúc", 18, "released_at"),
]


def _found(request):
    filters = LetterFilter(request.GET, user=request.user)
    rows = filters.narrow(Letter.objects.visible_to(request.user))
    related = ("decision", "nomination", "unit", "read_by", "released_by", "authority")
    return filters, rows.select_related(*related).order_by("-pk")


@page(P.VIEW_NOMINATION)
def letter_list(request):
    filters, rows = _found(request)
    issues_for = request.user.reach().authorities_without_viewing()
    page_obj = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "tabs": frame.tabs(request.user, "letters"),
        "filters": filters,
        "page_obj": page_obj,
        "releasable": {row.pk for row in page_obj if row.status == "read" and row.authority_id in issues_for},
        "tones": TONES,
    }
    return render(request, "awards/letter_list.html", context)


@page(P.VIEW_NOMINATION)
def letter_export(request):
    return listing("Thư, thông báo kết quả khen thưởng", COLUMNS, _found(request)[1])


@on(Decision, P.ISSUE_DECISION)
def decision_letters(request, decision):
    form = LetterKindsForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.draft_letters(decision, form.cleaned_data["kinds"], by=request.user),
        done="Đã lập thư. Đọc từng thư rồi gửi.",
        to=frame.decision_url(decision, "#thu"),
        **frame.of_decision(decision),
        title="Lập thư, thông báo kết quả",
        lead="Nội dung thư được soạn từ quyết định; sửa được trước khi gửi.",
        submit_label="Lập thư",
    )


@require_POST
@on(Nomination, P.ISSUE_DECISION)
def nomination_letter(request, nomination):
    return press(
        request,
        lambda: actions.draft_letter(nomination, by=request.user),
        done="Đã lập thư. Đọc lại trong mục “Thư, thông báo” rồi gửi.",
        to=frame.nomination_url(nomination, "#thu"),
    )


@on(Letter, P.VIEW_NOMINATION)
def letter_detail(request, letter):
    may_issue = can(request.user, P.ISSUE_DECISION, letter)
    of_decision = Letter.objects.filter(decision=letter.decision_id, status=Letter.Status.DRAFT)
    to_read = of_decision.exclude(pk=letter.pk) if may_issue and letter.decision_id else Letter.objects.none()
    context = {
        **frame.of_letter(letter),
        "letter": letter,
        "tone": TONES[letter.status],
        "may_issue": may_issue,
        "next_letter": to_read.order_by("pk").first(),
    }
    return render(request, "awards/letter_detail.html", context)


@on(Letter, P.ISSUE_DECISION)
def letter_edit(request, letter):
    form = LetterForm(request.POST or None, instance=letter)
    return edit(
        request,
        form,
        lambda: actions.change_letter(form.instance, by=request.user),
        done="Đã lưu thư. Thư cần được đọc lại trước khi gửi.",
        to=reverse("awards:letter_detail", args=[letter.pk]),
        **frame.of_letter(letter),
        title="Sửa thư",
    )


@require_POST
@on(Letter, P.ISSUE_DECISION)
def letter_read(request, letter):
    return press(
        request,
        lambda: actions.read_letter(letter, request.POST.get("ban", ""), by=request.user),
        done="Đã ghi nhận là đã đọc. Có thể gửi thư.",
        to=reverse("awards:letter_detail", args=[letter.pk]),
    )


@require_POST
@on(Letter, P.ISSUE_DECISION)
def letter_release(request, letter):
    return press(
        request,
        lambda: actions.release_letter(letter, by=request.user),
        done="Đã gửi. Đơn vị nhận xem được thư từ lúc này.",
        to=reverse("awards:letter_detail", args=[letter.pk]),
    )


@on(Letter, P.ISSUE_DECISION)
def letter_drop(request, letter):
    form = Form(request.POST if request.method == "POST" else None)
    return edit(
        request,
        form,
        lambda: actions.drop_letter(letter, by=request.user),
        done="Đã bỏ thư chưa gửi.",
        to=reverse("awards:letter_list"),
        template="components/confirm_page.html",
        **frame.of_letter(letter),
        title="Bỏ thư chưa gửi?",
        effects=["Thư bị xóa; nhật ký vẫn giữ nội dung.", "Vẫn lập lại được từ quyết định."],
        submit_label="Bỏ thư",
        danger=True,
    )


def _asked(request):
    """Letters of one's own authorities that were ticked; others are passed over."""
    given = request.POST if request.method == "POST" else request.GET
    keys = [key for key in map(key_asked, given.getlist("thu")) if key is not None]
    reach = request.user.reach()
    rows = Letter.objects.filter(pk__in=keys, authority__in=reach.authorities_without_viewing())
    return list(rows.select_related("unit").order_by("pk"))


@page(P.ISSUE_DECISION)
def letters_release(request):
    """First the page that says which of the chosen letters go out and which stay; then, by POST, they go."""
    letters = _asked(request)
    ready = [row for row in letters if row.status == Letter.Status.READ]
    if not letters:
        messages.warning(request, "Chưa chọn thư nào để gửi.")
        return redirect("awards:letter_list")
    if request.method == "POST":
        _release(request, ready)
        return redirect("awards:letter_list")
    context = {
        "title": "Gửi các thư đã chọn?",
        "crumbs": [("Thư, thông báo", reverse("awards:letter_list"))],
        "ready": ready,
        "staying": [row for row in letters if row.status != Letter.Status.READ],
        "back_url": reverse("awards:letter_list"),
    }
    return render(request, "awards/letters_release.html", context)


def _release(request, letters):
    sent = 0
    for letter in letters:
        try:
            actions.release_letter(letter, by=request.user)
            sent += 1
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    if sent:
        messages.success(request, f"Đã gửi {sent:02d} thư. Đơn vị nhận xem được từ lúc này.")


@on(Letter, P.VIEW_NOMINATION)
def letter_pdf(request, letter):
    return pdf_response(pdf.render(letter_paper(letter)), letter_filename(letter, "pdf"))


@on(Letter, P.VIEW_NOMINATION)
def letter_word(request, letter):
    return word_response(word_of(letter_paper(letter)), letter_filename(letter, "docx"))
