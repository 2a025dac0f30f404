"""Score sheets added up: worked by hand, and true of any table."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import (
    Criterion,
    Entry,
    Kind,
    NotApplicable,
    Scale,
    Table,
    add_up,
    class_of,
    fault_of,
    faults_of_table,
    outliers,
    points_of,
    rounded,
    to_step,
    what_if,
    with_entry,
)

D = Decimal


def leaf(key, maximum, kind=Kind.POINTS, **more):
    return Criterion(key, f"Tiêu chí {key}", kind, D(maximum), **more)


def extra(key, each, cap=None):
    return Criterion(key, f"Mục {key}", Kind.EXTRA, each=D(each), cap=None if cap is None else D(cap))


def group(key, *parts, maximum=None, cap=None):
    whole = (
        sum((part.maximum for part in parts if not part.is_extra), D(0)) if maximum is None else D(maximum)
    )
    return Criterion(key, f"Nhóm {key}", Kind.GROUP, whole, parts=parts, cap=None if cap is None else D(cap))


def scored(**points):
    return {key: Entry(points=D(value)) for key, value in points.items()}


AWAY = Entry(applies=False)
CLASSES = ((D(90), "Xuất sắc"), (D(80), "Tốt"), (D(70), "Khá"))
BONUS, PENALTY = extra("thuong", 2, cap=5), extra("tru", -1)
HUNDRED = Table(
    (
        group("I", leaf("a", 40), leaf("b", 30)),
        group("II", leaf("c", 20)),
        group("III", leaf("d", 10)),
        group("IV", BONUS, PENALTY),
    ),
    classes=CLASSES,
)
FULL = scored(a=40, b=30, c=20, d=10)


# --- one criterion, worked by hand -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criterion", "entry", "points"),
    [
        # so much of the maximum as of the plan
        (leaf("k", 100, Kind.QUANTITY), Entry(plan=D(200), result=D(200)), "100"),
        (leaf("k", 100, Kind.QUANTITY), Entry(plan=D(200), result=D(150)), "75"),
        (leaf("k", 100, Kind.QUANTITY), Entry(plan=D(200), result=D(300)), "100"),
        (leaf("k", 100, Kind.QUANTITY), Entry(plan=D(200), result=D(0)), "0"),
        (leaf("k", 50, Kind.QUANTITY), Entry(plan=D(3), result=D(1)), "16.67"),
        (leaf("k", 50, Kind.QUANTITY, step=D("0.25")), Entry(plan=D(3), result=D(1)), "16.75"),
        (leaf("k", 50, Kind.QUANTITY, step=D("0.5")), Entry(plan=D(3), result=D(1)), "16.5"),
        (leaf("k", 50, Kind.QUANTITY, step=D(1)), Entry(plan=D(3), result=D(1)), "17"),
        (leaf("k", 10, Kind.QUANTITY), Entry(plan=D(0), result=D(0)), "10"),
        (leaf("k", 10, Kind.QUANTITY), Entry(plan=D(5)), None),
        (leaf("k", 10, Kind.QUANTITY), Entry(result=D(5)), None),
        # each percent short costs points
        (leaf("k", 100, Kind.QUANTITY, scale=Scale.PER_PERCENT), Entry(plan=D(100), result=D(93)), "93"),
        (
            leaf("k", 100, Kind.QUANTITY, scale=Scale.PER_PERCENT, rate=D("0.5")),
            Entry(plan=D(100), result=D(93)),
            "96.5",
        ),
        (leaf("k", 50, Kind.QUANTITY, scale=Scale.PER_PERCENT), Entry(plan=D(100), result=D(40)), "0"),
        (leaf("k", 50, Kind.QUANTITY, scale=Scale.PER_PERCENT), Entry(plan=D(100), result=D(140)), "50"),
        # bands
        *(
            (
                leaf(
                    "k",
                    20,
                    Kind.QUANTITY,
                    scale=Scale.BANDS,
                    bands=((D(100), D(20)), (D(90), D(15)), (D(80), D(10))),
                ),
                Entry(plan=D(1000), result=D(result)),
                points,
            )
            for result, points in ((1000, "20"), (999, "15"), (900, "15"), (899, "10"), (799, "0"))
        ),
        # a limit to stay under
        (leaf("k", 20, Kind.QUANTITY, lower_is_better=True), Entry(plan=D(4), result=D(3)), "20"),
        (leaf("k", 20, Kind.QUANTITY, lower_is_better=True), Entry(plan=D(4), result=D(5)), "16"),
        (leaf("k", 20, Kind.QUANTITY, lower_is_better=True), Entry(plan=D(0), result=D(0)), "20"),
        (leaf("k", 20, Kind.QUANTITY, lower_is_better=True), Entry(plan=D(0), result=D(1)), "0"),
        # judgement
        (leaf("k", 10, Kind.JUDGEMENT, levels=(("Tốt", D(10)), ("Khá", D(7)))), Entry(level="Khá"), "7"),
        (leaf("k", 10, Kind.JUDGEMENT, levels=(("Tốt", D(10)),)), Entry(), None),
        # bonus and penalty
        (extra("k", 2), Entry(times=3), "6"),
        (extra("k", 2, cap=5), Entry(times=3), "5"),
        (extra("k", -1), Entry(times=4), "-4"),
        (extra("k", -1, cap=-3), Entry(times=4), "-3"),
        (extra("k", 2), Entry(times=0), "0"),
        # what somebody gave stands
        (leaf("k", 10), Entry(points=D(0)), "0"),
        (leaf("k", 10), Entry(), None),
        (leaf("k", 100, Kind.QUANTITY), Entry(points=D(80), plan=D(100), result=D(100)), "80"),
    ],
)
def test_points_of_a_criterion_are_as_worked_by_hand(criterion, entry, points):
    assert points_of(criterion, entry) == (None if points is None else Fraction(D(points)))


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [("9.25", "0.5", "9.5"), ("9.24", "0.5", "9"), ("9.125", "0.25", "9.25"), ("0.05", "0.1", "0.1")],
)
def test_the_nearest_step_is_taken_and_the_upper_of_two(value, step, expected):
    assert to_step(Fraction(value), D(step)) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("95.005", "95.01"),
        ("95.004", "95.00"),
        ("-0.005", "-0.01"),
        ("0", "0"),
        ("-0.001", "0"),
        ("1/3", "0.33"),
    ],
)
def test_the_official_total_is_rounded_half_away_from_zero(value, expected):
    found = rounded(Fraction(value))
    assert found == D(expected)
    assert found.is_signed() is (D(expected) < 0)


@pytest.mark.parametrize(
    ("criterion", "entry", "said"),
    [
        (leaf("k", 10), Entry(points=D("10.01")), "điểm từ 0 đến 10, không nhận 10,01"),
        (leaf("k", 10), Entry(points=D("-0.5")), "điểm từ 0 đến 10, không nhận -0,5"),
        (leaf("k", 10, step=D("0.25")), Entry(points=D("9.1")), "bội số của 0,25, không nhận 9,1"),
        (leaf("k", 10), Entry(points=D("9.005")), "bội số của 0,01"),
        (leaf("k", 10), Entry(points=D("NaN")), "điểm phải là một số"),
        (extra("k", -1, cap=-3), Entry(points=D(-4)), "điểm từ -3 đến 0"),
        (extra("k", -1), Entry(points=D(1)), "điểm từ -1 đến 0"),
        (extra("k", 2), Entry(times=-1), "số lần không được âm"),
        (leaf("k", 10, Kind.QUANTITY), Entry(plan=D(-1)), "kế hoạch không được âm"),
        (leaf("k", 10, Kind.QUANTITY), Entry(result=D(-1)), "kết quả không được âm"),
        (leaf("k", 10, Kind.JUDGEMENT, levels=(("Tốt", D(10)),)), Entry(level="Kém"), "không có mức “Kém”"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_in_words(criterion, entry, said):
    assert said in fault_of(criterion, entry)
    with pytest.raises(ValueError, match="“"):
        add_up(Table((group("I", criterion),)), {"k": entry})


@pytest.mark.parametrize(
    "entry", [Entry(), Entry(points=D(0)), Entry(points=D(10)), Entry(points=D("9.5")), AWAY]
)
def test_a_good_entry_has_no_fault(entry):
    assert fault_of(leaf("k", 10, step=D("0.5")), entry) == ""


# --- a sheet, worked by hand -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "total", "basic", "extra_points", "complete", "result_class"),
    [
        (FULL, "100", "100", "0", True, "Xuất sắc"),
        ({}, None, None, "0", False, None),
        (scored(a=0), "0", "0", "0", False, None),
        (scored(a=0, b=0, c=0, d=0), "0", "0", "0", True, None),
        (scored(a=35, b=27, c=18, d=10), "90", "90", "0", True, "Xuất sắc"),
        (scored(a="34.99", b=27, c=18, d=10), "89.99", "89.99", "0", True, "Tốt"),
        (scored(a=30, b=22, c=18, d=10), "80", "80", "0", True, "Tốt"),
        (scored(a=30, b=22, c=18, d="9.99"), "79.99", "79.99", "0", True, "Khá"),
        (scored(a=20, b=22, c=18, d="9.99"), "69.99", "69.99", "0", True, None),
        # beyond the maximum by bonus, as in the older rules of a large city
        (FULL | {"thuong": Entry(times=2)}, "104", "100", "4", True, "Xuất sắc"),
        (FULL | {"thuong": Entry(times=4)}, "105", "100", "5", True, "Xuất sắc"),
        (FULL | {"thuong": Entry(times=4), "tru": Entry(times=7)}, "98", "100", "-2", True, "Xuất sắc"),
        (scored(a=0, b=0, c=0, d=1) | {"tru": Entry(times=3)}, "0", "1", "-3", True, None),
        ({"tru": Entry(times=3)}, None, None, "-3", False, None),
        # what does not apply
        (FULL | {"b": AWAY}, "100", "100", "0", True, "Xuất sắc"),
        (scored(a=30, c=20, d=10) | {"b": AWAY}, "82.5", "82.5", "0", True, "Tốt"),  # 30/40 of 70 = 52,5
        (scored(a=40, b=30, d=5) | {"c": AWAY}, "93.75", "93.75", "0", True, "Xuất sắc"),  # 75/80
        (scored(a=20, b=15, c=10, d=5) | {"thuong": AWAY}, "50", "50", "0", True, None),
        (scored(a=10, d=10) | {"b": AWAY, "c": AWAY}, "34.38", "34.38", "0", True, None),  # (17,5 + 10)/80
    ],
)
def test_a_sheet_adds_up_as_worked_by_hand(entries, total, basic, extra_points, complete, result_class):
    found = add_up(HUNDRED, entries)
    assert (found.total, found.basic) == ((None, None) if total is None else (D(total), D(basic)))
    assert (found.extra, found.is_complete) == (D(extra_points), complete)
    assert class_of(HUNDRED, found) == result_class


def test_what_does_not_apply_counts_in_full_where_the_table_says_so():
    table = Table(HUNDRED.groups, NotApplicable.FULL)
    found = add_up(table, scored(a=30, c=20, d=10) | {"b": AWAY})
    assert found.total == D(90)
    assert found.lines["b"].note == "Không áp dụng; tính đủ điểm tối đa."


def test_bonus_may_be_left_out_of_the_class():
    entries = scored(a=30, b=29, c=20, d=10) | {"thuong": Entry(times=2)}
    found = add_up(HUNDRED, entries)
    assert (found.total, class_of(HUNDRED, found)) == (D(93), "Xuất sắc")
    strict = Table(HUNDRED.groups, classes=CLASSES, extras_in_class=False)
    assert class_of(strict, add_up(strict, entries)) == "Tốt"


def test_a_ceiling_cuts_the_bonus_and_not_what_was_earned():
    table = Table(HUNDRED.groups, ceiling=D(100))
    found = add_up(table, scored(a=40, b=30, c=20, d=8) | {"thuong": Entry(times=2)})
    assert (found.total, found.basic, found.extra) == (D(100), D(98), D(2))
    assert found.note == "Tính tối đa 100 điểm."


def test_a_cap_on_a_group_limits_its_bonus_alone():
    table = Table((group("I", leaf("a", 10), extra("x", 3), cap=12),))
    found = add_up(table, scored(a=10) | {"x": Entry(times=2)})
    assert (found.total, found.basic, found.extra) == (D(12), D(10), D(2))
    assert found.lines["I"].note == "Tính tối đa 12 điểm."


def test_a_note_says_what_was_stretched():
    found = add_up(HUNDRED, scored(a=30, c=20, d=10) | {"b": AWAY})
    assert found.lines["I"].note == "Tính lại theo phần áp dụng (40/70 điểm tối đa)."
    assert found.lines["b"].note == "Không áp dụng."
    assert add_up(HUNDRED, FULL | {"c": AWAY}).note == "Tính lại theo phần áp dụng (80/100 điểm tối đa)."


def test_criteria_may_lie_at_any_depth():
    table = Table((group("I", group("1", group("1a", leaf("x", 3), leaf("y", 2)), leaf("z", 5))),))
    found = add_up(table, scored(x=3, z=4) | {"y": AWAY})
    assert found.lines["1a"].points == 5
    assert (found.total, found.scored, found.expected) == (D(9), 2, 2)


def test_a_thousand_points_in_the_groups_of_a_ministry_add_up():
    """550 points for the main tasks, one percent of the plan short is one point."""
    parts = [
        leaf(f"k{n}", points, Kind.QUANTITY, scale=Scale.PER_PERCENT)
        for n, points in enumerate((100, 100, 100, 50, 50, 50, 50, 50))
    ]
    table = Table((group("I", *parts), group("II", leaf("p", 250)), group("III", leaf("t", 200))))
    assert faults_of_table(table, D(1000)) == []
    results = {
        f"k{n}": Entry(plan=D(100), result=D(r)) for n, r in enumerate((100, 97, 120, 99, 100, 40, 100, 98))
    }
    found = add_up(table, results | scored(p=245, t=190))
    assert found.lines["I"].points == 100 + 97 + 100 + 49 + 50 + 0 + 50 + 48
    assert found.total == D(494 + 245 + 190)


# --- the table -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "whole", "said"),
    [
        (Table(()), None, "chưa có tiêu chí nào"),
        (Table((group("I"),)), None, "Nhóm “Nhóm I” chưa có tiêu chí nào"),
        (
            Table((group("I", leaf("a", 10), maximum=12),)),
            None,
            "ghi 12 điểm, cộng các tiêu chí được 10 điểm",
        ),
        (HUNDRED, D(120), "Cộng các nhóm được 100 điểm, bảng điểm quy định 120 điểm"),
        (Table((leaf("a", 0),)), None, "chưa ghi điểm tối đa"),
        (Table((leaf("a", -1),)), None, "điểm tối đa không được âm"),
        (Table((leaf("a", 10, step=D("0.3")),)), None, "10 điểm không chia hết cho bước 0,3"),
        (Table((leaf("a", 10, step=D(0)),)), None, "bước điểm phải lớn hơn 0"),
        (Table((leaf("a", 10), leaf("a", 10))), None, "Có tiêu chí bị lặp"),
        (Table((extra("x", 0),)), None, "chưa ghi điểm cho một lần"),
        (Table((extra("x", 2, cap=-5),)), None, "trái dấu"),
        (Table((Criterion("a", "A", Kind.POINTS, D(5), parts=(leaf("b", 5),)),)), None, "phải là nhóm"),
        (
            Table((leaf("a", 10, Kind.JUDGEMENT, levels=(("Tốt", D(11)),)),)),
            None,
            "điểm của từng mức phải từ 0 đến 10",
        ),
        (
            Table((leaf("a", 10, Kind.JUDGEMENT, levels=(("Tốt", D(9)), ("Tốt", D(8)))),)),
            None,
            "có mức bị lặp tên",
        ),
        (Table((leaf("a", 10),), classes=((D(80), "Tốt"), (D(90), "Xuất sắc"))), None, "phải giảm dần"),
    ],
)
def test_a_table_that_does_not_add_up_is_told(table, whole, said):
    assert any(said in sentence for sentence in faults_of_table(table, whole))


def test_a_sound_table_has_no_faults():
    assert faults_of_table(HUNDRED, D(100)) == []


# --- looking twice ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("maxima", "total"),
    [
        ({}, "84"),
        ({"I": D(70)}, "84"),
        ({"I": D(35)}, "56"),
        ({"I": D(50), "II": D(40)}, "88"),
        ({"III": D(20)}, "90"),
    ],
)
def test_other_weights_are_tried_without_changing_the_sheet(maxima, total):
    found = add_up(HUNDRED, scored(a=32, b=24, c=20, d=6) | {"thuong": Entry(times=1)})
    assert what_if(HUNDRED, found, maxima).total == D(total)
    assert found.total == D(84)


def test_nothing_is_tried_on_a_sheet_without_points():
    assert what_if(HUNDRED, add_up(HUNDRED, {}), {"I": D(50)}).total is None


@pytest.mark.parametrize(
    ("values", "odd"),
    [
        ({"A": 90, "B": 91, "C": 92, "D": 93, "E": 60}, ["E"]),
        ({"A": 90, "B": 91, "C": 92, "D": 93, "E": 94}, []),
        ({"A": 90, "B": 91, "C": 92, "D": 60}, []),  # too few
        ({"A": 90, "B": 90, "C": 90, "D": 90, "E": 60}, []),  # no usual distance to measure by
        ({"A": 90, "B": 91, "C": 92, "D": 93, "E": None, "F": 60}, ["F"]),
    ],
)
def test_what_lies_far_from_the_others_is_hinted_at(values, odd):
    assert outliers(values) == odd


# --- true of any table -----------------------------------------------------------------------------------

steps = st.sampled_from([None, D("0.1"), D("0.25"), D("0.5"), D(1)])


@st.composite
def sheets(draw):
    """A table of one to four groups of one to four criteria, and a sheet partly filled in."""
    groups, entries = [], {}
    for number in range(draw(st.integers(1, 4))):
        parts = []
        for index in range(draw(st.integers(1, 4))):
            key, step = f"{number}.{index}", draw(steps)
            maximum = draw(st.integers(1, 40))
            parts.append(leaf(key, maximum, step=step))
            size = step or D("0.01")
            state = draw(st.sampled_from(["open", "scored", "scored", "away"]))
            if state == "scored":
                entries[key] = Entry(points=size * draw(st.integers(0, int(D(maximum) / size))))
            elif state == "away":
                entries[key] = AWAY
        groups.append(group(str(number), *parts))
    return Table(tuple(groups), draw(st.sampled_from(NotApplicable))), entries


@given(sheets())
def test_a_total_lies_between_zero_and_the_maximum(sheet):
    table, entries = sheet
    found = add_up(table, entries)
    assert found.total is None or 0 <= found.total <= table.maximum
    assert found.scored <= found.expected


@given(sheets())
def test_full_marks_wherever_it_applies_are_full_marks_altogether(sheet):
    table, entries = sheet
    leaves = [one for one in table.walk() if one.kind is Kind.POINTS]
    whole = {one.key: AWAY if entries.get(one.key) == AWAY else Entry(points=one.maximum) for one in leaves}
    found = add_up(table, whole)
    assert found.total in (table.maximum, None)
    assert (found.total is None) == (
        all(entry == AWAY for entry in whole.values()) and table.not_applicable is NotApplicable.PRO_RATA
    )


@given(sheets(), st.data())
def test_more_points_never_make_the_total_smaller(sheet, data):
    table, entries = sheet
    given_ = [one for one in table.walk() if one.key in entries and entries[one.key].points is not None]
    if not given_:
        return
    one = data.draw(st.sampled_from(given_))
    more = with_entry(entries, one.key, points=one.maximum)
    assert add_up(table, more).total >= add_up(table, entries).total


@given(sheets())
def test_nothing_that_applies_and_is_open_lets_a_sheet_be_complete(sheet):
    table, entries = sheet
    leaves = [one for one in table.walk() if one.kind is Kind.POINTS]
    open_ = [one for one in leaves if one.key not in entries]
    assert add_up(table, entries).is_complete is (not open_)
