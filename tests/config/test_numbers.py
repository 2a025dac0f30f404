"""The numbers for Prometheus: what they count, who may read them, that several processes add up."""

import re
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailKind
from accounts.outbox import queue
from clusters.bulk_queue import make_papers
from config.models import WorkerBeat
from tests.servers import ask, serve


@pytest.fixture
def open_to_all(settings):
    settings.METRICS_ALLOW = [ip_network("0.0.0.0/0")]


def numbers(client=None):
    answer = (client or Client()).get("/metrics")
    assert answer.status_code == 200
    return read(answer.content.decode())


def read(text):
    return {name: float(value) for name, value in re.findall(r"(?m)^(thidua_\S+) (\S+)$", text)}


def test_what_waits_and_who_lives_is_read_from_the_database(cast, open_to_all, frozen_day):
    WorkerBeat.objects.create(worker="a", host="h", seen_at=timezone.now() - timedelta(seconds=40))
    make_papers.enqueue(1)
    make_papers.enqueue(2)
    for day in (0, 1):
        queue(
            MailKind.TEST,
            to="a@b.example.vn",
            subject="Thử",
            text="…",
            send_after=timezone.now() + timedelta(day),
        )
    frozen_day.shift(20)
    found = numbers()
    assert {
        name: found[f"thidua_{name}"] for name in ("queue_length", "queue_oldest_seconds", "outbox_waiting")
    } == {
        "queue_length": 2,
        "queue_oldest_seconds": 20,
        "outbox_waiting": 1,
    }
    assert (found["thidua_worker_seen_seconds"], found["thidua_database_up"]) == (60, 1)
    assert found["thidua_papers_issued"] == found["thidua_bundle_papers_made"] == 0


def test_requests_are_counted_by_the_name_of_their_page(cast, sign_in, open_to_all):
    def counted():
        labels = 'method="GET",status="200",view="clusters:cluster_detail"'
        return numbers().get(f"thidua_request_seconds_count{{{labels}}}", 0)

    before = counted()
    sign_in(cast.secretary).get(reverse("clusters:cluster_detail", args=[cast.cluster.pk]))
    assert counted() == before + 1


def test_a_wrong_password_is_counted(cast, open_to_all):
    before = numbers()["thidua_sign_in_failures_total"]
    Client().post(reverse("account_login"), {"login": "secretary", "password": "sai"})
    assert numbers()["thidua_sign_in_failures_total"] == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_a_number_too(open_to_all, unreachable_database):
    assert numbers()["thidua_database_up"] == 0


@pytest.mark.parametrize(
    ("allow", "token", "headers", "proxies", "may"),
    [
        ([], "", {}, 0, False),
        ([], "", {"authorization": "Bearer "}, 0, False),
        (["127.0.0.1/32"], "", {}, 0, True),
        (["10.0.0.0/8"], "", {}, 0, False),
        (["10.0.0.0/8"], "", {"x-forwarded-for": "10.1.2.3"}, 0, False),  # nobody's proxy said so
        (["10.0.0.0/8"], "", {"x-forwarded-for": "10.1.2.3"}, 1, True),
        (["10.0.0.0/8"], "", {"x-forwarded-for": "10.1.2.3, 203.0.113.9"}, 1, False),  # the visitor said so
        (["127.0.0.1/32"], "", {"x-forwarded-for": "203.0.113.9"}, 1, False),  # a visitor behind the proxy
        (["127.0.0.1/32"], "", {"x-forwarded-for": "none"}, 1, False),
        ([], "m3trics-t0ken", {"authorization": "Bearer m3trics-t0ken"}, 1, True),
        ([], "m3trics-t0ken", {"authorization": "Bearer m3trics-t0kem"}, 1, False),
    ],
)
def test_only_who_may_reads_the_numbers(db, settings, allow, token, headers, proxies, may):
    settings.METRICS_ALLOW = [ip_network(network) for network in allow]
    settings.METRICS_TOKEN = token
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert Client(headers=headers).get("/metrics").status_code == (200 if may else 404)


@pytest.mark.django_db(transaction=True)
def test_several_processes_add_up(tmp_path):
    with serve(tmp_path / "log", WEB_CONCURRENCY="2", METRICS_ALLOW="127.0.0.1") as address:
        for _ in range(12):
            assert ask(f"{address}/tra-cuu/")[0] == 200
        found = [read(ask(f"{address}/metrics")[1]) for _ in range(6)]
    name = 'thidua_request_seconds_count{method="GET",status="200",view="clusters:paper_lookup"}'
    assert [numbers[name] for numbers in found] == [12] * 6
