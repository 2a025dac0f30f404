"""The pages of score sheets: who reads and fills in what, what is refused in words, what is kept."""

import json
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Event
from awards import actions
from awards.models import (
    ScoreCriterion,
    ScoreEntry,
    ScoreEvidence,
    ScoreQuestion,
    ScoreSheet,
    ScoreTable,
)
from awards.sheets import stamp_of
from clusters import actions as cluster_actions
from clusters.models import Membership
from clusters.todo import tasks_of
from tests import factories as make
from tests.awards.dossiers import picture
from tests.awards.scores import (
    FULL,
    bring,
    criterion,
    draft_table,
    entries_of,
    give,
    of,
    open_table,
    pdf_of,
    sheet_of,
    small_table,
)

D, Stage = Decimal, ScoreEntry.Stage


@pytest.fixture
def table(cast):
    return open_table(cast.year, cast.secretary, self_due_on=date(2026, 11, 30))


@pytest.fixture
def sheet(cast, table):
    return sheet_of(table, cast.unit)


def url(name, row, *more):
    return reverse(f"awards:{name}", args=[row.pk, *more])


def stored(sheet, name, stage=Stage.SELF):
    return sheet.entries.filter(criterion__name=name, stage=stage).first()


def typed(sheet, stage=Stage.SELF, seen=None, **given):
    """What the boxes of the sheet send; ``given`` by short name of the criterion."""
    names = {
        "quantity": "Chỉ tiêu kết nạp hội viên",
        "judged": "Đoàn kết nội bộ",
        "movement": "Tổ chức phong trào",
        "report": "Chế độ báo cáo",
        "bonus": "Mô hình mới",
        "penalty": "Chậm báo cáo",
    }
    sent = {}
    for short, values in given.items():
        row = of(sheet.table, names[short])
        prefix = f"c{row.pk}"
        sent[f"{prefix}-base"] = seen or stamp_of(stored(sheet, row.name, stage))
        sent |= {f"{prefix}-{name}": value for name, value in values.items()}
    return sent


def points_of(sheet, name, stage=Stage.SELF):
    entry = stored(sheet, name, stage)
    return entry and entry.points


def page_of(response):
    return response.content.decode()


# --- the unit scores itself -------------------------------------------------------------------------------


def test_the_unit_fills_in_its_sheet_and_zero_is_a_score(cast, sheet, sign_in):
    level = of(sheet.table, "Đoàn kết nội bộ").levels.get(label="Khá")
    sent = typed(
        sheet,
        quantity={"plan": "1234", "result": "1234,5", "note": "Theo báo cáo số 5"},
        judged={"level": level.pk},
        movement={"points": "29.5"},
        report={"points": "0"},
        bonus={"times": "1"},
    )
    answer = sign_in(cast.officer).post(url("score_sheet", sheet), sent, follow=True)
    assert "Hiện đã chấm 4/4 tiêu chí, 85,5 điểm." in page_of(answer)
    assert points_of(sheet, "Chế độ báo cáo") == 0
    assert stored(sheet, "Chỉ tiêu kết nạp hội viên").note == "Theo báo cáo số 5"
    assert stored(sheet, "Mô hình mới").times == 1
    assert "40 điểm" in page_of(answer)  # plan and result give the points at once


def test_what_is_left_empty_stays_not_yet_scored(cast, sheet, sign_in):
    sign_in(cast.officer).post(
        url("score_sheet", sheet), typed(sheet, report={"points": ""}, movement={"points": "1"})
    )
    assert stored(sheet, "Chế độ báo cáo") is None
    page = page_of(sign_in(cast.officer).get(url("score_sheet", sheet)))
    assert "Chưa chấm" in page
    assert "đã chấm 1/4 tiêu chí" in page


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("30,5", "điểm từ 0 đến 30, không nhận 30,5"),
        ("-1", "điểm từ 0 đến 30, không nhận -1"),
        ("29,3", "điểm là bội số của 0,5, không nhận 29,3"),
        ("1.234", "Chưa rõ “1.234” là 1234 hay 1,234"),
        ("mười", "không phải là số hợp lệ"),
        ("1e3", "không phải là số hợp lệ"),
        ("9" * 40, "nhiều hơn"),
    ],
)
def test_wrong_points_are_named_at_their_criterion_and_all_that_was_typed_stays(
    cast, sheet, sign_in, value, said
):
    sent = typed(sheet, movement={"points": value}, report={"points": "8", "note": "Đủ 12 báo cáo"})
    answer = sign_in(cast.officer).post(url("score_sheet", sheet), sent)
    page = page_of(answer)
    assert answer.status_code == 422
    assert said in page.replace("&quot;", '"')
    assert f'value="{value}"' in page
    assert 'value="8"' in page
    assert "Đủ 12 báo cáo" in page
    assert not sheet.entries.exists()


