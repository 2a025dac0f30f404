"""Two people in the same second: each rule holds on real transactions, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import User
from audit.models import Event
from awards import actions as award_actions
from awards.models import (
    Decision,
    Letter,
    Nomination,
    Proposal,
    Review,
    ReviewRecusal,
    ScoreEntry,
    ScoreTable,
)
from awards.moves import Move
from awards.sheets import stamp_of
from clusters import actions as cluster_actions
from clusters.models import IssuedPaper, NumberBook, OfficeTerm
from pledges import actions as pledge_actions
from pledges.models import Content, Pledge, Signature
from tests import factories as make
from tests.accounts.people import invitation_to
from tests.awards.decisions import decision_on, issued, put
from tests.awards.dossiers import dossier, proposal_of
from tests.awards.scores import give, sheet_of, small_table
from tests.clusters.papers import issue, test_kinds
from vietnamese.numbers import format_decimal

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks):
    """Run the tasks in threads that start together; return what each gave, refusals as their sentences."""
    barrier = Barrier(len(tasks))

    def run(task):
        try:
            barrier.wait(10)
            return task()
        except ValidationError as error:
            return " ".join(error.messages)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_one_signature_is_recorded_once(cast):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    first = pledge.signatures.order_by("position").first()

    def sign():
        row = Signature.objects.get(pk=first.pk)
        row.signatory, row.post, row.signed_on = "Nguyễn Văn An", "Chủ tịch", date(2026, 3, 1)
        return pledge_actions.sign(row, by=cast.secretary)

    given = at_once(sign, sign)
    refusals = [answer for answer in given if isinstance(answer, str)]
    assert len(refusals) == 1
    assert "đã ký ngày 01/03/2026" in refusals[0]
    assert Event.objects.filter(verb="signed").count() == 1


def test_one_invitation_makes_one_account_with_the_password_of_one_of_two(cast):
    invitation = invitation_to(cast.unit, by=cast.secretary)
    passwords = ["mat-khau-thu-nhat", "mat-khau-thu-hai"]

    def accept(password):
        return account_actions.accept_invitation(invitation, password, by=None)

    given = at_once(*(partial(accept, password) for password in passwords))
    refusals = [answer for answer in given if isinstance(answer, str)]
    assert refusals == ["Lời mời này không còn chờ nhận lời nên không thực hiện được nữa."]
    user = User.objects.get(username="tran.binh")
    winner = next(
        password for password, answer in zip(passwords, given, strict=True) if answer not in refusals
    )
    assert user.check_password(winner)
    assert user.assignments.count() == 1


def test_the_last_two_signatures_together_make_the_pledge_signed(cast):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    rows = list(pledge.signatures.order_by("position"))
    for row in rows[:2]:
        row.signatory, row.post, row.signed_on = "Nguyễn Văn An", "Chủ tịch", date(2026, 3, 1)
        pledge_actions.sign(row, by=cast.secretary)

    def sign(pk):
        row = Signature.objects.get(pk=pk)
        row.signatory, row.post, row.signed_on = "Trần Thị Bình", "Chủ tịch", date(2026, 3, 1)
        return pledge_actions.sign(row, by=cast.secretary)

    given = at_once(lambda: sign(rows[2].pk), lambda: sign(rows[3].pk))
    assert [answer for answer in given if isinstance(answer, str)] == []
    pledge.refresh_from_db()
    assert pledge.status == "signed"


def test_a_second_chair_is_refused(cast):
    cluster_actions.open_year(type(cast.year)(cluster=cast.cluster, year=2027), by=cast.secretary)
    year = cast.cluster.years.get(year=2027)

    def appoint(unit):
        term = OfficeTerm(
            cluster_year=year, unit=unit, office="chair", starts_on=year.starts_on, ends_on=year.ends_on
        )
        return cluster_actions.give_office(term, by=cast.secretary)

    given = at_once(lambda: appoint(cast.unit), lambda: appoint(cast.other_unit))
    assert sum("đã có cụm trưởng" in answer for answer in given if isinstance(answer, str)) == 1
    assert year.office_terms.chairs().count() == 1


def test_text_written_while_the_pledge_is_agreed_is_either_in_it_or_refused(cast):
    pledge = make.make_pledge(cast.year, by=cast.secretary)

    def write():
        return pledge_actions.add_content(
            Content(pledge=type(pledge).objects.get(pk=pledge.pk), text="Nội dung chen vào"),
            by=cast.secretary,
        )

    at_once(write, lambda: make.agree(type(pledge).objects.get(pk=pledge.pk), by=cast.secretary))
    pledge.refresh_from_db()
    assert pledge.status == "agreed"
    assert len(pledge.frozen["contents"]) == pledge.contents.count()


def test_a_nomination_is_decided_once(cast):
    award = make.make_award()
    nomination = make.make_nomination(cast.year, cast.unit, award, by=cast.officer)
    award_actions.submit(nomination, by=cast.officer)
    award_actions.receive(nomination, by=cast.secretary)
    award_actions.appraise(nomination, by=cast.secretary)
    award_actions.review(Review(nomination=nomination, opinion="agree"), by=cast.leader)
    award_actions.close_review(nomination, by=cast.secretary)
    proposal = Proposal(
        cluster_year=cast.year,
        addressee=cast.authority,
        number="01/TTr-CTĐ01",
        dated_on=date(2026, 3, 1),
        signer_unit=cast.chair_unit,
        signatory="Nguyễn Văn An",
    )
    award_actions.add_proposal(proposal, [nomination], by=cast.secretary)
    award_actions.issue_proposal(proposal, by=cast.secretary)

    def decide(number):
        row = type(nomination).objects.get(pk=nomination.pk)
        return award_actions.decide(row, "granted", number, date(2026, 3, 2), by=cast.leader)

    given = at_once(lambda: decide("11/QĐ"), lambda: decide("12/QĐ"))
    assert sum("Đã có quyết định" in answer for answer in given if answer) == 1
    assert Event.objects.filter(verb="nomination_decided").count() == 1


def put_forward(cast, *, issue=True):
    """Return a nomination in a tờ trình that is issued, or still a draft."""
    row = dossier(cast, "reviewed")
    proposal = proposal_of(cast, [row])
    if issue:
        award_actions.issue_proposal(proposal, by=cast.secretary)
    row.refresh_from_db()
    return row


def test_a_dossier_is_decided_or_withdrawn_never_both(cast):
    row = put_forward(cast)

    def fresh():
        return type(row).objects.get(pk=row.pk)

    given = at_once(
        lambda: award_actions.decide(fresh(), "granted", "11/QĐ", date(2026, 3, 2), by=cast.leader),
        lambda: award_actions.withdraw(fresh(), "Đơn vị xin rút.", by=cast.officer),
    )
    refusals = [answer for answer in given if isinstance(answer, str)]
    assert len(refusals) == 1
    row.refresh_from_db()
    assert (row.status, row.outcome) in (("decided", "granted"), ("withdrawn", ""))
    assert Event.objects.filter(verb__in=["nomination_decided", "nomination_withdrawn"]).count() == 1


def test_a_dossier_withdrawn_while_its_proposal_is_issued_leaves_no_empty_proposal(cast):
    row = put_forward(cast, issue=False)
    at_once(
        lambda: award_actions.issue_proposal(Proposal.objects.get(), by=cast.secretary),
        lambda: award_actions.withdraw(type(row).objects.get(pk=row.pk), "Đơn vị xin rút.", by=cast.officer),
    )
    row.refresh_from_db()
    proposal = Proposal.objects.get()
    assert row.status == "withdrawn"
    assert (proposal.status, row.proposal_id) in (("issued", proposal.pk), ("draft", None))


def test_of_two_who_move_the_same_dossiers_one_does_and_the_other_is_told(cast):
    rows = [dossier(cast, "submitted", unit=unit) for unit in (cast.unit, cast.other_unit)]
    seen = {row.pk: row.status for row in rows}

    def move(by):
        return lambda: award_actions.move_many(dict(seen), Move.RECEIVE, by=by)

    given = at_once(move(cast.secretary), move(cast.chair))
    (refusal,) = [answer for answer in given if isinstance(answer, str)]
    assert "Chưa chuyển hồ sơ nào" in refusal
    assert Event.objects.filter(verb="nominations_moved").count() == 1


def test_a_leader_steps_aside_or_gives_an_opinion_never_both(cast):
    row = dossier(cast, "appraised")

    def fresh():
        return type(row).objects.get(pk=row.pk)

    at_once(
        lambda: award_actions.review(Review(nomination=fresh(), opinion="agree"), by=cast.leader),
        lambda: award_actions.step_aside(
            ReviewRecusal(nomination=fresh(), reason="Người thân."), by=cast.leader
        ),
    )
    assert row.recusals.count() == 1
    assert row.reviews.count() == 0


# --- the same form twice in one second ---------------------------------------------------------------


def sent_twice(user, *requests):
    """Send the requests at once, each from its own browser; return the status codes, sorted."""
    barrier = Barrier(len(requests))

    def send(request):
        url, data = request
        client = Client()
        client.force_login(user)
        barrier.wait(10)
        try:
            return client.post(url, data).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(send, requests))


def test_a_year_has_one_shape_of_pledge_though_both_are_sent_at_once(cast):
    url = reverse("pledges:pledge_add", args=[cast.year.pk])
    forms = [(url, {"shape": shape, "title": "Giao ước thi đua"}) for shape in ("joint", "per_unit")]
    assert sent_twice(cast.secretary, *forms) == [302, 422]
    assert len(set(Pledge.objects.values_list("shape", flat=True))) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("clusters:cluster_add", {"kind": "cum", "number": "9"}),
        ("clusters:unit_add", {"name": "Hội gửi hai lần"}),
        ("clusters:theme_add", {"text": "Đoàn kết"}),
        ("clusters:member_add", {"names": "Hội mới gửi hai lần", "starts_on": "01/01/2026"}),
        ("awards:nomination_add", {"achievement": "Tốt"}),
    ],
)
def test_a_form_sent_twice_makes_one_record(cast, name, data):
    record = {
        "clusters:theme_add": cast.year,
        "awards:nomination_add": cast.year,
        "clusters:member_add": cast.cluster,
    }
    url = reverse(name, args=[record[name].pk] if name in record else [])
    data = {"authority": cast.authority.pk, **data}
    if name == "awards:nomination_add":
        award = make.make_award()
        data |= {"unit": cast.unit.pk, "award": award.pk, "put_to": cast.authority.pk}
    assert sent_twice(cast.secretary, (url, data), (url, data)) == [302, 422]


def test_numbers_taken_together_have_neither_gaps_nor_doubles(cast):
    years = [cast.year, *(make.make_year(cast.cluster, number) for number in (2027, 2028, 2029))]

    def take(year):
        return lambda: issue(numbered, type(year).objects.get(pk=year.pk), cast.secretary)

    with test_kinds() as (numbered, _):
        papers = at_once(*map(take, years))  # four papers of one book, each of a year of its own
    assert sorted(paper.number for paper in papers) == [1, 2, 3, 4]
    assert NumberBook.objects.get().last == 4
    assert IssuedPaper.objects.values("code").distinct().count() == 4


def test_one_paper_is_issued_once_and_what_was_refused_takes_no_number(cast):
    def take():
        return issue(numbered, type(cast.year).objects.get(pk=cast.year.pk), cast.secretary)

    with test_kinds() as (numbered, _):
        given = at_once(take, take, take)
        refusals = [answer for answer in given if isinstance(answer, str)]
        assert len(refusals) == 2
        assert all("vừa được phát hành" in refusal for refusal in refusals)
        (paper,) = IssuedPaper.objects.all()
        following = issue(numbered, cast.year, cast.secretary, supersedes=paper, reason="Sửa lỗi")
    assert (paper.number, following.number) == (1, 2)
    assert Event.objects.filter(verb="paper_issued").count() == 2


def test_a_paper_revoked_while_it_is_issued_again_is_either_revoked_or_replaced(cast):
    with test_kinds() as (numbered, _):
        first = issue(numbered, cast.year, cast.secretary)

        def again():
            year = type(cast.year).objects.get(pk=cast.year.pk)
            return issue(numbered, year, cast.secretary, supersedes=first, reason="Sửa lỗi")

        def revoke():
            return cluster_actions.revoke_paper(first, date(2026, 3, 2), "Ban hành nhầm", by=cast.secretary)

        given = at_once(again, revoke)
    assert sum(isinstance(answer, str) for answer in given) == 1
    first.refresh_from_db()
    assert (first.revoked_on is None) != (first.superseded_by is None)
    assert IssuedPaper.objects.in_force().count() == (first.revoked_on is None)


def test_of_two_papers_that_take_each_others_place_only_one_does(cast):
    years = [cast.year, make.make_year(cast.cluster, 2027)]
    with test_kinds() as (numbered, _):
        one, other = (issue(numbered, year, cast.secretary) for year in years)

    def supersede(paper, successor):
        return cluster_actions.supersede_paper(paper, successor, "Gộp văn bản", by=cast.secretary)

    given = at_once(lambda: supersede(one, other), lambda: supersede(other, one))
    assert sum(isinstance(answer, str) for answer in given) == 1
    assert IssuedPaper.objects.in_force().count() == 1


def test_an_old_number_entered_while_one_is_taken_is_not_given_twice(cast):
    def enter():
        row = IssuedPaper(cluster_year=cast.year, kind="TTr", number_text="01/TTr-CTĐ01", title="Tờ trình cũ")
        return cluster_actions.add_old_number(row, by=cast.secretary)

    with test_kinds() as (numbered, _):
        given = at_once(
            enter, lambda: issue(numbered, type(cast.year).objects.get(pk=cast.year.pk), cast.secretary)
        )
    numbers = sorted(answer.number for answer in given if not isinstance(answer, str))
    assert numbers in ([1], [1, 2])
    assert IssuedPaper.objects.values("number").distinct().count() == IssuedPaper.objects.count()


# --- scores --------------------------------------------------------------------------------------------


def scores_under_way(cast, until):
    """Return the sheet of ``cast.unit`` in a small table, brought to a step; the others are confirmed."""
    table = small_table(cast.year, cast.secretary)
    award_actions.open_scoring(table, by=cast.secretary)
    for unit in cast.units:
        give(sheet_of(table, unit), 90, cast.secretary, until=until if unit == cast.unit else "confirmed")
    return sheet_of(table, cast.unit)


def points_given(sheet, points, stage, by, note=""):
    entry = ScoreEntry(criterion=sheet.table.criteria.get(), points=Decimal(points), note=note)
    return lambda: award_actions.score(sheet_of(sheet.table, sheet.unit), stage, [entry], by=by)


def test_publication_and_a_sheet_sent_back_do_not_both_happen(cast):
    sheet = scores_under_way(cast, "confirmed")
    table = ScoreTable.objects.get()
    given = at_once(
        lambda: award_actions.publish_scores(ScoreTable.objects.get(), by=cast.secretary),
        lambda: award_actions.send_sheet_back(sheet_of(table, cast.unit), "Xem lại.", by=cast.leader),
    )
    table.refresh_from_db()
    sheet.refresh_from_db()
    assert sum(isinstance(answer, str) for answer in given) == 1
    assert (table.status, sheet.status, sheet.total) in (
        ("published", "confirmed", Decimal(90)),
        ("open", "checked", None),
    )


def test_a_decision_and_a_withdrawal_do_not_both_happen(cast):
    """Either every dossier of the decision is decided, or one is withdrawn and none is."""
    rows = put(cast)
    decision = decision_on(cast, rows)
    given = at_once(
        lambda: award_actions.issue_decision(Decision.objects.get(), by=cast.secretary),
        lambda: award_actions.withdraw(
            Nomination.objects.get(pk=rows[1].pk), "Đơn vị xin rút.", by=cast.representative
        ),
    )
    decision.refresh_from_db()
    found = [Nomination.objects.get(pk=row.pk).status for row in rows]
    assert sum(isinstance(answer, str) for answer in given) == 1
    assert (decision.status, found) in (
        ("issued", ["decided", "decided"]),
        ("draft", ["proposed", "withdrawn"]),
    )


def test_a_decision_is_issued_once(cast):
    decision_on(cast, put(cast))
    given = at_once(
        *(
            lambda by=by: award_actions.issue_decision(Decision.objects.get(), by=by)
            for by in (cast.secretary, cast.leader)
        )
    )
    assert sum(isinstance(answer, str) for answer in given) == 1
    assert Event.objects.filter(verb="decision_issued").count() == 1


def test_a_dossier_goes_into_one_of_two_decisions(cast):
    rows = put(cast)
    given = at_once(
        *(lambda number=number: decision_on(cast, rows, number=f"{number}/QĐ-LH") for number in (12, 13))
    )
    assert sum(isinstance(answer, str) for answer in given) == 1
    assert Decision.objects.get().items.count() == 2


def test_a_letter_changed_while_it_is_sent_is_sent_as_it_was_read(cast):
    (letter,) = award_actions.draft_letters(issued(cast), ["result"], by=cast.secretary)
    award_actions.read_letter(letter, by=cast.leader)
    text = letter.body

    def change():
        row = Letter.objects.get()
        row.body = "Nội dung khác."
        award_actions.change_letter(row, by=cast.leader)

    at_once(lambda: award_actions.release_letter(Letter.objects.get(), by=cast.secretary), change)
    letter.refresh_from_db()
    assert (letter.status, letter.body) in (("released", text), ("draft", "Nội dung khác."))


def test_a_late_edit_is_in_the_published_total_or_refused(cast):
    sheet = scores_under_way(cast, "confirmed")
    for _ in range(2):
        award_actions.send_sheet_back(sheet, "Xem lại.", by=cast.leader)

    def publish():
        fresh = sheet_of(sheet.table, cast.unit)
        award_actions.finish_check(fresh, by=cast.secretary)
        award_actions.confirm_sheet(fresh, by=cast.leader)
        award_actions.publish_scores(ScoreTable.objects.get(), by=cast.leader)

    at_once(publish, points_given(sheet, 70, ScoreEntry.Stage.CHECK, cast.secretary, "Chậm báo cáo."))
    sheet.refresh_from_db()
    assert ScoreTable.objects.get().status == "published"
    assert sheet.total == sheet.entries.get(stage="check").points


def test_a_unit_submits_what_it_sees_or_what_it_just_wrote(cast):
    sheet = scores_under_way(cast, "self")
    at_once(
        lambda: award_actions.submit_sheet(sheet_of(sheet.table, cast.unit), by=cast.officer),
        points_given(sheet, 55, ScoreEntry.Stage.SELF, cast.representative),
    )
    told = Event.objects.filter(verb="sheet_submitted", subject_id=str(sheet.pk)).get()
    points = sheet.entries.get(stage="self").points
    assert ["Tổng điểm tự chấm", "", format_decimal(points)] in told.changes


def test_two_colleagues_who_fill_in_one_criterion_do_not_overwrite_each_other(cast):
    sheet = scores_under_way(cast, "self")
    seen = {str(sheet.table.criteria.get().pk): stamp_of(sheet.entries.get())}

    def give_points(points, by):
        entry = ScoreEntry(criterion=sheet.table.criteria.get(), points=Decimal(points))
        return lambda: award_actions.score(
            sheet_of(sheet.table, cast.unit), ScoreEntry.Stage.SELF, [entry], by=by, seen=seen
        )

    given = at_once(give_points(11, cast.officer), give_points(22, cast.representative))
    (refusal,) = [answer for answer in given if isinstance(answer, str)]
    assert "vừa ghi tiêu chí này lúc" in refusal
    assert (
        Event.objects.filter(verb="sheet_scored", subject_id=str(sheet.pk)).count() == 2
    )  # the first, then one
