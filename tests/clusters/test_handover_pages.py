"""The pages of a handover: who signs for which side, what is kept on errors, what follows, who has to act."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import Permission, can
from awards import actions as award_actions
from clusters import actions
from clusters.actions import Choice
from clusters.models import ClusterYear, Handover, HandoverItem
from clusters.steps import steps_of
from clusters.todo import tasks_of
from pledges import actions as pledge_actions
from pledges.models import FollowUp
from tests import factories as make

LONG = "Hội Bảo vệ quyền trẻ em, Người khuyết tật, Nạn nhân chất độc da cam và Bảo trợ xã hội tỉnh Mẫu cùng các tổ "
LONG += "chức trực thuộc trên địa bàn các xã, phường"


@pytest.fixture(autouse=True)
def day_of_the_handover(frozen_day):
    frozen_day.move_to(datetime(2026, 12, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))


@pytest.fixture
def following(cast):
    """The next year, whose chair is confirmed and waits for the handover: the vice-chair of this year."""
    year = make.make_year(cast.cluster, 2027)
    actions.confirm_offices(year, [Choice("chair", cast.vice_unit)], by=cast.secretary)
    return year


@pytest.fixture
def handover(cast, following):
    row = Handover(cluster_year=cast.year, held_on=date(2026, 12, 20), takes_over_on=date(2026, 12, 21))
    return actions.add_handover(row, by=cast.chair)


def url(name, record):
    return reverse(f"clusters:handover_{name}", args=[record.pk])


def main_of(response):
    page = " ".join(response.content.decode().split())
    return page.split('<main id="content"')[1].split("</main>")[0]


def typed(**facts):
    return {
        "held_on": "20/12/2026",
        "takes_over_on": "21/12/2026",
        "venue": "Hội trường tỉnh",
        "outgoing_signatory": "Nguyễn Văn An",
        "outgoing_post": "Chủ tịch",
        "incoming_signatory": "Trần Thị Bình",
        "incoming_post": "Chủ tịch",
        "note": "",
        **facts,
    }


def signature(**facts):
    return {"signatory": "Nguyễn Văn An", "post": "Chủ tịch", "on": "20/12/2026", **facts}


def all_given(handover):
    return {f"{item.pk}_state": "given" for item in handover.items.all()}


def check_all(handover, by):
    states = {item.pk: ("given", "") for item in handover.items.all()}
    actions.check_handover_items(handover, states, by=by)


def tasks(user):
    user.__dict__.pop("_reach", None)
    return {task.label: task for task in tasks_of(user)}


# --- drawing it up ---------------------------------------------------------------------------------------


def test_the_chair_draws_it_up_with_its_checklist(cast, following, sign_in):
    response = sign_in(cast.chair).post(url("add", cast.year), typed())
    handover = Handover.objects.get()
    assert response.url == url("detail", handover)
    assert (handover.outgoing, handover.incoming) == (cast.chair_unit, cast.vice_unit)
    assert handover.items.count() == 6


def test_the_form_starts_with_the_days_and_posts_that_are_known(cast, following, sign_in):
    form = sign_in(cast.chair).get(url("add", cast.year)).context["form"]
    assert form["held_on"].value() == date(2026, 12, 20)
    assert form["takes_over_on"].value() == date(2027, 1, 1)
    assert (form["outgoing_post"].value(), form["incoming_post"].value()) == ("Chủ tịch", "Chủ tịch")


def test_without_a_next_chair_the_page_says_who_is_missing(cast, sign_in):
    page = main_of(sign_in(cast.chair).get(url("add", cast.year)))
    assert "Chưa xác nhận cụm trưởng của năm sau nên chưa có bên nhận." in page
    assert "<form" not in page


def test_sent_without_a_next_chair_nothing_is_drawn_up(cast, sign_in):
    response = sign_in(cast.chair).post(url("add", cast.year), typed())
    assert (response.status_code, Handover.objects.count()) == (422, 0)


def test_a_chair_that_goes_on_hands_nothing_over(cast, sign_in):
    make.make_term(make.make_year(cast.cluster, 2027), cast.chair_unit)
    page = main_of(sign_in(cast.chair).get(url("add", cast.year)))
    assert "Hội thành viên A tiếp tục làm cụm trưởng của năm sau" in page


def test_a_second_click_leads_to_the_one_that_is_there(cast, handover, sign_in):
    response = sign_in(cast.chair).post(url("add", cast.year), typed())
    assert response.url == url("detail", handover)
    assert Handover.objects.count() == 1


def test_a_day_before_the_year_is_refused_and_the_rest_is_kept(cast, following, sign_in):
    response = sign_in(cast.chair).post(url("add", cast.year), typed(held_on="31/12/2025"))
    page = main_of(response)
    assert response.status_code == 422
    assert "bắt đầu ngày 01/01/2026" in page
    assert "Trần Thị Bình" in page


def test_taking_over_before_the_handover_is_refused(cast, following, sign_in):
    response = sign_in(cast.chair).post(url("add", cast.year), typed(takes_over_on="19/12/2026"))
    assert "phải bằng hoặc sau ngày bàn giao" in main_of(response)


def test_saving_follows_a_chair_that_was_confirmed_anew(cast, following, handover, sign_in):
    actions.remove_proposal(following.proposed_terms.get(), by=cast.secretary)
    actions.confirm_offices(following, [Choice("chair", cast.unit, "acclaim")], by=cast.secretary)
    sign_in(cast.chair).post(url("edit", handover), typed())
    handover.refresh_from_db()
    assert handover.incoming == cast.unit


# --- the checklist ---------------------------------------------------------------------------------------


def test_the_whole_list_is_checked_in_one_table(cast, handover, sign_in):
    first = handover.items.first()
    data = all_given(handover) | {f"{first.pk}_state": "missing", f"{first.pk}_note": "Thiếu bản 2024"}
    response = sign_in(cast.chair).post(url("check", handover), data)
    assert response.status_code == 302
    first.refresh_from_db()
    assert (first.state, first.note) == ("missing", "Thiếu bản 2024")
    assert handover.items.filter(state="given").count() == 5


def test_what_was_chosen_is_kept_when_a_missing_item_has_no_note(cast, handover, sign_in):
    first, second = handover.items.all()[:2]
    data = {
        f"{first.pk}_state": "missing",
        f"{second.pk}_state": "none",
        f"{second.pk}_note": "Năm nay không có",
    }
    response = sign_in(cast.chair).post(url("check", handover), data)
    page = main_of(response)
    assert response.status_code == 422
    assert "Ghi rõ thiếu gì, bổ sung khi nào." in page
    assert f'id="id_{first.pk}_state_1" value="missing" checked' in page
    assert 'value="Năm nay không có"' in page
    assert handover.items.filter(state="open").count() == 6


def test_a_line_left_alone_stays_unchecked(cast, handover, sign_in):
    first = handover.items.first()
    sign_in(cast.chair).post(url("check", handover), {f"{first.pk}_state": "given"})
    assert handover.items.filter(state="open").count() == 5


def test_an_item_is_added_changed_and_taken_out(cast, handover, sign_in):
    client = sign_in(cast.chair)
    client.post(url("item_add", handover), {"kind": "other", "text": "Cờ luân lưu"})
    item = HandoverItem.objects.get(text="Cờ luân lưu")
    client.post(url("item_edit", item), {"kind": "other", "text": "Cờ luân lưu năm 2026"})
    item.refresh_from_db()
    assert item.text == "Cờ luân lưu năm 2026"
    client.post(url("item_remove", item))
    assert not HandoverItem.objects.filter(pk=item.pk).exists()


# --- the signatures --------------------------------------------------------------------------------------


def test_each_side_signs_for_itself_alone(cast, handover):
    sides = {
        name: (can(user, Permission.HAND_OVER, handover), can(user, Permission.TAKE_OVER, handover))
        for name, user in (("chair", cast.chair), ("vice", cast.vice), ("secretary", cast.secretary))
    }
    assert sides == {"chair": (True, False), "vice": (False, True), "secretary": (True, True)}


def test_the_wrong_side_is_refused(cast, handover, sign_in):
    assert sign_in(cast.chair).post(url("sign_in", handover), signature()).status_code == 403
    assert sign_in(cast.vice).post(url("sign_out", handover), signature()).status_code == 403
    assert sign_in(cast.officer).post(url("sign_out", handover), signature()).status_code == 403


def test_a_foreign_handover_does_not_exist(cast, handover, sign_in):
    for name in ("detail", "pdf", "sign_in"):
        assert sign_in(cast.outsider).get(url(name, handover)).status_code == 404


def test_nobody_signs_an_unchecked_list(cast, handover, sign_in):
    response = sign_in(cast.chair).post(url("sign_out", handover), signature())
    assert response.status_code == 422
    assert "Còn 6 mục chưa kiểm" in main_of(response)


@pytest.mark.parametrize(
    ("day", "says"), [("19/12/2026", "không được trước ngày bàn giao"), ("21/12/2026", "sau hôm nay")]
)
def test_a_signature_is_of_a_day_between_the_handover_and_today(cast, handover, sign_in, day, says):
    check_all(handover, cast.chair)
    response = sign_in(cast.chair).post(url("sign_out", handover), signature(on=day))
    assert response.status_code == 422
    assert says in main_of(response)


def test_a_second_click_signs_once(cast, handover, sign_in):
    check_all(handover, cast.chair)
    client = sign_in(cast.chair)
    client.post(url("sign_out", handover), signature())
    response = client.post(url("sign_out", handover), signature(signatory="Người khác"), follow=True)
    handover.refresh_from_db()
    assert handover.outgoing_signatory == "Nguyễn Văn An"
    assert "Bên giao đã ký ngày 20/12/2026." in response.content.decode()


def test_a_signature_is_withdrawn_for_a_reason_while_the_other_has_not_signed(cast, handover, sign_in):
    check_all(handover, cast.chair)
    client = sign_in(cast.chair)
    client.post(url("sign_out", handover), signature())
    assert client.post(url("unsign_out", handover), {"reason": ""}).status_code == 422
    client.post(url("unsign_out", handover), {"reason": "Ký nhầm ngày."})
    handover.refresh_from_db()
    assert handover.outgoing_signed_on is None


@pytest.fixture
def complete(cast, following, sign_in):
    """Both sides have signed through the pages; one task of the year's conference was not finished."""
    meeting = make.make_ceremony(cast.year)
    task = FollowUp(
        ceremony=meeting, text="Hoàn thiện quy chế", owner=cast.chair_unit, due_on=date(2027, 1, 15)
    )
    pledge_actions.add_follow_up(task, by=cast.chair)
    sign_in(cast.chair).post(url("add", cast.year), typed())
    handover = Handover.objects.get()
    check_all(handover, cast.chair)
    sign_in(cast.chair).post(url("sign_out", handover), signature())
    sign_in(cast.vice).post(url("sign_in", handover), signature(signatory="Trần Thị Bình"))
    handover.refresh_from_db()
    return handover