def test_a_note_is_kept_in_one_form_of_letters(cast, sheet, sign_in):
    note = unicodedata.normalize("NFD", "Đã kết nạp đủ hội viên")
    sign_in(cast.officer).post(url("score_sheet", sheet), typed(sheet, report={"points": "9", "note": note}))
    assert stored(sheet, "Chế độ báo cáo").note == "Đã kết nạp đủ hội viên"


def test_what_is_typed_is_text_wherever_it_is_shown(cast, sheet, sign_in):
    script = "<script>alert(1)</script>"
    sign_in(cast.officer).post(
        url("score_sheet", sheet), typed(sheet, report={"points": "9", "note": script})
    )
    bring(sheet, "submitted", cast.secretary, note=script)
    question = actions.ask_question(ScoreQuestion(sheet=sheet, text=script), by=cast.chair)
    for client, address in (
        (sign_in(cast.chair), url("score_sheet", sheet)),
        (sign_in(cast.officer), url("score_question_answer", question)),
    ):
        page = page_of(client.get(address))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_criterion_of_another_table_is_refused(cast, sheet, sign_in):
    other = criterion(
        draft_table(make.make_year(cast.cluster, 2027), cast.secretary), "Lạ", cast.secretary, maximum=D(5)
    )
    sent = {f"c{other.pk}-base": "", f"c{other.pk}-points": "5"}
    answer = sign_in(cast.officer).post(url("score_sheet", sheet), sent)
    assert answer.status_code == 422
    assert "Bảng điểm vừa được điều chỉnh" in page_of(answer)
    assert not ScoreEntry.objects.filter(criterion=other).exists()


def test_a_level_of_another_criterion_is_refused(cast, sheet, sign_in):
    answer = sign_in(cast.officer).post(url("score_sheet", sheet), typed(sheet, judged={"level": "999999"}))
    assert answer.status_code == 422
    assert not sheet.entries.exists()


def test_what_does_not_apply_is_said_so_and_comes_back_as_it_was(cast, sheet, sign_in):
    client, name = sign_in(cast.officer), "Chế độ báo cáo"
    client.post(url("score_sheet", sheet), typed(sheet, report={"points": "7", "absent": "on"}))
    assert not stored(sheet, name).applies
    assert "Không áp dụng" in page_of(client.get(url("score_sheet", sheet)))
    client.post(url("score_sheet", sheet), typed(sheet, report={"points": "7"}))
    assert (stored(sheet, name).applies, points_of(sheet, name)) == (True, 7)


def test_after_submission_what_was_typed_is_not_saved_but_shown(cast, sheet, sign_in):
    bring(sheet, "submitted", cast.secretary)
    answer = sign_in(cast.officer).post(
        url("score_sheet", sheet), typed(sheet, report={"points": "3", "note": "Gõ muộn"})
    )
    page = page_of(answer)
    assert answer.status_code == 422
    assert "Phiếu đang ở bước “Đã nộp, đang thẩm định” nên chưa lưu được" in page
    assert "Chế độ báo cáo: 3; Gõ muộn" in page
    assert points_of(sheet, "Chế độ báo cáo") == 10


