"""Units through time as people meet them: the form and its preview, the unit's page, names, heirs, provinces."""

import unicodedata
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from clusters import actions
from clusters.lineage import Arrangement, NewUnit
from clusters.models import FormerName, Membership, OfficeTerm, Unit, UnitEvent
from documents.models import OfficialDocument
from tests import factories as make

DAY = date(2026, 7, 1)
FACTS = {
    "kind": "merger",
    "effective_on": "01/07/2026",
    "others": "",
    "goes_on": "",
    "names": "Hội thành viên AB | AB",
    "head_post": "Chủ tịch",
    "keeps_places": "on",
    "moves_accounts": "on",
    "document": "",
    "certainty": "stated",
    "note": "",
}


def text_of(response):
    return response.content.decode()


def url(name, record):
    return reverse(f"clusters:{name}", args=[record.pk])


def send(client, unit, step="preview", **facts):
    return client.post(url("unit_event_add", unit), FACTS | facts | {"step": step})


def merge(cast, **facts):
    spec = Arrangement(
        cast.authority,
        "merger",
        facts.pop("effective_on", DAY),
        before=(cast.chair_unit, cast.vice_unit),
        made=(NewUnit("Hội thành viên AB", "AB", "Chủ tịch"),),
        **facts,
    )
    event = actions.record_event(spec, by=cast.secretary)
    return event, event.side("after")[0]


def rename(cast, unit, name, day=date(2026, 1, 1)):
    spec = Arrangement(cast.authority, "rename", day, before=(unit,), made=(NewUnit(name),))
    return actions.record_event(spec, by=cast.secretary)


# --- the form and its preview ------------------------------------------------------------------------


def test_the_preview_lists_what_changes_and_writes_nothing(cast, sign_in):
    events = Event.objects.count()
    response = send(sign_in(cast.secretary), cast.chair_unit, before=[cast.vice_unit.pk])
    page = text_of(response)
    assert response.status_code == 200
    for words in (
        "Hội thành viên A: hết ngày 30/06/2026",
        "Hội thành viên AB (tên gọn: AB): từ ngày 01/07/2026",
        "Thôi là thành viên",
        "Hội thành viên AB, Cụm thi đua số 01: từ ngày 01/07/2026, thứ tự 1",
        "Vai trò chưa có đơn vị giữ",
        "Tài khoản chuyển sang đơn vị kế thừa",
        "Ghi nhận sắp xếp",
        "Sửa lại",
    ):
        assert words in page, words
    assert not UnitEvent.objects.exists()
    assert Event.objects.count() == events


def test_the_preview_keeps_everything_typed_for_the_next_step(cast, sign_in):
    client = sign_in(cast.secretary)
    typed = {"before": [cast.vice_unit.pk], "note": "Dòng một\nDòng hai", "others": "Hội Ngoài"}
    preview = send(client, cast.chair_unit, **typed)
    form = preview.context["form"]
    hidden = text_of(preview)
    assert 'name="names" value="Hội thành viên AB | AB"' in hidden
    assert f'name="before" value="{cast.vice_unit.pk}"' in hidden
    assert form["note"].value() == "Dòng một\nDòng hai"
    again = send(client, cast.chair_unit, "back", **typed)
    assert again.status_code == 200
    assert "Hội thành viên AB | AB" in text_of(again)
    assert "Dòng hai" in text_of(again)
    assert not UnitEvent.objects.exists()


