"""Where files are kept: in a folder of this host, unless settings name a storage that several hosts share."""

import os
import tempfile
from contextlib import contextmanager
from os.path import splitext

from django.core.files.storage import FileSystemStorage

CHUNK = 1 << 20


class FilesAway(OSError):
    """The storage of the files did not do what it was asked for: it is away, or refuses us."""


class FolderStorage(FileSystemStorage):
    """Files in a folder. What was saved is on the disk itself before a row can say that it is there."""

    def _save(self, name, content):
        saved = super()._save(name, content)
        path = self.path(saved)
        for written, flags in ((path, os.O_RDONLY), (os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)):
            opened = os.open(written, flags)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
        return saved


def is_folder(storage):
    """Return whether a storage (the default one too, which Django wraps) keeps its files in a folder of this host."""
    return isinstance(storage, FileSystemStorage)


@contextmanager
def local_path(stored):
    """Yield the path of a stored file (of a FileField) for a library that reads from a disk: its own, or that of a
    copy which is gone afterwards. Raises FileNotFoundError."""
    if is_folder(stored.storage):
        yield stored.path
    else:
        with _copied(stored) as copy:
            yield copy


@contextmanager
def _copied(stored):
    with tempfile.NamedTemporaryFile(suffix=splitext(stored.name)[1]) as copy:
        with stored.storage.open(stored.name, "rb") as source:
            while piece := source.read(CHUNK):
                copy.write(piece)
        copy.flush()
        yield copy.name
