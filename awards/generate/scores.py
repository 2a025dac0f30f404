"""Score tables with every unit's sheet: published for the past year, under way in the running one."""

import uuid
from decimal import Decimal

from awards.generate import words
from awards.models import ResultClass, ScoreCriterion, ScoreEntry, ScoreSheet, ScoreTable

Stage, Status = ScoreEntry.Stage, ScoreSheet.Status
SHARE = 0.25  # of the clusters score their units here


def scores(world, season):
    if season.is_recorded or world.rng.random() > SHARE:
        return
    published = not season.is_running
    day = world.happened(season.year, 11, 1, 10)
    table = world.add(
        ScoreTable,
        cluster_year_id=season.pk,
        status=ScoreTable.Status.PUBLISHED if published else ScoreTable.Status.OPEN,
        whole=Decimal(100),
        source_note="Số liệu thử, không có thật.",
        opened_on=day,
        published_at=world.moment(world.happened(season.year, 12, 5)) if published else None,
    )
    criteria = [
        (
            world.add(
                ScoreCriterion,
                table_id=table,
                position=position,
                key=uuid.UUID(int=world.rng.getrandbits(128), version=4),
                name=name,
                maximum=Decimal(most),
            ),
            most,
        )
        for position, (name, most) in enumerate(words.CRITERIA)
    ]
    for name, least in words.CLASSES:
        world.add(ResultClass, table_id=table, name=name, least=Decimal(least))
    points = {
        unit: [world.rng.randint(most * 6 // 10, most) for _, most in criteria] for unit in season.signers
    }
    for unit, given in points.items():
        _sheet(world, season, table, unit, list(zip(criteria, given, strict=True)), points, published)


def _sheet(world, season, table, unit, given, points, published):
    total = sum(points[unit])
    better = sum(sum(other) > total for other in points.values())
    result = {}
    if published:
        result = {
            "status": Status.CONFIRMED,
            "total": Decimal(total),
            "rank": better + 1,
            "is_joint": sum(sum(other) == total for other in points.values()) > 1,
            "result_class": next(name for name, least in words.CLASSES if total >= least),
        }
    submitted = published or world.rng.random() < 0.5
    if submitted:
        result = {
            "status": Status.SUBMITTED,
            "submitted_at": world.moment(world.happened(season.year, 11, 12, 5)),
        } | result
    sheet = world.add(ScoreSheet, table_id=table, unit_id=unit.pk, **result)
    stages = (Stage.SELF, Stage.CHECK) if published else (Stage.SELF,) if submitted else ()
    for stage in stages:
        for (criterion, _), figure in given:
            world.add(
                ScoreEntry,
                sheet_id=sheet,
                criterion_id=criterion,
                stage=stage,
                points=Decimal(figure),
                entered_by_id=unit.user if stage == Stage.SELF else season.chair.user,
                entered_at=world.moment(world.happened(season.year, 11, 12, 5)),
            )
