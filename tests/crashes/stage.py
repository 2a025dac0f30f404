"""What there is to work on, made through the actions; and the people who do."""

from datetime import date
from types import SimpleNamespace

from django.test import Client, override_settings
from django.urls import reverse

from audit.models import Event
from awards import actions as award_actions
from awards.sheets import stamp_of
from clusters import actions as cluster_actions
from clusters.models import Plan, PlanItem
from pledges import actions as pledge_actions
from pledges.models import Signature
from tests import factories as make
from tests.awards.council import award_motion, session_of, vote_rule, voters
from tests.awards.dossiers import dossier
from tests.awards.scores import sheet_of, small_table
from tests.conftest import make_cast
from tests.crashes import people

QUICK = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])


def cookie_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def signing(cast):
    make.make_agreed_pledge(cast.year, by=cast.secretary)
    rows = {(unit.pk, "party"): {"signatory": "Nguyễn Văn An", "post": "Chủ tịch"} for unit in cast.units}
    pledge_actions.name_signatories(cast.year, rows, by=cast.secretary)
    return make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 2))


def voting(cast, members, motions):
    vote_rule()
    users = voters(members)
    for user in users:
        make.assign(user, make.Role.LEADER, cast.authority)
    session = session_of(cast, users)
    for number in range(motions):
        nomination = dossier(cast, "appraised", nominee=f"Ban công tác số {number + 1}")
        award_motion(cast, session, "secret", nomination)
    return session


def plan(cast):
    row = cluster_actions.save_plan(Plan(cluster_year=cast.year, title="Công tác thi đua"), by=cast.chair)
    cluster_actions.add_plan_item(PlanItem(plan=row, text="Phát động phong trào"), by=cast.chair)
    return row


def make_stage(members=4, motions=3, files=12):
    """Return everything by name; ``events`` is how many there were before anybody began."""
    with QUICK:
        cast = make_cast()
        ceremony, session = signing(cast), voting(cast, members, motions)
    table = small_table(cast.year, cast.secretary)
    award_actions.open_scoring(table, by=cast.secretary)
    sheet = sheet_of(table, cast.unit)
    made = SimpleNamespace(
        cast=cast,
        ceremony=ceremony,
        session=session,
        sheet=sheet,
        criterion=table.criteria.get(),
        plan=plan(cast),
        dossiers=[dossier(cast, nominee=f"Phòng số {number + 1}") for number in range(files)],
    )
    made.last_event = Event.objects.latest("pk").pk
    return made


def people_of(stage, addresses, gate):
    """Return the people, each at a desk of their own."""
    cast = stage.cast

    def desk(user):
        return people.Desk(addresses, cookie_of(user))

    seats = {seat.pk: desk(seat.user) for seat in stage.session.seats.select_related("user")}
    issue = reverse("clusters:paper_issue", args=[cast.year.pk, "ke-hoach", stage.plan.pk])
    places = list(Signature.objects.order_by("pk").values_list("pk", flat=True))
    motions = list(stage.session.motions.order_by("pk").values_list("pk", flat=True))
    criterion = stage.criterion.pk
    return SimpleNamespace(
        signer=people.Signer(desk(cast.secretary), gate, stage.ceremony.pk, places),
        voters=people.Voters(seats, gate, motions),
        scorer=people.Scorer(desk(cast.officer), gate, stage.sheet.pk, criterion, stamp_of(None)),
        uploader=people.Uploader(desk(cast.officer), gate, [row.pk for row in stage.dossiers]),
        issuer=people.Issuer(desk(cast.secretary), gate, issue),
        reader=people.Reader(desk(cast.leader), gate, cast.year.pk),
    )
