"""A dossier's way: lowered and raised again, withdrawn from a tờ trình, moved with others, entered as decided."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from audit.models import Event
from awards import actions
from awards.documents import proposal_paper
from awards.forms import LowerForm
from awards.models import Nomination, Review
from clusters.todo import tasks_of
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
        (
            {"level": "government"},
            "“Hình thức khác” cao hơn “Cờ thi đua của bộ, ban, ngành, tỉnh” đang đề nghị",
        ),
        ({"level": "state", "group": "form"}, "cao hơn"),
    ],
)
def test_the_lower_award_is_of_the_same_subject_and_in_force(cast, fields, says):
    other = make.make_award(code="KHAC", name="Hình thức khác", **fields)
    row = dossier(cast, "appraised")
    assert says in refusal(lambda: actions.lower(row, other, "Chưa đủ.", by=cast.secretary))
    assert Nomination.objects.get().lowered_to is None
    assert other not in LowerForm(nomination=row, today=date(2026, 3, 2)).fields["award"].queryset


def test_of_one_level_and_kind_what_the_catalogue_lists_before_is_above(cast):
    first, third = (
        make.make_award(f"HC-{place}", f"Huân chương hạng {place}", position=place) for place in (1, 3)
    )
    own = make.make_award("RIENG", "Danh hiệu của hội", level="other", position=1)
    assert first.is_above(third)
    assert not any(row.is_above(other) for row, other in ((third, first), (own, third), (first, first)))


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


# --- what waits for whoever receives


def test_each_step_that_waits_for_the_secretariat_is_among_its_tasks(cast):
    for status, unit in (
        ("received", cast.unit),
        ("reviewed", cast.other_unit),
        ("reviewed", cast.vice_unit),
    ):
        dossier(cast, status, unit=unit)
    award = "Cờ thi đua của bộ, ban, ngành, tỉnh"
    wanted = {f"Thẩm định hồ sơ: {award} – Hội thành viên C", "Lập tờ trình cho 02 hồ sơ đã xét"}
    assert wanted <= {task.label for task in tasks_of(cast.secretary)}
    assert not wanted & {task.label for task in tasks_of(cast.officer)}


# --- several at once


def move(client, rows, step, **fields):
    seen = [f"{row.pk}:{row.status}" for row in rows]
    return client.post(
        reverse("awards:nominations_move"), {"hang": seen, "buoc": step, **fields}, follow=True
    )


def check(client, rows, step):
    return client.get(reverse("awards:nominations_move"), {"ho_so": [row.pk for row in rows], "buoc": step})


def statuses():
    return sorted(Nomination.objects.values_list("status", flat=True))


def test_the_list_offers_the_step_for_what_one_may_move(cast, sign_in):
    submitted = dossier(cast, "submitted")
    dossier(cast, unit=cast.vice_unit)
    page = sign_in(cast.chair).get(reverse("awards:nomination_list"))
    assert page.context["movable"] == {submitted.pk}
    assert "Xem lại rồi chuyển" in words(page)
    assert "Xem lại rồi chuyển" not in words(sign_in(cast.officer).get(reverse("awards:nomination_list")))


def test_the_check_names_who_may_move_and_who_may_not_and_why(cast, sign_in):
    good, late = dossier(cast, "appraised"), dossier(cast, "submitted", unit=cast.other_unit)
    actions.review(Review(nomination=good, opinion="agree"), by=cast.leader)
    silent = dossier(cast, "appraised", unit=cast.vice_unit)
    page = check(sign_in(cast.chair), [good, late, silent], "ket-thuc-xet")
    form = page.context["form"]
    assert form.ready == [good]
    assert {row.pk: why for row, why in form.others} == {
        late.pk: "Hồ sơ đang ở bước “Đã nộp” nên không chuyển sang “Hội đồng đã xét” được. "
        "Tải lại trang để xem tình trạng mới nhất.",
        silent.pk: "Chưa có ý kiến xét nào nên chưa kết thúc xét được.",
    }
    assert statuses() == ["appraised", "appraised", "submitted"]
    assert not Event.objects.filter(verb="nominations_moved").exists()


def test_the_check_of_nothing_says_so(cast, sign_in):
    page = check(sign_in(cast.chair), [], "tiep-nhan")
    assert page.status_code == 200
    assert "Chưa chọn hồ sơ nào." in words(page)


def test_all_chosen_take_the_step_with_one_event_and_each_tells_its_own_line(cast, sign_in):
    rows = [dossier(cast, "submitted"), dossier(cast, "submitted", unit=cast.other_unit)]
    page = move(sign_in(cast.chair), rows, "tiep-nhan")
    assert "Đã tiếp nhận 2 hồ sơ." in words(page)
    assert statuses() == ["received", "received"]
    event = Event.objects.get(verb="nominations_moved")
    assert [change[0] for change in event.changes] == [
        f"Hồ sơ {row.pk}: {row.nominee_name} (Cờ thi đua của bộ, ban, ngành, tỉnh)" for row in rows
    ]
    told = sign_in(cast.officer).get(url("nomination_detail", rows[0])).context["reading"].events
    assert [line["changes"] for line in told if line["verb"] == "nominations_moved"] == [
        [["Tình trạng", "Đã nộp", "Đã tiếp nhận, đang thẩm định"]]
    ]
    history = reverse("clusters:year_history", args=[cast.year.pk])
    assert "Chuyển bước nhiều hồ sơ đề nghị" in words(sign_in(cast.chair).get(history))
    assert "Chuyển bước nhiều hồ sơ đề nghị" not in words(sign_in(cast.vice).get(history))


def test_one_that_moved_meanwhile_stops_all(cast, sign_in):
    rows = [dossier(cast, "submitted"), dossier(cast, "submitted", unit=cast.other_unit)]
    client = sign_in(cast.chair)
    actions.receive(Nomination.objects.get(pk=rows[1].pk), by=cast.secretary)
    page = move(client, rows, "tiep-nhan")
    assert page.status_code == 422
    assert "hồ sơ của Hội thành viên D vừa được người khác chuyển bước" in words(page)
    assert statuses() == ["received", "submitted"]
    assert page.context["form"].ready == [rows[0]]


def test_a_row_that_may_not_stops_all_though_it_was_confirmed(cast, sign_in):
    good, silent = dossier(cast, "appraised"), dossier(cast, "appraised", unit=cast.other_unit)
    actions.review(Review(nomination=good, opinion="agree"), by=cast.leader)
    page = move(sign_in(cast.chair), [good, silent], "ket-thuc-xet")
    assert "Chưa có ý kiến xét nào" in words(page)
    assert statuses() == ["appraised", "appraised"]


def test_several_are_sent_back_with_one_reason(cast, sign_in):
    rows = [dossier(cast, "submitted"), dossier(cast, "received", unit=cast.other_unit)]
    client = sign_in(cast.chair)
    assert move(client, rows, "tra-lai", reason="").context["form"].errors["reason"]
    move(client, rows, "tra-lai", reason="Thiếu báo cáo thành tích.")
    assert statuses() == ["draft", "submitted"]
    assert set(Nomination.objects.values_list("sent_back_reason", flat=True)) == {"Thiếu báo cáo thành tích."}


def test_dossiers_of_another_cluster_move_apart(cast, sign_in):
    cluster = make.make_cluster(cast.authority, [cast.unit], number="02", symbol="CTĐ02")
    other = dossier(cast, "submitted", year=make.make_year(cluster, 2026))
    own = dossier(cast, "submitted")
    form = check(sign_in(cast.secretary), [own, other], "tiep-nhan").context["form"]
    assert len(form.ready) == 1
    assert [why for _, why in form.others] == [
        "Chọn hồ sơ của một cụm, khối trong một năm; hồ sơ của cụm, khối khác chuyển riêng."
    ]
    assert "một cụm, khối trong một năm" in words(move(sign_in(cast.secretary), [own, other], "tiep-nhan"))
    assert statuses() == ["submitted", "submitted"]


FORWARD = {
    "received": lambda cast, row: actions.submit(row, by=cast.officer),
    "appraised": lambda cast, row: actions.receive(row, by=cast.secretary),
    "reviewed": lambda cast, row: actions.appraise(row, by=cast.secretary),
    "proposed": lambda cast, row: actions.close_review(row, by=cast.secretary),
}


@pytest.mark.parametrize("status", FORWARD)
def test_no_step_forward_takes_a_dossier_back(cast, status):
    row = dossier(cast, status)
    assert "nên không chuyển sang" in refusal(lambda: FORWARD[status](cast, row))
    assert statuses() == [status]


def test_the_check_lets_no_dossier_fall_back_by_a_step_forward(cast, sign_in):
    reviewed, there = dossier(cast, "reviewed"), dossier(cast, "appraised", unit=cast.other_unit)
    form = check(sign_in(cast.chair), [reviewed, there], "tham-dinh").context["form"]
    assert form.ready == []
    assert dict(form.others)[there] == "Hồ sơ đang ở bước “Đã thẩm định, đang xét” nên không cần chuyển nữa."


def test_nobody_moves_what_is_not_theirs_by_crafted_address(cast, sign_in):
    row = dossier(cast, "submitted")
    move(sign_in(cast.outsider), [row], "tiep-nhan")
    assert statuses() == ["submitted"]
    page = sign_in(cast.chair).post(
        reverse("awards:nominations_move"), {"hang": ["abc", "9" * 30, ":"], "buoc": "x"}, follow=True
    )
    assert "Chưa chọn hồ sơ nào." in words(page)


# --- the fast lane


def finished(cast, **fields):
    return {
        "unit": cast.unit.pk,
        "award": award_of().pk,
        "put_to": cast.authority.pk,
        "number": "125/QĐ-UBND",
        "on": "20/02/2026",
        "signer": "Nguyễn Văn An",
        "source_note": "Bản sao quyết định lưu tại văn phòng.",
        **fields,
    }


def record(cast, client, year=None, **fields):
    return client.post(url("award_record", year or cast.year), finished(cast, **fields), follow=True)


def test_a_finished_award_is_entered_in_one_step(cast, sign_in):
    page = record(cast, sign_in(cast.secretary))
    row = Nomination.objects.get()
    assert (row.status, row.outcome, row.granted) == ("decided", "granted", award_of())
    assert (row.decision_number, row.decided_on) == ("125/QĐ-UBND", date(2026, 2, 20))
    assert row.is_entered_afterwards
    assert "Ghi nhận sau, theo quyết định đã có" in words(page)
    assert "Người ký quyết định: Nguyễn Văn An." in words(page)
    event = Event.objects.get(verb="award_recorded")
    assert "Bản sao quyết định lưu tại văn phòng." in event.note


def test_a_dossier_that_went_the_whole_way_is_not_marked(cast):
    assert not dossier(cast, "decided").is_entered_afterwards


@pytest.mark.parametrize(
    ("name", "typed"), [("number", ""), ("on", ""), ("on", "03/03/2026"), ("source_note", " ")]
)
def test_a_finished_award_names_its_decision_and_its_source(cast, sign_in, name, typed):
    page = record(cast, sign_in(cast.secretary), **{name: typed})
    assert name in page.context["form"].errors
    assert not Nomination.objects.exists()


def test_a_finished_award_is_not_entered_beside_a_dossier_for_it(cast, sign_in):
    dossier(cast, "submitted")
    page = record(cast, sign_in(cast.secretary))
    assert "Đơn vị đã có hồ sơ đề nghị danh hiệu, hình thức này trong năm." in words(page)


def test_a_past_year_takes_it_too(cast, sign_in):
    year = make.make_year(cast.cluster, 2024, is_recorded=True)
    record(cast, sign_in(cast.secretary), year, on="20/12/2024", award=award_of().pk)
    assert Nomination.objects.get().cluster_year == year
