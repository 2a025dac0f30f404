"""Fills an empty database with made-up records of any size: the same size, seed and day give the same rows."""

from itertools import islice

from django.db import connection, transaction

from audit import chain
from audit.models import Event
from awards import catalogue
from awards.generate import bodies, dossiers, scores, seasons, standing, texts
from awards.generate.load import Loader, unchecked
from awards.generate.world import World
from clusters.models import Authority, Cluster, Person, Unit
from documents import instruments

CLUSTERS_OF_A_BODY = 10
LINKED_AT_ONCE = 20_000
APPS = ("accounts", "audit", "awards", "clusters", "documents", "pledges")


class RefusedRows(Exception):
    """The rows break a rule; the sentences are its arguments."""


def is_empty():
    return not any(model.objects.exists() for model in (Authority, Unit, Cluster, Person))


def fill(clusters, years, seed, units, today, say=lambda line: None):
    """Write everything in one transaction, or nothing. Raises RefusedRows; returns how many rows there are."""
    with transaction.atomic():
        catalogue.load()
        instruments.load()
        with unchecked(connection):
            loader = Loader(connection)
            world = World(loader, seed, years, today)
            _write(world, clusters, units, say)
            loader.close()
            say("Đang lập lại chỉ mục và kiểm tra ràng buộc…")
        tables = {model._meta.db_table for model in loader.tables}
        if faults := sorted(set(standing.faults(connection, tables))):
            raise RefusedRows(*faults)
        say("Đang nối nhật ký thành chuỗi…")
        _link_events()
    _tidy_up()
    return {model._meta.verbose_name: table.last for model, table in loader.tables.items()}


def _write(world, clusters, units, say):
    bodies.administrator(world)
    owner, first = None, None
    for n in range(clusters):
        place = n % CLUSTERS_OF_A_BODY
        if place == 0:
            owner = bodies.body(world, n // CLUSTERS_OF_A_BODY + 1, first)
            first = first or owner.pk
        ring = bodies.ring(world, owner, n, place, units)
        for year in world.years:
            season = seasons.season(world, ring, year)
            texts.pledge(world, season)
            dossiers.dossiers(world, season)
            scores.scores(world, season)
        if (n + 1) % max(clusters // 20, 1) == 0:
            say(f"Đã lập {n + 1}/{clusters} cụm, khối.")


def _link_events():
    events = Event.objects.filter(link=None).order_by("pk").iterator(chunk_size=LINKED_AT_ONCE)
    while batch := list(islice(events, LINKED_AT_ONCE)):
        chain.link_many(batch)


def _tidy_up():
    """Let the database learn what the tables hold, so that it plans queries well from the first page on."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


__all__ = ["RefusedRows", "fill", "is_empty"]
