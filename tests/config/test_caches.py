"""The files of kept pages: read as they were written, and never many more than are wanted."""

import itertools

import pytest

from config.caches import PageFiles


@pytest.fixture
def files(tmp_path):
    return PageFiles(tmp_path, {"OPTIONS": {"MAX_ENTRIES": 9}})


def test_what_is_written_is_read(files):
    assert files.get("trang") is None
    files.set("trang", "Năm 2026 " * 10_000, 60)
    assert files.get("trang") == "Năm 2026 " * 10_000
    files.set("trang", {"số": 1}, -1)
    assert files.get("trang") is None


def test_there_are_never_many_more_files_than_wanted(files, tmp_path, monkeypatch):
    turns = itertools.count()
    monkeypatch.setattr("secrets.randbelow", lambda most: next(turns) % most)
    numbers = []
    for at in range(500):
        files.set(str(at), at, 60)
        numbers.append(len(list(tmp_path.iterdir())))
    assert next(turns) == 500
    assert max(numbers) < 9 + 3 * 50
    assert sum(later < before for before, later in itertools.pairwise(numbers)) == 9
