import io

import pytest

from documents.response import ascii_name, file_response, fitting_name, pdf_response, sheet_response


def test_a_paper_opens_in_the_browser_under_its_vietnamese_name():
    response = pdf_response(b"%PDF", "Giao ước thi đua.pdf")
    assert response.content == b"%PDF"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'inline; filename="Giao uoc thi dua.pdf"; '
        "filename*=UTF-8''Giao%20%C6%B0%E1%BB%9Bc%20thi%20%C4%91ua.pdf"
    )


def test_a_paper_can_be_sent_to_be_saved():
    response = pdf_response(b"%PDF", "a.pdf", inline=False)
    assert response["Content-Disposition"].startswith("attachment;")


def test_an_upload_is_only_ever_saved_and_has_no_power():
    response = file_response(io.BytesIO(b"<script>"), "Minh chứng.html", "text/html")
    assert response["Content-Disposition"].startswith('attachment; filename="Minh chung.html"')
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(response) == b"<script>"


@pytest.mark.parametrize(
    "response",
    [
        pdf_response(b"", "a.pdf"),
        sheet_response(b"", "a.xlsx"),
        file_response(io.BytesIO(), "a", "image/png"),
    ],
)
def test_no_file_is_kept_by_proxies_or_guessed_at(response):
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_a_name_cannot_add_a_header():
    value = pdf_response(b"", 'a"\r\nSet-Cookie: x=1;.pdf')["Content-Disposition"]
    assert "\n" not in value
    assert value.startswith('inline; filename="a- Set-Cookie- x_1_.pdf";')


def test_the_plain_name_keeps_letters_without_marks():
    assert ascii_name("Đề nghị số 07/TTr-CTĐ02.pdf") == "De nghi so 07_TTr-CTD02.pdf"


def test_a_long_name_fits_every_file_system():
    unit = "Liên hiệp các tổ chức hữu nghị, Văn phòng thường trực " * 5
    name = fitting_name(f"Giao ước - Hội Nạn nhân chất độc da cam/dioxin - {unit}.pdf")
    assert name.startswith("Giao ước - Hội Nạn nhân chất độc da cam-dioxin - Liên hiệp")
    assert name.endswith(".pdf")
    assert len(name) <= 124
