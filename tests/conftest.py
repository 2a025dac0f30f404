"""What every test stands on: settings, guards, the browser, and below them the cast."""

import copy
import gc
import os
import re
import shutil
from collections import defaultdict
from datetime import date, datetime
from functools import wraps
from importlib import import_module
from threading import get_ident
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import OperationalError, connections, transaction
from django.test import TransactionTestCase, override_settings

from tests.entered_once import FROM_MIGRATIONS, entered_once

# The synchronous Playwright keeps an event loop in the thread of the test, where Django then refuses queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# --- proofs by example ------------------------------------------------------------------------------

# The suite tries the same examples every time; `make torture` looks for new ones, many of them.
PATIENT = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("suite", max_examples=60, derandomize=True, database=None, **PATIENT)
hypothesis.settings.register_profile("torture", max_examples=1000, **PATIENT)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


# --- what asks a database ---------------------------------------------------------------------------


# Modules about what pages and papers show. That each page opens on SQLite too is said by tests/test_access.py, that
# the demo is entered there by tests/test_demo_command.py; `make test` runs these on PostgreSQL, `make test-fast` and
# `make torture` on SQLite.
PAGES = re.compile(
    r"_(pages|papers?)\.py$|test_(lists|workspace|overview|admin|desk|exports|book|print_check|demo|every_address)\.py$"
)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Mark what reaches a database, by whatever fixture (the rest holds on one database as on the other), and
    what is about pages, before tests are chosen by their marks; then put long files first."""
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
            item.add_marker("database")
        if PAGES.search(item.path.name):
            item.add_marker("page")
    chosen = yield
    if hasattr(config, "workerinput"):
        items[:] = longest_first(items)
    return chosen


def longest_first(items):
    """Return the tests file by file, so that workers that take the next file each end at the same time.

    Files whose tests commit come first, other than pytest-django has it: journeys and restarts wait a third of their
    time, which other workers' files then fill, and what they leave is an empty database.
    """
    files = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    return [item for tests in sorted(files.values(), key=weight, reverse=True) for item in tests]


def weight(tests):
    long = sum(bool(item.get_closest_marker("journey") or item.get_closest_marker("slow")) for item in tests)
    return any(map(commits, tests)), len(tests) + 15 * long


def pytest_collection_finish(session):
    """Spare the collector of rubbish from looking at modules and templates again and again."""
    gc.set_threshold(100_000, 50, 100)
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A thread of the live server may still hold its connection when PostgreSQL is to drop the database."""
    yield
    with django_db_blocker.unblock():
        connection = connections["default"]
        if connection.vendor == "postgresql":
            connection.close()  # a test may have ended it: a new one is made
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


TABLES_ARE_MADE = bool(
    os.environ.get("TABLES_ARE_MADE")
)  # scripts/test.sh has migrated both databases already


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite tests run on a file, as the product does: in memory, two threads would share one connection.

    Where the database of the settings is migrated already, that of the tests is a copy of it.
    """
    for connection in connections.all():
        made, of_tests = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
        if connection.vendor == "sqlite":
            of_tests["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
            if TABLES_ARE_MADE:
                shutil.copy(made, of_tests["NAME"])
        elif TABLES_ARE_MADE:
            of_tests["TEMPLATE"] = made


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """Django takes the copied file as it is."""
    return django_db_keepdb or (TABLES_ARE_MADE and connections["default"].vendor == "sqlite")


@pytest.fixture(scope="session", autouse=True)
def no_maintenance():
    """Pages ask every two seconds whether the system rests; the tests know, so that queries can be counted."""
    from config import maintenance

    maintenance.FRESH, maintenance._Seen.at = float("inf"), 0


# --- guards ----------------------------------------------------------------------------------------


def empty_tables(case):
    """Empty the tables after a test with real transactions; the guards would refuse to delete frozen rows.

    On PostgreSQL that is Django's own flush in a tenth of its time: no table is made anew, no guard goes or comes.
    """
    from audit import guards

    for alias in case._databases_names(include_mirrors=False):
        connection = connections[alias]
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        tables = sorted(tables - FROM_MIGRATIONS)
        if connection.vendor == "postgresql":
            delete_rows(connection, [connection.ops.quote_name(name) for name in tables])
        else:
            guards.remove(connection)
            connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables))
        if guards.missing(connection):
            guards.install(connection)
    cache.clear()  # counters that stand in no model


def delete_rows(connection, tables, tries=5):
    """A request of a page that is still open may write meanwhile: it is waited for, or one of the two begins again."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in tables))
    except OperationalError:  # a deadlock
        if tries == 1:
            raise
        delete_rows(connection, tables, tries - 1)


