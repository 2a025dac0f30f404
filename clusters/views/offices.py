"""Who holds the offices of a cluster: the ledger to the day, and what is written in it."""

from django.shortcuts import render
from django.utils import timezone

from accounts.access import Permission, may, on
from accounts.pages import edit
from clusters import actions, pictures
from clusters.models import Cluster, ClusterYear, OfficeTerm
from clusters.office_forms import DayQuestion, OfficeEndForm, OfficeForm, OfficeReplaceForm
from clusters.turns import ledger_of
from clusters.views import trail
from documents.response import sheet_response
from documents.xlsx import Column, sheet

ANCHOR = "vai-tro"
COLUMNS = [
    Column("Năm thi đua", 12),
    Column("Vai trò", 18),
    Column("Đơn vị", 40),
    Column("Người đại diện", 28),
    Column("Từ ngày", 14),
    Column("Đến hết ngày", 14),
    Column("Thời gian", 24),
    Column("Cách xác định", 20),
    Column("Xác định tại", 40),
    Column("Văn bản", 40),
    Column("Mức tin cậy", 20),
    Column("Ghi chú", 40),
]


@on(Cluster, Permission.VIEW)
def cluster_offices(request, cluster):
    """The whole ledger, its picture and gaps, and “who was it on day X”."""
    today, ledger = timezone.localdate(), ledger_of(cluster)
    question = DayQuestion(request.GET or None)
    day = question.cleaned_data.get("ngay") if question.is_bound and question.is_valid() else None
    gaps = ledger.gaps()
    context = {
        "cluster": cluster,
        "terms": ledger.latest_first(),
        "gaps": gaps,
        "picture": pictures.of_ledger(ledger, gaps, today),
        "question": question,
        "day": day,
        "answers": ledger.sentences_on(day) if day else [],
        "may": may(request.user, cluster),
        "sample": cluster.authority.is_sample,
    }
    return render(request, "clusters/cluster_offices.html", context)


@on(Cluster, Permission.VIEW)
def cluster_offices_export(request, cluster):
    lines = [_line(term) for term in ledger_of(cluster).latest_first()]
    title = f"Trưởng, phó của {cluster} qua các năm"
    return sheet_response(sheet(title, COLUMNS, lines), f"{title}.xlsx")


def _line(term):
    is_open = "đến khi bàn giao" if term.ends_on is None else ""
    return [
        str(term.cluster_year.year),
        term.office_label,
        term.unit_name,
        term.person.titled_name if term.person else None,
        term.starts_on if term.are_days_known else None,
        term.ends_on if term.are_days_known else None,
        is_open if term.are_days_known else "nguồn chỉ nêu năm",
        term.get_method_display() if term.method != OfficeTerm.Method.UNKNOWN else None,
        term.occasion,
        str(term.document) if term.document else None,
        term.get_certainty_display(),
        term.note,
    ]


@on(ClusterYear, Permission.APPOINT)
def office_add(request, year):
    noun = year.cluster.noun
    term = OfficeTerm(cluster_year=year, starts_on=year.starts_on, ends_on=year.ends_on)
    if year.office_terms.chairs().exists():
        term.office = OfficeTerm.Office.VICE_CHAIR
    form = OfficeForm(request.POST or None, instance=term, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.give_office(form.instance, by=request.user),
        done=f"Đã ghi nhận {form.instance.office_label.lower()}.",
        to=trail.to_year(year, ANCHOR),
        title=f"Ghi nhận {noun} trưởng, {noun} phó, thư ký",
        lead="Giữa năm có thay đổi thì dùng mục “Thay giữa nhiệm kỳ” ở nhiệm kỳ đang giữ.",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
    )


@on(OfficeTerm, Permission.APPOINT)
def office_edit(request, term):
    year = term.cluster_year
    form = OfficeForm(request.POST or None, instance=term, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.change_office(form.instance, by=request.user),
        done="Đã lưu nhiệm kỳ.",
        to=trail.to_year(year, ANCHOR),
        title=f"Sửa nhiệm kỳ {term.office_label.lower()}",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
    )


@on(OfficeTerm, Permission.APPOINT)
def office_replace(request, term):
    year, today = term.cluster_year, timezone.localdate()
    label = term.office_label.lower()
    successor = OfficeTerm(
        cluster_year=year,
        office=term.office,
        unit=term.unit,
        starts_on=min(today, term.ends_on or today),
        ends_on=term.ends_on,
    )
    form = OfficeReplaceForm(request.POST or None, instance=successor, term=term, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.replace_office(term, form.instance, by=request.user),
        done=f"Đã thay {label}. Nhiệm kỳ trước vẫn được lưu.",
        to=trail.to_year(year, ANCHOR),
        title=f"Thay {label} giữa nhiệm kỳ",
        lead=f"{term.unit_name}, {year}. Nhiệm kỳ hiện nay kết thúc vào ngày trước ngày thay.",
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
        submit_label="Ghi nhận thay",
    )


@on(OfficeTerm, Permission.APPOINT)
def office_end(request, term):
    year, today = term.cluster_year, timezone.localdate()
    form = OfficeEndForm(request.POST or None, initial={"on": min(today, term.ends_on or today)})

    def act():
        return actions.end_office(term, form.cleaned_data["on"], form.cleaned_data["note"], by=request.user)

    return edit(
        request,
        form,
        act,
        done="Đã kết thúc nhiệm kỳ.",
        to=trail.to_year(year, ANCHOR),
        template="components/confirm_page.html",
        title=f"Kết thúc nhiệm kỳ {term.office_label.lower()}",
        lead=f"{term.unit_name}, {year}",
        effects=[
            f"Sau ngày ghi dưới đây, đơn vị không còn quyền của {term.office_label.lower()}.",
            "Nhiệm kỳ vẫn được lưu; đơn vị kế nhiệm được ghi thành nhiệm kỳ mới.",
        ],
        crumbs=trail.of_year(year),
        back_url=trail.to_year(year, ANCHOR),
        submit_label="Kết thúc nhiệm kỳ",
    )
