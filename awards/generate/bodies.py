"""Authorities with their people, units with theirs, clusters with their members."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from accounts.models import Assignment, Role, User
from awards.generate import words
from clusters.models import Authority, Cluster, Membership, Person, Post, RotationRule, Unit

SINCE = date(2010, 1, 1)
ADMINISTRATOR = "thu-quantri"


@dataclass(frozen=True)
class Body:
    pk: int
    name: str
    town: str
    secretary: int
    secretary_name: str
    leaders: tuple


@dataclass(frozen=True)
class Member:
    pk: int
    name: str
    head_post: str
    head: str
    person: int
    user: int


@dataclass(frozen=True)
class Ring:
    """One cluster: its members take the chair one after the other."""

    pk: int
    title: str
    kind: str
    symbol: str
    body: Body
    members: tuple


def account(world, username, full_name, role, **place):
    pk = world.add(
        User,
        username=username,
        full_name=full_name,
        password=UNUSABLE_PASSWORD_PREFIX,
        email=f"{username}@hu-cau.example",
        created_at=world.beginning,
    )
    world.add(Assignment, user_id=pk, role=role, starts_on=SINCE, **place)
    return pk


def administrator(world):
    return account(world, ADMINISTRATOR, "Quản trị hệ thống (dữ liệu thử)", Role.ADMINISTRATOR)


def body(world, n, parent):
    name = words.BODIES[n % len(words.BODIES)].format(n=n) + " (dữ liệu thử)"
    town = f"Hư Cấu {n}"
    pk = world.add(
        Authority,
        name=name,
        short_name=f"CQ thử {n}",
        level=Authority.Level.PROVINCE,
        parent_id=parent,
        place_name=town,
        council_name=f"Hội đồng Thi đua - Khen thưởng tỉnh {town}",
        is_sample=True,
    )
    secretary_name = words.person(world.rng)
    secretary = account(world, f"thu-cq{n}-tt", secretary_name, Role.SECRETARIAT, authority_id=pk)
    leaders = tuple(
        account(world, f"thu-cq{n}-ld{m}", words.person(world.rng), Role.LEADER, authority_id=pk)
        for m in (1, 2)
    )
    return Body(pk, name, town, secretary, secretary_name, leaders)


def member(world, owner, n):
    what, head_post = world.rng.choice(words.UNITS)
    name = f"{what} {world.rng.choice(words.PLACES)} (thử {n})"
    pk = world.add(Unit, authority_id=owner.pk, name=name, head_post=head_post)
    head = words.person(world.rng)
    person = world.add(Person, authority_id=owner.pk, full_name=head)
    world.add(Post, person_id=person, title=head_post, unit_id=pk, starts_on=SINCE)
    user = account(world, f"thu-dv{n}", words.person(world.rng), Role.REPRESENTATIVE, unit_id=pk)
    return Member(pk, name, head_post, head, person, user)


def ring(world, owner, n, place, units):
    """The ``place``-th cluster of its authority, with so many units; ``n`` counts all clusters."""
    field = words.CLUSTERS[place % len(words.CLUSTERS)]
    kind = world.rng.choice((Cluster.Kind.CUM, Cluster.Kind.CUM, Cluster.Kind.KHOI))
    symbol = f"{'CTĐ' if kind == Cluster.Kind.CUM else 'KTĐ'}{place + 1:02}"
    row = Cluster(authority_id=owner.pk, kind=kind, number=f"{place + 1:02}", name=field, symbol=symbol)
    title = row.proposed_title
    pk = world.add(
        Cluster,
        authority_id=owner.pk,
        kind=kind,
        number=row.number,
        name=field,
        title=title,
        symbol=symbol,
    )
    members = tuple(member(world, owner, n * units + at + 1) for at in range(units))
    first = date(world.years[0], 1, 1)
    for position, unit in enumerate(members):
        world.add(Membership, cluster_id=pk, unit_id=unit.pk, position=position, starts_on=first)
    world.add(RotationRule, cluster_id=pk)
    return Ring(pk, title, kind, symbol, owner, members)
