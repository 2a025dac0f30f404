"""Offices settled for the next year, and the handover that makes them pass on."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from clusters import actions
from clusters.actions import Choice
from clusters.models import ClusterYear, Handover, OfficeTerm
from pledges import actions as pledge_actions
from pledges.models import FollowUp
from tests import factories as make

DAY = date(2026, 12, 20)
TAKES_OVER = date(2026, 12, 21)


@pytest.fixture
def following(cast):
    return make.make_year(cast.cluster, 2027)


def settle(cast, following, **facts):
    choices = [Choice("chair", cast.vice_unit), Choice("vice_chair", cast.unit, "acclaim")]
    actions.confirm_offices(following, choices, by=cast.secretary, **facts)


def handover_of(cast, **facts):
    facts = {"held_on": DAY, "takes_over_on": TAKES_OVER, **facts}
    return actions.add_handover(Handover(cluster_year=cast.year, **facts), by=cast.chair)


def check_all(handover, by):
    actions.check_handover_items(handover, {item.pk: ("given", "") for item in handover.items.all()}, by=by)


def sign_both(cast, handover):
    check_all(handover, cast.chair)
    actions.sign_handover(handover, "outgoing", "Nguyễn Văn An", "Chủ tịch", DAY, by=cast.chair)
    return actions.sign_handover(handover, "incoming", "Trần Thị Bình", "Chủ tịch", DAY, by=cast.vice)


def chair_on(cast, day):
    terms = OfficeTerm.objects.chairs().on_day(day).filter(cluster_year__cluster=cast.cluster)
    return [term.unit for term in terms]


def test_a_proposed_term_gives_no_office(cast, following):
    actions.propose_offices(following, [Choice("chair", cast.vice_unit)], by=cast.chair)
    assert not following.office_terms.exists()
    assert following.offices_held_by([cast.vice_unit.pk], date(2027, 1, 1)) == []


def test_confirmed_terms_with_days_begin_on_the_day(cast, following):
    settle(cast, following, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    assert chair_on(cast, date(2026, 12, 31)) == [cast.chair_unit]
    assert chair_on(cast, date(2027, 1, 1)) == [cast.vice_unit]
    methods = dict(following.office_terms.values_list("office", "method"))
    assert methods == {"chair": "rotation", "vice_chair": "acclaim"}


def test_confirming_closes_the_open_end_of_the_chair_before(cast, following):
    OfficeTerm.objects.filter(cluster_year=cast.year).update(ends_on=None)
    settle(cast, following, starts_on=date(2027, 1, 10))
    assert chair_on(cast, date(2027, 1, 9)) == [cast.chair_unit]
    assert chair_on(cast, date(2027, 1, 10)) == [cast.vice_unit]


def test_two_offices_for_one_unit_are_refused(cast, following):
    choices = [Choice("chair", cast.unit), Choice("vice_chair", cast.unit)]
    with pytest.raises(ValidationError, match="chỉ giữ một vai trò"):
        actions.confirm_offices(following, choices, by=cast.secretary)


def test_a_year_with_its_chair_takes_no_proposal(cast):
    with pytest.raises(ValidationError, match="đã có cụm trưởng"):
        actions.propose_offices(cast.year, [Choice("chair", cast.unit)], by=cast.secretary)


def test_the_second_signature_passes_offices_books_and_tasks_on(cast, following):
    OfficeTerm.objects.filter(cluster_year=cast.year).update(ends_on=None)
    meeting = make.make_ceremony(cast.year)
    task = pledge_actions.add_follow_up(
        FollowUp(
            ceremony=meeting, text="Hoàn thiện quy chế.", owner=cast.chair_unit, due_on=date(2027, 3, 1)
        ),
        by=cast.chair,
    )
    settle(cast, following)
    handover = sign_both(cast, handover_of(cast))
    task.refresh_from_db()
    cast.year.refresh_from_db()
    assert (task.passed_to, task.owner, task.due_on) == (following, cast.vice_unit, date(2027, 3, 1))
    assert (handover.completed_on, cast.year.closed_on) == (DAY, DAY)
    assert chair_on(cast, DAY) == [cast.chair_unit]
    assert chair_on(cast, TAKES_OVER) == [cast.vice_unit]
    assert following.proposed_terms.count() == 0


def test_one_signature_alone_passes_nothing_on(cast, following):
    settle(cast, following)
    handover = handover_of(cast)
    check_all(handover, cast.chair)
    actions.sign_handover(handover, "outgoing", "Nguyễn Văn An", "Chủ tịch", DAY, by=cast.chair)
    assert handover.completed_on is None
    assert not following.office_terms.exists()


def test_an_unchecked_item_holds_the_signature_up(cast, following):
    settle(cast, following)
    with pytest.raises(ValidationError, match="mục chưa kiểm"):
        actions.sign_handover(handover_of(cast), "outgoing", "A", "Chủ tịch", DAY, by=cast.chair)


def test_a_missing_item_says_what_is_missing(cast, following):
    settle(cast, following)
    handover = handover_of(cast)
    item = handover.items.first()
    with pytest.raises(ValidationError, match="phải ghi rõ thiếu gì"):
        actions.check_handover_items(handover, {item.pk: ("missing", "")}, by=cast.chair)


def test_signed_by_one_side_the_checklist_stands(cast, following):
    settle(cast, following)
    handover = handover_of(cast)
    check_all(handover, cast.chair)
    actions.sign_handover(handover, "outgoing", "A", "Chủ tịch", DAY, by=cast.chair)
    with pytest.raises(ValidationError, match="Bên giao đã ký"):
        actions.remove_handover_item(handover.items.first(), by=cast.chair)
    actions.withdraw_handover_signature(handover, "outgoing", "Ký nhầm.", by=cast.chair)
    actions.remove_handover_item(handover.items.first(), by=cast.chair)


def test_a_complete_handover_is_closed_to_the_database_itself(cast, following):
    settle(cast, following)
    handover = sign_both(cast, handover_of(cast))
    with pytest.raises(ValidationError, match="hai bên đã ký"):
        actions.change_handover(handover, by=cast.secretary)
    from django.db import IntegrityError, transaction

    for write in (
        lambda: Handover.objects.filter(pk=handover.pk).update(venue="Nơi khác"),
        lambda: handover.items.update(note="Sửa"),
        lambda: handover.items.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="hai bên đã ký"), transaction.atomic():
            write()


def test_nobody_hands_over_to_nobody(cast):
    with pytest.raises(ValidationError, match="chưa có bên nhận"):
        handover_of(cast)


def test_a_mid_term_replacement_keeps_both_rows(cast):
    term = cast.year.office_terms.get(office="chair")
    successor = OfficeTerm(
        unit=cast.unit, starts_on=date(2026, 6, 1), method="assignment", note="Theo đề nghị."
    )
    actions.replace_office(term, successor, by=cast.secretary)
    assert chair_on(cast, date(2026, 5, 31)) == [cast.chair_unit]
    assert chair_on(cast, date(2026, 6, 1)) == [cast.unit]
    assert chair_on(cast, date(2026, 12, 31)) == [cast.unit]


def test_the_secretary_of_a_cluster_may_be_the_chair_unit(cast):
    make.make_term(cast.year, cast.chair_unit, "secretary")
    assert set(cast.year.offices_held_by([cast.chair_unit.pk], date(2026, 3, 2))) == {"chair", "secretary"}


def test_a_closed_year_takes_nothing_over(cast):
    from clusters.models import YearDocument
    from documents.models import OfficialDocument

    document = OfficialDocument.objects.create(kind="QC", title="Quy chế")
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=DAY)
    with pytest.raises(ValidationError, match="đã khép ngày 20/12/2026"):
        actions.carry_documents(cast.year, [("rules", document)], by=cast.secretary)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="đã khép"), transaction.atomic():
        YearDocument.objects.create(cluster_year=cast.year, document=document)


def test_a_chair_replaced_after_the_minutes_were_drawn_up_does_not_hand_over(cast, following):
    settle(cast, following)
    handover = handover_of(cast)
    check_all(handover, cast.chair)
    actions.sign_handover(handover, "outgoing", "Nguyễn Văn An", "Chủ tịch", DAY, by=cast.chair)
    term = cast.year.office_terms.get(office="chair")
    successor = OfficeTerm(unit=cast.other_unit, starts_on=date(2026, 11, 1), method="assignment")
    actions.replace_office(term, successor, by=cast.secretary)
    with pytest.raises(ValidationError, match="không còn là cụm trưởng năm 2026"):
        actions.sign_handover(handover, "incoming", "Trần Thị Bình", "Chủ tịch", DAY, by=cast.vice)


def test_the_offices_of_a_closed_year_stand(cast, following):
    settle(cast, following)
    sign_both(cast, handover_of(cast))
    term = cast.year.office_terms.get(office="chair")
    term.note = "Sửa sau."
    successor = OfficeTerm(unit=cast.other_unit, starts_on=date(2026, 6, 1), method="assignment")
    secretary = OfficeTerm(
        cluster_year=cast.year, unit=cast.unit, office="secretary", starts_on=date(2026, 1, 1)
    )
    for write in (
        lambda: actions.change_office(term, by=cast.secretary),
        lambda: actions.end_office(term, date(2026, 6, 1), "", by=cast.secretary),
        lambda: actions.replace_office(term, successor, by=cast.secretary),
        lambda: actions.give_office(secretary, by=cast.secretary),
    ):
        with pytest.raises(ValidationError, match="đã khép ngày 20/12/2026"):
            write()


def test_a_term_does_not_outlive_the_next_year(cast, following):
    with pytest.raises(ValidationError, match="không thuộc nhiệm kỳ năm 2027"):
        make.make_term(following, cast.unit, ends_on=date(2062, 12, 31))
