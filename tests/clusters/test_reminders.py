"""Reminders by mail: who gets one, on which days, of what; and that nothing is sent that is not true any more."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Assignment, DigestRun, Mail, Rhythm
from accounts.outbox import queue
from accounts.sending import send_waiting
from awards import actions as award_actions
from awards.models import Holiday, Review
from clusters import reminders, todo
from clusters.models import ClusterYear
from clusters.reminders import begins_week, due_for, expected, is_working, section_of, write_due
from clusters.todo import Task
from pledges import actions as pledge_actions
from pledges.models import FollowUp
from tests import factories as make
from tests.accounts.post import catching
from tests.awards.dossiers import dossier

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def give_address(*people):
    for person in people:
        person.email = f"{person.username}@example.vn"
        person.save()
    return people[0]


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def ask_for_comments(cast, due_on):
    pledge = make.make_pledge(cast.year, by=cast.secretary)
    pledge_actions.send_for_comments(pledge, due_on, by=cast.secretary)
    return pledge


def leave_task(cast, due_on, text="Gửi báo cáo tổng hợp", year=None):
    ceremony = make.make_ceremony(year or cast.year, by=cast.secretary)
    row = FollowUp(ceremony=ceremony, text=text, owner=cast.unit, due_on=due_on)
    return pledge_actions.add_follow_up(row, by=cast.secretary)


def the_letter():
    return Mail.objects.get(kind="reminder")


# --- what stands in it ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "heading"),
    [
        (-1, reminders.LATE),
        (0, reminders.TODAY),
        (1, reminders.SOON),
        (3, reminders.SOON),
        (4, reminders.WEEK),
        (7, reminders.WEEK),
        (8, None),
        (None, reminders.UNDATED),
    ],
)
def test_a_task_stands_under_how_near_its_day_is(days, heading):
    due_on = None if days is None else MONDAY + timedelta(days=days)
    assert section_of(Task("Việc", "Cụm", "/", due_on), MONDAY) == heading


def test_the_letter_is_grouped_by_urgency_then_by_cluster_and_year_with_whole_addresses(cast):
    give_address(cast.officer)
    ask_for_comments(cast, MONDAY + timedelta(days=3))
    leave_task(cast, MONDAY - timedelta(days=4), "Gửi báo cáo\ntổng hợp")
    with override_settings(PUBLIC_URL="https://thidua.example.vn"):
        assert write_due() == 1
    row = the_letter()
    assert row.subject == "Sổ thi đua: việc cần làm, ngày 02/03/2026"
    paragraphs = row.text.split("\n\n")
    assert paragraphs[0] == "Kính gửi: Người dùng officer"
    assert paragraphs[2] == "ĐÃ QUÁ HẠN"
    assert paragraphs[3].startswith(
        f"{cast.year}\n- Gửi báo cáo tổng hợp (hạn 26/02/2026)\n  https://thidua.example.vn/"
    )
    assert paragraphs[4] == "ĐẾN HẠN TRONG 3 NGÀY TỚI"
    assert paragraphs[5].startswith(
        f"{cast.year}\n- Góp ý dự thảo giao ước (hạn 05/03/2026)\n  https://thidua.example.vn/"
    )
    assert "Thôi nhận thư nhắc việc: https://thidua.example.vn/thoi-nhan-thu/" in row.text


def test_it_arrives_with_a_way_to_stop_it_by_one_click(cast):
    give_address(cast.officer)
    leave_task(cast, MONDAY)
    with catching() as catcher:
        write_due()
        assert send_waiting() == 1
    (arrived,) = catcher.letters
    (address,) = (line for line in arrived.get_content().splitlines() if "thoi-nhan-thu" in line)
    assert arrived["List-Unsubscribe"].strip() == f"<{address.partition(': ')[2]}>"
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_long_list_is_cut_and_says_how_much_more_there_is(cast):
    tasks = [Task(f"Việc {number}", "Cụm 1, năm 2026", "/", MONDAY) for number in range(50)]
    due = reminders.Due(cast.officer, MONDAY, reminders.sections_of(tasks, MONDAY))
    text = due.letter().text
    assert text.count("\n- ") == reminders.LONGEST
    assert "(và 10 việc khác)" in text


def test_who_is_nominated_is_not_told_by_mail(cast):
    give_address(cast.leader)
    dossier(cast, "appraised", nominee="Ban Nữ công Hội Làm vườn")
    assert write_due() == 1
    assert "Ban Nữ công" not in the_letter().text


# --- who --------------------------------------------------------------------------------------------------


def test_only_people_with_an_address_an_active_account_and_a_role_today_are_written_to(cast):
    give_address(cast.officer, cast.representative, cast.nobody, cast.other_officer)
    cast.representative.is_active = False
    cast.representative.save()
    Assignment.objects.filter(user=cast.other_officer).update(ends_on=MONDAY - timedelta(days=1))
    ask_for_comments(cast, MONDAY)
    assert write_due() == 1
    assert the_letter().user == cast.officer


def test_two_people_with_one_address_get_a_letter_each(cast):
    for person in (cast.officer, cast.representative):
        person.email = "van-thu@example.vn"
        person.save()
    ask_for_comments(cast, MONDAY)
    assert write_due() == 2


def test_whoever_has_nothing_to_do_gets_nothing(cast):
    give_address(cast.viewer)
    assert write_due() == 0


# --- when -------------------------------------------------------------------------------------------------


def test_nobody_gets_two_on_a_day_even_if_the_day_is_begun_anew(cast):
    give_address(cast.officer)
    leave_task(cast, MONDAY)
    assert write_due() == 1
    assert write_due() == 0
    leave_task(cast, MONDAY, "Việc khác")
    DigestRun.objects.all().delete()
    assert write_due() == 0
    assert Mail.objects.count() == 1


def test_nothing_is_written_before_the_time_that_is_set(cast):
    give_address(cast.officer)
    leave_task(cast, MONDAY)
    assert write_due(at(MONDAY, 6)) == 0
    assert write_due(at(MONDAY, 7)) == 1


@pytest.mark.parametrize(
    ("day", "holiday", "works"),
    [
        (date(2026, 3, 6), None, True),
        (date(2026, 3, 7), None, False),  # Saturday
        (date(2026, 3, 8), None, False),
        (date(2026, 3, 6), False, False),
        (date(2026, 3, 7), True, True),  # worked in exchange
    ],
)
def test_nothing_is_written_on_weekends_and_holidays(cast, day, holiday, works, frozen_day):
    if holiday is not None:
        Holiday.objects.create(day=day, name="Ngày nghỉ", is_worked=holiday)
    give_address(cast.officer)
    leave_task(cast, day)
    frozen_day.move_to(at(day))
    assert is_working(day) is works
    assert write_due() == int(works)


def test_whoever_wants_one_a_week_gets_it_on_the_first_day_at_work(cast, frozen_day):
    give_address(cast.officer)
    account_actions.choose_mail(cast.officer, Rhythm.WEEKLY, by=cast.officer)
    Holiday.objects.create(day=MONDAY, name="Nghỉ bù")
    leave_task(cast, date(2026, 3, 6))
    found = []
    for number in range(8):
        day = MONDAY + timedelta(days=number)
        frozen_day.move_to(at(day))
        found += [day] * write_due()
    assert found == [date(2026, 3, 3), date(2026, 3, 9)]
    assert [begins_week(date(2026, 3, day)) for day in (2, 3, 4)] == [True, True, False]


def test_whoever_wants_none_gets_none(cast):
    give_address(cast.officer)
    account_actions.choose_mail(cast.officer, Rhythm.NONE, by=cast.officer)
    leave_task(cast, MONDAY)
    assert write_due() == 0


def test_what_has_no_day_is_told_once_a_week(cast):
    give_address(cast.officer)
    leave_task(cast, None)
    text = due_for(cast.officer, MONDAY, True).letter().text
    assert f"CHƯA GHI HẠN\n\n- {cast.year}: 01 việc\n\n" in text
    assert due_for(cast.officer, MONDAY, False) is None


def test_the_same_letter_is_not_sent_again_within_a_week(cast, frozen_day):
    give_address(cast.officer)
    leave_task(cast, MONDAY - timedelta(days=1))
    found = []
    with catching():
        for number in range(15):
            day = MONDAY + timedelta(days=number)
            frozen_day.move_to(at(day))
            if day == date(2026, 3, 4):
                leave_task(cast, date(2026, 3, 5), "Việc mới")
            found += [day.day] * write_due()
            send_waiting()
    # 2: late; 4: something new, due tomorrow; 5: it is due today; 6: both are late; then once a week
    assert found == [2, 4, 5, 6, 13]


# --- nothing that is not true any more --------------------------------------------------------------------


def dropped():
    with catching() as catcher:
        assert send_waiting() == 0
    assert catcher.letters == []
    row = the_letter()
    assert row.status == "dropped"
    return row.last_error


def test_what_was_done_before_the_letter_left_is_not_reminded_of(cast):
    give_address(cast.officer)
    row = leave_task(cast, MONDAY)
    write_due()
    FollowUp.objects.filter(pk=row.pk).update(done_on=MONDAY)
    assert dropped().startswith("Không còn việc nào đến hạn")


def test_a_year_that_was_handed_over_before_the_letter_left_is_not_reminded_of(cast):
    give_address(cast.officer)
    leave_task(cast, MONDAY)
    ask_for_comments(cast, MONDAY)
    write_due()
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=MONDAY)
    assert dropped().startswith("Không còn việc nào đến hạn")


def test_of_a_closed_year_nothing_is_ever_told(cast):
    give_address(cast.officer, cast.chair, cast.secretary, cast.leader, cast.representative)
    leave_task(cast, MONDAY)
    ask_for_comments(cast, MONDAY)
    for number, step in enumerate(("draft", "submitted", "appraised", "reviewed")):
        dossier(cast, step, nominee=f"Phòng số {number}")
    assert len(expected(MONDAY)) == 5
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=MONDAY)
    told = {user.username: due_for(user, MONDAY, True).sections for user in expected(MONDAY)}
    assert told == {}


def test_a_round_of_comments_that_is_over_is_not_reminded_of(cast, frozen_day):
    give_address(cast.officer)
    ask_for_comments(cast, MONDAY)
    frozen_day.move_to(at(date(2026, 3, 3)))
    assert write_due() == 0


def test_a_role_that_ended_or_an_address_that_changed_before_the_letter_left_stops_it(cast):
    give_address(cast.officer)
    leave_task(cast, MONDAY)
    write_due()
    cast.officer.email = "khac@example.vn"
    cast.officer.save()
    assert dropped().startswith("Người nhận không còn vai trò")


def test_a_letter_that_waited_says_what_is_true_when_it_leaves(cast):
    give_address(cast.officer)
    row = leave_task(cast, MONDAY)
    leave_task(cast, MONDAY, "Việc khác")
    write_due()
    FollowUp.objects.filter(pk=row.pk).update(done_on=MONDAY)
    with catching() as catcher:
        assert send_waiting() == 1
    assert "Việc khác" in catcher.letters[0].get_content()
    assert "Gửi báo cáo" not in catcher.letters[0].get_content()


def test_yesterdays_letter_is_never_sent(cast, frozen_day):
    give_address(cast.officer)
    leave_task(cast, MONDAY)
    write_due()
    frozen_day.move_to(datetime(2026, 3, 3, 0, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    assert dropped() == "Đã quá thời hạn gửi."


# --- several workers, crashes -----------------------------------------------------------------------------


def test_a_worker_that_was_asked_to_leave_is_gone_on_for_by_the_next(cast, monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", 1)
    give_address(cast.officer, cast.representative, cast.other_officer)
    ask_for_comments(cast, MONDAY)
    answers = iter([True, False])
    first = write_due(may_go_on=lambda: next(answers))
    assert first == 1
    assert first + write_due() == 3
    assert DigestRun.objects.get().ended_at is not None


def test_many_people_are_looked_at_in_turns_so_that_nothing_else_waits(cast, monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", 1)
    give_address(cast.officer, cast.representative, cast.other_officer)
    ask_for_comments(cast, MONDAY)
    assert [write_due(chunks=2) for _ in range(3)] == [2, 1, 0]


def test_two_workers_at_the_same_people_write_to_each_once(cast):
    give_address(cast.officer)
    leave_task(cast, MONDAY)
    mine, theirs = DigestRun.objects.create(day=MONDAY), DigestRun.objects.get()
    assert reminders._write_some(theirs) == 1
    assert reminders._write_some(mine) == 0
    assert Mail.objects.count() == 1


def test_a_list_that_cannot_be_read_keeps_no_other_letter_back(cast, monkeypatch, caplog):
    give_address(cast.officer, cast.representative)
    leave_task(cast, MONDAY)

    def of_nobody_else(user, today):
        if user == cast.officer:
            raise LookupError("Kỳ lạ")
        return []

    monkeypatch.setattr(todo, "PROVIDERS", [*todo.PROVIDERS, of_nobody_else])
    assert write_due() == 1
    assert the_letter().user == cast.representative
    assert f"the reminder of account {cast.officer.pk} was not written" in caplog.text


def test_a_letter_that_cannot_be_looked_at_again_waits_and_holds_up_no_other(cast, monkeypatch):
    give_address(cast.officer)
    leave_task(cast, MONDAY)
    write_due()
    queue("security", to="khac@example.vn", subject="Tin", text="Tin", send_after=timezone.now())

    def broken(user, today):
        raise LookupError("Kỳ lạ")

    monkeypatch.setattr(todo, "PROVIDERS", [broken])
    with catching():
        assert send_waiting() == 1
    row = the_letter()
    assert (row.status, row.last_error) == ("waiting", "Chưa lập được nội dung thư do lỗi của hệ thống.")
    assert row.send_after == timezone.now() + timedelta(minutes=1)


# --- reminders that a person sends ------------------------------------------------------------------------


def test_a_reviewer_who_is_reminded_gets_a_letter_until_nothing_waits(cast):
    give_address(cast.leader)
    row = dossier(cast, "appraised")
    award_actions.remind_reviewers(cast.year, by=cast.secretary)
    assert f"cho ý kiến về 01 hồ sơ đề nghị khen thưởng của {cast.year}" in the_letter().text
    award_actions.review(Review(nomination=row, opinion="agree"), by=cast.leader)
    assert dropped() == "Không còn hồ sơ nào chờ ý kiến của người nhận."


def test_a_reviewer_who_wants_no_reminders_gets_no_letter(cast):
    give_address(cast.leader)
    account_actions.choose_mail(cast.leader, Rhythm.NONE, by=cast.leader)
    dossier(cast, "appraised")
    award_actions.remind_reviewers(cast.year, by=cast.secretary)
    assert not Mail.objects.exists()