def test_two_people_of_a_unit_do_not_overwrite_each_other(cast, sheet, sign_in):
    empty = stamp_of(None)
    first = typed(sheet, seen=empty, report={"points": "9"}, movement={"points": ""})
    second = typed(sheet, seen=empty, report={"points": "6"}, movement={"points": "20"})
    mine, theirs = Client(), Client()
    mine.force_login(cast.officer)
    theirs.force_login(cast.representative)
    assert mine.post(url("score_sheet", sheet), first).status_code == 302
    answer = theirs.post(url("score_sheet", sheet), second)
    assert answer.status_code == 422
    assert "vừa ghi tiêu chí này lúc" in page_of(answer)
    assert 'value="6"' in page_of(answer)
    assert points_of(sheet, "Chế độ báo cáo") == 9
    now = stamp_of(stored(sheet, "Chế độ báo cáo"))
    assert f'value="{now}"' in page_of(answer)  # sent once more, it replaces what the colleague wrote
    assert theirs.post(url("score_sheet", sheet), typed(sheet, report={"points": "6"})).status_code == 302
    assert points_of(sheet, "Chế độ báo cáo") == 6


def test_what_one_did_not_touch_is_not_set_back_to_what_one_saw(cast, sheet, sign_in):
    stale = typed(sheet, report={"points": ""}, movement={"points": "20"})
    actions.score(sheet, Stage.SELF, entries_of(sheet.table, report=9, movement=None), by=cast.representative)
    assert sign_in(cast.officer).post(url("score_sheet", sheet), stale).status_code == 302
    assert (points_of(sheet, "Chế độ báo cáo"), points_of(sheet, "Tổ chức phong trào")) == (9, 20)


def test_saving_twice_leaves_one_event(cast, sheet, sign_in):
    sent = typed(sheet, report={"points": "9"})
    for _ in range(2):
        assert sign_in(cast.officer).post(url("score_sheet", sheet), sent).status_code == 302
    assert Event.objects.filter(verb="sheet_scored").count() == 1


# --- saving by itself -------------------------------------------------------------------------------------


def test_one_criterion_is_saved_by_itself_and_the_sums_come_back(cast, sheet, sign_in):
    row = of(sheet.table, "Chế độ báo cáo")
    answer = sign_in(cast.officer).post(url("score_save", sheet), typed(sheet, report={"points": "9,5"}))
    told = json.loads(answer.content)
    assert answer.status_code == 200
    assert (told["texts"]["tong_tu"], told["texts"][f"tu-{row.pk}"]) == ("9,5 điểm", "9,5 điểm")
    assert told["texts"]["du_tu"] == "đã chấm 1/4 tiêu chí"
    assert told["texts"][f"tu-{row.parent_id}"] == "9,5 điểm"
    assert told["bases"] == {str(row.pk): stamp_of(stored(sheet, row.name))}


def test_what_cannot_be_saved_by_itself_is_answered_with_a_sentence(cast, sheet, sign_in):
    row = of(sheet.table, "Chế độ báo cáo")
    answer = sign_in(cast.officer).post(url("score_save", sheet), typed(sheet, report={"points": "11"}))
    told = json.loads(answer.content)
    assert answer.status_code == 422
    assert told["wrong"] == {str(row.pk): ["“Chế độ báo cáo”: điểm từ 0 đến 10, không nhận 11."]}
    assert not sheet.entries.exists()


def test_saving_by_itself_after_submission_is_refused(cast, sheet, sign_in):
    bring(sheet, "submitted", cast.secretary)
    answer = sign_in(cast.officer).post(url("score_save", sheet), typed(sheet, report={"points": "1"}))
    assert answer.status_code == 422
    assert "nên chưa lưu được" in json.loads(answer.content)["sentences"][0]


# --- who ----------------------------------------------------------------------------------------------------


def test_a_foreign_units_sheet_does_not_exist_until_publication(cast, sheet, sign_in):
    for name in ("score_sheet", "score_submit", "score_send_back", "score_question_add"):
        assert sign_in(cast.other_officer).get(url(name, sheet)).status_code == 404
    for name in ("score_save", "score_agree"):
        assert sign_in(cast.other_officer).post(url(name, sheet)).status_code == 404


def test_who_only_looks_has_no_boxes_and_may_not_save(cast, sheet, sign_in):
    client = sign_in(cast.leader)
    assert "<textarea" not in page_of(client.get(url("score_sheet", sheet)))
    assert client.post(url("score_sheet", sheet), typed(sheet, report={"points": "1"})).status_code == 403
    assert client.post(url("score_save", sheet), typed(sheet, report={"points": "1"})).status_code == 403
    assert not sheet.entries.exists()


