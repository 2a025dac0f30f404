"""Conferences: what is entered, what is shown, who may."""

from datetime import date, time

import pytest
from django.urls import reverse

from clusters import actions as cluster_actions
from clusters.models import Person, Post
from pledges import actions
from pledges.models import AgendaItem, Ceremony, FollowUp, Participant, Remark
from tests import factories as make


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


def says(response, sentence):
    return sentence in response.content.decode()


BASE = {"kind": "signing", "session": "unknown", "witnesses_known": "unknown"}


@pytest.fixture
def ceremony(cast):
    return make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 12))


def add(client, year, **typed):
    return client.post(address("ceremony_add", year.pk), BASE | typed)


def test_signing_conference_signs_its_own_year_unless_told_otherwise(cast, sign_in):
    add(sign_in(cast.chair), cast.year, starts_on="12/3/2026", starts_at="8h30", town="Mẫu Sơn")
    row = Ceremony.objects.get()
    assert (row.signing_year, row.starts_at, row.starts_on) == (cast.year, time(8, 30), date(2026, 3, 12))


def test_wrap_up_and_signing_takes_the_next_year(cast, sign_in):
    later = make.make_year(cast.cluster, 2027)
    add(sign_in(cast.secretary), cast.year, kind="both")
    assert Ceremony.objects.get().signing_year == later


def test_wrap_up_and_signing_without_a_next_year_says_what_to_do(cast, sign_in):
    response = add(sign_in(cast.secretary), cast.year, kind="both")
    assert response.status_code == 422
    assert says(response, "Năm thi đua kế tiếp chưa mở.")


def test_mid_year_conference_signs_nothing(cast, sign_in):
    add(sign_in(cast.chair), cast.year, kind="mid_year", signing_year=cast.year.pk)
    assert Ceremony.objects.get().signing_year is None


def test_year_of_another_cluster_is_not_offered(cast, sign_in):
    other = make.make_year(make.make_cluster(cast.authority, cast.units), 2026)
    response = add(sign_in(cast.secretary), cast.year, signing_year=other.pk)
    assert response.status_code == 422


@pytest.mark.parametrize("typed", ["8:30", "08:30", "8h30", "8 giờ 30", "8 giờ 30 phút", "8g30"])
def test_time_of_day_is_read_as_it_is_typed_here(cast, sign_in, typed):
    add(sign_in(cast.chair), cast.year, starts_at=typed)
    assert Ceremony.objects.get().starts_at == time(8, 30)


@pytest.mark.parametrize("typed", ["25:00", "sáng", "8h75", "830"])
def test_time_that_cannot_be_read_is_asked_back(cast, sign_in, typed):
    response = add(sign_in(cast.chair), cast.year, starts_at=typed)
    assert response.status_code == 422
    assert says(response, f"“{typed}” không phải là giờ hợp lệ")
    assert says(response, f'value="{typed}"')


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (
            {"starts_on": "12/03/2026", "ends_on": "11/03/2026"},
            "Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.",
        ),
        ({"starts_on": "", "ends_on": "11/03/2026"}, "Ghi ngày bắt đầu."),
    ],
)
def test_days_in_the_wrong_order_are_refused_beside_the_field(cast, sign_in, days, sentence):
    response = add(sign_in(cast.chair), cast.year, **days)
    assert response.status_code == 422
    assert says(response, sentence)
    assert not says(response, "alert-danger")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"starts_at": "11:00", "ends_at": "8:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"opened_at": "11:00", "closed_at": "8:00"}, "Giờ bế mạc phải sau giờ khai mạc."),
        ({"reply_by": "13/03/2026"}, "Hạn xác nhận phải trước hoặc trong ngày hội nghị bắt đầu."),
    ],
)
def test_hours_and_days_that_cannot_be_are_refused_beside_the_field(cast, sign_in, ceremony, typed, sentence):
    days = {"starts_on": "12/03/2026"}
    response = sign_in(cast.chair).post(address("ceremony_edit", ceremony.pk), BASE | days | typed)
    assert response.status_code == 422
    assert says(response, sentence)
    assert not says(response, "alert-danger")


def test_hours_of_several_days_need_no_order(cast, sign_in, ceremony):
    typed = {"starts_on": "12/03/2026", "ends_on": "13/03/2026", "starts_at": "14:00", "ends_at": "11:00"}
    assert sign_in(cast.chair).post(address("ceremony_edit", ceremony.pk), BASE | typed).status_code == 302


