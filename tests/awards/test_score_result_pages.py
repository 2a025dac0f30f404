"""The ranking, what people decide about it, its publication, and each unit's result."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from awards import actions
from awards.models import HardStop, ScoreEntry, ScoreTable, SheetStop, TieBreak
from awards.score_papers import ranking_paper, sheet_paper
from awards.sheets import Board
from clusters.book import Book
from clusters.papers import kind_of, packet_of
from clusters.todo import tasks_of
from documents.pdf import render
from documents.stamp import Stamp
from documents.word import word_of
from tests import factories as make
from tests.awards.scores import (
    bring,
    entries_of,
    give,
    of,
    open_table,
    publish_small,
    sheet_of,
    small_table,
)
from tests.documents.measure import pages
from tests.documents.word_text import text_of

D, Stage = Decimal, ScoreEntry.Stage


def words(response):
    return " ".join(response.content.decode().split())


def page_of(client, name, *args, **asked):
    response = client.get(reverse(f"awards:{name}", args=args), asked)
    assert response.status_code == 200
    return words(response)


@pytest.fixture
def table(cast):
    table = small_table(cast.year, cast.secretary)
    actions.add_score_rule(HardStop(table=table, text="Lãnh đạo bị kỷ luật"), by=cast.secretary)
    actions.open_scoring(table, by=cast.secretary)
    return table


def confirmed(cast, table, *points):
    """Every sheet confirmed, with these points in the order of the cast's units."""
    for unit, given in zip(cast.units, points, strict=True):
        give(sheet_of(table, unit), given, cast.secretary)


def ranks(table):
    return {
        place.candidate.name[-1]: place.rank for place in Board(ScoreTable.objects.get(pk=table.pk)).places
    }


# --- who reads what --------------------------------------------------------------------------------------


def test_before_publication_the_ranking_is_for_those_who_see_all_sheets(cast, table, sign_in):
    confirmed(cast, table, 97, 90, 85, 80)
    for user in (cast.secretary, cast.leader, cast.chair, cast.administrator):
        page = page_of(sign_in(user), "score_ranking", cast.year.pk)
        assert "Hội thành viên D" in page
        assert "Chưa công bố" in page
    for user in (cast.officer, cast.viewer, cast.vice):
        page = page_of(sign_in(user), "score_ranking", cast.year.pk)
        assert "Kết quả chấm điểm chưa công bố" in page
        assert "97" not in page.partition("<main")[2]  # chance may put it into the token of the frame
    for name in ("score_ranking_export", "score_points_export", "score_ranking_pdf", "score_ranking_word"):
        url = reverse(f"awards:{name}", args=[cast.year.pk])
        assert sign_in(cast.officer).get(url).status_code == 403


def test_after_publication_everybody_of_the_year_reads_ranking_and_results(cast, sign_in):
    table = publish_small(cast.year, cast.secretary, dict(zip(cast.units, (97, 90, 85, 80), strict=True)))
    for user in (cast.officer, cast.viewer):
        client = sign_in(user)
        page = page_of(client, "score_ranking", cast.year.pk)
        assert "Đã công bố" in page
        assert all(unit.name in page for unit in cast.units)
        assert "97" in page_of(client, "score_result", sheet_of(table, cast.chair_unit).pk)
    own = page_of(sign_in(cast.officer), "score_ranking", cast.year.pk)
    assert "Kết quả của đơn vị tôi" in own


def test_a_year_without_a_table_says_so(cast, sign_in):
    client = sign_in(cast.secretary)
    assert "Năm này chưa mở chấm điểm" in page_of(client, "score_ranking", cast.year.pk)
    for name in ("score_ranking_export", "score_ranking_pdf", "score_publish", "score_stop_add"):
        assert client.get(reverse(f"awards:{name}", args=[cast.year.pk])).status_code == 404


def test_what_is_not_complete_is_marked_and_never_zero(cast, sign_in):
    table = open_table(cast.year, cast.secretary)
    sheet = bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    actions.score(
        sheet, Stage.CHECK, [ScoreEntry(criterion=of(table, "Chế độ báo cáo"), points=D(10))], by=cast.chair
    )
    page = page_of(sign_in(cast.secretary), "score_ranking", cast.year.pk)
    assert "chưa đủ, đã chấm 1/4" in page
    assert "Chưa xếp hạng: đã chấm 1/4 tiêu chí." in page
    assert "<strong>0</strong>" not in page
    paper = ranking_paper(ScoreTable.objects.get(pk=table.pk))
    assert {row.total for row in paper.rows} == {"chưa đủ"}
    assert paper.is_draft


