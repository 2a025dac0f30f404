from django.core.management import call_command

from audit.models import Event
from awards import catalogue, law
from awards.models import AwardForm
from documents import instruments
from documents.models import Certainty


def law_rows():
    return sum(len(fields) for fields in law.OF_MODEL.values())


def test_loading_twice_adds_nothing_and_leaves_one_event(db):
    assert catalogue.load() == len(catalogue.AWARDS) + law_rows()
    assert catalogue.load() == 0
    assert [event.get_verb_display() for event in Event.objects.all()] == ["Nạp danh mục khen thưởng"]


def test_loading_again_keeps_what_somebody_edited(db):
    catalogue.load()
    flag = AwardForm.objects.get(code="CO-BT")
    flag.conditions = "Theo quy chế của tỉnh."
    flag.save()
    catalogue.load()
    flag.refresh_from_db()
    assert flag.conditions == "Theo quy chế của tỉnh."


def test_a_row_that_is_missing_is_added_to_the_others(db):
    catalogue.load()
    AwardForm.objects.get(code="KNC").delete()
    assert catalogue.load() == 1


def test_the_command_says_how_many_rows_it_added(db, capsys):
    call_command("catalogue")
    call_command("catalogue")
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"Đã thêm {len(catalogue.AWARDS) + law_rows() + len(instruments.INSTRUMENTS)} dòng."
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
