"""The first page for each kind of person, the switch of the working year, the search."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import actions, coming, filters
from clusters import search as searching
from clusters.models import ClusterYear, Person
from clusters.steps import board_of
from pledges import actions as pledge_actions
from pledges.models import FollowUp
from tests import factories as make

OVERVIEW = "clusters:overview"


def page_of(response):
    return response.content.decode()


def tasks_of(response):
    return [(task.label, task.deadline) for task, _ in response.context["tasks"]]


# --- to do ---------------------------------------------------------------------------------------------


def test_the_secretariat_opens_years_and_names_chairs(cast, sign_in):
    make.make_cluster(cast.authority, number="2")
    at_rest = make.make_cluster(cast.authority, number="3")
    make.make_year(at_rest, 2021, is_recorded=True)
    unstaffed = make.make_cluster(cast.authority, kind="khoi", name="các hội")
    make.make_year(unstaffed, 2026)
    response = sign_in(cast.secretary).get(reverse(OVERVIEW))
    assert tasks_of(response) == [("Mở năm thi đua 2026", None), ("Ghi nhận khối trưởng", None)]
    assert 'id="viec-can-lam"' in page_of(response)


def test_the_chair_writes_the_plan(cast, sign_in):
    assert ("Lập kế hoạch của năm", None) in tasks_of(sign_in(cast.chair).get(reverse(OVERVIEW)))
    assert tasks_of(sign_in(cast.vice).get(reverse(OVERVIEW))) == []


def test_a_late_task_says_so_in_words(cast, sign_in, frozen_day):
    task = FollowUp(
        ceremony=make.make_ceremony(cast.year), text="Gửi báo cáo", owner=cast.unit, due_on=date(2026, 3, 10)
    )
    pledge_actions.add_follow_up(task, by=cast.chair)
    assert "Hạn 10/03/2026" in page_of(sign_in(cast.officer).get(reverse(OVERVIEW)))
    frozen_day.move_to("2026-03-11 09:00 +07:00")
    assert "Quá hạn 10/03/2026" in page_of(sign_in(cast.officer).get(reverse(OVERVIEW)))


def test_the_count_in_the_frame_is_the_number_of_tasks(cast, sign_in):
    response = sign_in(cast.chair).get(reverse(OVERVIEW))
    assert response.context["todo_count"] == len(tasks_of(response)) == 1


def test_an_account_without_a_role_is_told_who_gives_one(cast, sign_in):
    text = page_of(sign_in(cast.nobody).get(reverse(OVERVIEW)))
    assert "Tài khoản chưa được giao nhiệm vụ" in text
    assert "Cụm thi đua số 01" not in text


def test_without_years_the_page_says_who_opens_them(cast, sign_in):
    client = sign_in(cast.officer)
    client.post(reverse("clusters:working_year"), {"year": "2019"})
    assert "Thường trực cơ quan mở năm thi đua." in page_of(client.get(reverse(OVERVIEW)))
    client = sign_in(cast.secretary)
    client.post(reverse("clusters:working_year"), {"year": "2019"})
    assert reverse("clusters:cluster_list") in page_of(client.get(reverse(OVERVIEW)))


# --- the board -----------------------------------------------------------------------------------------


def test_the_board_shows_the_clusters_of_ones_scope_in_the_working_year(cast, sign_in):
    hidden = make.make_year(make.make_cluster(cast.other_authority, number="9"))
    shown = [year for year, _ in sign_in(cast.officer).get(reverse(OVERVIEW)).context["board"].rows]
    assert shown == [cast.year]
    everything = [
        year for year, _ in sign_in(cast.administrator).get(reverse(OVERVIEW)).context["board"].rows
    ]
    assert set(everything) == {cast.year, hidden}


def test_the_board_has_a_column_a_step(cast):
    board = board_of([cast.year], cast.secretary)
    assert board.columns[:4] == ["Cụm trưởng, cụm phó", "Kế hoạch", "Giao ước", "Ký kết"]
    [(year, cells)] = board.rows
    assert year == cast.year
    assert [step.state.label for step in cells[:2]] == ["Đã xong", "Chưa làm"]


def test_the_first_page_asks_as_much_for_30_clusters_as_for_one(cast, sign_in):
    """What the board does not show is counted by three questions more."""
    client = sign_in(cast.leader)
    client.get(reverse(OVERVIEW))
    for clusters, queries in ((1, 22), (25, 22), (31, 25)):
        while ClusterYear.objects.count() < clusters:
            year = make.make_year(make.make_cluster(cast.authority, cast.units))
            make.make_term(year, cast.unit)
            make.make_pledge(year)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(reverse(OVERVIEW))
        assert len(response.context["board"].rows) == min(clusters, 25)
        assert response.context["tallies"] == {"years": clusters, "signed": 0, "late": 0}
        assert len(asked) == queries


def test_meetings_ahead_stand_by_day(cast, sign_in, monkeypatch):
    def give(user, today):
        return [
            coming.Meeting("Hội nghị sơ kết", "Cụm thi đua số 01", "/x/", date(2026, 7, 1)),
            coming.Meeting("Hội nghị ký kết", "Cụm thi đua số 01", "/y/", date(2026, 3, 20), venue="Hà Nội"),
        ]

    monkeypatch.setattr(coming, "PROVIDERS", [give])
    response = sign_in(cast.officer).get(reverse(OVERVIEW))
    assert [meeting.label for meeting in response.context["meetings"]] == [
        "Hội nghị ký kết",
        "Hội nghị sơ kết",
    ]
    assert "20/03/2026" in page_of(response)


# --- the working year ------------------------------------------------------------------------------------


def switch(client, year, here):
    return client.post(reverse("clusters:working_year"), {"year": year, "next": here}).url


def test_the_year_stays_while_one_moves_about(cast, sign_in):
    client = sign_in(cast.officer)
    assert switch(client, "2024", reverse("clusters:unit_list")) == reverse("clusters:unit_list")
    assert client.get(reverse("clusters:person_list")).context["working_year"] == 2024


def test_switching_on_a_workspace_goes_to_the_same_clusters_year(cast, sign_in):
    past = make.make_year(cast.cluster, 2024, is_recorded=True)
    here, there = (reverse("clusters:year_detail", args=[year.pk]) for year in (cast.year, past))
    assert switch(sign_in(cast.officer), "2024", here) == there


def test_switching_to_a_year_that_is_not_open_goes_to_the_cluster_and_says_so(cast, sign_in):
    client = sign_in(cast.officer)
    here = reverse("clusters:year_detail", args=[cast.year.pk])
    there = switch(client, "2024", here)
    assert there == reverse("clusters:cluster_detail", args=[cast.cluster.pk])
    assert "Cụm thi đua số 01 chưa có năm thi đua 2024." in page_of(client.get(there))


def test_switching_on_a_list_drops_its_old_year_and_page(cast, sign_in):
    here = reverse("clusters:cluster_list")
    assert switch(sign_in(cast.officer), "2024", f"{here}?nam=2026&q=ha+noi&page=3") == f"{here}?q=ha+noi"


@pytest.mark.parametrize(
    "here",
    ["https://la.example/cum/", "//la.example/", "javascript:alert(1)", "", "/khong-co/", "\\\\la.example"],
)
def test_switching_never_leads_away(cast, sign_in, here):
    assert switch(sign_in(cast.officer), "2024", here) == reverse(OVERVIEW)


@pytest.mark.parametrize("year", ["", "hai", "20", "99999", "２０２４"])
def test_a_year_that_is_none_changes_nothing(cast, sign_in, year):
    client = sign_in(cast.officer)
    switch(client, year, "/")
    assert client.get(reverse(OVERVIEW)).context["working_year"] == 2026


def test_the_workspace_of_an_unseen_cluster_is_not_found_by_switching(cast, sign_in):
    hidden = make.make_year(make.make_cluster(cast.other_authority), 2026)
    here = reverse("clusters:year_detail", args=[hidden.pk])
    client = sign_in(cast.officer)
    assert client.get(switch(client, "2024", here)).status_code == 404


# --- search ----------------------------------------------------------------------------------------------


def found(client, text):
    response = client.get(reverse("clusters:search"), {"q": text})
    return {group.label: [hit.label for hit in group.hits] for group in response.context["groups"]}


def test_search_finds_clusters_units_and_people_without_tone_marks(cast, sign_in):
    actions.add_person(
        Person(authority=cast.authority, full_name="Đặng Thành Viên", honorific="TS."), by=None
    )
    groups = found(sign_in(cast.secretary), "thanh vien")
    assert groups["Cụm, khối thi đua"] == ["Cụm thi đua số 01"]
    assert groups["Đơn vị"] == [f"Hội thành viên {letter}" for letter in "ABCD"]
    assert groups["Nhân sự"] == ["TS. Đặng Thành Viên"]


def test_search_finds_nothing_outside_ones_scope(cast, sign_in):
    make.make_unit(cast.other_authority, name="Hội Bí mật")
    assert found(sign_in(cast.secretary), "bi mat") == {}
    assert found(sign_in(cast.outsider), "bi mat") == {"Đơn vị": ["Hội Bí mật"]}


@pytest.mark.parametrize("text", ["", "   ", "!!!", "%_", "'"])
def test_a_search_for_nothing_finds_nothing(cast, sign_in, text):
    assert found(sign_in(cast.secretary), text) == {}


def test_a_long_group_leads_to_the_whole_list(cast, sign_in):
    for _ in range(searching.SHOWN):
        make.make_unit(cast.authority)
    response = sign_in(cast.secretary).get(reverse("clusters:search"), {"q": "hoi thanh vien"})
    group = next(group for group in response.context["groups"] if group.label == "Đơn vị")
    assert (len(group.hits), group.total) == (searching.SHOWN, searching.SHOWN + 4)
    assert f"{reverse('clusters:unit_list')}?q=hoi+thanh+vien" in page_of(response)


def test_of_very_many_hits_it_is_said_that_there_are_more(cast, sign_in, monkeypatch):
    monkeypatch.setattr(searching, "COUNTED", 3)
    response = sign_in(cast.secretary).get(reverse("clusters:search"), {"q": "hoi thanh vien"})
    assert "Đơn vị (hơn 3)" in page_of(response)
    assert f"Hơn {response.context['total']} kết quả" in page_of(response)
    group = next(group for group in response.context["groups"] if group.label == "Đơn vị")
    assert group.has_more
    assert group.hits[0].label == "Hội thành viên D"  # the latest


def test_who_sees_everything_is_told_sooner_that_there_are_more(cast, sign_in, monkeypatch):
    monkeypatch.setattr(searching, "COUNTED_WIDE", 2)
    groups = searching.search(cast.administrator, "hoi thanh vien")
    assert {group.label: (group.count, [hit.label for hit in group.hits][:2]) for group in groups} == {
        "Cụm, khối thi đua": ("1", ["Cụm thi đua số 01"]),
        "Đơn vị": ("hơn 2", ["Hội thành viên D", "Hội thành viên C"]),
    }


@pytest.mark.parametrize("who", ["secretary", "administrator"])
def test_all_kinds_are_looked_for_with_one_question(cast, django_assert_num_queries, who):
    user = getattr(cast, who)
    user.reach()
    kinds = 1 if connection.vendor == "postgresql" else {"secretary": 9, "administrator": 14}[who]
    with django_assert_num_queries(kinds):
        assert searching.search(user, "zzz") == []
    with django_assert_num_queries(kinds + 2):  # clusters, units
        assert len(searching.search(user, "hoi thanh vien")) == 2


def test_a_selection_of_very_many_offers_the_chosen_one_alone(cast, sign_in, monkeypatch):
    monkeypatch.setattr(filters, "CHOICES_SHOWN", 1)
    chosen, other = make.make_authority(name="Cơ quan A"), make.make_authority(name="Cơ quan B")
    client = sign_in(cast.administrator)
    page = page_of(client.get(reverse("clusters:cluster_list"), {"co_quan": chosen.pk}))
    assert "Danh sách quá dài" in page
    assert f'<option value="{chosen.pk}" selected' in page
    assert f'<option value="{other.pk}"' not in page
    monkeypatch.setattr(filters, "CHOICES_SHOWN", 200)
    assert f'<option value="{other.pk}"' in page_of(client.get(reverse("clusters:cluster_list")))
