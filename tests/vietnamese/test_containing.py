"""Searches inside names have an index where the database can have one."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_names_are_indexed_for_searches_inside_them():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such index.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not cursor.fetchone():
            pytest.skip("This PostgreSQL comes without pg_trgm.")
        cursor.execute(
            "SELECT tablename FROM pg_indexes WHERE indexname LIKE '%\\_containing' ORDER BY tablename"
        )
        assert [table for (table,) in cursor.fetchall()] == [
            "awards_nomination",
            "clusters_cluster",
            "clusters_person",
            "clusters_unit",
        ]
