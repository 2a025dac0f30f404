"""What a worker does for a bundle: make papers one by one, bind them, look after what others left behind."""

import logging
import os
import secrets
import socket
import tempfile
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from os.path import splitext
from zipfile import ZIP_STORED, ZipFile

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clusters import actions
from clusters.bulk import GONE, KEPT_DAYS, NO_RIGHT, OPEN, clear, folder_of, is_open_to
from clusters.bundle import INDEX, Bundle
from clusters.issuing import in_force_of
from clusters.models import PaperJob
from clusters.packet import paper_now
from clusters.papers import kind_of
from documents import pdf
from documents.storage import FilesAway
from documents.uploads import bundle_path
from documents.word import word_of
from documents.word.stored import template_for
from documents.xlsx import sheet

logger = logging.getLogger(__name__)

BROKEN = (
    "Chưa lập được văn bản này. Mở văn bản trong trang của năm để xem nội dung còn thiếu, "
    "sửa rồi yêu cầu lại bộ văn bản."
)


class Refused(Exception):
    """The paper cannot be made, however often one tries; the text says why."""


def work_on(job_id, most):
    """Make up to ``most`` papers of a bundle, and bind it if they were the last."""
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    for _ in range(most):
        item = actions.take_item(job_id, worker, by=None)
        if item is None:
            break
        _make(item)
    if job := actions.take_binding(job_id, worker, by=None):
        _bind(job)
    actions.queue_again(job_id, by=None)


# --- one paper ------------------------------------------------------------------------------------------


def _make(item):
    try:
        name, paper, word = _print(item)
    except Refused as refusal:
        actions.fail_item(item, str(refusal), True, by=None)
        return
    except FilesAway:
        actions.put_item_down(item, by=None)
        raise
    except Exception:  # whatever is wrong with one paper, the others are made
        logger.exception("paper %s of bundle %s, attempt %s", item.pk, item.job_id, item.attempts)
        actions.fail_item(item, BROKEN, False, by=None)
        return
    item.file_name = name
    try:
        item.file = _store(item, "pdf", paper)
        item.word = _store(item, "docx", word) if word else ""
    except FilesAway:
        actions.put_item_down(item, by=None)
        raise
    if not actions.keep_item(item, by=None):
        for stored in filter(None, [item.file.name, item.word.name]):
            default_storage.delete(stored)


def _print(item):
    """Return the name of the file, the PDF and the Word file (None without)."""
    kind, owner = kind_of(item.kind), item.job.owner
    record = kind and kind.model._default_manager.filter(pk=item.subject_id).first()
    if record is None:
        raise Refused(GONE)
    if not owner.is_active or not is_open_to(owner, kind, record):
        raise Refused(NO_RIGHT)
    issued = in_force_of(kind, record)
    if issued is None or not issued.file:
        paper = kind.build(record, None)
        return kind.filename(record), pdf.render(paper), _word(item, paper)
    with issued.file.open() as stored:
        content = stored.read()
    return issued.file_name or kind.filename(record), content, _word(item, paper_now(kind, record, issued))


def _word(item, paper):
    """Return the Word file in the authority's own template; None where it was not asked for."""
    job = item.job
    if not job.with_word:
        return None
    return word_of(paper, template_for(job.authority or job.cluster_year.cluster.authority, item.kind))


def _store(item, ending, content):
    name = f"{folder_of(item.job_id)}/{item.position:04}-{secrets.token_hex(4)}.{ending}"
    return default_storage.save(name, ContentFile(content))


# --- the whole ------------------------------------------------------------------------------------------


def _bind(job):
    """Write the ZIP, keep it, and throw the single files away."""
    items = list(job.items.order_by("position"))
    made = [item for item in items if item.state == "done"]
    name, size = "", None
    if made:
        with tempfile.TemporaryFile() as packed:
            with ZipFile(packed, "w", ZIP_STORED) as archive:
                _fill(Bundle(archive), job, items)
            size = packed.tell()
            packed.seek(0)
            name = default_storage.save(bundle_path(job, ""), File(packed))
    if actions.keep_bundle(job, name, size, by=None):
        clear(job.pk)
    elif name:
        default_storage.delete(name)


def _fill(bundle, job, items):
    width = len(str(len(items)))
    for item in items:
        # In a folder of its own a paper needs no number to keep its place.
        name = item.file_name if item.folder else f"{item.position:0{max(width, 2)}} {item.file_name}"
        if item.state != "done":
            bundle.miss(item.folder, f"{item.label}.pdf", item.error)
            continue
        for stored in filter(None, [item.file, item.word]):
            with default_storage.open(stored.name) as source:
                bundle.add(item.folder, splitext(name)[0] + splitext(stored.name)[1], source)
    content = sheet(f"Mục lục - {job.title}", INDEX, bundle.lines)
    bundle.add("", "Mục lục.xlsx", BytesIO(content))


# --- what others left behind ----------------------------------------------------------------------------


def rescue():
    """Put bundles back into the queue that a worker left unfinished."""
    for job_id in PaperJob.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True):
        actions.queue_again(job_id, by=None)


def clean_up():
    """Throw away old bundles, the single files of finished ones, and what the queue remembers of old tasks."""
    for job_id in actions.remove_old_bundles(by=None):
        clear(job_id)
    with suppress(FileNotFoundError):
        for folder in default_storage.listdir("bundles")[0]:
            job_id = folder.removeprefix("job-")
            if folder != job_id and not PaperJob.objects.filter(pk=job_id, state__in=OPEN).exists():
                clear(job_id)
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