def test_what_is_known_only_afterwards_is_asked_afterwards(cast, sign_in, ceremony, past_year):
    client = sign_in(cast.secretary)
    assert not says(client.get(address("ceremony_add", cast.year.pk)), "Bế mạc lúc")
    assert says(client.get(address("ceremony_edit", ceremony.pk)), "Bế mạc lúc")
    assert says(client.get(address("ceremony_add", past_year.pk)), "Bế mạc lúc")


def test_invitation_and_news_stand_on_the_page(cast, sign_in, ceremony):
    typed = {
        "starts_on": "12/03/2026",
        "starts_at": "8:00",
        "ends_at": "11:30",
        "reply_by": "10/03/2026",
        "contact": "Bà Hoa, 0900 000 000",
        "invitation_note": "Trang phục: lễ phục",
        "opened_at": "8:05",
        "press_note": "Sáng 12/3, các đơn vị đã ký kết.",
    }
    client = sign_in(cast.chair)
    client.post(address("ceremony_edit", ceremony.pk), BASE | typed)
    page = client.get(address("ceremony_detail", ceremony.pk)).content.decode()
    shown = ("Từ 08:00 đến 11:30", "10/03/2026", "Bà Hoa", "lễ phục", "08:05", "các đơn vị đã ký kết")
    assert [text for text in shown if text not in page] == []


SECTIONS = ("chuong-trinh", "dai-bieu", "diem-danh", "ky-ket", "y-kien", "viec", "anh")


@pytest.mark.parametrize(
    ("kind", "signs"), [("signing", True), ("mid_year", False), ("wrap_up", False), ("both", True)]
)
def test_every_kind_of_conference_shows_its_own_parts(cast, sign_in, kind, signs):
    later = make.make_year(cast.cluster, 2027)
    signing_year = {"signing": cast.year, "both": later}.get(kind)
    row = make.make_ceremony(cast.year, by=cast.secretary, kind=kind, signing_year=signing_year)
    client = sign_in(cast.chair)
    page = client.get(address("ceremony_detail", row.pk)).content.decode()
    expected = [name for name in SECTIONS if signs or name != "ky-ket"]
    assert [name for name in SECTIONS if f'<section class="panel" id="{name}">' in page] == expected
    assert [name for name in SECTIONS if f'href="#{name}"' in page] == expected
    assert ("<dt>Chứng kiến</dt>" in page) == signs
    form = client.get(address("participant_add", row.pk)).content.decode()
    assert ('name="is_witness"' in form) == signs


def test_secretary_of_the_conference_is_named(cast, sign_in, ceremony):
    client = sign_in(cast.chair)
    client.post(address("participant_add", ceremony.pk), {"name": "Bà Thư", "is_secretary": "on"})
    assert says(client.get(address("ceremony_detail", ceremony.pk)), "<dt>Thư ký hội nghị</dt><dd>Bà Thư")


def test_conference_is_edited(cast, sign_in, ceremony):
    client = sign_in(cast.chair)
    client.post(address("ceremony_edit", ceremony.pk), BASE | {"venue": "Hội trường lớn", "ends_on": ""})
    ceremony.refresh_from_db()
    assert ceremony.venue == "Hội trường lớn"


def test_page_of_an_empty_conference_says_what_is_missing(cast, sign_in, ceremony):
    page = sign_in(cast.viewer).get(address("ceremony_detail", ceremony.pk)).content.decode()
    assert "Năm 2026 chưa có giao ước." in page
    assert "Chưa có chương trình." in page
    assert "chưa rõ" not in page, "in a running year nothing is unknown, only not there yet"


def test_person_brings_the_posts_of_that_day(cast, sign_in, ceremony):
    by = cast.secretary
    person = cluster_actions.add_person(
        Person(authority=cast.authority, full_name="Trần Hồng Quảng", honorific="TS."), by=by
    )
    old = {"starts_on": date(2020, 1, 1), "ends_on": date(2025, 12, 31)}
    cluster_actions.add_post(Post(person=person, title="Phó Chủ tịch", unit=cast.unit, **old), by=by)
    now = Post(person=person, title="Chủ tịch", unit=cast.unit, starts_on=date(2026, 1, 1))
    cluster_actions.add_post(now, by=by)
    typed = {"person": person.pk, "is_presiding": "on"}
    sign_in(cast.chair).post(address("participant_add", ceremony.pk), typed)
    row = Participant.objects.get()
    assert row.post == "Chủ tịch, Hội thành viên C"
    page = sign_in(cast.viewer).get(address("ceremony_detail", ceremony.pk))
    assert says(page, "TS. Trần Hồng Quảng")
    assert says(page, "Chủ trì")


