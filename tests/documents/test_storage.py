"""Files in a folder of this host."""

import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@pytest.fixture
def flushed(monkeypatch):
    """What the disk was told to write for good, by path."""
    paths, flush = [], os.fsync

    def told(number):
        paths.append(os.readlink(f"/proc/self/fd/{number}"))
        return flush(number)

    monkeypatch.setattr(os, "fsync", told)
    return paths


def test_a_saved_file_and_its_name_are_on_the_disk_before_a_row_names_it(flushed):
    name = default_storage.save("uploads/ab/tep.pdf", ContentFile(b"mot"))
    path = os.path.realpath(default_storage.path(name))
    assert flushed == [path, os.path.dirname(path)]
