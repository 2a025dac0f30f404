"""Papers are issued with a number, a code and a file that stays as it is."""

import hashlib
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse

from audit.models import Event
from awards.models import Proposal
from clusters import actions
from clusters.models import IssuedPaper, NumberBook, Plan
from clusters.papers import Finding
from clusters.register import carried, lines_of, next_number, parsed
from documents.certificates import make_test_seal
from documents.seal import check_seal
from documents.stamp import Stamp, content_hash
from tests import factories as make
from tests.clusters.papers import TODAY, build, issue, test_kinds, wishes


@pytest.fixture
def kinds():
    with test_kinds() as made:
        yield made


@pytest.fixture
def numbered(kinds):
    return kinds[0]


def old(cast, text, kind="TTr", on=None, year=None):
    paper = IssuedPaper(
        cluster_year=year or cast.year, kind=kind, number_text=text, issued_on=on, title="Văn bản cũ"
    )
    return actions.add_old_number(paper, by=cast.secretary)


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        act(*args, **kwargs)
    return " ".join(refusal.value.messages)


def files():
    return set(Path(default_storage.location).rglob("*.pdf"))


# --- numbers ---------------------------------------------------------------------------------------------


def test_numbers_follow_one_another_by_type_and_year(cast, kinds):
    numbered, plain = kinds
    first = issue(numbered, cast.year, cast.secretary)
    second = issue(numbered, cast.year, cast.secretary, supersedes=first, reason="Sửa lỗi")
    assert (first.number_text, second.number_text) == ("01/TTr-CTĐ01", "02/TTr-CTĐ01")
    without = issue(plain, cast.year, cast.secretary)
    assert (without.number, without.number_text, without.book) == (None, "", None)
    assert NumberBook.objects.get().last == 2


def test_an_old_number_and_one_of_another_record_are_not_given_again(cast, numbered):
    old(cast, "07/TTr-CTĐ01", on=date(2026, 2, 1))
    assert issue(numbered, cast.year, cast.secretary).number == 8
    actions.save_plan(
        Plan(cluster_year=cast.year, number="38/KH-CTĐ01", issued_on=date(2026, 2, 5)), by=cast.secretary
    )
    assert next_number(cast.cluster, "KH", 2026).number == 39
    assert next_number(cast.cluster, "KH", 2025).number == 1


def test_numbers_go_in_the_order_of_days(cast, numbered):
    first = issue(numbered, cast.year, cast.secretary, on=date(2026, 2, 20))
    again = {"supersedes": first, "reason": "Sửa lỗi"}
    told = refused(issue, numbered, cast.year, cast.secretary, on=date(2026, 2, 19), **again)
    assert "Số 01/TTr-CTĐ01 đã ghi ngày 20/02/2026" in told
    assert "không được sau hôm nay" in refused(
        issue, numbered, cast.year, cast.secretary, on=date(2026, 3, 3), **again
    )
    assert issue(numbered, cast.year, cast.secretary, on=date(2026, 2, 20), **again).number == 2


def test_a_number_is_that_of_the_header_profile(cast, numbered):
    cast.authority.header_profile = "party"
    cast.authority.save()
    cast.year.cluster.refresh_from_db()
    assert issue(numbered, type(cast.year).objects.get(), cast.secretary).number_text == "01-TTr/CTĐ01"


# --- refusals --------------------------------------------------------------------------------------------


def test_a_paper_with_a_grave_finding_a_refusal_or_a_draft_is_not_issued(cast, numbered):
    before = files()
    wishes.findings = (Finding("Chưa ghi địa điểm.", is_grave=True), Finding("Nên ghi giờ."))
    assert refused(issue, numbered, cast.year, cast.secretary) == "Chưa ghi địa điểm."
    wishes.findings, wishes.refusal = (), "Chưa thống nhất."
    assert refused(issue, numbered, cast.year, cast.secretary) == "Chưa thống nhất."
    wishes.refusal, wishes.is_draft = "", True
    assert "còn là dự thảo" in refused(issue, numbered, cast.year, cast.secretary)
    assert (files(), IssuedPaper.objects.count(), NumberBook.objects.count()) == (before, 0, 0)


def test_no_paper_is_issued_for_a_closed_or_a_recorded_year_nor_without_a_symbol(cast, numbered):
    recorded = make.make_year(cast.cluster, 2024, is_recorded=True)
    assert "nhập lại từ hồ sơ" in refused(issue, numbered, recorded, cast.secretary)
    type(cast.year).objects.filter(pk=cast.year.pk).update(closed_on=date(2026, 3, 1))
    assert "đã khép ngày 01/03/2026" in refused(issue, numbered, cast.year, cast.secretary)
    type(cast.year).objects.filter(pk=cast.year.pk).update(closed_on=None)
    type(cast.cluster).objects.filter(pk=cast.cluster.pk).update(symbol="")
    assert "chưa có ký hiệu" in refused(issue, numbered, cast.year, cast.secretary)


