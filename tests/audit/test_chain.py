"""The chains of the history: whatever is changed, removed or swapped behind the program's back is found and named."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from audit import guards
from audit.chain import COLUMNS, chain_of, columns_of, digest_of, link_many, linking
from audit.models import ChainHead, Event, Link
from audit.record import action, record
from audit.verbs import Verb
from audit.verify import heads, verify
from clusters import actions
from clusters.models import Theme, Unit


def chain_rows(chain):
    return list(Link.objects.filter(chain=chain).select_related("event"))


def said(chain=None, kept=None):
    return [(fault.number, fault.says.split(":")[0]) for fault in verify(chain, kept)]


@contextmanager
def without_guards():
    """What somebody with the database's password can do who removes the triggers first."""
    guards.remove(connection)
    yield
    guards.install(connection)


def sql(statement, *values):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


# --- linking ---------------------------------------------------------------------------------------


def test_every_event_stands_in_the_chain_of_its_authority_without_gaps(cast):
    actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết"), by=cast.secretary)
    record(Verb.SIGNED_IN, by=cast.nobody, subject=cast.nobody)
    assert not Event.objects.filter(link=None).exists()
    for chain in (0, cast.authority.pk, cast.other_authority.pk):
        rows = chain_rows(chain)
        assert {chain_of(row.event) for row in rows} == {chain}
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert heads()[chain] == (len(rows), rows[-1].digest)
    assert list(verify()) == []


def test_the_digest_covers_every_column_and_is_the_same_on_every_database():
    assert {field.attname for field in Event._meta.concrete_fields} == set(COLUMNS)
    event = dict.fromkeys(COLUMNS, "x") | {
        "id": 7,
        "at": datetime(2026, 3, 2, 2, 0, 0, 120, tzinfo=UTC),
        "changes": [["Tên", "", "Hội “Đoàn kết”"]],
        "authority_id": None,
    }
    assert digest_of(event, 1, 1, "") == "d29a2852acdf62b404a351db1364087b4e690cc5ce52e755753b83b5aaa9d73a"
    for name in COLUMNS:
        other = event | {name: datetime(2026, 3, 2, 2, 0, 0, 121, tzinfo=UTC) if name == "at" else ["khác"]}
        assert digest_of(other, 1, 1, "") != digest_of(event, 1, 1, "")
    places = {digest_of(event, *place) for place in ((1, 1, ""), (2, 1, ""), (1, 2, ""), (1, 1, "a"))}
    assert len(places) == 4


def test_a_digest_taken_on_writing_holds_on_reading(cast):
    event = record(
        Verb.UNIT_CHANGED, by=cast.secretary, subject=cast.unit, changes=[("Tên", "a\u0301 “x”\n", "Đ")]
    )
    row = Link.objects.select_related("event").get(event=event)
    assert digest_of(columns_of(row.event), row.chain, row.number, row.previous) == row.digest


def test_an_event_of_a_step_that_was_taken_back_is_in_no_chain(cast):
    @action
    def outer(*, by):
        with pytest.raises(ValidationError):
            inner(by=by)
        return record(Verb.UNIT_CHANGED, by=by, subject=cast.unit)

    @action
    def inner(*, by):
        record(Verb.UNIT_ADDED, by=by, subject=cast.unit)
        raise ValidationError("Không được.")

    start = heads()[cast.authority.pk][0]
    outer(by=cast.secretary)
    assert heads()[cast.authority.pk][0] == start + 1
    assert list(verify()) == []


def test_several_actions_in_one_transaction_are_linked_at_its_end_or_not_at_all(cast):
    def add(name):
        return actions.add_unit(Unit(authority=cast.authority, name=name), by=cast.secretary)

    start = heads()[cast.authority.pk][0]
    with transaction.atomic(), linking():
        add("Hội thứ năm")
        assert heads()[cast.authority.pk][0] == start
        add("Hội thứ sáu")
    assert heads()[cast.authority.pk][0] == start + 2
    with transaction.atomic(), linking():
        add("Hội thứ bảy")
        transaction.set_rollback(True)
    assert heads()[cast.authority.pk][0] == start + 2
    assert list(verify()) == []