def test_confirming_does_what_the_preview_said(cast, sign_in):
    document = OfficialDocument.objects.create(
        kind="QD", number="15/QĐ-HN", title="hợp nhất", authority=cast.authority
    )
    client = sign_in(cast.secretary)
    response = send(
        client,
        cast.chair_unit,
        "confirm",
        before=[cast.vice_unit.pk],
        document=document.pk,
        keeps_offices="on",
    )
    event = UnitEvent.objects.get()
    assert response.url == url("unit_event_detail", event)
    assert (event.document, event.effective_on) == (document, DAY)
    page = text_of(client.get(response.url))
    assert "15/QĐ-HN" in page
    assert "Vai trò được giữ tiếp" in page
    assert OfficeTerm.objects.on_day(DAY).get().unit.name == "Hội thành viên AB"
    assert Event.objects.filter(verb="unit_event_recorded", actor=cast.secretary).count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"names": "", "goes_on": "vice"},
        {"kind": "dissolution", "names": ""},
        {"kind": "rename", "before": []},
        {"kind": "split", "before": [], "names": "Hội Một\nHội Hai"},
    ],
)
def test_a_second_click_makes_no_second_event(cast, sign_in, facts):
    facts = {"before": [cast.vice_unit.pk]} | facts
    if facts.get("goes_on"):
        facts["goes_on"] = cast.vice_unit.pk
    client = sign_in(cast.secretary)
    assert send(client, cast.chair_unit, "confirm", **facts).status_code == 302
    counts = Unit.objects.count(), Membership.objects.count(), UnitEvent.objects.count()
    second = send(client, cast.chair_unit, "confirm", **facts)
    assert second.status_code == 422
    assert "alert-danger" in text_of(second) or "invalid-feedback" in text_of(second)
    assert (Unit.objects.count(), Membership.objects.count(), UnitEvent.objects.count()) == counts
    assert UnitEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"before": []}, "before", "phải có từ hai đơn vị trở lên"),
        ({"before": [], "names": "", "goes_on": "self"}, "before", "phải có từ hai đơn vị trở lên"),
        ({"names": ""}, "names", "Ghi tên đơn vị mới hoặc chọn đơn vị tiếp nhận"),
        ({"names": "Hội thành viên C"}, "names", "đang hoạt động trong hệ thống"),
        ({"names": "M" * 201}, "names", "tối đa 200 ký tự"),
        ({"names": "Hội mới | " + "m" * 101}, "names", "Tên gọn dài tối đa 100 ký tự"),
        ({"names": "| AB"}, "names", "chưa có tên đầy đủ"),
        ({"kind": "split", "before": [], "names": "Hội X\nHội X"}, "names", "một tên khác nhau"),
        ({"kind": "rename"}, "before", "Đổi tên từng đơn vị một"),
        ({"kind": "rename", "before": [], "names": "Hội thành viên A"}, "names", "giống tên hiện nay"),
        ({"kind": "dissolution"}, "names", "không có đơn vị tiếp nhận"),
        ({"effective_on": "31/02/2026"}, "effective_on", "31/02/2026"),
        ({"kind": "khac"}, "kind", "khac"),
        ({"others": "h" * 501}, "others", "tối đa 500 ký tự"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cast, sign_in, facts, field, sentence):
    facts = {"before": [cast.vice_unit.pk]} | facts
    if facts.get("goes_on") == "self":
        facts["goes_on"] = cast.chair_unit.pk
    response = send(sign_in(cast.secretary), cast.chair_unit, **facts)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert sentence in " ".join(errors[field])
    assert sentence in text_of(response)


def test_a_circle_and_an_event_before_the_unit_existed_are_refused(cast, sign_in):
    client = sign_in(cast.secretary)
    _, unit = merge(cast)
    early = send(client, unit, before=[cast.unit.pk], names="Hội X")
    assert "thành lập ngày 01/07/2026" in text_of(early)
    back = send(client, unit, before=[], names="", goes_on=cast.chair_unit.pk, effective_on="01/08/2026")
    assert back.status_code == 422
    assert "đã kết thúc hoạt động ngày 30/06/2026" in text_of(back)
    assert UnitEvent.objects.count() == 1


def test_a_name_of_150_letters_pasted_in_pieces_is_kept_whole(cast, sign_in):
    name = ("Liên hiệp các Hội Khoa học và Kỹ thuật " * 4)[:150].strip()
    pasted = unicodedata.normalize("NFD", name)
    client = sign_in(cast.secretary)
    send(client, cast.unit, "confirm", kind="rename", names=pasted, before=[], effective_on="01/01/2026")
    cast.unit.refresh_from_db()
    assert cast.unit.name == name
    page = text_of(client.get(url("unit_detail", cast.unit)))
    assert page.count(name) >= 2


@pytest.mark.parametrize("field", ["before", "goes_on", "document"])
@pytest.mark.parametrize("value", ["foreign", "99999999999999999999999", "abc"])
def test_what_is_not_offered_cannot_be_sent(cast, sign_in, field, value):
    foreign = make.make_unit(cast.other_authority)
    paper = OfficialDocument.objects.create(
        kind="QD", title="của cơ quan khác", authority=cast.other_authority
    )
    if value == "foreign":
        value = paper.pk if field == "document" else foreign.pk
    response = send(sign_in(cast.secretary), cast.chair_unit, "confirm", **{field: value})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not UnitEvent.objects.exists()


