"""The pledge of a year, as far as its cluster has come with it."""

import uuid
from datetime import timedelta
from decimal import Decimal

from audit.verbs import Verb
from awards.generate import words
from pledges.fingerprint import fingerprint_of
from pledges.models import Basis, Comment, Content, Pledge, Registration, Signature, Target
from vietnamese.numbers import format_decimal

Status, State = Pledge.Status, Pledge.TextState
OFFICES = {"cum": ("Cụm trưởng", "Cụm phó"), "khoi": ("Khối trưởng", "Khối phó")}
# of twenty clusters in the running year, so many stand at each step
RUNNING = [Status.SIGNED] * 14 + [Status.AGREED] * 3 + [Status.COMMENTING] * 2 + [Status.DRAFT]


def pledge(world, season):
    """Add the pledge with its parts; the text that was agreed on reads as ``pledges.fingerprint.text_of`` makes it."""
    status = world.rng.choice(RUNNING) if season.is_running else Status.SIGNED
    agreed = status in (Status.AGREED, Status.SIGNED)
    text = _text(world, season)
    row = {
        "cluster_year_id": season.pk,
        "status": status,
        "opening": text["opening"],
        "closing": text["closing"],
        "text_state": text["text_state"],
        "round": 0 if status == Status.DRAFT else 1,
    }
    if agreed:
        row |= {
            "frozen": text,
            "fingerprint": fingerprint_of(text),
            "agreed_at": world.moment(season.signed_on - timedelta(days=3)),
        }
    if status == Status.SIGNED:
        row["signed_at"] = world.moment(season.signed_on, 16)
    if status == Status.COMMENTING:
        row["comments_due_on"] = world.today + timedelta(days=world.rng.randrange(-3, 12))
    pk = world.add(Pledge, **row)
    _parts(world, season, pk, text)
    if agreed:
        _signatures(world, season, pk, status == Status.SIGNED)
    if status == Status.COMMENTING:
        _comments(world, season, pk)
    verb = {Status.SIGNED: Verb.SIGNING_COMPLETED, Status.AGREED: Verb.PLEDGE_AGREED}.get(
        status, Verb.PLEDGE_ADDED
    )
    _event(world, season, pk, verb)


def _key(world):
    return str(uuid.UUID(int=world.rng.getrandbits(128), version=4))


def _text(world, season):
    full = not season.is_recorded
    names = OFFICES[season.ring.kind]
    return {
        "authority": season.ring.body.name,
        "cluster": season.ring.title,
        "year": season.year,
        "title": "Giao ước thi đua",
        "themes": [{"text": season.theme, "issuer": season.ring.body.name}],
        "horizon": "",
        "text_state": State.FULL if full else State.PARTIAL,
        "declared_contents": None,
        "bases": [document.described for document in world.bases] if full else [],
        "opening": words.OPENING.format(year=season.year) if full else "",
        "contents": [
            {"key": _key(world), "text": text, "points": [], "point_keys": []}
            for text in world.rng.sample(words.CONTENTS, 4 if full else 2)
        ],
        "targets": _targets(world, season) if full else [],
        "closing": words.CLOSING if full else "",
        "originals": None,
        "parties": [
            {
                "unit": unit.pk,
                "name": unit.name,
                "head_post": unit.head_post,
                "office": names[0] if unit is season.chair else names[1] if unit is season.vice else "",
            }
            for unit in season.signers
        ],
    }


def _targets(world, season):
    text, measure = world.rng.choice(words.QUANTITIES)
    figures = sorted((unit.pk, world.rng.randrange(1, 6)) for unit in season.ring.members)
    return [
        _target(
            world,
            Target.Kind.PERCENT,
            "100% đơn vị hoàn thành tốt nhiệm vụ trở lên",
            "100%",
            population="đơn vị thành viên",
            measure="%",
        ),
        _target(world, Target.Kind.ZERO, "Không có tập thể, cá nhân vi phạm bị xử lý kỷ luật", "0"),
        _target(
            world,
            Target.Kind.QUANTITY,
            text,
            "2",
            measure=measure,
            registrations=[
                {"unit": unit, "value": format_decimal(Decimal(figure)), "note": ""}
                for unit, figure in figures
            ],
        ),
    ]


def _target(world, kind, text, level, population="", measure="", registrations=()):
    return {
        "key": _key(world),
        "kind": kind.value,
        "text": text,
        "population": population,
        "measure": measure,
        "level": level,
        "registrations": list(registrations),
    }


def _parts(world, season, pk, text):
    for position, line in enumerate(text["contents"]):
        world.add(Content, pledge_id=pk, position=position, text=line["text"], key=line["key"])
    for position, line in enumerate(text["targets"]):
        kind = line["kind"]
        target = world.add(
            Target,
            pledge_id=pk,
            position=position,
            kind=kind,
            text=line["text"],
            population=line["population"],
            value={"percent": Decimal(100), "quantity": Decimal(2)}.get(kind),
            measure=line["measure"] if kind == "quantity" else "",
            key=line["key"],
        )
        for row in line["registrations"]:
            world.add(Registration, target_id=target, unit_id=row["unit"], value=Decimal(row["value"]))
    for position, document in enumerate(world.bases if text["bases"] else []):
        world.add(Basis, pledge_id=pk, document_id=document.pk, position=position)


def _signatures(world, season, pk, all_signed):
    signers = season.signers
    signed = len(signers) if all_signed else world.rng.randrange(len(signers))
    for position, unit in enumerate(signers):
        is_signed = position < signed
        world.add(
            Signature,
            pledge_id=pk,
            unit_id=unit.pk,
            position=position,
            signatory=unit.head,
            post=unit.head_post,
            is_signed=is_signed,
            signed_on=season.signed_on if is_signed else None,
            ceremony_id=season.signing if is_signed else None,
            means=Signature.Means.PAPER if is_signed else Signature.Means.UNKNOWN,
            presence=Signature.Presence.PRESENT if is_signed else Signature.Presence.UNKNOWN,
        )


def _comments(world, season, pk):
    for unit in world.rng.sample(season.ring.members, min(3, len(season.ring.members))):
        world.add(
            Comment,
            pledge_id=pk,
            unit_id=unit.pk,
            stance=Comment.Stance.AGREES,
            author_id=unit.user,
            created_at=world.moment(season.signed_on),
            round=1,
        )


def _event(world, season, pk, verb):
    body = season.ring.body
    world.event(
        verb,
        season.signed_on,
        by=body.secretary,
        name=body.secretary_name,
        of=Pledge,
        pk=pk,
        label=f"Giao ước thi đua, {season.label}",
        place=season.place,
    )