def test_person_of_another_authority_is_not_offered(cast, sign_in, ceremony):
    person = Person.objects.create(authority=cast.other_authority, full_name="Người Khác")
    typed = {"person": person.pk}
    assert sign_in(cast.chair).post(address("participant_add", ceremony.pk), typed).status_code == 422


def test_body_is_a_witness_too(cast, sign_in, ceremony):
    typed = {"name": "Ban Thường trực Ủy ban MTTQ huyện", "is_body": "on", "is_witness": "on"}
    sign_in(cast.chair).post(address("participant_add", ceremony.pk), typed)
    ceremony.refresh_from_db()
    assert ceremony.witnesses_known == "some"


def test_nameless_participant_is_refused_beside_the_name(cast, sign_in, ceremony):
    response = sign_in(cast.chair).post(address("participant_add", ceremony.pk), {"post": "Chủ tịch"})
    assert response.status_code == 422
    assert says(response, "Chọn nhân sự hoặc ghi tên đại biểu.")


def test_becoming_a_witness_later_counts_too(cast, sign_in, ceremony):
    row = actions.add_participant(Participant(ceremony=ceremony, name="Bà B"), by=cast.secretary)
    sign_in(cast.chair).post(address("participant_edit", row.pk), {"name": "Bà B", "is_witness": "on"})
    ceremony.refresh_from_db()
    assert ceremony.witnesses_known == "some"


def test_conference_with_a_witness_is_not_said_to_have_none(cast, sign_in, ceremony):
    actions.add_participant(Participant(ceremony=ceremony, name="Bà B", is_witness=True), by=cast.secretary)
    response = sign_in(cast.chair).post(
        address("ceremony_edit", ceremony.pk), BASE | {"witnesses_known": "none"}
    )
    assert response.status_code == 422
    assert says(response, "không thể ghi là không có người chứng kiến")


def test_no_witness_and_unknown_witness_are_two_things(cast, sign_in, ceremony, past_year):
    page = sign_in(cast.chair)
    ceremony.witnesses_known = "none"
    actions.change_ceremony(ceremony, by=cast.secretary)
    assert says(page.get(address("ceremony_detail", ceremony.pk)), "<dt>Chứng kiến</dt><dd>Không có</dd>")
    past = make.make_ceremony(past_year, by=cast.secretary)
    found = page.get(address("ceremony_detail", past.pk)).content.decode()
    assert "chưa rõ" in found[found.index("<dt>Chứng kiến</dt>") :][:160]


def test_programme_names_presenters_of_this_conference_only(cast, sign_in, ceremony):
    client = sign_in(cast.chair)
    here = actions.add_participant(Participant(ceremony=ceremony, name="Ông A"), by=cast.secretary)
    other = make.make_ceremony(cast.year, by=cast.secretary)
    there = actions.add_participant(Participant(ceremony=other, name="Bà B"), by=cast.secretary)
    url = address("agenda_add", ceremony.pk)
    assert client.post(url, {"text": "Khai mạc", "presenter": there.pk}).status_code == 422
    typed = {"text": "Khai mạc", "presenter": here.pk, "starts_at": "8:00", "papers": "Báo cáo\nKế hoạch"}
    assert client.post(url, typed).status_code == 302
    assert AgendaItem.objects.get().presenter == here
    assert says(client.get(address("ceremony_detail", ceremony.pk)), "Trình bày: Ông A")


@pytest.mark.parametrize(
    ("name", "model", "typed", "changed"),
    [
        ("participant", Participant, {"name": "Ông A"}, {"name": "Ông B"}),
        ("agenda", AgendaItem, {"text": "Khai mạc"}, {"text": "Bế mạc"}),
        (
            "remark",
            Remark,
            {"kind": "directive", "text": "Cần làm ngay"},
            {"kind": "conclusion", "text": "Kết luận"},
        ),
        (
            "follow_up",
            FollowUp,
            {"text": "Hoàn thiện kế hoạch"},
            {"text": "Hoàn thiện quy chế", "due_on": "1/4/2026"},
        ),
    ],
)
def test_part_is_added_edited_and_removed(cast, sign_in, ceremony, name, model, typed, changed):
    client = sign_in(cast.chair)
    client.post(address(f"{name}_add", ceremony.pk), typed)
    row = model.objects.get()
    client.post(address(f"{name}_edit", row.pk), changed)
    row.refresh_from_db()
    assert str(row) == changed.get("name", changed.get("text"))
    assert says(client.get(address("ceremony_detail", ceremony.pk)), str(row))
    client.post(address(f"{name}_remove", row.pk))
    assert not model.objects.exists()