def test_an_event_is_corrected_and_undone(cast, sign_in):
    event, unit = merge(cast)
    client = sign_in(cast.secretary)
    data = {"document": "", "others": "", "certainty": "inferred", "note": "Cần đối chiếu"}
    assert client.post(url("unit_event_edit", event), data).url == url("unit_event_detail", event)
    assert "Suy ra, cần xác minh" in text_of(client.get(url("unit_event_detail", event)))
    assert client.post(url("unit_event_revert", event), {"reason": ""}).status_code == 422
    response = client.post(url("unit_event_revert", event), {"reason": "Nhập nhầm"})
    assert response.url == url("unit_detail", cast.chair_unit)
    assert not Unit.objects.filter(pk=unit.pk).exists()


def test_an_event_with_later_records_is_not_undone_and_says_why(cast, sign_in):
    event, unit = merge(cast)
    make.make_term(make.make_year(cast.cluster, 2027), unit)
    response = sign_in(cast.secretary).post(url("unit_event_revert", event), {"reason": "Nhập nhầm"})
    assert response.status_code == 422
    assert "Đơn vị mới đã có hồ sơ" in text_of(response)
    assert UnitEvent.objects.exists()


# --- the unit's page ---------------------------------------------------------------------------------


def test_the_page_draws_and_lists_how_the_unit_came_to_be(cast, sign_in):
    event, unit = merge(cast)
    page = text_of(sign_in(cast.viewer).get(url("unit_detail", unit)))
    assert 'role="img"' in page
    assert "Từ ngày 01/07/2026, Hợp nhất, sáp nhập: Hội thành viên A + Hội thành viên B" in page
    assert page.count('<g class="family-box') == 3
    assert url("unit_event_detail", event) in page
    assert url("unit_detail", cast.chair_unit) in page


def test_a_unit_without_a_past_shows_no_picture(cast, sign_in):
    page = text_of(sign_in(cast.viewer).get(url("unit_detail", cast.unit)))
    assert "<svg role" not in page
    assert "Quá trình hình thành" not in page


def test_a_unit_that_only_ended_shows_how(cast, sign_in):
    spec = Arrangement(cast.authority, "dissolution", DAY, before=(cast.unit,))
    actions.record_event(spec, by=cast.secretary)
    page = text_of(sign_in(cast.viewer).get(url("unit_detail", cast.unit)))
    assert "Quá trình hình thành" in page
    assert "Không còn đơn vị nào" in page


def test_predecessors_are_listed_together_when_asked(cast, sign_in):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    _, unit = merge(cast)
    client = sign_in(cast.secretary)
    alone = text_of(client.get(url("unit_detail", unit)))
    together = text_of(client.get(url("unit_detail", unit) + "?gom=1"))
    assert "Gồm cả đơn vị tiền thân" in alone
    link = reverse("pledges:pledge_detail", args=[pledge.pk])
    assert link not in alone
    assert together.count(link) >= 2
    assert "Hội thành viên A ·" in together
    assert "Hội thành viên B ·" in together
    assert "Cụm trưởng" in together
    assert "Cụm trưởng" not in alone


def test_a_unit_without_predecessors_offers_no_switch(cast, sign_in):
    page = text_of(sign_in(cast.secretary).get(url("unit_detail", cast.unit) + "?gom=1"))
    assert "Gồm cả đơn vị tiền thân" not in page


def test_the_page_costs_the_same_whatever_the_number_of_predecessors(cast, sign_in):
    """A merger of four units asks no more than one of two."""

    def asked(unit):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("unit_detail", unit) + "?gom=1").status_code == 200
        return len(queries)

    def merged(count, name):
        units = [make.make_unit(cast.authority) for _ in range(count)]
        for one in units:
            actions.add_member(
                Membership(cluster=cast.cluster, unit=one, starts_on=date(2020, 1, 1)), by=cast.secretary
            )
        spec = Arrangement(cast.authority, "merger", DAY, before=tuple(units), made=(NewUnit(name),))
        return actions.record_event(spec, by=cast.secretary).side("after")[0]

    two, five = merged(2, "Hội Hai"), merged(5, "Hội Năm")
    client = sign_in(cast.secretary)
    client.get("/")
    assert asked(five) == asked(two)


# --- names -------------------------------------------------------------------------------------------


def test_an_old_name_is_written_corrected_and_taken_back(cast, sign_in):
    client = sign_in(cast.secretary)
    data = {"name": "Hội Xưa", "short_name": "HX", "until": "31/12/2019", "note": ""}
    assert client.post(url("unit_name_add", cast.unit), data).url == url("unit_detail", cast.unit) + "#ten"
    former = FormerName.objects.get()
    client.post(url("unit_name_edit", former), data | {"until": "31/12/2018"})
    cast.unit.refresh_from_db()
    assert cast.unit.name_on(date(2018, 12, 31)) == "Hội Xưa"
    assert cast.unit.name_on(date(2019, 1, 1)) == "Hội thành viên C"
    client.post(url("unit_name_remove", former))
    cast.unit.refresh_from_db()
    assert cast.unit.past_names == []