# --- trying other weights --------------------------------------------------------------------------------


def test_other_weights_are_tried_beside_the_real_ranking_and_nothing_is_kept(cast, sign_in):
    table = open_table(cast.year, cast.secretary)
    bring(sheet_of(table, cast.unit), "confirmed", cast.secretary, result=50)  # 80: group I 40 of 60
    bring(sheet_of(table, cast.other_unit), "confirmed", cast.secretary, movement=0)  # 70: group II 10 of 40
    before = Event.objects.count()
    client, first = sign_in(cast.secretary), of(table, "Thực hiện nhiệm vụ")
    page = page_of(client, "score_ranking", cast.year.pk, **{f"nhom-{first.pk}": "120,0"})
    assert "Đang thử điểm tối đa khác cho các nhóm, không lưu" in page
    assert "khác 100 điểm của bảng điểm" in page
    results = client.get(
        reverse("awards:score_ranking", args=[cast.year.pk]), {f"nhom-{first.pk}": "120"}
    ).context["results"]
    assert [(row.unit_name[-1], row.rank, row.trial_rank, row.trial_total) for row in results.ranked] == [
        ("C", 1, 2, D(120)),
        ("D", 2, 1, D(130)),
    ]
    first.refresh_from_db()
    assert (first.maximum, Event.objects.count()) == (60, before)


@pytest.mark.parametrize("typed", ["abc", "-5", "1.234"])
def test_a_weight_that_is_no_number_is_refused_in_words(cast, table, sign_in, typed):
    (top,) = table.criteria.all()
    second = sign_in(cast.secretary).get(
        reverse("awards:score_ranking", args=[cast.year.pk]), {f"nhom-{top.pk}": typed}
    )
    assert second.status_code == 200
    assert second.context["form"].errors
    assert second.context["form"].maxima == {}


# --- those that are level --------------------------------------------------------------------------------


def test_those_who_share_a_rank_are_put_in_order_with_a_reason_and_share_it_again(cast, table, sign_in):
    confirmed(cast, table, 90, 90, 90, 80)
    client = sign_in(cast.secretary)
    url = reverse("awards:score_order", args=[cast.year.pk, 1])
    sheets = [sheet_of(table, unit) for unit in cast.units[:3]]
    order = {f"phieu-{sheet.pk}": str(place) for sheet, place in zip(sheets, (2, 0, 1), strict=True)}
    refused = client.post(url, order | {"reason": " "})
    assert refused.status_code == 422
    twice = client.post(url, {**order, f"phieu-{sheets[0].pk}": "0", "reason": "Theo biểu quyết."})
    assert "Thứ tự này đã chọn cho đơn vị khác" in words(twice)
    assert ranks(table) == {"A": 1, "B": 1, "C": 1, "D": 4}
    assert client.post(url, order | {"reason": "Theo biểu quyết của Hội đồng."}).status_code == 302
    assert ranks(table) == {"B": 1, "C": 2, "A": 3, "D": 4}
    assert "Xếp theo quyết định: Theo biểu quyết của Hội đồng." in page_of(
        client, "score_ranking", cast.year.pk
    )
    assert client.post(url, {"is_shared": "on", "reason": "Hội đồng xem lại."}).status_code == 302
    assert ranks(table) == {"A": 1, "B": 1, "C": 1, "D": 4}


def test_an_order_is_only_given_to_those_who_share_a_rank(cast, table, sign_in):
    confirmed(cast, table, 90, 90, 85, 80)
    client = sign_in(cast.secretary)
    for rank in (2, 3, 99):
        assert client.get(reverse("awards:score_order", args=[cast.year.pk, rank])).status_code == 404
    # no rule of this table asks for a vote
    assert client.get(reverse("awards:score_votes", args=[cast.year.pk, 1])).status_code == 404


def test_an_order_that_the_points_overtook_counts_no_more_and_the_page_says_so(cast, table, sign_in):
    confirmed(cast, table, 90, 90, 85, 80)
    first, second = (sheet_of(table, unit) for unit in cast.units[:2])
    actions.rank_by_hand(table, [second, first], "Theo biểu quyết.", by=cast.secretary)
    for _ in range(2):
        actions.send_sheet_back(first, "Xem lại.", by=cast.secretary)
    row = ScoreEntry(criterion=table.criteria.get(), points=D(95), note="Bổ sung hồ sơ.")
    actions.score(first, Stage.CHECK, [row], by=cast.secretary)
    page = page_of(sign_in(cast.secretary), "score_ranking", cast.year.pk)
    assert "thứ tự xếp bằng tay không còn áp dụng" in page
    assert ranks(table)["A"] == 1


