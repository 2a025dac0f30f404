"""What dossiers and proposals add to the page of a year, of a unit, to the history and the search."""

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast

from accounts.access import Permission, can, can_somewhere
from accounts.addresses import reverse
from accounts.models import Role
from audit.verbs import Verb
from awards.models import (
    AwardForm,
    Cancellation,
    ConditionFinding,
    Conferral,
    Decision,
    DecisionItem,
    Evidence,
    Letter,
    Nomination,
    Posting,
    Proposal,
    Review,
    ReviewRecusal,
    ScoreEvidence,
    ScoreQuestion,
    ScoreSheet,
    ScoreTable,
    SheetStop,
)
from awards.models.nomination import IN_FORCE
from awards.results import sees_all_sheets
from awards.score_table_reading import TONES, links_to_scores
from awards.year_rows import tables_of
from clusters import history, search
from clusters.beside import read_beside
from clusters.models import Unit
from clusters.once import by_year
from clusters.workspace import Section, section, unit_section
from pledges.own_rows import units_allowed

P, Status = Permission, Nomination.Status
SHOWN = 20
BESIDE = ("award", "lowered_to", "granted", "person", "put_to", "proposal")
OF_A_LINE = (
    *("status", "outcome", "nominee", "put_to_name", "decided_on", "submitted_at", "sent_back_reason"),
    *("unit__name", "unit__short_name", "unit__past_names", "cancellation__number", "cluster_year"),
    *BESIDE,
)


@section
def nominations_of_year(year, user, today):
    """Nothing for somebody who may see no dossier at all."""
    if not can_somewhere(user, P.VIEW_NOMINATION):
        return None
    rows = Nomination.objects.visible_to(user).filter(cluster_year=year)
    proposals = Proposal.objects.visible_to(user).filter(cluster_year=year)
    counts = rows.aggregate(
        total=Count("pk"),
        to_give=Count("pk", filter=IN_FORCE & ~Q(conferral__status="given")),
        appraised=Count("pk", filter=Q(status=Status.APPRAISED)),
        reviewed=Count("pk", filter=Q(status=Status.REVIEWED)),
    )
    context = {
        "year": year,
        "nominations": _shown(year, rows) if counts["total"] else [],
        "total": counts["total"],
        "shown": SHOWN,
        "proposals": proposals.select_related("addressee")
        .only("number", "status", "addressee_name", "addressee__name")
        .annotate(dossiers=Count("nominations"))
        .order_by("-pk"),
        "decisions": Decision.objects.visible_to(user)
        .filter(cluster_year=year)
        .select_related("authority")
        .only("number", "status", "body_name", "dated_on", "authority__name")
        .annotate(dossiers=Count("items")),
        "to_give": 0 if year.is_recorded else counts["to_give"],
        "url": reverse("awards:nomination_list") + f"?nam={year.year}&cum={year.cluster_id}",
    }
    links = tuple(_links(year, user, counts))
    return Section("de-nghi", "Đề nghị khen thưởng", "awards/_year.html", context, 60, links)


def _shown(year, rows):
    """The first dossiers, with what their lines say: a dossier is long."""
    rows = rows.select_related("unit", "cancellation").only(*OF_A_LINE)[:SHOWN]
    return read_beside(by_year([year], rows)[year.pk], *BESIDE)


def _links(year, user, counts):
    if year.is_recorded:
        if can(user, P.RECORD_PAST, year):
            yield "Ghi nhận đề nghị theo nguồn", reverse("awards:nomination_record", args=[year.pk])
    elif year.closed_on is None and units_allowed(user, P.NOMINATE, year, year.place().unit_ids):
        yield "Lập hồ sơ đề nghị", reverse("awards:nomination_add", args=[year.pk])
    if not year.is_recorded:
        yield "Số lượng tối đa", reverse("awards:quota_list", args=[year.pk])
    if can(user, P.RECORD_PAST, year):
        yield "Ghi nhận khen thưởng đã có", reverse("awards:award_record", args=[year.pk])
    if can(user, P.RUN_REVIEW, year) and counts["appraised"]:
        yield "Tiến độ xét hồ sơ", reverse("awards:review_progress", args=[year.pk])
    if can(user, P.PROPOSE, year) and counts["reviewed"]:
        yield "Lập tờ trình", reverse("awards:proposal_add", args=[year.pk])


@section
def scores_of_year(year, user, today):
    """The score table and the scoring by it; without a table only for those who may draw one up."""
    may_edit = can(user, P.EDIT_SCORE_TABLE, year) and year.closed_on is None
    table = tables_of([year])[year.pk]
    if table is None and not may_edit:
        return None
    context = {"year": year, "table": table, "may_edit": may_edit}
    if table is not None:
        context["tone"], context["icon"] = TONES[table.status]
        seen = dict(
            ScoreSheet.objects.visible_to(user)
            .filter(table=table)
            .order_by()
            .values_list("status")
            .annotate(number=Count("pk"))
        )
        context["counts"] = [
            (label, seen[value]) for value, label in ScoreSheet.Status.choices if value in seen
        ]
        context["sees_all"] = sees_all_sheets(user, year)
        links = [("Bảng điểm", reverse("awards:score_table", args=[year.pk])), *links_to_scores(user, table)]
    else:
        links = [
            ("Chép từ bảng điểm khác", reverse("awards:score_table_copy", args=[year.pk])),
            ("Lập bảng điểm", reverse("awards:score_table_add", args=[year.pk])),
        ]
    return Section("cham-diem", "Chấm điểm", "awards/_year_scores.html", context, 55, tuple(links))


