"""Touches and signatures that arrive in the same second, on real transactions."""

import uuid
from datetime import date

import pytest
from django.utils import timezone

from audit.models import Event
from pledges import actions
from pledges.models import Ceremony, Signature, Touch
from pledges.touches import Touched
from tests import factories as make
from tests.test_same_second import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ceremony(cast):
    make.make_agreed_pledge(cast.year, by=cast.secretary)
    rows = {(unit.pk, "party"): {"signatory": "Nguyễn Văn An", "post": "Chủ tịch"} for unit in cast.units}
    actions.name_signatories(cast.year, rows, by=cast.secretary)
    return make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 2))


def touch(ceremony, unit, by, key=None):
    """Return the task of one device: it touches the unit's place."""
    place = Signature.objects.get(unit=unit)
    touched = Touched(key or uuid.uuid4(), "signed", timezone.now(), signature_id=place.pk)
    return lambda: actions.touch(Ceremony.objects.get(pk=ceremony.pk), touched, by=by)


def test_one_touch_that_arrives_three_times_at_once_is_one(cast, ceremony):
    again = touch(ceremony, cast.unit, cast.chair, uuid.uuid4())
    rows = at_once(again, again, again)
    assert len({row.pk for row in rows}) == 1
    assert (Touch.objects.count(), Event.objects.filter(verb="signed").count()) == (1, 1)


def test_two_devices_at_once_count_once(cast, ceremony):
    rows = at_once(touch(ceremony, cast.unit, cast.chair), touch(ceremony, cast.unit, cast.secretary))
    assert sorted(row.accepted for row in rows) == [False, True]
    assert Event.objects.filter(verb="signed").count() == 1


def test_units_touched_on_two_devices_at_once_all_count(cast, ceremony):
    rows = at_once(*(touch(ceremony, unit, cast.secretary) for unit in cast.units))
    assert [row.accepted for row in rows] == [True] * 4
    assert Signature.objects.filter(is_signed=True).count() == 4


def test_form_and_console_at_once_wait_for_each_other_and_count_once(cast, ceremony):
    def form():
        row = Signature.objects.get(unit=cast.unit)
        row.signed_on, row.ceremony = date(2026, 3, 2), ceremony
        return actions.sign(row, by=cast.representative)

    given = at_once(form, touch(ceremony, cast.unit, cast.chair))
    counted = isinstance(given[0], Signature) + given[1].accepted
    assert counted == 1
    assert Event.objects.filter(verb="signed").count() == 1