def test_votes_part_those_that_stand_level_where_the_table_asks_for_them(cast, sign_in):
    table = small_table(cast.year, cast.secretary)
    actions.add_score_rule(TieBreak(table=table, what="votes"), by=cast.secretary)
    actions.open_scoring(table, by=cast.secretary)
    confirmed(cast, table, 90, 90, 85, 80)
    client, url = sign_in(cast.leader), reverse("awards:score_votes", args=[cast.year.pk, 1])
    first, second = (sheet_of(table, unit) for unit in cast.units[:2])
    assert client.post(url, {f"phieu-{first.pk}": "-1"}).status_code == 422
    sent = {f"phieu-{first.pk}": "3", f"phieu-{second.pk}": "6"}
    before = Event.objects.count()
    assert client.post(url, sent).status_code == 302
    assert Event.objects.count() == before + 1
    assert ranks(table) == {"B": 1, "A": 2, "C": 3, "D": 4}
    page = page_of(client, "score_ranking", cast.year.pk)
    assert "xếp trên Hội thành viên A: được nhiều phiếu hơn." in page
    assert client.get(url).status_code == 200  # a wrong count can still be put right


def test_a_hard_stop_is_recorded_with_its_ground_and_lifted_with_a_reason(cast, table, sign_in):
    confirmed(cast, table, 97, 90, 85, 80)
    client = sign_in(cast.secretary)
    sent = {"sheet": sheet_of(table, cast.chair_unit).pk, "stop": table.hard_stops.get().pk}
    url = reverse("awards:score_stop_add", args=[cast.year.pk])
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"ground": "Quyết định số 12/QĐ-UBKT"}).status_code == 302
    assert ranks(table) == {"B": 1, "C": 2, "D": 3, "A": None}
    assert "Căn cứ: Quyết định số 12/QĐ-UBKT" in page_of(client, "score_ranking", cast.year.pk)
    lift = reverse("awards:score_stop_lift", args=[SheetStop.objects.get().pk])
    assert client.post(lift, {"reason": ""}).status_code == 422
    assert client.post(lift, {"reason": "Quyết định đã bị hủy bỏ."}).status_code == 302
    assert ranks(table)["A"] == 1


def test_a_stop_of_another_table_is_not_taken(cast, table, sign_in):
    other = make.make_year(make.make_cluster(cast.authority, cast.units, number="31"), 2026)
    elsewhere = publish_small(other, cast.secretary, dict.fromkeys(cast.units, 50))
    url = reverse("awards:score_stop_add", args=[cast.year.pk])
    sent = {
        "sheet": sheet_of(elsewhere, cast.unit).pk,
        "stop": table.hard_stops.get().pk,
        "ground": "Quyết định",
    }
    assert sign_in(cast.secretary).post(url, sent).status_code == 422
    assert not SheetStop.objects.exists()


# --- hints -----------------------------------------------------------------------------------------------


def many(cast, number, points):
    """A year of its own with as many units as points, all of them confirmed."""
    units = [make.make_unit(cast.authority) for _ in points]
    year = make.make_year(make.make_cluster(cast.authority, units, number=number), 2026)
    make.make_term(year, units[0])
    table = small_table(year, cast.secretary)
    actions.open_scoring(table, by=cast.secretary)
    for unit, given in zip(units, points, strict=True):
        give(sheet_of(table, unit), given, cast.secretary)
    return year, table


def test_what_lies_far_from_the_others_is_hinted_at_until_publication(cast, sign_in):
    year, table = many(cast, "41", (90, 91, 92, 93, 94, 9))
    client = sign_in(cast.secretary)
    page = page_of(client, "score_ranking", year.pk)
    assert "Nên xem lại trước khi công bố" in page
    assert "là 9, cách xa phần lớn các đơn vị (90 đến 93)." in page
    actions.publish_scores(table, by=cast.secretary)
    assert "Nên xem lại" not in page_of(client, "score_ranking", year.pk)


# --- publication -----------------------------------------------------------------------------------------


def test_nothing_is_published_while_a_sheet_waits(cast, table, sign_in):
    confirmed(cast, table, 97, 90, 85, 80)
    actions.send_sheet_back(sheet_of(table, cast.unit), "Xem lại.", by=cast.secretary)
    client, url = sign_in(cast.secretary), reverse("awards:score_publish", args=[cast.year.pk])
    page = page_of(client, "score_publish", cast.year.pk)
    assert "còn 1 phiếu chưa xác nhận" in page
    assert "Công bố kết quả</button>" not in page
    seen = Board(ScoreTable.objects.get(pk=table.pk)).digest
    assert client.post(url, {"seen": seen}).status_code == 422
    table.refresh_from_db()
    assert table.is_open