@history.sieve
def events_of_sheets(events, year, user):
    """Until publication the points of a unit are for who sees its sheet, an order of equals for who sees all."""
    table = ScoreTable.objects.filter(cluster_year=year).first()
    if table is None or table.is_published or sees_all_sheets(user, year):
        return events
    sheets = ScoreSheet.objects.visible_to(user).filter(table=table).order_by()
    seen = {"awards.scoresheet": sheets}
    for model in (ScoreEvidence, ScoreQuestion, SheetStop):
        seen[model._meta.label_lower] = model.objects.filter(sheet__in=sheets.values("pk"))
    kept = of_seen(seen)
    return events.filter(kept).exclude(verb=Verb.RANKED_BY_HAND, subject_type="awards.scoretable")


def of_seen(seen):
    """Keep the events of the rows that are seen, and those of every other kind."""
    kept = ~Q(subject_type__in=seen)
    for kind, rows in seen.items():
        ids = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
        kept |= Q(subject_type=kind, subject_id__in=ids)
    return kept


def _keeps_books(user, year):
    return year.cluster.authority_id in user.reach().authority_ids(Role.SECRETARIAT)


@history.sieve
def events_of_dossiers(events, year, user):
    """A dossier's events are for who sees the dossier, a proposal's and an opinion's likewise. Who keeps the
    books reads of files too that are not there any more."""
    seen = {"awards.review": Review.objects.read_by(user).filter(nomination__cluster_year=year)}
    if not _keeps_books(user, year):
        seen["awards.reviewrecusal"] = ReviewRecusal.objects.visible_to(user).filter(
            nomination__cluster_year=year
        )
    if not can(user, P.READ_STATISTICS, year):  # who sees all dossiers of the year sees those moved together
        events = events.exclude(verb=Verb.NOMINATIONS_MOVED)
    if not (user.reach().is_administrator or _keeps_books(user, year)):
        nominations = Nomination.objects.visible_to(user).filter(cluster_year=year)
        seen |= {
            "awards.nomination": nominations,
            "awards.conditionfinding": ConditionFinding.objects.filter(
                nomination__in=nominations.order_by().values("pk")
            ),
            "awards.evidence": Evidence.objects.filter(nomination__in=nominations.order_by().values("pk")),
            "awards.proposal": Proposal.objects.visible_to(user).filter(cluster_year=year),
        }
        # decisions, and what goes before and comes after them
        for model in (Cancellation, Conferral, Decision, DecisionItem, Letter, Posting):
            seen[model._meta.label_lower] = model.objects.visible_to(user)
    return events.filter(of_seen(seen))


@unit_section
def awards_of_unit(unit_ids, user, today):
    if not can_somewhere(user, P.VIEW_NOMINATION):
        return None
    rows = Nomination.objects.visible_to(user).filter(unit__in=unit_ids).exclude(status=Status.WITHDRAWN)
    rows = rows.select_related(
        "award",
        "lowered_to",
        "unit",
        "person",
        "granted",
        "proposal",
        "cancellation",
        "cluster_year__cluster",
    )
    context = {"nominations": rows[:SHOWN], "together": len(unit_ids) > 1}
    links = tuple(_unit_links(unit_ids, user))
    return Section("khen-thuong", "Đề nghị khen thưởng và kết quả", "awards/_unit.html", context, 60, links)


def _unit_links(unit_ids, user):
    if len(unit_ids) == 1 and can(user, P.VIEW_NOMINATION, Unit.objects.get(pk=unit_ids[0])):
        yield "Mức hoàn thành nhiệm vụ từng năm", reverse("awards:unit_ratings", args=unit_ids)


@search.provider
def nominations_and_awards(user, text):
    dossiers = Nomination.objects.select_related("unit", "cluster_year__cluster__authority")
    awards = AwardForm.objects.all()
    if can_somewhere(user, P.VIEW_NOMINATION):
        url = reverse("awards:nomination_list")
        beside = ("award", "lowered_to", "person")
        scope = dossiers.visible_to(user)
        yield search.Kind("Hồ sơ đề nghị khen thưởng", scope, dossiers, _nomination, url, beside)
    if can_somewhere(user, P.VIEW):
        url = reverse("awards:award_list")
        yield search.Kind("Danh hiệu, hình thức khen thưởng", awards, awards, _award, url)


def _nomination(row):
    year = row.cluster_year
    return search.Hit(
        str(row),
        reverse("awards:nomination_detail", args=[row.pk]),
        f"{year.cluster} · {row.get_status_display()}",
        year.cluster.authority.is_sample,
    )


def _award(row):
    return search.Hit(
        row.name_with_subject, reverse("awards:award_detail", args=[row.pk]), row.get_level_display()
    )
