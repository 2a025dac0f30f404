"""Before and after a decision: the public posting, and the giving of what was awarded."""

from datetime import date

import pytest

from awards import actions
from awards.decision_check import findings, items_of
from awards.models import Conferral, Holiday, Nomination, Posting
from clusters.todo import tasks_of
from tests import factories as make
from tests.awards.decisions import TODAY, decision_on, figure, put
from tests.awards.dossiers import dossier, proposal_of
from tests.awards.test_decisions import graves, says, taken_back
from tests.awards.test_guards import refused


def posted(cast, proposal, starts_on=TODAY, **fields):
    fields = {"where": "Cổng thông tin điện tử", "starts_on": starts_on, **fields}
    return actions.add_posting(Posting(proposal=proposal, **fields), by=cast.secretary)


# --- posting -----------------------------------------------------------------------------------------


def test_the_period_is_counted_from_the_rule_of_its_first_day(cast):
    figure("posting_days", 5, effective_to=date(2026, 2, 28))
    figure("posting_days", 10, effective_from=date(2026, 3, 1), legal_ref="Điều 84.5")
    proposal = proposal_of(cast, [dossier(cast, "reviewed")])
    Holiday.objects.create(day=date(2026, 3, 10), name="Ngày nghỉ bù")
    old, new = posted(cast, proposal, date(2026, 2, 27)), posted(cast, proposal)
    assert (old.working_days, old.ends_on) == (5, date(2026, 3, 6))
    assert (new.working_days, new.ends_on, new.legal_ref) == (10, date(2026, 3, 17), "Điều 84.5")


def test_without_a_rule_nothing_is_invented(cast):
    proposal = proposal_of(cast, [dossier(cast, "reviewed")])
    says(lambda: posted(cast, proposal), "Chưa có quy định về số ngày niêm yết")
    figure("posting_days", 10, level="state")
    says(lambda: posted(cast, proposal), "Chưa có quy định về số ngày niêm yết")


def test_a_proposal_is_not_issued_while_its_list_is_posted(cast):
    figure("posting_days", 10)
    proposal = proposal_of(cast, [dossier(cast, "reviewed")])
    posted(cast, proposal)
    last, after = date(2026, 3, 16), date(2026, 3, 17)
    says(
        lambda: actions.issue_proposal(proposal, by=cast.secretary, today=last),
        "đến hết ngày 16/03/2026 (Điều 84",
    )
    actions.issue_proposal(proposal, by=cast.secretary, today=after)
    assert proposal.status == "issued"


def test_a_decision_waits_for_the_end_of_the_posting(cast):
    (row,) = put(cast, 1)
    figure("posting_days", 10)
    decision = decision_on(cast, [row])
    doubts = [one.text for one in findings(decision, items_of(decision), TODAY) if not one.is_grave]
    assert any("chưa ghi nhận việc niêm yết, lấy ý kiến 10 ngày làm việc" in text for text in doubts)
    assert graves(decision) == []
    posted(cast, row.proposal)
    assert "danh sách đang niêm yết, lấy ý kiến tại Cổng thông tin điện tử" in graves(decision)[0]
    says(lambda: actions.issue_decision(decision, by=cast.secretary), "đang niêm yết")
    alone = (row, "granted", "15/QĐ-UBND", TODAY)
    says(lambda: actions.decide(*alone, by=cast.secretary), "đang niêm yết")


def test_objections_are_settled_only_after_the_period_and_in_words(cast):
    figure("posting_days", 10)
    posting = posted(cast, proposal_of(cast, [dossier(cast, "reviewed")]))
    posting.objections, posting.is_settled = "Không có", True
    says(lambda: actions.change_posting(posting, by=cast.secretary), "đến hết ngày 16/03/2026")
    actions.change_posting(posting, by=cast.secretary, today=date(2026, 3, 17))
    posting.refresh_from_db()
    assert posting.is_settled
    with refused("settled_posting_says_what_came_in"):
        Posting.objects.update(objections="")


