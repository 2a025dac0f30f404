"""The whole chain once, through the actions: what everything else relies on."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from awards import actions as award_actions
from awards.models import Proposal, Review
from pledges import actions as pledge_actions
from tests import factories as make


def test_a_year_goes_from_draft_to_decision(cast):
    by = cast.secretary
    pledge = make.make_pledge(cast.year, by=by)
    pledge_actions.send_for_comments(pledge, date(2026, 3, 10), by=by)
    make.agree(pledge, by=by)
    assert [row.unit for row in pledge.signatures.all()] == cast.units
    make.sign_all(pledge, by)
    assert pledge.status == "signed"

    award = make.make_award()
    nomination = make.make_nomination(cast.year, cast.unit, award, by=cast.officer)
    award_actions.submit(nomination, by=cast.officer)
    award_actions.receive(nomination, by=by)
    award_actions.appraise(nomination, by=by)
    award_actions.review(Review(nomination=nomination, opinion="agree", score=0), by=cast.leader)
    award_actions.close_review(nomination, by=by)
    proposal = award_actions.add_proposal(
        Proposal(
            cluster_year=cast.year,
            addressee=cast.authority,
            number="07/TTr-CTĐ01",
            dated_on=date(2026, 3, 1),
            signer_unit=cast.chair_unit,
            signatory="Nguyễn Văn An",
        ),
        [nomination],
        by=by,
    )
    award_actions.issue_proposal(proposal, by=by)
    award_actions.decide(nomination, "granted", "12/QĐ", date(2026, 3, 2), by=cast.leader)
    nomination.refresh_from_db()
    assert (nomination.status, nomination.granted) == ("decided", award)
    assert Event.objects.filter(cluster_year=cast.year).count() > 10


def test_second_chair_is_refused_in_words(cast):
    with pytest.raises(ValidationError, match="đã có cụm trưởng"):
        make.make_term(cast.year, cast.unit, "chair", starts_on=date(2026, 5, 1))
