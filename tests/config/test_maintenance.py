"""Maintenance: everybody reads why and until when, nothing typed is lost, administrators look, machines go on."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event, Source
from clusters.rounds import may_work
from config import actions, beats, maintenance
from config.models import Maintenance
from tests.servers import ask, serve, wait_for

PROFILE = {"full_name": "Nguyễn Thị Bảo Trì", "email": "", "phone": ""}


def text_of(response):
    return response.content.decode()


def test_people_read_why_and_until_when(cast, sign_in, rests):
    rests("Nâng cấp máy chủ", timezone.now() + timedelta(minutes=45))
    answer = sign_in(cast.secretary).get(reverse("clusters:overview"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "2700")
    said = text_of(answer)
    assert "Hệ thống tạm dừng từ 09:00, 02/03/2026. Lý do: Nâng cấp máy chủ." in said
    assert "<strong>09:45, 02/03/2026</strong>" in said
    assert 'http-equiv="refresh"' in said


def test_work_that_takes_longer_is_said_to(cast, sign_in, rests, frozen_day):
    rests(until=timezone.now() + timedelta(minutes=5))
    frozen_day.shift(600)
    answer = sign_in(cast.secretary).get("/")
    assert "Công việc kéo dài hơn dự kiến (09:05, 02/03/2026)." in text_of(answer)
    assert answer["Retry-After"] == "300"


def test_strangers_and_public_pages_rest_too_and_machines_do_not(cast, rests):
    rests()
    assert Client().get(reverse("clusters:paper_lookup")).status_code == 503
    assert Client().get("/health/live").status_code == 200


def test_administrators_come_in_look_and_change_nothing(cast, rests):
    rests()
    client = Client()
    client.post(reverse("account_login"), {"login": "administrator", "password": "giao-uoc-thi-dua-2026"})
    page = client.get(reverse("clusters:overview"))
    assert page.status_code == 200
    assert "Hệ thống đang tạm dừng để bảo trì từ 09:00, 02/03/2026" in text_of(page)
    assert client.post(reverse("accounts:profile"), PROFILE).status_code == 503
    assert not User.objects.filter(full_name=PROFILE["full_name"]).exists()


def test_what_was_sent_is_offered_afterwards_and_sent_again(cast, sign_in, rests):
    client = sign_in(cast.secretary)
    rests()
    answer = client.post(reverse("accounts:profile"), PROFILE)
    assert answer.status_code == 503
    assert PROFILE["full_name"] in text_of(answer)
    assert "Nội dung vừa gửi được giữ lại" in text_of(answer)
    actions.end_maintenance(by=None)
    page = client.get(reverse("clusters:overview"))
    assert "Nội dung gửi đến lúc hệ thống tạm dừng còn được giữ" in text_of(page)
    kept = client.get(reverse("accounts:resubmit")).context["kept"]
    client.post(kept["path"], dict(kept["fields"]))
    assert User.objects.get(pk=cast.secretary.pk).full_name == PROFILE["full_name"]
    assert "còn được giữ" not in text_of(client.get(reverse("clusters:overview")))


def test_the_page_itself_sends_it_again_with_its_own_token(cast, rests):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.secretary)
    shown = text_of(client.get(reverse("accounts:profile")))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[1]
    rests()
    page = text_of(client.post(reverse("accounts:profile"), {**PROFILE, "csrfmiddlewaretoken": token}))
    actions.end_maintenance(by=None)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert client.post(reverse("accounts:profile"), fields).status_code == 302
    assert User.objects.get(pk=cast.secretary.pk).full_name == PROFILE["full_name"]


def test_a_password_stands_on_no_page(cast, sign_in, rests):
    rests()
    sent = {
        "oldpassword": "giao-uoc-thi-dua-2026",
        "password1": "mat-khau-moi-2026",
        "password2": "mat-khau-moi-2026",
    }
    said = text_of(sign_in(cast.secretary).post(reverse("account_change_password"), sent))
    assert [value for value in sent.values() if value in said] == []
    assert "Gửi lại nội dung này" not in said


def test_scripts_get_data_and_htmx_swaps_nothing_in(cast, sign_in, rests):
    rests()
    answer = sign_in(cast.secretary).post(
        reverse("accounts:profile"), PROFILE, headers={"accept": "application/json"}
    )
    assert answer.status_code == 503
    assert "Phần đã gõ còn giữ trên máy này." in answer.json()["sentences"][0]
    assert sign_in(cast.secretary).get("/", headers={"hx-request": "true"}).status_code == 503


def test_workers_begin_nothing(rests):
    assert may_work("w")
    rests()
    assert not may_work("w")
    beats.leave("w")


def test_there_is_one_maintenance_at_a_time_and_it_is_in_the_history(rests):
    rests("Lần một")
    with pytest.raises(ValidationError, match="đang bảo trì rồi"):
        actions.begin_maintenance("Lần hai", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Maintenance.objects.create(reason="Lần ba")
    actions.end_maintenance(by=None)
    with pytest.raises(ValidationError, match="không ở chế độ bảo trì"):
        actions.end_maintenance(by=None)
    assert list(Event.objects.order_by("pk").values_list("verb", "subject_label")) == [
        ("maintenance_begun", "Lần một"),
        ("maintenance_ended", "Lần một"),
    ]


def test_a_maintenance_cannot_end_before_it_begins(db):
    early = timezone.now() - timedelta(minutes=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Maintenance.objects.create(reason="Ngược", ended_at=early)


def test_the_command_begins_tells_and_ends(rests, monkeypatch):
    monkeypatch.setattr(maintenance, "FRESH", 0)

    def say(*words):
        out = StringIO()
        call_command("maintenance", *words, stdout=out)
        return out.getvalue()

    assert say("status") == "Hệ thống đang phục vụ bình thường.\n"
    assert "Dự kiến hoạt động lại lúc 14:30, 02/03/2026." in say(
        "on", "--reason", "Nâng cấp", "--until", "14:30"
    )
    assert "Lý do: Nâng cấp." in say("status")
    assert say("off") == "Hệ thống hoạt động trở lại.\n"
    assert set(Event.objects.values_list("source", "actor_name")) == {(Source.COMMAND, "Hệ thống")}
    for words in (["on"], ["on", "--reason", "x", "--until", "25:00"], ["off"]):
        with pytest.raises(CommandError):
            say(*words)


@pytest.mark.parametrize(("text", "day"), [("09:30", 2), ("09:00", 3), ("00:10", 3)])
def test_a_time_of_day_is_the_next_one(text, day):
    assert maintenance.moment_of(text).strftime("%H:%M %d") == f"{text} 0{day}"


@pytest.mark.django_db(transaction=True)
def test_what_was_seen_last_holds_while_the_database_is_away(rests, monkeypatch):
    rests()
    monkeypatch.setattr(maintenance, "FRESH", -1)
    assert maintenance.current().reason == "Nâng cấp phiên bản"
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(NAME="/nowhere/x", HOST="127.0.0.1", PORT="1")
    try:
        with pytest.raises(DatabaseError):
            Maintenance.objects.exists()
        answer = Client().post(reverse("accounts:profile"), PROFILE)
        assert answer.status_code == 503
        assert PROFILE["full_name"] in text_of(answer)
        assert "Hệ thống tạm dừng để bảo trì" in text_of(answer)
    finally:
        connection.close()
        connection.settings_dict.update(kept)


@pytest.mark.django_db(transaction=True)
def test_every_process_knows_within_two_seconds(tmp_path, rests, monkeypatch):
    monkeypatch.setattr(maintenance, "FRESH", 2)
    with serve(tmp_path / "log", WEB_CONCURRENCY="2") as address:
        assert ask(f"{address}/tra-cuu/")[0] == 200
        call_command("maintenance", "on", "--reason", "Nâng cấp", stdout=StringIO())
        assert {ask(f"{address}/tra-cuu/")[0] for _ in range(8)} == {503}
        call_command("maintenance", "off", stdout=StringIO())
        wait_for(lambda: ask(f"{address}/tra-cuu/")[0] == 200)
