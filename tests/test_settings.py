"""Production refuses to start on unsafe values and says why; a local installation needs no value at all."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "ALLOWED_HOSTS": "thidua.example.vn",
    "SECRET_KEY": "k7Jq2-VbX9s_4LrTz8Wm1Np5Yc3Hd6Fg0Aa2Ss4Dd6Ff8Gg0Hh2Jj4",
    "DATABASE_URL": "postgres://thidua:mat-khau@127.0.0.1:5432/thidua",
}


SHOWN = "settings.PRODUCTION, settings.DEBUG"


def start(tmp_path, shown=SHOWN, **environment):
    """Import the settings in a process of its own; return (exit code, what it said)."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", f"from config import settings; print({shown})"],
        cwd=settings.BASE_DIR,
        env={**keep, "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_local_installation_starts_without_any_value(tmp_path):
    assert start(tmp_path) == (0, "False False\n")
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_safe_production_starts(tmp_path):
    assert start(tmp_path, **SAFE) == (0, "True False\n")


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PUBLIC_URL": "http://127.0.0.1:8123/"}, "http://127.0.0.1:8123"),
        (SAFE, "https://thidua.example.vn"),
        ({**SAFE, "PUBLIC_URL": "https://tracuu.example.vn"}, "https://tracuu.example.vn"),
    ],
)
def test_the_printed_address_is_the_one_given_or_the_first_public_name(tmp_path, environment, address):
    assert start(tmp_path, "settings.PUBLIC_URL", **environment) == (0, f"{address}\n")


def test_files_lie_in_a_folder_or_in_the_bucket_that_is_named(tmp_path):
    shown = "settings.STORAGES['default']"
    bucket = {"S3_BUCKET": "thidua", "S3_ENDPOINT_URL": "https://s3.example.vn", "S3_LOCATION": "so"}
    keys = {"S3_ACCESS_KEY": "khoa", "S3_SECRET_KEY": "mat"}
    assert "FolderStorage" in start(tmp_path, shown)[1]
    code, said = start(tmp_path, shown, **bucket, **keys)
    for wanted in ("SharedStorage", "'thidua'", "'https://s3.example.vn'", "'khoa'", "'location': 'so'"):
        assert wanted in said
    code, said = start(tmp_path, shown, **bucket, S3_ACCESS_KEY="khoa")
    assert (code, "set both of them, or neither" in said) == (1, True)


def test_sqlite_waits_for_the_disk_before_it_says_that_something_is_kept(tmp_path):
    shown = "settings.DATABASES['default']['OPTIONS']['init_command']"
    assert "synchronous=FULL" in start(tmp_path, shown)[1]


def test_tries_are_counted_by_the_visitors_address_behind_the_one_proxy_of_production(tmp_path):
    shown = "settings.ALLAUTH_TRUSTED_PROXY_COUNT"
    assert start(tmp_path, shown) == (0, "0\n")
    assert start(tmp_path, shown, **SAFE) == (0, "1\n")
    assert start(tmp_path, shown, **SAFE, PROXIES="2") == (0, "2\n")


def test_administrators_have_a_second_factor_in_production_unless_it_is_said_otherwise(tmp_path):
    shown = "settings.SECOND_FACTOR_ROLES"
    assert start(tmp_path, shown) == (0, "[]\n")
    assert start(tmp_path, shown, **SAFE) == (0, "['administrator']\n")
    assert start(tmp_path, shown, **SAFE, SECOND_FACTOR_ROLES="") == (0, "[]\n")


def test_the_certificate_for_testing_seals_locally_and_never_in_production(tmp_path):
    (tmp_path / "seals").mkdir()
    (tmp_path / "seals" / "seals.toml").touch()
    local = start(tmp_path, "bool(settings.SEALS_FILE)")
    assert (local, start(tmp_path, "bool(settings.SEALS_FILE)", **SAFE)) == ((0, "True\n"), (0, "False\n"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or too simple"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or too simple"),
        ({"DEBUG": "1"}, "DEBUG=1 shows the inside"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS=* answers to any name"),
        ({"ALLOWED_HOSTS": "", "PRODUCTION": "1"}, "names no public host"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"DEBUG": "maybe"}, "DEBUG='maybe': write 1 or 0."),
        ({"SECOND_FACTOR_ROLES": "administrator,chief"}, "SECOND_FACTOR_ROLES='chief': use administrator"),
        ({"OIDC_CLIENT_ID": "so-thi-dua"}, "set OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"),
        (
            {"OIDC_SERVER_URL": "http://id.example.vn", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"},
            "OIDC_SERVER_URL: write it with https://.",
        ),
        ({"DATABASE_URL": "mysql://a:b@c/d"}, "is not supported"),
        ({"STATIC_ROOT": "/srv/tinh", "MEDIA_ROOT": "/srv/tinh/tep"}, "MEDIA_ROOT lies within STATIC_ROOT"),
        ({"CLAMAV_TCP": "may-quet"}, "CLAMAV_TCP='may-quet': write it as HOST:PORT"),
        ({"UPLOAD_MAX_MB": "nhiều"}, "write a whole number"),
        ({"PUBLIC_URL": "thidua.example.vn"}, "PUBLIC_URL='thidua.example.vn': write it with https://"),
    ],
)
def test_unsafe_or_wrong_values_are_refused_with_the_reason(tmp_path, change, says):
    code, said = start(tmp_path, **{**SAFE, **change})
    assert code != 0
    assert says in said
