"""What the database itself refuses of pledges and signatures: every row here goes around the actions."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from documents.models import OfficialDocument
from pledges import actions
from pledges.models import Basis, Consent, Content, Pledge, Registration, Signature, Target
from tests import factories as make

DAY = date(2026, 3, 1)
SIGNED = {"is_signed": True, "signatory": "Nguyễn Văn An", "post": "Chủ tịch", "signed_on": DAY}


def make_document():
    return OfficialDocument.objects.create(kind="KH", title="Kế hoạch công tác thi đua, khen thưởng")


def refused(match):
    return pytest.raises(IntegrityError, match=match)


@pytest.fixture
def draft(cast):
    """A joint draft with one content, target, figure and basis."""
    pledge = make.make_pledge(cast.year, by=cast.secretary)
    target = Target(pledge=pledge, kind="quantity", text="Mô hình mới", value=2, measure="mô hình")
    actions.add_target(target, by=cast.secretary)
    actions.register(cast.unit, {target: 3}, by=cast.secretary)
    document = make_document()
    actions.add_basis(Basis(pledge=pledge, document=document), by=cast.secretary)
    return pledge


@pytest.fixture
def agreed(draft, cast):
    make.agree(draft, by=cast.secretary)
    return draft


@pytest.fixture
def signed(agreed, cast):
    make.sign_all(agreed, cast.secretary)
    return agreed


@pytest.fixture
def past(cast):
    """A draft in a year that is over and entered from papers."""
    year = make.make_year(cast.cluster, 2024, is_recorded=True)
    return make.make_pledge(year, by=cast.secretary)


def parts_of(pledge):
    """Return a queryset of one part of each table that stands still with the pledge."""
    return {
        "content": Content.objects.filter(pledge=pledge),
        "target": Target.objects.filter(pledge=pledge),
        "basis": Basis.objects.filter(pledge=pledge),
        "registration": Registration.objects.filter(target__pledge=pledge),
        "consent": Consent.objects.filter(pledge=pledge, unit__name="Hội thành viên A"),
    }


CHANGES = {
    "content": {"text": "Nội dung khác"},
    "target": {"value": 9},
    "basis": {"position": 9},
    "registration": {"value": 9},
    "consent": {"note": "Ghi thêm sau"},
}


@pytest.mark.parametrize("part", CHANGES)
def test_part_of_an_agreed_pledge_is_not_changed(agreed, part):
    with refused("nội dung không sửa được nữa"), transaction.atomic():
        parts_of(agreed)[part].update(**CHANGES[part])


@pytest.mark.parametrize("part", CHANGES)
def test_part_of_a_signed_pledge_is_not_changed_even_by_queryset_update(signed, part):
    with refused("nội dung không sửa được nữa"), transaction.atomic():
        parts_of(signed)[part].update(**CHANGES[part])


@pytest.mark.parametrize("part", CHANGES)
def test_part_of_an_agreed_pledge_is_not_deleted(agreed, part):
    row = parts_of(agreed)[part].get()
    with refused("nội dung không sửa được nữa"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def test_content_is_not_added_to_an_agreed_pledge(agreed):
    with refused("nội dung không sửa được nữa"), transaction.atomic():
        Content.objects.create(pledge=agreed, text="Thêm sau")


def test_target_is_not_added_to_an_agreed_pledge(agreed):
    with refused("nội dung không sửa được nữa"), transaction.atomic():
        Target.objects.create(pledge=agreed, kind="zero", text="Thêm sau")


def test_basis_is_not_added_to_an_agreed_pledge(agreed):
    with refused("nội dung không sửa được nữa"), transaction.atomic():
        Basis.objects.create(pledge=agreed, document=make_document())


def test_registration_is_not_added_to_an_agreed_pledge(agreed, cast):
    with refused("nội dung không sửa được nữa"), transaction.atomic():
        Registration.objects.create(target=agreed.targets.get(), unit=cast.other_unit, value=1)


def test_content_is_not_moved_out_of_an_agreed_pledge(agreed, cast):
    other = make.make_pledge(make.make_year(cast.cluster, 2027), by=cast.secretary)
    with refused("nội dung không sửa được nữa"), transaction.atomic():
        agreed.contents.update(pledge=other)


def test_draft_may_be_changed(draft):
    assert draft.contents.update(text="Nội dung khác") == 1


@pytest.mark.parametrize("status", ["commenting", "agreed", "signed"])
def test_pledge_starts_as_a_draft(cast, status):
    frozen = {"fingerprint": "a" * 64, "frozen": {}} if status != "commenting" else {}
    with refused("phải ở dạng dự thảo"), transaction.atomic():
        Pledge.objects.create(cluster_year=cast.year, status=status, **frozen)


@pytest.mark.parametrize(
    "change",
    [{"title": "Tên khác"}, {"status": "agreed"}, {"status": "draft", "fingerprint": "", "frozen": None}],
)
def test_signed_pledge_is_frozen(signed, change):
    with refused("đã ký nên không sửa"), transaction.atomic():
        Pledge.objects.filter(pk=signed.pk).update(**change)


def test_signed_pledge_is_not_deleted(signed):
    with refused("đã ký nên không sửa"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM pledges_pledge WHERE id = %s", [signed.pk])


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Tên khác"},
        {"opening": "Mở đầu khác"},
        {"closing": "Kết khác"},
        {"originals": 3},
        {"declared_contents": 7},
        {"text_state": "partial"},
        {"fingerprint": "b" * 64},
        {"frozen": {"title": "Khác"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_agreed_pledge_stands_still(agreed, change):
    with refused("nội dung không sửa được nữa"), transaction.atomic():
        Pledge.objects.filter(pk=agreed.pk).update(**change)


def test_agreed_pledge_is_not_deleted(agreed):
    with refused("nội dung không sửa được nữa"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM pledges_pledge WHERE id = %s", [agreed.pk])


def test_pledge_is_signed_only_after_agreement_even_in_a_recorded_year(past):
    with refused("phải được thống nhất trước khi ký"), transaction.atomic():
        Pledge.objects.filter(pk=past.pk).update(status="signed", fingerprint="a" * 64, frozen={})


def test_pledge_is_signed_only_when_all_have_signed(agreed):
    with refused("Còn đơn vị chưa ký"), transaction.atomic():
        Pledge.objects.filter(pk=agreed.pk).update(status="signed")


def test_pledge_with_a_signature_is_not_reopened(agreed):
    agreed.signatures.filter(position=1).update(**SIGNED)
    with refused("không đưa giao ước về dự thảo được"), transaction.atomic():
        Pledge.objects.filter(pk=agreed.pk).update(status="draft", fingerprint="", frozen=None)


def test_draft_is_not_signed(draft, cast):
    with refused("Chỉ ký được giao ước đã thống nhất"), transaction.atomic():
        Signature.objects.create(pledge=draft, unit=cast.unit, **SIGNED)


def test_empty_place_on_a_signed_pledge_is_not_filled_afterwards(past, cast):
    actions.record_signed(past, {cast.unit.pk: {}}, by=cast.secretary)
    with refused("đã ký nên không sửa"), transaction.atomic():
        past.signatures.filter(is_signed=False).update(signatory="Người khác")


def test_empty_place_on_a_signed_pledge_is_not_deleted(past, cast):
    actions.record_signed(past, {cast.unit.pk: {}}, by=cast.secretary)
    with refused("đã ký nên không sửa"), transaction.atomic():
        past.signatures.filter(is_signed=False).delete()


def test_signatures_of_a_signed_pledge_are_not_changed(signed):
    with pytest.raises(IntegrityError), transaction.atomic():
        signed.signatures.update(signatory="Người khác")


def test_given_signature_is_not_deleted(agreed):
    agreed.signatures.filter(position=1).update(**SIGNED)
    with refused("Chữ ký đã ghi nhận không xóa được"), transaction.atomic():
        agreed.signatures.filter(position=1).delete()


def test_signature_is_given_once(agreed):
    agreed.signatures.filter(position=1).update(**SIGNED)
    with refused("Đơn vị này đã ký"), transaction.atomic():
        agreed.signatures.filter(position=1).update(**SIGNED | {"signatory": "Người khác"})


@pytest.mark.parametrize(
    "missing", [{"signatory": ""}, {"post": ""}, {"signed_on": None}, {"authority": "unknown"}]
)
def test_signature_of_a_running_year_names_signatory_post_authority_and_day(agreed, missing):
    with refused("phải có họ tên, chức vụ"), transaction.atomic():
        agreed.signatures.filter(position=1).update(**SIGNED | missing)


def test_chair_countersigns_after_the_unit(cast):
    pledge = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")[0]
    make.agree(pledge, by=cast.secretary)
    with refused("Đơn vị ký trước"), transaction.atomic():
        pledge.signatures.filter(role="countersign").update(**SIGNED)


# --- in plain SQL --------------------------------------------------------------------------------------


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("part", CHANGES)
@pytest.mark.parametrize("state", ["agreed", "signed"])
def test_no_part_is_updated_or_deleted_in_plain_sql(request, state, part):
    row = parts_of(request.getfixturevalue(state))[part].get()
    table = row._meta.db_table
    ((column, value),) = CHANGES[part].items()
    with refused("nội dung không sửa được nữa"):
        run(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, row.pk)
    with refused("nội dung không sửa được nữa"):
        run(f"DELETE FROM {table} WHERE id = %s", row.pk)
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("part", CHANGES)
@pytest.mark.parametrize("state", ["agreed", "signed"])
def test_no_part_is_inserted_in_plain_sql(request, state, part):
    """A second row like the first: the text would have one line more."""
    row = parts_of(request.getfixturevalue(state))[part].get()
    columns = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    taken = {"unit_id": "unit_id + 100", "document_id": "document_id + 100", "round": "round + 1"}
    values = ", ".join(taken.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = row._meta.db_table
    with refused("nội dung không sửa được nữa"):
        run(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = %s", row.pk)


def test_version_that_went_out_is_neither_rewritten_nor_deleted(draft, cast):
    actions.send_for_comments(draft, date(2026, 3, 10), by=cast.secretary)
    with refused("được giữ nguyên, không sửa được"):
        run("UPDATE pledges_pledgeversion SET note = 'Khác' WHERE pledge_id = %s", draft.pk)
    with refused("được giữ nguyên, không xóa được"):
        run("DELETE FROM pledges_pledgeversion WHERE pledge_id = %s", draft.pk)


def test_version_is_not_added_to_an_agreed_text(draft, cast):
    actions.send_for_comments(draft, date(2026, 3, 10), by=cast.secretary)
    make.agree(draft, by=cast.secretary)
    columns = "pledge_id, text, fingerprint, due_on, note, made_by_id, made_at"
    with refused("nội dung không sửa được nữa"):
        run(
            f"INSERT INTO pledges_pledgeversion (number, {columns}) "
            f"SELECT 2, {columns} FROM pledges_pledgeversion WHERE pledge_id = %s",
            draft.pk,
        )


@pytest.mark.parametrize("tie", ["annex_of_id", "supersedes_id"])
def test_draft_is_not_extended_or_replaced_in_plain_sql(draft, cast, tie):
    other = make.make_pledge(make.make_year(cast.cluster, 2027), by=cast.secretary)
    with refused("Chỉ giao ước đã ký mới có phụ lục"):
        run(f"UPDATE pledges_pledge SET {tie} = %s WHERE id = %s", draft.pk, other.pk)
