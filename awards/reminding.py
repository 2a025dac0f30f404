"""The letter by which the secretariat reminds somebody of dossiers that wait for their opinion."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.letters import absolute, write
from accounts.models import MailChoice, MailKind, Rhythm
from accounts.outbox import NotNeeded, checked, queue
from accounts.unsubscribing import address_to_unsubscribe
from awards.models import Nomination
from clusters.models import ClusterYear
from clusters.reminders import readers

TOPIC = "review"
LASTS = timedelta(days=2)  # after that a letter that could not be sent says nothing worth reading


def write_to_reviewer(user, year, waiting, today):
    """Queue the letter for who has an address and wants to be reminded; one a day for a year."""
    if not user.email or MailChoice.objects.filter(user=user, rhythm=Rhythm.NONE).exists():
        return
    queue(
        MailKind.REMINDER,
        to=user.email,
        subject=f"Sổ thi đua: hồ sơ chờ ý kiến, {year}",
        text=text_of(user, year, waiting),
        user=user,
        key=f"{TOPIC} {user.pk} {year.pk} {today}",
        expires_at=timezone.now() + LASTS,
    )


def text_of(user, year, waiting):
    address = absolute(reverse("awards:review_queue")) + f"?cum={year.cluster_id}"
    return write(
        user,
        f"Thường trực đề nghị ông (bà) cho ý kiến về {waiting:02d} hồ sơ đề nghị khen thưởng của {year}.",
        f"Mở các hồ sơ đang chờ: {address}",
        foot=[f"Thôi nhận thư nhắc việc: {address_to_unsubscribe(user.pk, MailKind.REMINDER)}"],
    )


@checked(TOPIC)
def still_waiting(mail, today):
    year = (
        ClusterYear.objects.filter(pk=mail.key.split()[2], closed_on=None).select_related("cluster").first()
    )
    user = readers(today).filter(pk=mail.user_id, email=mail.address).first()
    if year is None or user is None:
        raise NotNeeded("Hồ sơ năm đã khép, hoặc người nhận không còn vai trò hay đã đổi địa chỉ thư.")
    waiting = Nomination.objects.awaiting_review_by(user).filter(cluster_year=year).count()
    if not waiting:
        raise NotNeeded("Không còn hồ sơ nào chờ ý kiến của người nhận.")
    return text_of(user, year, waiting)
