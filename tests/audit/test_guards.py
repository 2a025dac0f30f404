"""The guards themselves: they stand in the database, and come back after a migration took them away."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit import guards
from audit.models import Event


@pytest.mark.django_db
def test_every_guard_stands_in_the_database():
    assert guards.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_guards_return_after_migrate():
    guards.remove(connection)
    assert len(guards.missing(connection)) > 40
    call_command("migrate", verbosity=0)
    assert guards.missing(connection) == []


def test_guard_names_are_short_enough_for_both_databases():
    names = [f"{guards.PREFIX}{guard.name}_{event}" for guard in guards.all_guards() for event in guard.on]
    assert [name for name in names if len(name) > 63] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "break_it", [lambda rows: rows.update(note="khác"), lambda rows: rows._raw_delete("default")]
)
def test_events_are_write_once(cast, break_it):
    with pytest.raises(IntegrityError, match="chỉ ghi thêm"), transaction.atomic():
        break_it(Event.objects.all())


EARLIER = {"sqlite": "0003", "postgresql": "0004"}  # PostgreSQL rebuilds no table: one version back is enough


@pytest.mark.django_db(transaction=True)
def test_an_installation_of_an_earlier_version_is_brought_up_to_date():
    """Tables that guards of other tables read are rebuilt, and a guard that has lost its name is in nobody's way."""
    call_command("migrate", "awards", EARLIER[connection.vendor], verbosity=0)
    earlier = guards.Guard(
        name="of_an_earlier_version",
        table="awards_review",
        on=("insert",),
        when="EXISTS (SELECT 1 FROM awards_nomination WHERE id = NEW.nomination_id AND status = 'draft')",
        says="Không được.",
    )
    with connection.cursor() as cursor:
        for statement in earlier.statements(connection.vendor):
            cursor.execute(statement)
    call_command("migrate", verbosity=0)
    assert guards.missing(connection) == []
