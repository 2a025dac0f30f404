"""The pages of a score table: drawn up, copied, checked, opened, amended; what workspace and steps say of it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from audit.verbs import Verb
from awards import actions
from awards.models import HardStop, ResultClass, ScoreCriterion, ScoreTable, TieBreak
from awards.score_table_reading import Reading, how_scored
from clusters.steps import steps_of
from clusters.todo import tasks_of
from tests import factories as make
from tests.awards.scores import bring, criterion, draft_table, of, open_table, sheet_of

D, Kind = Decimal, ScoreCriterion.Kind


def url(name, row):
    return reverse(f"awards:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def draft(cast):
    return draft_table(cast.year, cast.secretary)


@pytest.fixture
def used(cast):
    """An open table by which one unit has submitted."""
    table = open_table(cast.year, cast.secretary)
    bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    return table


def typed(**fields):
    return {"kind": "points", "scale": "proportional", "name": "Tiêu chí mới", "maximum": "10", **fields}


# --- the table -------------------------------------------------------------------------------------------


def test_a_year_without_a_table_offers_to_draw_one_up(cast, sign_in):
    page = words(sign_in(cast.chair).get(url("score_table", cast.year)))
    assert url("score_table_add", cast.year) in page
    assert url("score_table_copy", cast.year) in page
    page = words(sign_in(cast.officer).get(url("score_table", cast.year)))
    assert url("score_table_add", cast.year) not in page
    assert "Cụm trưởng hoặc thường trực cơ quan lập bảng điểm." in page


def test_of_a_recorded_year_without_a_table_it_is_not_known_whether_there_was_one(cast, sign_in):
    year = make.make_year(cast.cluster, 2024, is_recorded=True)
    page = words(sign_in(cast.viewer).get(url("score_table", year)))
    assert "Chưa rõ bảng điểm của năm này" in page
    assert "trưởng hoặc thường trực cơ quan lập bảng điểm" not in page


def test_the_chair_draws_up_a_table(cast, sign_in):
    client = sign_in(cast.chair)
    fields = {
        "title": "Bảng tiêu chí",
        "whole": "1.000,5",
        "not_applicable": "full",
        "digits": "1",
        "self_due_on": "15/11/2026",
    }
    page = client.post(url("score_table_add", cast.year), fields, follow=True)
    table = ScoreTable.objects.get()
    assert (table.whole, table.not_applicable, table.digits, table.ceiling) == (D("1000.5"), "full", 1, None)
    assert not table.extras_in_class
    assert "Bảng điểm chưa có tiêu chí nào." in words(page)
    assert client.get(url("score_table_add", cast.year)).url == url("score_table", cast.year)


def test_a_number_that_reads_in_two_ways_is_asked_back_and_nothing_is_lost(cast, sign_in):
    page = sign_in(cast.chair).post(
        url("score_table_add", cast.year),
        {"title": "Bảng của cụm", "whole": "1.000", "not_applicable": "full", "digits": "2"},
    )
    assert page.status_code == 422
    assert "Chưa rõ “1.000” là 1000 hay 1,000" in words(page)
    assert "Bảng của cụm" in words(page)
    assert not ScoreTable.objects.exists()


def test_criteria_are_numbered_as_on_paper_and_say_how_they_are_scored(cast, sign_in, draft):
    criterion(draft, "Theo khung", cast.secretary, Kind.GROUP, D(0), of(draft, "Thực hiện nhiệm vụ"))
    page = sign_in(cast.viewer).get(url("score_table", cast.year))
    rows = page.context["reading"].rows
    assert [(row.mark, row.name) for row in rows][:4] == [
        ("I.", "Thực hiện nhiệm vụ"),
        ("1.", "Chỉ tiêu kết nạp hội viên"),
        ("2.", "Đoàn kết nội bộ"),
        ("3.", "Theo khung"),
    ]
    text = words(page)
    assert "Theo tỷ lệ hoàn thành kế hoạch (hội viên)." in text
    assert "Theo mức đánh giá: Tốt: 20 điểm; Khá: 14 điểm." in text
    assert "Bước điểm 0,5." in text
    assert "Thưởng 2 điểm mỗi lần, cộng tối đa 4 điểm." in text
    assert "Trừ 1 điểm mỗi lần." in text
    assert url("criterion_add", draft) not in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "extra", "cap": D(-5)}, "Trừ tối đa 5 điểm."),
        ({"kind": "extra", "cap": D(50)}, "Cộng tối đa 50 điểm."),
        ({"kind": "group", "cap": D(50)}, "Tính tối đa 50 điểm."),
        (
            {"kind": "quantity", "scale": "per_percent", "rate": D("0.5"), "lower_is_better": True},
            "Theo kế hoạch và kết quả; mỗi phần trăm hụt trừ 0,5 điểm. Kế hoạch là mức không được vượt.",
        ),
    ],
)
def test_how_a_criterion_is_scored_is_said_in_words(fields, said):
    assert how_scored(ScoreCriterion(name="Một", **fields)) == said


def test_the_page_says_at_all_times_whether_the_table_adds_up_and_what_to_mend(cast, sign_in, draft):
    client = sign_in(cast.chair)
    page = client.get(url("score_table", cast.year))
    assert "100 trên 100 điểm" in words(page)
    assert url("score_table_open", draft) in words(page)
    row = criterion(draft, "Thừa", cast.chair, maximum=D(5), parent=of(draft, "Thực hiện nhiệm vụ"))
    page = client.get(url("score_table", cast.year))
    (fault,) = page.context["reading"].faults
    assert fault.text == "Nhóm “Thực hiện nhiệm vụ” ghi 60 điểm, cộng các tiêu chí được 65 điểm."
    assert fault.links == (
        ("Sửa I. Thực hiện nhiệm vụ", url("criterion_edit", of(draft, "Thực hiện nhiệm vụ"))),
    )
    assert url("score_table_open", draft) not in words(page)
    actions.remove_criterion(row, by=cast.chair)
    draft.whole = D(90)
    actions.save_score_table(draft, by=cast.chair)
    (fault,) = client.get(url("score_table", cast.year)).context["reading"].faults
    assert fault.links == (("Sửa tổng điểm tối đa của bảng", url("score_table_edit", draft)),)


# --- copying ---------------------------------------------------------------------------------------------


def test_last_year_s_table_is_offered_first_with_what_it_holds_and_copied_whole(cast, sign_in, draft):
    other = make.make_year(make.make_cluster(cast.authority, cast.units, number="09"), 2027)
    draft_table(other, cast.secretary)
    following = make.make_year(cast.cluster, 2027)
    client = sign_in(cast.secretary)
    page = client.get(url("score_table_copy", following))
    assert page.context["source"] == draft
    assert "6 tiêu chí, 4 mục lớn" in words(page)
    assert "100 điểm" in words(page)
    page = client.post(url("score_table_copy", following), {"nguon": draft.pk}, follow=True)
    table = following.score_table
    assert "Đã chép bảng điểm." in words(page)
    assert [row.how for row in page.context["reading"].rows] == [row.how for row in Reading(draft).rows]
    assert (table.classes.count(), table.tie_breaks.count(), table.hard_stops.count()) == (2, 1, 1)


def test_a_table_with_criteria_is_not_copied_over(cast, sign_in, draft):
    other = draft_table(make.make_year(cast.cluster, 2027), cast.secretary)
    page = sign_in(cast.secretary).post(url("score_table_copy", cast.year), {"nguon": other.pk}, follow=True)
    assert "Chỉ chép được vào bảng điểm chưa có tiêu chí nào." in words(page)
    assert draft.criteria.count() == 8


def test_a_table_out_of_sight_is_not_copied(cast, sign_in, draft):
    units = [make.make_unit(cast.other_authority)]
    cluster = make.make_cluster(cast.other_authority, units)
    year = make.make_year(cluster, 2026)
    page = sign_in(cast.outsider).post(url("score_table_copy", year), {"nguon": draft.pk})
    assert page.context["source"] is None
    assert not ScoreTable.objects.filter(cluster_year=year).exists()
    assert "Chưa có bảng điểm nào để chép" in words(page)


@pytest.mark.parametrize("asked", ["abc", "0", "9" * 30])
def test_an_address_that_names_no_table_shows_none(cast, sign_in, draft, asked):
    following = make.make_year(cast.cluster, 2027)
    client = sign_in(cast.secretary)
    page = client.get(url("score_table_copy", following), {"nguon": asked})
    assert (page.status_code, page.context["source"]) == (200, None)
    assert client.get(url("criterion_add", draft), {"nhom": asked}).status_code == 200


# --- criteria --------------------------------------------------------------------------------------------


def test_a_criterion_is_added_to_the_group_that_was_asked_for(cast, sign_in, draft):
    client, group = sign_in(cast.chair), of(draft, "Thực hiện nhiệm vụ")
    address = url("criterion_add", draft) + f"?nhom={group.pk}"
    assert client.get(address).context["form"]["parent"].value() == group.pk
    page = client.post(address, typed(parent=group.pk, step="0,25", tiep="1"))
    row = of(draft, "Tiêu chí mới")
    assert (row.parent, row.maximum, row.step) == (group, D(10), D("0.25"))
    assert page.url == address + "&tiep=1"  # straight on to the next one
    assert client.get(page.url).context["goes_on"]


def test_a_criterion_keeps_only_what_its_kind_uses(cast, sign_in, draft):
    fields = typed(
        kind="judgement",
        each="abc",  # a box that does not count is no reason to refuse
        cap="7",
        measure="hội viên",
        label_1="Tốt",
        label_points_1="10",
        label_2="Khá",
        label_points_2="7,5",
        percent_1="100",
        percent_points_1="10",
    )
    sign_in(cast.chair).post(url("criterion_add", draft), fields)
    row = of(draft, "Tiêu chí mới")
    assert (row.each, row.cap, row.measure) == (0, None, "")
    assert [(level.label, level.percent, level.points) for level in row.levels.all()] == [
        ("Tốt", None, D(10)),
        ("Khá", None, D("7.5")),
    ]


def test_bands_are_read_and_shown_again(cast, sign_in, draft):
    client = sign_in(cast.chair)
    bands = {"percent_1": "100", "percent_points_1": "10", "percent_2": "90", "percent_points_2": "8"}
    client.post(url("criterion_add", draft), typed(kind="quantity", scale="bands", **bands))
    row = of(draft, "Tiêu chí mới")
    form = client.get(url("criterion_edit", row)).context["form"]
    assert [form[name].value() for name in bands] == [D(100), D(10), D(90), D(8)]
    before = Event.objects.count()
    client.post(url("criterion_edit", row), typed(kind="quantity", scale="bands", **bands))
    assert Event.objects.count() == before  # nothing changed
    assert "từ 90%: 8 điểm" in words(client.get(url("score_table", cast.year)))


@pytest.mark.parametrize(
    ("fields", "box", "said"),
    [
        ({"maximum": ""}, "maximum", "Ghi điểm tối đa của tiêu chí."),
        ({"maximum": "-1"}, "maximum", "Điểm tối đa không được âm."),
        ({"step": "0"}, None, "Bước điểm phải lớn hơn 0."),
        ({"kind": "extra"}, "each", "Ghi điểm một lần (điểm trừ ghi số âm), hoặc ghi mức tối đa."),
        ({"kind": "extra", "each": "-1", "cap": "5"}, "cap", "phải cùng là điểm cộng"),
        ({"kind": "judgement"}, "label_1", "Ghi ít nhất một mức và điểm của mức đó."),
        ({"kind": "judgement", "label_1": "Tốt"}, "label_points_1", "Ghi điểm của mức này."),
        ({"kind": "judgement", "label_points_1": "5"}, "label_1", "Ghi tên mức."),
        (
            {"kind": "judgement", "label_1": "Tốt", "label_points_1": "11"},
            "label_points_1",
            "Điểm của một mức không vượt quá 10.",
        ),
        (
            {
                "kind": "judgement",
                "label_1": "Tốt",
                "label_points_1": "9",
                "label_2": "Tốt",
                "label_points_2": "8",
            },
            "label_2",
            "Mức này đã ghi ở trên.",
        ),
        ({"kind": "stars"}, "kind", ""),
    ],
)
def test_a_wrong_criterion_is_refused_beside_its_box(cast, sign_in, draft, fields, box, said):
    page = sign_in(cast.chair).post(url("criterion_add", draft), typed(**fields))
    errors = page.context["form"].errors if page.status_code == 422 else {}
    assert said in " ".join(errors[box or next(iter(errors))])
    assert not draft.criteria.filter(name="Tiêu chí mới").exists()


def test_a_group_is_not_put_into_itself_nor_into_another_table(cast, sign_in, draft):
    other = draft_table(make.make_year(cast.cluster, 2027), cast.secretary)
    group, client = of(draft, "Thực hiện nhiệm vụ"), sign_in(cast.secretary)
    for parent in (group, of(other, "Thực hiện nhiệm vụ"), of(draft, "Đoàn kết nội bộ")):
        page = client.post(
            url("criterion_edit", group),
            typed(name=group.name, kind="group", maximum="60", parent=parent.pk),
        )
        assert "parent" in page.context["form"].errors


def test_a_group_with_parts_offers_no_other_kind(cast, sign_in, draft):
    form = sign_in(cast.chair).get(url("criterion_edit", of(draft, "Thực hiện nhiệm vụ"))).context["form"]
    assert [value for value, _ in form.fields["kind"].choices] == ["group"]


def test_decomposed_letters_are_kept_composed(cast, sign_in, draft):
    sign_in(cast.chair).post(url("criterion_add", draft), typed(name="Đoa\u0300n kê\u0301t"))
    assert draft.criteria.filter(name="Đoàn kết").exists()


def test_criteria_move_up_and_down_and_go(cast, sign_in, draft):
    client, row = sign_in(cast.chair), of(draft, "Đoàn kết nội bộ")
    client.post(url("criterion_move", row), {"huong": "len"})
    marks = {line.name: line.mark for line in Reading(draft).rows}
    assert (marks["Đoàn kết nội bộ"], marks["Chỉ tiêu kết nạp hội viên"]) == ("1.", "2.")
    page = client.get(url("criterion_remove", of(draft, "Thực hiện nhiệm vụ")))
    assert "“Thực hiện nhiệm vụ” và 2 dòng bên trong" in words(page)
    assert "Quy tắc khi bằng điểm so theo dòng này cũng được bỏ." in words(page)
    client.post(url("criterion_remove", of(draft, "Thực hiện nhiệm vụ")))
    assert not draft.criteria.filter(name__in=["Thực hiện nhiệm vụ", "Đoàn kết nội bộ"]).exists()


# --- classes, ties, stops --------------------------------------------------------------------------------


def test_rules_are_added_and_removed(cast, sign_in, draft):
    client = sign_in(cast.chair)
    client.post(url("result_class_add", draft), {"name": "Khá", "least": "65"})
    client.post(url("tie_break_add", draft), {"what": "votes", "criterion": of(draft, "Mô hình mới").pk})
    client.post(url("hard_stop_add", draft), {"text": "Để xảy ra vụ việc nghiêm trọng"})
    assert draft.classes.get(name="Khá").least == 65
    assert draft.tie_breaks.get(what="votes").criterion is None
    page = words(client.get(url("score_table", cast.year)))
    assert "Điểm nhóm, tiêu chí cao hơn: I. Thực hiện nhiệm vụ" in page
    assert "Để xảy ra vụ việc nghiêm trọng" in page
    for name, row in (
        ("result_class_remove", draft.classes.get(name="Khá")),
        ("tie_break_remove", draft.tie_breaks.get(what="votes")),
        ("hard_stop_remove", draft.hard_stops.last()),
    ):
        assert client.post(url(name, row)).status_code == 302
    assert [model.objects.count() for model in (ResultClass, TieBreak, HardStop)] == [2, 1, 1]


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("result_class_add", {"name": "Tốt", "least": "70"}, "Đã có mức xếp loại với tên này."),
        ("result_class_add", {"name": "Khá", "least": "-1"}, "Số điểm không được âm."),
        ("tie_break_add", {"what": "group"}, "Chọn nhóm, tiêu chí để so điểm."),
        ("tie_break_add", {"what": "dice"}, "dice"),
    ],
)
def test_wrong_rules_are_refused(cast, sign_in, draft, name, fields, said):
    page = sign_in(cast.chair).post(url(name, draft), fields)
    assert page.status_code == 422
    assert said in words(page)


def test_a_tie_rule_stands_once(cast, sign_in, draft):
    fields = {"what": "group", "criterion": of(draft, "Thực hiện nhiệm vụ").pk}
    page = sign_in(cast.chair).post(url("tie_break_add", draft), fields)
    assert "Quy tắc này đã có trong bảng điểm." in words(page)


# --- opening and amending --------------------------------------------------------------------------------


def test_opening_asks_first_and_says_who_gets_a_sheet(cast, sign_in, draft):
    client = sign_in(cast.chair)
    page = words(client.get(url("score_table_open", draft)))
    assert "4 đơn vị thành viên của năm 2026 nhận phiếu chấm điểm" in page
    page = client.post(url("score_table_open", draft), follow=True)
    draft.refresh_from_db()
    assert (draft.is_open, draft.sheets.count()) == (True, 4)
    page = client.post(url("score_table_open", draft), follow=True)  # pressed twice
    assert "Bảng điểm này đã mở chấm điểm." in words(page)
    assert draft.sheets.count() == 4


def test_a_table_that_does_not_add_up_says_why_it_is_not_opened(cast, sign_in, draft):
    criterion(draft, "Thừa", cast.chair, maximum=D(5))
    page = sign_in(cast.chair).post(url("score_table_open", draft))
    assert page.status_code == 422
    assert "Cộng các nhóm được 105 điểm, bảng điểm quy định 100 điểm." in words(page)
    assert not draft.sheets.exists()


def test_once_a_unit_has_submitted_every_form_asks_for_the_reason(cast, sign_in, used):
    client = sign_in(cast.chair)
    page = client.get(url("score_table", cast.year))
    assert "mỗi thay đổi phải nêu lý do" in words(page)
    forms = {
        "score_table_edit": used,
        "criterion_add": used,
        "criterion_edit": of(used, "Chế độ báo cáo"),
        "criterion_move": of(used, "Chế độ báo cáo"),
        "criterion_remove": of(used, "Mô hình mới"),
        "result_class_add": used,
        "result_class_remove": used.classes.first(),
        "tie_break_add": used,
        "tie_break_remove": used.tie_breaks.first(),
        "hard_stop_add": used,
        "hard_stop_remove": used.hard_stops.first(),
    }
    silent = [
        name for name, row in forms.items() if "Lý do điều chỉnh" not in words(client.get(url(name, row)))
    ]
    assert silent == []
    for name, row in forms.items():
        if name.endswith("_remove"):
            assert client.post(url(name, row)).status_code == 422
    page = client.post(url("criterion_move", of(used, "Chế độ báo cáo")), {"huong": "len"})
    assert page.status_code == 422


def test_an_amendment_is_counted_shown_and_kept_with_its_reason(cast, sign_in, used):
    client = sign_in(cast.chair)
    fields = typed(name="Chế độ báo cáo", parent=of(used, "Công tác thi đua, khen thưởng").pk)
    row = of(used, "Chế độ báo cáo")
    client.post(url("criterion_edit", row), {**fields, "guidance": "Đúng hạn", "reason": "Làm rõ."})
    used.refresh_from_db()
    assert used.amendments == 1
    event = Event.objects.filter(verb=Verb.SCORE_TABLE_AMENDED).get()
    assert event.note == "Điều chỉnh lần 1: Làm rõ."
    assert "1 lần" in words(client.get(url("score_table", cast.year)))


def test_a_published_or_closed_table_offers_no_change(cast, sign_in):
    table = open_table(cast.year, cast.secretary)
    for sheet in table.sheets.select_related("table__cluster_year__cluster"):
        bring(sheet, "confirmed", cast.secretary)
    actions.publish_scores(table, by=cast.secretary)
    client = sign_in(cast.secretary)
    page = words(client.get(url("score_table", cast.year)))
    assert url("score_table_edit", table) not in page
    assert "bảng điểm không sửa được nữa" in page
    page = client.post(url("hard_stop_add", table), {"text": "Mới", "reason": "Bổ sung."})
    assert (page.status_code, "đã công bố" in words(page)) == (422, True)


# --- other pages -----------------------------------------------------------------------------------------


def test_the_workspace_shows_the_table_to_those_whom_it_concerns(cast, sign_in):
    def keys(user):
        page = sign_in(user).get(reverse("clusters:year_detail", args=[cast.year.pk]))
        return {section.key for section in page.context["sections"]}

    assert "cham-diem" in keys(cast.chair)
    assert "cham-diem" not in keys(cast.viewer)  # nothing there yet, nothing to do
    draft_table(cast.year, cast.secretary)
    assert "cham-diem" in keys(cast.viewer)


def test_the_step_follows_the_table(cast):
    def step():
        return next(step for step in steps_of([cast.year])[cast.year.pk] if step.key == "score")

    assert (step().state.label, step().who) == ("Chưa làm", "Cụm trưởng")
    table = draft_table(cast.year, cast.secretary, self_due_on="2026-03-31")
    assert (step().state.label, step().detail) == ("Đang làm", "Đang lập bảng điểm.")
    actions.open_scoring(table, by=cast.secretary)
    assert step().detail == "4 đơn vị: 4 đang tự chấm."
    bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    assert step().detail == "4 đơn vị: 3 đang tự chấm, 1 đang thẩm định."
    assert (step().who, step().deadline.day) == ("Các đơn vị thành viên", 31)
    for sheet in table.sheets.select_related("table__cluster_year__cluster"):
        if sheet.status == "self":
            bring(sheet, "confirmed", cast.secretary)
    assert step().who == "Cụm trưởng"


def test_the_chair_has_to_finish_a_table_that_was_started(cast):
    def labels(user):
        return [task.label for task in tasks_of(user) if "điểm" in task.label]

    assert labels(cast.chair) == []
    table = draft_table(cast.year, cast.secretary)
    row = criterion(table, "Thừa", cast.secretary, maximum=D(5))
    assert labels(cast.chair) == labels(cast.secretary) == ["Hoàn thiện bảng điểm"]
    assert labels(cast.officer) == []
    actions.remove_criterion(row, by=cast.secretary)
    assert labels(cast.chair) == ["Mở chấm điểm"]
    actions.open_scoring(table, by=cast.secretary)
    assert "Mở chấm điểm" not in labels(cast.chair)


def test_the_history_keeps_points_from_those_who_do_not_see_the_sheet(cast, sign_in):
    table = open_table(cast.year, cast.secretary)
    bring(sheet_of(table, cast.unit), "submitted", cast.secretary)
    bring(sheet_of(table, cast.chair_unit), "submitted", cast.secretary)
    history = reverse("clusters:year_history", args=[cast.year.pk])

    def subjects(user):
        events = sign_in(user).get(history).context["events"]
        return {event["title"].split(": ", 1)[1] for event in events if "Chấm điểm:" in event["title"]}

    assert len(subjects(cast.leader)) == len(subjects(cast.chair)) == 2
    assert len(subjects(cast.vice)) == 1  # the chair's own sheet, which the vice-chair checks
    assert "Hội thành viên A" in subjects(cast.vice).pop()


# --- cost ------------------------------------------------------------------------------------------------


def test_pages_and_tasks_cost_the_same_for_many_criteria_and_tables(cast, sign_in, draft):
    client, following = sign_in(cast.secretary), make.make_year(cast.cluster, 2027)

    def cost():
        pages = [
            url("score_table", cast.year),
            url("score_table_copy", following),
            url("score_table_export", draft),
            url("criterion_edit", of(draft, "Thực hiện nhiệm vụ")),
            reverse("clusters:year_detail", args=[cast.year.pk]),
        ]
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        for ask in (lambda: steps_of([cast.year, *years]), lambda: tasks_of(cast.secretary)):
            ask()  # the person's reach is read once
            with CaptureQueriesContext(connection) as queries:
                ask()
            found.append(len(queries))
        return found

    years = []
    for number in ("41",):
        years.append(make.make_year(make.make_cluster(cast.authority, cast.units, number=number), 2026))
        draft_table(years[-1], cast.secretary)
    before = cost()
    group = of(draft, "Thực hiện nhiệm vụ")
    for number in range(12):
        criterion(draft, f"Nhóm {number}", cast.secretary, Kind.GROUP, parent=group)
        actions.add_score_rule(
            ResultClass(table=draft, name=f"Mức {number}", least=number), by=cast.secretary
        )
        actions.add_score_rule(HardStop(table=draft, text=f"Trường hợp {number}"), by=cast.secretary)
    for number in ("42", "43"):
        years.append(make.make_year(make.make_cluster(cast.authority, cast.units, number=number), 2026))
        draft_table(years[-1], cast.secretary)
    assert cost() == before