# --- the giving --------------------------------------------------------------------------------------


def given(cast, row, **fields):
    return actions.confer(Conferral(nomination=row, **fields), by=cast.secretary)


def test_an_award_is_given_once_and_its_row_is_changed_afterwards(cast):
    row = dossier(cast, "decided")
    assert not Conferral.objects.exists()
    given(cast, row, status="not_yet", note="Chờ hội nghị tổng kết")
    given(cast, row, status="given", given_on=TODAY, received_by="Nguyễn Thị Hoa")
    (conferral,) = Conferral.objects.all()
    assert (conferral.status, conferral.given_on, conferral.received_by) == ("given", TODAY, "Nguyễn Thị Hoa")
    given(cast, row, status="unknown", given_on=TODAY, received_by="Ai đó")
    conferral.refresh_from_db()
    assert (conferral.status, conferral.given_on, conferral.received_by) == ("unknown", None, "")


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 3, 3), "không thể sau hôm nay"),
        (date(2026, 3, 1), "không thể trước ngày quyết định (02/03/2026)"),
    ],
)
def test_the_day_of_giving_is_between_the_decision_and_today(cast, on, sentence):
    says(lambda: given(cast, dossier(cast, "decided"), status="given", given_on=on), sentence)


def test_only_an_award_in_force_is_given(cast):
    says(
        lambda: given(cast, dossier(cast, "proposed"), status="given"),
        "không có khen thưởng đang có hiệu lực",
    )
    row = dossier(cast, "decided", unit=cast.other_unit)
    taken_back(cast, row)
    says(lambda: given(cast, row, status="given"), "không có khen thưởng đang có hiệu lực")
    with refused("đối với hồ sơ đã được khen thưởng"):
        Conferral.objects.create(nomination=Nomination.objects.get(status="proposed"), status="given")


def test_what_waits_to_be_given_is_a_task_of_the_secretariat_and_the_chair(cast):
    row = dossier(cast, "decided")
    label = "Ghi việc trao tặng 01 khen thưởng"

    def told(user):
        user.__dict__.pop("_reach", None)
        return [task.label for task in tasks_of(user)]

    people = ("secretary", "chair", "leader", "officer", "outsider")
    assert [name for name in people if label in told(getattr(cast, name))] == ["secretary", "chair"]
    given(cast, row, status="given", given_on=TODAY)
    assert label not in told(cast.secretary)


def test_drafts_and_letters_to_read_or_send_are_tasks_of_who_issues(cast):
    decision = decision_on(cast, put(cast, 1))
    told = [task.label for task in tasks_of(cast.leader)]
    assert f"Ban hành quyết định: {decision.summary}" in told
    actions.issue_decision(decision, by=cast.leader)
    actions.draft_letters(decision, ["result"], by=cast.secretary)
    told = [task.label for task in tasks_of(cast.leader)]
    assert "Đọc thư: Thông báo kết quả khen thưởng gửi Hội thành viên C" in told
    assert not any(label.startswith("Ban hành quyết định") for label in told)
    assert not any(label.startswith("Đọc thư") for label in [task.label for task in tasks_of(cast.officer)])
    actions.read_letter(decision.letters.get(), by=cast.leader)
    told = [task.label for task in tasks_of(cast.leader)]
    assert "Gửi thư: Thông báo kết quả khen thưởng gửi Hội thành viên C" in told


def test_tasks_ask_as_often_for_many_awards_as_for_one(cast, django_assert_num_queries):
    from awards.steps import decisions_to_issue

    dossier(cast, "decided")
    cast.secretary.reach()
    with django_assert_num_queries(3):
        decisions_to_issue(cast.secretary, TODAY)
    for number in range(4):
        dossier(cast, "decided", award=make.make_award(code=f"P{number}", name=f"Hình thức {number}"))
    with django_assert_num_queries(3):
        decisions_to_issue(cast.secretary, TODAY)
