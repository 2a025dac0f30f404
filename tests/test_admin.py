"""The administration pages: every one opens, refuses in words, and leaves an event of each change."""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from accounts.models import Assignment, Role, User
from audit.models import Event
from awards import actions as award_actions
from awards import demo
from awards.models import Cancellation, Holiday, Nomination
from clusters.models import Authority, Cluster, ClusterYear, Membership, OfficeTerm, Person, Unit
from pledges.models import Pledge
from tests import factories as make
from tests.clusters.sheets import make_batch
from tests.conftest import make_cast
from tests.entered_once import entered_once
from tests.test_demo import PASSWORD

DAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
EDITABLE = {
    "accounts.Assignment",
    "accounts.User",
    "awards.AwardCondition",
    "awards.AwardForm",
    "awards.ChecklistItem",
    "awards.LegalFigure",
    "awards.VoteRule",
    "awards.Holiday",
    "clusters.Authority",
    "clusters.Cluster",
    "clusters.Person",
    "clusters.Unit",
    "documents.OfficialDocument",
}
TO_READ = {
    "audit.Event",
    "awards.CouncilSession",
    "awards.Cancellation",
    "awards.Conferral",
    "awards.Decision",
    "awards.AwardQuota",
    "awards.Evidence",
    "awards.Letter",
    "awards.Nomination",
    "awards.Proposal",
    "awards.Review",
    "awards.ScoreSheet",
    "awards.ScoreTable",
    "awards.YearRating",
    "clusters.ClusterYear",
    "clusters.Handover",
    "clusters.ImportBatch",
    "clusters.OfficeTerm",
    "clusters.Plan",
    "clusters.UnitEvent",
    "pledges.Ceremony",
    "pledges.Comment",
    "pledges.Content",
    "pledges.Pledge",
    "pledges.Registration",
    "pledges.Signature",
    "pledges.Target",
}
# How many rows of each model are opened, and how many choices of each filter; `make torture` takes all.
MANY, CHOICES = (40, None) if os.environ.get("HYPOTHESIS_PROFILE") == "torture" else (4, 2)
MODELS = {model._meta.label: model for model in admin.site._registry}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """The administrator of a database with the demo in it, entered once for all that only look."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(DAY, tick=False):
        entered_once("demo", lambda: demo.enter(DAY.date(), PASSWORD), tmp_path_factory)
        administrator = User.objects.get(username="quantri")
        make_batch(Authority.objects.first(), administrator, "Đơn vị nhập từ tệp")
        what_the_demo_lacks(User.objects.get(username="thuky"))
        yield administrator
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def standing_cast(filled):
    """The cast beside the demo."""
    with time_machine.travel(DAY, tick=False):
        return make_cast()


def what_the_demo_lacks(by):
    """A holiday, and an award that was taken back."""
    Holiday.objects.create(day=date(2026, 9, 2), name="Quốc khánh")
    taken = {"number": "20/QĐ", "dated_on": date(2026, 3, 2), "body": "Cơ quan", "reason": "Kê khai sai."}
    award = Nomination.objects.in_force().first()
    award_actions.cancel_award(Cancellation(nomination=award, **taken), by=by)


@pytest.fixture
def as_administrator(cast, sign_in):
    return sign_in(cast.administrator)


# --- who sees what -----------------------------------------------------------------------------------


def test_the_administration_holds_these_and_no_others():
    assert set(MODELS) == EDITABLE | TO_READ


@pytest.mark.parametrize("label", sorted(EDITABLE | TO_READ))
def test_every_page_opens_for_the_administrator(db, filled, sign_in, label):
    model, client = MODELS[label], sign_in(filled)
    assert model.objects.exists()
    pages = [address(model, "changelist"), address(model, "changelist") + "?q=hội+đỗ"]
    pages += [address(model, "change", row.pk) for row in model.objects.all()[:MANY]]
    if label in EDITABLE:
        pages += [address(model, "add"), address(model, "delete", model.objects.first().pk)]
    answers = {page: client.get(page).status_code for page in pages}
    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("label", sorted(EDITABLE | TO_READ))
def test_every_filter_opens(db, filled, sign_in, label):
    model, client = MODELS[label], sign_in(filled)
    page = client.get(address(model, "changelist"))
    choices = [
        choice["query_string"]
        for spec in page.context["cl"].filter_specs
        for choice in list(spec.choices(page.context["cl"]))[:CHOICES]
    ]
    assert choices
    assert {client.get(address(model, "changelist") + query).status_code for query in choices} == {200}


@pytest.mark.parametrize("name", ["secretary", "leader", "chair", "officer", "viewer", "nobody"])
def test_whoever_is_not_the_administrator_is_refused_with_the_reason(cast, sign_in, name):
    client = sign_in(cast.users[name])
    answer = client.get(address(Unit, "changelist"), follow=True)
    assert answer.status_code == 403
    assert "Quản trị hệ thống" in answer.content.decode()


def test_a_stranger_signs_in_on_the_house_s_page_and_comes_back(db, client):
    page = address(Unit, "changelist")
    answer = client.get(page, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next={page.replace('/', '%2F')}"


def test_the_sign_in_page_leads_nowhere_else(as_administrator):
    answer = as_administrator.get(reverse("admin:login") + "?next=https://example.com/")
    assert answer.url == reverse("admin:index")


@pytest.mark.parametrize("label", sorted(TO_READ))
def test_what_has_a_workflow_is_only_read(db, filled, sign_in, label):
    model, client = MODELS[label], sign_in(filled)
    row = model.objects.first()
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "change", row.pk), {"_save": "1"}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_reading_page_leads_to_the_page_where_the_work_is_done(db, filled, sign_in):
    pledge = Pledge.objects.first()
    page = sign_in(filled).get(address(Pledge, "change", pledge.pk)).content.decode()
    assert f'<a href="{reverse("pledges:pledge_detail", args=[pledge.pk])}"' in page
    assert "Mở trang nghiệp vụ" in page


# --- finding -----------------------------------------------------------------------------------------


def test_search_ignores_tone_marks(cast, as_administrator):
    unit = make.make_unit(cast.authority, name="Hội Đúc đồng Mỹ Đồng")
    for typed in ("duc dong my dong", "ĐÚC ĐỒNG", "Hội đúc"):
        rows = as_administrator.get(address(Unit, "changelist"), {"q": typed}).context["cl"].queryset
        assert list(rows) == [unit]


def test_autocomplete_ignores_tone_marks(cast, as_administrator):
    unit = make.make_unit(cast.authority, name="Hội Đúc đồng Mỹ Đồng")
    answer = as_administrator.get(
        reverse("admin:autocomplete"),
        {"app_label": "accounts", "model_name": "assignment", "field_name": "unit", "term": "duc dong"},
    )
    assert [row["id"] for row in answer.json()["results"]] == [str(unit.pk)]


@pytest.mark.parametrize(
    "model", [Unit, Person, Cluster, ClusterYear, OfficeTerm, Pledge, Nomination, Event, Assignment]
)
def test_lists_ask_as_often_for_many_rows_as_for_one(
    db, filled, sign_in, django_assert_max_num_queries, model
):
    client = sign_in(filled)
    client.get(address(model, "changelist"))
    with django_assert_max_num_queries(14):
        client.get(address(model, "changelist"))


# --- writing -----------------------------------------------------------------------------------------


def test_a_new_row_is_an_event_of_the_administration(cast, as_administrator):
    answer = as_administrator.post(
        address(Unit, "add"),
        {"authority": cast.authority.pk, "name": "Hội mới", "ended_on": "05/02/2026"},
    )
    assert answer.status_code == 302
    unit = Unit.objects.get(name="Hội mới")
    assert unit.ended_on == date(2026, 2, 5)
    event = Event.objects.first()
    assert (event.verb, event.source, event.subject_id, event.actor) == (
        "row_added",
        "admin",
        str(unit.pk),
        cast.administrator,
    )


def test_a_change_says_what_stood_before(cast, as_administrator):
    unit = cast.unit
    fields = {"authority": unit.authority_id, "name": "Tên khác", "head_post": unit.head_post}
    as_administrator.post(address(Unit, "change", unit.pk), fields)
    event = Event.objects.first()
    assert (event.verb, event.changes) == ("row_changed", [["Tên đơn vị", unit.name, "Tên khác"]])


def test_a_deleted_row_stays_in_the_history(cast, as_administrator):
    unit = make.make_unit(cast.authority, name="Hội lập nhầm")
    as_administrator.post(address(Unit, "delete", unit.pk), {"post": "yes"})
    assert not Unit.objects.filter(pk=unit.pk).exists()
    event = Event.objects.first()
    assert (event.verb, event.subject_label) == ("row_deleted", "Hội lập nhầm")


def test_the_history_of_a_row_is_the_product_s_own(cast, as_administrator):
    url = address(Unit, "history", cast.unit.pk)
    answer = as_administrator.get(url, follow=True)
    assert {event.subject_id for event in answer.context["cl"].queryset} == {str(cast.unit.pk)}


def test_a_typed_day_that_does_not_exist_is_refused_in_words_and_kept(cast, as_administrator):
    answer = as_administrator.post(
        address(Unit, "add"), {"authority": cast.authority.pk, "name": "Hội mới", "ended_on": "31/02/2026"}
    )
    page = answer.content.decode()
    assert "Không có ngày “31/02/2026” trong lịch" in page
    assert 'value="31/02/2026"' in page


def test_a_row_in_use_is_not_deleted_and_the_page_names_what_uses_it(cast, as_administrator):
    answer = as_administrator.post(address(Unit, "delete", cast.chair_unit.pk), {"post": "yes"})
    assert answer.status_code == 200
    assert cast.cluster.title in answer.content.decode()
    assert Unit.objects.filter(pk=cast.chair_unit.pk).exists()


def test_a_refusal_of_the_database_stands_above_the_form_and_keeps_what_was_typed(cast, as_administrator):
    """Two memberships of one unit on the same days: only the trigger sees both rows."""
    membership = Membership.objects.get(unit=cast.unit)
    answer = as_administrator.post(
        address(Cluster, "change", cast.cluster.pk),
        {
            "authority": cast.authority.pk,
            "kind": "cum",
            "number": "01",
            "title": "Cụm đổi tên",
            "memberships-TOTAL_FORMS": "1",
            "memberships-INITIAL_FORMS": "0",
            "memberships-0-unit": cast.unit.pk,
            "memberships-0-position": "9",
            "memberships-0-starts_on": "01/02/2026",
            "memberships-0-is_start_known": "on",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Trong thời gian này đơn vị đã là thành viên của cụm, khối." in page
    assert 'value="Cụm đổi tên"' in page
    assert 'value="01/02/2026"' in page
    assert list(Membership.objects.filter(unit=cast.unit)) == [membership]
    assert Cluster.objects.get(pk=cast.cluster.pk).title == cast.cluster.title


def test_a_member_in_office_is_not_removed_and_the_page_says_why(cast, as_administrator):
    membership = Membership.objects.get(unit=cast.chair_unit)
    answer = as_administrator.post(
        address(Cluster, "change", cast.cluster.pk),
        {
            "authority": cast.authority.pk,
            "kind": "cum",
            "number": "01",
            "title": cast.cluster.title,
            "symbol": "CTĐ01",
            "memberships-TOTAL_FORMS": "1",
            "memberships-INITIAL_FORMS": "1",
            "memberships-0-id": membership.pk,
            "memberships-0-unit": membership.unit_id,
            "memberships-0-position": "1",
            "memberships-0-starts_on": "01/01/2020",
            "memberships-0-is_start_known": "on",
            "memberships-0-DELETE": "on",
        },
    )
    assert "không thể xóa khỏi danh sách thành viên" in answer.content.decode()
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_posts_are_written_with_their_person(cast, as_administrator):
    as_administrator.post(
        address(Person, "add"),
        {
            "authority": cast.authority.pk,
            "full_name": "Nguyễn Văn An",
            "posts-TOTAL_FORMS": "1",
            "posts-INITIAL_FORMS": "0",
            "posts-0-title": "Chủ tịch",
            "posts-0-unit": cast.unit.pk,
        },
    )
    person = Person.objects.get(full_name="Nguyễn Văn An")
    assert [str(post) for post in person.posts.all()] == [f"Nguyễn Văn An, Chủ tịch, {cast.unit}"]
    assert [event.verb for event in Event.objects.all()[:2]] == ["row_added", "row_added"]


def test_a_new_member_goes_to_the_end_of_the_list(cast, as_administrator):
    unit = make.make_unit(cast.authority, name="Hội thứ năm")
    as_administrator.post(
        address(Cluster, "change", cast.cluster.pk),
        {
            "authority": cast.authority.pk,
            "kind": "cum",
            "number": "01",
            "title": cast.cluster.title,
            "symbol": "CTĐ01",
            "memberships-TOTAL_FORMS": "1",
            "memberships-INITIAL_FORMS": "0",
            "memberships-0-unit": unit.pk,
            "memberships-0-position": "0",
            "memberships-0-starts_on": "01/02/2026",
        },
    )
    assert Membership.objects.get(unit=unit).position == 5


def test_an_authority_may_not_be_its_own_superior(cast, as_administrator):
    answer = as_administrator.post(
        address(Authority, "change", cast.authority.pk),
        {
            "name": cast.authority.name,
            "level": "central",
            "header_profile": "state",
            "parent": cast.authority.pk,
        },
    )
    assert "Cơ quan không thể là cấp trên của chính mình." in answer.content.decode()


# --- accounts ----------------------------------------------------------------------------------------


def account(**fields):
    return {
        "username": "moi",
        "full_name": "Người mới",
        "password1": "mat-khau-2026-dai",
        "password2": "mat-khau-2026-dai",
        **fields,
    }


def test_an_account_is_made_with_a_password_and_then_given_a_role(cast, as_administrator):
    answer = as_administrator.post(address(User, "add"), account())
    user = User.objects.get(username="moi")
    assert answer.url == address(User, "change", user.pk)
    assert user.check_password("mat-khau-2026-dai")
    as_administrator.post(
        address(User, "change", user.pk),
        {
            "username": "moi",
            "full_name": "Người mới",
            "is_active": "on",
            "assignments-TOTAL_FORMS": "1",
            "assignments-INITIAL_FORMS": "0",
            "assignments-0-role": "officer",
            "assignments-0-unit": cast.unit.pk,
            "assignments-0-starts_on": "01/03/2026",
        },
    )
    assert [(row.role, row.unit) for row in user.assignments.all()] == [(Role.OFFICER, cast.unit)]
    assert "mat-khau" not in str([event.changes for event in Event.objects.all()])


def test_a_weak_password_is_refused_in_vietnamese(as_administrator):
    page = as_administrator.post(
        address(User, "add"), account(password1="12345", password2="12345")
    ).content.decode()
    assert "Mật khẩu" in page
    assert not User.objects.filter(username="moi").exists()


def test_a_username_that_differs_only_in_capitals_is_taken(cast, as_administrator):
    as_administrator.post(address(User, "add"), account(username="OFFICER"))
    assert not User.objects.filter(username="OFFICER").exists()


def test_setting_a_password_is_an_event_without_the_password(cast, as_administrator):
    url = reverse("admin:auth_user_password_change", args=[cast.officer.pk])
    new = {"password1": "mat-khau-khac-2026", "password2": "mat-khau-khac-2026", "set-password": "1"}
    as_administrator.post(url, new)
    cast.officer.refresh_from_db()
    assert cast.officer.check_password("mat-khau-khac-2026")
    event = Event.objects.first()
    assert (event.verb, event.source, event.subject_id, event.changes) == (
        "password_changed",
        "admin",
        str(cast.officer.pk),
        [],
    )


def test_an_empty_password_shuts_nobody_out_by_accident(cast, as_administrator):
    url = reverse("admin:auth_user_password_change", args=[cast.officer.pk])
    as_administrator.post(url, {"password1": "", "password2": "", "usable_password": "false"})
    cast.officer.refresh_from_db()
    assert cast.officer.check_password(make.PASSWORD)


def test_an_assignment_without_its_place_is_refused_in_words(cast, as_administrator):
    answer = as_administrator.post(
        address(Assignment, "add"), {"user": cast.nobody.pk, "role": "officer", "starts_on": "01/03/2026"}
    )
    assert "Chọn đơn vị cho vai trò này." in answer.content.decode()
