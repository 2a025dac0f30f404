"""On PostgreSQL the program's role cannot touch the history, whatever the program does (scripts/sql)."""

import json
import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from audit import guards
from audit.rights import rights_too_many, weaknesses

SCRIPT = settings.BASE_DIR / "scripts" / "sql" / "database_rights.sql"
OWNER, APP, DATABASE = "rights_owner", "rights_app", "rights_of_two"

AS_THE_PROGRAM = """
import json
import django
django.setup()
from django.db import connection, transaction
from django.db.utils import DatabaseError
from accounts import actions as people
from accounts.models import Assignment, User
from audit.models import Event
from audit.record import record
from audit.rights import weaknesses
from audit.verbs import Verb
from audit.verify import verify
from clusters import actions
from clusters.models import Authority, Unit

def refused(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return "done"

user = User.objects.create_superuser("quantri", "matkhau-thu-2026", full_name="Nguyễn Văn An")
authority = actions.add_authority(Authority(name="Cơ quan Một", level="province"), by=user)
unit = actions.add_unit(Unit(authority=authority, name="Hội Một"), by=user)
unit.name = "Hội Hai"
actions.change_unit(unit, by=user)
record(Verb.SIGNED_IN, by=user, subject=user)
statements = json.loads(input())
print(json.dumps({
    "events": Event.objects.count(),
    "faults": [fault.says for fault in verify()],
    "weaknesses": weaknesses(connection),
    "refused": {statement: refused(statement) for statement in statements},
}))
"""
HARM = [
    "UPDATE audit_event SET note = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event CASCADE",
    "UPDATE audit_link SET digest = 'x'",
    "DELETE FROM audit_link",
    "TRUNCATE audit_link",
    "UPDATE audit_chainhead SET chain = 7",
    "DELETE FROM audit_chainhead",
    "TRUNCATE audit_chainhead",
    "DROP TRIGGER guard_events_are_write_once_update ON audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE audit_event ADD COLUMN x int",
    "DROP TABLE audit_link",
    "CREATE TABLE x (y int)",
    "CREATE OR REPLACE FUNCTION guard_events_are_write_once_update() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN NEW; END'",
    "SET session_replication_role = replica",
    "DELETE FROM django_migrations",
    "TRUNCATE clusters_unit CASCADE",
]
DENIED = "42501"


@pytest.fixture
def two_roles(transactional_db):
    """A copy of the test database whose tables belong to an owner; the script has been run by that owner."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no roles")
    place = connection.settings_dict
    connection.close()
    server = f"host={place['HOST']} port={place['PORT']} user={place['USER']}"
    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as root:
        root.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [place["NAME"]]
        )
        for role in (OWNER, APP):
            root.execute(f"CREATE ROLE {role} LOGIN")
        root.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {place['NAME']} OWNER {OWNER}")
        with psycopg.connect(f"{server} dbname={DATABASE}", autocommit=True) as copy:
            tables = "SELECT format('ALTER TABLE %I OWNER TO {}', tablename) FROM pg_tables WHERE schemaname = 'public'"
            functions = (
                "SELECT format('ALTER FUNCTION %I() OWNER TO {}', proname) FROM pg_proc "
                "WHERE proname LIKE 'guard_%' AND pronamespace = 'public'::regnamespace"
            )
            for (statement,) in [*copy.execute(tables.format(OWNER)), *copy.execute(functions.format(OWNER))]:
                copy.execute(statement)
        try:
            yield lambda role: f"postgres://{role}@{place['HOST']}:{place['PORT']}/{DATABASE}"
        finally:
            root.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
            for role in (OWNER, APP):
                root.execute(f"DROP ROLE {role}")


def give_rights(url):
    subprocess.run(["psql", "-q", url, "-v", f"app={APP}", "-f", SCRIPT], check=True)


def test_the_program_works_and_cannot_touch_the_history(two_roles):
    give_rights(two_roles(OWNER))
    with psycopg.connect(two_roles(OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE of_a_later_version (id serial PRIMARY KEY, text varchar(9))")
    give_rights(two_roles(OWNER))  # a second time changes nothing
    given = subprocess.run(
        [sys.executable, "-c", AS_THE_PROGRAM],
        input=json.dumps(HARM),
        env={**os.environ, "DATABASE_URL": two_roles(APP), "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert given.returncode == 0, given.stderr
    found = json.loads(given.stdout)
    assert (found["events"], found["faults"], found["weaknesses"]) == (4, [], [])
    assert found["refused"] == dict.fromkeys(HARM, DENIED)
    with psycopg.connect(two_roles(APP), autocommit=True) as program:
        program.execute("INSERT INTO of_a_later_version (text) VALUES ('x')")


@pytest.mark.django_db
def test_a_role_that_may_do_too_much_is_named():
    """The tests themselves run as the owner of everything."""
    held = rights_too_many(connection)
    assert len(held) == (9 if connection.vendor == "postgresql" else 0)
    guards.remove(connection)
    try:
        assert "thiếu khóa chống sửa nhật ký" in weaknesses(connection)[0]
    finally:
        guards.install(connection)
