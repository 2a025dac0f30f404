"""What dossiers and proposals give to the book of a year and to its files, as far as its reader sees them."""

from awards.documents import proposal_filename, proposal_paper
from awards.models import Evidence, Nomination, Proposal, ScoreTable
from awards.results import Results, points_text
from awards.score_lists import points_columns, points_rows, ranking_columns
from awards.score_papers import ranking_paper, ties_text
from awards.sheets import Board
from awards.views.nominations import COLUMNS, RELATED
from clusters import book
from clusters.book import Listing, Part, Print, Stored, absent, known
from documents.book import Chapter, Col, Grid, Heading, Lines
from vietnamese.dates import short_date

Status = Nomination.Status
FOLDER, LISTS, SCORES = "03 Đề nghị khen thưởng", "05 Danh sách", "07 Chấm điểm, xếp hạng"
SEEN = "Phần này gồm các hồ sơ mà người lập kỷ yếu được xem; không gồm hồ sơ đang lập, chưa nộp."


def _dossiers(year, user):
    """What was submitted at least once; a draft is its unit's own."""
    rows = Nomination.objects.visible_to(user).filter(cluster_year=year)
    rows = rows.exclude(status=Status.DRAFT).order_by("award__position", "unit__sort_key", "pk")
    return rows.select_related(*RELATED)


def _proposals(year, user):
    rows = Proposal.objects.visible_to(user).filter(cluster_year=year, status=Proposal.Status.ISSUED)
    return rows.select_related("addressee", "signer_unit", "cluster_year__cluster__authority").order_by(
        "dated_on", "pk"
    )


@book.chapters
def awards_of_the_year(year, user):
    return [Part(60, Chapter("Đề nghị và kết quả khen thưởng", tuple(_blocks(year, user))))]


def _blocks(year, user):
    dossiers, proposals = list(_dossiers(year, user)), list(_proposals(year, user))
    if not dossiers and year.is_recorded:
        yield absent(year, "đề nghị khen thưởng")
    elif not dossiers:
        yield Lines(("Không có hồ sơ nào đã nộp trong phạm vi được xem.",), is_note=True)
    else:
        columns = (
            Col("Tập thể, cá nhân"),
            Col("Danh hiệu, hình thức đề nghị", "broad"),
            Col("Tình trạng, kết quả", "broad"),
        )
        yield Grid(columns, tuple((_nominee(row), row.award_now.name, _result(row)) for row in dossiers))
    yield Lines((SEEN,), is_note=True)
    if proposals:
        yield Heading("Tờ trình")
        columns = (Col("Số, ký hiệu", "middle"), Col("Ngày ký", "narrow", True), Col("Kính gửi"))
        yield Grid(columns, tuple((known(row.number), known(row.dated_on), row.put_to) for row in proposals))


def _nominee(row):
    return "\n".join(filter(None, [row.nominee_name, row.nominee_post, row.named_nominee and row.unit_name]))


def _result(row):
    """The outcome with its decision; before it, how far the dossier has come."""
    if not row.outcome:
        return row.get_status_display()
    granted = f": {row.granted.name}" if row.granted_id and row.granted_id != row.award_id else ""
    decision = f"Quyết định số {row.decision_number} ngày {short_date(row.decided_on)}"
    taken_back = getattr(row, "cancellation", None)
    gone = (
        f"\nĐã hủy bỏ theo Quyết định số {taken_back.number} ngày {short_date(taken_back.dated_on)}"
        if taken_back
        else ""
    )
    return f"{row.get_outcome_display()}{granted}\n{decision}{gone}"


def _results(year):
    """The published Results of a year, or None."""
    published = ScoreTable.objects.filter(cluster_year=year, status=ScoreTable.Status.PUBLISHED)
    table = published.select_related("basis").first()
    if table is None:
        return None
    table.cluster_year = year
    return Results(Board(table))


@book.chapters
def ranking_of_the_year(year, user):
    results = _results(year)
    return [Part(55, Chapter("Kết quả chấm điểm, xếp hạng", tuple(_ranking(results))))] if results else []


def _ranking(results):
    columns = (
        Col("Đơn vị"),
        Col("Hạng", "narrow", True),
        Col("Tổng điểm", "narrow", True),
        Col("Xếp loại", "broad"),
    )
    yield Grid(
        columns,
        tuple(
            (
                row.unit_name,
                row.rank_text or "không xếp",
                points_text(row.total),
                row.result_class or "không xếp loại",
            )
            for row in results.rows
        ),
    )
    said = [row.reason for row in results.rows if row.reason]
    yield Lines((f"Khi bằng điểm: {ties_text(results)}.", *dict.fromkeys(said)), is_note=True)


@book.papers
def ranking_as_printed(year, user):
    results = _results(year)
    if results is None:
        return []
    name = f"Bảng xếp hạng thi đua năm {year.year} - {year.cluster}.pdf"
    return [Print(SCORES, name, ranking_paper(results.table))]


@book.lists
def points_of_the_year(year, user):
    results = _results(year)
    if results is None:
        return []
    board = results.board
    return [
        Listing(LISTS, "Xếp hạng thi đua", ranking_columns(results), results.rows),
        Listing(LISTS, "Điểm từng tiêu chí", points_columns(board), points_rows(board)),
    ]


@book.papers
def proposals_of_the_year(year, user):
    return [Print(FOLDER, proposal_filename(row), proposal_paper(row)) for row in _proposals(year, user)]


@book.lists
def dossiers_of_the_year(year, user):
    return [Listing(LISTS, "Đề nghị khen thưởng", COLUMNS, _dossiers(year, user))]


@book.files
def evidence_of_the_year(year, user):
    dossiers = list(_dossiers(year, user))
    folders = {
        row.pk: f"{FOLDER}/{book.named(number, f'{row.nominee_name} - {row.award.name}')}"
        for number, row in enumerate(dossiers, 1)
    }
    rows = Evidence.objects.filter(nomination__in=folders).order_by("nomination", "uploaded_at", "pk")
    return [
        Stored(folders[row.nomination_id], row.file_name, lambda row=row: row.file.open("rb")) for row in rows
    ]
