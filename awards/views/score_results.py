"""The ranking of a year, what is decided about it, its publication, and each unit's result."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.access import Permission, on, permissions_on
from accounts.models import OF_UNIT
from accounts.pages import edit
from awards import actions
from awards.models import ScoreSheet, ScoreTable, SheetStop
from awards.results import (
    Results,
    UnitResult,
    level_at,
    levels_of,
    sees_all_sheets,
    told_at_publication,
    voted_on,
)
from awards.score_lists import points_columns, points_rows, ranking_columns
from awards.score_papers import groups_text, ranking_paper, sheet_paper, ties_text
from awards.score_result_forms import (
    LiftForm,
    OrderForm,
    PublishForm,
    StopForm,
    VotesForm,
    WeightsForm,
)
from awards.sheets import Board
from awards.views import frame
from clusters.models import ClusterYear
from documents import pdf
from documents.response import pdf_response, word_response
from documents.word import word_of
from documents.word.stored import template_for
from documents.xlsx import listing

P = Permission
NOT_YET = (
    "Kết quả chấm điểm chưa công bố. Mỗi đơn vị xem phiếu của mình; bảng xếp hạng có ở đây sau khi công bố."
)


def ranking_url(year, anchor=""):
    return reverse("awards:score_ranking", args=[year.pk]) + anchor


def _of_ranking(year):
    """What the pages under the ranking share."""
    found = frame.of_year(year)
    crumbs = [*found["crumbs"], ("Xếp hạng", ranking_url(year))]
    return {**found, "year": year, "crumbs": crumbs, "back_url": ranking_url(year)}


def _table_of(year):
    table = ScoreTable.objects.select_related("basis").filter(cluster_year=year).first()
    if table:
        table.cluster_year = year
    return table


def _may_read(user, table):
    return (
        table is not None
        and not table.is_draft
        and (table.is_published or sees_all_sheets(user, table.cluster_year))
    )


def _board_to_read(request, year):
    """Return the Board whose ranking the person may read. Raises PermissionDenied, Http404 without a table."""
    table = _table_of(year)
    if table is None or table.is_draft:
        raise Http404
    if not _may_read(request.user, table):
        raise PermissionDenied(NOT_YET)
    return Board(table)


def _open_board(year):
    """Return the Board of a year whose scores are open. Raises Http404."""
    table = _table_of(year)
    if table is None or not table.is_open:
        raise Http404
    return Board(table)


# --- the ranking -----------------------------------------------------------------------------------------


@on(ClusterYear, P.VIEW)
def score_ranking(request, year):
    table = _table_of(year)
    context = {**frame.of_year(year), "year": year, "table": table}
    if not _may_read(request.user, table):
        return render(request, "awards/score_ranking_waits.html", context)
    board = Board(table)
    form = WeightsForm(request.GET, groups=Results(board).weighted)
    results = Results(board, form.maxima)
    may_decide = P.CONFIRM_SCORE in permissions_on(request.user, year) and table.is_open
    context |= {
        "results": results,
        "form": form,
        "ties": ties_text(results),
        "groups": groups_text(results),
        "may_decide": may_decide,
        "levels": levels_of(board) if may_decide else [],
        "votings": voted_on(board) if may_decide else [],
        "has_hard_stops": may_decide and table.hard_stops.exists(),
        "stops": [stop for sheet in board.sheets for stop in sheet.stops.all()],
        "hints": results.hints if table.is_open else [],
        "result_sheet": _own_sheet(request.user, board),
    }
    return render(request, "awards/score_ranking.html", context)


def _own_sheet(user, board):
    units = user.reach().unit_ids(*OF_UNIT)
    return next((sheet for sheet in board.sheets if sheet.unit_id in units), None)


@on(ClusterYear, P.VIEW)
def score_ranking_export(request, year):
    results = Results(_board_to_read(request, year))
    return listing(f"Xếp hạng thi đua - {year}", ranking_columns(results), results.rows)


@on(ClusterYear, P.VIEW)
def score_points_export(request, year):
    board = _board_to_read(request, year)
    return listing(f"Điểm từng tiêu chí - {year}", points_columns(board), points_rows(board))


@on(ClusterYear, P.VIEW)
def score_ranking_pdf(request, year):
    table = _board_to_read(request, year).table
    return pdf_response(pdf.render(ranking_paper(table)), f"Bảng xếp hạng thi đua - {year}.pdf")


@on(ClusterYear, P.VIEW)
def score_ranking_word(request, year):
    table = _board_to_read(request, year).table
    content = word_of(ranking_paper(table), template_for(year.cluster.authority, "bang-xep-hang"))
    return word_response(content, f"Bảng xếp hạng thi đua - {year}.docx")


# --- what people decide ----------------------------------------------------------------------------------


@on(ClusterYear, P.CONFIRM_SCORE)
def score_order(request, year, rank):
    board = _open_board(year)
    level = level_at(levels_of(board), rank)
    if level is None:
        raise Http404
    form = OrderForm(request.POST or None, level=level)
    return edit(
        request,
        form,
        lambda: form.decide(board.table, by=request.user),
        done="Đã ghi thứ tự của các đơn vị cùng hạng.",
        to=ranking_url(year),
        **_of_ranking(year),
        title=f"Xếp thứ tự các đơn vị cùng hạng {level.rank}",
        lead=f"{level.names}: quy tắc của bảng điểm không phân được thứ hạng.",
    )


@on(ClusterYear, P.CONFIRM_SCORE)
def score_votes(request, year, rank):
    board = _open_board(year)
    level = level_at(voted_on(board), rank)
    if level is None:
        raise Http404
    form = VotesForm(request.POST or None, level=level)
    return edit(
        request,
        form,
        lambda: actions.record_votes(board.table, form.votes, by=request.user),
        done="Đã ghi kết quả bỏ phiếu.",
        to=ranking_url(year),
        **_of_ranking(year),
        title="Kết quả bỏ phiếu giữa các đơn vị bằng điểm",
        lead="Ghi số phiếu của từng đơn vị; chưa bỏ phiếu thì để trống.",
    )


@on(ClusterYear, P.CONFIRM_SCORE)
def score_stop_add(request, year):
    board = _open_board(year)
    form = StopForm(request.POST or None, board=board)
    return edit(
        request,
        form,
        lambda: actions.record_stop(form.instance, by=request.user),
        done="Đã ghi trường hợp không xếp hạng.",
        to=ranking_url(year, "#khong-xep-hang"),
        **_of_ranking(year),
        title="Ghi trường hợp không xếp hạng",
        lead="Đơn vị thuộc trường hợp này không được xếp hạng, dù đạt bao nhiêu điểm.",
    )


@on(SheetStop, P.CONFIRM_SCORE)
def score_stop_lift(request, stop):
    year = stop.sheet.table.cluster_year
    form = LiftForm(request.POST or None)
    return edit(
        request,
        form,
        lambda: actions.lift_stop(stop, form.cleaned_data["reason"], by=request.user),
        done="Đã bỏ trường hợp không xếp hạng.",
        to=ranking_url(year, "#khong-xep-hang"),
        template="components/confirm_page.html",
        **_of_ranking(year),
        title="Bỏ trường hợp không xếp hạng?",
        effects=[
            f"{stop.sheet.unit_name} được xếp hạng theo điểm. Trường hợp đã ghi: {stop} ({stop.ground})."
        ],
        submit_label="Bỏ trường hợp này",
    )


@on(ClusterYear, P.CONFIRM_SCORE)
def score_publish(request, year):
    board = _open_board(year)
    results = Results(board)
    form = PublishForm(request.POST or None, initial={"seen": board.digest})
    return edit(
        request,
        form,
        lambda: actions.publish_scores(board.table, by=request.user, seen=form.cleaned_data["seen"]),
        done="Đã công bố kết quả chấm điểm. Mỗi đơn vị xem được kết quả của mình và của các đơn vị khác.",
        to=ranking_url(year),
        template="awards/score_ranking_publish.html",
        **_of_ranking(year),
        title="Công bố kết quả chấm điểm?",
        results=results,
        digest=board.digest,
        waiting=[sheet for sheet in board.sheets if sheet.status != ScoreSheet.Status.CONFIRMED],
        effects=told_at_publication(year),
        submit_label="Công bố kết quả",
    )


# --- one unit --------------------------------------------------------------------------------------------


def _result_of(sheet):
    board = Board(sheet.table, ScoreSheet.objects.filter(pk=sheet.pk))
    return UnitResult(board, board.sheets[0])


@on(ScoreSheet, P.VIEW)
def score_result(request, sheet):
    table, year = sheet.table, sheet.table.cluster_year
    context = {**_of_ranking(year), "sheet": sheet, "table": table}
    if not table.is_published:
        return render(request, "awards/score_result_waits.html", context)
    found = _result_of(sheet)
    ranked = table.sheets.filter(rank__isnull=False).count()
    context |= {
        "found": found,
        "told": found.told(ranked),
        "stops": sheet.stops.select_related("stop"),
        "questions": sheet.questions.select_related("criterion"),
        "evidence": sheet.evidence.count(),
    }
    return render(request, "awards/score_result.html", context)


@on(ScoreSheet, P.VIEW)
def score_result_pdf(request, sheet):
    """The sheet as a paper: a draft until the results are published."""
    return pdf_response(pdf.render(sheet_paper(sheet)), _file_name(sheet, "pdf"))


@on(ScoreSheet, P.VIEW)
def score_result_word(request, sheet):
    template = template_for(sheet.cluster_year.cluster.authority, "phieu-cham-diem")
    return word_response(word_of(sheet_paper(sheet), template), _file_name(sheet, "docx"))


def _file_name(sheet, extension):
    return f"Phiếu chấm điểm năm {sheet.cluster_year.year} - {sheet.unit_name}.{extension}"
