"""Actions: one transaction, one event, refusals in words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event, Source
from audit.record import entered_through
from clusters import actions
from clusters.models import Theme, Unit
from tests import factories as make


def test_an_action_leaves_one_event_with_who_what_and_before_after(cast):
    unit = cast.unit
    unit.short_name = "Hội C"
    start = Event.objects.count()
    actions.change_unit(unit, by=cast.secretary)
    assert Event.objects.count() == start + 1
    event = Event.objects.first()
    assert (event.actor, event.actor_name, event.verb) == (
        cast.secretary,
        cast.secretary.full_name,
        "unit_changed",
    )
    assert event.changes == [["Tên gọn", "", "Hội C"]]
    assert event.authority == cast.authority


def test_saving_without_a_change_leaves_no_event(cast):
    start = Event.objects.count()
    actions.change_unit(cast.unit, by=cast.secretary)
    assert Event.objects.count() == start


def test_a_refused_action_leaves_nothing(cast):
    start = Event.objects.count()
    with pytest.raises(ValidationError, match="cụm trưởng"):
        make.make_term(cast.year, cast.unit, starts_on=date(2026, 6, 1))
    assert Event.objects.count() == start
    assert cast.year.office_terms.count() == 2


def test_a_refusal_of_the_database_reads_like_one_of_the_form(cast):
    with pytest.raises(ValidationError) as refused:
        actions.add_unit(Unit(authority=cast.authority, name=cast.unit.name), by=cast.secretary)
    assert refused.value.messages == ["Đơn vị có tên này đã có trong hệ thống của cơ quan."]


def test_the_event_says_where_the_entry_came_from(cast):
    with entered_through(Source.DEMO, note="Nhập từ báo cáo đã công bố."):
        actions.add_unit(Unit(authority=cast.authority, name="Hội mới"), by=cast.secretary)
    event = Event.objects.first()
    assert (event.source, event.note) == ("demo", "Nhập từ báo cáo đã công bố.")


def test_a_row_that_somebody_took_out_meanwhile_is_refused_in_words(cast):
    theme = actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết"), by=cast.secretary)
    Theme.objects.all().delete()
    theme.text = "Đoàn kết, sáng tạo"
    with pytest.raises(ValidationError, match="vừa được người khác bỏ"):
        actions.change_theme(theme, by=cast.chair)