def test_the_chair_does_not_write_into_a_units_own_points(cast, sheet, sign_in):
    answer = sign_in(cast.chair).post(url("score_sheet", sheet), typed(sheet, report={"points": "1"}))
    assert answer.status_code == 422
    assert not sheet.entries.exists()


def test_nobody_of_the_unit_checks_its_sheet(cast, table, sign_in):
    own = bring(sheet_of(table, cast.chair_unit), "submitted", cast.secretary)
    client = sign_in(cast.chair)
    assert client.post(url("score_agree", own)).status_code == 403
    assert client.get(url("score_finish", own)).status_code == 403
    assert client.get(url("score_send_back", own)).status_code == 403
    assert sign_in(cast.vice).get(url("score_finish", own)).status_code == 200


# --- the check -----------------------------------------------------------------------------------------------


def test_another_score_needs_its_reason_beside_the_box(cast, sheet, sign_in):
    bring(sheet, "submitted", cast.secretary)
    client = sign_in(cast.chair)
    answer = client.post(url("score_sheet", sheet), typed(sheet, Stage.CHECK, report={"points": "8"}))
    assert answer.status_code == 422
    assert "điểm khác với đơn vị tự chấm thì nêu lý do" in page_of(answer)
    sent = typed(sheet, Stage.CHECK, report={"points": "8", "note": "Nộp chậm hai lần"})
    assert client.post(url("score_sheet", sheet), sent).status_code == 302
    assert points_of(sheet, "Chế độ báo cáo", Stage.CHECK) == 8
    unit = page_of(sign_in(cast.officer).get(url("score_sheet", sheet)))
    assert "Thấp hơn điểm tự chấm 2 điểm" in unit
    assert "Nộp chậm hai lần" in unit


def test_agreeing_takes_over_only_what_was_not_checked_yet(cast, sheet, sign_in):
    bring(sheet, "submitted", cast.secretary, bonus=1)
    client = sign_in(cast.chair)
    client.post(
        url("score_sheet", sheet), typed(sheet, Stage.CHECK, report={"points": "8", "note": "Nộp chậm"})
    )
    answer = client.post(url("score_agree", sheet), follow=True)
    assert "cho 4 tiêu chí còn lại" in page_of(answer)
    assert points_of(sheet, "Chế độ báo cáo", Stage.CHECK) == 8
    assert stored(sheet, "Mô hình mới", Stage.CHECK).times == 1
    assert "Không còn tiêu chí nào chưa thẩm định" in page_of(
        client.post(url("score_agree", sheet), follow=True)
    )


def test_a_checker_may_give_other_points_than_the_result_comes_to(cast, sheet, sign_in):
    bring(sheet, "submitted", cast.secretary)
    sent = typed(
        sheet, Stage.CHECK, quantity={"plan": "100", "result": "100", "points": "35", "note": "Trùng số liệu"}
    )
    assert sign_in(cast.chair).post(url("score_sheet", sheet), sent).status_code == 302
    assert "35 điểm" in page_of(sign_in(cast.chair).get(url("score_sheet", sheet)))


def test_a_sheet_goes_all_the_way_and_back_one_step(cast, sheet, sign_in):
    actions.score(sheet, Stage.SELF, entries_of(sheet.table, **FULL), by=cast.officer)

    def press(user, name, **data):
        answer = sign_in(user).post(url(name, sheet), data)
        sheet.refresh_from_db()
        return answer.status_code, sheet.status

    assert press(cast.officer, "score_submit") == (302, "submitted")
    assert press(cast.officer, "score_submit") == (422, "submitted")  # twice
    assert press(cast.chair, "score_finish") == (422, "submitted")
    assert press(cast.chair, "score_agree") == (302, "submitted")
    assert press(cast.chair, "score_finish") == (302, "checked")
    assert press(cast.chair, "score_send_back", reason="Xem lại") == (403, "checked")
    assert press(cast.leader, "score_send_back", reason="") == (422, "checked")
    assert press(cast.leader, "score_send_back", reason="Xem lại") == (302, "submitted")
    assert "Xem lại" in page_of(sign_in(cast.chair).get(url("score_sheet", sheet)))
    assert press(cast.chair, "score_finish") == (302, "checked")
    assert press(cast.leader, "score_confirm") == (302, "confirmed")


