"""The programme of a conference against the clock."""

from datetime import date, time
from types import SimpleNamespace

import pytest
from django.urls import reverse

from pledges import actions
from pledges.models import AgendaItem
from pledges.programme import durations, lasting, warnings
from tests import factories as make


def conference(**fields):
    return SimpleNamespace(**{"days": 1, "starts_at": None, "ends_at": None} | fields)


def items(*hours):
    return [SimpleNamespace(pk=pk, starts_at=hour) for pk, hour in enumerate(hours, 1)]


def test_an_item_lasts_until_the_next_and_the_last_until_the_end():
    agenda = items(time(8), time(8, 15), None, time(10))
    assert durations(conference(ends_at=time(11, 30)), agenda) == {1: 15, 4: 90}
    assert durations(conference(), agenda) == {1: 15}


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, ""), (45, "45 phút"), (60, "1 giờ"), (90, "1 giờ 30 phút")]
)
def test_time_in_words(minutes, words):
    assert lasting(minutes) == words


@pytest.mark.parametrize(
    ("facts", "hours", "said"),
    [
        ({}, [time(9), None, time(8, 15)], "Nội dung 3 ghi 08:15, sớm hơn nội dung 1 (09:00)."),
        ({}, [time(8), time(13)], "Nội dung 1 kéo dài 5 giờ."),
        ({"starts_at": time(8)}, [time(7, 30)], "Nội dung 1 ghi 07:30, trước giờ bắt đầu"),
        ({"ends_at": time(11)}, [time(11)], "Nội dung 1 ghi 11:00, không trước giờ kết thúc"),
    ],
)
def test_hours_that_cannot_be_are_said(facts, hours, said):
    (sentence,) = warnings(conference(**facts), items(*hours))
    assert sentence.startswith(said)


@pytest.mark.parametrize(
    ("facts", "hours"),
    [
        ({"starts_at": time(8), "ends_at": time(11)}, [time(8), time(8), time(10, 59)]),
        ({"days": 2}, [time(14), time(8)]),
        ({"days": None}, [None, None]),
    ],
)
def test_hours_in_order_are_left_alone(facts, hours):
    assert warnings(conference(**facts), items(*hours)) == []


def test_the_page_warns_those_who_can_mend_it(cast, sign_in):
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 12))
    for hour in (time(9), time(8)):
        actions.add_agenda_item(AgendaItem(ceremony=ceremony, text="Họp", starts_at=hour), by=cast.secretary)
    url = reverse("pledges:ceremony_detail", args=[ceremony.pk])
    assert "sớm hơn nội dung 1" in sign_in(cast.chair).get(url).content.decode()
    assert "sớm hơn nội dung 1" not in sign_in(cast.viewer).get(url).content.decode()
