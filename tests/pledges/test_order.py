"""The parts of a conference change places: by a button, by dragging, by two people at once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from audit.models import Event
from pledges import actions
from pledges.models import AgendaItem, Participant, Photo, Remark
from tests import factories as make

PARTS = {
    "participant": (Participant, "name", actions.add_participant, "participant_moved"),
    "agenda": (AgendaItem, "text", actions.add_agenda_item, "agenda_moved"),
    "remark": (Remark, "text", actions.add_remark, "remark_changed"),
    "photo": (Photo, "caption", actions.add_photo, "photo_changed"),
}


@pytest.fixture
def ceremony(cast):
    return make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 12))


def fill(kind, ceremony, by, letters="ABCD"):
    model, label, add, _ = PARTS[kind]
    return [add(model(ceremony=ceremony, **{label: letter}), by=by) for letter in letters]


def order(kind, ceremony):
    model = PARTS[kind][0]
    return "".join(map(str, model.objects.filter(ceremony=ceremony).order_by("position", "pk")))


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize(
    ("which", "sent", "expected"),
    [
        (1, {"huong": "len"}, "BACD"),
        (1, {"huong": "xuong"}, "ACBD"),
        (3, {"vi_tri": "1"}, "DABC"),
        (0, {"vi_tri": "99"}, "BCDA"),
        (0, {"huong": "len"}, "ABCD"),
        (3, {"huong": "xuong"}, "ABCD"),
    ],
)
def test_a_row_goes_where_it_is_sent(cast, sign_in, ceremony, kind, which, sent, expected):
    row = fill(kind, ceremony, cast.secretary)[which]
    before = Event.objects.count()
    response = sign_in(cast.chair).post(reverse(f"pledges:{kind}_move", args=[row.pk]), sent)
    assert response.status_code == 302
    assert order(kind, ceremony) == expected
    events = Event.objects.order_by("pk")[before:]
    assert [event.verb for event in events] == ([PARTS[kind][3]] if expected != "ABCD" else [])


@pytest.mark.parametrize(
    "sent", [{}, {"vi_tri": "x"}, {"vi_tri": "-1"}, {"vi_tri": "9" * 40}, {"huong": "?"}]
)
def test_nonsense_only_moves_a_row_down(cast, sign_in, ceremony, sent):
    row = fill("agenda", ceremony, cast.secretary)[0]
    sign_in(cast.chair).post(reverse("pledges:agenda_move", args=[row.pk]), sent)
    assert order("agenda", ceremony) == "BACD"


def test_a_remark_moves_among_those_of_its_kind(cast, ceremony):
    add = {"ceremony": ceremony}
    for kind, text in (("directive", "A"), ("discussion", "x"), ("directive", "B"), ("discussion", "y")):
        actions.add_remark(Remark(**add, kind=kind, text=text), by=cast.secretary)
    actions.move_remark(Remark.objects.get(text="B"), up=True, by=cast.secretary)
    assert order("remark", ceremony) == "BxAy"


def test_a_row_that_somebody_took_out_meanwhile_is_told(cast, ceremony):
    row = fill("agenda", ceremony, cast.secretary)[0]
    AgendaItem.objects.filter(pk=row.pk).delete()
    with pytest.raises(ValidationError, match="vừa được người khác bỏ"):
        actions.move_agenda_item(row, up=True, by=cast.secretary)


def test_what_others_added_keeps_its_place(cast, ceremony):
    rows = fill("participant", ceremony, cast.secretary, "AB")
    fill("participant", ceremony, cast.chair, "C")
    actions.move_participant(rows[0], place=2, by=cast.secretary)
    assert order("participant", ceremony) == "BAC"