def test_two_names_do_not_end_on_the_same_day(cast, sign_in):
    client = sign_in(cast.secretary)
    data = {"name": "Hội Xưa", "short_name": "", "until": "31/12/2019", "note": ""}
    client.post(url("unit_name_add", cast.unit), data)
    response = client.post(url("unit_name_add", cast.unit), data | {"name": "Hội Khác"})
    assert response.status_code == 422
    assert "Đã có một tên cũ dùng đến hết ngày này." in text_of(response)
    assert "Hội Khác" in text_of(response)


def test_the_day_of_a_name_that_an_arrangement_ended_is_not_typed(cast, sign_in):
    rename(cast, cast.unit, "Tên mới")
    former = FormerName.objects.get()
    response = sign_in(cast.secretary).get(url("unit_name_edit", former))
    assert "until" not in response.context["form"].fields
    client = sign_in(cast.secretary)
    client.post(url("unit_name_remove", former))
    assert FormerName.objects.exists()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("31/12/2025", "Ngày 31/12/2025, tên đơn vị là “Hội thành viên C”."),
        ("1/1/2026", "Ngày 01/01/2026, tên đơn vị là “Tên mới”."),
    ],
)
def test_the_page_says_what_the_unit_was_called_on_a_day(cast, sign_in, typed, answer):
    rename(cast, cast.unit, "Tên mới")
    page = text_of(sign_in(cast.viewer).get(url("unit_detail", cast.unit), {"ngay": typed}))
    assert answer in page


def test_a_day_outside_the_life_of_the_unit_is_said_to_be_so(cast, sign_in):
    _, unit = merge(cast)
    client = sign_in(cast.viewer)
    page = text_of(client.get(url("unit_detail", unit), {"ngay": "01/01/2026"}))
    assert "đơn vị chưa thành lập (thành lập ngày 01/07/2026)" in page
    page = text_of(client.get(url("unit_detail", cast.chair_unit), {"ngay": "01/08/2026"}))
    assert "đơn vị đã kết thúc hoạt động (ngày 30/06/2026); tên cuối cùng là “Hội thành viên A”" in page


def test_a_day_that_is_none_is_refused_in_place(cast, sign_in):
    response = sign_in(cast.viewer).get(url("unit_detail", cast.unit), {"ngay": "hôm qua"})
    assert response.status_code == 200
    assert "không phải là ngày hợp lệ" in text_of(response)


@pytest.mark.parametrize("name", ["search", "unit_list"])
def test_a_unit_found_by_an_old_name_says_so(cast, sign_in, name):
    rename(cast, cast.unit, "Tên mới tinh")
    client = sign_in(cast.viewer)
    page = text_of(client.get(reverse(f"clusters:{name}"), {"q": "hoi thanh vien c"}))
    assert "ên cũ: Hội thành viên C, đến hết ngày 31/12/2025" in page
    page = text_of(client.get(reverse(f"clusters:{name}"), {"q": "tinh"}))
    assert "Tên mới tinh" in page
    assert "ên cũ:" not in page


def test_the_day_a_unit_was_founded_is_entered(cast, sign_in):
    client = sign_in(cast.secretary)
    data = {"name": cast.unit.name, "founded_on": "1/5/1999", "ended_on": "", "ended_note": "", "note": ""}
    client.post(url("unit_edit", cast.unit), data)
    cast.unit.refresh_from_db()
    assert cast.unit.founded_on == date(1999, 5, 1)


# --- heirs -------------------------------------------------------------------------------------------


