"""A dossier through the pages: entered, submitted, received, sent back, withdrawn, decided."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from awards import actions, catalogue
from awards.models import AwardForm, Nomination
from tests import factories as make
from tests.awards.dossiers import award_of, dossier, proposal_of


def url(name, row):
    return reverse(f"awards:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


def entered(cast, **fields):
    return {
        "unit": cast.unit.pk,
        "award": award_of().pk,
        "put_to": cast.authority.pk,
        "achievement": "Dẫn đầu Cụm.",
        **fields,
    }


# --- entering


def test_an_officer_enters_a_dossier_of_their_own_unit(cast, sign_in):
    response = sign_in(cast.officer).post(url("nomination_add", cast.year), entered(cast), follow=True)
    nomination = Nomination.objects.get()
    assert response.redirect_chain[-1][0] == url("nomination_detail", nomination)
    assert (nomination.unit, nomination.status, nomination.created_by) == (cast.unit, "draft", cast.officer)
    assert "Bước tiếp theo: thêm tài liệu minh chứng" in words(response)
    assert "Đây là đề nghị, chưa phải kết quả khen thưởng" in words(response)


def test_a_crafted_unit_is_refused(cast, sign_in):
    response = sign_in(cast.officer).post(
        url("nomination_add", cast.year), entered(cast, unit=cast.other_unit.pk)
    )
    assert response.status_code == 422
    assert "unit" in response.context["form"].errors
    assert not Nomination.objects.exists()


def test_a_crafted_authority_is_refused(cast, sign_in):
    response = sign_in(cast.officer).post(
        url("nomination_add", cast.year), entered(cast, put_to=cast.other_authority.pk)
    )
    assert response.status_code == 422
    assert "put_to" in response.context["form"].errors


def test_the_secretariat_enters_one_for_any_member(cast, sign_in):
    client = sign_in(cast.secretary)
    client.post(url("nomination_add", cast.year), entered(cast, unit=cast.other_unit.pk))
    assert Nomination.objects.get().unit == cast.other_unit


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("leader", 403), ("outsider", 404)])
def test_others_do_not_enter_dossiers(cast, sign_in, who, status):
    assert sign_in(cast.users[who]).get(url("nomination_add", cast.year)).status_code == status


def test_the_form_starts_with_ones_own_unit_and_authority(cast, sign_in):
    form = sign_in(cast.officer).get(url("nomination_add", cast.year)).context["form"]
    assert (form["unit"].value(), form["put_to"].value()) == (cast.unit.pk, cast.authority.pk)


def test_the_award_says_whether_a_name_is_needed(cast, sign_in):
    personal = award_of(code="CSTD", name="Chiến sĩ thi đua cơ sở", subject="individual")
    client, address = sign_in(cast.officer), url("nomination_add", cast.year)
    response = client.post(address, entered(cast, award=personal.pk))
    assert response.context["form"].errors == {
        "nominee": ["Ghi họ và tên cá nhân hoặc tên hộ gia đình được đề nghị."]
    }
    assert "Dẫn đầu Cụm." in words(response)
    client.post(address, entered(cast, award=personal.pk, nominee="Trần Thị Bình"))
    assert Nomination.objects.get().nominee_kind == "individual"


def test_one_body_is_named_not_two_and_not_none(cast, sign_in):
    client, address = sign_in(cast.officer), url("nomination_add", cast.year)
    both = client.post(address, entered(cast, put_to_name="Thủ tướng Chính phủ"))
    assert both.context["form"].errors == {
        "put_to_name": ["Đã chọn cơ quan trong danh sách thì để trống ô này."]
    }
    none = client.post(address, entered(cast, put_to=""))
    assert none.context["form"].errors == {
        "put_to": ["Chọn cơ quan nhận đề nghị, hoặc ghi tên cơ quan khác ở ô dưới."]
    }


def test_the_same_unit_for_the_same_award_twice_is_refused(cast, sign_in):
    dossier(cast)
    response = sign_in(cast.officer).post(url("nomination_add", cast.year), entered(cast))
    assert response.status_code == 422
    assert "Đơn vị đã có hồ sơ đề nghị danh hiệu, hình thức này trong năm." in words(response)


def test_pasted_text_is_cleaned(cast, sign_in):
    pasted = "Đạt\u00a0giải  Nhất\u200b"
    sign_in(cast.officer).post(url("nomination_add", cast.year), entered(cast, achievement=pasted))
    assert Nomination.objects.get().achievement == "Đạt giải Nhất"


def test_awards_no_longer_in_force_are_not_offered(cast, sign_in):
    old = award_of(code="CU", name="Danh hiệu cũ", effective_to=date(2025, 12, 31))
    response = sign_in(cast.officer).post(url("nomination_add", cast.year), entered(cast, award=old.pk))
    assert "award" in response.context["form"].errors


# --- scope


def test_another_units_dossier_is_not_there(cast, sign_in):
    nomination = dossier(cast)
    client = sign_in(cast.other_officer)
    for name in ("nomination_detail", "nomination_edit", "nomination_withdraw", "evidence_add"):
        assert client.get(url(name, nomination)).status_code == 404
    assert client.post(url("nomination_submit", nomination)).status_code == 404
    assert nomination not in client.get(reverse("awards:nomination_list")).context["page_obj"]


def test_the_chair_sees_a_dossier_from_submission_on(cast, sign_in):
    nomination = dossier(cast)
    client = sign_in(cast.chair)
    assert client.get(url("nomination_detail", nomination)).status_code == 404
    actions.submit(nomination, by=cast.officer)
    assert client.get(url("nomination_detail", nomination)).status_code == 200


def test_whoever_only_views_sees_no_dossier(cast, sign_in):
    nomination = dossier(cast, "submitted")
    client = sign_in(cast.viewer)
    assert client.get(reverse("awards:nomination_list")).status_code == 403
    assert client.get(url("nomination_detail", nomination)).status_code == 404
    make.assign(cast.viewer, make.Role.OFFICER, cast.other_unit)
    assert list(client.get(reverse("awards:nomination_list")).context["page_obj"]) == []


# --- moving on


def test_a_dossier_goes_from_submission_to_decision_through_the_pages(cast, sign_in):
    nomination = dossier(cast)
    page = sign_in(cast.officer).post(url("nomination_submit", nomination), follow=True)
    assert "Người thực hiện: cụm trưởng hoặc thường trực cơ quan." in words(page)
    sign_in(cast.chair).post(url("nomination_receive", nomination))
    sign_in(cast.secretary).post(url("nomination_appraise", nomination))
    sign_in(cast.leader).post(url("nomination_review", nomination), {"opinion": "agree", "score": "9,5"})
    sign_in(cast.secretary).post(url("nomination_close_review", nomination))
    nomination.refresh_from_db()
    assert nomination.status == "reviewed"
    proposal = proposal_of(cast, [nomination])
    actions.issue_proposal(proposal, by=cast.secretary)
    page = sign_in(cast.leader).post(
        url("nomination_decide", nomination),
        {"outcome": "granted", "number": "12/QĐ-UBND", "on": "2/3/2026"},
        follow=True,
    )
    assert (
        "Được tặng Cờ thi đua của bộ, ban, ngành, tỉnh theo Quyết định số 12/QĐ-UBND ngày 02/03/2026"
        in words(page)
    )
    assert "chưa phải kết quả khen thưởng" not in words(page)


def test_an_empty_dossier_is_not_submitted(cast, sign_in):
    nomination = dossier(cast, achievement="")
    page = sign_in(cast.officer).post(url("nomination_submit", nomination), follow=True)
    assert "Ghi tóm tắt thành tích trước khi nộp hồ sơ." in words(page)
    nomination.refresh_from_db()
    assert nomination.status == "draft"


def test_a_submitted_dossier_is_not_edited(cast, sign_in):
    nomination = dossier(cast, "submitted")
    page = sign_in(cast.officer).post(url("nomination_edit", nomination), entered(cast, achievement="Khác"))
    assert page.status_code == 422
    assert "nên không sửa được" in words(page)
    nomination.refresh_from_db()
    assert nomination.achievement == "Hoàn thành xuất sắc nhiệm vụ năm."


def test_sent_back_needs_a_reason_which_the_unit_reads_until_it_submits_again(cast, sign_in):
    nomination = dossier(cast, "submitted")
    chair = sign_in(cast.chair)
    assert chair.post(url("nomination_send_back", nomination), {"reason": " "}).status_code == 422
    chair.post(url("nomination_send_back", nomination), {"reason": "Thiếu báo cáo thành tích."})
    officer = sign_in(cast.officer)
    page = officer.get(url("nomination_detail", nomination))
    assert "Hồ sơ bị trả lại" in words(page)
    assert "Thiếu báo cáo thành tích." in words(page)
    page = officer.post(url("nomination_submit", nomination), follow=True)
    assert "Hồ sơ bị trả lại" not in words(page)


def test_withdrawing_needs_a_reason_and_ends_the_dossier(cast, sign_in):
    nomination = dossier(cast, "submitted")
    client = sign_in(cast.officer)
    assert client.post(url("nomination_withdraw", nomination), {"reason": ""}).status_code == 422
    page = client.post(url("nomination_withdraw", nomination), {"reason": "Nhầm hình thức."}, follow=True)
    assert "Hồ sơ đã rút" in words(page)
    page = client.post(url("nomination_withdraw", nomination), {"reason": "Lần nữa."})
    assert "Hồ sơ đang ở bước “Đã rút” nên không cần chuyển nữa" in words(page)


@pytest.mark.parametrize(
    "name", ["nomination_submit", "nomination_receive", "nomination_appraise", "nomination_close_review"]
)
def test_a_step_is_not_taken_by_opening_an_address(cast, sign_in, name):
    assert sign_in(cast.secretary).get(url(name, dossier(cast))).status_code == 405


# --- the decision


def test_deciding_twice_is_refused(cast, sign_in):
    nomination = dossier(cast, "decided")
    page = sign_in(cast.leader).post(
        url("nomination_decide", nomination), {"outcome": "refused", "number": "13/QĐ", "on": "02/03/2026"}
    )
    assert page.status_code == 422
    assert "Hồ sơ đang ở bước “Đã có quyết định”" in words(page)
    nomination.refresh_from_db()
    assert (nomination.outcome, nomination.decision_number) == ("granted", "12/QĐ-UBND")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"number": ""}, "number", "Ghi số quyết định."),
        ({"on": ""}, "on", "Ghi ngày quyết định."),
        ({"on": "03/03/2026"}, "on", "Ngày quyết định không thể sau hôm nay."),
        ({"on": "31/2/2026"}, "on", None),
        ({"outcome": "lowered"}, "granted", "Chọn danh hiệu, hình thức thấp hơn được tặng."),
    ],
)
def test_a_decision_is_complete_and_not_in_the_future(cast, sign_in, typed, field, sentence):
    nomination = dossier(cast, "proposed")
    page = sign_in(cast.leader).post(
        url("nomination_decide", nomination),
        {"outcome": "granted", "number": "12/QĐ", "on": "02/03/2026", **typed},
    )
    errors = page.context["form"].errors
    assert list(errors) == [field]
    assert sentence is None or errors[field] == [sentence]
    nomination.refresh_from_db()
    assert nomination.status == "proposed"


def test_a_lower_award_is_shown_beside_the_one_proposed(cast, sign_in):
    nomination = dossier(cast, "proposed")
    lower = make.make_award(code="BK", name="Bằng khen của tỉnh")
    page = sign_in(cast.leader).post(
        url("nomination_decide", nomination),
        {"outcome": "lowered", "granted": lower.pk, "number": "12/QĐ", "on": "02/03/2026"},
        follow=True,
    )
    assert (
        "Được tặng Bằng khen của tỉnh theo Quyết định số 12/QĐ ngày 02/03/2026 (đề nghị Cờ thi đua"
        in words(page)
    )


def test_a_dossier_in_a_draft_proposal_is_not_decided(cast, sign_in):
    nomination = dossier(cast, "reviewed")
    proposal_of(cast, [nomination])
    page = sign_in(cast.leader).post(
        url("nomination_decide", nomination), {"outcome": "granted", "number": "12/QĐ", "on": "02/03/2026"}
    )
    assert "Tờ trình mang hồ sơ này chưa ban hành" in words(page)


# --- past years


def past_year(cast):
    return make.make_year(cast.cluster, 2023, is_recorded=True)


def test_a_past_proposal_is_recorded_without_claiming_an_award(cast, sign_in):
    year = past_year(cast)
    page = sign_in(cast.secretary).post(
        url("nomination_record", year),
        entered(cast, achievement="", source_note="Báo cáo tổng kết năm 2023."),
        follow=True,
    )
    nomination = Nomination.objects.get()
    assert (nomination.status, nomination.outcome, nomination.proposal) == ("proposed", "", None)
    assert "Kết quả: <span" in words(page)
    assert "Báo cáo tổng kết năm 2023." in words(page)
    assert "Được tặng" not in words(page)


def test_a_running_year_is_not_recorded(cast, sign_in):
    page = sign_in(cast.secretary).post(url("nomination_record", cast.year), entered(cast))
    assert page.status_code == 422
    assert "Chỉ ghi nhận như vậy với năm nhập lại từ hồ sơ." in words(page)
    assert not Nomination.objects.exists()


def test_only_the_secretariat_records_the_past(cast, sign_in):
    assert sign_in(cast.officer).get(url("nomination_record", past_year(cast))).status_code == 403


# --- the list


def many(cast, count):
    award_ids = []
    for number in range(count):
        award = make.make_award(code=f"M{number}", name=f"Hình thức thứ {number}")
        award_ids.append(dossier(cast, "submitted", award=award))
    return award_ids


def test_the_list_asks_as_often_for_thirty_rows_as_for_one(cast, sign_in):
    address = reverse("awards:nomination_list")
    counts = []
    many(cast, 1)
    client = sign_in(cast.secretary)
    client.get(address)
    for more in (0, 29):
        for number in range(more):
            dossier(
                cast, "submitted", award=make.make_award(code=f"N{number}", name=f"Hình thức số {number}")
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_search_ignores_tone_marks(cast, sign_in):
    dossier(cast, award=award_of(code="TT", name="Tập thể lao động xuất sắc"), nominee="Ban Tuyên giáo")
    client = sign_in(cast.officer)
    for typed in ("tuyen giao", "lao dong xuat", "hoi thanh vien c"):
        assert len(client.get(reverse("awards:nomination_list"), {"q": typed}).context["page_obj"]) == 1
    assert len(client.get(reverse("awards:nomination_list"), {"q": "khong co"}).context["page_obj"]) == 0


def test_the_list_opens_with_the_working_year_and_may_show_all(cast, sign_in):
    actions.record_proposed(
        Nomination(cluster_year=past_year(cast), unit=cast.unit, award=award_of(), put_to=cast.authority),
        by=cast.secretary,
    )
    client, address = sign_in(cast.secretary), reverse("awards:nomination_list")
    assert len(client.get(address).context["page_obj"]) == 0
    assert len(client.get(address, {"nam": ""}).context["page_obj"]) == 1
    assert len(client.get(address, {"nam": "2023", "tinh_trang": "proposed"}).context["page_obj"]) == 1
    assert client.get(address, {"nam": "hai nghìn"}).status_code == 200


def test_the_excel_file_keeps_the_filters_and_runs_nothing(cast, sign_in):
    dossier(cast, nominee='=HYPERLINK("http://x","Ban A")')
    dossier(cast, "submitted", unit=cast.other_unit)
    address = reverse("awards:nomination_export")
    response = sign_in(cast.secretary).get(address, {"tinh_trang": "draft"})
    with ZipFile(BytesIO(response.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=HYPERLINK" in texts
    assert "<f>" not in page
    assert cast.other_unit.name not in texts


# --- the catalogue


def test_the_catalogue_is_filtered_by_group_subject_level_and_day(cast, sign_in):
    catalogue.load()
    client, address = sign_in(cast.officer), reverse("awards:award_list")

    def names(**asked):
        return {award.name for award in client.get(address, asked).context["page_obj"]}

    assert names(doi_tuong="household", loai="title") == {"Gia đình văn hóa"}
    assert names(q="co thi dua", cap="government") == {"Cờ thi đua của Chính phủ"}
    assert names(ngay="31/12/2023") == set()
    assert "Giấy khen" in names(ngay="01/01/2024")
    assert "ngay" in client.get(address, {"ngay": "hôm qua"}).context["filters"].errors


def test_an_award_says_who_confers_it_and_by_which_article(cast, sign_in):
    catalogue.load()
    award = AwardForm.objects.get(code="CO-BT")
    page = words(sign_in(cast.officer).get(url("award_detail", award)))
    assert "Điều 26, Điều 79 Luật Thi đua, khen thưởng (số 06/2022/QH15)" in page
    assert "dẫn đầu cụm, khối thi đua" in page


def test_an_unknown_award_is_not_found(cast, sign_in):
    assert sign_in(cast.officer).get(reverse("awards:award_detail", args=[999])).status_code == 404


# --- history


def test_every_step_leaves_one_event(cast):
    dossier(cast, "decided")
    verbs = list(
        Event.objects.filter(subject_type="awards.nomination").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [
        "nomination_added",
        "nomination_submitted",
        "nomination_received",
        "nomination_appraised",
        "review_closed",
        "nomination_decided",
    ]


def test_a_withdrawn_dossier_leaves_its_place_to_a_new_one(cast):
    actions.withdraw(dossier(cast), "Nhầm.", by=cast.officer)
    dossier(cast)
    with pytest.raises(ValidationError, match="Đơn vị đã có hồ sơ"):
        dossier(cast)


def test_a_recorded_year_takes_no_new_dossier(cast):
    past = make.make_year(cast.cluster, 2024, is_recorded=True)
    with pytest.raises(ValidationError, match="chỉ ghi nhận đề nghị theo nguồn"):
        make.make_nomination(past, cast.unit, make.make_award(), by=cast.officer)
