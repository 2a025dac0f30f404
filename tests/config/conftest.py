"""What tests of an installation as a whole share."""

import pytest
from django.test import override_settings

from tests.config.bucket import Bucket


@pytest.fixture
def bucket(settings):
    """The files of this test lie in an S3 storage."""
    made = Bucket()
    with override_settings(STORAGES={**settings.STORAGES, "default": made.settings}):
        yield made
    made.stop()
