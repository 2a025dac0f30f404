"""Bundles of papers: asked for by people, filled by the workers in the background.

A worker takes one item for the time of a lease, and keeps or fails what it still holds; the last step, binding the
ZIP, is taken in the same way. Who was killed in between is overtaken when the lease is over. The steps of the
workers leave no event: the request did.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import action, record
from audit.verbs import Verb
from clusters.bulk import KEPT_DAYS, MOST, MOST_OPEN, OPEN, clear, free_at
from clusters.bulk_queue import is_queued, queue
from clusters.models import PaperJob, PaperJobItem
from documents.uploads import delete_on_commit
from vietnamese.numbers import format_decimal

LEASE = timedelta(minutes=3)
PAUSE = timedelta(minutes=1)
ATTEMPTS = 3
State = PaperJobItem.State
WORN_OUT = (
    "Chưa lập được văn bản này sau ba lần thử. Mở văn bản trong trang của năm để xem nội dung còn thiếu, "
    "sửa rồi yêu cầu lại bộ văn bản."
)
BINDING = "bind:"


@action
def bundle_papers(job, wanted, *, by):
    """Ask for a bundle of ``wanted`` (clusters/bulk.py). Returns the job; of the same bundle that is still being
    made for the same person, that one."""
    User.objects.select_for_update().get(pk=by.pk)
    mine = PaperJob.objects.filter(owner=by, state__in=OPEN)
    same = mine.filter(
        title=job.title,
        with_word=job.with_word,
        cluster_year=job.cluster_year_id,
        authority=job.authority_id,
    ).first()
    if same:
        return same
    _refuse(len(wanted), mine.count())
    job.owner = by
    job.full_clean()
    job.save(force_insert=True)
    PaperJobItem.objects.bulk_create(
        [
            PaperJobItem(
                job=job,
                position=number,
                kind=row.kind.key,
                subject_id=row.record.pk,
                label=row.label,
                folder=row.folder,
            )
            for number, row in enumerate(wanted, 1)
        ],
        batch_size=500,
    )
    changes = [["Số văn bản", "", format_decimal(len(wanted))]]
    record(Verb.PAPERS_BUNDLED, by=by, subject=job, changes=changes)
    queue(job.pk, len(wanted))
    return job


def _refuse(count, already_open):
    if not count:
        raise ValidationError("Không có văn bản nào để đưa vào bộ.")
    if count > MOST:
        raise ValidationError(
            f"Bộ này có {format_decimal(count)} văn bản, vượt mức {format_decimal(MOST)} văn bản của một bộ. "
            "Chia thành nhiều bộ nhỏ hơn."
        )
    if already_open >= MOST_OPEN:
        raise ValidationError(
            f"Đang có {already_open} bộ văn bản chưa lập xong. Chờ một bộ xong, hoặc dừng một bộ, rồi yêu cầu tiếp."
        )


@action
def stop_bundle(job, *, by):
    """Make no further paper of it; what was made is thrown away. Of a finished bundle nothing happens."""
    row = PaperJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state in OPEN:
        row.state, row.finished_at = PaperJob.State.CANCELLED, timezone.now()
        row.save(update_fields=["state", "finished_at"])
        transaction.on_commit(lambda: clear(row.pk), robust=True)


@action
def take_item(job_id, worker, *, by):
    """Return the next free item of a bundle, held by this worker for the time of a lease; None where none is free."""
    now = timezone.now()
    rows = PaperJobItem.objects.filter(free_at(now), job=job_id, job__state__in=OPEN)
    # Items over which worker after worker died.
    rows.filter(attempts__gte=ATTEMPTS).update(state=State.FAILED, error=WORN_OUT, claimed_until=None)
    rows = rows.select_for_update(of=("self",), skip_locked=True).select_related("job__owner")
    item = rows.order_by("attempts", "position").first()
    if item is None:
        return None
    item.state, item.attempts = State.CLAIMED, item.attempts + 1
    item.claimed_by, item.claimed_until = worker, now + LEASE
    item.save(update_fields=["state", "attempts", "claimed_by", "claimed_until"])
    PaperJob.objects.filter(pk=job_id, state=PaperJob.State.WAITING).update(state=PaperJob.State.RUNNING)
    return item


@action
def keep_item(item, *, by):
    """Keep what this worker made, with its files. Returns False, and keeps nothing, where another one overtook it or
    the bundle was stopped."""
    return _settle(item, state=State.DONE, file=item.file, word=item.word, file_name=item.file_name, error="")


@action
def fail_item(item, sentence, is_final, *, by):
    """Say why the paper was not made; unless it is final, another attempt follows."""
    if is_final or item.attempts >= ATTEMPTS:
        return _settle(item, state=State.FAILED, error=sentence)
    return _settle(item, state=State.WAITING)


@action
def put_item_down(item, *, by):
    """Leave the item for a minute, as if it had not been tried: nothing is wrong with it, the files are away."""
    return _settle(item, attempts=item.attempts - 1, claimed_until=timezone.now() + PAUSE)


def _settle(item, **columns):
    held = PaperJobItem.objects.filter(
        pk=item.pk,
        state=State.CLAIMED,
        claimed_by=item.claimed_by,
        attempts=item.attempts,
        job__state__in=OPEN,
    )
    return bool(held.update(**columns))


@action
def take_binding(job_id, worker, *, by):
    """Return the bundle, to be bound by this worker alone for the time of a lease; None where papers are still being
    made, or another worker binds it."""
    job = PaperJob.objects.select_for_update(of=("self",)).select_related("owner").get(pk=job_id)
    if job.state not in OPEN or job.items.filter(state__in=[State.WAITING, State.CLAIMED]).exists():
        return None
    now = timezone.now()
    first = job.items.order_by("position")[0]  # it carries the mark of who binds
    if first.claimed_by.startswith(BINDING) and first.claimed_until and first.claimed_until > now:
        return None
    job.bound_by = f"{BINDING}{worker}"
    job.items.filter(pk=first.pk).update(claimed_by=job.bound_by, claimed_until=now + LEASE)
    return job


@action
def keep_bundle(job, file_name, size, *, by):
    """Finish a bundle with its ZIP ("" where no paper could be made). Returns False, and keeps nothing, where another
    worker overtook this one or the bundle was stopped."""
    row = PaperJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state not in OPEN or not row.items.filter(claimed_by=job.bound_by).exists():
        return False
    has_failed = row.items.filter(state=State.FAILED).exists()
    row.state = PaperJob.State.FAILED if has_failed else PaperJob.State.DONE
    row.finished_at, row.file, row.file_size = timezone.now(), file_name, size
    row.save(update_fields=["state", "finished_at", "file", "file_size"])
    row.items.update(file="", word="", claimed_until=None)
    return True


@action
def queue_again(job_id, *, by):
    """Put a bundle back into the queue where something of it is free and nobody is told to take it."""
    job = PaperJob.objects.select_for_update(of=("self",)).get(pk=job_id)
    if job.state not in OPEN or is_queued(job_id):
        return
    now = timezone.now()
    free = job.items.filter(free_at(now)).count()
    held = job.items.filter(state=State.CLAIMED).exists() or job.items.filter(claimed_until__gt=now).exists()
    if free or not held:
        queue(job_id, free or 1)


@action
def remove_old_bundles(*, by):
    """Throw away the bundles that were asked for more than a month ago. Returns the keys of those removed."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    jobs = list(
        PaperJob.objects.filter(created_at__lt=old).exclude(state__in=OPEN).select_for_update(of=("self",))
    )
    for job in jobs:
        delete_on_commit(job.file)
    keys = [job.pk for job in jobs]
    PaperJob.objects.filter(pk__in=keys).delete()
    return keys