def test_people_of_the_new_unit_read_the_old_units_records_and_change_nothing(cast, client):
    """The representative who moved over with the merger opens the old unit's page, pledge and dossier."""
    award = make.make_award()
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    dossier = make.make_nomination(cast.year, cast.vice_unit, award, by=cast.vice)
    _, unit = merge(cast, keeps_places=False)
    newcomer = make.make_user("newcomer")
    make.assign(newcomer, make.Role.REPRESENTATIVE, unit, starts_on=DAY)
    with time_machine.travel(date(2026, 8, 3), tick=False):
        client.force_login(newcomer)
        for address in (
            url("unit_detail", unit),
            url("unit_detail", cast.vice_unit),
            url("unit_event_detail", UnitEvent.objects.get()),
            reverse("pledges:pledge_detail", args=[pledge.pk]),
            reverse("awards:nomination_detail", args=[dossier.pk]),
        ):
            assert client.get(address).status_code == 200, address
        for address in (
            url("unit_edit", cast.vice_unit),
            url("unit_event_add", cast.vice_unit),
            url("unit_event_revert", UnitEvent.objects.get()),
            reverse("pledges:pledge_edit", args=[pledge.pk]),
            reverse("awards:nomination_edit", args=[dossier.pk]),
        ):
            assert client.get(address).status_code == 403, address


# --- units of the provinces --------------------------------------------------------------------------

PROVINCES = {
    "pattern": "Liên hiệp Hội {loại} {tên}",
    "short_pattern": "{tên}",
    "head_post": "Chủ tịch",
    "effective_on": "01/07/2025",
}


def ask_provinces(client, cast, which="moi", step="preview", **facts):
    data = PROVINCES | {"authority": cast.authority.pk, "step": step} | facts
    return client.post(reverse("clusters:province_units") + f"?bo={which}", data)


@pytest.mark.parametrize(("which", "count"), [("moi", 34), ("cu", 63), ("ca-hai", 34), ("khac", 34)])
def test_the_catalogue_is_offered_whole(cast, sign_in, which, count):
    response = sign_in(cast.secretary).get(reverse("clusters:province_units"), {"bo": which})
    form = response.context["form"]
    assert len(form["provinces"].subwidgets) == len(form.initial["provinces"]) == count
    assert "“Liên hiệp Hội tỉnh Bắc Ninh”, “Liên hiệp Hội thành phố Hải Phòng”" in text_of(response)


def test_all_provinces_can_be_unchosen_at_once(cast, sign_in):
    response = sign_in(cast.secretary).get(reverse("clusters:province_units"), {"chon": "khong"})
    assert response.context["form"].initial["provinces"] == []


def test_provinces_are_previewed_then_made(cast, sign_in):
    client, chosen = sign_in(cast.secretary), {"provinces": ["Bắc Ninh", "Huế"]}
    page = text_of(ask_provinces(client, cast, "ca-hai", **chosen))
    assert "Liên hiệp Hội tỉnh Bắc Giang" in page
    assert "hợp nhất thành Liên hiệp Hội tỉnh Bắc Ninh" in page
    assert "đổi tên thành Liên hiệp Hội thành phố Huế" in page
    assert not UnitEvent.objects.exists()
    response = ask_provinces(client, cast, "ca-hai", "confirm", **chosen)
    assert response.url.endswith(f"?co_quan={cast.authority.pk}")
    assert UnitEvent.objects.count() == 2
    again = ask_provinces(client, cast, "ca-hai", "confirm", **chosen)
    assert again.status_code == 422
    assert "đều đã có trong hệ thống" in text_of(again)
    assert UnitEvent.objects.count() == 2
    assert "Giữ nguyên" in text_of(ask_provinces(client, cast, "ca-hai", **chosen))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"pattern": "Liên hiệp Hội tỉnh"}, "pattern"),
        ({"pattern": "Liên hiệp Hội {ten}"}, "pattern"),
        ({"pattern": "{tên} {"}, "pattern"),
        ({"short_pattern": "ngắn"}, "short_pattern"),
        ({"provinces": ["Hà Tây"]}, "provinces"),
        ({"provinces": []}, "provinces"),
        ({"authority": "other"}, "authority"),
        ({"authority": "99999999999999999999999"}, "authority"),
    ],
)
def test_a_wrong_order_is_refused_beside_its_field(cast, sign_in, facts, field):
    if facts.get("authority") == "other":
        facts = {"authority": cast.other_authority.pk}
    response = ask_provinces(sign_in(cast.secretary), cast, **{"provinces": ["Bắc Ninh"], **facts})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_the_example_follows_the_pattern_while_it_is_typed(cast, sign_in):
    pattern = unicodedata.normalize("NFD", "Hội Nhà báo {loại} {tên}")
    response = ask_provinces(sign_in(cast.secretary), cast, step="example", pattern=pattern)
    assert response.status_code == 200
    assert "“Hội Nhà báo tỉnh Bắc Ninh”" in text_of(response)
    refused = ask_provinces(sign_in(cast.secretary), cast, step="example", pattern="Hội")
    assert "Chưa lập được ví dụ: Mẫu phải có {tên}" in text_of(refused)
