"""What the journeys share."""

from playwright.sync_api import expect

from tests.journeys.test_year import as_person

expect.set_options(
    timeout=20_000
)  # on a busy machine a page takes its time; what must be fast says so itself

__all__ = ["as_person"]