def test_the_page_before_submitting_names_what_is_missing(cast, sheet, sign_in):
    row = of(sheet.table, "Chế độ báo cáo")
    row.needs_evidence = True
    actions.change_criterion(row, by=cast.secretary)
    actions.score(sheet, Stage.SELF, entries_of(sheet.table, movement=None), by=cast.officer)
    page = page_of(sign_in(cast.officer).get(url("score_submit", sheet)))
    assert "Còn 1 tiêu chí chưa chấm" in page
    assert "Tổ chức phong trào" in page
    assert "Còn thiếu minh chứng bắt buộc" in page
    answer = sign_in(cast.officer).post(url("score_submit", sheet))
    assert answer.status_code == 422
    assert "Còn 1 tiêu chí chưa chấm: Tổ chức phong trào" in page_of(answer)


def test_a_claimed_bonus_waits_for_the_check_like_any_other_criterion(cast, sheet, sign_in):
    bring(sheet, "submitted", cast.secretary, bonus=1)
    actions.score(sheet, Stage.CHECK, entries_of(sheet.table), by=cast.chair)
    client, row = sign_in(cast.chair), of(sheet.table, "Mô hình mới")
    place = f'data-out="tham-{row.pk}">'
    assert f"{place}Chưa chấm" in page_of(client.get(url("score_sheet", sheet)))
    finish = page_of(client.get(url("score_finish", sheet)))
    assert "Còn 1 tiêu chí chưa chấm" in finish
    assert row.name in finish
    client.post(url("score_agree", sheet))
    assert f"{place}2 điểm" in page_of(client.get(url("score_sheet", sheet)))
    assert client.post(url("score_finish", sheet)).status_code == 302


# --- questions ---------------------------------------------------------------------------------------------


def test_a_question_is_asked_at_a_criterion_and_answered_there(cast, sheet, sign_in):
    bring(sheet, "submitted", cast.secretary)
    row = of(sheet.table, "Chế độ báo cáo")
    ask = url("score_question_add", sheet) + f"?tieu-chi={row.pk}"
    sign_in(cast.chair).post(ask, {"text": "Căn cứ nào?"})
    question = ScoreQuestion.objects.get()
    assert question.criterion == row
    assert [task.label for task in tasks_of(cast.officer)] == ["Giải trình điểm tự chấm: 1 yêu cầu"]
    assert sign_in(cast.chair).get(url("score_question_answer", question)).status_code == 403
    sign_in(cast.officer).post(url("score_question_answer", question), {"answer": "Báo cáo số 5."})
    assert "Báo cáo số 5." in page_of(sign_in(cast.chair).get(url("score_sheet", sheet)))
    assert tasks_of(cast.officer) == []


def test_a_question_about_a_criterion_of_another_table_is_not_found(cast, sheet, sign_in):
    bring(sheet, "submitted", cast.secretary)
    other = criterion(
        draft_table(make.make_year(cast.cluster, 2027), cast.secretary), "Lạ", cast.secretary, maximum=D(5)
    )
    for asked in (other.pk, of(sheet.table, "Thực hiện nhiệm vụ").pk, "abc", "9" * 30):
        ask = url("score_question_add", sheet) + f"?tieu-chi={asked}"
        assert sign_in(cast.chair).get(ask).status_code == 404


# --- evidence ----------------------------------------------------------------------------------------------


def pdf(pages=2, name="bao-cao.pdf"):
    return SimpleUploadedFile(name, pdf_of(pages))


def attach(client, sheet, file, name="Chế độ báo cáo"):
    add = url("score_evidence_add", sheet, of(sheet.table, name).pk)
    return client.post(add, {"title": "", "file": file})


