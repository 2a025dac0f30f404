"""Files without a row: left behind where a program was killed between keeping a file and writing its row."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models import FileField
from django.utils import timezone

logger = logging.getLogger(__name__)

TOPS = ("bundles", "evidence", "score-evidence", "uploads")  # where rows keep their files
YOUNG = timedelta(days=1)  # such a file may belong to a row that is being written
EVERY = 24 * 60 * 60  # seconds
FEW = 20  # orphans that are thrown away without a question
MOST = 0.1  # beyond them, this part of all files looks like the files of another database
MARK = "orphans-swept"


class TooMany(Exception):
    """So many files have no row that the database is probably not theirs."""


@dataclass
class Found:
    total: int = 0
    orphans: list = field(default_factory=list)

    @property
    def are_too_many(self):
        return len(self.orphans) > max(FEW, self.total * MOST)


def file_columns():
    """Return every column that holds a file, with its model."""
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, FileField):
                yield model, column


def find():
    """Return the files that no row names and that are older than a day. Reads one folder after the other."""
    found = Found()
    for folder in _folders():
        names = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
        found.total += len(names)
        found.orphans += sorted(name for name in names - _named_in(folder, names) if _is_old(name))
    return found


def sweep():
    """Throw away the files that no row names. Returns their names. Raises TooMany, and touches nothing then."""
    found = find()
    if found.are_too_many:
        raise TooMany(f"{len(found.orphans)} of {found.total} files have no row")
    gone = []
    for name in found.orphans:
        if not _named_in(name.rpartition("/")[0], {name}):
            default_storage.delete(name)
            gone.append(name)
    return gone


def sweep_daily():
    """Sweep, once a day and by one worker of all."""
    if not cache.add(MARK, 1, EVERY):
        return
    try:
        gone = sweep()
    except TooMany as refused:
        logger.error("no file was thrown away: %s; do database and files belong together?", refused)
    else:
        if gone:
            logger.warning("%s files without a row were thrown away: %s", len(gone), ", ".join(gone))


def _folders():
    for top in TOPS:
        if top in _inside(""):
            yield top
            yield from (f"{top}/{folder}" for folder in sorted(_inside(top)) if len(folder) == 2)


def _inside(folder):
    try:
        return default_storage.listdir(folder)[0]
    except FileNotFoundError:
        return []


def _named_in(folder, names):
    """Return those of the names that some row holds."""
    held = set()
    for model, column in file_columns():
        rows = model._base_manager.filter(**{f"{column.name}__startswith": f"{folder}/"})
        held.update(names & set(rows.values_list(column.name, flat=True)))
    return held


def _is_old(name):
    try:
        return timezone.now() - default_storage.get_modified_time(name) > YOUNG
    except FileNotFoundError:  # somebody threw it away meanwhile
        return False
