"""What is said before a paper is printed: missing, contradictory, of another year or name; and where to mend it."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import actions as cluster_actions
from clusters import checks, papers
from clusters.models import ClusterYear, FormerName, Membership, Unit
from documents import actions as document_actions
from documents.models import OfficialDocument
from pledges import actions
from pledges.models import AgendaItem, Basis, Ceremony, Content, Pledge
from tests import factories as make
from tests.pledges.held import make_conference, make_signed


def findings(cast, key):
    kind, year = papers.kind_of(key), ClusterYear.objects.get(pk=cast.year.pk)
    return [found for record in kind.records(year) for found in kind.check(record)]


def texts(cast, key):
    return [found.text for found in findings(cast, key)]


def graves(cast, key):
    return [found.text for found in findings(cast, key) if found.is_grave]


def change(row, by, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    actions.change_ceremony(row, by=by)


# --- conferences ----------------------------------------------------------------------------------------


def test_a_conference_of_which_all_is_recorded_lacks_only_the_name_of_who_signs(cast):
    make_signed(cast, make_conference(cast))
    who = "Chưa ghi họ tên người đại diện cụm trưởng ký văn bản."
    assert texts(cast, "giay-moi") == [who]
    for key in ("chuong-trinh", "danh-sach-dai-bieu", "bien-ban", "viec-sau-hoi-nghi", "tin-hoi-nghi"):
        assert texts(cast, key) == [], key


def test_without_day_place_and_who_presides_nothing_is_issued(cast):
    row = make.make_ceremony(cast.year, by=cast.secretary, starts_on=None)
    assert graves(cast, "giay-moi") == [
        "Chưa ghi ngày hội nghị.",
        "Chưa ghi địa điểm hội nghị.",
        "Chưa ghi người chủ trì hội nghị.",
    ]
    urls = {found.text: found.url for found in findings(cast, "giay-moi")}
    assert urls["Chưa ghi địa điểm hội nghị."] == reverse("pledges:ceremony_edit", args=[row.pk])
    assert urls["Chưa ghi người chủ trì hội nghị."].endswith(f"/hoi-nghi/{row.pk}/#dai-bieu")


def test_in_a_past_year_nothing_unknown_is_grave(cast, past_year):
    make.make_ceremony(past_year, by=cast.secretary, starts_on=None)
    kind = papers.kind_of("bien-ban")
    (record,) = kind.records(past_year)
    found = kind.check(record)
    assert "Chưa rõ địa điểm hội nghị; bản in ghi “chưa rõ” hoặc để trống." in [row.text for row in found]
    assert not any(row.is_grave for row in found)


def test_a_day_outside_the_year_is_said(cast):
    row = make_conference(cast)
    change(row, cast.secretary, starts_on=date(2024, 2, 27))
    assert "Ngày hội nghị 27/02/2024 không thuộc năm thi đua 2026." in texts(cast, "chuong-trinh")


def test_hours_out_of_order_are_said(cast):
    row = make_conference(cast)
    item = AgendaItem(ceremony=row, starts_at=time(8, 30), text="Bế mạc")
    actions.add_agenda_item(item, by=cast.secretary)
    actions.add_agenda_item(AgendaItem(ceremony=row, text="Chụp ảnh"), by=cast.secretary)
    assert texts(cast, "chuong-trinh") == [
        "Giờ trong chương trình không theo thứ tự: 08:30 đứng sau 09:00.",
        "Còn 1 nội dung chương trình chưa ghi giờ.",
    ]


def test_an_answer_asked_for_after_the_conference_is_grave(cast):
    change(make_conference(cast), cast.secretary, reply_by=date(2026, 3, 1))
    assert "Hạn xác nhận dự hội nghị 01/03/2026 sau ngày hội nghị 27/02/2026." in graves(cast, "giay-moi")


def test_minutes_of_an_unsigned_pledge_say_how_many_are_missing(cast):
    make_conference(cast)
    make.make_agreed_pledge(cast.year, by=cast.secretary)
    assert "Còn 4 đơn vị chưa ghi nhận đã ký giao ước." in texts(cast, "bien-ban")


def test_a_cluster_without_a_symbol_issues_no_numbered_paper(cast):
    make_conference(cast)
    cast.cluster.symbol = ""
    cast.cluster.save()
    assert any("chưa có ký hiệu" in text for text in graves(cast, "giay-moi"))
    assert not any("ký hiệu" in text for text in texts(cast, "chuong-trinh"))


def test_what_a_finding_says_is_not_said_again_as_a_refusal(cast, sign_in):
    row = make_conference(cast)
    cast.cluster.symbol = ""
    cast.cluster.save()
    url = reverse("clusters:paper_issue", args=[cast.year.pk, "bien-ban", row.pk])
    assert sign_in(cast.secretary).get(url).content.decode().count("chưa có ký hiệu trên văn bản") == 1


# --- words of another year, names of another day ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Giao ước thi đua năm 2025", "năm 2025"),
        ("Hoàn thành trong quý IV/2025", "quý IV/2025"),
        ("Hoàn thành trước tháng 9/2024", "tháng 9/2024"),
        ("Thực hiện kế hoạch đến năm 2025", "năm 2025"),
        ("Phấn đấu năm 2026 đạt 100%", None),
        ("Kế hoạch năm 2027", None),
        ("Đại hội nhiệm kỳ 2024-2029", None),
        ("giai đoạn từ năm 2023 - 2028", None),
        ("Phát huy kết quả năm 2025", None),
        ("Theo Luật Thi đua, khen thưởng năm 2022", None),
        ("Báo cáo tổng kết công tác năm 2025", None),
        ("Kỷ niệm ngày thành lập năm 1946", None),
    ],
)
def test_a_year_left_from_an_old_text_is_found_and_a_look_back_is_not(text, said):
    found = checks.old_years([text], [2026], "/x/")
    expected = [f"Trong nội dung còn ghi “{said}”, trong khi văn bản là của năm 2026."] if said else []
    assert [row.text for row in found] == expected


def test_a_conference_that_signs_for_the_next_year_speaks_of_both():
    assert checks.old_years(["Tổng hợp năm 2025, năm 2026"], [2025, 2026], "/x/") == []


def test_a_name_of_another_day_is_found_with_the_one_of_that_day(cast):
    cluster_actions.add_former_name(
        FormerName(unit=cast.unit, name="Hội Làm vườn", until=date(2026, 1, 15)), by=cast.secretary
    )
    row = make_conference(cast, invitation_note="Hội làm vườn chuẩn bị tham luận.")
    url = reverse("pledges:ceremony_detail", args=[row.pk])
    found = [one for one in findings(cast, "giay-moi") if "Hội Làm vườn" in one.text]
    assert [one.text for one in found] == [
        "Trong nội dung còn ghi “Hội Làm vườn”; ngày 27/02/2026 đơn vị này mang tên “Hội thành viên C”."
    ]
    assert found[0].url == url


def test_on_a_day_on_which_it_was_right_the_old_name_is_no_finding():
    unit = Unit(name="Hội Mới", past_names=[["2026-01-15", "Hội Cũ", ""]])
    assert checks.old_names(["Hội Cũ báo cáo"], [unit], date(2026, 1, 10), "/x/") == []
    assert checks.old_names(["Hội Mới báo cáo"], [unit], date(2026, 1, 20), "/x/") == []
    (found,) = checks.old_names(["Hội Mới báo cáo"], [unit], date(2026, 1, 10), "/x/")
    assert "mang tên “Hội Cũ”" in found.text


def test_a_former_name_that_is_part_of_a_present_one_is_no_finding():
    unit = Unit(name="Hội Nông dân tỉnh", past_names=[["2020-01-15", "Hội Nông dân", ""]])
    assert checks.old_names(["Hội Nông dân tỉnh báo cáo"], [unit], date(2026, 1, 10), "/x/") == []


# --- pledges --------------------------------------------------------------------------------------------


def test_a_pledge_s_text_basis_and_count_are_held_against_each_other(cast, draft):
    by = cast.secretary
    old = OfficialDocument(kind="ND", number="98/2023/NĐ-CP", title="x", effective_to=date(2025, 6, 30))
    actions.add_basis(Basis(pledge=draft, document=document_actions.add_document(old, by=None)), by=by)
    actions.add_content(Content(pledge=draft, text="Hoàn thành chỉ tiêu năm 2025"), by=by)
    Pledge.objects.filter(pk=draft.pk).update(declared_contents=9)
    assert texts(cast, "giao-uoc") == [
        "Nghị định số 98/2023/NĐ-CP hết hiệu lực từ ngày 01/07/2025.",
        "Trong nội dung còn ghi “năm 2025”, trong khi văn bản là của năm 2026.",
        "Số nội dung đã khai là 9, danh sách có 2.",
        "Chưa ghi chỉ tiêu thi đua.",
    ]
    anchors = [found.url.partition("#")[2] for found in findings(cast, "giao-uoc")]
    assert anchors == ["can-cu", "noi-dung", "noi-dung", "chi-tieu"]


def test_the_page_before_printing_shows_what_the_packet_shows(cast, draft, sign_in):
    actions.add_content(Content(pledge=draft, text="Hoàn thành chỉ tiêu năm 2025"), by=cast.secretary)
    client = sign_in(cast.secretary)
    answer = client.get(reverse("pledges:pledge_pdf", args=[draft.pk]))
    assert answer.url == reverse("pledges:pledge_print_check", args=[draft.pk])
    page = client.get(answer.url).content.decode()
    packet = reverse("clusters:paper_detail", args=[cast.year.pk, "giao-uoc", draft.pk])
    packet = client.get(packet).content.decode()
    for text in texts(cast, "giao-uoc"):
        assert text in page
        assert text in packet


def test_no_check_asks_more_for_more_units(cast):
    counts = []
    for extra in (0, 6):
        for _ in range(extra):
            unit = make.make_unit(cast.authority)
            cluster_actions.add_member(
                Membership(cluster=cast.cluster, unit=unit, starts_on=date(2020, 1, 1)), by=None
            )
        if not extra:
            make.make_ceremony(cast.year, by=cast.secretary)
        with CaptureQueriesContext(connection) as queries:
            findings(cast, "bien-ban")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Ceremony.objects.count() == 1
