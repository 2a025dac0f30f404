"""What may be copied into a draft, and what of it is copied: the lines, and the bases that are in force."""

from dataclasses import dataclass

from django.utils import timezone

from documents.validity import Validity, validity_on
from pledges.models import Basis, Content, Pledge, Registration, Target
from pledges.origins import naming_year
from pledges.validity import day_of

FOUND = 30


@dataclass(frozen=True)
class Copied:
    """What is taken over of a source's bases, and what is not with the reason."""

    bases: list
    left_out: list
    validity: Validity


def sources_for(pledge, user, words=""):
    """Return the first pledges with a text that this person may see and copy from: those of the same cluster
    first, later years before earlier ones."""
    rows = Pledge.objects.visible_to(user).main().filter(contents__isnull=False).exclude(pk=pledge.pk)
    if words:
        rows = rows.matching(words)
    rows = rows.distinct().select_related("cluster_year__cluster__authority", "unit")
    rows = list(
        rows.order_by("-cluster_year__year", "cluster_year__cluster__sort_key", "unit__sort_key", "pk")
    )
    own = pledge.cluster_year.cluster_id
    rows.sort(key=lambda row: (row.cluster_year.cluster_id != own, row.unit_id != pledge.unit_id))
    return rows[:FOUND]


def bases_for(pledge, source):
    """Return what happens to the source's bases: those not in force on the day of the new paper stay behind."""
    day = day_of(pledge, timezone.localdate()) or pledge.cluster_year.starts_on
    documents = [row.document for row in source.bases.select_related("document")]
    validity = validity_on(documents, day)
    stale = {document.pk for document, _ in validity.warnings}
    return Copied([row for row in documents if row.pk not in stale], validity.warnings, validity)


def years_named(pledge, source, text):
    """Return the lines that will still name the source's year in the new text."""
    if source.cluster_year.year == pledge.cluster_year.year:
        return []
    return naming_year(text, source.cluster_year.year)


def copy_lines(source, pledge):
    """Copy contents, points and targets with their keys; figures that units registered stay behind."""
    for content in source.contents.filter(parent=None).prefetch_related("points"):
        top = Content.objects.create(
            pledge=pledge, position=content.position, text=content.text, key=content.key
        )
        for point in content.points.all():
            Content.objects.create(
                pledge=pledge, parent=top, position=point.position, text=point.text, key=point.key
            )
    for target in source.targets.all():
        copy = {name: getattr(target, name) for name in TARGET}
        Target.objects.create(pledge=pledge, **copy)


TARGET = ("position", "kind", "text", "population", "value", "measure", "key")


def copy_figures(source, pledge):
    """Copy what each unit that still signs registered for the targets."""
    units = pledge.place().unit_ids
    targets = {target.key: target for target in pledge.targets.all()}
    for row in Registration.objects.filter(target__pledge=source, unit__in=units).select_related("target"):
        Registration.objects.create(
            target=targets[row.target.key], unit_id=row.unit_id, value=row.value, note=row.note
        )


def copy_bases(documents, pledge):
    """Add the documents to the pledge's bases, behind those that it has."""
    held = set(pledge.bases.values_list("document", flat=True))
    new = [document for document in documents if document.pk not in held]
    for position, document in enumerate(new, start=len(held) + 1):
        Basis.objects.create(pledge=pledge, document=document, position=position)
    return new
