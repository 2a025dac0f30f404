"""What is kept of a page: while nobody writes, for the person and the address alone, nothing that is of the moment."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Assignment
from audit import guards
from audit.chain import INSTALLATION
from audit.models import ChainHead, Event
from audit.verbs import Verb
from audit.version import version_of_record
from awards.views import nominations
from clusters import actions, kept
from clusters.models import Cluster, Theme
from clusters.views import overview
from config.installation import note
from pledges import actions as pledge_actions
from pledges.models import FollowUp, Pledge
from tests import factories as make
from tests.awards.dossiers import dossier, evidence, paper

OVERVIEW = "clusters:overview"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture(autouse=True)
def keeping(settings, tmp_path):
    settings.ANSWERS_KEPT = 600
    own = {name: {**settings.CACHES[name], "LOCATION": str(tmp_path / name)} for name in ("answers", "pages")}
    settings.CACHES = {**settings.CACHES, **own}


def year_page(year):
    return reverse("clusters:year_detail", args=[year.pk])


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def without_token(text):
    return kept.with_places(text)


def add_theme(cast, text):
    return actions.add_theme(Theme(cluster_year=cast.year, text=text), by=cast.secretary)


def test_the_version_grows_with_every_event_and_with_nothing_else(cast):
    before, own = version_of_record()
    add_theme(cast, "Đổi mới")
    assert version_of_record() == (before + 1, own)
    Cluster.objects.filter(pk=cast.cluster.pk).update(note="Ghi chú")
    assert version_of_record() == (before + 1, own)


def test_two_histories_of_the_same_length_are_told_apart(cast, sign_in):
    """A backup is restored and comes to the number of events that was there before: nothing of then is shown."""
    note(Verb.BACKUP_MADE, [], by=None)
    client = sign_in(cast.viewer)
    assert "Chủ đề không còn" not in text_of(client, year_page(cast.year))
    Theme.objects.create(cluster_year=cast.year, text="Chủ đề không còn")
    guards.remove(connection)
    ChainHead.objects.filter(chain=INSTALLATION).update(digest="0" * 64)
    assert "Chủ đề không còn" in text_of(client, year_page(cast.year))


def test_an_unchanged_page_is_given_again_with_few_questions(cast, sign_in):
    client = sign_in(cast.secretary)
    first = text_of(client, year_page(cast.year))
    with CaptureQueriesContext(connection) as asked:
        again = text_of(client, year_page(cast.year))
    assert without_token(again) == without_token(first)
    # session, user, assignments, the year (and its cluster), the version
    assert len(asked) == 5, [row["sql"][:90] for row in asked]


def test_a_write_of_anybody_shows_at_once(cast, sign_in):
    client = sign_in(cast.viewer)
    assert "Đổi mới, sáng tạo" not in text_of(client, year_page(cast.year))
    add_theme(cast, "Đổi mới, sáng tạo")
    assert "Đổi mới, sáng tạo" in text_of(client, year_page(cast.year))


def test_what_is_written_while_a_page_is_made_is_not_hidden_by_it(cast):
    """The page is kept under the version from before it was made."""
    made = []

    def make_it():
        made.append(Theme.objects.count())
        if len(made) == 1:
            add_theme(cast, "Viết trong lúc lập trang")
        return made[-1] + 1

    assert kept.kept(cast.viewer, "x", make_it) == 1
    assert kept.kept(cast.viewer, "x", make_it) == 2
    assert kept.kept(cast.viewer, "x", make_it) == 2
    assert made == [0, 1]


def test_each_person_year_and_address_has_pages_of_its_own(cast, sign_in):
    client, other = sign_in(cast.secretary), Client()
    other.force_login(cast.viewer)
    offered = text_of(client, year_page(cast.year))
    edit = reverse("clusters:theme_add", args=[cast.year.pk])
    assert edit in offered
    assert edit not in text_of(other, year_page(cast.year))
    assert "năm 2026" in text_of(client, reverse(OVERVIEW))
    client.post(reverse("clusters:working_year"), {"year": "2025"})
    assert "Tổng quan năm 2025" in text_of(client, reverse(OVERVIEW))


def test_a_page_is_made_anew_on_another_day(cast, sign_in, frozen_day):
    client = sign_in(cast.secretary)
    client.get(reverse(OVERVIEW))
    frozen_day.shift(timedelta(days=1))
    sign_in(cast.secretary)  # the session of yesterday is over
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(OVERVIEW))
    assert len(asked) > 10


def test_each_answer_bears_the_token_of_its_own_session(cast):
    """Sent back from the page that was kept for another session of the same person, a form is taken."""
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    first.force_login(cast.secretary)
    second.force_login(cast.secretary)
    tokens = [set(TOKEN.findall(text_of(client, reverse(OVERVIEW)))) for client in (first, second)]
    assert len(tokens[1]) == 1
    assert not tokens[0] & tokens[1]
    text = text_of(second, reverse(OVERVIEW))
    assert kept.PLACE not in text
    header = re.search(r'"X-CSRFToken": "(\w{64})"', text)[1]
    sent = {"year": "2025", "csrfmiddlewaretoken": header}
    assert second.post(reverse("clusters:working_year"), sent).status_code == 302


def test_a_message_is_shown_once_and_kept_with_no_page(cast, sign_in):
    client = sign_in(cast.secretary)
    address = year_page(cast.year)
    client.get(address)
    sent = {"text": "Thi đua lập thành tích", "issuer": "cluster"}
    answer = client.post(reverse("clusters:theme_add", args=[cast.year.pk]), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert list(get_messages(answer.wsgi_request))
    assert 'class="note note-good' in text_of(client, address)
    assert 'class="note note-good' not in text_of(client, address)


def test_a_page_with_a_file_that_cannot_be_read_is_not_kept(cast, sign_in, settings, tmp_path):
    """A file put back, or a folder that is there again, leaves no event."""
    row = dossier(cast, "appraised")
    file = Path(evidence(row, cast.officer, paper()).file.path)
    client, address = sign_in(cast.leader), reverse("awards:nomination_review", args=[row.pk])
    away = tmp_path / "away"
    for place in (file, settings.MEDIA_ROOT):
        place.rename(away)
        assert "Hiện chưa đọc được các trang của tệp này" in text_of(client, address)
        assert "Hiện chưa đọc được các trang của tệp này" in text_of(client, address)
        away.rename(place)
        assert 'class="leaf-pages"' in text_of(client, address)
        caches["pages"].clear()
        caches["answers"].clear()


def test_a_damaged_file_is_looked_at_each_time(cast, sign_in):
    row = dossier(cast, "appraised")
    file = Path(evidence(row, cast.officer, paper()).file.path)
    client, address = sign_in(cast.leader), reverse("awards:nomination_review", args=[row.pk])
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    assert "Hiện chưa đọc được các trang của tệp này" in text_of(client, address)
    file.write_bytes(whole)
    assert 'class="leaf-pages"' in text_of(client, address)


def test_a_page_that_was_made_with_its_files_is_kept(cast, sign_in):
    row = dossier(cast, "appraised")
    evidence(row, cast.officer, paper())
    client, address = sign_in(cast.leader), reverse("awards:nomination_review", args=[row.pk])
    text_of(client, address)
    with CaptureQueriesContext(connection) as asked:
        text_of(client, address)
    # session, user, assignments, the dossier (and who is of its unit or cluster), the version
    assert len(asked) == 7, [sql["sql"][:90] for sql in asked]


def test_the_right_is_asked_for_each_time(cast, sign_in):
    client = sign_in(cast.viewer)
    text_of(client, year_page(cast.year))
    Assignment.objects.filter(user=cast.viewer).update(ends_on=date(2026, 1, 1))
    assert client.get(year_page(cast.year)).status_code in (403, 404)


def test_who_was_refused_gets_in_as_soon_as_they_may(cast, sign_in):
    client = sign_in(cast.outsider)
    assert client.get(year_page(cast.year)).status_code == 404
    Assignment.objects.filter(user=cast.outsider).delete()
    make.assign(cast.outsider, "viewer", cast.authority)
    assert client.get(year_page(cast.year)).status_code == 200


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponseRedirect("/"),
        HttpResponse("Không có quyền", status=403),
        HttpResponse(b"%PDF-", content_type="application/pdf"),
        HttpResponse("tệp", headers={"Content-Disposition": "attachment"}),
        StreamingHttpResponse(iter(["trang"])),
    ],
    ids=["redirect", "refusal", "paper", "attachment", "stream"],
)
def test_only_pages_are_kept(cast, rf, answer):
    made = []

    @kept.kept_page
    def view(request):
        made.append(request)
        return answer

    request = rf.get("/")
    request.user, request.session, request._messages = cast.viewer, {}, ()
    assert [view(request), view(request)] == [answer, answer]
    assert len(made) == 2


def test_a_full_disk_keeps_nothing_and_stops_nobody(cast, sign_in, settings, tmp_path, caplog):
    (tmp_path / "file").touch()
    answers = {**settings.CACHES["answers"], "LOCATION": str(tmp_path / "file" / "answers")}
    settings.CACHES = {**settings.CACHES, "answers": answers}
    client = sign_in(cast.secretary)
    for _ in range(2):
        text_of(client, year_page(cast.year))
    assert "answers cannot be kept: NotADirectoryError" in caplog.text


@pytest.mark.parametrize("left", [b"", b"\0" * 4096, b"\x80\x05K\x01.", b"khong phai"])
def test_what_a_power_cut_left_of_a_kept_page_is_made_anew(cast, sign_in, tmp_path, left):
    client = sign_in(cast.secretary)
    text_of(client, year_page(cast.year))
    found = list((tmp_path / "answers").glob("*.djcache"))
    assert found
    for file in found:
        file.write_bytes(left)
    assert "Đổi mới" not in text_of(client, year_page(cast.year))


def test_text_that_is_typed_and_not_told_yet_shows_at_once(cast, sign_in):
    pledge = pledge_actions.add_pledges(Pledge(cluster_year=cast.year), by=cast.chair)[0]
    client = sign_in(cast.chair)
    address = reverse("pledges:pledge_detail", args=[pledge.pk])
    text_of(client, address)
    for words in ("Giao ước đoàn kết", "Giao ước đoàn kết, sáng tạo"):
        pledge.refresh_from_db()
        events = Event.objects.count()
        pledge_actions.type_text(pledge, {"title": words}, by=cast.chair, seen=pledge.revision)
        assert words in text_of(client, address)
    assert Event.objects.count() == events  # the second was not told


def test_the_number_in_the_frame_follows_ones_own_deeds_at_once_and_those_of_others_within_a_minute(
    cast, sign_in, frozen_day
):
    def task(text):
        row = FollowUp(ceremony=ceremony, text=text, owner=cast.unit, due_on=date(2026, 3, 20))
        pledge_actions.add_follow_up(row, by=cast.chair)

    client, ceremony = sign_in(cast.officer), make.make_ceremony(cast.year)
    list_page = reverse("pledges:pledge_list")
    assert client.get(list_page).context["todo_count"] == 0
    task("Gửi báo cáo")
    assert client.get(list_page).context["todo_count"] == 0
    client.post(reverse("clusters:working_year"), {"year": "2026"})
    assert client.get(list_page).context["todo_count"] == 1
    task("Gửi số liệu")
    assert client.get(list_page).context["todo_count"] == 1
    frozen_day.shift(timedelta(seconds=61))
    assert client.get(list_page).context["todo_count"] == 2


def test_numbers_of_the_whole_land_say_when_they_were_counted(cast, sign_in, frozen_day, monkeypatch):
    client = sign_in(cast.administrator)
    make.make_year(make.make_cluster(cast.authority))
    assert "Số liệu tính lúc" not in text_of(client, reverse(OVERVIEW))  # of a few they are of this moment
    monkeypatch.setattr(overview, "MANY", 0)
    monkeypatch.setattr(overview, "SHOWN", 1)
    add_theme(cast, "Thi đua")
    frozen_day.move_to("2026-03-02 09:15 +07:00")
    assert "Số liệu tính lúc 09:15" in text_of(client, reverse(OVERVIEW))
    frozen_day.move_to("2026-03-02 09:19 +07:00")
    add_theme(cast, "Đổi mới")
    assert "Số liệu tính lúc 09:15" in text_of(client, reverse(OVERVIEW))
    frozen_day.move_to("2026-03-02 09:21 +07:00")
    add_theme(cast, "Sáng tạo")
    assert "Số liệu tính lúc 09:21" in text_of(client, reverse(OVERVIEW))
    assert "Số liệu tính lúc" not in text_of(sign_in(cast.secretary), reverse(OVERVIEW))


def test_the_number_of_a_whole_lands_dossiers_says_when_it_was_counted(
    cast, sign_in, frozen_day, monkeypatch
):
    award, client, address = make.make_award(), sign_in(cast.administrator), reverse("awards:nomination_list")

    def add(unit):
        make.make_nomination(cast.year, unit, award, by=cast.secretary)

    for unit in cast.units[:2]:
        add(unit)
    page = text_of(client, address)
    assert "Tổng số: 2" in page
    assert "tính lúc" not in page  # of a few it is of this moment
    monkeypatch.setattr(nominations, "MANY", 1)
    frozen_day.move_to("2026-03-02 09:15 +07:00")
    add(cast.units[2])
    assert "Tổng số hồ sơ tính lúc 09:15" in text_of(client, address)
    frozen_day.move_to("2026-03-02 09:19 +07:00")
    add(cast.units[3])
    page = text_of(client, address)
    assert "Tổng số: 3" in page
    assert "Tổng số hồ sơ tính lúc 09:15" in page
    assert "tính lúc" not in text_of(client, f"{address}?cum={cast.cluster.pk}")
    assert "tính lúc" not in text_of(sign_in(cast.secretary), address)


def test_thousands_of_dossiers_come_latest_first_until_they_are_narrowed(cast, sign_in, monkeypatch):
    award, client = make.make_award(), sign_in(cast.secretary)
    rows = [make.make_nomination(cast.year, unit, award, by=cast.secretary).pk for unit in cast.units[:2]]

    def shown(**asked):
        return [row.pk for row in client.get(reverse("awards:nomination_list"), asked).context["page_obj"]]

    in_order = shown()
    assert sorted(in_order) == rows
    monkeypatch.setattr(nominations, "MANY", 1)
    add_theme(cast, "Thi đua")  # what was kept does not hold any more
    assert shown() == rows[::-1]
    assert shown(cum=cast.cluster.pk) == in_order
