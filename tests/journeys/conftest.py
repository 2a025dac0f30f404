"""What the journeys share."""

from tests.journeys.test_year import as_person

__all__ = ["as_person"]
