"""What the database refuses even when no action stands in between."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from awards import actions
from awards.models import AwardCondition, ConditionFinding, Evidence, Nomination, Proposal, Review
from tests import factories as make
from tests.awards.dossiers import award_of, dossier, evidence, proposal_of


@contextmanager
def refused(sentence):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        yield


def rows(nomination):
    return Nomination.objects.filter(pk=nomination.pk)


@pytest.mark.parametrize(
    "changes",
    [
        {"decision_number": "13/QĐ-UBND"},
        {"decided_on": date(2026, 3, 1)},
        {"outcome": "refused", "granted": None},
        {"status": "proposed", "outcome": "", "granted": None, "decision_number": "", "decided_on": None},
    ],
)
def test_a_decided_dossier_is_not_changed(cast, changes):
    nomination = dossier(cast, "decided")
    with refused("đã có quyết định nên không sửa"):
        rows(nomination).update(**changes)


def test_a_decided_dossier_is_not_deleted(cast):
    nomination = dossier(cast, "decided")
    with refused("không xóa được nữa"):
        rows(nomination)._raw_delete("default")


@pytest.mark.parametrize("status", ["draft", "submitted", "received", "appraised", "reviewed"])
def test_only_a_proposed_dossier_is_decided(cast, status):
    nomination = dossier(cast, status)
    with refused("Chỉ ghi kết quả cho hồ sơ đã trình"):
        rows(nomination).update(
            status="decided",
            outcome="granted",
            granted=nomination.award,
            decision_number="1/QĐ",
            decided_on=date(2026, 3, 1),
        )


def test_awards_of_two_levels_do_not_stand_in_one_proposal(cast):
    state = dossier(cast, "reviewed", award=award_of(code="HCLD", name="Huân chương", level="state"))
    proposal = proposal_of(cast, [dossier(cast, "reviewed")])
    with refused("Một tờ trình không gộp khen thưởng"):
        rows(state).update(proposal=proposal)
    second = dossier(cast, "reviewed", unit=cast.other_unit)
    rows(second).update(proposal=proposal)
    with refused("Một tờ trình không gộp khen thưởng"):
        rows(second).update(lowered_to=state.award, lowered_reason="Hạ mức.")


@pytest.mark.parametrize("status", ["received", "appraised", "decided"])
def test_a_received_dossier_keeps_its_rules(cast, status):
    nomination = dossier(cast, status)
    with refused("giữ nguyên quy định|đã có quyết định"):
        rows(nomination).update(rules_kept=[{"of": "figure"}])


@pytest.mark.parametrize(
    ("side", "status"), [("unit", "submitted"), ("appraiser", "draft"), ("appraiser", "appraised")]
)
def test_a_condition_is_found_in_its_step_only(cast, side, status):
    condition = AwardCondition.objects.create(
        kind="stated", words="Đoàn kết", legal_ref="Điều 26", effective_from=date(2024, 1, 1)
    )
    nomination = dossier(cast, status)
    with refused("không ở bước ghi ý kiến về điều kiện"):
        ConditionFinding.objects.create(
            nomination=nomination, condition=condition, side=side, holds=True, reason="x", by=cast.secretary
        )


def test_a_dossier_starts_as_a_draft(cast):
    with refused("phải bắt đầu từ bước đang lập"):
        Nomination.objects.create(
            cluster_year=cast.year,
            unit=cast.unit,
            award=award_of(),
            put_to=cast.authority,
            created_by=cast.officer,
            status="proposed",
        )


def test_a_submitted_dossier_keeps_its_text(cast):
    nomination = dossier(cast, "submitted")
    other = make.make_award(code="BK", name="Bằng khen")
    for changes in (
        {"achievement": "Khác"},
        {"award": other},
        {"unit": cast.other_unit},
        {"nominee": "Ban Tổ chức"},
    ):
        with refused("đã nộp nên không sửa được"):
            rows(nomination).update(**changes)


def test_a_draft_may_still_be_written(cast):
    nomination = dossier(cast)
    assert rows(nomination).update(achievement="Khác") == 1


@pytest.mark.parametrize("status", ["draft", "submitted", "received", "reviewed", "proposed", "decided"])
def test_only_a_dossier_under_review_takes_opinions(cast, status):
    nomination = dossier(cast, status)
    second = make.make_user("lanh-dao-2")
    make.assign(second, make.Role.LEADER, cast.authority)
    with refused("Chỉ cho ý kiến được với hồ sơ đã thẩm định và đang xét"):
        Review.objects.create(nomination=nomination, reviewer=second, opinion="agree")


def test_nobody_reviews_their_own_unit(cast):
    nomination = dossier(cast, "appraised")
    make.assign(cast.leader, make.Role.OFFICER, cast.unit)
    with refused("không xét hồ sơ của đơn vị mình"):
        Review.objects.create(nomination=nomination, reviewer=cast.leader, opinion="agree")


def test_a_leader_reviews_once(cast):
    nomination = dossier(cast, "appraised")
    Review.objects.create(nomination=nomination, reviewer=cast.leader, opinion="agree")
    with refused("leader_reviews_a_nomination_once|UNIQUE"):
        Review.objects.create(nomination=nomination, reviewer=cast.leader, opinion="agree")


@pytest.mark.parametrize("score", [-1, "100.01"])
def test_a_score_stands_between_0_and_100(cast, score):
    nomination = dossier(cast, "appraised")
    with refused("review_score_is_between_0_and_100"):
        Review.objects.create(nomination=nomination, reviewer=cast.leader, opinion="agree", score=score)


@pytest.mark.parametrize("opinion", ["comment", "disagree"])
def test_disagreement_and_comment_say_something(cast, opinion):
    nomination = dossier(cast, "appraised")
    with refused("comment_only_review_says_something"):
        Review.objects.create(nomination=nomination, reviewer=cast.leader, opinion=opinion)


def test_evidence_of_a_submitted_dossier_stands(cast):
    nomination = dossier(cast)
    row = evidence(nomination, cast.officer)
    actions.submit(nomination, by=cast.officer)
    with refused("không bỏ tài liệu minh chứng được"):
        Evidence.objects.filter(pk=row.pk).delete()


def test_an_issued_proposal_is_final(cast):
    proposal = dossier(cast, "proposed").proposal
    with refused("Tờ trình đã ban hành"):
        Proposal.objects.filter(pk=proposal.pk).update(number="99/TTr")
    with refused("Tờ trình đã ban hành"):
        Proposal.objects.filter(pk=proposal.pk)._raw_delete("default")


def test_an_undecided_dossier_has_no_outcome(cast):
    nomination = dossier(cast, "proposed")
    with refused("only_a_decided_nomination_has_an_outcome"):
        rows(nomination).update(
            outcome="granted",
            granted=nomination.award,
            decision_number="1/QĐ",
            decided_on=date(2026, 3, 1),
        )


def test_a_grant_names_what_is_granted(cast):
    nomination = dossier(cast, "proposed")
    with refused("granted_award_is_named"):
        rows(nomination).update(
            status="decided", outcome="granted", decision_number="1/QĐ", decided_on=date(2026, 3, 1)
        )


def test_a_decision_has_number_and_day(cast):
    nomination = dossier(cast, "proposed")
    with refused("decision_has_number_and_day"):
        rows(nomination).update(status="decided", outcome="refused", decided_on=date(2026, 3, 1))


def test_a_unit_stands_once_for_an_award_a_year(cast):
    nomination = dossier(cast)
    with refused("unit_is_nominated_once|UNIQUE"):
        Nomination.objects.create(
            cluster_year=cast.year,
            unit=cast.unit,
            award=nomination.award,
            put_to=cast.authority,
            created_by=cast.officer,
        )


def test_a_nomination_is_put_to_one_body(cast):
    nomination = dossier(cast)
    with refused("nomination_is_put_to_one_body"):
        rows(nomination).update(put_to_name="Thủ tướng Chính phủ")
