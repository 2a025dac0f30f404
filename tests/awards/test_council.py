"""Sessions and votes: who votes, what is refused in which words, what the result says, and what nobody can find out."""

import itertools
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from awards import actions, urn
from awards.models import (
    Motion,
    NamedVote,
    Nomination,
    Recusal,
    Review,
    Seat,
    Turnout,
    Urn,
    VoteRule,
    WrittenOpinion,
)
from awards.reading import NominationReading
from clusters import actions as cluster_actions
from clusters.lineage import Arrangement, NewUnit
from clusters.models import OfficeTerm, ProposedTerm
from tests import factories as make
from tests.awards.council import attend, award_motion, counted, election, session_of, vote_rule, voters
from tests.awards.dossiers import award_of, dossier
from tests.test_same_second import at_once

pytestmark = pytest.mark.django_db


def refused(act, words):
    with pytest.raises(ValidationError) as caught:
        act()
    told = " ".join(caught.value.messages)
    assert words in told, told


def seat_of(session, user):
    return session.seats.get(user=user)


# --- the urn --------------------------------------------------------------------------------------------


def test_the_urn_has_one_length_and_another_text_every_time():
    key = Motion().uuid
    texts = [urn.seal(key, {"agree": number, "against": 0}) for number in (0, 0, 7, 12345)]
    assert len({len(text) for text in texts}) == 1
    assert len(set(texts)) == 4
    assert urn.unseal(key, texts[3]) == {"agree": 12345, "against": 0}


def test_the_urn_opens_neither_for_another_vote_nor_with_another_key(settings):
    key = Motion().uuid
    text = urn.seal(key, {"agree": 1})
    with pytest.raises(urn.Unreadable):
        urn.unseal(Motion().uuid, text)
    settings.SECRET_KEY = "x" * 60
    with pytest.raises(urn.Unreadable):
        urn.unseal(key, text)


# --- secrecy --------------------------------------------------------------------------------------------


# Numbers, which PostgreSQL does not give out twice, and the digests of events, in which these numbers stand.
DERIVED = {"id", "event_id", "previous", "digest"}


