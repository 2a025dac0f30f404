"""What a document says of itself: its number, what replaced it, whether it is in force."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from documents import actions
from documents.models import OfficialDocument
from documents.validity import not_in_force, validity_on

DAY = date(2026, 3, 2)


def document(number="05/HD-LHH", **fields):
    fields = {"kind": "HD", "number": number, "title": "về chấm điểm thi đua", **fields}
    return actions.add_document(OfficialDocument(**fields), by=None)


# --- the number


@pytest.mark.parametrize(
    ("typed", "number", "symbol"),
    [
        ("222/QĐ-MTTW", "222", "QĐ-MTTW"),
        ("98/2023/NĐ-CP", "98/2023", "NĐ-CP"),
        ("06/2022/QH15", "06/2022", "QH15"),
        ("39-QĐ/TW", "39", "QĐ/TW"),
        ("05a/HD-LHH", "05a", "HD-LHH"),
        ("39", "39", ""),
        ("39/", "39", ""),
        ("KH-CTĐ02", "", "KH-CTĐ02"),
        ("39KH", "39", "KH"),
        ("", "", ""),
    ],
)
def test_number_and_symbol_are_read_apart(typed, number, symbol):
    row = OfficialDocument(number=typed)
    assert (row.bare_number, row.symbol) == (number, symbol)


def test_what_does_not_tell_a_document_from_others_is_named():
    whole = OfficialDocument(number="05/HD-LHH", issuer="Liên hiệp hội", issued_on=DAY)
    assert not whole.is_partial
    assert OfficialDocument(number="39", issuer="Ban Bí thư").missing_marks == ["ký hiệu", "ngày ban hành"]
    anonymous = OfficialDocument(number="05/HD-LHH", issued_on=DAY)
    assert anonymous.missing_marks == ["cơ quan ban hành"]
    assert anonymous.is_partial
    assert not anonymous.is_number_partial


def test_what_was_issued_with_another_needs_no_number_of_its_own(db):
    rules = document(number="", kind="QC", issued_with=document())
    assert not rules.is_partial


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"kind": "ND", "number": "98/2023/NĐ-CP", "title": "chi tiết"}, "Nghị định số 98/2023/NĐ-CP"),
        ({"kind": "LUAT", "number": "06/2022/QH15", "title": "Thi đua"}, "Luật Thi đua số 06/2022/QH15"),
        ({"kind": "LUAT", "title": "Thi đua"}, "Luật Thi đua"),
        ({"kind": "QC", "title": "chấm điểm"}, "Quy chế chấm điểm"),
    ],
)
def test_a_document_has_a_name_for_sentences(fields, name):
    assert OfficialDocument(**fields).name == name


# --- replacing


def test_a_document_ends_the_day_before_the_one_that_replaces_it_takes_effect(db):
    later = document("09/HD-LHH", effective_from=date(2026, 3, 2))
    earlier = document(effective_from=date(2020, 1, 1), replaced_by=later)
    assert earlier.last_day == date(2026, 3, 1)
    assert earlier.is_in_force_on(date(2026, 3, 1)) is True
    assert earlier.is_in_force_on(date(2026, 3, 2)) is False


def test_a_day_of_ending_that_was_entered_goes_before_the_replacing_one(db):
    later = document("09/HD-LHH", effective_from=date(2026, 3, 2))
    earlier = document(effective_from=date(2020, 1, 1), effective_to=date(2025, 12, 31), replaced_by=later)
    assert earlier.last_day == date(2025, 12, 31)


def test_replaced_from_an_unknown_day_on_is_not_known_to_be_in_force(db):
    earlier = document(effective_from=date(2020, 1, 1), replaced_by=document("09/HD-LHH"))
    assert earlier.is_in_force_on(DAY) is None
    assert earlier.is_in_force_on(date(2019, 12, 31)) is False


def test_the_database_leaves_out_exactly_what_is_known_not_to_be_in_force(db):
    days = (None, date(2026, 3, 1), DAY, date(2026, 3, 3))
    later = [document(f"{number}/L", effective_from=day) for number, day in enumerate(days)]
    for starts in days:
        for ends in days:
            if starts and ends and ends < starts:
                continue
            for replacing in (None, *later):
                number = f"{starts}{ends}{replacing and replacing.pk}"
                document(number, effective_from=starts, effective_to=ends, replaced_by=replacing)
    found = set(OfficialDocument.objects.in_force_on(DAY))
    rows = OfficialDocument.objects.select_related("replaced_by")
    assert found == {row for row in rows if row.is_in_force_on(DAY) is not False}
    assert len(found) < rows.count()


def test_no_document_replaces_itself_and_no_chain_comes_back(db):
    first, second, third = document("1/HD"), document("2/HD"), document("3/HD")
    first.replaced_by = first
    with pytest.raises(ValidationError, match="Văn bản không thay thế chính nó"):
        actions.change_document(first, by=None)
    first.replaced_by = second
    actions.change_document(first, by=None)
    second.replaced_by = third
    actions.change_document(second, by=None)
    third.replaced_by = OfficialDocument.objects.get(pk=first.pk)
    with pytest.raises(ValidationError) as refused:
        actions.change_document(third, by=None)
    assert refused.value.message_dict == {
        "replaced_by": [
            "Văn bản này đã được ghi là thay thế Hướng dẫn số 1/HD, trực tiếp hoặc qua văn bản khác. "
            "Chọn văn bản khác."
        ]
    }


def test_the_database_too_refuses_a_document_that_replaces_itself(db):
    row = document()
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialDocument.objects.filter(pk=row.pk).update(replaced_by=row.pk)


def test_a_law_is_not_replaced_by_what_only_one_authority_reads(cast):
    own = document(authority=cast.authority)
    with pytest.raises(ValidationError, match="dùng chung cho mọi cơ quan"):
        document("98/2023/NĐ-CP", kind="ND", replaced_by=own)
    assert document("06/HD-LHH", authority=cast.authority, replaced_by=own).replaced_by == own


# --- what to say before a paper is printed


def test_each_document_not_in_force_is_named_with_the_reason(db):
    new = document("152/2025/NĐ-CP", kind="ND", effective_from=date(2025, 7, 1))
    old = document("98/2023/NĐ-CP", kind="ND", effective_from=date(2024, 1, 1), replaced_by=new)
    over = document("1/HD", effective_to=date(2025, 12, 31))
    ahead = document("161/2026/NĐ-CP", kind="ND", effective_from=date(2026, 7, 1))
    unknown = document("39")
    assert not_in_force([new, old, over, ahead, unknown], DAY) == [
        (
            old,
            "Nghị định số 98/2023/NĐ-CP hết hiệu lực từ ngày 01/07/2025; được thay thế bởi Nghị định số "
            "152/2025/NĐ-CP.",
        ),
        (over, "Hướng dẫn số 1/HD hết hiệu lực từ ngày 01/01/2026."),
        (
            ahead,
            "Nghị định số 161/2026/NĐ-CP chưa có hiệu lực vào ngày 02/03/2026; có hiệu lực từ ngày 01/07/2026.",
        ),
    ]


def test_an_unknown_validity_is_a_quiet_note_and_no_warning(db):
    found = validity_on([document("39"), document("40")], DAY)
    assert found.warnings == []
    assert found.note == "Chưa rõ hiệu lực vào ngày 02/03/2026: Hướng dẫn số 39 và Hướng dẫn số 40."
    assert validity_on([document("41", effective_from=DAY)], DAY).note == ""


def test_replacing_documents_are_read_at_once(db):
    for number in range(6):
        later = document(f"{number}/L", effective_from=DAY)
        document(f"{number}/E", replaced_by=later)
    with CaptureQueriesContext(connection) as queries:
        found = validity_on(OfficialDocument.objects.order_by("pk"), DAY)
    assert len(found.warnings) == 6
    assert len(queries) == 2


def test_documents_without_a_day_stand_last(db):
    for number, day in (("1/HD", None), ("2/HD", date(2020, 1, 1)), ("3/HD", DAY)):
        document(number, issued_on=day)
    assert [row.number for row in OfficialDocument.objects.all()] == ["3/HD", "2/HD", "1/HD"]
