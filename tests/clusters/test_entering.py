"""Entering clusters, members, units and people through the forms."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Event
from clusters import actions
from clusters.models import Cluster, Membership, Person, Post, Unit
from tests import factories as make

CLUSTER = {
    "kind": "cum",
    "number": "02",
    "name": "",
    "title": "",
    "symbol": "CTĐ02",
    "parent_block": "",
    "note": "",
}
MEMBERS = {"names": "", "starts_on": "01/01/2024", "is_start_known": "on"}


def page_of(response):
    return response.content.decode()


def test_a_cluster_is_entered_and_its_title_put_together(cast, sign_in):
    data = CLUSTER | {"authority": cast.authority.pk}
    response = sign_in(cast.secretary).post(reverse("clusters:cluster_add"), data)
    cluster = Cluster.objects.get(symbol="CTĐ02")
    assert response.url == reverse("clusters:cluster_detail", args=[cluster.pk])
    assert (cluster.title, cluster.authority) == ("Cụm thi đua số 02", cast.authority)
    assert Event.objects.filter(verb="cluster_added", actor=cast.secretary).count() == 1


def test_the_only_authority_of_a_secretary_is_chosen_already(cast, sign_in):
    page = sign_in(cast.secretary).get(reverse("clusters:cluster_add")).content.decode()
    assert f'<option value="{cast.authority.pk}" selected>' in page


def test_a_cluster_goes_to_an_authority_of_ones_own_only(cast, sign_in):
    """A crafted id of another authority is refused by what the form offers."""
    data = CLUSTER | {"authority": cast.other_authority.pk}
    response = sign_in(cast.secretary).post(reverse("clusters:cluster_add"), data)
    assert response.status_code == 422
    assert response.context["form"].errors["authority"]
    assert not Cluster.objects.filter(symbol="CTĐ02").exists()


@pytest.mark.parametrize("name", ["unit_add", "person_add"])
def test_units_and_people_too_go_to_ones_own_authority_only(cast, sign_in, name):
    data = {"authority": cast.other_authority.pk, "name": "Hội mới", "full_name": "Người Mới"}
    response = sign_in(cast.secretary).post(reverse(f"clusters:{name}"), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["authority"]


def test_the_administrator_may_choose_any_authority(cast, sign_in):
    response = sign_in(cast.administrator).get(reverse("clusters:unit_add"))
    offered = set(response.context["form"].fields["authority"].queryset)
    assert offered == {cast.authority, cast.other_authority}


def test_a_refused_cluster_says_why_and_keeps_what_was_typed(cast, sign_in):
    data = CLUSTER | {"authority": cast.authority.pk, "number": "", "note": "Ghi chú dài\ngiữ lại"}
    response = sign_in(cast.secretary).post(reverse("clusters:cluster_add"), data)
    assert response.status_code == 422
    assert "Ghi số hoặc tên của cụm, khối" in page_of(response)
    assert "Ghi chú dài\ngiữ lại" in page_of(response)


def test_a_symbol_is_used_once_in_an_authority(cast, sign_in):
    data = CLUSTER | {"authority": cast.authority.pk, "symbol": "CTĐ01"}
    response = sign_in(cast.secretary).post(reverse("clusters:cluster_add"), data)
    assert "Ký hiệu này đã dùng cho cụm, khối khác của cơ quan." in page_of(response)


def test_pasted_text_is_cleaned(cast, sign_in):
    pasted = "Hô\u0323i Cựu\u00a0chiến\u200b binh"
    data = {"authority": cast.authority.pk, "name": pasted, "short_name": "", "head_post": "", "note": ""}
    sign_in(cast.secretary).post(reverse("clusters:unit_add"), data)
    assert Unit.objects.filter(name="Hội Cựu chiến binh").exists()


def test_the_title_follows_the_number_unless_it_was_written(cast, sign_in):
    url = reverse("clusters:cluster_edit", args=[cast.cluster.pk])
    sign_in(cast.secretary).post(url, CLUSTER | {"number": "07", "ended_on": "", "ended_note": ""})
    cast.cluster.refresh_from_db()
    assert cast.cluster.title == "Cụm thi đua số 07"
    sign_in(cast.secretary).post(
        url, CLUSTER | {"number": "08", "title": "Cụm các tỉnh phía Bắc", "ended_on": "", "ended_note": ""}
    )
    cast.cluster.refresh_from_db()
    assert cast.cluster.title == "Cụm các tỉnh phía Bắc"


# --- members -------------------------------------------------------------------------------------------


def test_eight_units_are_typed_in_one_go(cast, sign_in):
    cluster = make.make_cluster(cast.authority)
    names = [f"Liên hiệp Hội tỉnh {letter}" for letter in "ABCDEFGH"]
    url = reverse("clusters:member_add", args=[cluster.pk])
    response = sign_in(cast.secretary).post(url, MEMBERS | {"names": "\r\n".join([*names, "", "  "])})
    assert response.url == reverse("clusters:cluster_detail", args=[cluster.pk])
    members = cluster.memberships.order_by("position")
    assert [row.unit.name for row in members] == names
    assert {(row.starts_on, row.unit.authority) for row in members} == {(date(2024, 1, 1), cast.authority)}


def test_known_units_are_ticked_and_new_ones_typed_together(cast, sign_in):
    cluster = make.make_cluster(cast.authority)
    data = MEMBERS | {"units": [cast.unit.pk, cast.other_unit.pk], "names": "Hội mới"}
    sign_in(cast.secretary).post(reverse("clusters:member_add", args=[cluster.pk]), data)
    names = [row.unit.name for row in cluster.memberships.order_by("position")]
    assert names == ["Hội thành viên C", "Hội thành viên D", "Hội mới"]


def test_a_typed_name_that_exists_is_that_unit(cast, sign_in):
    cluster = make.make_cluster(cast.authority)
    data = MEMBERS | {"names": "Hội thành viên C\nHội thành viên C"}
    sign_in(cast.secretary).post(reverse("clusters:member_add", args=[cluster.pk]), data)
    assert [row.unit for row in cluster.memberships.all()] == [cast.unit]


def test_one_refused_unit_adds_none_and_is_named(cast, sign_in):
    data = MEMBERS | {"names": "Hội mới\nHội thành viên C"}
    response = sign_in(cast.secretary).post(reverse("clusters:member_add", args=[cast.cluster.pk]), data)
    assert response.status_code == 422
    assert "Hội thành viên C: Trong thời gian này đơn vị đã là thành viên" in page_of(response)
    assert "Hội mới\nHội thành viên C" in page_of(response)
    assert not Unit.objects.filter(name="Hội mới").exists()


def test_nothing_chosen_is_refused_in_words(cast, sign_in):
    response = sign_in(cast.secretary).post(reverse("clusters:member_add", args=[cast.cluster.pk]), MEMBERS)
    assert "Chọn đơn vị đã có hoặc ghi tên ít nhất một đơn vị mới." in page_of(response)


def test_a_name_longer_than_its_column_is_refused_in_words(cast, sign_in):
    data = MEMBERS | {"names": "H" * 201}
    response = sign_in(cast.secretary).post(reverse("clusters:member_add", args=[cast.cluster.pk]), data)
    assert "Tên đơn vị dài tối đa 200 ký tự" in page_of(response)


def test_units_of_others_are_not_offered(cast, sign_in):
    stranger = make.make_unit(cast.other_authority)
    cluster = make.make_cluster(cast.authority)
    data = MEMBERS | {"units": [stranger.pk]}
    response = sign_in(cast.secretary).post(reverse("clusters:member_add", args=[cluster.pk]), data)
    assert response.status_code == 422
    assert not cluster.memberships.exists()


def test_a_member_leaves_with_a_reason_and_stays_readable(cast, sign_in):
    membership = Membership.objects.get(cluster=cast.cluster, unit=cast.other_unit)
    data = {
        "starts_on": "01/01/2020",
        "is_start_known": "on",
        "ends_on": "31/01/2026",
        "end_reason": "Sáp nhập",
    }
    sign_in(cast.secretary).post(reverse("clusters:member_edit", args=[membership.pk]), data)
    response = sign_in(cast.secretary).get(reverse("clusters:cluster_detail", args=[cast.cluster.pk]))
    assert cast.other_unit not in [row.unit for row in response.context["members"]]
    assert [row.unit for row in response.context["past_members"]] == [cast.other_unit]
    assert "Sáp nhập" in page_of(response)


def test_a_chair_cannot_leave_before_its_term(cast, sign_in):
    membership = Membership.objects.get(cluster=cast.cluster, unit=cast.chair_unit)
    data = {"starts_on": "01/01/2020", "ends_on": "31/12/2025", "end_reason": ""}
    response = sign_in(cast.secretary).post(reverse("clusters:member_edit", args=[membership.pk]), data)
    assert response.status_code == 422
    assert "không thể thôi là thành viên" in page_of(response)
    assert 'value="31/12/2025"' in page_of(response)


@pytest.mark.parametrize(
    ("typed", "order"),
    [((1, 2, 3, 1), "DABC"), ((4, 2, 3, 4), "BCDA"), ((2, 1, 3, 4), "BACD"), ((10, 20, 5, 7), "CDAB")],
)
def test_members_stand_in_the_order_typed(cast, sign_in, typed, order):
    rows = list(cast.cluster.memberships.order_by("position"))
    data = {f"place-{row.pk}": str(place) for row, place in zip(rows, typed, strict=True)}
    sign_in(cast.secretary).post(reverse("clusters:member_order", args=[cast.cluster.pk]), data)
    names = [row.unit.name[-1] for row in cast.cluster.memberships.order_by("position")]
    assert "".join(names) == order


def test_a_place_that_is_no_number_is_refused_beside_its_unit(cast, sign_in):
    rows = list(cast.cluster.memberships.order_by("position"))
    data = {f"place-{row.pk}": "hai" for row in rows}
    response = sign_in(cast.secretary).post(reverse("clusters:member_order", args=[cast.cluster.pk]), data)
    assert response.status_code == 422
    assert page_of(response).count("invalid-feedback") == 4


# --- people --------------------------------------------------------------------------------------------


def test_a_person_gets_a_post_at_one_place(cast, sign_in):
    person = actions.add_person(Person(authority=cast.authority, full_name="Bùi Thanh Tùng"), by=None)
    url = reverse("clusters:post_add", args=[person.pk])
    data = {"title": "Chủ tịch", "unit": cast.unit.pk, "authority": "", "body": "Ban Tổ chức"}
    refused = sign_in(cast.secretary).post(url, data)
    assert "Chọn một nơi giữ chức vụ" in page_of(refused)
    sign_in(cast.secretary).post(url, data | {"body": ""})
    assert Post.objects.get(person=person).described == "Chủ tịch, Hội thành viên C"
    shown = sign_in(cast.officer).get(reverse("clusters:unit_detail", args=[cast.unit.pk]))
    assert "Bùi Thanh Tùng" in page_of(shown)


def test_a_wrong_day_is_refused_in_words_and_kept(cast, sign_in):
    person = actions.add_person(Person(authority=cast.authority, full_name="Bùi Thanh Tùng"), by=None)
    data = {"title": "Chủ tịch", "unit": cast.unit.pk, "starts_on": "31/02/2024"}
    response = sign_in(cast.secretary).post(reverse("clusters:post_add", args=[person.pk]), data)
    assert response.context["form"].errors["starts_on"]
    assert 'value="31/02/2024"' in page_of(response)


def test_a_unit_page_shows_only_clusters_of_ones_scope(cast, sign_in):
    """A unit may be in a cluster of an authority whose books one does not see."""
    hidden = make.make_cluster(cast.other_authority, [cast.unit], number="99")
    url = reverse("clusters:unit_detail", args=[cast.unit.pk])
    assert str(hidden) not in page_of(sign_in(cast.leader).get(url))
    assert str(hidden) in page_of(sign_in(cast.officer).get(url))


def test_an_ended_authority_says_when_and_why(cast, sign_in):
    actions.end_authority(cast.authority, date(2025, 7, 1), "Kết thúc hoạt động cấp huyện.", by=None)
    response = sign_in(cast.officer).get(reverse("clusters:authority_detail", args=[cast.authority.pk]))
    assert "Kết thúc hoạt động ngày 01/07/2025" in page_of(response)
    assert "Kết thúc hoạt động cấp huyện." in page_of(response)