def test_a_file_is_kept_at_its_criterion_read_in_the_page_and_removed(cast, sheet, sign_in):
    client = sign_in(cast.officer)
    assert attach(client, sheet, pdf()).status_code == 302
    row = ScoreEvidence.objects.get()
    assert (row.title, row.criterion.name, row.uploaded_by) == ("bao-cao", "Chế độ báo cáo", cast.officer)
    page = page_of(client.get(url("score_evidence", row)))
    assert url("score_evidence_page", row, 2) in page
    assert url("score_evidence_page", row, 3) not in page
    drawn = client.get(url("score_evidence_page", row, 1))
    assert drawn.content.startswith(b"\x89PNG")
    assert client.get(url("score_evidence_page", row, 3)).status_code == 404
    assert client.get(url("score_evidence_page", row, 1), HTTP_IF_NONE_MATCH=drawn["ETag"]).status_code == 304
    assert sign_in(cast.other_officer).get(url("score_evidence_page", row, 1)).status_code == 404
    client = sign_in(cast.officer)
    assert client.post(url("score_evidence_remove", row)).status_code == 302
    assert not ScoreEvidence.objects.exists()


def test_of_a_long_file_the_first_pages_are_shown_and_the_rest_is_named(cast, sheet, sign_in):
    attach(sign_in(cast.officer), sheet, pdf(pages=35))
    row = ScoreEvidence.objects.get()
    page = page_of(sign_in(cast.officer).get(url("score_evidence", row)))
    assert "Tệp có 35 trang; dưới đây là 30 trang đầu" in page
    assert sign_in(cast.officer).get(url("score_evidence_page", row, 31)).status_code == 404


def test_a_file_that_lies_about_its_kind_or_comes_twice_is_refused(cast, sheet, sign_in):
    client = sign_in(cast.officer)
    lie = SimpleUploadedFile("bao-cao.pdf", picture("a.png").read())
    answer = attach(client, sheet, lie)
    assert answer.status_code == 422
    assert "không đúng với đuôi" in page_of(answer)
    assert attach(client, sheet, picture("a.png")).status_code == 302
    assert "Tệp này đã có ở tiêu chí này" in page_of(attach(client, sheet, picture("a.png")))
    assert attach(client, sheet, picture("a.png"), "Tổ chức phong trào").status_code == 302


def test_after_submission_files_are_added_but_not_removed(cast, sheet, sign_in):
    client = sign_in(cast.officer)
    attach(client, sheet, pdf())
    bring(sheet, "submitted", cast.secretary)
    row = ScoreEvidence.objects.get()
    answer = client.post(url("score_evidence_remove", row), follow=True)
    assert "Phiếu đã nộp nên không bỏ minh chứng được" in page_of(answer)
    assert attach(client, sheet, pdf(pages=1)).status_code == 302
    assert ScoreEvidence.objects.count() == 2


# --- the board ----------------------------------------------------------------------------------------------


def test_the_board_shows_where_every_sheet_stands(cast, table, sheet, sign_in):
    bring(sheet, "checked", cast.secretary, report=8)
    page = page_of(sign_in(cast.chair).get(url("score_board", cast.year)))
    for unit in cast.units:
        assert unit.name in page
    assert "98" in page
    assert "Xác nhận điểm" in page


def test_the_board_offers_sheets_to_units_that_came_later(cast, table, sign_in):
    client, board = sign_in(cast.chair), url("score_board", cast.year)
    assert "Thêm phiếu cho đơn vị mới" not in client.get(board).text
    unit = make.make_unit(cast.authority, name="Hội thành viên mới")
    cluster_actions.add_member(
        Membership(cluster=cast.cluster, unit=unit, starts_on=date(2026, 3, 1)), by=cast.secretary
    )
    page = client.get(board).text
    assert "Hội thành viên mới: vào cụm sau khi mở chấm điểm." in " ".join(page.split())
    assert "Thêm phiếu cho đơn vị mới" not in sign_in(cast.leader).get(board).text
    client = sign_in(cast.chair)
    page = client.post(url("score_sheets_add", cast.year), follow=True).text
    assert table.sheets.filter(unit=unit).exists()
    assert "Đã thêm phiếu cho đơn vị mới." in page
    assert "vào cụm sau khi mở chấm điểm" not in page


def test_the_source_of_the_figures_stands_on_board_sheet_ranking_and_result(cast, sign_in):
    note = "Số liệu minh họa, không lấy từ nguồn"
    table = small_table(cast.year, cast.secretary, source_note=note)
    actions.open_scoring(table, by=cast.secretary)
    sheets = [give(sheet_of(table, unit), 90, cast.secretary) for unit in cast.units]
    client = sign_in(cast.secretary)
    pages = [("score_board", cast.year), ("score_ranking", cast.year), ("score_sheet", sheets[0])]
    assert all(note in client.get(url(*page)).text for page in pages)
    actions.publish_scores(table, by=cast.secretary)
    assert note in client.get(url("score_result", sheets[0])).text


