"""One letter a day at most about what is due, from everybody's own list of things to do.

The letter is written in the morning of a working day and looked at again when it is sent: by then a round may be
closed, a role ended. Which days are worked is registered by whoever knows the calendar.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.letters import Letter, absolute, overview_address, sample, write
from accounts.models import Assignment, DigestRun, Mail, MailKind, MailStatus, Rhythm, User
from accounts.outbox import NotNeeded, checked, queue
from accounts.unsubscribing import address_to_unsubscribe
from clusters.todo import Task, tasks_of
from vietnamese.dates import short_date
from vietnamese.text import clean_line

logger = logging.getLogger(__name__)

TOPIC = "digest"
CHUNK = 20  # people looked at before the next transaction
LONGEST = 40  # lines of one letter
AHEAD = 7  # days
AGAIN = timedelta(days=6, hours=12)  # a letter that says nothing new is written once a week
LATE, TODAY, SOON, WEEK, UNDATED = (
    "ĐÃ QUÁ HẠN",
    "ĐẾN HẠN HÔM NAY",
    "ĐẾN HẠN TRONG 3 NGÀY TỚI",
    "ĐẾN HẠN TRONG 7 NGÀY TỚI",
    "CHƯA GHI HẠN",
)
CALENDARS = []


def calendar(function):
    """Register ``function(day)``: True for a day worked, False for one off, None where it does not know."""
    CALENDARS.append(function)
    return function


def is_working(day):
    for knows in CALENDARS:
        if (said := knows(day)) is not None:
            return said
    return day.weekday() < 5


def begins_week(day):
    """Return whether no earlier day of the day's week was worked."""
    return not any(is_working(day - timedelta(days=back)) for back in range(1, day.weekday() + 1))


# --- what stands in it ----------------------------------------------------------------------------------


def section_of(task, day):
    """Return the heading under which a task stands on the day, None for one that is still far."""
    if task.deadline is None:
        return UNDATED
    left = (task.deadline - day).days
    if left > AHEAD:
        return None
    return LATE if left < 0 else TODAY if left == 0 else SOON if left <= 3 else WEEK


def sections_of(tasks, day):
    """Return {heading: {cluster and year: [Task, …]}} in the order of urgency."""
    found = {heading: defaultdict(list) for heading in (LATE, TODAY, SOON, WEEK, UNDATED)}
    for task in tasks:
        if not task.is_closed and (heading := section_of(task, day)):
            found[heading][task.where].append(task)
    return {heading: groups for heading, groups in found.items() if groups}


@dataclass(frozen=True)
class Due:
    """What a person is to be told on a day."""

    user: User
    day: object
    sections: dict

    @property
    def is_dated(self):
        return any(heading != UNDATED for heading in self.sections)

    def letter(self):
        subject = f"Sổ thi đua: việc cần làm, ngày {short_date(self.day)}"
        foot = [
            f"Đổi cách nhận thư: {absolute(reverse('accounts:mail_choice'))}",
            f"Thôi nhận thư nhắc việc: {address_to_unsubscribe(self.user.pk, MailKind.REMINDER)}",
        ]
        opening = "Các việc sau đây đang chờ ông (bà) thực hiện trên Sổ thi đua."
        closing = f"Danh sách đầy đủ: {overview_address()}"
        return Letter(subject, write(self.user, opening, *self._paragraphs(), closing, foot=foot))

    def _paragraphs(self):
        lines = 0
        for heading, groups in self.sections.items():
            yield heading
            if (
                heading == UNDATED
            ):  # only how many: dossiers and ballots name people, and mail is read by many machines
                yield "\n".join(
                    f"- {clean_line(where)}: {len(tasks):02d} việc" for where, tasks in groups.items()
                )
                continue
            for where, tasks in groups.items():
                shown = tasks[: max(LONGEST - lines, 0)]
                lines += len(tasks)
                left = len(tasks) - len(shown)
                more = [f"(và {left} việc khác)"] if left else []
                yield "\n".join([clean_line(where), *map(_line, shown), *more])


def _line(task):
    due = f" (hạn {short_date(task.deadline)})" if task.deadline else ""
    return f"- {clean_line(task.label)}{due}\n  {absolute(task.url)}"


