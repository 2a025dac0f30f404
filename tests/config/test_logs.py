"""Logs and reports of errors: one line a request, an id on every line, no secret and nobody's data in any."""

import json
import logging

import pytest
import sentry_sdk
from django.test import Client
from django.urls import reverse

from config import logs, reports
from config.scrub import scrub

SECRETS = [
    "mat-khau-cua-toi",
    "k3y0fas3ssionk3y0fas3ssion123456",
    "nguyen.van.a@hoi.example.vn",
    "0912345678",
    "Nguyễn Thị Kín",
]


@pytest.fixture
def lines():
    """What the product writes in production, as it would reach the system's log."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(logs.Lines())
    loggers = [logging.getLogger(name) for name in ("", "django", "thidua")]
    level = loggers[2].level
    loggers[2].setLevel("INFO")
    for logger in loggers[:2]:
        logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in written]
    for logger in loggers[:2]:
        logger.removeHandler(handler)
    loggers[2].setLevel(level)


def of_requests(lines):
    return [line for line in lines() if line["logger"] == "thidua.requests"]


def test_a_request_leaves_one_line_without_name_and_question(cast, sign_in, lines):
    answer = sign_in(cast.secretary).get(f"{reverse('clusters:search')}?q=Nguyễn+Thị+Kín")
    (line,) = of_requests(lines)
    assert {name: line[name] for name in ("method", "path", "status", "user", "bytes", "id")} == {
        "method": "GET",
        "path": reverse("clusters:search"),
        "status": 200,
        "user": cast.secretary.pk,
        "bytes": len(answer.content),
        "id": answer["X-Request-ID"],
    }
    assert line["ms"] >= 0
    assert "Kín" not in json.dumps(lines(), ensure_ascii=False)


def test_static_files_and_machines_leave_none(db, lines):
    Client().get("/health/live")
    Client().get("/static/css/app.css")
    assert of_requests(lines) == []


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("4f3a9c2b7d1e4f3a9c2b7d1e4f3a9c2b", True),
        ("proxy-00000001", True),
        ("ngắn", False),
        ("a b\r\nSet-Cookie: x=1", False),
        ("x" * 65, False),
        ("", False),
    ],
)
def test_the_proxys_id_is_kept_when_it_is_a_sane_one(db, given, is_kept):
    answered = Client().get(reverse("account_login"), headers={"x-request-id": given})["X-Request-ID"]
    assert (answered == given) is is_kept
    assert logs.SANE.fullmatch(answered)


def test_the_page_of_a_fault_tells_the_id_under_which_the_log_has_it(cast, lines, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError(f"sessionid={SECRETS[1]} of {SECRETS[2]} at /ho-so/?q={SECRETS[4]}")

    monkeypatch.setattr("accounts.models.User.objects.get", broken)
    client = Client(raise_request_exception=False)
    client.force_login(cast.secretary)
    answer = client.get(reverse("accounts:profile"))
    assert answer.status_code == 500
    assert f"Mã yêu cầu: <strong>{answer['X-Request-ID']}</strong>" in answer.content.decode()
    (fault,) = [line for line in lines() if line["logger"] == "django.request"]
    assert fault["id"] == answer["X-Request-ID"]
    assert "RuntimeError" in fault["exc_info"]
    assert [secret for secret in SECRETS if secret in json.dumps(fault, ensure_ascii=False)] == []


@pytest.mark.parametrize(
    "text",
    [
        "password=mat-khau-cua-toi",
        '{"password1": "mat-khau-cua-toi"}',
        "Authorization: Bearer mat-khau-cua-toi",
        "Cookie: sessionid=k3y0fas3ssionk3y0fas3ssion123456; a=b",
        "session k3y0fas3ssionk3y0fas3ssion123456 ended",
        "Not Found: /dat-lai/1-c8k2zq-k3y0fas3ssionk3y0fas3ssion123456/",
        "postgres://thidua:mat-khau-cua-toi@127.0.0.1:5432/thidua is away",
        "no mail to nguyen.van.a@hoi.example.vn: 550",
        "GET /tim-kiem/?q=Nguyễn%20Thị%20Kín&password=mat-khau-cua-toi",
        "duplicate key\nDETAIL:  Key (full_name)=(Nguyễn Thị Kín) already exists.\nin line 3",
        "Failing row contains (1, Nguyễn Thị Kín, 0912345678).",
        "call 0912345678 or 0912 345 678 or +84912345678",
    ],
)
def test_nothing_secret_and_nobodys_data_stay_in_a_text(text):
    left = scrub(text)
    assert [secret for secret in [*SECRETS, "0912 345", "+8491", "Kín"] if secret in left] == []
    assert "…" in left


def test_what_tells_where_the_fault_is_stays():
    kept = (
        'File "config/errors.py", line 42, in server_error: ValueError at /nam/12/van-ban/thong-bao-ket-luan/7/ '
        "2026-03-02 09:00:00 task clusters.bulk_queue.make_papers"
    )
    assert scrub(kept) == kept


def test_the_installations_own_secrets_are_known_by_sight(settings):
    assert settings.SECRET_KEY not in scrub(f"the key was {settings.SECRET_KEY}, it said")


def test_lines_are_text_with_the_id_where_people_read_them():
    record = logging.makeLogRecord(
        {"msg": "hello nguyen@hoi.example.vn", "levelname": "WARNING", "name": "x"}
    )
    said = logs.Readable().format(record)
    assert said.endswith(f"WARNING x: hello … [{logs.current_id()}]")


class Catch(sentry_sdk.transport.Transport):
    """Takes what would be sent to Sentry."""

    caught = []

    def capture_envelope(self, envelope):
        self.caught += [item.payload.json for item in envelope.items if item.payload.json]


def test_a_report_of_an_error_carries_no_secret_and_no_name(cast, monkeypatch):
    def broken(*args, **kwargs):
        full_name = SECRETS[4]  # noqa: F841  a local variable that a report could show
        raise RuntimeError(f"password={SECRETS[0]} {SECRETS[2]}")

    monkeypatch.setattr("accounts.models.User.objects.get", broken)
    monkeypatch.setattr(Catch, "caught", [])
    client = Client(raise_request_exception=False)
    client.force_login(cast.secretary)
    try:
        sentry_sdk.init(**reports.options("http://k3y@127.0.0.1:9/1", "0"), transport=Catch)
        answer = client.post(
            f"{reverse('accounts:profile')}?q={SECRETS[1]}", {"full_name": SECRETS[4], "phone": SECRETS[3]}
        )
    finally:
        sentry_sdk.init()
    said = json.dumps(Catch.caught, ensure_ascii=False)
    assert "RuntimeError" in said
    assert [secret for secret in [*SECRETS, cast.secretary.full_name, "sessionid"] if secret in said] == []
    assert [event["tags"] for event in Catch.caught] == [{"request_id": answer["X-Request-ID"]}]
