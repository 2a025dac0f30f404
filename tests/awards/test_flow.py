"""A dossier's way: lowered and raised again, withdrawn from a tờ trình, moved with others, entered as decided."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from audit.models import Event
from awards import actions
from awards.documents import proposal_paper
from awards.models import Nomination
from tests import factories as make
from tests.awards.dossiers import award_of, dossier, proposal_of


def url(name, row):
    return reverse(f"awards:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


def lower_award(**fields):
    return award_of(code="BK-BO", name="Bằng khen của bộ, ban, ngành, tỉnh", group="form", **fields)


def lowered(cast, status="appraised", **fields):
    row = dossier(cast, status, **fields)
    actions.lower(row, lower_award(), "Chưa đủ thời gian giữ Cờ thi đua.", by=cast.secretary)
    return row


def refusal(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return " ".join(refused.value.messages)


# --- a lower award


def test_a_lowered_dossier_asks_for_the_lower_award_and_keeps_the_first(cast, sign_in):
    row = lowered(cast)
    assert (row.award_now, row.award, row.status) == (lower_award(), award_of(), "appraised")
    page = words(sign_in(cast.officer).get(url("nomination_detail", row)))
    assert "Đề nghị Bằng khen của bộ, ban, ngành, tỉnh cho Hội thành viên C" in page
    assert "Ban đầu đề nghị Cờ thi đua của bộ, ban, ngành, tỉnh" in page
    assert "Lý do: Chưa đủ thời gian giữ Cờ thi đua." in page
    assert Event.objects.get(verb="nomination_lowered").changes == [
        ["Mức đề nghị", "Cờ thi đua của bộ, ban, ngành, tỉnh", "Bằng khen của bộ, ban, ngành, tỉnh"]
    ]


def test_lists_filters_and_papers_go_by_the_lower_award(cast, sign_in):
    row = lowered(cast, "reviewed")
    client = sign_in(cast.secretary)
    found = client.get(reverse("awards:nomination_list"), {"hinh_thuc": lower_award().pk})
    assert [one.pk for one in found.context["page_obj"]] == [row.pk]
    choices = found.context["filters"].fields["hinh_thuc"].queryset
    assert list(choices) == [lower_award()]
    assert list(client.get(reverse("awards:nomination_list"), {"q": "bang khen"}).context["page_obj"]) == [
        row
    ]
    paper = proposal_paper(proposal_of(cast, [row]))
    assert [group.award for group in paper.groups] == ["Bằng khen của bộ, ban, ngành, tỉnh"]


def test_what_is_granted_is_what_is_asked_for_now(cast):
    row = lowered(cast, "reviewed")
    actions.issue_proposal(proposal_of(cast, [row]), by=cast.secretary)
    row.refresh_from_db()
    actions.decide(row, "granted", "12/QĐ-UBND", date(2026, 3, 2), by=cast.secretary)
    assert (row.granted, row.award, row.outcome) == (lower_award(), award_of(), "granted")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"subject": "individual"}, "không dành cho tập thể"),
        ({"effective_to": date(2025, 12, 31)}, "không áp dụng vào ngày 02/03/2026"),
    ],
)
def test_the_lower_award_is_of_the_same_subject_and_in_force(cast, fields, says):
    other = make.make_award(code="KHAC", name="Hình thức khác", **fields)
    row = dossier(cast, "appraised")
    assert says in refusal(lambda: actions.lower(row, other, "Chưa đủ.", by=cast.secretary))
    assert Nomination.objects.get().lowered_to is None


def test_lowering_needs_a_reason_and_another_award(cast, sign_in):
    row = dossier(cast, "appraised")
    award = lower_award()
    page = sign_in(cast.secretary).post(url("nomination_lower", row), {"award": award.pk, "reason": " "})
    assert page.context["form"].errors["reason"] == ["Ghi lý do hạ mức."]
    assert "đang đề nghị" in refusal(lambda: actions.lower(row, award_of(), "Lý do.", by=cast.secretary))
    page = sign_in(cast.secretary).post(
        url("nomination_lower", row), {"award": award.pk, "reason": "Chưa đủ."}, follow=True
    )
    assert "Đã hạ mức đề nghị" in words(page)


@pytest.mark.parametrize("status", ["draft", "submitted", "received", "proposed", "decided"])
def test_only_a_dossier_under_review_or_in_a_draft_is_lowered(cast, status):
    row = dossier(cast, status)
    assert "hạ mức được" in refusal(lambda: actions.lower(row, lower_award(), "Chưa đủ.", by=cast.secretary))


def test_a_dossier_in_a_draft_proposal_may_still_be_lowered(cast):
    row = dossier(cast, "reviewed")
    proposal_of(cast, [row])
    row.refresh_from_db()
    actions.lower(row, lower_award(), "Chưa đủ.", by=cast.secretary)
    assert row.award_now == lower_award()


def test_nobody_is_lowered_to_what_another_dossier_asks_for(cast):
    dossier(cast, "appraised", award=lower_award())
    row = dossier(cast, "appraised")
    assert "đã có hồ sơ khác đề nghị" in refusal(
        lambda: actions.lower(row, lower_award(), "Chưa đủ.", by=cast.secretary)
    )


def test_the_first_award_may_be_asked_for_again(cast):
    row = lowered(cast)
    actions.lower(row, award_of(), "Đã bổ sung minh chứng.", by=cast.secretary)
    assert (row.award_now, row.lowered_to, row.lowered_reason) == (award_of(), None, "")


def test_sent_back_before_the_review_the_lowering_is_undone(cast, sign_in):
    row = lowered(cast)
    page = words(sign_in(cast.secretary).get(url("nomination_send_back", row)))
    assert "Việc hạ mức hết hiệu lực: hồ sơ trở lại đề nghị Cờ thi đua" in page
    actions.send_back(row, "Thẩm định lại.", by=cast.secretary)
    row.refresh_from_db()
    assert (row.status, row.lowered_to, row.lowered_reason) == ("received", None, "")
    assert [
        "Mức đề nghị",
        "Bằng khen của bộ, ban, ngành, tỉnh",
        "Cờ thi đua của bộ, ban, ngành, tỉnh",
    ] in Event.objects.get(verb="nomination_sent_back").changes


def test_sent_back_from_the_proposal_to_the_review_it_stays_lowered(cast):
    row = lowered(cast, "reviewed")
    proposal_of(cast, [row])
    row.refresh_from_db()
    actions.send_back(row, "Tách tờ trình.", by=cast.secretary)
    row.refresh_from_db()
    assert (row.status, row.award_now) == ("reviewed", lower_award())


# --- withdrawn from a tờ trình


def test_a_dossier_withdrawn_from_a_draft_proposal_is_taken_out_of_it(cast, sign_in):
    row = dossier(cast, "reviewed")
    proposal = proposal_of(cast, [row])
    row.refresh_from_db()
    page = words(sign_in(cast.officer).get(url("nomination_withdraw", row)))
    assert "Hồ sơ được đưa ra khỏi dự thảo tờ trình." in page
    actions.withdraw(row, "Đơn vị xin rút.", by=cast.officer)
    row.refresh_from_db()
    assert (row.status, row.proposal) == ("withdrawn", None)
    assert "không còn hồ sơ nào" in refusal(lambda: actions.issue_proposal(proposal, by=cast.secretary))


def test_a_dossier_withdrawn_from_an_issued_proposal_stays_listed_and_the_pages_say_so(cast, sign_in):
    row = dossier(cast, "proposed")
    page = words(sign_in(cast.officer).get(url("nomination_withdraw", row)))
    assert "hồ sơ vẫn có tên trong tờ trình" in page
    actions.withdraw(row, "Đơn vị xin rút.", by=cast.officer)
    row.refresh_from_db()
    assert row.proposal.nominations.get() == row
    client = sign_in(cast.secretary)
    assert "rút sau khi ban hành tờ trình" in words(client.get(url("proposal_detail", row.proposal)))
    assert "hồ sơ vẫn có tên trong tờ trình" in words(client.get(url("nomination_detail", row)))
    assert "Đã rút" in refusal(
        lambda: actions.decide(row, "granted", "1/QĐ", date(2026, 3, 2), by=cast.secretary)
    )


def test_a_decided_dossier_is_not_withdrawn(cast):
    row = dossier(cast, "decided")
    assert "Đã có quyết định" in refusal(lambda: actions.withdraw(row, "Rút.", by=cast.officer))
