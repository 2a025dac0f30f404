"""Where letters go is read from the environment; an unsafe or incomplete way is refused at the start."""

import pytest

from tests.test_settings import SAFE, start

SHOWN = "settings.EMAIL_BACKEND.split('.')[-2], settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL"
POST = {"EMAIL_HOST": "mail.example.vn", "MAIL_FROM": "Sổ thi đua <thidua@example.vn>"}


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, "filebased 587 True False"),
        (SAFE, "smtp 587 True False"),
        ({**SAFE, **POST}, "smtp 587 True False"),
        ({**SAFE, **POST, "EMAIL_TLS": "tls"}, "smtp 465 False True"),
        ({**SAFE, **POST, "EMAIL_HOST": "127.0.0.1", "EMAIL_TLS": "no"}, "smtp 25 False False"),
        ({**SAFE, **POST, "EMAIL_PORT": "2525"}, "smtp 2525 True False"),
    ],
)
def test_the_way_of_letters_follows_from_the_environment(tmp_path, environment, found):
    assert start(tmp_path, SHOWN, **environment) == (0, f"{found}\n")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"EMAIL_HOST": "mail.example.vn"}, "MAIL_FROM is missing"),
        ({**POST, "EMAIL_TLS": "no"}, "EMAIL_TLS=no sends letters in the clear"),
        ({**POST, "EMAIL_TLS": "ssl"}, "write starttls, tls or no"),
        ({"REMINDER_TIME": "7 giờ"}, "write it as 07:00"),
    ],
)
def test_an_unsafe_or_incomplete_way_is_refused_with_the_reason(tmp_path, change, says):
    code, said = start(tmp_path, **{**SAFE, **change})
    assert code != 0
    assert says in said