def test_the_secretariat_draws_up_a_table_for_a_year_entered_afterwards(cast, sign_in):
    year = make.make_year(cast.cluster, 2023, is_recorded=True)
    client = sign_in(cast.secretary)
    page = client.get(reverse("clusters:year_detail", args=[year.pk])).text
    assert url("score_table_add", year) in page
    data = {
        "title": "Bảng điểm năm 2023",
        "whole": "100",
        "not_applicable": "pro_rata",
        "digits": "2",
        "source_note": "Báo cáo tổng kết năm 2023",
    }
    client.post(url("score_table_add", year), data)
    table = ScoreTable.objects.get(cluster_year=year)
    assert table.source_note == "Báo cáo tổng kết năm 2023"
    assert "Báo cáo tổng kết năm 2023" in client.get(url("score_table", year)).text
    assert (
        url("score_table_add", year)
        not in sign_in(cast.officer).get(reverse("clusters:year_detail", args=[year.pk])).text
    )


def test_who_sees_only_their_own_sheet_is_led_to_it(cast, sheet, sign_in):
    assert sign_in(cast.officer).get(url("score_board", cast.year)).url == url("score_sheet", sheet)
    page = page_of(sign_in(cast.viewer).get(url("score_board", cast.year)))
    assert "Không có phiếu nào để xem" in page


def test_before_scoring_opens_the_board_says_so(cast, sign_in):
    assert "Chưa mở chấm điểm" in page_of(sign_in(cast.chair).get(url("score_board", cast.year)))
    draft_table(cast.year, cast.secretary)
    assert "Chưa mở chấm điểm" in page_of(sign_in(cast.chair).get(url("score_board", cast.year)))


def test_a_late_sheet_is_marked(cast, sheet, sign_in):
    with time_machine.travel(date(2026, 12, 3), tick=False):
        page = page_of(sign_in(cast.secretary).get(url("score_board", cast.year)))
        assert "Quá hạn 3 ngày" in page
        bring(sheet, "submitted", cast.secretary)
        assert "Nộp chậm 3 ngày" in page_of(sign_in(cast.secretary).get(url("score_board", cast.year)))
    with time_machine.travel(date(2026, 11, 30), tick=False):
        assert "Quá hạn" not in page_of(sign_in(cast.secretary).get(url("score_board", cast.year)))


def test_several_sheets_are_confirmed_after_a_look_at_them(cast, table, sign_in):
    ready = [bring(sheet_of(table, unit), "checked", cast.secretary) for unit in cast.units[:2]]
    away = sheet_of(table, cast.unit)
    chosen = (
        url("score_confirm_many", cast.year) + "?" + "&".join(f"phieu={row.pk}" for row in (*ready, away))
    )
    page = page_of(sign_in(cast.leader).get(chosen))
    assert "Xác nhận điểm của 2 đơn vị?" in page
    assert "Hội thành viên C: đơn vị đang tự chấm" in page
    assert sign_in(cast.chair).get(chosen).status_code == 403
    answer = sign_in(cast.leader).post(chosen, {"phieu": [row.pk for row in ready]})
    assert answer.status_code == 302
    assert table.sheets.filter(status="confirmed").count() == 2
    assert Event.objects.filter(verb="sheet_confirmed").count() == 1


def test_one_sheet_that_is_not_ready_any_more_keeps_all_from_being_confirmed(cast, table, sign_in):
    ready = [bring(sheet_of(table, unit), "checked", cast.secretary) for unit in cast.units[:2]]
    chosen = url("score_confirm_many", cast.year) + "?" + "&".join(f"phieu={row.pk}" for row in ready)
    actions.send_sheet_back(ready[0], "Xem lại", by=cast.secretary)
    answer = sign_in(cast.leader).post(chosen, {"phieu": [row.pk for row in ready]})
    assert answer.status_code == 422
    assert "Chưa xác nhận phiếu nào" in page_of(answer)
    assert not table.sheets.filter(status="confirmed").exists()


