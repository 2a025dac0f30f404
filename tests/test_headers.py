"""What an answer tells the browser where no view made it: errors, files of the program, the doors of the site."""

import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import path, reverse

from accounts.access import public
from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from documents import uploads
from pledges import actions as pledge_actions
from pledges.models import Photo
from tests import factories as make
from tests.awards.dossiers import dossier, evidence, paper
from tests.test_every_address import faults_of_headers
from tests.test_settings import SAFE, start


@public
def failing(request):
    raise RuntimeError("a fault of ours")


@pytest.fixture
def with_a_fault(settings):
    """The site with one address more, whose view fails."""
    site = types.ModuleType("site_with_a_fault")
    site.urlpatterns = [path("loi/", failing), *urlpatterns]
    site.handler400, site.handler403, site.handler404, site.handler500 = (
        handler400,
        handler403,
        handler404,
        handler500,
    )
    sys.modules[site.__name__] = site
    settings.ROOT_URLCONF = site.__name__
    yield
    del sys.modules[site.__name__]


def test_errors_are_protected_like_pages(cast, sign_in, with_a_fault, settings):
    settings.UPLOAD_MAX_BYTES = 100_000
    client = sign_in(cast.secretary)
    client.raise_request_exception = False
    large = SimpleUploadedFile("anh.png", b"0" * 300_000)
    answers = {
        400: client.get("/", headers={"host": "la.example"}),
        404: client.get("/khong-co/"),
        405: client.get(reverse("clusters:working_year")),
        413: client.post(reverse("accounts:profile"), {"file": large}),
        500: client.get("/loi/"),
    }
    assert {code: answer.status_code for code, answer in answers.items()} == {code: code for code in answers}
    assert {
        code: faults_of_headers(answer) for code, answer in answers.items() if faults_of_headers(answer)
    } == {}


def test_a_request_brings_no_crowd_of_files(cast, sign_in):
    crowd = {f"tep{number}": SimpleUploadedFile("a.png", b"x") for number in range(11)}
    assert sign_in(cast.secretary).post(reverse("accounts:profile"), crowd).status_code == 400


def test_a_record_keeps_no_crowd_of_files(cast, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    row, ceremony = dossier(cast, "draft"), make.make_ceremony(cast.year, by=cast.secretary)
    evidence(row, cast.officer, paper())
    with pytest.raises(ValidationError, match="không quá 1 tệp"):
        evidence(row, cast.officer, paper(2))
    pledge_actions.add_photo(Photo(ceremony=ceremony, caption="Một"), by=cast.secretary)
    with pytest.raises(ValidationError, match="không quá 1 tệp"):
        pledge_actions.add_photo(Photo(ceremony=ceremony, caption="Hai"), by=cast.secretary)


def test_a_file_of_the_program_is_kept_by_browsers_and_protected_all_the_same(settings):
    place = Path(settings.STATIC_ROOT) / "thu.css"
    place.write_text("p {}")
    try:
        answer = Client().get("/static/thu.css")
    finally:
        place.unlink()
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"p {}")
    assert [fault for fault in faults_of_headers(answer) if not fault.startswith("Cache-Control")] == []
    assert "max-age" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/static/../manage.py", "/static/%2e%2e/manage.py", "/static/..%2f..%2fetc/passwd"]
)
def test_nothing_beside_the_program_s_own_files_is_given_out(db, address):
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    "host", ["la.example", "testserver.la.example", "testserver@la.example", "testserver:x", "["]
)
def test_another_host_s_name_is_refused(db, host):
    for headers in ({"host": host}, {"host": host, "x-forwarded-host": "testserver"}):
        answer = Client().get(reverse("account_login"), headers=headers)
        assert answer.status_code == 400
        assert "la.example" not in answer.content.decode()


def test_a_forwarded_host_changes_no_address(db):
    answer = Client().get("/", headers={"x-forwarded-host": "la.example", "forwarded": "host=la.example"})
    assert answer.url.startswith("/")


def test_a_session_is_another_one_after_signing_in_and_gone_after_signing_out(cast):
    client = Client()
    client.post(reverse("accounts:profile"), {"full_name": "Gửi khi chưa đăng nhập"})
    before = client.session.session_key
    assert before
    client.cookies[configured.SESSION_COOKIE_NAME] = before
    client.post(reverse("account_login"), {"login": "secretary", "password": make.PASSWORD})
    within = client.session.session_key
    assert within not in (before, None)
    thief = Client()
    for stolen in (before, "a" * 32):
        thief.cookies[configured.SESSION_COOKIE_NAME] = stolen
        assert thief.get(reverse("accounts:profile")).status_code == 302
    client.post(reverse("account_logout"))
    thief.cookies[configured.SESSION_COOKIE_NAME] = within
    assert thief.get(reverse("accounts:profile")).status_code == 302


# --- production ----------------------------------------------------------------------------------------------


def test_cookies_of_production_belong_to_this_very_host_and_travel_encrypted(tmp_path):
    shown = (
        "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, "
        "settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY, "
        "settings.SECURE_HSTS_SECONDS >= 31536000, settings.SECURE_SSL_REDIRECT"
    )
    said = "('__Host-sessionid', '__Host-csrftoken', True, True, True, True, True, True)\n"
    assert start(tmp_path, f"({shown})", **SAFE) == (0, said)


ASK = """
import django, os
django.setup()
from django.conf import settings
from django.test import Client
plain, safe = Client().get("/dang-nhap/", headers={"host": "thidua.example.vn"}), {"X-Forwarded-Proto": "https"}
assert (plain.status_code, plain.url) == (301, "https://thidua.example.vn/dang-nhap/"), plain
page = Client().get("/khong-co-trang/", headers={"host": "thidua.example.vn", **safe})
wrong = Client().get("/khong-co-trang/", headers={"host": "la.example", **safe})
for answer, code in ((plain, 301), (page, 404), (wrong, 400)):
    assert answer.status_code == code, answer
    for name in ("Permissions-Policy", "Content-Security-Policy", "X-Frame-Options", "Cache-Control"):
        assert answer.headers[name], (code, name)
for answer in (page, wrong):
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
print("good")
"""


def test_production_answers_over_https_only_and_tells_browsers_to_remember_it(tmp_path):
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(tmp_path),
        "PYTHONPATH": str(configured.BASE_DIR),
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK],
        cwd=configured.BASE_DIR, env={**keep, **SAFE, **own, "STATIC_ROOT": str(collected(tmp_path))},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "good\n", done.stderr


def collected(tmp_path):
    """A manifest of the program's files that the pages name, as collectstatic leaves one."""
    own = [
        str(path.relative_to(configured.BASE_DIR / "static"))
        for path in configured.BASE_DIR.glob("static/*/*")
    ]
    names = [*own, "vendor/fonts.css", "vendor/bootstrap.min.css", "django_htmx/htmx-2.min.js"]
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text(
        json.dumps({"version": "1.1", "hash": "", "paths": {name: name for name in names}})
    )
    return tmp_path / "static"
