"""The made-up records of any size: believable to the rules, the same for the same seed, and open on every main page."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import User
from audit import guards
from audit.models import Event
from audit.verify import verify
from awards import generate
from awards.generate import bodies, standing
from awards.models import Nomination, ScoreSheet, ScoreTable
from clusters import steps
from clusters.models import Authority, Cluster, ClusterYear, Handover, OfficeTerm, Unit
from pledges.fingerprint import fingerprint_of, text_of
from pledges.models import Basis, Comment, Content, Pledge, Registration, Signature, Target
from vietnamese.fields import KeyField

TODAY = date(2026, 3, 2)  # as every test has it
pytestmark = pytest.mark.django_db


def fill(seed=7, clusters=3, units=4):
    return generate.fill(clusters, 3, seed, units, TODAY)


def own_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in generate.APPS]


def test_rows_satisfy_models_guards_and_keys():
    made = fill()
    assert made["hồ sơ đề nghị khen thưởng"] == 3 * 3 * 4
    for model in own_models():
        for row in model.objects.exclude(subject_id="")[:25] if model is Event else model.objects.all()[:25]:
            row.full_clean()
            for field in model._meta.concrete_fields:
                if isinstance(field, KeyField):
                    assert getattr(row, field.attname) == field._compute(row), (row, field.name)
    assert list(standing.faults(connection, {model._meta.db_table for model in own_models()})) == []
    assert guards.missing(connection) == []
    assert list(verify()) == []


def test_agreed_text_is_the_one_that_the_parts_make():
    fill()
    agreed = Pledge.objects.exclude(frozen=None)
    assert agreed.filter(cluster_year__is_recorded=False).exists()
    for pledge in agreed:
        assert pledge.frozen == text_of(pledge)
        assert pledge.fingerprint == fingerprint_of(pledge.frozen)


def test_same_seed_gives_the_same_rows_and_another_seed_others():
    kept = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            fill(seed)
            dossiers = Nomination.objects.order_by("pk").values_list("nominee", "status", "award__code")
            kept.append([*Unit.objects.order_by("pk").values_list("name", "head_post"), *dossiers])
            transaction.set_rollback(True)
    assert kept[0] == kept[1]
    assert kept[0] != kept[2]


def test_new_rows_find_free_numbers():
    fill()
    assert Authority.objects.create(name="Cơ quan sau đó", level="province").pk > 1


def test_a_row_that_breaks_a_guard_is_found():
    fill()
    guards.remove(connection)
    term = OfficeTerm.objects.chairs().first()
    other = OfficeTerm.objects.exclude(unit=term.unit).filter(cluster_year=term.cluster_year).first()
    OfficeTerm.objects.filter(pk=other.pk).update(office="chair")
    found = list(standing.faults(connection, {"clusters_officeterm"}))
    assert any("đã có cụm trưởng" in sentence for sentence in found)


def test_main_pages_open_for_everybody(client):
    fill()
    year = ClusterYear.objects.get(cluster__memberships__unit__name__endswith="(thử 1)", year=TODAY.year)
    dossier = Nomination.objects.filter(status="appraised").first()
    pages = [
        reverse("clusters:overview"),
        reverse("clusters:cluster_list"),
        reverse("clusters:unit_list"),
        reverse("clusters:search") + "?q=thu+1",
        reverse("pledges:pledge_list"),
        reverse("awards:nomination_list"),
        reverse("clusters:year_detail", args=[year.pk]),
        reverse("pledges:pledge_detail", args=[year.pledges.first().pk]),
        reverse("awards:score_table", args=[year.pk]),
    ]
    for username in (bodies.ADMINISTRATOR, "thu-cq1-tt", "thu-cq1-ld1", "thu-dv1"):
        client.force_login(User.objects.get(username=username))
        assert [(page, client.get(page).status_code) for page in pages] == [(page, 200) for page in pages]
    client.force_login(User.objects.get(username="thu-cq1-ld1"))
    assert client.get(reverse("awards:nomination_review", args=[dossier.pk])).status_code == 200
    client.force_login(User.objects.get(username="thu-cq1-tt"))
    assert client.get(reverse("clusters:year_history", args=[year.pk])).status_code == 200


def test_command_tells_what_it_wrote_and_refuses_what_holds_rows():
    out = StringIO()
    call_command("generate", "--clusters", "1", "--years", "2", "--units-per-cluster", "3", stdout=out)
    assert "giao ước: 2" in out.getvalue()
    assert "changepassword thu-quantri" in out.getvalue()
    with pytest.raises(CommandError, match="cần cơ sở dữ liệu trống"):
        call_command("generate", stdout=out)
    assert Cluster.objects.count() == 1


@pytest.mark.parametrize("option", [("--clusters", "0"), ("--years", "11"), ("--units-per-cluster", "21")])
def test_command_refuses_a_size_beyond_its_reach(option):
    with pytest.raises(CommandError, match=f"{option[0]} phải từ"):
        call_command("generate", *option)
    assert not Authority.objects.exists()


def test_command_refuses_production_unless_told(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="chế độ vận hành"):
        call_command("generate", "--clusters", "1")
    call_command("generate", "--clusters", "1", "--units-per-cluster", "2", "--i-know", stdout=StringIO())
    assert Cluster.objects.count() == 1


def said_by_lines(today):
    lines = steps.steps_of(ClusterYear.objects.select_related("cluster"), today).values()
    return {
        "years": len(lines),
        "signed": sum(
            any(step.key == "sign" and step.state is steps.DONE for step in line) for line in lines
        ),
        "late": sum(any(step.state is steps.LATE for step in line) for line in lines),
    }


def test_tallies_of_the_first_page_count_what_the_lines_of_steps_say():
    """Each kind of lateness by itself, so that none hides behind another."""
    fill(clusters=4)
    guards.remove(connection)
    later = TODAY + timedelta(days=20)
    past = ClusterYear.objects.filter(year=TODAY.year - 1)
    ScoreTable.objects.all().update(self_due_on=None)
    Pledge.objects.filter(cluster_year__year=TODAY.year).update(
        status="signed", fingerprint="0" * 64, frozen={}, comments_due_on=None
    )
    assert steps.tallies_of(ClusterYear.objects.all(), later) == said_by_lines(later)
    assert said_by_lines(later)["late"] == 0
    running = list(ClusterYear.objects.filter(year=TODAY.year).order_by("pk"))
    Handover.objects.filter(cluster_year=past[0]).update(completed_on=None)
    Pledge.objects.filter(cluster_year=running[0]).update(
        status="commenting", fingerprint="", frozen=None, comments_due_on=TODAY
    )
    Signature.objects.filter(pledge__cluster_year=running[1]).delete()
    for model in (Comment, Content, Basis, Registration, Target):
        owner = "target__pledge" if model is Registration else "pledge"
        model.objects.filter(**{f"{owner}__cluster_year": running[1]}).delete()
    Pledge.objects.filter(cluster_year=running[1]).delete()
    table = ScoreTable.objects.create(cluster_year=running[2], whole=100, self_due_on=TODAY)
    ScoreTable.objects.filter(pk=table.pk).update(status="open")
    ScoreSheet.objects.create(table=table, unit=Unit.objects.first())
    assert said_by_lines(later)["late"] == 4
    years, reader = ClusterYear.objects.select_related("cluster"), User.objects.get(username="thu-quantri")
    assert steps.board_of(years, reader, later).tallies == said_by_lines(later)
    assert steps.tallies_of(ClusterYear.objects.all(), later) == said_by_lines(later)
    for year in (past[0], *running[:3]):
        one = ClusterYear.objects.filter(pk=year.pk)
        assert steps.tallies_of(one, later)["late"] == 1, year
    assert steps.tallies_of(ClusterYear.objects.all(), TODAY - timedelta(days=400)) == said_by_lines(
        TODAY - timedelta(days=400)
    )