def test_what_changed_since_it_was_seen_is_shown_again_before_it_is_published(cast, table, sign_in):
    confirmed(cast, table, 97, 90, 85, 80)
    client, url = sign_in(cast.leader), reverse("awards:score_publish", args=[cast.year.pk])
    seen = client.get(url).context["digest"]
    stop = SheetStop(sheet=sheet_of(table, cast.unit), stop=table.hard_stops.get(), ground="QĐ 12/QĐ-UBKT")
    actions.record_stop(stop, by=cast.secretary)
    late = client.post(url, {"seen": seen})
    assert late.status_code == 422
    assert "Kết quả vừa thay đổi, chưa công bố" in words(late)
    table.refresh_from_db()
    assert table.is_open
    assert client.post(url, {"seen": late.context["digest"]}).status_code == 302
    table.refresh_from_db()
    assert table.is_published
    assert client.post(url, {"seen": late.context["digest"]}).status_code == 404  # and never twice


def test_the_page_says_what_is_locked_and_each_result(cast, table, sign_in):
    confirmed(cast, table, 97, 90, 90, 80)
    page = page_of(sign_in(cast.secretary), "score_publish", cast.year.pk)
    assert "không ai sửa được nữa" in page
    assert "Việc công bố không rút lại được" in page
    for unit in cast.units:
        assert unit.name in page
    assert "2 (đồng hạng)" in page


# --- one unit --------------------------------------------------------------------------------------------


def test_a_unit_reads_why_it_got_what_it_got(cast, table, sign_in):
    for unit, own, given in zip(cast.units, (97, 95, 90, 80), (97, 90, 90, 80), strict=True):
        give(sheet_of(table, unit), given, cast.secretary, own=own, note="Thiếu báo cáo quý II.")
    sheet, client = sheet_of(table, cast.unit), sign_in(cast.officer)
    assert "Kết quả chấm điểm chưa công bố" in page_of(client, "score_result", sheet.pk)
    actions.publish_scores(table, by=cast.secretary)
    page = page_of(client, "score_result", sheet.pk)
    assert "Tổng điểm 90, không có điểm thưởng, điểm trừ." in page
    assert "Xếp hạng 2 trong 4 đơn vị được xếp hạng, đồng hạng." in page
    assert "Cùng 90 điểm và cùng hạng với Hội thành viên B." in page
    assert "giữ nguyên như đơn vị tự chấm" in page
    other = page_of(client, "score_result", sheet_of(table, cast.vice_unit).pk)
    assert "Kết quả công tác: tự chấm 95, thẩm định 90. Lý do: Thiếu báo cáo quý II." in other


def test_what_did_not_apply_and_was_counted_anew_is_said(cast, sign_in):
    table = open_table(cast.year, cast.secretary)
    for unit in cast.units:
        sheet, rows = sheet_of(table, unit), entries_of(table, bonus=3)
        if unit == cast.unit:
            rows[3] = ScoreEntry(
                criterion=of(table, "Chế độ báo cáo"), applies=False, note="Chưa có kỳ báo cáo."
            )
        for stage, finish in ((Stage.SELF, actions.submit_sheet), (Stage.CHECK, actions.finish_check)):
            for row in rows:
                row.pk = None
                row._state.adding = True
            actions.score(sheet, stage, rows, by=cast.secretary)
            finish(sheet, by=cast.secretary)
        actions.confirm_sheet(sheet, by=cast.secretary)
    actions.publish_scores(table, by=cast.secretary)
    sheet = sheet_of(table, cast.unit)
    page = page_of(sign_in(cast.officer), "score_result", sheet.pk)
    assert "không áp dụng" in page
    assert "Tính lại theo phần áp dụng (30/40 điểm tối đa)." in page
    assert "Tổng điểm 104: điểm các tiêu chí 100; điểm thưởng, điểm trừ +4." in page
    assert "Xếp loại: Xuất sắc (từ 90 điểm)." in page
    paper = sheet_paper(sheet)
    assert any("tính lại theo phần áp dụng" in line for line in paper.notes)
    assert not paper.is_draft


def test_before_publication_a_unit_prints_its_own_sheet_as_a_draft_and_no_other(cast, table, sign_in):
    give(sheet_of(table, cast.unit), 90, cast.secretary, until="self")
    client = sign_in(cast.officer)
    own, other = (sheet_of(table, unit) for unit in (cast.unit, cast.other_unit))
    assert client.get(reverse("awards:score_result_pdf", args=[own.pk])).status_code == 200
    assert sheet_paper(own).is_draft
    for name in ("score_result", "score_result_pdf", "score_result_word"):
        assert client.get(reverse(f"awards:{name}", args=[other.pk])).status_code == 404