def test_a_paper_in_force_is_issued_again_only_in_place_of_itself(cast, numbered):
    first = issue(numbered, cast.year, cast.secretary)
    assert "vừa được phát hành" in refused(issue, numbered, cast.year, cast.secretary)
    assert "Nêu lý do" in refused(issue, numbered, cast.year, cast.secretary, supersedes=first)
    second = issue(numbered, cast.year, cast.secretary, supersedes=first, reason="Sai ngày họp")
    first.refresh_from_db()
    assert (first.superseded_by, first.is_in_force, second.is_in_force) == (second, False, True)
    event = Event.objects.filter(verb="paper_issued").latest("pk")
    assert (event.note, event.cluster_year) == ("Sai ngày họp", cast.year)
    assert ["Thay thế văn bản", "", str(first)] in event.changes


# --- the file --------------------------------------------------------------------------------------------


def test_the_file_is_kept_byte_for_byte_with_its_digests(cast, numbered):
    paper = issue(numbered, cast.year, cast.secretary)
    with paper.file.open("rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == paper.file_sha256
    assert (len(content), paper.is_sealed, paper.signer) == (paper.file_size, False, "Nguyễn Văn An")
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == paper.pages
    assert paper.content_hash == content_hash(build(cast.year, Stamp("01/TTr-CTĐ01", TODAY)))


def test_the_digest_is_of_what_the_paper_says_and_not_of_its_stamp(cast, kinds):
    stamp = Stamp("01/TTr-CTĐ01", TODAY)
    told = build(cast.year, stamp)
    assert content_hash(told) == content_hash(build(cast.year, Stamp("01/TTr-CTĐ01", TODAY, code="ABCD")))
    assert content_hash(told) != content_hash(build(cast.year, Stamp("02/TTr-CTĐ01", TODAY)))
    assert content_hash(told) != content_hash(build(cast.year, Stamp("01/TTr-CTĐ01", date(2026, 3, 1))))


def test_the_file_of_a_paper_that_was_not_written_down_is_removed(cast, numbered, monkeypatch):
    before = files()
    code = issue(numbered, cast.year, cast.secretary).code
    kept = files()
    assert len(kept) == len(before) + 1
    monkeypatch.setattr("clusters.actions.papers.new_code", lambda: code)  # the same code a second time
    first = IssuedPaper.objects.get()
    refused(issue, numbered, cast.year, cast.secretary, supersedes=first, reason="Thử")
    assert files() == kept
    assert (IssuedPaper.objects.count(), NumberBook.objects.get().last) == (1, 1)


def test_without_the_certificate_that_it_should_have_a_paper_is_not_issued_and_takes_no_number(
    cast, numbered, tmp_path, settings
):
    """The token is pulled out, or its file is gone: nothing is issued, in words, and nothing is left behind."""
    seals = make_test_seal(tmp_path / "seals")
    settings.SEALS_FILE = str(seals)
    (certificate,) = seals.parent.glob("*.p12")
    kept = certificate.read_bytes()
    certificate.unlink()
    with pytest.raises(ValidationError, match="Chưa ký số được nên văn bản chưa phát hành và chưa lấy số"):
        issue(numbered, cast.year, cast.secretary)
    assert not IssuedPaper.objects.exists()
    certificate.write_bytes(kept)
    assert issue(numbered, cast.year, cast.secretary).number == 1


def test_with_the_list_of_certificates_gone_the_pages_still_open(cast, numbered, tmp_path, settings, client):
    settings.SEALS_FILE = str(make_test_seal(tmp_path / "seals"))
    paper = issue(numbered, cast.year, cast.secretary)
    settings.SEALS_FILE = str(tmp_path / "mất.toml")
    told = client.get(reverse("clusters:paper_public", args=[paper.code])).content.decode()
    assert "Chưa xác nhận được chứng thư" in told
    client.force_login(cast.secretary)
    url = reverse("clusters:paper_issue", args=[cast.year.pk, numbered.key, cast.year.pk])
    assert client.get(url).status_code == 200


def test_an_issued_file_is_sealed_where_the_authority_has_a_certificate(cast, numbered, tmp_path, settings):
    settings.SEALS_FILE = str(make_test_seal(tmp_path / "seals"))
    paper = issue(numbered, cast.year, cast.secretary)
    with paper.file.open("rb") as file:
        report = check_seal(file.read())
    assert paper.is_sealed
    assert report.is_good
    assert report.is_test


# --- what becomes of it ----------------------------------------------------------------------------------


def test_a_revoked_paper_keeps_its_number_and_says_why(cast, numbered):
    paper = issue(numbered, cast.year, cast.secretary, on=date(2026, 2, 20))
    assert "không được trước ngày ban hành" in refused(
        actions.revoke_paper, paper, date(2026, 2, 19), "Nhầm", by=cast.secretary
    )
    actions.revoke_paper(paper, TODAY, "Ban hành nhầm", by=cast.secretary)
    assert "đã thu hồi" in refused(actions.revoke_paper, paper, TODAY, "Lần nữa", by=cast.secretary)
    following = issue(numbered, cast.year, cast.secretary)
    assert following.number == 2
    assert Event.objects.get(verb="paper_revoked").note == "Ban hành nhầm"


def test_a_paper_of_another_record_takes_the_place_of_one(cast, numbered):
    first = issue(numbered, cast.year, cast.secretary)
    other = old(cast, "09/TTr-CTĐ01", on=TODAY)
    actions.supersede_paper(first, other, "Theo văn bản mới", by=cast.secretary)
    first.refresh_from_db()
    assert first.superseded_by == other
    assert "đã được thay thế" in refused(actions.supersede_paper, first, other, "Lần nữa", by=cast.secretary)


# --- old papers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [("38/KH-CTĐ02", (38, "KH")), ("05-GM/CTĐ02", (5, "GM")), ("39", (39, "")), ("/KH-CTĐ02", (None, ""))],
)
def test_a_number_is_read_as_far_as_it_is_known(text, number):
    assert parsed(text) == number