def test_linking_many_asks_no_more_often_than_linking_one(cast, django_assert_num_queries):
    """The heads are locked, the links written, the heads written."""
    one = Event.objects.create(actor_name="Hệ thống", verb=Verb.RESTORED, source="command", subject_id="1")
    many = [
        Event.objects.create(actor_name="Hệ thống", verb=Verb.RESTORED, source="command", subject_id="1")
        for _ in range(30)
    ]
    link_many([one])
    with django_assert_num_queries(3):
        link_many(many)
    assert list(verify()) == []


def test_events_from_before_the_chains_are_linked_in_their_order(cast):
    with without_guards():
        Link.objects.all()._raw_delete("default")
        ChainHead.objects.all()._raw_delete("default")
        import_module("audit.migrations.0010_link_events").link_events(apps, None)
    assert list(verify()) == []
    rows = chain_rows(cast.authority.pk)
    assert [row.event_id for row in rows] == sorted(row.event_id for row in rows)
    assert Link.objects.count() == Event.objects.count()


# --- guards ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda: Link.objects.update(digest="0"), "chỉ nối thêm"),
        (lambda: Link.objects.all()._raw_delete("default"), "chỉ nối thêm"),
        (lambda: ChainHead.objects.update(number=1), "chỉ tăng"),
        (lambda: ChainHead.objects.update(digest="0"), "chỉ tăng"),
        (lambda: ChainHead.objects.all().delete(), "không xóa được"),
    ],
)
def test_the_database_refuses_to_take_a_chain_back(cast, break_it, says):
    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        break_it()


# --- what is found -----------------------------------------------------------------------------------

OTHER = {
    "at": "2020-01-01 00:00:00+00:00",
    "actor_id": None,
    "actor_name": "Người khác",
    "verb": "voted",
    "source": "demo",
    "subject_type": "x",
    "subject_id": "99",
    "subject_label": "Đối tượng khác",
    "authority_id": None,
    "cluster_year_id": None,
    "changes": "[]",
    "note": "Ghi chú khác",
}


@pytest.mark.parametrize("name", sorted(set(COLUMNS) - {"id"}))
def test_a_changed_column_is_found(cast, name):
    actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết"), by=cast.secretary)
    row = chain_rows(cast.authority.pk)[-1]
    with without_guards():
        sql(f"UPDATE audit_event SET {name} = %s WHERE id = %s", OTHER[name], row.event_id)
        assert said() == [(row.number, "Nội dung khác lúc ghi")]


def test_an_event_removed_from_the_middle_is_found(cast):
    row = chain_rows(cast.authority.pk)[2]
    with without_guards():
        sql("DELETE FROM audit_link WHERE event_id = %s", row.event_id)
        sql("DELETE FROM audit_event WHERE id = %s", row.event_id)
        (fault,) = verify()
    assert (fault.chain, fault.number) == (cast.authority.pk, 4)
    assert fault.says.startswith("Thiếu sự kiện số 3")


def test_a_removed_link_alone_is_found_twice_over(cast):
    row = chain_rows(cast.authority.pk)[2]
    with without_guards():
        sql("DELETE FROM audit_link WHERE event_id = %s", row.event_id)
        assert [fault.event_id for fault in verify()][1:] == [row.event_id]


def test_a_tail_that_was_cut_off_is_found_by_the_head(cast):
    *_, before, last = chain_rows(cast.authority.pk)
    with without_guards():
        for row in (before, last):
            sql("DELETE FROM audit_link WHERE event_id = %s", row.event_id)
            sql("DELETE FROM audit_event WHERE id = %s", row.event_id)
        (fault,) = verify()
    assert fault.says.startswith(f"Thiếu sự kiện ở cuối chuỗi, từ số {before.number} đến số {last.number}")


def test_a_tail_cut_off_together_with_its_head_is_found_by_heads_that_were_kept(cast):
    kept = heads()
    *_, before, last = chain_rows(cast.authority.pk)
    with without_guards():
        sql("DELETE FROM audit_link WHERE event_id = %s", last.event_id)
        sql("DELETE FROM audit_event WHERE id = %s", last.event_id)
        sql(
            "UPDATE audit_chainhead SET number = %s, digest = %s WHERE chain = %s",
            before.number,
            before.digest,
            before.chain,
        )
        assert said() == []
        assert said(kept=kept) == [(last.number, "Mã của sự kiện này khác mã trong tệp số cuối đã lưu")]