def test_the_packet_has_the_papers_only_once_they_are_published(cast, table):
    def kinds():
        year = type(cast.year).objects.select_related("cluster__authority").get(pk=cast.year.pk)
        return [kind.key for kind, _ in packet_of(year) if kind.key in ("bang-xep-hang", "phieu-cham-diem")]

    confirmed(cast, table, 97, 90, 85, 80)
    assert kinds() == []
    actions.publish_scores(table, by=cast.secretary)
    assert kinds() == ["bang-xep-hang", *["phieu-cham-diem"] * 4]


def test_the_papers_tell_what_was_published_in_pdf_and_word(cast, table):
    for unit, own, given in zip(cast.units, (97, 95, 90, 80), (97, 90, 90, 80), strict=True):
        give(sheet_of(table, unit), given, cast.secretary, own=own, note="Thiếu báo cáo quý II.")
    actions.publish_scores(table, by=cast.secretary)
    facts = {
        "bang-xep-hang": ["Cùng 90 điểm và cùng hạng với Hội thành viên C.", "04 đơn vị được xếp hạng"],
        "phieu-cham-diem": [
            "“Kết quả công tác”: tự chấm 95, thẩm định 90. Lý do: Thiếu báo cáo quý II.",
            "Xếp hạng 2 trong 4 đơn vị được xếp hạng, đồng hạng.",
        ],
    }
    records = {"bang-xep-hang": table, "phieu-cham-diem": sheet_of(table, cast.vice_unit)}
    for key, told in facts.items():
        paper = kind_of(key).build(records[key], Stamp("", date(2026, 3, 2)))
        assert (paper.letterhead.day, paper.is_draft) == (date(2026, 3, 2), False)
        paper = replace(paper, stamp=None)
        printed = " ".join(word["text"] for page in pages(render(paper)) for word in page.words)
        for text in (printed, " ".join(text_of(word_of(paper)).split())):
            assert all(fact in text for fact in told), (key, text)


def test_the_book_of_the_year_has_the_ranking_once_it_is_published(cast, table):
    confirmed(cast, table, 97, 90, 90, 80)
    before = Book(cast.year, cast.secretary)
    assert not [row for row in before.lists if row.title == "Xếp hạng thi đua"]
    actions.publish_scores(table, by=cast.secretary)
    book = Book(cast.year, cast.secretary)
    told = str(book.paper(is_bound=False))
    assert "Kết quả chấm điểm, xếp hạng" in told
    assert "Cùng 90 điểm và cùng hạng với Hội thành viên C." in told
    assert [row.title for row in book.lists if "iểm" in row.title or "hạng" in row.title] == [
        "Xếp hạng thi đua",
        "Điểm từng tiêu chí",
    ]
    assert [row.name for row, _ in book.prints if row.folder == "07 Chấm điểm, xếp hạng"]


def test_whoever_may_publish_is_told_once_every_sheet_is_confirmed(cast, table):
    def told(user):
        return [task.label for task in tasks_of(user, timezone.localdate()) if "Công bố" in task.label]

    for unit in cast.units[1:]:
        give(sheet_of(table, unit), 90, cast.secretary)
    assert told(cast.leader) == []
    give(sheet_of(table, cast.chair_unit), 90, cast.secretary)
    assert told(cast.leader) == told(cast.secretary) == ["Công bố kết quả chấm điểm"]
    assert told(cast.chair) == told(cast.outsider) == []
    actions.publish_scores(table, by=cast.leader)
    assert told(cast.leader) == []


# --- cost ------------------------------------------------------------------------------------------------


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_pages_cost_the_same_for_five_units_and_for_seventeen(cast, sign_in):
    client, costs = sign_in(cast.secretary), []
    years = [many(cast, str(50 + count), [90] * count) for count in (5, 17)]
    names = ("score_ranking", "score_publish", "score_ranking_export", "score_points_export")
    for year, _ in years:
        costs.append([cost(client, reverse(f"awards:{name}", args=[year.pk])) for name in names])
    for (year, table), found in zip(years, costs, strict=True):
        actions.publish_scores(table, by=cast.secretary)
        found.append(cost(client, reverse("clusters:year_papers", args=[year.pk])))
        found.append(cost(client, reverse("awards:score_result", args=[table.sheets.first().pk])))
    assert costs[0] == costs[1]
