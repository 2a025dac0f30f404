from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """The table of the cache that all processes and hosts share: limits of tries and other counters."""

    dependencies = [("documents", "0004_papers_of_the_year")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop, elidable=False)]
