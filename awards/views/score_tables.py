"""The score table of a year: drawn up or copied, checked, opened; afterwards changed by amendments with a reason."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import Permission, on, permissions_on
from accounts.pages import edit, key_asked, press
from awards import actions
from awards.models import HardStop, ResultClass, ScoreCriterion, ScoreTable, TieBreak
from awards.score_table_forms import (
    CopyForm,
    CriterionForm,
    HardStopForm,
    MoveForm,
    ReasonForm,
    ResultClassForm,
    ScoreTableForm,
    TieBreakForm,
)
from awards.score_table_import import CriteriaFileForm, read_payload, template
from awards.score_table_reading import Reading, below, export_of, links_to_scores
from clusters.models import ClusterYear
from clusters.views import trail
from vietnamese.dates import short_date

P = Permission
CONFIRM = "components/confirm_page.html"


def to_table(year, anchor=""):
    return reverse("awards:score_table", args=[year.pk]) + (f"#{anchor}" if anchor else "")


def _of_table(year, anchor="", **context):
    """What every form page of the table shares."""
    return {
        "crumbs": [*trail.of_year(year), ("Bảng điểm", to_table(year))],
        "back_url": to_table(year, anchor),
        "sample": year.cluster.authority.is_sample,
        "working_year": year.year,
        **context,
    }


def _sent(request):
    return request.POST if request.method == "POST" else None


# --- the table -------------------------------------------------------------------------------------------


@on(ClusterYear, P.VIEW)
def score_table(request, year):
    rows = ScoreTable.objects.select_related("basis", "copied_from__cluster_year__cluster", "cluster_year")
    table = rows.filter(cluster_year=year).first()
    permissions = permissions_on(request.user, year)
    may_edit = P.EDIT_SCORE_TABLE in permissions and year.closed_on is None
    context = {
        "year": year,
        "cluster": year.cluster,
        "sample": year.cluster.authority.is_sample,
        "working_year": year.year,
        "may_edit": may_edit and not (table and table.is_published),
        "may_read_history": P.HISTORY in permissions,
        "crumbs": trail.of_year(year),
    }
    if table is not None:
        table.cluster_year = year
        context |= {"table": table, "reading": Reading(table, context["may_edit"])}
        context["links"] = links_to_scores(request.user, table)
        source = ScoreTable.objects.visible_to(request.user).filter(pk=table.copied_from_id).first()
        context["copied_from_url"] = to_table(source.cluster_year) if source else ""
    return render(request, "awards/score_table.html", context)


@on(ClusterYear, P.EDIT_SCORE_TABLE)
def score_table_add(request, year):
    if ScoreTable.objects.filter(cluster_year=year).exists():
        messages.info(request, "Năm này đã có bảng điểm.")
        return redirect(to_table(year))
    form = ScoreTableForm(_sent(request), instance=ScoreTable(cluster_year=year), user=request.user)
    return edit(
        request,
        form,
        lambda: actions.save_score_table(form.instance, by=request.user),
        done="Đã lập bảng điểm. Thêm các nhóm và tiêu chí, rồi mở chấm điểm khi bảng điểm cộng đủ.",
        to=to_table(year),
        **_of_table(year, title="Lập bảng điểm", lead=str(year), submit_label="Lập bảng điểm"),
    )


@on(ScoreTable, P.EDIT_SCORE_TABLE)
def score_table_edit(request, table):
    form = ScoreTableForm(_sent(request), instance=table, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.save_score_table(form.instance, by=request.user, reason=form.given_reason),
        done="Đã lưu thông tin bảng điểm.",
        to=to_table(table.cluster_year),
        **_of_table(table.cluster_year, title="Sửa thông tin bảng điểm", lead=str(table.cluster_year)),
    )


@on(ClusterYear, P.EDIT_SCORE_TABLE)
def score_table_copy(request, year):
    table = ScoreTable.objects.filter(cluster_year=year).first() or ScoreTable(cluster_year=year)
    if table.pk and table.criteria.exists():
        messages.info(request, "Bảng điểm đã có tiêu chí. Chỉ chép được vào bảng điểm chưa có tiêu chí nào.")
        return redirect(to_table(year))
    form = CopyForm(_sent(request) or request.GET or None, year=year, user=request.user)
    source = form.chosen
    if request.method == "POST" and source is not None:
        return press(
            request,
            lambda: actions.copy_score_table(source, table, by=request.user),
            done="Đã chép bảng điểm. Xem lại từng tiêu chí trước khi mở chấm điểm.",
            to=to_table(year),
        )
    context = _of_table(year, form=form, source=source, reading=source and Reading(source))
    context["year"] = year
    return render(request, "awards/score_table_copy.html", context)


@on(ScoreTable, P.EDIT_SCORE_TABLE)
def score_table_open(request, table):
    year = table.cluster_year
    if not table.is_draft:
        messages.info(request, "Bảng điểm này đã mở chấm điểm.")
        return redirect(to_table(year))
    units = len(year.members())
    due = f"Hạn tự chấm: {short_date(table.self_due_on)}." if table.self_due_on else "Chưa đặt hạn tự chấm."
    return edit(
        request,
        ReasonForm(_sent(request), table=table),
        lambda: actions.open_scoring(table, by=request.user),
        done="Đã mở chấm điểm. Các đơn vị thành viên bắt đầu tự chấm.",
        to=to_table(year),
        template=CONFIRM,
        **_of_table(
            year,
            title="Mở chấm điểm?",
            lead=str(table),
            effects=[
                f"{units} đơn vị thành viên của năm {year.year} nhận phiếu chấm điểm và bắt đầu tự chấm. {due}",
                "Từ khi đơn vị đầu tiên nộp phiếu, mỗi thay đổi của bảng điểm phải nêu lý do và được tính là một lần "
                "điều chỉnh.",
            ],
            submit_label="Mở chấm điểm",
        ),
    )


@on(ScoreTable, P.VIEW)
def score_table_export(request, table):
    return export_of(Reading(table))


@on(ScoreTable, P.EDIT_SCORE_TABLE)
def score_table_import(request, table):
    """A file is read and shown; what comes back with the confirmation, signed, is written whole or not at all."""
    year = table.cluster_year
    if "mau" in request.GET:
        return template()
    form = CriteriaFileForm(_sent(request), request.FILES or None, table=table)
    if "payload" in request.POST:
        found = read_payload(table, request.POST["payload"])
        if found and found.is_right:
            return press(
                request,
                lambda: actions.import_criteria(table, found.written, by=request.user),
                done=f"Đã nhập {len(found.lines)} dòng vào bảng điểm. Xem lại rồi mở chấm điểm.",
                to=to_table(year),
            )
        messages.error(request, "Tệp đã xem quá một ngày hoặc không đọc lại được. Gửi lại tệp.")
        return redirect(request.path)
    context = _of_table(
        year, form=form, table=table, title="Nhập tiêu chí từ Excel", submit_label="Xem trước"
    )
    status = 200 if not form.is_bound or (form.is_valid() and form.found.is_right) else 422
    return render(request, "awards/score_table_import.html", context, status=status)


# --- criteria --------------------------------------------------------------------------------------------


@on(ScoreTable, P.EDIT_SCORE_TABLE)
def criterion_add(request, table):
    year = table.cluster_year
    parent = table.criteria.filter(pk=key_asked(request.GET.get("nhom", "")), kind="group").first()
    row = ScoreCriterion(table=table, parent=parent, kind="points" if table.criteria.exists() else "group")
    form = CriterionForm(_sent(request), instance=row)
    goes_on = "tiep" in (_sent(request) or request.GET)

    def to(made):
        if not goes_on:
            return to_table(year, f"tieu-chi-{made.pk}")
        url = reverse("awards:criterion_add", args=[table.pk])
        return f"{url}?nhom={made.parent_id or ''}&tiep=1"

    return edit(
        request,
        form,
        lambda: actions.add_criterion(row, form.given_levels, by=request.user, reason=form.given_reason),
        done="Đã thêm tiêu chí.",
        to=to,
        template="awards/score_table_criterion.html",
        **_of_table(year, title="Thêm tiêu chí", lead=str(table), may_go_on=True, goes_on=goes_on),
    )


@on(ScoreCriterion, P.EDIT_SCORE_TABLE)
def criterion_edit(request, row):
    year = row.table.cluster_year
    form = CriterionForm(_sent(request), instance=row)
    return edit(
        request,
        form,
        lambda: actions.change_criterion(row, form.given_levels, by=request.user, reason=form.given_reason),
        done="Đã lưu tiêu chí.",
        to=to_table(year, f"tieu-chi-{row.pk}"),
        template="awards/score_table_criterion.html",
        **_of_table(year, f"tieu-chi-{row.pk}", title="Sửa tiêu chí", lead=str(row.table)),
    )


@on(ScoreCriterion, P.EDIT_SCORE_TABLE)
def criterion_move(request, row):
    year = row.table.cluster_year
    form = MoveForm(_sent(request), table=row.table, initial={"huong": request.GET.get("huong", "len")})
    return edit(
        request,
        form,
        lambda: actions.move_criterion(row, form.places, by=request.user, reason=form.given_reason),
        done="Đã chuyển vị trí tiêu chí.",
        to=to_table(year, f"tieu-chi-{row.pk}"),
        **_of_table(
            year, f"tieu-chi-{row.pk}", title="Chuyển vị trí tiêu chí", lead=row.name, submit_label="Chuyển"
        ),
    )


@on(ScoreCriterion, P.EDIT_SCORE_TABLE)
def criterion_remove(request, row):
    year = row.table.cluster_year
    form = ReasonForm(_sent(request), table=row.table)
    inside = len(below(Reading(row.table).rows, row)) - 1
    effects = [f"Tiêu chí “{row.name}” được bỏ khỏi bảng điểm."]
    if inside:
        effects = [f"Nhóm “{row.name}” và {inside} dòng bên trong được bỏ khỏi bảng điểm."]
    if row.table.tie_breaks.filter(criterion=row).exists():
        effects.append("Quy tắc khi bằng điểm so theo dòng này cũng được bỏ.")
    return edit(
        request,
        form,
        lambda: actions.remove_criterion(row, by=request.user, reason=form.given_reason),
        done="Đã bỏ tiêu chí.",
        to=to_table(year, "tieu-chi"),
        template=CONFIRM,
        **_of_table(year, title="Bỏ tiêu chí?", effects=effects, submit_label="Bỏ tiêu chí", danger=True),
    )


# --- classes, ties, stops --------------------------------------------------------------------------------


def _add_rule(request, form, title, anchor, done):
    year = form.instance.table.cluster_year
    return edit(
        request,
        form,
        lambda: actions.add_score_rule(form.instance, by=request.user, reason=form.given_reason),
        done=done,
        to=to_table(year, anchor),
        **_of_table(year, anchor, title=title, lead=str(year), submit_label="Thêm"),
    )


def _remove_rule(request, row, title, anchor, done):
    year = row.table.cluster_year
    form = ReasonForm(_sent(request), table=row.table)
    return edit(
        request,
        form,
        lambda: actions.remove_score_rule(row, by=request.user, reason=form.given_reason),
        done=done,
        to=to_table(year, anchor),
        template=CONFIRM,
        **_of_table(
            year,
            anchor,
            title=title,
            effects=[f"“{row}” được bỏ khỏi bảng điểm."],
            submit_label="Bỏ",
            danger=True,
        ),
    )


@on(ScoreTable, P.EDIT_SCORE_TABLE)
def result_class_add(request, table):
    form = ResultClassForm(_sent(request), instance=ResultClass(table=table))
    return _add_rule(request, form, "Thêm mức xếp loại", "xep-loai", "Đã thêm mức xếp loại.")


@on(ResultClass, P.EDIT_SCORE_TABLE)
def result_class_remove(request, row):
    return _remove_rule(request, row, "Bỏ mức xếp loại?", "xep-loai", "Đã bỏ mức xếp loại.")


@on(ScoreTable, P.EDIT_SCORE_TABLE)
def tie_break_add(request, table):
    form = TieBreakForm(_sent(request), instance=TieBreak(table=table))
    return _add_rule(request, form, "Thêm quy tắc khi bằng điểm", "bang-nhau", "Đã thêm quy tắc.")


@on(TieBreak, P.EDIT_SCORE_TABLE)
def tie_break_remove(request, row):
    return _remove_rule(request, row, "Bỏ quy tắc khi bằng điểm?", "bang-nhau", "Đã bỏ quy tắc.")


@on(ScoreTable, P.EDIT_SCORE_TABLE)
def hard_stop_add(request, table):
    form = HardStopForm(_sent(request), instance=HardStop(table=table))
    return _add_rule(
        request,
        form,
        "Thêm trường hợp không xếp hạng",
        "khong-xep-hang",
        "Đã thêm trường hợp không xếp hạng.",
    )


@on(HardStop, P.EDIT_SCORE_TABLE)
def hard_stop_remove(request, row):
    return _remove_rule(
        request, row, "Bỏ trường hợp không xếp hạng?", "khong-xep-hang", "Đã bỏ trường hợp không xếp hạng."
    )
