"""The pages of a session: members pasted, questions opened, ballots cast by phone, counts entered, what is refused."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from awards import actions
from awards.models import CouncilSession, Motion, Seat, Turnout
from tests.awards.council import attend, award_motion, counted, election, session_of, vote_rule, voters
from tests.awards.dossiers import dossier
from tests.test_exports import export

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


def page(client, name, *args):
    response = client.get(url(name, *args))
    assert response.status_code == 200
    return response.content.decode()


def send(client, name, *args, follow=False, **data):
    return client.post(url(name, *args), data, follow=follow)


def test_a_session_is_drawn_up_seated_and_opened(cast, sign_in):
    vote_rule()
    client = sign_in(cast.secretary)
    data = {"kind": "council", "title": "Họp Hội đồng", "held_on": "02/03/2026", "venue": "Phòng họp số 1"}
    assert send(client, "council_add", cast.year.pk, **data).status_code == 302
    session = CouncilSession.objects.get()
    lines = "Nguyễn Văn An; Phó Chủ tịch; Chủ tịch\nTrần Thị Bình\tChủ tịch Hội thành viên C\n\n"
    send(client, "seats_add", session.pk, accounts=[cast.leader.pk], lines=lines)
    seats = list(session.seats.all())
    assert [(seat.full_name, seat.role, seat.unit, seat.user) for seat in seats] == [
        (cast.leader.full_name, "member", None, cast.leader),
        ("Nguyễn Văn An", "chair", None, None),
        ("Trần Thị Bình", "member", cast.unit, None),
    ]
    row = dossier(cast, "appraised", unit=cast.other_unit)
    send(client, "motions_add", session.pk, nominations=[row.pk], way="hands")
    motion = session.motions.get()
    refused = send(client, "voting_open", session.pk, motions=[motion.pk])
    assert "Chưa điểm danh 3 thành viên" in refused.content.decode()
    roll_call, opening = url("council_attendance", session.pk), url("voting_open", session.pk)
    assert f'btn-primary" href="{roll_call}"' in page(client, "council_detail", session.pk)
    send(client, "council_attendance", session.pk, **{f"ghe-{seat.pk}": "present" for seat in seats})
    assert f'btn-primary" href="{opening}"' in page(client, "council_detail", session.pk)
    send(client, "voting_open", session.pk, motions=[motion.pk])
    send(client, "motion_count", motion.pk, agree="3", against="0", abstain="0", counters="Lê Văn Tư")
    assert "Đạt: 3/3 phiếu đồng ý" in page(client, "motion_close", motion.pk)
    send(client, "motion_close", motion.pk)
    send(client, "council_conclude", session.pk, ends="11 giờ 00", conclusions="Thống nhất.")
    session.refresh_from_db()
    row.refresh_from_db()
    assert (session.status, row.status) == ("closed", "reviewed")
    text = page(client, "council_detail", session.pk)
    assert "Đạt: 3/3 phiếu đồng ý" in text
    assert url("proposal_add", cast.year.pk) in text
    assert url("proposal_add", cast.year.pk) not in page(sign_in(cast.leader), "council_detail", session.pk)


def test_a_member_pasted_twice_is_named_and_nobody_is_written(cast, sign_in):
    session = session_of(cast)
    response = send(sign_in(cast.secretary), "seats_add", session.pk, lines="An; A\nBình; B\nAn; A")
    assert response.status_code == 422
    text = response.content.decode()
    assert "An: Thành viên này đã có trong danh sách của phiên họp. Chưa ghi thành viên nào." in text
    assert "Bình; B" in text
    assert not Seat.objects.exists()


@pytest.fixture
def secret(cast):
    """An open secret vote of two officials and the leader, who sit in the session."""
    vote_rule()
    session = session_of(cast, [cast.leader, cast.other_officer, cast.chair])
    return award_motion(cast, session, "secret")


def test_a_secret_ballot_is_cast_once_and_never_shown_again(cast, sign_in, secret):
    client = sign_in(cast.leader)
    assert "Bỏ phiếu kín" in page(client, "motion_vote", secret.pk)
    assert "Chọn một ý kiến rồi gửi phiếu." in send(client, "motion_vote", secret.pk).content.decode()
    sent = send(client, "motion_vote", secret.pk, ballot="against", follow=True)
    assert "Đã ghi nhận phiếu." in sent.content.decode()
    for name, key in (("motion_detail", secret.pk), ("council_detail", secret.session_id)):
        text = page(client, name, key)
        assert "Đã bỏ phiếu" in text
        assert "Không đồng ý" not in text
    again = send(client, "motion_vote", secret.pk, ballot="agree", follow=True)
    assert "đã bỏ phiếu nội dung này" in again.content.decode()
    assert Turnout.objects.count() == 1


def test_the_page_of_a_ballot_is_kept_by_no_browser(cast, sign_in, secret):
    response = sign_in(cast.leader).get(url("motion_vote", secret.pk))
    assert "no-store" in response["Cache-Control"]


def test_a_ballot_sent_after_the_sign_in_ran_out_is_kept_nowhere(cast, secret):
    client = Client()
    assert send(client, "motion_vote", secret.pk, ballot="against").status_code == 302
    kept = [row.get_decoded() for row in Session.objects.all()]
    assert kept[0]["resubmit"]["path"] == url("motion_vote", secret.pk)
    assert "against" not in str(kept)


def test_who_has_no_vote_is_told_why_by_the_address_of_the_ballot(cast, sign_in, secret):
    def told(user):
        return send(sign_in(user), "motion_vote", secret.pk, ballot="agree", follow=True).content.decode()

    assert "không gắn với thành viên nào" in told(cast.secretary)
    attend(secret.session, cast, "absent", secret.session.seats.get(user=cast.chair))
    assert "chưa được điểm danh có mặt" in told(cast.chair)
    own = award_motion(cast, secret.session, "secret", dossier(cast, "appraised", unit=cast.other_unit))
    text = send(
        sign_in(cast.other_officer), "motion_vote", own.pk, ballot="agree", follow=True
    ).content.decode()
    assert "không tham gia biểu quyết nội dung này: là người của đơn vị được xét" in text
    actions.close_voting(secret, by=cast.secretary)
    assert "Biểu quyết đã kết thúc" in told(cast.leader)
    assert not Turnout.objects.exists()


def test_turnout_is_live_and_totals_are_not(cast, sign_in, secret):
    actions.vote(secret, "agree", by=cast.leader)
    text = page(sign_in(cast.secretary), "motion_detail", secret.pk)
    assert "Đã bỏ phiếu 1/3 thành viên được biểu quyết." in text
    assert "Kết quả kiểm phiếu</h2>" not in text
    assert "Phiếu của" not in text


def test_a_ballot_waits_among_the_things_to_do(cast, sign_in, secret):
    client = sign_in(cast.leader)
    address = url("motion_vote", secret.pk)
    assert address in client.get(reverse("clusters:overview")).content.decode()
    actions.vote(secret, "agree", by=cast.leader)
    assert address not in client.get(reverse("clusters:overview")).content.decode()


def test_counts_that_contradict_each_other_stay_in_the_form_with_every_reason(cast, sign_in):
    vote_rule()
    motion = award_motion(cast, session_of(cast, count=5), "paper")
    numbers = dict.fromkeys(
        ("abstain", "invalid", "written_agree", "written_against", "written_abstain"), "0"
    )
    response = send(
        sign_in(cast.secretary),
        "motion_count",
        motion.pk,
        **numbers,
        issued="6",
        returned="5",
        agree="4",
        against="0",
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "Phát ra 6 phiếu, nhiều hơn 5 thành viên được biểu quyết." in text
    assert "Cộng các loại phiếu được 4, khác 5 phiếu thu về." in text
    assert 'value="6"' in text


def test_an_election_is_set_up_voted_and_applied_through_the_pages(cast, sign_in):
    vote_rule(matter="election", threshold="50", is_strict=True)
    session = session_of(cast, [cast.leader, cast.chair], kind="conference", title="Hội nghị tổng kết")
    year = type(cast.year)(cluster=cast.cluster, year=2027)
    from clusters import actions as cluster_actions

    cluster_actions.open_year(year, by=cast.secretary)
    client = sign_in(cast.secretary)
    units = [cast.unit.pk, cast.other_unit.pk]
    send(
        client,
        "election_add",
        session.pk,
        office="chair",
        for_year=year.pk,
        places="1",
        way="secret",
        units=units,
    )
    motion = session.motions.get()
    send(client, "voting_open", session.pk, motions=[motion.pk])
    chosen = motion.candidates.get(unit=cast.unit)
    for user in (cast.leader, cast.chair):
        send(sign_in(user), "motion_vote", motion.pk, ballot=[chosen.pk])
    client = sign_in(cast.secretary)
    send(client, "motion_close", motion.pk)
    send(client, "council_conclude", session.pk, ends="11 giờ 00", conclusions="")
    assert url("council_apply", session.pk, 2027) in page(client, "council_detail", session.pk)
    assert f"Cụm trưởng: {cast.unit.name}. Đơn vị được chọn" in page(
        client, "council_apply", session.pk, 2027
    )
    send(client, "council_apply", session.pk, 2027, begins="day", starts_on="01/01/2027")
    assert year.offices_held_by([cast.unit.pk], date(2027, 1, 1)) == ["chair"]
    assert client.get(url("council_apply", session.pk, 2027)).status_code == 404


def test_a_tie_offers_a_run_off_and_a_void_question_another_vote(cast, sign_in):
    vote_rule(matter="election", threshold="50")
    session = session_of(cast, count=4, kind="conference")
    motion = election(cast, session, "paper", cast.units[:2])
    one, other = motion.candidates.all()
    counted(motion, cast, {one.pk: 2, other.pk: 2}, issued=4, returned=4, invalid=0)
    actions.close_voting(motion, by=cast.secretary)
    client = sign_in(cast.secretary)
    assert "Bầu lại" in page(client, "motion_detail", motion.pk)
    send(client, "motion_again", motion.pk)
    again = Motion.objects.get(rerun_of=motion)
    assert "Chọn cụm trưởng năm 2027, biểu quyết lần 2" in page(client, "council_detail", session.pk)
    assert "Bầu lại" not in page(client, "motion_detail", motion.pk)
    actions.open_voting(session, [again], by=cast.secretary)
    send(client, "motion_void", again.pk, reason="Phát nhầm phiếu.")
    assert "Biểu quyết lại" in page(client, "motion_detail", again.pk)


def test_the_lists_tell_excel_what_was_counted_and_leave_the_rest_empty(cast, sign_in):
    vote_rule()
    session = session_of(cast, count=5)
    done, waiting = dossier(cast, "appraised"), dossier(cast, "appraised", unit=cast.other_unit)
    motion = award_motion(cast, session, "hands", done)
    counted(motion, cast, agree=5)
    actions.close_voting(motion, by=cast.secretary)
    award_motion(cast, session, "hands", waiting, is_open=False)
    client = sign_in(cast.secretary)
    rows = export(client, "awards:motion_export", session.pk)
    assert [(row["Đồng ý"], row["Không đồng ý"], row["Tình trạng"]) for row in rows] == [
        (5, 0, "Đạt"),
        (None, None, "Chưa biểu quyết"),
    ]
    (listed,) = export(client, "awards:council_export")
    assert (listed["Số thành viên"], listed["Số nội dung"]) == (5, 2)
    assert export(sign_in(cast.viewer), "awards:council_export") == []


def test_what_happens_in_a_session_is_in_the_history_for_who_sees_it(cast, sign_in, secret):
    actions.vote(secret, "agree", by=cast.leader)
    address = reverse("clusters:year_history", args=[cast.year.pk])
    assert "Bỏ phiếu" in sign_in(cast.secretary).get(address).content.decode()
    assert "Mở biểu quyết" not in sign_in(cast.vice).get(address).content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_of_a_session_ask_a_constant_number_of_questions(
    cast, sign_in, number, django_assert_max_num_queries
):
    vote_rule()
    members = voters(number)
    session = session_of(cast, [cast.leader, *members])
    rows = [dossier(cast, "appraised", nominee=f"Phòng {place}") for place in range(number)]
    motions = actions.add_motions(session, rows, "named", by=cast.secretary)
    actions.open_voting(session, motions, by=cast.secretary)
    for member in members:
        actions.vote(motions[0], "agree", by=member)
    client = sign_in(cast.leader)
    for name in QUERIES:
        args = {"council_detail": [session.pk], "motion_detail": [motions[0].pk]}.get(name, [])
        client.get(url(name, *args))
        with django_assert_max_num_queries(QUERIES[name]):
            client.get(url(name, *args))


QUERIES = {"council_detail": 36, "motion_detail": 33, "council_list": 19}


def test_a_dossier_shows_what_was_voted_on_it_to_who_sees_the_session(cast, sign_in):
    vote_rule()
    session = session_of(cast, count=5)
    row = dossier(cast, "appraised")
    motion = award_motion(cast, session, "hands", row)
    counted(motion, cast, agree=3, against=2)
    actions.close_voting(motion, by=cast.secretary)
    assert "Không đạt: 3/5 phiếu đồng ý" in page(sign_in(cast.secretary), "nomination_detail", row.pk)
    assert "Không đạt" not in page(sign_in(cast.officer), "nomination_detail", row.pk)


def test_who_may_not_read_the_dossier_gets_no_link_to_it(cast, sign_in):
    vote_rule()
    session = session_of(cast, [cast.other_officer], kind="conference")
    row = dossier(cast, "appraised")
    motion = award_motion(cast, session, "named", row)
    address = url("nomination_detail", row.pk)
    assert address in page(sign_in(cast.secretary), "motion_detail", motion.pk)
    assert address not in page(sign_in(cast.other_officer), "motion_detail", motion.pk)


# --- one tick for many -----------------------------------------------------------------------------------


def test_a_conference_seats_its_units_with_one_tick_each(cast, sign_in):
    """A unit that has a seat is not offered again; a council of the authority offers none."""
    session, client = session_of(cast, kind="conference"), sign_in(cast.chair)
    send(client, "seats_add", session.pk, units=[cast.unit.pk, cast.other_unit.pk], lines="")
    seats = list(session.seats.all())
    assert [(seat.full_name, seat.post, seat.unit) for seat in seats] == [
        ("Đại diện đơn vị", cast.unit.name, cast.unit),
        ("Đại diện đơn vị", cast.other_unit.name, cast.other_unit),
    ]
    form = client.get(url("seats_add", session.pk)).context["form"]
    left = [label for _, label in form.fields["units"].choices]
    assert left == [cast.chair_unit.name, cast.vice_unit.name]
    council = client.get(url("seats_add", session_of(cast, title="Họp Hội đồng").pk))
    assert "units" not in council.context["form"].fields


def test_all_who_were_not_called_are_there_with_one_tick(cast, sign_in):
    session, client = session_of(cast), sign_in(cast.secretary)
    send(client, "seats_add", session.pk, lines="Nguyễn Văn An\nTrần Thị Bình\nLê Văn Cường")
    first, *others = session.seats.all()
    called = {f"ghe-{seat.pk}": "unknown" for seat in others}
    send(
        client, "council_attendance", session.pk, **called, **{f"ghe-{first.pk}": "absent"}, all_present="on"
    )
    assert [seat.presence for seat in session.seats.all()] == ["absent", "present", "present"]


@pytest.mark.parametrize(("who", "starts"), [("secretary", True), ("chair", True), ("officer", False)])
def test_the_list_of_sessions_starts_one_for_who_holds_them(cast, sign_in, who, starts):
    text = sign_in(cast.users[who]).get(reverse("awards:council_list")).content.decode()
    assert (url("council_add", cast.year.pk) in text) == starts