def test_a_partial_number_and_an_unknown_day_are_kept(cast):
    paper = old(cast, "/KH-CTĐ01", kind="KH")
    assert (paper.number, paper.book, paper.issued_on) == (None, None, None)
    paper.number_text = "38/KH-CTĐ01"
    actions.change_old_number(paper, by=cast.secretary)
    assert (paper.number, paper.book.symbol, paper.book.year) == (38, "KH", 2026)
    actions.remove_old_number(paper, by=cast.secretary)
    assert not IssuedPaper.objects.exists()


def test_an_old_number_that_is_taken_is_refused(cast, numbered):
    issue(numbered, cast.year, cast.secretary)
    assert "đã cấp cho văn bản khác" in refused(old, cast, "1/TTr-CTĐ01")
    actions.save_plan(Plan(cluster_year=cast.year, number="38/KH-CTĐ01"), by=cast.secretary)
    assert "đã có trong sổ" in refused(old, cast, "38/KH-CTĐ01", kind="KH")
    assert "khác loại văn bản" in refused(old, cast, "05/GM-CTĐ01", kind="KH")


def test_an_issued_paper_is_neither_changed_nor_removed_as_an_old_one(cast, numbered):
    paper = issue(numbered, cast.year, cast.secretary)
    assert "được giữ nguyên" in refused(actions.change_old_number, paper, by=cast.secretary)
    assert "được giữ nguyên" in refused(actions.remove_old_number, paper, by=cast.secretary)


def test_a_paper_that_several_sign_is_not_called_one_of_an_unknown_signer(cast, numbered):
    issue(replace(numbered, signer=lambda year: ""), cast.year, cast.secretary)
    (line,) = lines_of(cast.cluster, cast.secretary)
    assert line.signer == "2 bên cùng ký"


def test_gaps_between_known_numbers_are_lines_of_their_own(cast):
    for number in ("02", "06"):
        old(cast, f"{number}/KH-CTĐ01", kind="KH")
    told = [(line.state, line.number_text) for line in lines_of(cast.cluster, cast.secretary)]
    assert told == [
        ("gap", "01"),
        ("old", "02/KH-CTĐ01"),
        ("gap", "03 đến 05"),
        ("old", "06/KH-CTĐ01"),
    ]


def test_what_a_person_may_not_see_is_a_number_without_its_subject(cast):
    Proposal.objects.create(
        cluster_year=cast.year,
        addressee=cast.authority,
        number="04/TTr-CTĐ01",
        dated_on=TODAY,
        summary="Về việc đề nghị khen thưởng",
    )
    (seen,) = carried(cast.cluster, cast.secretary)
    (hidden,) = carried(cast.cluster, cast.officer)
    assert (seen.title, hidden.title, hidden.url) == ("Về việc đề nghị khen thưởng", "", "")
    assert hidden.number_text == "04/TTr-CTĐ01"
    assert next_number(cast.cluster, "TTr", 2026).number == 5
