"""What counts for all processes and hosts is counted by the database; pictures stay on their host."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from clusters.lookup import WRONG_AN_HOUR
from documents import pictures

WRONG = "AAAABBBBCCCC"


@pytest.mark.django_db(transaction=True)
def test_a_limit_of_tries_holds_exactly_however_many_ask_at_once():
    def ask(_):
        try:
            return Client().get(reverse("clusters:paper_public", args=[WRONG])).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as askers:
        answers = Counter(askers.map(ask, range(WRONG_AN_HOUR + 12)))
    assert answers == {404: WRONG_AN_HOUR, 429: 12}


@pytest.mark.django_db
def test_a_wrong_code_is_forgotten_an_hour_later(client, frozen_day):
    address = reverse("clusters:paper_public", args=[WRONG])
    for _ in range(WRONG_AN_HOUR):
        client.get(address)
    assert client.get(address).status_code == 429
    frozen_day.shift(60 * 60 + 1)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_the_table_of_the_counters_is_there_after_migrating():
    assert settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()


def test_prints_and_pictures_cost_no_database():
    """No test may reach a database without asking for it: this one does not."""
    pictures.keep("proof:thu", b"%PDF", 60)
    assert pictures.kept("proof:thu") == b"%PDF"
