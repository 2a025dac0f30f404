"""The register, the page from which a paper is issued, and the public pages behind its code."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from clusters import actions
from clusters.lookup import WRONG_AN_HOUR
from clusters.models import IssuedPaper
from clusters.papers import Finding
from documents.certificates import make_test_seal
from tests.clusters.papers import TODAY, issue, test_kinds, wishes


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def numbered():
    with test_kinds() as (numbered, _):
        yield numbered


@pytest.fixture
def paper(cast, numbered):
    return issue(numbered, cast.year, cast.secretary)


def register(cast):
    return reverse("clusters:number_register", args=[cast.cluster.pk])


def issuing(cast, numbered):
    return reverse("clusters:paper_issue", args=[cast.year.pk, numbered.key, cast.year.pk])


def public(paper):
    return reverse("clusters:paper_public", args=[paper.code])


def stored(paper):
    with paper.file.open("rb") as file:
        return file.read()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def old(cast, number, on=None, kind="KH"):
    row = IssuedPaper(
        cluster_year=cast.year, kind=kind, number_text=number, issued_on=on, title="Kế hoạch đã ban hành"
    )
    return actions.add_old_number(row, by=cast.secretary)


# --- the register ----------------------------------------------------------------------------------------


def test_the_register_shows_lines_gaps_and_states_and_keeps_its_filters(cast, paper, sign_in):
    old(cast, "03/KH-CTĐ01", date(2026, 2, 5))
    client = sign_in(cast.secretary)
    told = text(client.get(register(cast)))
    assert "01/TTr-CTĐ01 02/03/2026 Về việc thử năm 2026 Nguyễn Văn An" in told
    assert "01 đến 02 Chưa ghi vào sổ" in told
    assert "Văn bản cũ" in told
    narrowed = client.get(register(cast), {"loai": "Kế hoạch", "q": "ke hoach da"})
    assert "03/KH-CTĐ01" in text(narrowed)
    assert "01/TTr-CTĐ01" not in text(narrowed)
    export = reverse("clusters:number_register_export", args=[cast.cluster.pk])
    assert f'href="{export}?loai=' in narrowed.content.decode()
    sheet = load_workbook(BytesIO(client.get(export, {"loai": "Tờ trình"}).content)).active
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[:4] for row in rows] == [(2026, "Tờ trình", 1, "01/TTr-CTĐ01")]
    assert rows[0][8] == paper.spaced_code


def test_the_register_costs_the_same_number_of_queries_whatever_its_length(cast, sign_in):
    client = sign_in(cast.secretary)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(register(cast)).status_code == 200
        return len(queries)

    old(cast, "01/KH-CTĐ01")
    cost()
    few = cost()
    for number in range(2, 9):
        old(cast, f"{number:02d}/KH-CTĐ01")
    assert cost() == few


def test_an_old_paper_is_entered_changed_and_removed_through_its_pages(cast, sign_in):
    client = sign_in(cast.chair)
    add = reverse("clusters:old_number_add", args=[cast.year.pk])
    empty = client.post(add, {"kind": "KH", "title": "Kế hoạch"})
    assert (empty.status_code, "ít nhất một trong hai" in text(empty)) == (422, True)
    given = {"kind": "KH", "number_text": "12/KH-CTĐ01", "issued_on": "05/02/2026", "title": "Kế hoạch"}
    assert client.post(add, given).url == register(cast)
    row = IssuedPaper.objects.get()
    client.post(reverse("clusters:old_number_edit", args=[row.pk]), {**given, "signer": "Lê Văn Cường"})
    row.refresh_from_db()
    assert (row.number, row.signer, row.is_old) == (12, "Lê Văn Cường", True)
    assert client.post(reverse("clusters:old_number_remove", args=[row.pk])).url == register(cast)
    assert not IssuedPaper.objects.exists()


# --- issuing ---------------------------------------------------------------------------------------------


def test_the_page_says_what_comes_next_and_issues(cast, numbered, sign_in):
    wishes.findings = (Finding("Nên ghi giờ.", f"/nam/{cast.year.pk}/sua/"),)
    client = sign_in(cast.chair)
    told = text(client.get(issuing(cast, numbered)))
    for words in ("01/TTr-CTĐ01", "Nguyễn Văn An", "Nên ghi giờ.", "Phát hành"):
        assert words in told
    made = client.post(issuing(cast, numbered), {"issued_on": "02/03/2026"})
    paper = IssuedPaper.objects.get()
    assert made.url == reverse("clusters:issued_detail", args=[paper.pk])
    assert paper.issued_by == cast.chair
    again = client.get(issuing(cast, numbered))
    assert "Lý do phát hành lại" in text(again)
    sent = {"issued_on": "01/03/2026", "reason": "Sửa lỗi", "standing": paper.pk}
    late = client.post(issuing(cast, numbered), sent)
    assert (late.status_code, "không được ghi ngày trước" in text(late)) == (422, True)


def test_a_form_sent_twice_issues_once(cast, numbered, sign_in):
    """Whoever saw no answer, because the line broke, sends the same form again."""
    client, url = sign_in(cast.secretary), issuing(cast, numbered)
    seen = client.get(url).context["form"].initial["standing"]
    for sent in ({"issued_on": "02/03/2026"}, {"issued_on": "02/03/2026", "reason": "Sửa lỗi"}):
        if seen:
            sent["standing"] = seen
        assert client.post(url, sent).status_code == 302
        again = client.post(url, sent)
        assert again.status_code == 422
        assert "vừa được phát hành" in text(again)
        seen = client.get(url).context["form"].initial["standing"]
    assert sorted(IssuedPaper.objects.values_list("number", flat=True)) == [1, 2]


def test_what_stands_against_issuing_is_said_and_there_is_no_button(cast, numbered, sign_in):
    url = reverse("clusters:year_edit", args=[cast.year.pk])
    wishes.findings = (Finding("Chưa ghi địa điểm.", url, is_grave=True),)
    page = sign_in(cast.secretary).get(issuing(cast, numbered))
    assert "Chưa phát hành được" in text(page)
    assert f'<a href="{url}">Chưa ghi địa điểm.</a>' in page.content.decode()
    assert 'name="issued_on"' not in page.content.decode()


def test_an_unknown_kind_or_a_record_of_another_year_is_not_found(cast, numbered, sign_in):
    client = sign_in(cast.secretary)
    for key, pk in (("khong-co", cast.year.pk), (numbered.key, cast.year.pk + 1)):
        url = reverse("clusters:paper_issue", args=[cast.year.pk, key, pk])
        assert client.get(url).status_code == 404


def test_printing_again_gives_the_stored_bytes(cast, paper, sign_in):
    url = reverse("clusters:issued_pdf", args=[paper.pk])
    first, second = (b"".join(sign_in(cast.viewer).get(url).streaming_content) for _ in range(2))
    assert first == second == stored(paper)


def test_a_kind_that_not_everybody_reads_keeps_its_file_from_them(cast, paper, sign_in, monkeypatch):
    from accounts.access import Permission

    kind = type("Kind", (), {"view_permission": Permission.HISTORY})
    monkeypatch.setattr("clusters.issuing.kind_of", lambda key: kind)
    monkeypatch.setattr("clusters.views.issuing.kind_of", lambda key: kind)
    url = reverse("clusters:issued_pdf", args=[paper.pk])
    assert sign_in(cast.viewer).get(url).status_code == 403
    detail = sign_in(cast.viewer).get(reverse("clusters:issued_detail", args=[paper.pk]))
    assert url not in detail.content.decode()


def test_a_paper_is_revoked_and_replaced_through_its_pages(cast, paper, sign_in):
    client = sign_in(cast.secretary)
    other = old(cast, "09/TTr-CTĐ01", TODAY, kind="TTr")
    client.post(
        reverse("clusters:paper_supersede", args=[paper.pk]), {"successor": other.pk, "reason": "Văn bản mới"}
    )
    paper.refresh_from_db()
    assert paper.superseded_by == other
    client.post(
        reverse("clusters:paper_revoke", args=[other.pk]), {"revoked_on": "02/03/2026", "reason": "Nhầm"}
    )
    other.refresh_from_db()
    assert other.revoked_on == TODAY


# --- the public pages ------------------------------------------------------------------------------------


def test_a_stranger_reads_what_the_register_says_and_nothing_more(paper, client):
    page = client.get(public(paper))
    told = text(page)
    for words in (
        "Tờ trình thử số 01/TTr-CTĐ01",
        "Còn hiệu lực",
        "02/03/2026",
        "Cụm thi đua số 01",
        "Liên hiệp các Hội tỉnh Mẫu",
        "Hội thành viên A Đã ký ngày 02/03/2026",
        "Hội thành viên B Chưa ký",
        paper.spaced_code,
        "Văn bản này không ký số",
    ):
        assert words in told
    for kept in ("Nguyễn Văn", "Lê Quang Đại", "Cờ thi đua", "Về việc", "Người dùng"):
        assert kept not in told
    assert (page["X-Robots-Tag"], page["Cache-Control"]) == ("noindex, nofollow", "no-store")
    assert "sessionid" not in page.cookies


def test_a_signature_added_later_shows_on_the_page(paper, client):
    wishes.signed = False
    assert "Hội thành viên A Chưa ký" in text(client.get(public(paper)))


@pytest.mark.parametrize("shape", ["{0}", "{0} ", "{1}", "{2}", "{3}"])
def test_a_code_may_be_typed_in_small_letters_with_spaces_and_with_misread_letters(
    cast, paper, client, shape
):
    code = "QLAB" + "CDEF" + "GHJK"
    IssuedPaper.objects.filter(pk=paper.pk).update(note="")
    made = make_with_code(cast, code)
    typed = shape.format(code, "qlab-cdef-ghjk", "QLAB CDEF GHJK", "01AB-CDEF-GHJK")
    answer = client.get(reverse("clusters:paper_lookup"), {"ma": typed}, follow=True)
    assert answer.redirect_chain[-1][0] == public(made)


def make_with_code(cast, code):
    """A paper with a code of our choice: an inserted row, as the database lets nobody change a code."""
    return IssuedPaper.objects.create(
        cluster_year=cast.year,
        kind="to-trinh-thu",
        title="Thử",
        issued_on=TODAY,
        code=code,
        content_hash="0" * 64,
        file_sha256="0" * 64,
        file=ContentFile(b"%PDF-1.7", name="thu.pdf"),
        subject_id=cast.year.pk,
    )


def test_an_unknown_code_gets_a_calm_page_and_a_short_one_a_sentence(paper, client):
    unknown = client.get(reverse("clusters:paper_public", args=["ABCDEFGHJKLM"]))
    assert (unknown.status_code, "Không có văn bản mang mã này" in text(unknown)) == (404, True)
    short = client.get(reverse("clusters:paper_lookup"), {"ma": "ABCD"})
    assert (short.status_code, "mã vừa ghi có 4" in text(short)) == (422, True)


def test_old_papers_have_no_public_page(cast, client):
    row = old(cast, "12/KH-CTĐ01")
    assert row.code is None
    assert client.get(reverse("clusters:paper_public", args=["None"])).status_code == 404


def test_many_wrong_codes_from_one_address_have_to_wait_and_an_hour_later_not(paper, client, frozen_day):
    wrong = reverse("clusters:paper_public", args=["ABCDEFGHJKLM"])
    for _ in range(WRONG_AN_HOUR):
        assert client.get(wrong).status_code == 404
    assert client.get(wrong).status_code == 429
    assert client.get(public(paper)).status_code == 429
    assert client.get(public(paper), REMOTE_ADDR="10.0.0.9").status_code == 200
    frozen_day.shift(3601)
    assert client.get(public(paper)).status_code == 200


def test_behind_the_proxy_one_visitor_with_wrong_codes_shuts_out_nobody_else(paper, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    wrong = reverse("clusters:paper_public", args=["ABCDEFGHJKLM"])
    for number in range(WRONG_AN_HOUR):  # what the visitor writes in front of the address counts for nothing
        client.get(wrong, headers={"x-forwarded-for": f"10.1.1.{number}, 10.0.0.1"})
    assert client.get(public(paper), headers={"x-forwarded-for": "10.0.0.1"}).status_code == 429
    assert client.get(public(paper), headers={"x-forwarded-for": "10.0.0.2"}).status_code == 200


def test_the_page_says_what_took_a_papers_place_and_that_one_was_revoked(cast, paper, numbered, client):
    second = issue(numbered, cast.year, cast.secretary, supersedes=paper, reason="Sửa lỗi")
    page = client.get(public(paper))
    assert "Đã được thay thế Được thay thế bởi văn bản số 02/TTr-CTĐ01 ngày 02/03/2026" in text(page)
    assert f'href="{public(second)}"' in page.content.decode()
    actions.revoke_paper(second, TODAY, "Ban hành nhầm", by=cast.secretary)
    told = text(client.get(public(second)))
    assert "Đã thu hồi Thu hồi ngày 02/03/2026" in told
    assert "nhầm" not in told


def test_a_sent_file_is_compared_byte_for_byte_and_not_kept(cast, paper, numbered, client):
    def send(content, name="van-ban.pdf"):
        return client.post(public(paper), {"tep": SimpleUploadedFile(name, content)})

    content = stored(paper)
    assert "Trùng khớp hoàn toàn" in text(send(content))
    changed = content.replace(b"%%EOF", b"%%EOG", 1)
    assert "Không trùng khớp Tệp “van-ban.pdf” khác bản đã phát hành" in text(send(changed))
    second = issue(numbered, cast.year, cast.secretary, supersedes=paper, reason="Sửa lỗi")
    assert f"văn bản khác, mã {second.spaced_code}" in text(send(stored(second)))
    wrong = send(b"khong phai pdf", "van-ban.docx")
    assert (wrong.status_code, "không phải tệp PDF" in text(wrong)) == (422, True)
    assert "Chọn tệp PDF" in text(client.post(public(paper)))


def test_a_sent_file_that_is_too_large_is_refused(paper, client, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    large = SimpleUploadedFile("lon.pdf", b"%PDF-1.7" + b" " * 1200)
    answer = client.post(public(paper), {"tep": large})
    assert (answer.status_code, "vượt mức cho phép" in text(answer)) == (422, True)


def test_the_page_says_whether_the_seal_is_worth_anything(cast, numbered, client, tmp_path, settings):
    settings.SEALS_FILE = str(make_test_seal(tmp_path / "seals"))
    paper = issue(numbered, cast.year, cast.secretary)
    assert "Ký bằng chứng thư thử nghiệm" in text(client.get(public(paper)))
    settings.SEALS_FILE = ""
    assert "Chưa xác nhận được chứng thư" in text(client.get(public(paper)))
