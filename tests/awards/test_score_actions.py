"""Score tables and sheets: what may be done, in which step, by whom, and what stays."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.models import Event
from audit.verbs import Verb
from awards import actions
from awards.checking import may_check
from awards.models import (
    HardStop,
    ResultClass,
    ScoreCriterion,
    ScoreEntry,
    ScoreQuestion,
    ScoreSheet,
    ScoreTable,
    SheetStop,
)
from awards.score_papers import ranking_paper, sheet_paper
from awards.sheets import Board
from clusters import actions as cluster_actions
from clusters.models import Membership
from documents.blocks import placed
from tests import factories as make
from tests.awards.scores import (
    bring,
    criterion,
    draft_table,
    entries_of,
    give,
    of,
    open_table,
    publish_small,
    sheet_of,
    small_table,
)

D, Kind, Stage = Decimal, ScoreCriterion.Kind, ScoreEntry.Stage


@pytest.fixture
def table(cast):
    return open_table(cast.year, cast.secretary)


def refused(said):
    return pytest.raises(ValidationError, match=said)


# --- the table -------------------------------------------------------------------------------------------


def test_a_table_that_does_not_add_up_is_not_opened(cast):
    table = draft_table(cast.year, cast.chair)
    criterion(table, "Thừa", cast.chair, maximum=D(5))
    with refused("Cộng các nhóm được 105 điểm, bảng điểm quy định 100 điểm"):
        actions.open_scoring(table, by=cast.chair)
    assert not table.sheets.exists()


def test_opening_gives_every_member_a_sheet(cast, table):
    assert set(table.sheets.values_list("unit", flat=True)) == {unit.pk for unit in cast.units}
    assert table.is_open
    with refused("đã mở chấm điểm"):
        actions.open_scoring(table, by=cast.secretary)


def join(cast):
    """A unit becomes a member of the cluster; return it."""
    unit = make.make_unit(cast.authority, name="Hội thành viên mới")
    row = Membership(cluster=cast.cluster, unit=unit, starts_on=date(2026, 3, 1))
    cluster_actions.add_member(row, by=cast.secretary)
    return unit


def test_a_unit_that_joins_later_gets_its_sheet_by_one_recorded_step(cast, table):
    with refused("đã có phiếu chấm điểm"):
        actions.add_sheets(table, by=cast.secretary)
    unit = join(cast)
    assert not table.sheets.filter(unit=unit).exists()
    (sheet,) = actions.add_sheets(table, by=cast.secretary)
    assert (sheet.unit, sheet.status, table.sheets.count()) == (unit, "self", len(cast.units) + 1)
    event = Event.objects.get(verb=Verb.SHEETS_ADDED)
    assert event.changes == [["Đơn vị có thêm phiếu", "", "Hội thành viên mới"]]


def test_sheets_are_added_only_while_scoring_is_open(cast):
    table = draft_table(cast.year, cast.secretary)
    with refused("chưa mở chấm điểm"):
        actions.add_sheets(table, by=cast.secretary)


def test_sheets_are_not_added_to_published_scores(cast):
    table = publish_small(cast.year, cast.secretary, dict.fromkeys(cast.units, 90))
    join(cast)
    with refused("đã công bố"):
        actions.add_sheets(table, by=cast.secretary)


def uncapped(cast, each, count=1):
    """An open table with bonuses without a limit; return (sheet of a unit, the bonuses)."""
    table = small_table(cast.year, cast.secretary)
    bonuses = [
        criterion(table, f"Thưởng {n}", cast.secretary, Kind.EXTRA, each=D(each)) for n in range(count)
    ]
    actions.open_scoring(table, by=cast.secretary)
    return sheet_of(table, cast.unit), bonuses


@pytest.mark.parametrize(("each", "told"), [(5, "100.000"), (-5, "-100.000")])
def test_an_absurd_bonus_is_refused_in_words_when_it_is_entered(cast, each, told):
    sheet, (bonus,) = uncapped(cast, each)
    with refused(f"20000 lần thành {told} điểm, vượt quá mức 99.999,99"):
        actions.score(sheet, Stage.SELF, [ScoreEntry(criterion=bonus, times=20000)], by=cast.secretary)
    assert not sheet.entries.exists()
    actions.score(sheet, Stage.SELF, [ScoreEntry(criterion=bonus, times=19999)], by=cast.secretary)
    assert sheet.entries.get().times == 19999


def test_bonuses_that_are_absurd_only_together_are_refused_and_nothing_of_them_is_kept(cast):
    sheet, bonuses = uncapped(cast, 4, count=2)
    entries = [ScoreEntry(criterion=bonus, times=15000) for bonus in bonuses]
    with refused("Tổng điểm của phiếu thành 120.000, vượt quá mức 99.999,99"):
        actions.score(sheet, Stage.SELF, entries, by=cast.secretary)
    assert not sheet.entries.exists()


def test_a_year_entered_afterwards_is_scored_and_published_with_its_source(cast):
    year = make.make_year(cast.cluster, 2023, is_recorded=True)
    note = "Số liệu minh họa, không lấy từ nguồn"
    table = small_table(year, cast.secretary, source_note=note)
    actions.open_scoring(table, by=cast.secretary)
    for place, unit in enumerate(cast.units):
        give(sheet_of(table, unit), 90 - place, cast.secretary)
    actions.publish_scores(table, by=cast.secretary)
    assert table.is_published
    assert sheet_of(table, cast.units[0]).rank == 1
    for paper in (ranking_paper(table), sheet_paper(sheet_of(table, cast.unit))):
        assert paper.source == note
        assert f"Nguồn số liệu: {note}." in [getattr(block, "text", "") for block in placed(paper.blocks())]


def test_without_a_source_note_no_paper_speaks_of_a_source(cast):
    table = publish_small(cast.year, cast.secretary, dict.fromkeys(cast.units, 90))
    texts = [getattr(block, "text", "") for block in placed(ranking_paper(table).blocks())]
    assert not any("Nguồn số liệu" in text for text in texts)


def test_a_table_without_members_is_not_opened(cast):
    year = make.make_year(make.make_cluster(cast.authority, number="07"), 2026)
    with refused("chưa có đơn vị thành viên"):
        actions.open_scoring(draft_table(year, cast.secretary), by=cast.secretary)


def test_until_a_unit_submits_the_table_is_changed_freely(cast, table):
    row = of(table, "Chế độ báo cáo")
    row.guidance = "Đúng hạn: 10 điểm."
    actions.change_criterion(row, by=cast.secretary)
    assert table.amendments == 0
    assert Event.objects.latest("pk").verb == Verb.CRITERION_CHANGED


def test_afterwards_a_change_is_an_amendment_with_a_reason(cast, table):
    bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    row = of(table, "Chế độ báo cáo")
    row.guidance = "Đúng hạn: 10 điểm."
    with refused("Nêu lý do điều chỉnh"):
        actions.change_criterion(row, by=cast.secretary)
    actions.change_criterion(row, by=cast.secretary, reason="Làm rõ cách chấm.")
    table.refresh_from_db()
    assert (table.amendments, table.is_amending) == (1, False)
    event = Event.objects.latest("pk")
    assert (event.verb, event.note) == (
        Verb.SCORE_TABLE_AMENDED,
        "Điều chỉnh lần 1: Làm rõ cách chấm.",
    )


def test_what_the_table_says_of_itself_is_amended_likewise(cast, table):
    bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    table.ceiling = D(110)
    with refused("Nêu lý do điều chỉnh"):
        actions.save_score_table(table, by=cast.secretary)
    actions.save_score_table(table, by=cast.secretary, reason="Theo kết luận của cụm.")
    assert (table.amendments, table.is_open, table.ceiling) == (1, True, D(110))
    assert Event.objects.latest("pk").verb == Verb.SCORE_TABLE_AMENDED


def test_where_nothing_changes_nothing_is_amended(cast, table):
    bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    actions.change_criterion(of(table, "Chế độ báo cáo"), by=cast.secretary, reason="Xem lại.")
    actions.move_criterion(of(table, "Thực hiện nhiệm vụ"), -1, by=cast.secretary, reason="Xem lại.")
    table.refresh_from_db()
    assert (table.amendments, table.is_amending) == (0, False)


def test_points_that_were_given_are_not_put_out_of_range(cast, table):
    actions.score(sheet_of(table, cast.unit), Stage.SELF, entries_of(table), by=cast.officer)
    row = of(table, "Chế độ báo cáo")
    row.maximum = D(5)
    with refused("Điểm đã chấm cho Hội thành viên C không còn phù hợp"):
        actions.change_criterion(row, by=cast.secretary)
    row = of(table, "Chế độ báo cáo")
    row.kind, row.maximum, row.each = "extra", D(0), D(1)
    with refused("Đã có điểm ở tiêu chí này nên không đổi loại được"):
        actions.change_criterion(row, by=cast.secretary)


def test_a_group_with_parts_stays_a_group(cast, table):
    row = of(table, "Thực hiện nhiệm vụ")
    row.kind = "points"
    with refused("Nhóm đang có tiêu chí bên trong"):
        actions.change_criterion(row, by=cast.secretary)


def test_a_criterion_comes_last_in_its_new_group(cast):
    table = draft_table(cast.year, cast.chair)
    row = of(table, "Đoàn kết nội bộ")
    row.parent = of(table, "Công tác thi đua, khen thưởng")
    actions.change_criterion(row, by=cast.chair)
    names = [line.name for line in table.criteria.filter(parent=row.parent)]
    assert names == ["Tổ chức phong trào", "Chế độ báo cáo", "Đoàn kết nội bộ"]


def test_a_stop_that_concerns_a_unit_stays_in_the_table(cast, table):
    stop = table.hard_stops.get()
    actions.record_stop(
        SheetStop(sheet=sheet_of(table, cast.unit), stop=stop, ground="Quyết định 12/QĐ"), by=cast.secretary
    )
    with refused("Trường hợp này đã ghi cho đơn vị"):
        actions.remove_score_rule(stop, by=cast.secretary)


def test_a_year_may_start_with_the_copy_of_a_table(cast, table):
    new = ScoreTable(cluster_year=make.make_year(cast.cluster, 2027))
    actions.copy_score_table(table, new, by=cast.secretary)
    assert (new.whole, new.is_draft, new.copied_from) == (D(100), True, table)
    assert new.criteria.count() == table.criteria.count()
    assert Event.objects.latest("pk").verb == Verb.SCORE_TABLE_COPIED


def test_scores_are_not_published_while_an_amendment_left_something_unscored(cast, table):
    for sheet in table.sheets.select_related("table__cluster_year__cluster"):
        bring(sheet, "confirmed", cast.secretary)
    criterion(table, "Thừa", cast.secretary, maximum=D(5), reason="Bổ sung.")
    with refused("bảng điểm chưa cộng đủ"):
        actions.publish_scores(table, by=cast.secretary)
    table.whole = D(105)
    actions.save_score_table(table, by=cast.secretary, reason="Bổ sung.")
    with refused("cần chấm bổ sung cho Hội thành viên A, Hội thành viên B"):
        actions.publish_scores(table, by=cast.secretary)


@pytest.mark.parametrize(
    "write",
    [
        lambda table: of(table, "Mô hình mới").delete(),
        lambda table: ScoreCriterion.objects.filter(table=table).update(maximum=1),
        lambda table: ScoreCriterion.objects.create(table=table, name="Mới", maximum=1),
        lambda table: of(table, "Đoàn kết nội bộ").levels.update(points=1),
        lambda table: ResultClass.objects.create(table=table, name="Khá", least=70),
        lambda table: HardStop.objects.filter(table=table).delete(),
    ],
)
def test_the_database_keeps_a_table_in_use_as_it_is(cast, table, write):
    bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    with pytest.raises(IntegrityError, match="điều chỉnh có lý do"), transaction.atomic():
        write(table)


def test_a_criterion_with_points_is_not_removed(cast, table):
    actions.score(sheet_of(table, cast.unit), Stage.SELF, entries_of(table), by=cast.officer)
    for name in ("Chế độ báo cáo", "Công tác thi đua, khen thưởng"):
        with refused("Đã có điểm ở tiêu chí này"):
            actions.remove_criterion(of(table, name), by=cast.secretary)


def test_a_group_goes_with_all_that_is_below_it(cast):
    table = draft_table(cast.year, cast.chair)
    actions.remove_criterion(of(table, "Thực hiện nhiệm vụ"), by=cast.chair)
    assert not table.criteria.filter(name="Đoàn kết nội bộ").exists()
    assert not table.tie_breaks.exists()


def test_criteria_move_among_their_neighbours(cast):
    table = draft_table(cast.year, cast.chair)
    actions.move_criterion(of(table, "Chế độ báo cáo"), -5, by=cast.chair)
    rows = of(table, "Công tác thi đua, khen thưởng").parts.values_list("name", flat=True)
    assert list(rows) == ["Chế độ báo cáo", "Tổ chức phong trào"]
    before = Event.objects.count()
    actions.move_criterion(of(table, "Chế độ báo cáo"), -1, by=cast.chair)
    assert Event.objects.count() == before


def test_a_group_is_not_put_into_itself_nor_into_a_criterion(cast):
    table = draft_table(cast.year, cast.chair)
    group = of(table, "Thực hiện nhiệm vụ")
    inner = criterion(table, "Trong", cast.chair, "group", parent=group)
    group.parent = inner
    with refused("trong chính nó"):
        actions.change_criterion(group, by=cast.chair)
    with refused("nhóm tiêu chí của chính bảng điểm này"):
        criterion(table, "Lạc", cast.chair, maximum=D(1), parent=of(table, "Chế độ báo cáo"))


def test_levels_are_replaced_until_somebody_was_scored_by_them(cast, table):
    row = of(table, "Đoàn kết nội bộ")
    kept = list(row.levels.all())
    actions.change_criterion(row, kept[:1], by=cast.secretary)
    assert [str(level) for level in row.levels.all()] == ["Tốt"]
    assert ["Mức điểm", "Tốt: 20; Khá: 14", "Tốt: 20"] in Event.objects.latest("pk").changes
    actions.score(sheet_of(table, cast.unit), Stage.SELF, entries_of(table), by=cast.officer)
    with refused("Đã có đơn vị chấm theo các mức này"):
        actions.change_criterion(row, kept, by=cast.secretary)


def test_a_table_is_copied_whole_with_its_keys(cast):
    source = draft_table(cast.year, cast.chair, ceiling=D(110))
    table = ScoreTable(cluster_year=make.make_year(cast.cluster, 2027), whole=D(1))
    actions.save_score_table(table, by=cast.secretary)
    actions.copy_score_table(source, table, by=cast.secretary)
    keys = source.criteria.values_list("key", "name", "position", "maximum")
    assert list(table.criteria.values_list("key", "name", "position", "maximum")) == list(keys)
    assert (table.whole, table.ceiling, table.copied_from) == (D(100), D(110), source)
    assert Board(table).faults() == []
    assert table.tie_breaks.get().criterion.table == table
    assert [str(level) for level in of(table, "Đoàn kết nội bộ").levels.all()] == ["Tốt", "Khá"]
    with refused("chưa có tiêu chí nào"):
        actions.copy_score_table(source, table, by=cast.secretary)


# --- a sheet ---------------------------------------------------------------------------------------------


def test_points_are_kept_exactly_and_nothing_is_not_zero(cast, table):
    sheet = sheet_of(table, cast.unit)
    actions.score(sheet, Stage.SELF, entries_of(table, movement="29.5", report=None), by=cast.officer)
    found = Board(table).sum_of(sheet, Stage.SELF)
    assert (found.total, found.scored, found.expected) == (D("89.5"), 3, 4)
    with refused("Còn 1 tiêu chí chưa chấm: Chế độ báo cáo"):
        actions.submit_sheet(sheet, by=cast.officer)
    actions.score(sheet, Stage.SELF, entries_of(table, movement="29.5", report=0), by=cast.officer)
    actions.submit_sheet(sheet, by=cast.officer)
    assert sheet.status == "submitted"


def test_one_wrong_figure_keeps_all_of_them_out_and_is_named(cast, table):
    sheet, row = sheet_of(table, cast.unit), of(table, "Tổ chức phong trào")
    with pytest.raises(ValidationError) as error:
        actions.score(sheet, Stage.SELF, entries_of(table, movement="29.3"), by=cast.officer)
    assert error.value.message_dict == {
        str(row.pk): ["“Tổ chức phong trào”: điểm là bội số của 0,5, không nhận 29,3."]
    }
    assert not sheet.entries.exists()


def test_saving_the_same_again_is_no_event(cast, table):
    sheet = sheet_of(table, cast.unit)
    actions.score(sheet, Stage.SELF, entries_of(table), by=cast.officer)
    before = Event.objects.count()
    actions.score(sheet, Stage.SELF, entries_of(table), by=cast.officer)
    assert Event.objects.count() == before


def test_each_side_scores_only_in_its_turn(cast, table):
    sheet = sheet_of(table, cast.unit)
    with refused("Đơn vị đang tự chấm"):
        actions.score(sheet, Stage.CHECK, entries_of(table), by=cast.chair)
    bring(sheet, "submitted", cast.secretary)
    with refused("đang thẩm định"):
        actions.score(sheet, Stage.SELF, entries_of(table), by=cast.officer)
    with pytest.raises(IntegrityError, match="không ở bước chấm này"), transaction.atomic():
        sheet.entries.update(points=D(1))


def test_another_score_than_the_units_own_needs_a_reason(cast, table):
    sheet = bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    with refused("điểm khác với đơn vị tự chấm thì nêu lý do"):
        actions.score(sheet, Stage.CHECK, entries_of(table, report=8), by=cast.chair)
    actions.score(sheet, Stage.CHECK, entries_of(table, report=8, note="Nộp chậm hai lần."), by=cast.chair)
    actions.finish_check(sheet, by=cast.chair)
    assert Board(table).sum_of(sheet).total == D(98)
    assert Board(table).sum_of(sheet, Stage.SELF).total == D(100)


def test_evidence_that_is_asked_for_must_be_there(cast, table):
    row = of(table, "Chế độ báo cáo")
    row.needs_evidence = True
    actions.change_criterion(row, by=cast.secretary)
    sheet = sheet_of(table, cast.unit)
    with refused("Cần tải lên minh chứng cho: Chế độ báo cáo"):
        bring(sheet, "submitted", cast.secretary)
    bring(sheet, "submitted", cast.secretary, report=0)


def test_nobody_checks_the_sheet_of_their_own_unit(cast, table):
    own, chairs, other = (sheet_of(table, unit) for unit in (cast.unit, cast.chair_unit, cast.other_unit))
    assert [may_check(cast.chair, sheet) for sheet in (own, chairs, other)] == [True, False, True]
    assert [may_check(cast.vice, sheet) for sheet in (own, chairs, other)] == [False, True, False]
    assert not any(may_check(cast.officer, sheet) for sheet in (own, chairs, other))
    assert all(may_check(cast.secretary, sheet) for sheet in (own, chairs, other))
    bring(chairs, "submitted", cast.secretary)
    with refused("Không ai thẩm định phiếu của đơn vị mình"):
        actions.score(chairs, Stage.CHECK, entries_of(table), by=cast.chair)


def test_a_unit_named_for_it_checks_in_the_chairs_place(cast, table):
    sheet = sheet_of(table, cast.unit)
    actions.name_checker(sheet, cast.other_unit, by=cast.chair)
    assert may_check(cast.other_officer, sheet)
    assert not may_check(cast.chair, sheet)
    with refused("không chấm chéo phiếu của chính mình"):
        actions.name_checker(sheet, cast.unit, by=cast.chair)
    with refused("Chọn một đơn vị thành viên"):
        actions.name_checker(sheet, make.make_unit(cast.authority, name="Ngoài"), by=cast.chair)


def test_a_sheet_goes_back_exactly_one_step_with_a_reason(cast, table):
    sheet = bring(sheet_of(table, cast.unit), "confirmed", cast.secretary)
    with refused("Nêu lý do trả lại"):
        actions.send_sheet_back(sheet, " ", by=cast.secretary)
    for status in ("checked", "submitted", "self"):
        actions.send_sheet_back(sheet, "Xem lại.", by=cast.secretary)
        assert (sheet.status, sheet.sent_back_reason) == (status, "Xem lại.")
    with refused("không trả lại được nữa"):
        actions.send_sheet_back(sheet, "Xem lại.", by=cast.secretary)
    actions.submit_sheet(sheet, by=cast.officer)
    assert sheet.sent_back_reason == ""


def test_a_question_is_asked_and_answered_during_the_check(cast, table):
    sheet = sheet_of(table, cast.unit)
    with refused("khi phiếu đang được thẩm định"):
        actions.ask_question(ScoreQuestion(sheet=sheet, text="Vì sao?"), by=cast.chair)
    bring(sheet, "submitted", cast.secretary)
    question = actions.ask_question(ScoreQuestion(sheet=sheet, text="Vì sao?"), by=cast.chair)
    with refused("Ghi nội dung giải trình"):
        actions.answer_question(question, by=cast.officer)
    question.answer = "Có quyết định kèm theo."
    actions.answer_question(question, by=cast.officer)
    assert question.answered_by == cast.officer


# --- the result ------------------------------------------------------------------------------------------


def all_confirmed(cast, table, **of_units):
    for name, unit in zip("abcd", cast.units, strict=True):
        bring(sheet_of(table, unit), "confirmed", cast.secretary, **of_units.get(name, {}))


def results(table):
    rows = table.sheets.order_by("unit__name").values_list("total", "rank", "is_joint", "result_class")
    return [(total, place, joint, name) for total, place, joint, name in rows]


def test_a_bonus_that_the_unit_claims_is_not_passed_over_in_silence(cast, table):
    sheet = bring(sheet_of(table, cast.unit), "submitted", cast.secretary, bonus=2)
    actions.score(sheet, Stage.CHECK, entries_of(table), by=cast.chair)
    with refused("Chưa thẩm định điểm thưởng, điểm trừ đơn vị đã tự chấm: Mô hình mới"):
        actions.finish_check(sheet, by=cast.chair)
    none = ScoreEntry(criterion=of(table, "Mô hình mới"), times=0, note="Chưa có quyết định công nhận.")
    actions.score(sheet, Stage.CHECK, [none], by=cast.chair)
    actions.finish_check(sheet, by=cast.chair)
    assert Board(table).sum_of(sheet).total == D(100)


def test_publication_writes_every_result_and_ends_all_change(cast, table):
    all_confirmed(cast, table, b={"report": 5}, c={"report": 0, "movement": 25}, d={"penalty": 1})
    actions.publish_scores(table, by=cast.secretary)
    assert results(table) == [
        (D(100), 1, False, "Xuất sắc"),
        (D(95), 3, False, "Xuất sắc"),
        (D(85), 4, False, "Tốt"),
        (D(99), 2, False, "Xuất sắc"),
    ]
    with refused("đã công bố"):
        actions.send_sheet_back(sheet_of(table, cast.unit), "Xem lại.", by=cast.secretary)
    for rows, change in (
        (table.sheets, {"total": 1}),
        (ScoreTable.objects, {"title": "Khác"}),
        (ScoreEntry.objects, {"points": 1}),
        (ScoreCriterion.objects, {"maximum": 1}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_nothing_is_published_before_every_sheet_is_confirmed(cast, table):
    all_confirmed(cast, table)
    actions.send_sheet_back(sheet_of(table, cast.unit), "Xem lại.", by=cast.secretary)
    with refused("còn phiếu chưa xác nhận của Hội thành viên C"):
        actions.publish_scores(table, by=cast.secretary)


def test_a_hard_stop_keeps_a_unit_out_of_the_ranking_whatever_its_points(cast, table):
    all_confirmed(cast, table, b={"report": 1})
    stop = SheetStop(
        sheet=sheet_of(table, cast.chair_unit), stop=table.hard_stops.get(), ground="QĐ 12/QĐ-UBKT"
    )
    actions.record_stop(stop, by=cast.secretary)
    actions.publish_scores(table, by=cast.secretary)
    assert results(table)[0][:2] == (D(100), None)
    assert sheet_of(table, cast.chair_unit).reason == "Không xếp hạng: Lãnh đạo bị kỷ luật (QĐ 12/QĐ-UBKT)."


def test_equals_share_a_rank_until_people_put_them_in_order(cast, table):
    all_confirmed(cast, table, d={"report": 0})
    first, second, third = (sheet_of(table, unit) for unit in cast.units[:3])
    assert [place.rank for place in Board(table).places] == [1, 1, 1, 4]
    with refused("giữa tất cả các đơn vị cùng hạng"):
        actions.rank_by_hand(table, [first, second], "Bỏ phiếu tại hội nghị.", by=cast.secretary)
    with refused("Nêu lý do"):
        actions.rank_by_hand(table, [third, first, second], "", by=cast.secretary)
    for order in ([first, second, third], [third, first, second]):
        actions.rank_by_hand(table, order, "Bỏ phiếu tại hội nghị.", by=cast.secretary)
    assert [place.candidate.key for place in Board(table).places][:3] == [third.pk, first.pk, second.pk]


def test_the_sheets_of_others_are_seen_only_once_they_are_published(cast, table):
    def seen(user):
        return set(ScoreSheet.objects.visible_to(user).values_list("unit__name", flat=True))

    everything = {unit.name for unit in cast.units}
    assert seen(cast.officer) == {cast.unit.name}
    assert seen(cast.chair) == seen(cast.secretary) == seen(cast.leader) == everything
    assert seen(cast.viewer) == seen(cast.outsider) == set()
    assert seen(cast.vice) == {
        cast.vice_unit.name,
        cast.chair_unit.name,
    }  # the chair's own is the vice-chair's to check
    actions.name_checker(sheet_of(table, cast.unit), cast.other_unit, by=cast.chair)
    assert seen(cast.other_officer) == {cast.unit.name, cast.other_unit.name}
    all_confirmed(cast, table)
    actions.publish_scores(table, by=cast.secretary)
    assert seen(cast.officer) == seen(cast.viewer) == everything
    assert seen(cast.outsider) == set()


def test_a_board_asks_as_often_for_many_sheets_as_for_few(cast, table, django_assert_max_num_queries):
    all_confirmed(cast, table)
    with django_assert_max_num_queries(12):
        board = Board(ScoreTable.objects.select_related("cluster_year__cluster__authority").get(pk=table.pk))
        assert len(board.places) == len(cast.units)
        assert [board.class_of(sheet) for sheet in board.sheets]