TransactionTestCase._fixture_teardown = empty_tables


# --- the history -----------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def every_action_leaves_one_event():
    """Watch every action of every test: it leaves one event, or none where nothing changed."""
    from audit import record

    written = defaultdict(list)  # by thread: tests of two people at once run actions side by side
    keep = record.Event.objects.create
    for module in map(import_module, ("accounts", "documents", "clusters", "pledges", "awards")):
        actions = import_module(f"{module.__name__}.actions")
        for name, action in list(vars(actions).items()):
            if getattr(action, "is_action", False) and action.__module__.startswith(actions.__name__):

                @wraps(action)
                def watched(*args, action=action, **kwargs):
                    start = len(written[get_ident()])
                    try:
                        return action(*args, **kwargs)
                    finally:
                        events = len(written[get_ident()]) - start
                        assert events <= 1, f"{action.__name__} left {events} events"

                setattr(actions, name, watched)

    def counted(*args, **kwargs):
        written[get_ident()].append(kwargs.get("verb"))
        return keep(*args, **kwargs)

    record.Event.objects.create = counted
    yield
    record.Event.objects.create = keep


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


@pytest.fixture(autouse=True)
def frozen_day(request):
    """Every test but the journeys lives on Monday, 2 March 2026, nine in the morning in Hà Nội."""
    if request.node.get_closest_marker("journey"):
        yield None
        return
    with time_machine.travel(
        datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), tick=False
    ) as clock:
        yield clock


@pytest.fixture(scope="module")
def standing_cast(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The cast, brought once for a module and rolled back at its end; None where a test of the module commits."""
    if any(commits(item) for item in request.session.items if item.path == request.node.path):
        yield None
        return
    day = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(day, tick=False):
            people = bring_cast(tmp_path_factory)
        yield people
        transaction.set_rollback(True)


def commits(item):
    """Return whether a test has real transactions: by its mark, or by a server or browser beside it."""
    mark = item.get_closest_marker("django_db")
    by_mark = mark and (mark.kwargs.get("transaction") or (mark.args and mark.args[0]))
    return by_mark or {"transactional_db", "live_server", "page", "context"} & set(item.fixturenames)


@pytest.fixture
def cast(standing_cast, db, tmp_path_factory):
    """What a test does to the cast ends with the test."""
    if standing_cast:
        return copy.deepcopy(standing_cast)
    with transaction.atomic():
        return bring_cast(tmp_path_factory)


def bring_cast(tmp_path_factory):
    return entered_once(f"cast-{date.today()}", make_cast, tmp_path_factory)


def make_cast():
    """One authority with a cluster of four units in 2026, and one person for every standing.

    ``cast.chair_unit`` chairs, ``cast.vice_unit`` is vice-chair, ``cast.unit`` is a plain member,
    ``cast.other_unit`` the fourth; ``outsider`` keeps another authority's books; ``nobody`` holds nothing.
    """
    from tests import factories as make

    authority = make.make_authority(name="Liên hiệp các Hội tỉnh Mẫu", place_name="Mẫu Sơn")
    units = [make.make_unit(authority, name=f"Hội thành viên {letter}") for letter in ("A", "B", "C", "D")]
    cluster = make.make_cluster(authority, units, number="01", symbol="CTĐ01")
    year = make.make_year(cluster, 2026)
    make.make_term(year, units[0], "chair")
    make.make_term(year, units[1], "vice_chair")
    other = make.make_authority(name="Hội Khác Trung ương")

    people = {
        "administrator": (make.Role.ADMINISTRATOR, None),
        "secretary": (make.Role.SECRETARIAT, authority),
        "leader": (make.Role.LEADER, authority),
        "viewer": (make.Role.VIEWER, authority),
        "chair": (make.Role.REPRESENTATIVE, units[0]),
        "vice": (make.Role.REPRESENTATIVE, units[1]),
        "officer": (make.Role.OFFICER, units[2]),
        "representative": (make.Role.REPRESENTATIVE, units[2]),
        "other_officer": (make.Role.OFFICER, units[3]),
        "outsider": (make.Role.SECRETARIAT, other),
    }
    users = {}
    for name, (role, place) in people.items():
        users[name] = make.make_user(name)
        make.assign(users[name], role, place)
    users["nobody"] = make.make_user("nobody")
    return SimpleNamespace(
        authority=authority,
        other_authority=other,
        cluster=cluster,
        year=year,
        units=units,
        chair_unit=units[0],
        vice_unit=units[1],
        unit=units[2],
        other_unit=units[3],
        users=users,
        **users,
    )


@pytest.fixture
def sign_in(client):
    """Sign a person in on the test client and return the client."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in
