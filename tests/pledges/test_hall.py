"""The screen in the hall: public by its address only, says what the paper says, and answers cheaply."""

import json
import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clusters import actions as cluster_actions
from clusters.models import Theme
from pledges import actions
from tests import factories as make


@pytest.fixture
def ceremony(cast, agreed):
    rows = {
        (unit.pk, "party"): {
            "signatory": f"Nguyễn Thị {unit.name[-1]}",
            "post": "Chủ tịch",
            "authority": "TM.",
            "on_behalf_of": "Ban Thường vụ",
        }
        for unit in cast.units
    }
    actions.name_signatories(cast.year, rows, by=cast.secretary)
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 2))
    return actions.open_hall(ceremony, by=cast.secretary)


def state_url(ceremony):
    return reverse("pledges:hall_state", args=[ceremony.hall_key])


def look(ceremony):
    return Client().get(state_url(ceremony)).content.decode()


def touch(cast, ceremony, kind, unit=None, **more):
    client = Client()
    client.force_login(cast.chair)
    place = cast.year.pledges.get().signatures.get(unit=unit).pk if unit else None
    data = {
        "key": str(uuid.uuid4()),
        "kind": kind,
        "at": timezone.now().isoformat(),
        "signature": place,
        **more,
    }
    url = reverse("pledges:console_touch", args=[ceremony.pk])
    assert client.post(url, json.dumps(data), content_type="application/json").json()["accepted"]


def test_screen_needs_its_address_and_nothing_else(cast, ceremony):
    page = Client().get(reverse("pledges:hall", args=[ceremony.hall_key]))
    assert page.status_code == 200
    assert Client().get(reverse("pledges:hall", args=["x" * 32])).status_code == 404
    assert len(ceremony.hall_key) >= 32


def test_screen_is_not_kept_and_not_found_by_search_engines(cast, ceremony):
    for name in ("hall", "hall_state"):
        answer = Client().get(reverse(f"pledges:{name}", args=[ceremony.hall_key]))
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


def test_screen_says_authority_cluster_theme_pledge_and_units_in_order(cast, ceremony):
    cluster_actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết, sáng tạo"), by=cast.secretary)
    page = look(ceremony)
    for words in (
        "Liên hiệp các Hội tỉnh Mẫu",
        "Giao ước thi đua năm 2026",
        "Cụm thi đua số 01",
        "Đoàn kết, sáng tạo",
    ):
        assert words in page
    found = [page.index(f"Hội thành viên {letter}") for letter in "ABCD"]
    assert found == sorted(found)
    assert "0/4" in page


def test_screen_follows_who_signs_and_who_has_signed(cast, ceremony):
    touch(cast, ceremony, "called", cast.unit)
    page = look(ceremony)
    assert "TM. Ban Thường vụ – Nguyễn Thị C, Chủ tịch" in page
    assert page.count("is-signing") == 1
    touch(cast, ceremony, "signed", cast.unit)
    page = look(ceremony)
    assert (page.count("is-signed"), page.count("is-open")) == (1, 3)
    assert "1/4" in page
    touch(cast, ceremony, "undone", cast.unit, reason="Nhầm")
    assert "0/4" in look(ceremony)


def test_screen_names_only_the_signatory_who_is_signing(cast, ceremony):
    touch(cast, ceremony, "absent", cast.other_unit, reason="Bị ốm")
    touch(cast, ceremony, "called", cast.unit)
    page = look(ceremony)
    assert "Nguyễn Thị C" in page
    assert not any(name in page for name in ("Nguyễn Thị A", "Nguyễn Thị B", "Nguyễn Thị D", "Bị ốm", "Vắng"))
    assert not any(part in page for part in ("<form", "<button", "<a ", "<input"))


def test_unchanged_screen_is_answered_without_a_body(cast, ceremony):
    first = Client().get(state_url(ceremony))
    again = Client().get(state_url(ceremony), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    touch(cast, ceremony, "called", cast.unit)
    assert Client().get(state_url(ceremony), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_new_address_ends_the_old_one_and_closing_ends_both(cast, ceremony):
    old = state_url(ceremony)
    client = Client()
    client.force_login(cast.chair)
    client.post(reverse("pledges:hall_open", args=[ceremony.pk]))
    assert Client().get(old).status_code == 404
    ceremony.refresh_from_db()
    assert Client().get(state_url(ceremony)).status_code == 200
    client.post(reverse("pledges:hall_close", args=[ceremony.pk]))
    assert Client().get(state_url(ceremony)).status_code == 404
    ceremony.refresh_from_db()
    assert ceremony.hall_key is None
    assert Event.objects.filter(verb="hall_key_renewed").count() == 3


def test_countdown_is_set_shown_and_turned_off(cast, ceremony, frozen_day):
    client = Client()
    client.force_login(cast.chair)
    url = reverse("pledges:countdown_set", args=[ceremony.pk])
    client.post(url, {"minutes": "10"})
    ceremony.refresh_from_db()
    assert ceremony.countdown_to == timezone.now() + timedelta(minutes=10)
    assert "data-countdown" in look(ceremony)
    assert "từ 1 đến 600" in client.post(url, {"minutes": "x"}, follow=True).content.decode()
    frozen_day.shift(timedelta(minutes=12))
    assert "data-countdown" not in look(ceremony)
    client.post(url)
    ceremony.refresh_from_db()
    assert ceremony.countdown_to is None


def test_units_with_own_texts_are_done_when_the_chair_has_countersigned(cast):
    for pledge in make.make_pledge(cast.year, by=cast.secretary, shape="per_unit"):
        make.agree(pledge, by=cast.secretary)
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 2))
    ceremony = actions.open_hall(ceremony, by=cast.secretary)
    pledge = cast.year.pledges.get(unit=cast.unit)
    for role, word in (("party", "is-signed"), ("countersign", "is-done")):
        row = pledge.signatures.get(role=role)
        row.signatory, row.post, row.signed_on = "Nguyễn Văn An", "Chủ tịch", date(2026, 3, 2)
        actions.sign(row, by=cast.secretary)
        page = look(ceremony)
        assert page.count(word) == 1
        assert "1/4" in page
