"""Lists and the big pages: filters, search, and queries that do not grow with the rows."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import ClusterYear
from pledges import actions
from pledges.models import Comment, Content, Participant, Target
from tests import factories as make

PLEDGES, CONFERENCES = reverse("pledges:pledge_list"), reverse("pledges:ceremony_list")


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def found(response):
    return list(response.context["page_obj"].object_list)


def more_years(cast, count, **fields):
    for number in range(count):
        cluster = make.make_cluster(cast.authority, cast.units, number=f"1{number}")
        yield make.make_year(cluster, 2026, **fields)


def test_years_are_offered_once_to_whoever_sees_everything(cast, django_assert_num_queries):
    for number, year in enumerate((2021, 2024, 2024)):
        make.make_year(make.make_cluster(cast.authority, cast.units, number=f"3{number}"), year)
    with django_assert_num_queries(1):
        assert ClusterYear.objects.numbers() == [2026, 2024, 2021]
    cast.administrator.reach()
    with django_assert_num_queries(1):
        assert ClusterYear.objects.numbers_visible_to(cast.administrator) == [2026, 2024, 2021]
    assert ClusterYear.objects.numbers_visible_to(cast.outsider) == []


@pytest.mark.parametrize("name", ["secretary", "chair"])
def test_pledge_list_costs_the_same_for_one_and_for_thirty(cast, sign_in, draft, name):
    client = sign_in(getattr(cast, name))
    one = queries(client, PLEDGES)
    for year in more_years(cast, 29):
        make.make_pledge(year, by=cast.secretary)
    assert queries(client, PLEDGES) == one
    response = client.get(PLEDGES)
    assert (len(found(response)), response.context["page_obj"].paginator.count) == (25, 30)


def test_conference_list_costs_the_same_for_one_and_for_thirty(cast, sign_in):
    make.make_ceremony(cast.year, by=cast.secretary)
    client = sign_in(cast.chair)
    one = queries(client, CONFERENCES)
    for year in more_years(cast, 29):
        make.make_ceremony(year, by=cast.secretary)
    assert queries(client, CONFERENCES) == one


def big_pledge(cast, count, year):
    """An agreed pledge signed by ``count`` units, with comments, figures, participants and a conference."""
    by = cast.secretary
    units = [*cast.units, *(make.make_unit(cast.authority) for _ in range(count - 4))]
    cluster = make.make_cluster(cast.authority, units)
    year = make.make_year(cluster, year)
    make.make_term(year, cast.chair_unit)
    pledge = make.make_pledge(year, by=by, contents=[f"Nội dung {number}" for number in range(count)])
    for content in list(pledge.contents.all()):
        actions.add_content(Content(pledge=pledge, parent=content, text="Điểm nhỏ"), by=by)
    target = Target(pledge=pledge, kind="quantity", text="Mô hình", value=1, measure="mô hình")
    actions.add_target(target, by=by)
    ceremony = make.make_ceremony(year, by=by)
    for unit in units:
        actions.register(unit, {target: 2}, by=by)
        Comment.objects.create(pledge=pledge, unit=unit, stance="agrees", author=by)
        actions.add_participant(Participant(ceremony=ceremony, name="Ông A", unit=unit), by=by)
    return pledge, ceremony


@pytest.mark.parametrize("name", ["chair", "officer", "secretary", "viewer"])
def test_pages_cost_the_same_for_four_units_and_for_seventeen(cast, sign_in, name):
    small, big = big_pledge(cast, 4, 2026), big_pledge(cast, 17, 2026)
    client = sign_in(getattr(cast, name))
    for page, place in (("pledge_detail", 0), ("ceremony_detail", 1)):
        pair = [queries(client, reverse(f"pledges:{page}", args=[kind[place].pk])) for kind in (small, big)]
        assert pair[0] == pair[1]
    for pledge in (small[0], big[0]):
        make.agree(pledge, by=cast.secretary)
    for page, place in (("pledge_detail", 0), ("ceremony_detail", 1)):
        pair = [queries(client, reverse(f"pledges:{page}", args=[kind[place].pk])) for kind in (small, big)]
        assert pair[0] == pair[1]


def test_units_own_pledges_cost_the_same_at_the_conference(cast, sign_in):
    pages = []
    for count in (4, 17):
        units = [*cast.units, *(make.make_unit(cast.authority) for _ in range(count - 4))]
        year = make.make_year(make.make_cluster(cast.authority, units), 2026)
        make.make_term(year, cast.chair_unit)
        for pledge in make.make_pledge(year, by=cast.secretary, shape="per_unit"):
            make.agree(pledge, by=cast.secretary)
        pages.append(
            reverse("pledges:ceremony_detail", args=[make.make_ceremony(year, by=cast.secretary).pk])
        )
    client = sign_in(cast.chair)
    assert queries(client, pages[0]) == queries(client, pages[1])


def test_list_opens_with_the_working_year_and_shows_all_on_demand(cast, sign_in, draft, past_year):
    past = make.make_pledge(past_year, by=cast.secretary)
    client = sign_in(cast.viewer)
    assert found(client.get(PLEDGES)) == [draft]
    assert found(client.get(PLEDGES, {"nam": 2024})) == [past]
    assert found(client.get(PLEDGES, {"nam": ""})) == [draft, past]


def test_list_is_narrowed_by_cluster_status_and_words_without_marks(cast, sign_in, draft):
    other = next(more_years(cast, 1))
    second = make.make_agreed_pledge(other, by=cast.secretary)
    client = sign_in(cast.viewer)
    assert found(client.get(PLEDGES, {"cum": cast.cluster.pk})) == [draft]
    assert found(client.get(PLEDGES, {"tinh_trang": "agreed"})) == [second]
    assert found(client.get(PLEDGES, {"q": "cum thi dua so 10"})) == [second]


@pytest.mark.parametrize("query", ["nam=abc", "cum=abc", "cum=999999", "tinh_trang=x", "page=abc", "q=%00"])
def test_crafted_filter_is_not_an_error(cast, sign_in, draft, query):
    assert sign_in(cast.viewer).get(f"{PLEDGES}?{query}").status_code == 200
    assert sign_in(cast.viewer).get(f"{CONFERENCES}?{query}").status_code == 200


def test_empty_list_says_who_does_what_next(cast, sign_in):
    page = sign_in(cast.viewer).get(PLEDGES).content.decode()
    assert "Chưa có giao ước" in page
    assert "lập giao ước từ trang năm thi đua" in page
    assert reverse("clusters:year_detail", args=[cast.year.pk]) in page


def test_set_of_units_own_pledges_shows_its_progress_and_buttons(cast, sign_in):
    make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")
    asked = {"nam": 2026, "cum": cast.cluster.pk}
    chairs = sign_in(cast.chair).get(PLEDGES, asked).content.decode()
    assert "Gửi lấy ý kiến các bản dự thảo" in chairs
    assert "4 bản dự thảo" in chairs
    assert "Gửi lấy ý kiến các bản" not in sign_in(cast.officer).get(PLEDGES, asked).content.decode()


def test_pledge_of_a_unit_leads_to_those_of_the_others(cast, sign_in):
    pledges = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")
    page = sign_in(cast.viewer).get(reverse("pledges:pledge_detail", args=[pledges[0].pk])).content.decode()
    assert all(reverse("pledges:pledge_detail", args=[row.pk]) in page for row in pledges[1:])


def test_list_shows_nothing_of_other_authorities(cast, sign_in, draft):
    make.make_ceremony(cast.year, by=cast.secretary)
    assert found(sign_in(cast.outsider).get(PLEDGES, {"nam": ""})) == []
    assert found(sign_in(cast.outsider).get(CONFERENCES, {"nam": ""})) == []


def test_list_is_taken_to_excel_with_its_filters(cast, sign_in, draft):
    make.make_agreed_pledge(next(more_years(cast, 1)), by=cast.secretary)
    response = sign_in(cast.viewer).get(reverse("pledges:pledge_export"), {"tinh_trang": "agreed"})
    with ZipFile(BytesIO(response.content)) as book:
        texts = re.findall(r"<t>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode())
    assert texts[-4:] == [
        "Giao ước thi đua",
        "Cụm thi đua số 10",
        "Liên hiệp các Hội tỉnh Mẫu",
        "Đã thống nhất, chờ ký",
    ]
    assert cast.cluster.title not in texts
