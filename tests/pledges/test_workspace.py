"""What pledges and conferences show on the pages of a year and a unit, in the search and the calendar."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from clusters.coming import meetings_ahead
from clusters.search import search
from tests import factories as make


def test_year_shows_its_pledge_and_conference(cast, sign_in, draft):
    ceremony = make.make_ceremony(cast.year, by=cast.secretary)
    page = sign_in(cast.viewer).get(reverse("clusters:year_detail", args=[cast.year.pk])).content.decode()
    assert reverse("pledges:pledge_detail", args=[draft.pk]) in page
    assert reverse("pledges:ceremony_detail", args=[ceremony.pk]) in page


def test_year_offers_a_pledge_to_those_who_may_write_one(cast, sign_in):
    url, add = (reverse(name, args=[cast.year.pk]) for name in ("clusters:year_detail", "pledges:pledge_add"))
    assert add in sign_in(cast.chair).get(url).content.decode()
    assert add not in sign_in(cast.viewer).get(url).content.decode()


def test_wrap_up_stands_in_both_of_its_years(cast, sign_in):
    later = make.make_year(cast.cluster, 2027)
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, kind="both", signing_year=later)
    for year in (cast.year, later):
        page = sign_in(cast.viewer).get(reverse("clusters:year_detail", args=[year.pk])).content.decode()
        assert reverse("pledges:ceremony_detail", args=[ceremony.pk]) in page


def test_unit_shows_what_it_signed_and_countersigned(cast, sign_in):
    pledge = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")[2]
    make.agree(pledge, by=cast.secretary)
    for unit, words in ((cast.unit, "Chưa ký"), (cast.chair_unit, "ký công nhận")):
        page = sign_in(cast.viewer).get(reverse("clusters:unit_detail", args=[unit.pk])).content.decode()
        assert reverse("pledges:pledge_detail", args=[pledge.pk]) in page
        assert words in page


def test_pledges_and_conferences_are_found_without_marks(cast, draft):
    make.make_ceremony(cast.year, by=cast.secretary)
    assert {group.label: group.total for group in search(cast.viewer, "cum thi dua so 1")} == {
        "Cụm, khối thi đua": 1,
        "Giao ước": 1,
        "Hội nghị": 1,
    }
    assert search(cast.outsider, "cum thi dua so 1") == []


def test_calendar_has_the_conferences_of_today_and_later(cast):
    for day in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 4, 1)):
        make.make_ceremony(cast.year, by=cast.secretary, starts_on=day)
    days = [meeting.day for meeting in meetings_ahead(cast.viewer, timezone.localdate())]
    assert days == [date(2026, 3, 2), date(2026, 4, 1)]
    assert meetings_ahead(cast.outsider, timezone.localdate()) == []
