"""What every test stands on: settings, guards, the browser, and below them the cast."""

import os
import shutil

import pytest
from django.db import connections
from django.test import TransactionTestCase, override_settings

# The synchronous Playwright keeps an event loop in the thread of the test, where Django then refuses queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# --- settings --------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def settings_of_all_tests(tmp_path_factory):
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        MEDIA_URL="/no-files-here/",  # Django's live server fails on None, which is what the product says
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_RATE_LIMITS=False,
    ):
        yield


# --- guards ----------------------------------------------------------------------------------------

flush = TransactionTestCase._fixture_teardown


def flush_without_guards(case):
    """Empty the tables after a test with real transactions; the guards would refuse to delete frozen rows."""
    from audit import guards

    written = [connections[alias] for alias in case._databases_names(include_mirrors=False)]
    for connection in written:
        guards.remove(connection)
    try:
        flush(case)
    finally:
        for connection in written:
            guards.install(connection)


TransactionTestCase._fixture_teardown = flush_without_guards


# --- the browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, which speaks to nobody but the test's own server."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def base_url(live_server):
    """Where ``page.goto("/…")`` goes; asking for a page is enough to have the server and a database."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 1280, "height": 900},
    }


# --- the cast --------------------------------------------------------------------------------------
