"""What the tests of the installation as a whole share: a database that does not answer, files in an S3 storage."""

import pytest
from django.db import connection
from django.test import override_settings

from tests.config.bucket import Bucket


@pytest.fixture
def unreachable_database(transactional_db):
    """The connection of this thread leads nowhere until the test is over: to a port nobody listens on, to a folder
    that is none."""
    kept = dict(connection.settings_dict)
    connection.close()
    if connection.vendor == "postgresql":
        connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    else:
        connection.settings_dict["NAME"] = "/nowhere/at-all.sqlite3"
    yield
    connection.close()
    connection.settings_dict.update(kept)


@pytest.fixture
def bucket(settings):
    """The files of this test lie in an S3 storage."""
    made = Bucket()
    with override_settings(STORAGES={**settings.STORAGES, "default": made.settings}):
        yield made
    made.stop()


@pytest.fixture
def rests(db):
    """Let the system rest by calling it; afterwards everything is as before."""
    from config import actions, maintenance

    def begin(reason="Nâng cấp phiên bản", until=None):
        return actions.begin_maintenance(reason, until, by=None)

    yield begin
    maintenance._Seen.standing, maintenance._Seen.at = None, 0
