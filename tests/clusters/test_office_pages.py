"""The pages of offices and their rotation: ledger, replacement, rights by the day, plan, proposal, confirmation."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.access import Permission, can
from audit.models import Event
from clusters import actions
from clusters.actions import Choice
from clusters.models import OfficeTerm, Person, Post, ProposedTerm, RotationRule, RotationSkip
from clusters.todo import tasks_of
from documents import actions as document_actions
from documents.models import OfficialDocument
from tests import factories as make


def page_of(response):
    return " ".join(response.content.decode().split())


def main_of(response):
    return page_of(response).split('<main id="content"')[1].split("</main>")[0]


def ledger_page(client, cluster, **asked):
    return client.get(reverse("clusters:cluster_offices", args=[cluster.pk]), asked)


def rotation_page(client, cluster, **asked):
    return client.get(reverse("clusters:rotation_detail", args=[cluster.pk]), asked)


def chair_of(year):
    return year.office_terms.get(office="chair")


@pytest.fixture
def following(cast):
    return make.make_year(cast.cluster, 2027)


# --- the ledger ----------------------------------------------------------------------------------------


def test_the_ledger_answers_who_it_was_on_a_day(cast, sign_in):
    response = ledger_page(sign_in(cast.officer), cast.cluster, ngay="1/2/2026")
    assert "Ngày 01/02/2026, cụm trưởng: Hội thành viên A" in page_of(response)
    assert "Ngày 01/02/2026, cụm phó: Hội thành viên B" in page_of(response)


def test_a_day_that_is_none_is_said_beside_its_field(cast, sign_in):
    response = ledger_page(sign_in(cast.officer), cast.cluster, ngay="32/13/2026")
    assert response.status_code == 200
    assert "Không có ngày “32/13/2026” trong lịch" in page_of(response)
    assert response.context["answers"] == []


def test_the_ledger_shows_its_gaps_in_words_and_in_the_picture(cast, sign_in):
    actions.end_office(chair_of(cast.year), date(2026, 1, 15), "", by=cast.secretary)
    text = page_of(ledger_page(sign_in(cast.officer), cast.cluster))
    assert text.count("Từ ngày 16/01/2026 đến hết ngày 02/03/2026, chưa ghi nhận cụm trưởng.") == 2
    assert "url(#gach-cheo)" in text


def test_the_picture_tells_itself_to_those_who_do_not_see_it(cast, sign_in):
    text = page_of(ledger_page(sign_in(cast.officer), cast.cluster))
    assert "Từ năm 2026 đến năm 2026: 2 đơn vị giữ 2 nhiệm kỳ, trong đó 1 nhiệm kỳ cụm trưởng." in text
    assert "<title>Cụm trưởng: Hội thành viên A, từ 01/01/2026 đến 31/12/2026</title>" in text


def test_an_open_term_is_drawn_and_told_until_the_handover(cast, sign_in, frozen_day):
    OfficeTerm.objects.filter(pk=chair_of(cast.year).pk).update(ends_on=None)
    frozen_day.move_to(datetime(2027, 2, 1, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    text = page_of(ledger_page(sign_in(cast.officer), cast.cluster, ngay="1/2/2027"))
    assert "từ 01/01/2026 đến khi bàn giao" in text
    assert "Giữ vai trò đến khi bàn giao" in text
    assert "giữ vai trò đến khi bàn giao)" in text


def test_a_cluster_without_terms_says_what_comes_next(cast, sign_in):
    bare = make.make_cluster(cast.authority, cast.units, number="30")
    assert "Chưa ghi nhận nhiệm kỳ nào" in page_of(ledger_page(sign_in(cast.officer), bare))


def test_the_export_has_days_as_days_and_the_unknown_empty(cast, sign_in):
    past = make.make_year(cast.cluster, 2024, is_recorded=True)
    make.make_term(past, cast.unit, are_days_known=False, note="=1+1")
    url = reverse("clusters:cluster_offices_export", args=[cast.cluster.pk])
    page = load_workbook(BytesIO(sign_in(cast.officer).get(url).content)).active
    rows = list(page.iter_rows(min_row=4, values_only=True))
    assert rows[0][1:3] == ("Cụm trưởng", "Hội thành viên A")
    assert rows[0][4] == datetime(2026, 1, 1)
    assert rows[-1][4:7] == (None, None, "nguồn chỉ nêu năm")
    assert rows[-1][-1] == "=1+1"
    assert page.cell(row=6, column=12).data_type == "s"


def test_the_ledger_prints_the_name_of_then(cast, sign_in):
    from clusters.lineage import Arrangement, NewUnit

    past = make.make_year(cast.cluster, 2024, is_recorded=True)
    make.make_term(past, cast.unit)
    spec = Arrangement(
        authority=cast.authority,
        kind="rename",
        effective_on=date(2026, 1, 1),
        before=(cast.unit,),
        made=(NewUnit("Hội mang tên mới"),),
    )
    actions.record_event(spec, by=cast.secretary)
    text = main_of(ledger_page(sign_in(cast.officer), cast.cluster))
    assert "Hội thành viên C" in text


# --- replacement ---------------------------------------------------------------------------------------

REPLACED = {"starts_on": "01/06/2026", "method": "assignment", "occasion": "", "person": "", "document": ""}


def test_a_replacement_keeps_both_terms_with_method_reason_and_document(cast, sign_in):
    document = document_actions.add_document(
        OfficialDocument(kind="QD", number="12/QĐ-LHH", title="Phân công", authority=cast.authority), by=None
    )
    url = reverse("clusters:office_replace", args=[chair_of(cast.year).pk])
    data = REPLACED | {"unit": cast.unit.pk, "note": "Đơn vị đề nghị thôi", "document": document.pk}
    response = sign_in(cast.secretary).post(url, data)
    assert response.status_code == 302
    first, second = cast.year.office_terms.chairs().order_by("starts_on")
    assert (first.unit, first.ends_on) == (cast.chair_unit, date(2026, 5, 31))
    assert (second.unit, second.ends_on) == (cast.unit, date(2026, 12, 31))
    assert (second.method, second.note, second.document) == ("assignment", "Đơn vị đề nghị thôi", document)
    assert Event.objects.filter(verb="office_replaced").count() == 1


def test_only_the_person_may_be_replaced(cast, sign_in):
    person = actions.add_person(Person(authority=cast.authority, full_name="Lê Thị Dung"), by=None)
    actions.add_post(Post(person=person, title="Chủ tịch", unit=cast.chair_unit), by=None)
    url = reverse("clusters:office_replace", args=[chair_of(cast.year).pk])
    data = REPLACED | {"unit": cast.chair_unit.pk, "person": person.pk, "note": "Kiện toàn nhân sự"}
    assert sign_in(cast.secretary).post(url, data).status_code == 302
    assert [term.person for term in cast.year.office_terms.chairs().order_by("starts_on")] == [None, person]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({}, "unit", "như cũ"),
        ({"note": ""}, "note", "Cần điền"),
        ({"starts_on": "01/01/2026"}, "starts_on", "phải sau ngày bắt đầu"),
        ({"starts_on": "01/01/2027"}, "starts_on", "không sau ngày cuối"),
    ],
)
def test_a_replacement_that_cannot_be_is_refused_beside_its_field(cast, sign_in, change, field, words):
    url = reverse("clusters:office_replace", args=[chair_of(cast.year).pk])
    data = REPLACED | {"unit": cast.unit.pk if change else cast.chair_unit.pk, "note": "Lý do"} | change
    response = sign_in(cast.secretary).post(url, data)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert cast.year.office_terms.chairs().count() == 1


# --- rights, day by day --------------------------------------------------------------------------------

EDGES = [
    (date(2026, 3, 31), False),
    (date(2026, 4, 1), True),
    (date(2026, 6, 30), True),
    (date(2026, 7, 1), False),
]


def opens_the_plan(sign_in, frozen_day, user, year, day):
    frozen_day.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    user.__dict__.pop("_reach", None)
    return sign_in(user).get(reverse("clusters:plan_edit", args=[year.pk])).status_code == 200


@pytest.mark.parametrize("office", ["chair", "secretary"])
@pytest.mark.parametrize(("day", "holds"), EDGES)
def test_rights_begin_on_the_first_day_and_end_after_the_last(cast, sign_in, frozen_day, office, day, holds):
    if office == "chair":
        actions.end_office(chair_of(cast.year), date(2026, 3, 31), "", by=cast.secretary)
    make.make_term(cast.year, cast.unit, office, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30))
    assert can(cast.representative, Permission.EDIT_YEAR, cast.year, day) is holds
    assert opens_the_plan(sign_in, frozen_day, cast.representative, cast.year, day) is holds


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 5, 9), True),
    ],
)
def test_rights_of_an_open_term_run_on_past_the_year(cast, sign_in, frozen_day, day, holds):
    actions.end_office(chair_of(cast.year), date(2026, 3, 31), "", by=cast.secretary)
    make.make_term(cast.year, cast.unit, starts_on=date(2026, 4, 1), ends_on=None)
    assert can(cast.representative, Permission.EDIT_YEAR, cast.year, day) is holds
    assert opens_the_plan(sign_in, frozen_day, cast.representative, cast.year, day) is holds


def test_rights_pass_at_a_replacement_from_one_day_to_the_next(cast, sign_in, frozen_day):
    successor = OfficeTerm(unit=cast.unit, starts_on=date(2026, 6, 1), note="Theo đề nghị")
    actions.replace_office(chair_of(cast.year), successor, by=cast.secretary)
    for day, chair in ((date(2026, 5, 31), cast.chair), (date(2026, 6, 1), cast.representative)):
        for user in (cast.chair, cast.representative):
            assert opens_the_plan(sign_in, frozen_day, user, cast.year, day) is (user == chair)


# --- the plan ------------------------------------------------------------------------------------------


def test_the_plan_says_who_chairs_why_and_whose_turn_it_never_was(cast, sign_in):
    text = page_of(rotation_page(sign_in(cast.officer), cast.cluster))
    assert "Cụm phó năm 2026 làm cụm trưởng năm 2027." in text
    assert text.count("Chưa lần nào") == 3
    assert "theo quy tắc giả định" in text
    assert "Mở năm 2027" not in text  # not this person's to do


@pytest.mark.parametrize(("asked", "years"), [("4", 4), ("12", 12), ("13", 8), ("0", 8), ("năm", 8), ("", 8)])
def test_the_number_of_years_stands_in_the_address(cast, sign_in, asked, years):
    response = rotation_page(sign_in(cast.officer), cast.cluster, so_nam=asked)
    assert len(response.context["rows"]) == years


def test_a_khoi_plans_as_a_khoi(cast, sign_in):
    block = make.make_cluster(cast.authority, cast.units, kind="khoi", name="các hội")
    make.make_term(make.make_year(block), cast.unit)
    client = sign_in(cast.secretary)
    for response in (rotation_page(client, block), ledger_page(client, block)):
        text = main_of(response)
        assert "Khối trưởng" in text
        assert "ụm trưởng" not in text
        assert "ụm phó" not in text


def test_a_past_year_without_a_chair_on_record_is_not_passed_off_as_known(cast, sign_in, frozen_day):
    frozen_day.move_to(datetime(2028, 2, 1, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    response = rotation_page(sign_in(cast.secretary), cast.cluster)
    text = page_of(response)
    assert [row.is_past for row in response.context["rows"]][:2] == [True, False]
    assert "Chưa ghi nhận cụm trưởng của năm đã qua: 2027." in text
    assert "Năm đã qua, chưa ghi nhận. Nếu theo quy tắc thì là:" in text
    assert {standing.name: year for standing, year in response.context["standings"]}[
        "Hội thành viên B"
    ] != 2027


def test_a_cluster_without_members_or_ended_has_no_plan(cast, sign_in):
    bare = make.make_cluster(cast.authority, number="31")
    client = sign_in(cast.secretary)
    assert "Chưa có đơn vị thành viên" in page_of(rotation_page(client, bare))
    url = reverse("clusters:rotation_pdf", args=[bare.pk])
    assert client.get(url).url == reverse("clusters:rotation_detail", args=[bare.pk])
    bare.ended_on = date(2025, 12, 31)
    actions.change_cluster(bare, by=None)
    assert "không dự kiến luân phiên" in page_of(rotation_page(client, bare))


def test_the_rule_is_set_and_then_no_longer_assumed(cast, sign_in):
    url = reverse("clusters:rotation_rule_edit", args=[cast.cluster.pk])
    data = {"vice_follows": "on", "vice_chairs": "2", "document": "", "note": ""}
    assert sign_in(cast.secretary).post(url, data).status_code == 302
    assert RotationRule.objects.get(cluster=cast.cluster).vice_chairs == 2
    text = page_of(rotation_page(sign_in(cast.officer), cast.cluster))
    assert "lần lượt theo thứ tự thành viên; mỗi năm 02 cụm phó." in text
    assert "giả định" not in text


def test_six_vice_chairs_are_too_many(cast, sign_in):
    url = reverse("clusters:rotation_rule_edit", args=[cast.cluster.pk])
    response = sign_in(cast.secretary).post(url, {"vice_chairs": "6", "document": "", "note": ""})
    assert "Số đơn vị phó từ 0 đến 5." in page_of(response)


def test_a_skip_with_its_reason_changes_the_plan_and_is_taken_back(cast, sign_in):
    client = sign_in(cast.secretary)
    url = reverse("clusters:rotation_skip_add", args=[cast.cluster.pk])
    data = {"unit": cast.vice_unit.pk, "year": "2027", "reason": "Đang sắp xếp tổ chức"}
    assert client.post(url, data).status_code == 302
    assert "Hội thành viên B lùi lượt năm 2027: Đang sắp xếp tổ chức." in page_of(
        rotation_page(client, cast.cluster)
    )
    assert "đã được lùi lượt trong năm đó" in page_of(client.post(url, data))
    skip = RotationSkip.objects.get()
    client.post(reverse("clusters:rotation_skip_remove", args=[skip.pk]))
    assert not RotationSkip.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"), [({"year": "2025"}, "year"), ({"reason": ""}, "reason"), ({"unit": "99999"}, "unit")]
)
def test_a_skip_that_cannot_be_is_refused_beside_its_field(cast, sign_in, change, field):
    url = reverse("clusters:rotation_skip_add", args=[cast.cluster.pk])
    data = {"unit": cast.vice_unit.pk, "year": "2027", "reason": "Lý do"} | change
    response = sign_in(cast.secretary).post(url, data)
    assert response.status_code == 422
    assert field in response.context["form"].errors


# --- proposing -----------------------------------------------------------------------------------------


def propose(client, year, following):
    return client.post(reverse("clusters:rotation_propose", args=[year.pk, following.pk]))


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_one_click_proposes_a_planned_year(cast, sign_in, following, who):
    client = sign_in(cast.users[who])
    assert f"/nam/{cast.year.pk}/du-kien/{following.pk}/" in page_of(rotation_page(client, cast.cluster))
    propose(client, cast.year, following)
    rows = following.proposed_terms.order_by("office")
    assert [(row.office, row.unit, row.method) for row in rows] == [
        ("chair", cast.vice_unit, "rotation"),
        ("vice_chair", cast.unit, "rotation"),
    ]
    assert rows[0].reason == "Cụm phó năm 2026 làm cụm trưởng năm 2027."


def test_proposing_twice_replaces(cast, sign_in, following):
    client = sign_in(cast.secretary)
    propose(client, cast.year, following)
    propose(client, cast.year, following)
    assert following.proposed_terms.count() == 2


def test_a_year_of_another_cluster_is_not_proposed_through_ones_own(cast, sign_in):
    other = make.make_cluster(cast.other_authority, number="40")
    foreign = make.make_year(other, 2027)
    assert propose(sign_in(cast.chair), cast.year, foreign).status_code == 404


def test_last_years_chair_proposes_nothing(cast, sign_in, following):
    last = make.make_year(cast.cluster, 2025)
    make.make_term(last, cast.unit)
    assert propose(sign_in(cast.representative), last, following).status_code == 403


def test_the_present_year_with_its_chair_is_not_proposed_again(cast, sign_in):
    client = sign_in(cast.secretary)
    propose(client, cast.year, cast.year)
    assert not ProposedTerm.objects.exists()
    assert "đã được xác nhận nên dự kiến giữ nguyên" in page_of(rotation_page(client, cast.cluster))


def test_the_year_shows_what_is_proposed_and_lets_it_go(cast, sign_in, following):
    client = sign_in(cast.secretary)
    propose(client, cast.year, following)
    url = reverse("clusters:year_detail", args=[following.pk])
    text = page_of(client.get(url))
    assert "Dự kiến cụm trưởng:" in text
    assert "Dự kiến: Hội thành viên B làm cụm trưởng." in text  # the line of steps
    chair = following.proposed_terms.get(office="chair")
    client.post(reverse("clusters:proposal_remove", args=[chair.pk]))
    assert "Dự kiến cụm trưởng:" not in page_of(client.get(url))


def test_a_proposal_is_on_the_secretariats_list_until_it_is_confirmed(cast, following):
    def labels():
        return [task.label for task in tasks_of(cast.secretary)]

    actions.propose_offices(following, [Choice("chair", cast.vice_unit)], by=cast.chair)
    assert "Xác nhận cụm trưởng năm 2027" in labels()
    actions.confirm_offices(following, [Choice("chair", cast.vice_unit)], by=cast.secretary)
    assert "Xác nhận cụm trưởng năm 2027" not in labels()


def test_a_chair_who_waits_to_hand_over_is_on_the_secretariats_list(cast, frozen_day):
    OfficeTerm.objects.filter(pk=chair_of(cast.year).pk).update(ends_on=None)
    label = "Cụm trưởng giữ vai trò đến khi bàn giao"
    assert label not in [task.label for task in tasks_of(cast.secretary)]
    frozen_day.move_to(datetime(2027, 1, 1, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    assert label in [task.label for task in tasks_of(cast.secretary)]


# --- confirming ----------------------------------------------------------------------------------------


def confirmed(client, year, **change):
    """Send the form as it comes, with the changes."""
    url = reverse("clusters:offices_confirm", args=[year.pk])
    form = client.get(url).context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data["starts_on"] = data["starts_on"].strftime("%d/%m/%Y")
    data = {name: value for name, value in (data | change).items() if value not in (None, False)}
    return client.post(url, data)


def test_the_form_starts_from_the_proposal_and_confirms_it_as_it_is(cast, sign_in, following):
    client = sign_in(cast.secretary)
    propose(client, cast.year, following)
    response = confirmed(client, following, occasion="Hội nghị tổng kết năm 2026")
    assert response.status_code == 302
    terms = following.office_terms.order_by("office")
    assert [(term.office, term.unit, term.method) for term in terms] == [
        ("chair", cast.vice_unit, "rotation"),
        ("vice_chair", cast.unit, "rotation"),
    ]
    assert {(term.starts_on, term.ends_on, term.occasion) for term in terms} == {
        (date(2027, 1, 1), date(2027, 12, 31), "Hội nghị tổng kết năm 2026")
    }
    assert not following.proposed_terms.exists()


def test_another_unit_by_rotation_is_refused_in_words(cast, sign_in, following):
    response = confirmed(sign_in(cast.secretary), following, chair_unit=cast.other_unit.pk)
    assert response.status_code == 422
    assert response.context["form"].errors["chair_method"] == [
        "Theo dự kiến luân phiên là Hội thành viên B. Đơn vị đã chọn khác dự kiến nên chọn cách xác định khác: "
        "suy tôn, bầu hoặc phân công."
    ]
    assert not following.office_terms.exists()


@pytest.mark.parametrize("method", ["acclaim", "election", "assignment"])
def test_another_unit_is_confirmed_with_the_method_that_settled_it(cast, sign_in, following, method):
    change = {"chair_unit": cast.other_unit.pk, "chair_method": method}
    if method == "assignment":
        change["chair_reason"] = "Cơ quan phân công"
    assert confirmed(sign_in(cast.secretary), following, **change).status_code == 302
    term = chair_of(following)
    assert (term.unit, term.method) == (cast.other_unit, method)
    assert term.note == change.get("chair_reason", "")


def test_a_vice_chair_more_than_the_rule_may_be_added(cast, sign_in, following):
    change = {"vice_2_unit": cast.other_unit.pk, "vice_2_method": "election"}
    assert confirmed(sign_in(cast.secretary), following, **change).status_code == 302
    assert following.office_terms.vice_chairs().count() == 2


def test_terms_may_wait_for_the_handover(cast, sign_in, following):
    client = sign_in(cast.secretary)
    assert confirmed(client, following, begins="handover").status_code == 302
    assert set(following.proposed_terms.values_list("status", flat=True)) == {"awaiting"}
    text = page_of(client.get(reverse("clusters:year_detail", args=[following.pk])))
    assert "Đã xác nhận, chờ bàn giao" in text
    assert "Đã xác nhận, chờ bàn giao: Hội thành viên B làm cụm trưởng." in text


def test_terms_may_run_until_the_handover(cast, sign_in, following):
    assert confirmed(sign_in(cast.secretary), following, until_handover="on").status_code == 302
    assert set(following.office_terms.values_list("ends_on", flat=True)) == {None}


def test_confirming_anew_what_waits_starts_from_what_was_settled(cast, sign_in, following):
    actions.confirm_offices(following, [Choice("chair", cast.other_unit, "acclaim")], by=cast.secretary)
    url = reverse("clusters:offices_confirm", args=[following.pk])
    form = sign_in(cast.secretary).get(url).context["form"]
    assert form.fields["chair_unit"].initial == cast.other_unit.pk
    assert form.fields["chair_method"].initial == "acclaim"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"chair_unit": ""}, "chair_unit", "Chọn một đơn vị làm cụm trưởng."),
        ({"starts_on": ""}, "starts_on", "Ghi ngày bắt đầu"),
        ({"starts_on": "01/01/2028"}, "starts_on", "trong năm thi đua 2027"),
        ({"chair_reason": "Vì sao"}, "chair_reason", "Để trống"),
        ({"chair_method": "unknown"}, "chair_method", "không"),
    ],
)
def test_what_cannot_be_confirmed_is_refused_beside_its_field(cast, sign_in, following, change, field, words):
    response = confirmed(sign_in(cast.secretary), following, **change)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])


def test_one_unit_for_two_offices_is_refused(cast, sign_in, following):
    change = {"vice_1_unit": cast.vice_unit.pk, "vice_1_method": "acclaim"}
    response = confirmed(sign_in(cast.secretary), following, **change)
    assert "đã được chọn cho vai trò khác" in str(response.context["form"].errors["vice_1_unit"])


def test_a_person_is_not_lost_while_the_handover_is_awaited(cast, sign_in, following):
    person = actions.add_person(Person(authority=cast.authority, full_name="Lê Thị Dung"), by=None)
    actions.add_post(Post(person=person, title="Chủ tịch", unit=cast.vice_unit), by=None)
    response = confirmed(sign_in(cast.secretary), following, begins="handover", chair_person=person.pk)
    assert "chưa ghi người đại diện" in str(response.context["form"].errors["chair_person"])


def test_a_year_with_its_chair_is_sent_back_to_its_page(cast, sign_in):
    url = reverse("clusters:offices_confirm", args=[cast.year.pk])
    assert (
        sign_in(cast.secretary).get(url).url.startswith(reverse("clusters:year_detail", args=[cast.year.pk]))
    )


# --- cost ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cluster_offices", "rotation_detail", "cluster_offices_export"])
def test_the_pages_cost_the_same_for_four_units_and_for_seventeen(cast, sign_in, name):
    units = [make.make_unit(cast.authority) for _ in range(17)]
    big = make.make_cluster(cast.authority, units, number="17")
    for place, number in enumerate(range(2020, 2028)):
        year = make.make_year(big, number)
        if number < 2027:
            make.make_term(year, units[place])
            make.make_term(year, units[place + 1], "vice_chair")
    following = make.make_year(cast.cluster, 2027)
    for year in (following, big.years.get(year=2027)):
        actions.propose_offices(
            year, [Choice("chair", year.members()[8 % year.members().count()].unit)], by=None
        )
    client = sign_in(cast.secretary)

    def cost(cluster):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"clusters:{name}", args=[cluster.pk]) + "?so_nam=12&ngay=1/2/2026")
        return len(queries)

    cost(big)
    assert cost(big) == cost(cast.cluster)
