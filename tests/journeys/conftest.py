"""What the journeys share."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_year import as_person

expect.set_options(
    timeout=20_000
)  # on a busy machine a page takes its time; what must be fast says so itself

__all__ = ["as_person"]


@pytest.fixture(autouse=True)
def pages_are_kept(settings, tmp_path):
    """As in an installation (clusters/kept.py)."""
    settings.ANSWERS_KEPT = 600
    answers = {**settings.CACHES["answers"], "LOCATION": str(tmp_path / "answers")}
    settings.CACHES = {**settings.CACHES, "answers": answers}
