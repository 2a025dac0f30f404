"""Days and turns that cannot be: slips of the year, a handover that never comes, books that are closed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clusters import actions
from clusters.actions import Choice
from clusters.models import ClusterYear, FormerName, Handover, ProposedTerm, UnitEvent
from tests import factories as make


def url(name, record):
    return reverse(f"clusters:{name}", args=[record.pk])


@pytest.fixture
def following(cast):
    return make.make_year(cast.cluster, 2027)


# --- slips of the year ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["merger", "split", "rename", "dissolution"])
def test_an_arrangement_on_the_first_day_of_the_calendar_is_refused_in_words(cast, sign_in, kind):
    facts = {"kind": kind, "effective_on": "01/01/0001", "names": "Hội Mới", "certainty": "stated"}
    response = sign_in(cast.secretary).post(url("unit_event_add", cast.unit), facts)
    assert "phải từ 1800 đến 2200" in str(response.context["form"].errors["effective_on"])
    assert not UnitEvent.objects.exists()


def test_a_term_to_the_end_of_the_calendar_does_not_take_the_ledger_down(cast, sign_in):
    client = sign_in(cast.secretary)
    facts = {"office": "secretary", "unit": cast.unit.pk, "starts_on": "01/02/2026", "method": "unknown"}
    response = client.post(url("office_add", cast.year), facts | {"ends_on": "31/12/9999"})
    assert "phải từ 1800 đến 2200" in str(response.context["form"].errors["ends_on"])
    assert client.get(url("cluster_offices", cast.cluster)).status_code == 200


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"starts_on": "01/01/1927"}, "starts_on"),
        ({"starts_on": "01/12/2025"}, "starts_on"),
        ({"ends_on": "31/12/2072"}, "ends_on"),
    ],
)
def test_days_that_are_not_of_the_year_do_not_open_it(cast, sign_in, days, field):
    response = sign_in(cast.secretary).post(url("year_add", cast.cluster), {"year": "2027"} | days)
    assert "không thuộc năm thi đua 2027" in str(response.context["form"].errors[field])
    assert not cast.cluster.years.filter(year=2027).exists()


def test_a_year_may_begin_some_months_earlier_and_end_some_months_later(cast, sign_in):
    days = {"starts_on": "01/12/2026", "ends_on": "31/05/2028"}
    sign_in(cast.secretary).post(url("year_add", cast.cluster), {"year": "2027"} | days)
    year = cast.cluster.years.get(year=2027)
    assert (year.starts_on, year.ends_on) == (date(2026, 12, 1), date(2028, 5, 31))


def test_a_former_name_does_not_become_the_present_one(cast, sign_in):
    client = sign_in(cast.secretary)
    response = client.post(url("unit_name_add", cast.unit), {"name": "Hội Cũ", "until": "03/03/2026"})
    assert "phải dùng đến hôm nay" in str(response.context["form"].errors["until"])
    client.post(url("unit_name_add", cast.unit), {"name": "Hội Cũ", "until": "01/03/2026"})
    assert [row.until for row in FormerName.objects.all()] == [date(2026, 3, 1)]
    cast.unit.refresh_from_db()
    assert str(cast.unit) == "Hội thành viên C"


# --- the handover --------------------------------------------------------------------------------------


def test_nobody_takes_over_after_the_year_that_is_taken_over(cast, sign_in, following, frozen_day):
    frozen_day.move_to(datetime(2026, 12, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    actions.confirm_offices(following, [Choice("chair", cast.vice_unit)], by=cast.secretary)
    days = {"held_on": "20/12/2026", "takes_over_on": "01/01/2028"}
    response = sign_in(cast.chair).post(url("handover_add", cast.year), days)
    assert "Năm thi đua 2027 kết thúc ngày 31/12/2027" in str(
        response.context["form"].errors["takes_over_on"]
    )
    assert not Handover.objects.exists()


def waiting(client, year, unit):
    """Send the confirmation of a chair who is to wait for the handover."""
    form = client.get(url("offices_confirm", year)).context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: value for name, value in data.items() if name.endswith("_method")}
    data |= {"begins": "handover", "chair_unit": unit.pk, "chair_method": "acclaim"}
    return client.post(url("offices_confirm", year), data)


def test_a_chair_that_goes_on_does_not_wait_for_itself(cast, sign_in, following):
    response = waiting(sign_in(cast.secretary), following, cast.chair_unit)
    assert response.context["form"].errors["begins"] == [
        "Hội thành viên A tiếp tục làm cụm trưởng nên không có bàn giao. Chọn “Vào một ngày”."
    ]
    assert not ProposedTerm.objects.exists()


@pytest.mark.parametrize("facts", [{"closed_on": date(2026, 3, 1)}, {"year": 2030}])
def test_nobody_waits_where_nobody_hands_over(cast, sign_in, following, facts):
    ClusterYear.objects.filter(pk=cast.year.pk).update(**facts)
    response = waiting(sign_in(cast.secretary), following, cast.unit)
    assert response.context["form"].errors["begins"] == [
        "Không có cụm trưởng của năm trước còn chờ bàn giao. Chọn “Vào một ngày”."
    ]
    assert not ProposedTerm.objects.exists()


def test_the_facts_of_a_closed_year_stay(cast):
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=date(2026, 3, 1))
    cast.year.purpose = "Ghi thêm sau bàn giao"
    with pytest.raises(ValidationError, match="đã khép ngày 01/03/2026 khi bàn giao nên không sửa được nữa"):
        actions.change_year(cast.year, by=cast.secretary)
    cast.year.refresh_from_db()
    assert cast.year.purpose == ""
