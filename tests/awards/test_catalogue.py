from datetime import date

from django.core.management import call_command

from audit.models import Event
from awards import catalogue
from awards.models import AwardForm
from documents.models import Certainty, OfficialDocument


def test_loading_twice_adds_nothing_and_leaves_one_event(db):
    assert catalogue.load() == len(catalogue.AWARDS) + len(catalogue.DOCUMENTS)
    assert catalogue.load() == 0
    assert [event.get_verb_display() for event in Event.objects.all()] == ["Nạp danh mục khen thưởng"]


def test_loading_again_keeps_what_somebody_edited(db):
    catalogue.load()
    flag = AwardForm.objects.get(code="CO-BT")
    flag.conditions = "Theo quy chế của tỉnh."
    flag.save()
    law = OfficialDocument.objects.get(number="06/2022/QH15")
    law.note = "Đã đối chiếu."
    law.save()
    catalogue.load()
    flag.refresh_from_db()
    law.refresh_from_db()
    assert (flag.conditions, law.note) == ("Theo quy chế của tỉnh.", "Đã đối chiếu.")


def test_a_row_that_is_missing_is_added_to_the_others(db):
    catalogue.load()
    AwardForm.objects.get(code="KNC").delete()
    assert catalogue.load() == 1


def test_the_command_says_how_many_rows_it_added(db, capsys):
    call_command("catalogue")
    call_command("catalogue")
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"Đã thêm {len(catalogue.AWARDS) + len(catalogue.DOCUMENTS)} dòng."
    assert second == "Danh mục đã đủ, không thêm gì."


def test_titles_and_forms_of_the_law_are_all_there(db):
    catalogue.load()
    names = set(AwardForm.objects.values_list("name", "subject"))
    for name in (
        "Lao động tiên tiến",
        "Chiến sĩ tiên tiến",
        "Chiến sĩ thi đua cơ sở",
        "Chiến sĩ thi đua Bộ, ban, ngành, tỉnh",
        "Chiến sĩ thi đua toàn quốc",
    ):
        assert (name, "individual") in names
    for name in (
        "Tập thể lao động tiên tiến",
        "Đơn vị tiên tiến",
        "Tập thể lao động xuất sắc",
        "Đơn vị quyết thắng",
        "Xã, phường, thị trấn tiêu biểu",
        "Thôn, tổ dân phố văn hóa",
        "Cờ thi đua của Bộ, ban, ngành, tỉnh",
        "Cờ thi đua của Chính phủ",
    ):
        assert (name, "collective") in names
    assert ("Gia đình văn hóa", "household") in names
    for name in (
        "Giấy khen",
        "Bằng khen của Bộ, ban, ngành, tỉnh",
        "Bằng khen của Thủ tướng Chính phủ",
        "Huân chương Lao động hạng Nhất",
        "Huân chương Lao động hạng Nhì",
        "Huân chương Lao động hạng Ba",
    ):
        assert {(name, "collective"), (name, "individual")} <= names
    assert ("Kỷ niệm chương", "individual") in names


def test_what_was_not_read_in_the_law_is_marked(db):
    catalogue.load()
    inferred = AwardForm.objects.filter(certainty=Certainty.INFERRED)
    assert set(inferred.values_list("code", flat=True)) == {"TTDPVH", "BK-TTG-HGD", "BK-BT-HGD", "GK-HGD"}
    assert OfficialDocument.objects.get(number="06/2026/QH16").certainty == Certainty.INFERRED


def test_the_older_decree_gives_way_to_the_newer_on_the_first_of_july(db):
    catalogue.load()

    def decrees(day):
        rows = OfficialDocument.objects.filter(kind="ND").in_force_on(day)
        return sorted(rows.values_list("number", flat=True))

    assert decrees(date(2025, 6, 30)) == ["30/2020/NĐ-CP", "98/2023/NĐ-CP"]
    assert decrees(date(2025, 7, 1)) == ["152/2025/NĐ-CP", "30/2020/NĐ-CP"]


def test_a_law_is_named_before_its_number(db):
    catalogue.load()
    law = OfficialDocument.objects.get(number="06/2022/QH15")
    assert str(law) == "Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15 tháng 6 năm 2022"
    assert list(OfficialDocument.objects.matching("06/2022/qh15")) == [law]
