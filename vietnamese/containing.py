"""Makes searches inside names quick on PostgreSQL, where its extension pg_trgm may be had; they work without, too."""

from django.db import DatabaseError, migrations, transaction


def index_containing(*tables):
    """Return the operation of a migration: an index of ``search_text`` in these tables for LIKE '%…%'.

    Who may not create the extension goes without: nothing else depends on it.
    """

    def forward(apps, schema_editor):
        connection = schema_editor.connection
        if connection.vendor != "postgresql" or not _has_trigrams(connection):
            return
        for table in tables:
            schema_editor.execute(
                f"CREATE INDEX IF NOT EXISTS {table}_containing ON {table} USING gin (search_text gin_trgm_ops)"
            )

    def backward(apps, schema_editor):
        for table in tables:
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_containing")

    return migrations.RunPython(forward, backward)


def sample_more(table):
    """Return the operation of a migration: PostgreSQL looks at ten times as many names of this table as it does else
    to guess how many of them contain a text. What it takes for rare, and is not, it reads as a whole.
    """
    target = "ALTER TABLE {} ALTER COLUMN search_text SET STATISTICS {}"

    def forward(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(target.format(table, 1000))

    def backward(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(target.format(table, -1))

    return migrations.RunPython(forward, backward)


def _has_trigrams(connection):
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return False
    return True