def everything():
    """Return all rows of all tables, without the numbers that a database gives out."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            found[model._meta.db_table] = sorted(
                str({name: value for name, value in row.items() if name not in DERIVED}) for row in rows
            )
    return found


def dumps_while_voting(motion, ballots):
    """Vote, look at the whole database after each ballot, and take everything back. Returns (dumps, totals)."""
    dumps = []
    with transaction.atomic():
        for user, choice in ballots:
            actions.vote(motion, choice, by=user)
            (sealed,) = Urn.objects.filter(motion=motion).values_list("content", flat=True)
            dump = everything()
            dump["awards_urn"] = [row.replace(sealed, f"{len(sealed)} letters") for row in dump["awards_urn"]]
            dumps.append(dump)
        totals = urn.unseal(motion.uuid, Urn.objects.get(motion=motion).content)
        transaction.set_rollback(True)
    return dumps, totals


def test_who_chose_what_in_secret_changes_nothing_but_the_sealed_text(cast):
    vote_rule()
    members = voters(3)
    motion = award_motion(cast, session_of(cast, members), "secret")
    runs = [
        dumps_while_voting(motion, list(zip(members, choices, strict=True)))
        for choices in itertools.permutations(("agree", "against", "abstain"))
    ]
    assert all(run == runs[0] for run in runs)
    dumps, totals = runs[0]
    assert totals == {"agree": 1, "against": 1, "abstain": 1}
    assert len(dumps[-1]["awards_turnout"]) == 3  # what does change is seen by this test


def test_the_history_tells_that_a_member_voted_and_not_how(cast):
    vote_rule()
    (member,) = voters(1)
    motion = award_motion(cast, session_of(cast, [member]), "secret")
    actions.vote(motion, "against", by=member)
    event = Event.objects.get(verb="voted")
    assert (event.actor, event.changes, event.note) == (member, [], "")
    assert "against" not in str(event.__dict__)
    assert not NamedVote.objects.exists()


def test_a_closed_urn_is_empty_and_its_totals_stand_on_the_motion(cast):
    vote_rule()
    members = voters(5)
    session = session_of(cast, members)
    motion = award_motion(cast, session, "secret")
    for member, choice in zip(members, ("agree", "agree", "agree", "agree", "against"), strict=True):
        actions.vote(motion, choice, by=member)
    actions.close_voting(motion, by=cast.secretary)
    assert Urn.objects.get(motion=motion).content == ""
    assert (motion.agree, motion.against, motion.abstain, motion.issued, motion.returned) == (4, 1, 0, 5, 5)
    assert motion.passed is True
    assert motion.result.startswith("Đạt: 4/5 phiếu đồng ý, bằng 80%")


def test_a_lost_key_is_said_in_words_and_the_vote_is_made_void_and_held_again(cast, settings):
    vote_rule()
    (member,) = voters(1)
    session = session_of(cast, [member])
    motion = award_motion(cast, session, "secret")
    actions.vote(motion, "agree", by=member)
    settings.SECRET_KEY = "y" * 60
    refused(lambda: actions.close_voting(motion, by=cast.secretary), "Không mở được hòm phiếu điện tử")
    actions.void_voting(motion, "Khóa mã hóa đã thay đổi.", by=cast.secretary)
    again = actions.vote_again(motion, by=cast.secretary)
    actions.open_voting(session, [again], by=cast.secretary)
    actions.vote(again, "agree", by=member)
    actions.close_voting(again, by=cast.secretary)
    assert (again.round, again.passed, Urn.objects.get(motion=motion).content) == (2, True, "")


# --- who votes ------------------------------------------------------------------------------------------


def test_whoever_may_not_vote_is_told_why(cast):
    vote_rule()
    members = voters(3)
    session = session_of(cast, members)
    motion = award_motion(cast, session, "named", is_open=False)
    refused(lambda: actions.vote(motion, "agree", by=members[0]), "Biểu quyết chưa mở.")
    attend(session, cast, "absent", seat_of(session, members[1]))
    actions.open_voting(session, [motion], by=cast.secretary)
    actions.recuse(
        Recusal(motion=motion, seat=seat_of(session, members[2]), reason="Là em ruột người được đề nghị."),
        by=cast.secretary,
    )
    refused(lambda: actions.vote(motion, "agree", by=cast.secretary), "không gắn với thành viên nào")
    refused(lambda: actions.vote(motion, "agree", by=members[1]), "chưa được điểm danh có mặt")
    refused(
        lambda: actions.vote(motion, "agree", by=members[2]),
        "không tham gia biểu quyết nội dung này: là em ruột",
    )
    refused(lambda: actions.vote(motion, "maybe", by=members[0]), "Chọn một ý kiến")
    actions.vote(motion, "agree", by=members[0])
    refused(lambda: actions.vote(motion, "against", by=members[0]), "đã bỏ phiếu nội dung này")
    actions.close_voting(motion, by=cast.secretary)
    refused(lambda: actions.vote(motion, "agree", by=members[0]), "Biểu quyết đã kết thúc")
    assert Turnout.objects.count() == 1


def test_people_of_the_nominees_unit_and_the_nominee_step_aside_by_themselves(cast):
    vote_rule()
    award = make.make_award(code="CSTD", name="Chiến sĩ thi đua", subject="individual")
    row = dossier(cast, "appraised", award=award, nominee_kind="individual", nominee="Nguyễn Văn Ân")
    heir = make.make_unit(cast.authority, name="Hội hợp nhất")
    type(heir).objects.filter(pk=heir.pk).update(ancestor_ids=[cast.unit.pk])
    newcomer = make.make_user("newcomer", "Đỗ Thị Mai")
    make.assign(newcomer, make.Role.OFFICER, heir)
    session = session_of(cast, [cast.representative, cast.leader, newcomer])
    actions.seat_members(
        session,
        [
            Seat(full_name="Trần Thị Hòa", unit=cast.unit),
            Seat(full_name="Phạm Thị Nga", unit=heir),
            Seat(full_name="Ông Nguyễn Văn Ân", post="Chủ tịch Công đoàn"),
            Seat(full_name="NGUYỄN VĂN ÂN"),
            Seat(full_name="Lê Văn Tư"),
        ],
        by=cast.secretary,
    )
    attend(session, cast, "present")
    motion = award_motion(cast, session, "hands", row)
    aside = {(one.seat.full_name, one.ground) for one in motion.recusals.all()}
    assert aside == {
        (cast.representative.full_name, "unit"),
        ("Trần Thị Hòa", "unit"),
        ("Phạm Thị Nga", "unit"),
        ("Đỗ Thị Mai", "unit"),
        ("NGUYỄN VĂN ÂN", "person"),
        ("Ông Nguyễn Văn Ân", "person"),
    }
    namesake = motion.recusals.filter(ground="person").first()
    actions.lift_recusal(namesake, "Trùng tên, không phải người được đề nghị.", by=cast.secretary)
    own = motion.recusals.filter(ground="unit").first()
    refused(lambda: actions.lift_recusal(own, "Nhầm.", by=cast.secretary), "Người của đơn vị được xét")


def test_who_speaks_for_a_unit_steps_aside_for_those_that_went_into_it(cast):
    vote_rule()
    row = dossier(cast, "appraised")
    event = cluster_actions.record_event(
        Arrangement(
            cast.authority,
            "merger",
            date(2026, 3, 1),
            before=(cast.unit, cast.other_unit),
            made=(NewUnit("Hội Hợp nhất"),),
        ),
        by=cast.secretary,
    )
    (heir,) = event.side("after")
    with_account = voters(1)
    make.assign(with_account[0], make.Role.OFFICER, heir)
    session = session_of(cast, with_account, count=3)
    actions.seat_members(session, [Seat(full_name="Lê Thị Thu", unit=heir)], by=cast.secretary)
    attend(session, cast, "present")
    motion = award_motion(cast, session, "hands", row)
    aside = {(one.seat.full_name, one.ground) for one in motion.recusals.all()}
    assert aside == {(with_account[0].full_name, "unit"), ("Lê Thị Thu", "unit")}


def test_voting_opens_only_when_everything_is_ready(cast):
    session = session_of(cast, voters(2), count=1)
    motion = award_motion(cast, session, "named", is_open=False)

    def start():
        actions.open_voting(session, [motion], by=cast.secretary)

    attend(session, cast, "unknown", session.seats.last())
    refused(start, "Chưa điểm danh 1 thành viên: Ủy viên số 1.")
    attend(session, cast, "present")
    refused(start, "Chưa có quy tắc biểu quyết")
    rule = vote_rule(is_secret=True, quorum_over=2, quorum_under=3)
    refused(start, "quy định bỏ phiếu kín")
    VoteRule.objects.filter(pk=rule.pk).update(is_secret=False)
    refused(start, "Ủy viên số 1 chưa gắn với tài khoản")
    attend(session, cast, "absent", *session.seats.all()[:2])
    refused(start, "Không đủ số thành viên dự họp: 1/3")
    assert motion.status == "draft"
    assert not Event.objects.filter(verb="voting_opened").exists()


def test_a_vote_by_name_is_told_when_voting_has_ended(cast):
    vote_rule()
    members = voters(2)
    motion = award_motion(cast, session_of(cast, members), "named")
    for member in members:
        actions.vote(motion, "agree", by=member)
    cast_votes = Event.objects.filter(verb="voted", subject_id=str(motion.pk))
    assert [(event.actor, event.changes) for event in cast_votes.order_by("pk")] == [
        (member, []) for member in members
    ]
    actions.close_voting(motion, by=cast.secretary)
    told = Event.objects.get(verb="voting_closed", subject_id=str(motion.pk)).changes
    assert told[1:] == [[member.full_name, "", "Đồng ý"] for member in members]


def test_a_rule_changed_after_opening_changes_nothing(cast):
    rule = vote_rule(threshold="50")
    motion = award_motion(cast, session_of(cast, count=10), "hands")
    VoteRule.objects.filter(pk=rule.pk).update(threshold="90")
    counted(motion, cast, agree=5, against=5)
    actions.close_voting(motion, by=cast.secretary)
    assert motion.passed is True


def test_a_dossier_is_voted_on_by_the_rule_of_the_day_it_was_received(cast):
    rule = vote_rule(threshold="50")
    row = dossier(cast, "appraised")
    VoteRule.objects.filter(pk=rule.pk).update(threshold="90")
    later = dossier(cast, "appraised", unit=cast.other_unit)
    session = session_of(cast, count=10)
    kept = [award_motion(cast, session, "hands", one).rule["threshold"] for one in (row, later)]
    assert kept == ["50.00", "90.00"]


# --- counting -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("agree", "passed"), [(12, True), (11, False)])
def test_the_result_says_why(cast, agree, passed):
    vote_rule()
    motion = award_motion(cast, session_of(cast, count=15), "hands")
    counted(motion, cast, agree=agree, against=15 - agree)
    actions.close_voting(motion, by=cast.secretary)
    assert motion.passed is passed
    assert f"{agree}/15 phiếu đồng ý" in motion.result
    assert "cần từ 80% trở lên, tức ít nhất 12 phiếu" in motion.result


def test_counts_that_contradict_each_other_are_all_named_and_not_kept(cast):
    vote_rule()
    motion = award_motion(cast, session_of(cast, count=5), "paper")
    with pytest.raises(ValidationError) as caught:
        counted(motion, cast, issued=6, returned=7, agree=4, against=1, invalid=0)
    assert caught.value.messages == [
        "Phát ra 6 phiếu, nhiều hơn 5 thành viên được biểu quyết.",
        "Thu về 7 phiếu, nhiều hơn 6 phiếu phát ra.",
        "Cộng các loại phiếu được 5, khác 7 phiếu thu về.",
    ]
    motion.refresh_from_db()
    assert motion.issued is None
    refused(lambda: actions.close_voting(motion, by=cast.secretary), "Chưa ghi kết quả kiểm phiếu")


def test_the_written_opinion_of_an_absent_member_counts_by_the_rule(cast):
    vote_rule(threshold="60", written="as_vote")
    session = session_of(cast, count=5)
    seats = list(session.seats.all())
    attend(session, cast, "absent", *seats[:2])
    motion = award_motion(cast, session, "hands")
    for seat, choice in zip(seats[:2], ("agree", "against"), strict=True):
        actions.write_opinion(WrittenOpinion(motion=motion, seat=seat, choice=choice), by=cast.secretary)
    present = WrittenOpinion(motion=motion, seat=seats[4], choice="agree")
    refused(lambda: actions.write_opinion(present, by=cast.secretary), "thành viên vắng mặt")
    counted(motion, cast, agree=2, against=1)
    actions.close_voting(motion, by=cast.secretary)
    assert (motion.written_agree, motion.written_against) == (1, 1)
    assert motion.result.startswith("Đạt: 3/5 phiếu đồng ý")


def test_a_written_opinion_on_a_secret_question_is_never_kept_by_name(cast):
    vote_rule()
    session = session_of(cast, count=3)
    attend(session, cast, "absent", session.seats.last())
    motion = award_motion(cast, session, "paper")
    opinion = WrittenOpinion(motion=motion, seat=session.seats.last(), choice="agree")
    refused(lambda: actions.write_opinion(opinion, by=cast.secretary), "không ghi tên")
    counted(motion, cast, issued=2, returned=2, agree=2, invalid=0, written_agree=1)
    actions.close_voting(motion, by=cast.secretary)
    assert motion.result.startswith("Đạt: 3/3")


# --- the database refuses by itself ---------------------------------------------------------------------


@pytest.fixture
def scene(cast):
    """An open named vote of three: one present, one absent, one who stepped aside."""
    vote_rule()
    session = session_of(cast, voters(3))
    seats = list(session.seats.all())
    attend(session, cast, "absent", seats[1])
    motion = award_motion(cast, session, "named")
    Recusal.objects.create(motion=motion, seat=seats[2], reason="Có liên quan.")
    return cast, session, motion, seats


def broken(act, words):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        act()


@pytest.mark.parametrize("model", [Turnout, NamedVote])
def test_the_database_takes_a_vote_only_of_who_may_cast_it(scene, model):
    _, _, motion, seats = scene
    fields = {"choice": "agree"} if model is NamedVote else {}
    broken(lambda: model.objects.create(motion=motion, seat=seats[1], **fields), "chưa được điểm danh có mặt")
    broken(lambda: model.objects.create(motion=motion, seat=seats[2], **fields), "không tham gia biểu quyết")
    row = model.objects.create(motion=motion, seat=seats[0], **fields)
    broken(lambda: model.objects.create(motion=motion, seat=seats[0], **fields), "(?i)unique")
    broken(row.delete, "giữ nguyên")
    broken(lambda: model.objects.filter(pk=row.pk).update(seat=seats[0]), "giữ nguyên")


def test_the_database_keeps_what_voting_stands_on(scene):
    cast, session, motion, seats = scene
    actions.vote(motion, "agree", by=seats[0].user)
    broken(
        lambda: Seat.objects.create(session=session, full_name="Người thêm"), "không sửa danh sách được nữa"
    )
    broken(
        lambda: Seat.objects.filter(pk=seats[0].pk).update(presence="absent"), "không ghi là vắng mặt được"
    )
    broken(lambda: Recusal.objects.create(motion=motion, seat=seats[0], reason="Muộn."), "đã bỏ phiếu")
    broken(lambda: Motion.objects.filter(pk=motion.pk)._raw_delete("default"), "hủy biểu quyết")
    actions.close_voting(motion, by=cast.secretary)
    broken(lambda: Motion.objects.filter(pk=motion.pk).update(agree=3), "không sửa được nữa")
    broken(
        lambda: Motion.objects.filter(pk=motion.pk).update(status="open", passed=None, result=""), "không sửa"
    )
    broken(lambda: Turnout.objects.create(motion=motion, seat=seats[0]), "đã kết thúc")
    broken(lambda: motion.recusals.all().delete(), "không sửa được")
    actions.conclude_session(session, "Thống nhất.", by=cast.secretary)
    broken(lambda: type(session).objects.filter(pk=session.pk).update(conclusions="Khác"), "đã kết thúc")


def test_no_voting_is_opened_before_the_day_of_the_session(cast):
    vote_rule()
    session = session_of(cast, count=3, held_on=date(2026, 3, 3))
    motion = award_motion(cast, session, "hands", is_open=False)
    refused(lambda: actions.open_voting(session, [motion], by=cast.secretary), "chưa đến ngày họp")
    actions.open_voting(session, [motion], by=cast.secretary, today=session.held_on)


# --- the end of a session -------------------------------------------------------------------------------


def test_a_concluded_session_moves_what_passed_and_leaves_what_did_not(cast):
    vote_rule()
    session = session_of(cast, count=5)
    good, bad = dossier(cast, "appraised"), dossier(cast, "appraised", unit=cast.other_unit)
    motions = actions.add_motions(session, [good, bad], "hands", by=cast.secretary)
    refused(
        lambda: actions.conclude_session(session, "", by=cast.secretary), "Còn 2 nội dung chưa có kết quả"
    )
    actions.open_voting(session, motions, by=cast.secretary)
    for motion, agree in zip(motions, (5, 3), strict=True):
        counted(motion, cast, agree=agree, against=5 - agree)
        actions.close_voting(motion, by=cast.secretary)
    actions.conclude_session(session, "Thống nhất kết quả.", "11 giờ 00", by=cast.secretary)
    statuses = [Nomination.objects.get(pk=row.pk).status for row in (good, bad)]
    assert statuses == ["reviewed", "appraised"]
    assert (session.status, session.ends) == ("closed", "11 giờ 00")
    refused(lambda: actions.change_session(session, by=cast.secretary), "đã kết thúc")


def test_no_review_is_closed_against_the_vote_of_a_session(cast):
    vote_rule()
    motion = award_motion(cast, session_of(cast, count=5), "hands")
    row = motion.nomination
    actions.review(Review(nomination=row, opinion="agree"), by=cast.leader)
    assert NominationReading(row, cast.secretary).may["close_review"]
    counted(motion, cast, agree=3, against=2)
    actions.close_voting(motion, by=cast.secretary)
    refused(lambda: actions.close_review(row, by=cast.secretary), "đã biểu quyết không đạt tại “Họp Hội đồng")
    assert not NominationReading(row, cast.secretary).may["close_review"]
    lower = award_of(code="BK-BO", name="Bằng khen của bộ, ban, ngành, tỉnh", group="form")
    actions.lower(row, lower, "Hội đồng không thông qua Cờ thi đua.", by=cast.secretary)
    actions.close_review(row, by=cast.secretary)
    assert row.status == "reviewed"


# --- elections ------------------------------------------------------------------------------------------


def test_a_secret_election_elects_and_a_tie_goes_into_a_run_off(cast):
    vote_rule(matter="election", threshold="50", is_strict=True, base="valid")
    members = voters(5)
    session = session_of(cast, members, kind="conference")
    motion = election(cast, session, "secret", cast.units[:3], places=2)
    first, second, third = motion.candidates.all()
    ballots = [(first, second), (first, third), (first, second), (third, second), (first, third)]
    for member, marks in zip(members, ballots, strict=True):
        actions.vote(motion, [mark.pk for mark in marks], by=member)
    actions.close_voting(motion, by=cast.secretary)
    assert [row.votes for row in motion.candidates.all()] == [4, 3, 3]
    assert [row.is_elected for row in motion.candidates.all()] == [True, False, False]
    assert motion.passed is False
    assert "bằng phiếu nhau; bỏ phiếu lại giữa các đơn vị này, chọn 1 đơn vị" in motion.result
    again = actions.vote_again(motion, by=cast.secretary)
    assert [row.unit for row in again.candidates.all()] == [second.unit, third.unit]
    assert (again.places, again.round, again.rerun_of) == (1, 2, motion)


def test_an_election_ballot_names_no_more_than_there_are_places(cast):
    vote_rule(matter="election", threshold="50")
    members = voters(2)
    motion = election(cast, session_of(cast, members), "secret", cast.units[:3])
    marks = [row.pk for row in motion.candidates.all()]
    refused(lambda: actions.vote(motion, marks[:2], by=members[0]), "nhiều hơn 1 đơn vị cần chọn")
    refused(lambda: actions.vote(motion, [0], by=members[0]), "không có đơn vị vừa chọn")
    actions.vote(motion, [], by=members[0])
    actions.vote(motion, marks[:1], by=members[1])
    actions.close_voting(motion, by=cast.secretary)
    assert (motion.returned, motion.invalid) == (2, 1)


def test_election_counts_that_contradict_each_other_are_named(cast):
    vote_rule(matter="election", threshold="50")
    motion = election(cast, session_of(cast, count=4), "paper", cast.units[:2])
    one, other = motion.candidates.all()
    refused(
        lambda: counted(motion, cast, {one.pk: 4, other.pk: 1}, issued=4, returned=4, invalid=1),
        "Hội thành viên A: 4 phiếu, nhiều hơn 3 phiếu hợp lệ.",
    )
    refused(
        lambda: counted(motion, cast, {one.pk: 3, other.pk: 1}, issued=4, returned=4, invalid=1),
        "Cộng phiếu của các đơn vị được 4, nhiều hơn 3",
    )


@pytest.mark.parametrize(("way", "method"), [("acclaim", "acclaim"), ("paper", "election")])
def test_an_election_feeds_the_office_ledger_to_the_day(cast, way, method, frozen_day):
    vote_rule(matter="election", threshold="50", is_strict=True)
    session = session_of(cast, count=4, kind="conference", title="Hội nghị tổng kết năm 2026")
    motion = election(cast, session, way, [cast.unit])
    if way == "paper":
        (one,) = motion.candidates.all()
        counted(motion, cast, {one.pk: 3}, issued=4, returned=4, invalid=1)
    actions.close_voting(motion, by=cast.secretary)
    actions.conclude_session(session, "", by=cast.secretary)
    year = motion.for_year
    actions.apply_election(session, year, by=cast.secretary, starts_on=year.starts_on)
    term = OfficeTerm.objects.get(cluster_year=year)
    assert (term.unit, term.method, term.starts_on) == (cast.unit, method, year.starts_on)
    assert term.occasion == "Hội nghị tổng kết năm 2026, ngày 02/03/2026"
    assert year.offices_held_by([cast.unit.pk], year.starts_on) == ["chair"]
    assert year.offices_held_by([cast.unit.pk], cast.year.ends_on) == []


def test_an_election_may_wait_for_the_handover(cast):
    session = session_of(cast, count=4, kind="conference")
    motion = election(cast, session, "acclaim", [cast.unit])
    actions.close_voting(motion, by=cast.secretary)
    actions.apply_election(session, motion.for_year, by=cast.secretary)
    assert not OfficeTerm.objects.filter(cluster_year=motion.for_year).exists()
    assert ProposedTerm.objects.get().status == "awaiting"


# --- in the same second ---------------------------------------------------------------------------------


def vote_together(cast, number, way):
    members = voters(number)
    vote_rule()
    motion = award_motion(cast, session_of(cast, members), way)
    choices = ["agree" if place % 3 else "against" for place in range(number)]
    tasks = [
        lambda member=member, choice=choice: actions.vote(Motion.objects.get(pk=motion.pk), choice, by=member)
        for member, choice in zip(members, choices, strict=True)
    ]
    assert [answer for answer in at_once(*tasks) if answer] == []
    actions.close_voting(motion, by=cast.secretary)
    assert (motion.agree, motion.against) == (choices.count("agree"), choices.count("against"))
    assert Turnout.objects.filter(motion=motion).count() == number
    assert Event.objects.filter(verb="voted").count() == number


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["secret", "named"])
def test_voters_at_once_are_each_counted_once(cast, way):
    vote_together(cast, 8, way)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["secret", "named"])
def test_fifty_voters_at_once_are_each_counted_once(cast, way):
    vote_together(cast, 50, way)


@pytest.mark.django_db(transaction=True)
def test_one_member_in_two_browsers_votes_once(cast):
    vote_rule()
    (member,) = voters(1)
    motion = award_motion(cast, session_of(cast, [member]), "secret")
    given = at_once(*[lambda: actions.vote(Motion.objects.get(pk=motion.pk), "agree", by=member)] * 2)
    (refusal,) = [answer for answer in given if answer]
    assert "đã bỏ phiếu nội dung này" in refusal
    actions.close_voting(motion, by=cast.secretary)
    assert motion.agree == 1


@pytest.mark.django_db(transaction=True)
def test_a_vote_while_voting_is_closed_is_counted_or_refused(cast):
    vote_rule()
    (member,) = voters(1)
    motion = award_motion(cast, session_of(cast, [member]), "secret")
    given = at_once(
        lambda: actions.vote(Motion.objects.get(pk=motion.pk), "agree", by=member),
        lambda: actions.close_voting(Motion.objects.get(pk=motion.pk), by=cast.secretary),
    )
    motion.refresh_from_db()
    assert motion.status == "closed"
    assert motion.agree == Turnout.objects.count() == (given[0] is None)


def test_a_dossier_is_not_lowered_while_it_is_voted_on(cast):
    vote_rule()
    motion = award_motion(cast, session_of(cast, count=3), "hands")
    lower = make.make_award(code="GIAY-KHEN", name="Giấy khen", level="base")
    with pytest.raises(ValidationError, match="Hồ sơ đang được biểu quyết nên chưa hạ mức được"):
        actions.lower(motion.nomination, lower, "Chưa đủ thời gian.", by=cast.secretary)
    counted(motion, cast, agree=1, against=2)
    actions.close_voting(motion, by=cast.secretary)
    actions.lower(motion.nomination, lower, "Theo kết quả biểu quyết.", by=cast.secretary)
    motion.nomination.refresh_from_db()
    assert motion.nomination.award_now == lower


def test_what_was_asked_stays_though_the_dossier_is_lowered_afterwards(cast):
    vote_rule()
    motion = award_motion(cast, session_of(cast, count=3), "hands")
    asked = str(motion)
    lower = make.make_award(code="GIAY-KHEN", name="Giấy khen")
    Nomination.objects.filter(pk=motion.nomination_id).update(
        lowered_to=lower, lowered_reason="Theo kết quả bỏ phiếu."
    )
    motion = Motion.objects.get(pk=motion.pk)
    assert str(motion) == asked
    assert motion.nomination.award_now == lower
