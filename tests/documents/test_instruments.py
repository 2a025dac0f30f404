"""The instruments of law as they come loaded."""

from datetime import date

from audit.models import Event
from documents import instruments
from documents.models import Certainty, OfficialDocument


def of(number):
    return OfficialDocument.objects.get(number=number)


def test_loading_twice_adds_nothing_and_leaves_one_event(db):
    assert instruments.load() == len(instruments.INSTRUMENTS)
    assert instruments.load() == 0
    event = Event.objects.get()
    assert event.get_verb_display() == "Nạp danh mục văn bản pháp luật"
    assert len(event.changes) == len(instruments.INSTRUMENTS)


def test_loading_again_keeps_what_somebody_edited_and_adds_what_is_missing(db):
    instruments.load()
    law = of("06/2022/QH15")
    law.note = "Đã đối chiếu."
    law.save()
    of("161/2026/NĐ-CP").delete()
    assert instruments.load() == 1
    law.refresh_from_db()
    assert law.note == "Đã đối chiếu."


def test_a_number_that_somebody_entered_before_is_not_doubled(db):
    OfficialDocument.objects.create(kind="ND", number="98/2023/NĐ-CP", title="của cơ quan nhập")
    instruments.load()
    assert of("98/2023/NĐ-CP").title == "của cơ quan nhập"
    assert of("91/2017/NĐ-CP").replaced_by == of("98/2023/NĐ-CP")


def test_every_instrument_belongs_to_everybody_and_says_how_sure_it_is(db):
    instruments.load()
    rows = OfficialDocument.objects.all()
    assert {row.authority for row in rows} == {None}
    inferred = {row.number for row in rows if row.certainty == Certainty.INFERRED}
    assert {row.number for row in rows} - inferred == {
        "06/2022/QH15",
        "02/2023/TT-BNV",
        "30/2020/NĐ-CP",
        "202/2025/QH15",
    }
    assert all("cần đối chiếu với văn bản chính thức" in row.note for row in rows if row.number in inferred)


def test_decrees_and_circulars_give_way_to_the_newer_ones_to_the_day(db):
    instruments.load()

    def known(kind, day):
        rows = OfficialDocument.objects.filter(kind=kind)
        return sorted(row.number for row in rows if row.is_in_force_on(day))

    assert known("ND", date(2025, 6, 30)) == ["30/2020/NĐ-CP", "98/2023/NĐ-CP"]
    assert known("ND", date(2025, 7, 1)) == ["152/2025/NĐ-CP", "30/2020/NĐ-CP"]
    assert known("ND", date(2026, 7, 1)) == ["152/2025/NĐ-CP", "161/2026/NĐ-CP", "30/2020/NĐ-CP"]
    assert known("LUAT", date(2026, 9, 30)) == ["06/2022/QH15"]
    assert known("LUAT", date(2026, 10, 1)) == ["06/2022/QH15", "06/2026/QH16"]
    assert of("91/2017/NĐ-CP").is_in_force_on(date(2023, 12, 31)) is None
    assert of("91/2017/NĐ-CP").is_in_force_on(date(2024, 1, 1)) is False
    assert of("01/2024/TT-BNV").is_in_force_on(date(2025, 8, 5)) is False
    assert of("15/2025/TT-BNV").is_in_force_on(date(2025, 8, 5)) is True
    assert of("12/2019/TT-BNV").is_in_force_on(date(2026, 1, 1)) is None
    assert of("29/2023/TT-BGDĐT").last_day == date(2026, 4, 1)


def test_a_law_is_named_before_its_number(db):
    instruments.load()
    law = of("06/2022/QH15")
    assert str(law) == "Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15 tháng 6 năm 2022"
    assert law.name == "Luật Thi đua, khen thưởng số 06/2022/QH15"
    assert list(OfficialDocument.objects.matching("06/2022/qh15")) == [law]
