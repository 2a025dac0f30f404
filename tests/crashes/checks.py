"""What must hold whenever nobody waits for an answer: each button that was pressed is there once, and nothing half."""

import hashlib
from collections import Counter

from django.core.files.storage import default_storage
from django.core.management import call_command, get_commands

from audit.models import Event
from audit.verbs import Verb
from awards.models import Evidence, Motion, ScoreEntry, Turnout, Urn
from awards.urn import unseal
from clusters.models import IssuedPaper, NumberBook, PaperJob
from pledges.models import Signature, Touch
from vietnamese.numbers import format_decimal


def events(stage, verb, **about):
    """Return the events of what people did since the beginning, in order."""
    return list(Event.objects.filter(verb=verb, pk__gt=stage.last_event, **about).order_by("pk"))


def check(stage, crowd):
    """Raise AssertionError, saying what is missing, doubled or half-done."""
    check_signatures(stage, crowd.signer)
    check_votes(stage, crowd.voters)
    check_points(stage, crowd.scorer)
    check_evidence(stage, crowd.uploader)
    check_papers(stage, crowd.issuer)


def check_signatures(stage, signer):
    found = {str(row.key): (row.kind, row.signature_id) for row in Touch.objects.filter(accepted=True)}
    assert found == signer.touches, "touches that were acknowledged, and no others"
    kinds = Counter(kind for kind, _ in found.values())
    assert len(events(stage, Verb.SIGNED)) == kinds["signed"]
    assert len(events(stage, Verb.SIGNATURE_WITHDRAWN)) == kinds["undone"]
    last = {place: kind for kind, place in signer.touches.values()}
    signed = set(Signature.objects.filter(is_signed=True).values_list("pk", flat=True))
    assert signed == {place for place, kind in last.items() if kind == "signed"}


def check_votes(stage, voters):
    cast = Counter(Turnout.objects.values_list("motion_id", "seat_id"))
    assert cast == Counter(dict.fromkeys(voters.ballots, 1)), "one ballot of each member and question"
    for motion in Motion.objects.filter(pk__in=voters.motions):
        wanted = Counter(choice for (pk, _), choice in voters.ballots.items() if pk == motion.pk)
        totals = unseal(motion.uuid, Urn.objects.get(motion=motion).content)
        assert {choice: number for choice, number in totals.items() if number} == dict(wanted)
        assert len(events(stage, Verb.VOTED, subject_id=str(motion.pk))) == sum(wanted.values())


def check_points(stage, scorer):
    told = events(stage, Verb.SHEET_SCORED)
    assert len(told) == len(scorer.given), "one event for each change of the points"
    for event, points in zip(told, scorer.given, strict=True):
        assert any(change[2].startswith(points) for change in event.changes), (event.changes, points)
    entries = ScoreEntry.objects.filter(sheet=stage.sheet, stage="self")
    kept = [format_decimal(entry.points) for entry in entries]
    assert kept == scorer.given[-1:]


def check_evidence(stage, uploader):
    rows = {row.sha256: row for row in Evidence.objects.all()}
    assert Evidence.objects.count() == len(rows)
    assert {digest: row.nomination_id for digest, row in rows.items()} == uploader.sent
    for digest, row in rows.items():
        assert digest_of(row.file) == digest, f"the file of evidence {row.pk}"
    assert len(events(stage, Verb.EVIDENCE_ADDED)) == len(rows)


def check_papers(stage, issuer):
    papers = list(IssuedPaper.objects.order_by("number"))
    assert [paper.number for paper in papers] == list(range(1, issuer.issued + 1))
    for paper in papers:
        assert digest_of(paper.file) == paper.file_sha256, f"the file of paper {paper.number}"
    told = Counter(event.subject_id for event in events(stage, Verb.PAPER_ISSUED))
    assert told == Counter(str(paper.pk) for paper in papers)
    if papers:
        assert NumberBook.objects.get(pk=papers[0].book_id).last == issuer.issued
        assert [paper.is_in_force for paper in papers] == [False] * (len(papers) - 1) + [True]


def digest_of(stored):
    with stored.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_bundles():
    """Every bundle that was asked for is made as a whole."""
    for job in PaperJob.objects.all():
        assert job.state == PaperJob.State.DONE, (job.state, list(job.items.values_list("state", "error")))
        assert set(job.items.values_list("state", flat=True)) == {"done"}
        assert default_storage.exists(job.file.name)


def check_history():
    """The chain of events holds from the first to the last."""
    if "audit" in get_commands():
        call_command("audit", "verify")
