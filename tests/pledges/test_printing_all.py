"""All units' own pledges in one file, and the day of a signature given at a conference."""

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from pledges import actions
from tests import factories as make


def test_all_units_pledges_are_printed_in_one_file_in_the_clusters_order(cast, sign_in):
    make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")
    response = sign_in(cast.officer).get(reverse("pledges:pledges_pdf", args=[cast.year.pk]))
    with pdfplumber.open(BytesIO(response.content)) as book:
        texts = [page.extract_text() for page in book.pages]
    assert len(texts) == 4
    assert [unit.name.upper() in text for unit, text in zip(cast.units, texts, strict=True)] == [True] * 4


def test_a_year_without_units_pledges_has_no_such_file(cast, sign_in):
    make.make_pledge(cast.year, by=cast.secretary)
    assert sign_in(cast.officer).get(reverse("pledges:pledges_pdf", args=[cast.year.pk])).status_code == 404


@pytest.mark.parametrize("day", [date(2026, 2, 26), date(2026, 3, 2)])
def test_who_signs_at_a_conference_signs_on_one_of_its_days(cast, day):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    ceremony = make.make_ceremony(
        cast.year, by=cast.secretary, starts_on=date(2026, 2, 27), ends_on=date(2026, 3, 1)
    )
    place = pledge.signatures.first()
    place.signatory, place.post, place.signed_on, place.ceremony = "Nguyễn Văn An", "Chủ tịch", day, ceremony
    with pytest.raises(ValidationError, match="Không ký tại hội nghị"):
        actions.sign(place, by=cast.secretary)
    place.signed_on = date(2026, 2, 28)
    assert actions.sign(place, by=cast.secretary).is_signed
