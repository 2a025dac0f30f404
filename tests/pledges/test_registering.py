"""The table of what the units register: who writes which row until when, and what is added up."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Event
from pledges import actions
from pledges.models import Pledge, Registration, Target


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


@pytest.fixture
def target(cast, draft):
    return actions.add_target(Target(pledge=draft, kind="registered", text="Số tập thể"), by=cast.secretary)


def due(draft, day):
    Pledge.objects.filter(pk=draft.pk).update(registration_due_on=day)


def figures(target):
    return {row.unit_id: row.value for row in Registration.objects.filter(target=target)}


def test_deadline_is_set_on_the_form_of_the_pledge(cast, sign_in, draft):
    sign_in(cast.chair).post(
        address("pledge_edit", draft.pk), {"title": draft.title, "registration_due_on": "15/3/2026"}
    )
    draft.refresh_from_db()
    assert draft.registration_due_on == date(2026, 3, 15)


def test_unit_writes_its_own_row_to_the_end_of_the_last_day(cast, sign_in, draft, target, frozen_day):
    due(draft, date(2026, 3, 2))
    frozen_day.move_to("2026-03-02T23:59:00+07:00")
    client, url = sign_in(cast.officer), address("registration_edit", draft.pk, cast.unit.pk)
    client.post(url, {f"target_{target.pk}": "3"})
    assert figures(target) == {cast.unit.pk: 3}
    frozen_day.move_to("2026-03-03T00:01:00+07:00")
    late = client.post(url, {f"target_{target.pk}": "4", "reason": "Quên"})
    assert late.status_code == 422
    assert "Hạn đăng ký đã hết ngày 02/03/2026 nên chưa lưu." in late.content.decode()
    assert figures(target) == {cast.unit.pk: 3}


def test_chair_writes_after_the_deadline_with_a_reason(cast, sign_in, draft, target):
    due(draft, date(2026, 3, 1))
    client, url = sign_in(cast.chair), address("registration_edit", draft.pk, cast.unit.pk)
    assert client.post(url, {f"target_{target.pk}": "3"}).status_code == 422
    client.post(url, {f"target_{target.pk}": "3", "reason": "Đơn vị gửi công văn bổ sung"})
    assert figures(target) == {cast.unit.pk: 3}
    assert (
        "Sau hạn đăng ký: Đơn vị gửi công văn bổ sung" in Event.objects.filter(verb="registered").last().note
    )


def test_table_adds_up_what_is_known_and_counts_who_registered(cast, sign_in, draft, target):
    for unit, value in zip(cast.units, (5, 0), strict=False):
        actions.register(unit, {target: value}, by=cast.secretary)
    page = sign_in(cast.viewer).get(address("registration_table", draft.pk)).content.decode()
    assert "<strong>5</strong>" in page
    assert "2/4 đơn vị đã đăng ký" in page
    assert page.count("Chưa đăng ký") == 2
    assert "<input" not in page[page.index("registration-table") : page.index("</table>")]


def test_shares_in_percent_are_not_added_up(cast, sign_in, draft):
    share = Target(pledge=draft, kind="registered", text="Tỷ lệ", measure="%")
    actions.register(cast.unit, {actions.add_target(share, by=cast.secretary): 90}, by=cast.secretary)
    page = sign_in(cast.viewer).get(address("registration_table", draft.pk)).content.decode()
    assert "<strong>90</strong>" not in page
    assert "1/4 đơn vị đã đăng ký" in page


def test_unit_has_boxes_in_its_own_row_only(cast, sign_in, draft, target):
    client, url = sign_in(cast.officer), address("registration_table", draft.pk)
    page = client.get(url).content.decode()
    assert f'name="{cast.unit.pk}-{target.pk}"' in page
    assert f'name="{cast.other_unit.pk}-{target.pk}"' not in page
    client.post(url, {f"{cast.unit.pk}-{target.pk}": "2", f"{cast.other_unit.pk}-{target.pk}": "9"})
    assert figures(target) == {cast.unit.pk: 2}
    assert sign_in(cast.viewer).post(url, {f"{cast.unit.pk}-{target.pk}": "7"}).status_code == 403


def test_chair_saves_the_table_in_one_event(cast, sign_in, draft, target):
    before = Event.objects.count()
    sent = {f"{unit.pk}-{target.pk}": number for number, unit in enumerate(cast.units)}
    sign_in(cast.chair).post(address("registration_table", draft.pk), sent)
    assert figures(target) == {unit.pk: number for number, unit in enumerate(cast.units)}
    assert Event.objects.count() == before + 1


def test_figure_of_somebody_else_is_not_overwritten_by_an_older_table(cast, sign_in, draft, target):
    client, url = sign_in(cast.chair), address("registration_table", draft.pk)
    actions.register(cast.unit, {target: 3}, by=cast.officer)
    key, other = f"{cast.unit.pk}-{target.pk}", f"{cast.other_unit.pk}-{target.pk}"
    refused = client.post(url, {key: "8", f"seen-{key}": "", other: "1"})
    assert refused.status_code == 422
    assert "Mức của Hội thành viên C vừa được người khác ghi." in refused.content.decode()
    assert figures(target) == {cast.unit.pk: 3}
    client.post(url, {key: "", f"seen-{key}": "", other: "1"})
    assert figures(target) == {cast.unit.pk: 3, cast.other_unit.pk: 1}, "what was not touched stays"
