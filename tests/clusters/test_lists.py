"""The lists: what they show, how they are searched and filtered, and that they stay cheap."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import actions
from clusters.models import Person, Post
from tests import factories as make

LISTS = ["cluster_list", "unit_list", "person_list", "authority_list"]


def text_of(response):
    return response.content.decode()


def add_person(authority, name, unit=None, title="Chủ tịch"):
    person = actions.add_person(Person(authority=authority, full_name=name), by=None)
    if unit:
        actions.add_post(Post(person=person, title=title, unit=unit), by=None)
    return person


@pytest.mark.parametrize(
    ("name", "query", "found", "left_out"),
    [
        ("cluster_list", "cum thi dua so 1", "Cụm thi đua số 01", "Khối thi đua các cơ quan"),
        ("cluster_list", "cum so 1", "Cụm thi đua số 01", "Khối thi đua các cơ quan"),
        ("cluster_list", "hoi ky su", "Khối thi đua các cơ quan", "Cụm thi đua số 01"),
        ("unit_list", "ky su", "Hội Kỹ sư Đô thị", "Hội thành viên A"),
        ("person_list", "dang dinh", "Đặng Đình Tuệ", "Lê Hữu Phước"),
        ("authority_list", "lien hiep", "Liên hiệp các Hội tỉnh Mẫu", "Không tìm thấy"),
    ],
)
def test_lists_are_searched_without_tone_marks(cast, sign_in, name, query, found, left_out):
    engineers = make.make_unit(cast.authority, name="Hội Kỹ sư Đô thị")
    make.make_cluster(cast.authority, [engineers], kind="khoi", name="các cơ quan")
    add_person(cast.authority, "Đặng Đình Tuệ", engineers)
    add_person(cast.authority, "Lê Hữu Phước")
    response = sign_in(cast.secretary).get(reverse(f"clusters:{name}"), {"q": query})
    rows = text_of(response).split('<div class="table-wrap"')[1]
    assert found in rows
    assert left_out not in rows


def test_the_list_of_clusters_names_the_chair_of_the_working_year(cast, sign_in):
    past = make.make_year(cast.cluster, 2024, is_recorded=True)
    make.make_term(past, cast.other_unit)
    client = sign_in(cast.secretary)
    assert "Hội thành viên A" in text_of(client.get(reverse("clusters:cluster_list")))
    client.post(reverse("clusters:working_year"), {"year": "2024", "next": "/"})
    rows = text_of(client.get(reverse("clusters:cluster_list")))
    assert "Hội thành viên D" in rows
    assert "Hội thành viên A" not in rows


def test_filters_narrow_a_list(cast, sign_in):
    make.make_cluster(cast.authority, kind="khoi", name="các cơ quan")
    client = sign_in(cast.administrator)
    url = reverse("clusters:cluster_list")
    assert [str(row) for row in client.get(url, {"loai": "khoi"}).context["page_obj"]] == [
        "Khối thi đua các cơ quan"
    ]
    assert list(client.get(url, {"co_quan": cast.other_authority.pk}).context["page_obj"]) == []


def test_a_filter_that_cannot_be_read_says_so_and_hides_nothing(cast, sign_in):
    for wrong in ("99999999999999999999", "abc"):
        response = sign_in(cast.secretary).get(reverse("clusters:cluster_list"), {"co_quan": wrong})
        assert [row.pk for row in response.context["page_obj"]] == [cast.cluster.pk]
        assert response.context["filters"].errors["co_quan"]


def test_what_has_ended_can_be_left_out(cast, sign_in):
    cast.other_unit.ended_on = make.date(2026, 1, 31)
    actions.change_unit(cast.other_unit, by=None)
    client, url = sign_in(cast.secretary), reverse("clusters:unit_list")
    assert cast.other_unit in client.get(url).context["page_obj"].object_list
    assert cast.other_unit not in client.get(url, {"tinh_trang": "dang"}).context["page_obj"].object_list
    assert list(client.get(url, {"tinh_trang": "het"}).context["page_obj"]) == [cast.other_unit]


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_search_says_what_to_do_next(cast, sign_in, name):
    response = sign_in(cast.secretary).get(reverse(f"clusters:{name}"), {"q": "không có tên này"})
    assert "Không tìm thấy" in text_of(response)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_much_for_30_rows_as_for_one(cast, sign_in, name):
    client, url = sign_in(cast.administrator), reverse(f"clusters:{name}")
    add_person(cast.authority, "Nguyễn Văn Một", cast.unit)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(30):
        authority = make.make_authority(name=f"Cơ quan {number}")
        unit = make.make_unit(authority)
        cluster = make.make_cluster(authority, [unit])
        make.make_term(make.make_year(cluster), unit)
        add_person(authority, f"Nguyễn Văn {number}", unit)
    with CaptureQueriesContext(connection) as many:
        response = client.get(url)
    assert len(response.context["page_obj"].object_list) == 25
    assert len(many) == len(few)


def test_people_stand_by_given_name(cast, sign_in):
    for name in ("Trần Văn Đức", "Nguyễn Thị Ân", "Lê Dũng"):
        add_person(cast.authority, name)
    rows = sign_in(cast.secretary).get(reverse("clusters:person_list")).context["page_obj"]
    assert [row.full_name for row in rows] == ["Nguyễn Thị Ân", "Lê Dũng", "Trần Văn Đức"]


def test_the_button_to_add_is_for_those_who_may(cast, sign_in):
    url = reverse("clusters:cluster_list")
    assert reverse("clusters:cluster_add") in text_of(sign_in(cast.secretary).get(url))
    assert reverse("clusters:cluster_add") not in text_of(sign_in(cast.officer).get(url))


@pytest.mark.parametrize(
    ("name", "query", "inside", "outside"),
    [
        ("cluster_export", "cum so 1", "Cụm thi đua số 01", "Khối thi đua các cơ quan"),
        ("unit_export", "thanh vien a", "Hội thành viên A", "Hội thành viên B"),
        ("person_export", "tung", "=Bùi Thanh Tùng", "Lê Hữu Phước"),
    ],
)
def test_excel_holds_what_the_filters_found(cast, sign_in, name, query, inside, outside):
    make.make_cluster(cast.authority, kind="khoi", name="các cơ quan")
    add_person(cast.authority, "=Bùi Thanh Tùng", cast.unit)
    add_person(cast.authority, "Lê Hữu Phước")
    response = sign_in(cast.officer).get(reverse(f"clusters:{name}"), {"q": query})
    with ZipFile(BytesIO(b"".join(response))) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert inside in texts
    assert outside not in texts
    assert "<f>" not in cells


def test_the_list_offers_excel_with_its_filters(cast, sign_in):
    text = text_of(sign_in(cast.officer).get(reverse("clusters:unit_list"), {"q": "hội", "page": "1"}))
    assert f'href="{reverse("clusters:unit_export")}?q=h%E1%BB%99i"' in text
