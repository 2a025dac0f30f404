"""The year of a cluster: opening it, what its workspace shows, what is written there, its history."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from clusters import actions, workspace
from clusters.models import ClusterYear, Membership, OfficeTerm, Person, Plan, PlanItem, Post, Theme
from clusters.steps import AHEAD, DONE, steps_of
from clusters.templatetags.house import period
from documents import actions as document_actions
from documents.models import OfficialDocument
from tests import factories as make


def page_of(response):
    return response.content.decode()


def open_workspace(client, year):
    return client.get(reverse("clusters:year_detail", args=[year.pk]))


YEAR = {"year": "2027", "declared_units": "", "starts_on": "", "ends_on": "", "source_note": ""}
TERM = {"office": "chair", "person": "", "starts_on": "01/01/2026", "method": "rotation", "note": ""}


# --- opening -------------------------------------------------------------------------------------------


def test_a_year_opens_as_a_calendar_year(cast, sign_in):
    url = reverse("clusters:year_add", args=[cast.cluster.pk])
    response = sign_in(cast.secretary).post(url, YEAR)
    year = ClusterYear.objects.get(cluster=cast.cluster, year=2027)
    assert (year.starts_on, year.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
    assert response.url == reverse("clusters:year_detail", args=[year.pk])


def test_a_running_year_is_not_opened_as_a_recorded_one(cast, sign_in):
    url = reverse("clusters:year_add", args=[cast.cluster.pk])
    response = sign_in(cast.secretary).post(url, YEAR | {"is_recorded": "on"})
    assert response.context["form"].errors["is_recorded"] == [
        "Chỉ năm thi đua đã kết thúc mới được nhập lại từ hồ sơ."
    ]


def test_a_year_is_opened_once(cast, sign_in):
    url = reverse("clusters:year_add", args=[cast.cluster.pk])
    response = sign_in(cast.secretary).post(url, YEAR | {"year": "2026"})
    assert "Năm thi đua này của cụm, khối đã được mở." in page_of(response)


@pytest.mark.parametrize("year", ["", "hai nghìn", "20245", "-3"])
def test_a_year_that_is_none_is_refused_beside_its_field(cast, sign_in, year):
    url = reverse("clusters:year_add", args=[cast.cluster.pk])
    response = sign_in(cast.secretary).post(url, YEAR | {"year": year})
    assert response.status_code == 422


def test_a_past_year_may_be_marked_as_recorded_later_by_the_secretariat_only(cast, sign_in):
    past = make.make_year(cast.cluster, 2024)
    make.make_term(past, cast.chair_unit)
    url = reverse("clusters:year_edit", args=[past.pk])
    assert "is_recorded" in sign_in(cast.secretary).get(url).context["form"].fields
    running = reverse("clusters:year_edit", args=[cast.year.pk])
    assert "is_recorded" not in sign_in(cast.chair).get(running).context["form"].fields


# --- the workspace -------------------------------------------------------------------------------------


def test_the_workspace_says_where_the_year_stands_and_who_acts_next(cast, sign_in):
    response = open_workspace(sign_in(cast.officer), cast.year)
    assert response.context["current"].key == "plan"
    assert "Bước hiện nay: Kế hoạch. Người thực hiện: Cụm trưởng." in " ".join(page_of(response).split())


def test_a_plan_never_entered_does_not_hold_up_a_year_that_went_on(cast, sign_in):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    make.sign_all(pledge, by=cast.secretary)
    assert open_workspace(sign_in(cast.officer), cast.year).context["current"].key != "plan"


def test_the_workspace_shows_members_with_their_offices(cast, sign_in):
    members = open_workspace(sign_in(cast.officer), cast.year).context["members"]
    assert [(row.membership.unit, row.offices) for row in members.present] == [
        (cast.chair_unit, ("Cụm trưởng",)),
        (cast.vice_unit, ("Cụm phó",)),
        (cast.unit, ()),
        (cast.other_unit, ()),
    ]


def test_a_khoi_is_called_a_khoi(cast, sign_in):
    block = make.make_cluster(cast.authority, cast.units, kind="khoi", name="các hội")
    year = make.make_year(block)
    make.make_term(year, cast.unit)
    text = page_of(open_workspace(sign_in(cast.secretary), year))
    assert "Khối trưởng" in text
    assert "Cụm trưởng" not in text.split('<main id="content"')[1].split("</main>")[0]


def test_declared_and_listed_units_that_differ_are_pointed_out(cast, sign_in):
    cast.year.declared_units = 5
    actions.change_year(cast.year, by=None)
    sentence = "guồn ghi 5 đơn vị, danh sách có 4 đơn vị"
    assert sentence in page_of(open_workspace(sign_in(cast.officer), cast.year))
    cluster = reverse("clusters:cluster_detail", args=[cast.cluster.pk])
    assert sentence in page_of(sign_in(cast.officer).get(cluster))


def test_unknown_is_said_of_a_recorded_year_and_not_of_a_running_one(cast, sign_in):
    running = open_workspace(sign_in(cast.officer), cast.year)
    assert "chưa rõ" not in page_of(running)
    past = make.make_year(cast.cluster, 2024, is_recorded=True)
    assert "chưa rõ" in page_of(open_workspace(sign_in(cast.officer), past))


def test_none_is_not_unknown(cast, sign_in):
    past = make.make_year(cast.cluster, 2024, is_recorded=True, vice_chair_known="none")
    assert "Cụm phó: không có" in page_of(open_workspace(sign_in(cast.officer), past))


def test_an_inferred_office_says_so(cast, sign_in):
    past = make.make_year(cast.cluster, 2023, is_recorded=True)
    make.make_term(past, cast.unit, certainty="inferred", are_days_known=False)
    for url in (
        reverse("clusters:year_detail", args=[past.pk]),
        reverse("clusters:cluster_detail", args=[cast.cluster.pk]),
        reverse("clusters:unit_detail", args=[cast.unit.pk]),
    ):
        text = page_of(sign_in(cast.officer).get(url))
        assert "Suy ra, cần xác minh" in text
        assert "ăm 2023 (chưa rõ ngày)" in text
        assert "từ 01/01/2023" not in text.lower()


@pytest.mark.parametrize(
    ("end", "start_known", "end_known", "words"),
    [
        (date(2024, 12, 31), True, True, "từ 05/02/2024 đến 31/12/2024"),
        (None, True, True, "từ 05/02/2024"),
        (None, False, True, "từ năm 2024 (chưa rõ ngày)"),
        (date(2025, 6, 30), False, True, "từ năm 2024 (chưa rõ ngày) đến 30/06/2025"),
        (date(2024, 12, 31), False, False, "năm 2024 (chưa rõ ngày)"),
        (date(2025, 12, 31), False, False, "từ năm 2024 (chưa rõ ngày) đến năm 2025 (chưa rõ ngày)"),
    ],
)
def test_a_period_tells_days_only_where_they_are_known(end, start_known, end_known, words):
    assert period(date(2024, 2, 5), end, start_known, end_known) == words


def test_sample_data_is_marked(cast, sign_in):
    sample = make.make_authority(is_sample=True)
    make.assign(cast.secretary, make.Role.SECRETARIAT, sample)
    cluster = make.make_cluster(sample)
    year = make.make_year(cluster)
    for url in (
        reverse("clusters:year_detail", args=[year.pk]),
        reverse("clusters:cluster_detail", args=[cluster.pk]),
        reverse("clusters:overview"),
        reverse("clusters:cluster_list"),
    ):
        assert "Dữ liệu mẫu" in page_of(sign_in(cast.secretary).get(url))


def test_buttons_are_for_those_who_may(cast, sign_in):
    edit, appoint, history = (
        reverse(f"clusters:{name}", args=[cast.year.pk])
        for name in ("year_edit", "office_add", "year_history")
    )
    shown = {
        name: [
            url in page_of(open_workspace(sign_in(cast.users[name]), cast.year))
            for url in (edit, appoint, history)
        ]
        for name in ("secretary", "chair", "leader", "officer")
    }
    assert shown == {
        "secretary": [True, True, True],
        "chair": [True, False, True],
        "leader": [False, False, True],
        "officer": [False, False, False],
    }


@pytest.mark.slow
def test_a_step_leads_nobody_to_a_page_that_refuses_them(cast, sign_in):
    for name in ("viewer", "officer", "vice", "chair", "secretary", "leader", "administrator"):
        client = sign_in(cast.users[name])
        led = {step.url for step in open_workspace(client, cast.year).context["steps"] if step.url}
        for _, cells in client.get(reverse("clusters:overview")).context["board"].rows:
            led |= {step.url for step in cells}
        pages = {address.partition("#")[0] for address in led}
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_other_apps_put_their_sections_on_the_page(cast, sign_in, monkeypatch):
    def give(year, user, today):
        return workspace.Section(
            "thu", f"Phần thử {year.year}", "clusters/_ended.html", {"x": 1}, links=(("Mở phần", "/phan/"),)
        )

    monkeypatch.setattr(workspace, "OF_YEAR", [*workspace.OF_YEAR, give])
    text = page_of(open_workspace(sign_in(cast.officer), cast.year))
    assert 'id="thu"' in text
    assert "Phần thử 2026" in text
    assert 'href="/phan/"' in text


# --- themes, plan --------------------------------------------------------------------------------------


def test_a_theme_is_added_changed_and_taken_away(cast, sign_in):
    client = sign_in(cast.chair)
    client.post(
        reverse("clusters:theme_add", args=[cast.year.pk]), {"text": "“Đoàn kết, sáng tạo”", "issuer": ""}
    )
    theme = Theme.objects.get(cluster_year=cast.year)
    assert theme.text == "Đoàn kết, sáng tạo"
    client.post(
        reverse("clusters:theme_edit", args=[theme.pk]), {"text": theme.text, "issuer": "Trung ương Hội"}
    )
    assert "Trung ương Hội" in page_of(open_workspace(client, cast.year))
    client.post(reverse("clusters:theme_remove", args=[theme.pk]))
    assert not Theme.objects.exists()
    verbs = Event.objects.filter(cluster_year=cast.year, verb__startswith="theme").order_by("pk")
    assert [event.verb for event in verbs] == ["theme_added", "theme_changed", "theme_removed"]


def test_the_plan_is_written_with_its_bases_and_lines(cast, sign_in):
    law = document_actions.add_document(
        OfficialDocument(kind="LUAT", number="06/2022/QH15", title="Luật Thi đua, khen thưởng"), by=None
    )
    client = sign_in(cast.chair)
    data = {"status": "issued", "number": "38/KH-CTĐ01", "issued_on": "05/02/2026", "bases": [law.pk]}
    client.post(reverse("clusters:plan_edit", args=[cast.year.pk]), data)
    plan = Plan.objects.get(cluster_year=cast.year)
    assert (plan.number, plan.issued_on, list(plan.bases.all())) == ("38/KH-CTĐ01", date(2026, 2, 5), [law])
    lines = {"kind": "work_area", "texts": "Phát động phong trào\n\nNâng cao chất lượng khen thưởng"}
    client.post(reverse("clusters:plan_item_add", args=[cast.year.pk]), lines)
    assert [item.text for item in plan.items.order_by("position")] == [
        "Phát động phong trào",
        "Nâng cao chất lượng khen thưởng",
    ]
    text = page_of(open_workspace(client, cast.year))
    for fact in ("38/KH-CTĐ01", "05/02/2026", "06/2022/QH15", "Nội dung trọng tâm", "Phát động phong trào"):
        assert fact in text


def test_changed_bases_stand_in_the_one_event_of_the_plan(cast, sign_in):
    law = document_actions.add_document(OfficialDocument(kind="LUAT", title="Luật"), by=None)
    plan = actions.save_plan(Plan(cluster_year=cast.year), by=None)
    data = {"status": "draft", "number": "", "issued_on": "", "title": "", "bases": [law.pk]}
    sign_in(cast.chair).post(reverse("clusters:plan_edit", args=[cast.year.pk]), data)
    event = Event.objects.filter(verb="plan_saved").first()
    assert event.changes == [["Căn cứ", "", str(law)]]
    assert Event.objects.filter(verb="plan_saved", subject_id=str(plan.pk)).count() == 2


def test_an_issued_plan_of_a_running_year_has_a_number(cast, sign_in):
    data = {"status": "issued", "number": "", "issued_on": "05/02/2026", "title": "Kế hoạch", "bases": []}
    response = sign_in(cast.chair).post(reverse("clusters:plan_edit", args=[cast.year.pk]), data)
    assert response.context["form"].errors["number"] == ["Kế hoạch đã ban hành phải có số, ký hiệu."]
    assert 'value="05/02/2026"' in page_of(response)


def test_documents_of_another_authority_are_no_bases(cast, sign_in):
    foreign = document_actions.add_document(
        OfficialDocument(kind="QC", title="Quy chế riêng", authority=cast.other_authority), by=None
    )
    data = {"status": "draft", "bases": [foreign.pk]}
    response = sign_in(cast.chair).post(reverse("clusters:plan_edit", args=[cast.year.pk]), data)
    assert response.status_code == 422
    assert not Plan.objects.exists()


def test_lines_wait_for_the_plan(cast, sign_in):
    response = sign_in(cast.chair).get(reverse("clusters:plan_item_add", args=[cast.year.pk]))
    assert response.url == reverse("clusters:plan_edit", args=[cast.year.pk])


def test_a_line_of_the_plan_is_changed_and_taken_away(cast, sign_in):
    plan = actions.save_plan(Plan(cluster_year=cast.year), by=None)
    item = actions.add_plan_item(PlanItem(plan=plan, text="Nội dung một"), by=None)
    client = sign_in(cast.chair)
    client.post(reverse("clusters:plan_item_edit", args=[item.pk]), {"kind": "target", "text": "100% đơn vị"})
    item.refresh_from_db()
    assert (item.kind, item.text) == ("target", "100% đơn vị")
    client.post(reverse("clusters:plan_item_remove", args=[item.pk]))
    assert not plan.items.exists()


# --- offices -------------------------------------------------------------------------------------------


def test_an_office_is_given_with_a_person_of_a_member(cast, sign_in):
    year = make.make_year(cast.cluster, 2027)
    person = actions.add_person(Person(authority=cast.authority, full_name="Bùi Thanh Tùng"), by=None)
    actions.add_post(Post(person=person, title="Chủ tịch", unit=cast.unit), by=None)
    stranger = actions.add_person(Person(authority=cast.authority, full_name="Không Chức Vụ"), by=None)
    url = reverse("clusters:office_add", args=[year.pk])
    form = sign_in(cast.secretary).get(url).context["form"]
    assert list(form.fields["person"].queryset) == [person]
    assert form.initial["starts_on"] == date(2027, 1, 1)
    data = TERM | {"unit": cast.unit.pk, "starts_on": "01/01/2027"}
    assert sign_in(cast.secretary).post(url, data | {"person": stranger.pk}).status_code == 422
    sign_in(cast.secretary).post(url, data | {"person": person.pk})
    term = OfficeTerm.objects.get(cluster_year=year)
    assert (term.unit, term.person, term.method, term.ends_on) == (cast.unit, person, "rotation", None)


def test_only_members_of_the_year_are_offered_an_office(cast, sign_in):
    outside = make.make_unit(cast.authority)
    response = sign_in(cast.secretary).post(
        reverse("clusters:office_add", args=[cast.year.pk]), TERM | {"unit": outside.pk}
    )
    assert response.status_code == 422
    assert response.context["form"].errors["unit"]


def test_a_second_chair_is_refused_in_words(cast, sign_in):
    response = sign_in(cast.secretary).post(
        reverse("clusters:office_add", args=[cast.year.pk]), TERM | {"unit": cast.unit.pk}
    )
    assert response.status_code == 422
    assert "Trong thời gian này đã có cụm trưởng, khối trưởng." in page_of(response)


def test_an_office_is_handed_over_within_the_year(cast, sign_in):
    term = OfficeTerm.objects.get(cluster_year=cast.year, office="chair")
    client = sign_in(cast.secretary)
    client.post(
        reverse("clusters:office_end", args=[term.pk]), {"on": "28/02/2026", "note": "Bàn giao giữa năm"}
    )
    term.refresh_from_db()
    assert (term.ends_on, term.note) == (date(2026, 2, 28), "Bàn giao giữa năm")
    client.post(
        reverse("clusters:office_add", args=[cast.year.pk]),
        TERM | {"unit": cast.unit.pk, "starts_on": "01/03/2026"},
    )
    assert OfficeTerm.objects.chairs().on_day(date(2026, 3, 2)).get().unit == cast.unit


def test_an_office_does_not_end_before_it_begins(cast, sign_in):
    term = OfficeTerm.objects.get(cluster_year=cast.year, office="chair")
    response = sign_in(cast.secretary).post(
        reverse("clusters:office_end", args=[term.pk]), {"on": "31/12/2025", "note": ""}
    )
    assert response.status_code == 422
    assert "Ngày kết thúc nhiệm kỳ phải bằng hoặc sau ngày bắt đầu." in page_of(response)


def test_how_sure_an_office_is_is_asked_of_recorded_years(cast, sign_in):
    client = sign_in(cast.secretary)
    past = make.make_year(cast.cluster, 2024, is_recorded=True)
    recorded = client.get(reverse("clusters:office_add", args=[past.pk])).context["form"]
    running = client.get(reverse("clusters:office_add", args=[cast.year.pk])).context["form"]
    assert {"certainty", "are_days_known"} <= set(recorded.fields)
    assert not {"certainty", "are_days_known"} & set(running.fields)


# --- history -------------------------------------------------------------------------------------------


def test_the_history_tells_what_changed_and_who_did_it(cast, sign_in):
    cast.year.purpose = "Nâng cao chất lượng phong trào"
    actions.change_year(cast.year, by=cast.chair)
    response = sign_in(cast.leader).get(reverse("clusters:year_history", args=[cast.year.pk]))
    assert response.context["events"][0]["who"] == "Người dùng chair"
    assert "Nâng cao chất lượng phong trào" in page_of(response)
    assert "Sửa thông tin năm thi đua" in page_of(response)


def test_the_history_is_narrowed_by_verb_and_person(cast, sign_in):
    actions.add_theme(Theme(cluster_year=cast.year, text="Chủ đề một"), by=cast.secretary)
    actions.add_theme(Theme(cluster_year=cast.year, text="Chủ đề hai"), by=cast.chair)
    url, client = reverse("clusters:year_history", args=[cast.year.pk]), sign_in(cast.secretary)

    def titles(**query):
        return [event["title"] for event in client.get(url, query).context["events"]]

    assert titles(viec="theme_added") == ["Thêm chủ đề: “Chủ đề hai”", "Thêm chủ đề: “Chủ đề một”"]
    assert titles(nguoi="Người dùng chair") == ["Thêm chủ đề: “Chủ đề hai”"]


def test_the_history_is_paged(cast, sign_in):
    for number in range(60):
        actions.add_theme(Theme(cluster_year=cast.year, text=f"Chủ đề {number}"), by=cast.chair)
    url, client = reverse("clusters:year_history", args=[cast.year.pk]), sign_in(cast.secretary)
    assert len(client.get(url).context["events"]) == 50
    assert 10 < len(client.get(url, {"page": 2}).context["events"]) < 50


def test_the_history_is_of_this_year_and_of_the_list_of_members(cast, sign_in):
    other = make.make_year(cast.cluster, 2027)
    elsewhere = make.make_cluster(cast.authority, [cast.unit], number="77")
    actions.add_theme(Theme(cluster_year=cast.year, text="Chủ đề"), by=cast.chair)
    page = sign_in(cast.secretary).get(reverse("clusters:year_history", args=[other.pk]))
    titles = [event["title"] for event in page.context["events"]]
    assert titles[0] == "Mở năm thi đua: Cụm thi đua số 01, năm 2027"
    assert "Thêm đơn vị thành viên: Hội thành viên C – Cụm thi đua số 01" in titles
    assert [title for title in titles if "Chủ đề" in title or str(elsewhere) in title] == []


# --- cost ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "queries"), [("secretary", 34), ("chair", 40), ("officer", 39)])
def test_the_workspace_asks_the_same_however_much_there_is(cast, sign_in, who, queries):
    """The rights of a person who works for a unit are told by the offices that the page shows."""
    client, counts = sign_in(cast.users[who]), []
    for number in (1, 20):
        for _ in range(number):
            unit = make.make_unit(cast.authority)
            member = Membership(cluster=cast.cluster, unit=unit, starts_on=date(2026, 1, 1))
            actions.add_member(member, by=None)
            make.make_ceremony(cast.year)
        with CaptureQueriesContext(connection) as asked:
            assert open_workspace(client, cast.year).status_code == 200
        counts.append(len(asked))
    assert counts == [queries, queries]


@pytest.mark.parametrize("ends_on", [date(2026, 6, 30), None])
def test_a_loaded_row_and_the_database_agree_on_the_days_it_holds(cast, ends_on):
    OfficeTerm.objects.update(starts_on=date(2026, 2, 1), ends_on=ends_on)
    Membership.objects.update(starts_on=date(2026, 2, 1), ends_on=ends_on)
    for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 6, 30), date(2026, 7, 1)):
        terms, members = OfficeTerm.objects.all(), Membership.objects.all()
        assert {row for row in terms if row.holds_on(day)} == set(terms.on_day(day))
        assert {row for row in members if row.holds_on(day)} == set(members.during(day, day))
        is_held = date(2026, 2, 1) <= day and (ends_on is None or day <= ends_on)
        assert terms.on_day(day).exists() is is_held


def test_what_was_read_of_a_year_is_read_anew_for_the_next_line_of_steps(cast):
    def state():
        return {step.key: step.state for step in steps_of([cast.year])[cast.year.pk]}["wrap_up"]

    assert state() is AHEAD
    make.make_ceremony(cast.year, kind="wrap_up", signing_year=None, starts_on=date(2026, 1, 15))
    assert state() is DONE