def due_for(user, day, is_first):
    """Return what the person is to be told on the day, None for nothing: things with a day from a week before it,
    things without one only in the letter of the week's first day at work."""
    rhythm = user.mail_choice.rhythm if hasattr(user, "mail_choice") else Rhythm.DAILY
    if rhythm == Rhythm.NONE or (rhythm == Rhythm.WEEKLY and not is_first):
        return None
    due = Due(user, day, sections_of(tasks_of(user, day), day))
    return due if due.is_dated or (is_first and due.sections) else None


def readers(day):
    """People with an address, an active account and a role on the day."""
    held = Assignment.objects.on_day(day).filter(user=OuterRef("pk"))
    people = User.objects.in_use(day).filter(Exists(held)).exclude(email="")
    return people.select_related("mail_choice").order_by("pk")


@checked(TOPIC)
def still_due(mail, today):
    user = readers(today).filter(pk=mail.user_id, email=mail.address).first()
    if user is None:
        raise NotNeeded(
            "Người nhận không còn vai trò, tài khoản không còn hoạt động hoặc đã đổi địa chỉ thư."
        )
    due = due_for(user, today, begins_week(today))
    if due is None:
        raise NotNeeded("Không còn việc nào đến hạn hoặc người nhận đã đổi cách nhận thư.")
    return due.letter().text


# --- the morning ----------------------------------------------------------------------------------------


def write_due(now=None, may_go_on=lambda: True, chunks=None):
    """Write the reminders of the day from the set time on, as far as they are not written yet; return how many.

    It may be called at any time, by any number of workers, and killed anywhere. ``chunks``: after so many times
    ``CHUNK`` people the rest is left to the next call.
    """
    now = timezone.localtime(now)
    day, written = now.date(), 0
    if now.time() < settings.REMINDER_TIME:
        return 0
    if DigestRun.objects.filter(day=day, ended_at__isnull=False).exists() or not is_working(day):
        return 0
    run, _ = DigestRun.objects.get_or_create(day=day)
    turns = count() if chunks is None else range(chunks)
    for _ in turns:
        if run.ended_at or not may_go_on():
            break
        written += _write_some(run)
        run.refresh_from_db()
    return written


def _write_some(run):
    """Look at the next people; what is asked is asked outside of the transaction, so nobody waits for it."""
    people = list(readers(run.day).filter(pk__gt=run.reached)[:CHUNK])
    is_first = begins_week(run.day)
    letters = [
        (user, letter) for user in people if (letter := _letter_or_none(user, run.day, is_first)) is not None
    ]
    with transaction.atomic():
        kept = DigestRun.objects.select_for_update().get(pk=run.pk)
        if kept.reached != run.reached or kept.ended_at:
            return 0  # another worker was quicker
        written = sum(_queue(user, letter, run.day) for user, letter in letters)
        if people:
            kept.reached = people[-1].pk
        else:
            kept.ended_at = timezone.now()
            logger.info("the reminders of %s are written", run.day)
        kept.save()
    return written


def _letter_or_none(user, day, is_first):
    """One person whose list cannot be read keeps no other from their letter."""
    number = user.pk
    try:
        due = due_for(user, day, is_first)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("the reminder of account %s was not written", number)
        return None
    return due.letter() if due else None


def _queue(user, letter, day):
    """Put the letter into the outbox unless the person got the very same one a few days ago; return 1 or 0."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    last = Mail.objects.filter(user=user, key__startswith=f"{TOPIC} ", status=MailStatus.SENT)
    last = last.filter(ended_at__gt=timezone.now() - AGAIN).order_by("-ended_at").first()
    if last is not None and last.text == letter.text:
        return 0
    key = f"{TOPIC} {user.pk} {day}"
    made = queue(
        MailKind.REMINDER,
        to=user.email,
        subject=letter.subject,
        text=letter.text,
        user=user,
        key=key,
        expires_at=end,
    )
    return int(made is not None)


def expected(day):
    """Return the people who would get a letter on the day, as things stand now."""
    if not is_working(day):
        return []
    is_first = begins_week(day)
    return [user for user in readers(day) if due_for(user, day, is_first)]


@sample(MailKind.REMINDER)
def made_up(user):
    day = timezone.localdate()
    year, cluster = day.year, "Cụm thi đua số 1"
    tasks = [
        Task("Góp ý dự thảo giao ước", f"{cluster}, năm {year}", "/giao-uoc/", day + timedelta(days=3)),
        Task("Tự chấm điểm thi đua của đơn vị", f"{cluster}, năm {year}", "/", day - timedelta(days=2)),
        Task("Ký giao ước", f"{cluster}, năm {year}", "/"),
    ]
    return Due(user, day, sections_of(tasks, day)).letter()