def test_checkers_are_named_together(cast, table, sheet, sign_in):
    page = url("score_checkers", cast.year)
    sent = {f"phieu-{sheet.pk}": cast.other_unit.pk}
    assert sign_in(cast.chair).post(page, sent).status_code == 302
    sheet.refresh_from_db()
    assert sheet.checker == cast.other_unit
    wrong = {f"phieu-{sheet.pk}": sheet.unit_id}
    assert sign_in(cast.chair).post(page, wrong).status_code == 422
    bring(sheet, "submitted", cast.secretary)
    assert sign_in(cast.other_officer).get(url("score_sheet", sheet)).status_code == 200
    assert sign_in(cast.other_officer).post(url("score_agree", sheet)).status_code == 302
    assert sheet.entries.filter(stage="check").count() == 4


# --- what is to be done --------------------------------------------------------------------------------------


def labels(user):
    return [task.label for task in tasks_of(user)]


def test_everybody_is_told_of_their_own_step(cast, table, sheet):
    assert labels(cast.officer) == ["Tự chấm điểm thi đua của Hội thành viên C"]
    assert tasks_of(cast.officer)[0].deadline == date(2026, 11, 30)
    bring(sheet, "submitted", cast.secretary)
    assert labels(cast.officer) == []
    assert "Thẩm định điểm thi đua của Hội thành viên C" in labels(cast.chair)
    assert not any("Thẩm định" in label for label in labels(cast.vice))
    bring(sheet_of(table, cast.chair_unit), "submitted", cast.secretary)
    assert "Thẩm định điểm thi đua của Hội thành viên A" in labels(cast.vice)
    actions.name_checker(sheet, cast.other_unit, by=cast.chair)
    assert not any("Thẩm định" in label for label in labels(cast.chair))
    assert "Thẩm định điểm thi đua của Hội thành viên C" in labels(cast.other_officer)
    actions.score(sheet, Stage.CHECK, entries_of(table), by=cast.other_officer)
    actions.finish_check(sheet, by=cast.other_officer)
    assert "Xác nhận điểm thi đua của Hội thành viên C" in labels(cast.leader)
    assert not any("Xác nhận" in label for label in labels(cast.chair))


def test_several_sheets_of_one_step_are_one_task(cast, table):
    for unit in cast.units[1:]:
        bring(sheet_of(table, unit), "submitted", cast.secretary)
    (told,) = [task for task in tasks_of(cast.chair) if "Thẩm định" in task.label]
    assert told.label == "Thẩm định điểm thi đua: 3 phiếu"
    assert told.url == url("score_board", cast.year)


# --- many units, many criteria -------------------------------------------------------------------------------


def many(cast, units, criteria):
    members = [make.make_unit(cast.authority, name=f"Đơn vị {units}.{number:02}") for number in range(units)]
    year = make.make_year(make.make_cluster(cast.authority, members, number=f"4{units}"), 2026)
    table = draft_table(year, cast.secretary)
    main = of(table, "Công tác thi đua, khen thưởng")
    for number in range(criteria):
        ScoreCriterion.objects.create(
            table=table, parent=main, name=f"Việc {number}", kind="points", position=number, maximum=1
        )
    main.maximum, table.whole = main.maximum + criteria, table.whole + criteria
    main.save()
    table.save()
    actions.open_scoring(table, by=cast.secretary)
    for row in table.sheets.all():
        actions.score(row, Stage.SELF, entries_of(table), by=cast.secretary)
    return year, table


def test_board_and_sheet_ask_as_often_for_many_as_for_few(cast, django_assert_max_num_queries, sign_in):
    counts = []
    for units, criteria in ((3, 2), (17, 54)):
        year, table = many(cast, units, criteria)
        client, sheet = sign_in(cast.secretary), table.sheets.first()
        for address in (url("score_board", year), url("score_sheet", sheet), url("score_checkers", year)):
            with django_assert_max_num_queries(60) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
        with django_assert_max_num_queries(60) as asked:
            tasks_of(type(cast.secretary).objects.get(pk=cast.secretary.pk))
        counts.append(len(asked))
    assert counts[:4] == counts[4:]
    assert ScoreSheet.objects.filter(table__cluster_year__cluster__authority=cast.authority).count() == 20
