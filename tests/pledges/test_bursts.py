"""Text that saves itself: who overwrites whom, and what the history tells of it."""

from datetime import timedelta
from itertools import pairwise

import pytest

from audit.models import Event
from pledges import actions
from pledges.bursts import Meanwhile
from pledges.models import Content


def events_of(row):
    return list(Event.objects.filter(subject_type="pledges.content", subject_id=str(row.pk)).order_by("pk"))


@pytest.fixture
def content(draft, frozen_day):
    frozen_day.shift(timedelta(hours=1))  # the event of its making is no part of a burst
    return draft.contents.get()


def typing(content, text, by, seen=None, **how):
    seen = Content.objects.get(pk=content.pk).revision if seen is None else seen
    return actions.type_text(content, {"text": text}, seen=seen, by=by, **how)


def test_a_burst_leaves_its_first_and_its_last_word_in_the_history(cast, content):
    begun = len(events_of(content))
    for text in ("Thi", "Thi đua", "Thi đua yêu", "Thi đua yêu nước"):
        typing(content, text, cast.chair)
    typing(content, "Thi đua yêu nước", cast.chair, is_left=True)
    first, last = events_of(content)[begun:]
    assert first.changes == [["Nội dung", "Tổ chức tốt các phong trào thi đua", "Thi"]]
    assert last.changes == [["Nội dung", "Thi", "Thi đua yêu nước"]]


def test_leaving_a_row_without_a_change_leaves_no_event(cast, content):
    begun = len(events_of(content))
    typing(content, content.text, cast.chair, is_left=True)
    assert len(events_of(content)) == begun
    assert Content.objects.get(pk=content.pk).revision == 0


def test_long_typing_is_told_every_few_minutes(cast, content, frozen_day):
    begun = len(events_of(content))
    for minute in range(12):
        typing(content, f"Bản thứ {minute}", cast.chair)
        frozen_day.shift(timedelta(minutes=1))
    told = [row.changes[0][1:] for row in events_of(content)[begun:]]
    assert len(told) == 3
    assert all(before[1] == after[0] for before, after in pairwise(told)), "without a gap"


def test_what_one_person_left_untold_is_told_with_their_name_by_the_next(cast, content):
    typing(content, "Một", cast.chair)
    typing(content, "Một hai", cast.chair)
    typing(content, "Một hai ba", cast.secretary)
    changes = events_of(content)[-1].changes
    assert changes[0] == ["Nội dung (Người dùng chair sửa tiếp)", "Một", "Một hai"]
    assert changes[1] == ["Nội dung", "Một hai", "Một hai ba"]


def test_nobody_overwrites_what_they_have_not_seen(cast, content):
    typing(content, "Của thường trực", cast.secretary, seen=0)
    with pytest.raises(Meanwhile) as refused:
        typing(content, "Của cụm trưởng", cast.chair, seen=0)
    assert refused.value.who == "Người dùng secretary"
    assert "Người dùng secretary vừa sửa nội dung này lúc 10:00." in refused.value.sentence
    assert Content.objects.get(pk=content.pk).text == "Của thường trực"


def test_two_people_who_write_the_same_are_no_conflict(cast, content):
    typing(content, "Như nhau", cast.secretary, seen=0)
    typing(content, "Như nhau", cast.chair, seen=0)
    assert Content.objects.get(pk=content.pk).revision == 1


def test_other_fields_of_the_same_row_are_no_conflict(cast, draft):
    actions.type_text(draft, {"opening": "Mở đầu"}, seen=0, base={"opening": ""}, by=cast.secretary)
    actions.type_text(draft, {"closing": "Cùng thực hiện"}, seen=0, base={"closing": ""}, by=cast.chair)
    draft.refresh_from_db()
    assert (draft.opening, draft.closing, draft.revision) == ("Mở đầu", "Cùng thực hiện", 2)
    with pytest.raises(Meanwhile):
        actions.type_text(draft, {"opening": "Khác"}, seen=0, base={"opening": ""}, by=cast.chair)
