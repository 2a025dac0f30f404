"""The command that enters the demo: once, whole, and never where it does not belong."""

import io
import os
import re
from datetime import date, datetime

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import User
from awards import demo
from awards.demo import cluster_b
from clusters.models import Authority, ClusterYear, Unit
from documents.models import OfficialDocument

PASSWORD = "giao-uoc-thi-dua-2026"
TODAY = date(2026, 3, 2)
DAYS = [date(2026, 12, 31), date(2027, 1, 1)]
TORTURE = os.environ.get("HYPOTHESIS_PROFILE") == "torture"


def everything():
    """Every row of the product, column by column."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in {"audit", "accounts", "documents", "clusters", "pledges", "awards"}
    }


def run(*arguments):
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_names_the_accounts_and_a_password_that_opens_them_and_enters_nothing_twice(
    db, monkeypatch
):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    said = run()
    password = re.search(r"Mật khẩu chung: (\S+)", said)[1]
    assert len(password) == 19
    for username in demo.accounts.NAMES:
        assert username in said
        assert User.objects.get(username=username).check_password(password)

    before = everything()
    assert "Mật khẩu giữ nguyên" in run()
    assert everything() == before

    Authority.objects.filter(is_sample=True).update(name="Tên khác")
    demo.enter(TODAY, PASSWORD)
    assert Authority.objects.filter(is_sample=True).count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS if TORTURE else DAYS[:1])
def test_on_any_day_a_given_password_is_set_once_and_a_cluster_that_is_there_is_left_alone(
    db, monkeypatch, frozen_day, day
):
    frozen_day.move_to(datetime(day.year, day.month, day.day, 3))
    Authority.objects.create(name=cluster_b.AUTHORITY, level="central", note="Do người dùng lập")
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    assert f"Mật khẩu chung: {PASSWORD}" in run()
    assert Authority.objects.get(name=cluster_b.AUTHORITY).note == "Do người dùng lập"
    assert not Unit.objects.filter(authority__name=cluster_b.AUTHORITY).exists()
    assert OfficialDocument.objects.filter(number="222/QĐ-MTTW").exists()
    years = ClusterYear.objects.filter(cluster__authority__is_sample=True)
    assert sorted(row.year for row in years) == [day.year - 1, day.year]
    before = everything()
    run()
    assert everything() == before

    monkeypatch.setenv("DEMO_PASSWORD", "mot-mat-khau-khac")
    run("--if-empty")
    assert {user.username for user in User.objects.all() if user.check_password("mot-mat-khau-khac")} == set(
        demo.accounts.NAMES
    )
    after = everything()
    assert len(after["audit.Event"]) - len(before["audit.Event"]) == 5
    assert {row["verb"] for row in after["audit.Event"][-5:]} == {"password_changed"}
    changed = {label for label in after if after[label] != before[label]}
    assert changed == {"audit.Event", "audit.Link", "audit.ChainHead", "accounts.User"}


def test_if_empty_leaves_an_installation_with_people_alone(db, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    User.objects.create_user("nguoidung", PASSWORD, full_name="Người dùng thật")
    before = everything()
    assert run("--if-empty").count("\n") == 1
    assert everything() == before


def test_production_gets_neither_sample_data_nor_accounts(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Không nạp dữ liệu mẫu"):
        run()
    with pytest.raises(CommandError, match="Không nạp dữ liệu mẫu"):
        run("--if-empty")
    assert not any(everything().values())


def test_accounts_of_somebody_else_are_not_taken_over(db):
    User.objects.create_user("thuky", PASSWORD, full_name="Người dùng thật")
    before = everything()
    with pytest.raises(CommandError, match="thuky"):
        run()
    assert everything() == before