def test_the_page_of_a_complete_handover_says_what_followed(cast, complete, sign_in):
    page = main_of(sign_in(cast.officer).get(url("detail", complete)))
    assert "bàn giao hoàn thành ngày 20/12/2026" in page
    assert "Cụm trưởng năm 2027: Hội thành viên B, từ 21/12/2026" in page
    assert "Việc chuyển tiếp: Hoàn thiện quy chế: Hội thành viên B, hạn 15/01/2027" in page
    assert "Khép ngày 20/12/2026" in page
    assert "Ghi nhận đã ký" not in page


def test_a_complete_handover_takes_no_change_through_its_pages(cast, complete, sign_in):
    client = sign_in(cast.secretary)
    assert client.post(url("edit", complete), typed(venue="Nơi khác")).status_code == 422
    assert client.post(url("check", complete), all_given(complete) | {"x": "y"}).status_code == 422
    assert client.post(url("unsign_out", complete), {"reason": "Ký nhầm."}).status_code == 422


# --- what passes on --------------------------------------------------------------------------------------


def test_an_open_task_stands_in_the_next_years_workspace(cast, following, complete, sign_in):
    page = main_of(sign_in(cast.officer).get(reverse("clusters:year_detail", args=[following.pk])))
    assert "Việc chuyển tiếp từ năm 2026" in page
    assert "Hoàn thiện quy chế" in page
    assert "Hội thành viên B, hạn 15/01/2027" in page