def test_a_history_written_anew_from_an_event_on_is_found_by_heads_that_were_kept(cast):
    """Whoever knows the program can make new digests; not those that were printed the week before."""
    kept = heads()
    with without_guards():
        Event.objects.filter(pk=chain_rows(cast.authority.pk)[3].event_id).update(note="khác")
        Link.objects.all()._raw_delete("default")
        ChainHead.objects.all()._raw_delete("default")
        link_many(Event.objects.order_by("pk"))
        assert said() == []
        assert [place for place, _ in said(kept=kept)] == [kept[cast.authority.pk][0]]


def test_a_chain_that_is_gone_as_a_whole_is_found_by_heads_that_were_kept(cast):
    kept = heads()
    chain = cast.other_authority.pk
    gone = [row.event_id for row in chain_rows(chain)]
    with without_guards():
        Link.objects.filter(chain=chain)._raw_delete("default")
        Event.objects.filter(pk__in=gone)._raw_delete("default")
        ChainHead.objects.filter(chain=chain)._raw_delete("default")
        assert said() == []
        assert said(kept=kept) == [
            (kept[chain][0], "Chuỗi này có trong tệp số cuối đã lưu nhưng không còn trong cơ sở dữ liệu.")
        ]


def test_two_events_that_changed_places_are_found(cast):
    one, other = chain_rows(cast.authority.pk)[1:3]
    with without_guards():
        for number, row in ((10**6, one), (one.number, other), (other.number, one)):
            sql("UPDATE audit_link SET number = %s WHERE event_id = %s", number, row.event_id)
        assert {number for number, _ in said()} == {one.number, other.number, other.number + 1}


def test_a_head_put_back_and_a_head_taken_away_are_found(cast):
    *_, before, last = chain_rows(cast.authority.pk)
    with without_guards():
        sql("UPDATE audit_chainhead SET number = %s WHERE chain = %s", before.number, before.chain)
        assert said() == [(last.number, "Số cuối của chuỗi đã bị lùi")]
        sql("DELETE FROM audit_chainhead WHERE chain = %s", before.chain)
        assert said() == [(last.number, "Mất số cuối của chuỗi")]


def test_an_event_slipped_in_is_found(cast):
    event = Event.objects.create(
        actor_name="Không ai", verb=Verb.SIGNED, source="web", subject_id="1", authority=cast.authority
    )
    assert [(fault.chain, fault.event_id) for fault in verify()] == [(cast.authority.pk, event.pk)]


# --- the command ---------------------------------------------------------------------------------------


def run(*arguments):
    out = StringIO()
    call_command("audit", *arguments, stdout=out, skip_checks=False)  # as from a shell
    return out.getvalue()


def test_the_command_says_that_all_is_well_and_keeps_the_heads(cast, tmp_path):
    assert run("verify").startswith(f"Nhật ký khớp: {Event.objects.count()} sự kiện")
    path = tmp_path / "so-cuoi.json"
    path.write_text(run("heads"))
    assert json.loads(path.read_text())["heads"][str(cast.authority.pk)] == list(heads()[cast.authority.pk])
    actions.add_unit(Unit(authority=cast.authority, name="Hội mới"), by=cast.secretary)
    assert "Nhật ký khớp" in run("verify", "--heads", str(path))
    own = Event.objects.filter(authority=cast.authority).count()
    assert f"{own} sự kiện" in run("verify", "--authority", str(cast.authority.pk))


def test_the_command_says_where_the_history_is_wrong(cast):
    row = chain_rows(cast.authority.pk)[2]
    out = StringIO()
    with without_guards():
        sql("UPDATE audit_event SET note = 'khác' WHERE id = %s", row.event_id)
        with pytest.raises(CommandError, match="Nhật ký có 1 chỗ sai"):
            call_command("audit", "verify", stdout=out)
        assert "Nhật ký khớp" in run("verify", "--authority", str(cast.other_authority.pk))
    assert out.getvalue() == (
        f"Chuỗi {cast.authority.pk} (Liên hiệp các Hội tỉnh Mẫu), số 3, sự kiện {row.event_id}: "
        "Nội dung khác lúc ghi: sự kiện đã bị sửa trong cơ sở dữ liệu.\n"
    )


@pytest.mark.django_db
def test_a_file_that_holds_no_heads_is_refused_in_words(tmp_path):
    path = tmp_path / "khac.json"
    path.write_text("[1]")
    with pytest.raises(CommandError, match="không đọc được tệp số cuối"):
        call_command("audit", "verify", "--heads", str(path))
