"""The search over the history: whose events one finds, by which filters, and whether an event still fits its chain."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from audit import guards
from audit.models import Event
from audit.record import record
from audit.verbs import KINDS, Verb, verbs_of
from awards import actions as award_actions
from awards.models import Review
from clusters import actions
from clusters.models import Theme, Unit
from clusters.views import events as event_views
from tests.awards.dossiers import dossier
from tests.test_exports import export

URL = reverse("clusters:event_list")


def found(client, **asked):
    """Return the events on the page, the oldest first."""
    page = client.get(URL, asked)
    assert page.status_code == 200
    return sorted(page.context["page_obj"].object_list, key=lambda event: event.pk)


def test_every_verb_is_of_one_kind():
    assert [verb for key, _, _ in KINDS for verb in verbs_of(key)] == list(Verb)
    assert verbs_of("dua-ra") == [Verb.PAPER_PRINTED, Verb.FILE_DOWNLOADED, Verb.LIST_EXPORTED]


def test_one_finds_the_events_of_the_authorities_one_serves(cast, sign_in):
    record(Verb.SIGNED_IN, by=cast.nobody, subject=cast.nobody)
    own = set(Event.objects.filter(authority=cast.authority))
    assert set(found(sign_in(cast.leader))) == own
    assert set(found(sign_in(cast.outsider))) == set(Event.objects.filter(authority=cast.other_authority))
    assert set(found(sign_in(cast.administrator))) == set(Event.objects.all())


@pytest.mark.parametrize(
    ("asked", "verbs"),
    [
        ({"nhom": "cum-khoi", "q": "Đoàn kết"}, ["theme_added"]),
        ({"q": "không có gì như vậy"}, []),
        ({"nguoi": "secretary", "nhom": "cum-khoi"}, ["theme_added", "unit_added"]),
        ({"nam": "2026", "q": "Đoàn"}, ["theme_added"]),
        ({"nam": "2026", "nhom": "dang-nhap"}, []),
        ({"tu_ngay": "05/03/2026"}, ["unit_added"]),
        (
            {"tu_ngay": "02/03/2026", "den_ngay": "04/03/2026", "nguoi": "Người dùng secretary"},
            ["theme_added"],
        ),
        ({"den_ngay": "01/03/2026"}, []),
        ({"tu_ngay": "hôm qua", "nhom": "cum-khoi", "q": "Hội thứ năm"}, ["unit_added"]),
    ],
)
def test_filters_leave_what_was_asked_for(cast, sign_in, frozen_day, asked, verbs):
    actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết"), by=cast.secretary)
    frozen_day.shift(timedelta(days=3))
    actions.add_unit(Unit(authority=cast.authority, name="Hội thứ năm"), by=cast.secretary)
    assert [event.verb for event in found(sign_in(cast.secretary), **asked)] == verbs


def test_asked_for_nothing_the_page_shows_the_last_thirty_days(cast, sign_in, frozen_day):
    frozen_day.shift(timedelta(days=31))
    actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết"), by=cast.secretary)
    client = sign_in(cast.secretary)
    assert [event.verb for event in found(client)] == ["theme_added"]
    assert len(found(client, q="")) > 1


def test_an_authority_out_of_sight_is_no_filter(cast, sign_in):
    page = sign_in(cast.secretary).get(URL, {"co_quan": cast.other_authority.pk})
    assert "co_quan" in page.context["filters"].errors
    assert not {event.authority for event in page.context["page_obj"]} - {cast.authority}


def test_opinions_of_a_running_review_are_found_by_nobody(cast, sign_in):
    row = dossier(cast, "appraised")
    award_actions.review(Review(nomination=row, opinion="agree"), by=cast.leader)
    event = Event.objects.get(verb="nomination_reviewed")
    for user in (cast.administrator, cast.secretary, cast.leader):
        client = sign_in(user)
        assert event not in found(client, nhom="khen-thuong")
        assert client.get(reverse("clusters:event_detail", args=[event.pk])).status_code == 404
    award_actions.close_review(row, by=cast.secretary)
    assert event in found(sign_in(cast.secretary), nhom="khen-thuong")


def test_the_page_costs_the_same_with_one_event_and_with_thirty(cast, sign_in, django_assert_num_queries):
    actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết 0"), by=cast.secretary)
    client = sign_in(cast.secretary)
    client.get(URL)
    for number in (0, 30):
        for more in range(number):
            actions.add_theme(Theme(cluster_year=cast.year, text=f"Đoàn kết, lần {more}"), by=cast.secretary)
        with django_assert_num_queries(19):
            client.get(URL, {"q": "Đoàn kết"})


def test_the_excel_file_has_what_the_page_shows_and_is_itself_recorded(cast, sign_in):
    actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết"), by=cast.secretary)
    (row,) = export(sign_in(cast.secretary), "clusters:event_export", q="Đoàn kết")
    assert (row["Việc"], row["Cơ quan"]) == ("Thêm chủ đề", cast.authority.name)
    assert [event.subject_label for event in found(sign_in(cast.secretary), nhom="dua-ra")] == [
        "Nhật ký.xlsx"
    ]


def test_more_rows_than_a_file_takes_are_refused_in_words(cast, sign_in, monkeypatch):
    monkeypatch.setattr(event_views, "MOST", 2)
    answer = sign_in(cast.secretary).get(reverse("clusters:event_export"), {"nhom": "cum-khoi"}, follow=True)
    assert answer.redirect_chain == [(f"{URL}?nhom=cum-khoi", 302)]
    assert "Thu hẹp điều kiện lọc" in answer.content.decode()
    assert not Event.objects.filter(verb="list_exported").exists()


def test_an_event_shows_its_place_and_whether_it_fits(cast, sign_in):
    theme = actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết"), by=cast.secretary)
    event = Event.objects.get(subject_type="clusters.theme", subject_id=str(theme.pk))
    actions.add_unit(Unit(authority=cast.authority, name="Hội thứ năm"), by=cast.secretary)
    client, url = sign_in(cast.leader), reverse("clusters:event_detail", args=[event.pk])
    text = client.get(url).content.decode()
    assert "Chuỗi khớp" in text
    assert f"<dd>{event.link.number}</dd>" in text
    guards.remove(connection)
    try:
        Event.objects.filter(pk=event.pk).update(note="Thêm sau")
        text = client.get(url).content.decode()
        assert "Chuỗi không khớp" in text
        assert "Nội dung khác lúc ghi" in text
    finally:
        guards.install(connection)


def test_an_event_beside_a_changed_one_and_one_without_a_place_say_so(cast, sign_in):
    from audit.models import Link
    from audit.verify import standing_of

    one, other = Link.objects.filter(chain=cast.authority.pk).select_related("event")[1:3]
    guards.remove(connection)
    try:
        Link.objects.filter(event=other.event).update(previous="0")
        assert standing_of(one.event).says == (
            "Sự kiện liền sau không nối với sự kiện này: một trong hai đã bị thay.",
        )
        Link.objects.filter(event=other.event)._raw_delete("default")
        text = sign_in(cast.secretary).get(reverse("clusters:event_detail", args=[other.event_id]))
        assert "Không nằm trong chuỗi" in text.content.decode()
    finally:
        guards.install(connection)


def test_the_menu_offers_the_search_to_those_who_may(cast, sign_in):
    home = reverse("clusters:overview")
    assert f'href="{URL}"' in sign_in(cast.leader).get(home).content.decode()
    assert f'href="{URL}"' not in sign_in(cast.chair).get(home).content.decode()