def test_the_new_chair_finishes_a_task_that_was_passed_on(cast, following, complete, frozen_day, sign_in):
    frozen_day.move_to(datetime(2027, 1, 10, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    task = FollowUp.objects.get()
    edit = reverse("pledges:follow_up_edit", args=[task.pk])
    assert sign_in(cast.chair).get(edit).status_code == 403
    data = {"text": task.text, "owner": cast.vice_unit.pk, "due_on": "15/01/2027", "done_on": "10/01/2027"}
    response = sign_in(cast.vice).post(edit, data)
    assert response.url == reverse("clusters:year_detail", args=[following.pk]) + "#viec-chuyen-tiep"
    task.refresh_from_db()
    assert task.done_on == date(2027, 1, 10)
    assert following.history().filter(verb="follow_up_changed").exists()


def test_the_conference_says_where_its_task_has_gone(cast, following, complete, sign_in):
    meeting = FollowUp.objects.get().ceremony
    page = main_of(sign_in(cast.secretary).get(reverse("pledges:ceremony_detail", args=[meeting.pk])))
    assert "Chuyển tiếp sang năm 2027" in page


def test_the_task_of_the_new_chair_leads_to_the_new_year(cast, following, complete):
    task = tasks(cast.vice)["Hoàn thiện quy chế"]
    assert task.url == reverse("clusters:year_detail", args=[following.pk]) + "#viec-chuyen-tiep"
    assert task.deadline == date(2027, 1, 15)


# --- steps, panel, to-do ---------------------------------------------------------------------------------


def step(year):
    return steps_of([year])[year.pk][-1]


def test_the_handover_is_the_last_step_of_the_year(cast, following):
    assert (step(cast.year).label, step(cast.year).state.label) == ("Bàn giao", "Đang làm")
    assert step(following).state.label == "Chưa làm"


def test_the_step_says_whose_signature_is_missing(cast, handover):
    check_all(handover, cast.chair)
    actions.sign_handover(handover, "outgoing", "A", "Chủ tịch", date(2026, 12, 20), by=cast.chair)
    assert step(cast.year).detail == "Bên giao đã ký, chờ bên nhận ký."
    assert step(cast.year).who == "Hội thành viên B"


def test_the_steps_of_many_years_cost_no_more_queries(cast, following, handover):
    def count(years):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            steps_of(years)
        return len(queries)

    few = count([cast.year])
    for number in ("31", "32", "33"):
        cluster = make.make_cluster(cast.authority, cast.units, number=number)
        make.make_term(make.make_year(cluster, 2026), cast.chair_unit)
        make.make_term(make.make_year(cluster, 2027), cast.unit)
    assert count(list(ClusterYear.objects.select_related("cluster"))) == few


def test_a_past_year_from_papers_shows_no_panel_of_a_handover(cast, sign_in):
    recorded = make.make_year(cast.cluster, 2024, is_recorded=True)
    page = main_of(sign_in(cast.secretary).get(reverse("clusters:year_detail", args=[recorded.pk])))
    assert 'id="ban-giao"' not in page


def test_both_years_lead_to_the_handover_between_them(cast, following, handover, sign_in):
    client = sign_in(cast.officer)
    for year, words in ((cast.year, "Biên bản bàn giao năm 2026"), (following, "Nhận bàn giao từ năm 2026")):
        page = main_of(client.get(reverse("clusters:year_detail", args=[year.pk])))
        assert words in page
        assert url("detail", handover) in page


def test_the_year_after_the_next_did_not_take_this_one_over(cast, following, handover, sign_in):
    later = make.make_year(cast.cluster, following.year + 1)
    page = main_of(sign_in(cast.secretary).get(reverse("clusters:year_detail", args=[later.pk])))
    assert "Nhận bàn giao" not in page


def test_the_chair_is_told_to_draw_it_up_when_the_year_ends(cast, following, frozen_day):
    assert tasks(cast.chair)["Lập biên bản bàn giao"].url == url("add", cast.year)
    assert "Lập biên bản bàn giao" not in tasks(cast.vice)
    frozen_day.move_to(datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    assert "Lập biên bản bàn giao" not in tasks(cast.chair)


def test_each_side_is_told_when_it_is_its_turn(cast, handover):
    assert "Kiểm danh mục và ký bàn giao" in tasks(cast.chair)
    assert "Ký nhận bàn giao" not in tasks(cast.vice)
    check_all(handover, cast.chair)
    assert tasks(cast.vice)["Ký nhận bàn giao"].url == url("detail", handover)
    assert "Ký nhận bàn giao" not in tasks(cast.officer)


# --- limits ----------------------------------------------------------------------------------------------


def test_the_list_counts_dossiers_by_their_state(cast, following):
    for name, sent in (("Tập thể A", True), ("Tập thể B", True), ("Tập thể C", False)):
        award = make.make_award(code=name)
        row = make.make_nomination(cast.year, cast.unit, award, by=cast.officer, nominee=name)
        if sent:
            award_actions.submit(row, by=cast.officer)
    row = Handover(cluster_year=cast.year, held_on=date(2026, 12, 20), takes_over_on=date(2026, 12, 21))
    texts = set(actions.add_handover(row, by=cast.chair).items.values_list("text", flat=True))
    assert "Hồ sơ đề nghị khen thưởng năm 2026 (2 hồ sơ)" in texts
    assert "Hồ sơ đề nghị khen thưởng chờ tiếp nhận: 2 hồ sơ" in texts


def test_the_paper_of_a_year_with_long_names_prints(cast, following, handover, sign_in):
    cast.vice_unit.name = LONG[:150]
    actions.change_unit(cast.vice_unit, by=cast.secretary)
    response = sign_in(cast.officer).get(url("pdf", handover))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_a_page_with_sixty_items_costs_no_more_queries(cast, handover, sign_in):
    client = sign_in(cast.chair)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("detail", handover))
        return len(queries)

    client.get(url("detail", handover))
    few = count()
    for number in range(54):
        item = HandoverItem(handover=handover, kind="file", text=f"Hồ sơ số {number}")
        actions.add_handover_item(item, by=cast.chair)
    assert count() == few
