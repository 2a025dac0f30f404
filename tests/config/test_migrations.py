"""Migrations that run while the version before still serves: docs/decisions/0020 says the rule, a linter keeps it.

The linter reads what PostgreSQL would be told. Migrations up to BASELINE came before the rule: no installation is
upgraded from before them without a stop.
"""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState
from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class

# The last migration of each app that came before the rule, by number.
BASELINE = {
    "accounts": 5,
    "audit": 10,
    "awards": 5,
    "clusters": 6,
    "documents": 5,
    "installation": 1,
    "pledges": 4,
}

# A migration that may break the rule, with the reason: ("app", "name"): "why the version before can live with it".
EXCEPTIONS = {}

# What the linter refuses and we do not. A constraint is checked over all rows while writers wait: our tables are small
# enough for that. What PostgreSQL's own short lock costs is a matter of seconds.
ALLOWED = {"CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE", "ADD_UNIQUE"}

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("the linter reads what PostgreSQL is told")


def refusals(migration, state):
    """Return the codes of what the linter refuses in a migration."""
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    statements = [line for line in editor.collected_sql if line and not line.startswith("--")]
    errors, _, _ = analyse_sql_statements(get_sql_analyser_class("postgresql"), statements)
    return {issue.code for issue in errors} - ALLOWED


def number(name):
    return int(name.split("_")[0])


def test_new_migrations_leave_the_version_before_alive():
    loader = MigrationLoader(connection)
    own = [key for key in loader.disk_migrations if key[0] in BASELINE and number(key[1]) > BASELINE[key[0]]]
    found = {}
    for key in own:
        parents = loader.disk_migrations[key].dependencies
        state = loader.project_state([parent for parent in parents if parent in loader.graph.nodes])
        if codes := refusals(loader.disk_migrations[key], state):
            found[key] = codes
    assert {key: codes for key, codes in found.items() if key not in EXCEPTIONS} == {}


def test_every_app_with_migrations_is_under_the_rule():
    from tests.test_house import ORDER

    assert set(BASELINE) == {*ORDER, "installation"}


def sample(*operations):
    made = Migration("0099_sample", "clusters")
    made.operations = list(operations)
    state = ProjectState()
    create = migrations.CreateModel(
        "Sample", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
    )
    create.state_forwards("clusters", state)
    return made, state


@pytest.mark.parametrize(
    ("operation", "codes"),
    [
        (migrations.AddField("sample", "note", models.TextField(null=True)), set()),
        (migrations.AddField("sample", "note", models.TextField(default="", db_default="")), set()),
        (migrations.AddIndex("sample", models.Index(fields=["name"], name="by_name")), set()),
        (migrations.AddField("sample", "note", models.TextField(default="")), {"NOT_NULL"}),
        (migrations.RemoveField("sample", "name"), {"DROP_COLUMN"}),
        (migrations.RenameField("sample", "name", "title"), {"RENAME_COLUMN"}),
        (migrations.AlterField("sample", "name", models.IntegerField()), {"ALTER_COLUMN"}),
        (migrations.DeleteModel("sample"), {"DROP_TABLE"}),
        (migrations.RenameModel("sample", "Example"), {"RENAME_TABLE"}),
    ],
)
def test_the_linter_tells_what_the_version_before_cannot_live_with(operation, codes):
    assert refusals(*sample(operation)) == codes