def test_follow_up_is_owned_by_a_member_of_the_year(cast, sign_in, ceremony):
    stranger = make.make_unit(cast.authority)
    typed = {"text": "Hoàn thiện quy chế", "owner": stranger.pk}
    assert sign_in(cast.chair).post(address("follow_up_add", ceremony.pk), typed).status_code == 422


def test_late_follow_up_is_said_in_words(cast, sign_in, ceremony):
    row = FollowUp(ceremony=ceremony, text="Gửi báo cáo", owner=cast.unit, due_on=date(2026, 3, 1))
    actions.add_follow_up(row, by=cast.secretary)
    assert says(sign_in(cast.viewer).get(address("ceremony_detail", ceremony.pk)), "Quá hạn")


def test_a_task_is_finished_with_one_press_and_keeps_its_first_day(cast, sign_in, ceremony):
    row = actions.add_follow_up(FollowUp(ceremony=ceremony, text="Gửi báo cáo"), by=cast.secretary)
    client, url = sign_in(cast.chair), address("follow_up_finish", row.pk)
    assert says(client.get(address("ceremony_detail", ceremony.pk)), url)
    client.post(url)
    row.refresh_from_db()
    assert row.done_on == date(2026, 3, 2)
    assert not says(client.get(address("ceremony_detail", ceremony.pk)), url)
    FollowUp.objects.filter(pk=row.pk).update(done_on=date(2026, 2, 1))
    assert says(client.post(url, follow=True), "Việc này đã được ghi là xong ngày 01/02/2026.")
    row.refresh_from_db()
    assert row.done_on == date(2026, 2, 1)


def test_of_a_past_year_nobody_is_invited_and_nothing_is_done_today(cast, sign_in, ceremony, past_year):
    past = make.make_ceremony(past_year, by=cast.secretary)
    buttons = {}
    for row in (ceremony, past):
        task = actions.add_follow_up(FollowUp(ceremony=row, text="Gửi báo cáo"), by=cast.secretary)
        page = sign_in(cast.secretary).get(address("ceremony_detail", row.pk))
        offered = address("participant_heads", row.pk), address("follow_up_finish", task.pk)
        buttons[row] = [says(page, url) for url in offered]
    assert buttons == {ceremony: [True, True], past: [False, False]}


# --- the signing table -------------------------------------------------------------------------------


def test_units_stand_in_protocol_order_with_the_missing_named(cast, sign_in, ceremony):
    cluster_actions.order_members(cast.cluster, [unit.pk for unit in reversed(cast.units)], by=cast.secretary)
    make.make_agreed_pledge(cast.year, by=cast.secretary)
    page = sign_in(cast.chair).get(address("ceremony_detail", ceremony.pk))
    found = [place.name for place in page.context["reading"].places]
    assert found == [f"Hội thành viên {letter}" for letter in "ABDC"], "chair, vice-chair, then the list"
    assert says(page, "Còn thiếu 4 chữ ký")


def test_every_unit_is_signed_from_the_table(cast, sign_in, ceremony):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    rows = list(pledge.signatures.all())
    chairs = sign_in(cast.chair).get(address("ceremony_detail", ceremony.pk)).content.decode()
    assert all(address("signature_sign", row.pk) in chairs for row in rows)
    own = sign_in(cast.representative).get(address("ceremony_detail", ceremony.pk)).content.decode()
    assert [row.unit for row in rows if address("signature_sign", row.pk) in own] == [cast.unit]


def test_units_own_pledges_are_signed_before_the_chair_countersigns(cast, sign_in, ceremony):
    for pledge in make.make_pledge(cast.year, by=cast.secretary, shape="per_unit"):
        make.agree(pledge, by=cast.secretary)
    reading = sign_in(cast.chair).get(address("ceremony_detail", ceremony.pk)).context["reading"]
    assert [place.is_countersign for place in reading.places] == [False] * 4 + [True] * 4
    assert [place.may_sign for place in reading.places] == [True] * 4 + [False] * 4


def test_draft_is_named_with_what_has_to_come_first(cast, sign_in, ceremony, draft):
    page = sign_in(cast.viewer).get(address("ceremony_detail", ceremony.pk))
    assert says(page, "Giao ước chưa thống nhất nội dung nên chưa ký được.")


def test_conference_of_another_authority_is_not_there(cast, sign_in, ceremony):
    assert sign_in(cast.outsider).get(address("ceremony_detail", ceremony.pk)).status_code == 404


def test_member_reads_and_does_not_write(cast, sign_in, ceremony):
    client = sign_in(cast.officer)
    page = client.get(address("ceremony_detail", ceremony.pk)).content.decode()
    assert address("ceremony_edit", ceremony.pk) not in page
    assert client.get(address("ceremony_edit", ceremony.pk)).status_code == 403
