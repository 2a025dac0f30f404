"""Prize money, by hand: base pay 2.340.000 đ until 30/6/2026, 2.530.000 đ from 01/7/2026; and working days."""

from datetime import date
from types import SimpleNamespace

import pytest

from awards.figures import Figures
from awards.models import LegalFigure
from awards.prizes import Sum, prizes_of, sums_by_unit
from awards.working_days import last_day
from tests import factories as make
from tests.awards.decisions import figure

OLD, NEW = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def law(db):
    figure("base_pay", 2_340_000, effective_to=OLD, legal_ref="Nghị định 73/2024/NĐ-CP")
    figure("base_pay", 2_530_000, effective_from=NEW, legal_ref="Nghị định 161/2026/NĐ-CP")
    for code, times in (("CO-CP", 12), ("CO-BO", 8), ("LDTT", "0.3"), ("TTLDTT", "0.8"), ("CSTDTQ", "4.5")):
        figure("prize", times, award_code=code, legal_ref="Điều 54 Nghị định 152/2025/NĐ-CP")


def award(code, **fields):
    return SimpleNamespace(granted=make.make_award(code=code, name=code, **fields))


def given(row, day, unit=1):
    return SimpleNamespace(granted=row.granted, decided_on=day, unit_id=unit, unit_name=f"Hội {unit}")


@pytest.mark.parametrize(
    ("code", "day", "amount"),
    [
        ("CO-CP", OLD, 28_080_000),
        ("CO-CP", NEW, 30_360_000),
        ("CO-BO", OLD, 18_720_000),
        ("CO-BO", NEW, 20_240_000),
        ("LDTT", OLD, 702_000),
        ("LDTT", NEW, 759_000),
        ("TTLDTT", OLD, 1_872_000),
        ("TTLDTT", NEW, 2_024_000),
        ("CSTDTQ", OLD, 10_530_000),
        ("CSTDTQ", NEW, 11_385_000),
    ],
)
def test_the_base_pay_is_that_of_the_decisions_day(law, code, day, amount):
    (prize,) = prizes_of([given(award(code), day)])
    assert prize.amount == amount
    assert isinstance(prize.amount, int)


def test_a_prize_tells_its_two_numbers_with_their_articles(law):
    (prize,) = prizes_of([given(award("CO-BO"), NEW)])
    assert prize.ground == ("8 × 2.530.000 đồng (Điều 54 Nghị định 152/2025/NĐ-CP; Nghị định 161/2026/NĐ-CP)")
    assert prize.amount_text == "20.240.000"


def test_without_a_rule_a_prize_is_unknown_and_never_zero(law):
    known, other = award("CO-BO"), award("KNC")
    prizes = prizes_of([given(known, OLD), given(other, OLD, 1), given(known, date(2023, 12, 31), 2)])
    assert [prize.amount for prize in prizes] == [18_720_000, None, None]
    assert prizes[1].ground == "Chưa có mức tiền thưởng áp dụng vào ngày 30/06/2026."
    assert prizes[2].ground == "Chưa có mức tiền thưởng và mức lương cơ sở áp dụng vào ngày 31/12/2023."
    first, second = sums_by_unit(prizes)
    assert first.text == "18.720.000 đồng, chưa kể 01 khoản chưa rõ"
    assert second.text == "chưa rõ"
    assert Sum("Không có", ()).text == "0 đồng"


def test_a_rule_for_the_subject_goes_before_one_for_all(law):
    figure("prize", "3.5", level="government")
    figure("prize", 7, level="government", subject="collective")
    person = award("BK-TTG", level="government", subject="individual")
    group = award("BK-TTG-TT", level="government", subject="collective")
    found = [prize.amount for prize in prizes_of([given(person, NEW), given(group, NEW)])]
    assert found == [8_855_000, 17_710_000]


def test_many_prizes_ask_once(law, django_assert_num_queries):
    row = award("CO-BO")
    with django_assert_num_queries(1):
        prizes_of([given(row, OLD) for _ in range(30)])


# --- working days ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 16)),  # Monday: Tuesday is the first day
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday: the weekend is left out
        (date(2026, 3, 7), 5, date(2026, 3, 13)),  # posted on a Saturday
    ],
)
def test_weekends_are_no_working_days(start, count, end):
    assert last_day(start, count) == end


def test_holidays_are_left_out_and_days_worked_in_exchange_count():
    monday = date(2026, 4, 27)
    closed, worked = {date(2026, 4, 30), date(2026, 5, 1)}, {date(2026, 5, 2)}
    assert last_day(monday, 3, closed) == date(2026, 5, 4)
    assert last_day(monday, 3, closed, worked) == date(2026, 5, 2)


def test_a_period_has_at_least_a_day():
    with pytest.raises(ValueError, match="at least one"):
        last_day(date(2026, 3, 2), 0)


def test_the_row_chosen_in_memory_is_the_one_the_database_chooses(db):
    """Award by award and day by day: by its code, by its level or subject, by none, and past its last day."""
    figure("prize", 1)
    figure("prize", 2, effective_from=NEW)
    figure("prize", 3, level="state", effective_to=OLD)
    figure("prize", 4, subject="individual")
    figure("prize", 5, award_code="A", effective_from=NEW)
    figure("base_pay", 6)
    flag = {"level": "ministry", "subject": "collective"}
    awards = [
        make.make_award(code="A", name="A", **flag),
        make.make_award(code="B", name="B", level="state", subject="collective"),
        make.make_award(code="C", name="C", level="ministry", subject="individual"),
    ]
    figures, prizes = Figures("prize", "base_pay"), LegalFigure.objects.filter(kind="prize")
    for day in (date(2023, 12, 31), OLD, NEW):
        found = [figures.closest("prize", award, day) for award in awards]
        assert found == [prizes.closest(award, day) for award in awards]
    assert [row.amount for row in found] == [5, 2, 4]
