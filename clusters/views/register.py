"""The register of numbers of a cluster: as a page, as an Excel file, and its lines of papers not issued here."""

from django import forms
from django.shortcuts import render
from django.urls import reverse

from accounts.access import Permission, can, on
from accounts.pages import edit
from clusters import actions
from clusters.models import Cluster, ClusterYear, IssuedPaper
from clusters.register import lines_of
from clusters.register_forms import OldNumberForm, RegisterFilter
from clusters.views import trail
from documents.xlsx import Column, listing

COLUMNS = [
    Column("Năm", 8, "year"),
    Column("Loại văn bản", 24, "type_label"),
    Column("Số", 8, "number"),
    Column("Số, ký hiệu", 20, "number_text"),
    Column("Ngày ban hành", 14, "day"),
    Column("Trích yếu", 60, "title"),
    Column("Người ký", 28, "signer"),
    Column("Tình trạng", 20, "state_label"),
    Column("Mã tra cứu", 18, "paper.spaced_code"),
]


def to_register(cluster):
    return reverse("clusters:number_register", args=[cluster.pk])


def of_register(year):
    """What the form pages of the register share."""
    cluster = year.cluster
    return {
        "crumbs": [*trail.of_cluster(cluster), ("Sổ văn bản", to_register(cluster))],
        "sample": cluster.authority.is_sample,
    }


@on(Cluster, Permission.VIEW)
def number_register(request, cluster):
    lines = lines_of(cluster, request.user)
    filters = RegisterFilter(request.GET, user=request.user, lines=lines)
    years = list(cluster.years.order_by("-year"))
    chosen = filters.chosen("nam")
    year = next((row for row in years if row.year == chosen), years[0] if years else None)
    context = {
        "cluster": cluster,
        "filters": filters,
        "lines": filters.narrow(lines),
        "has_lines": bool(lines),
        "year": year,
        "may_enter": year is not None and can(request.user, Permission.ISSUE_PAPER, year),
        "sample": cluster.authority.is_sample,
    }
    return render(request, "clusters/number_register.html", context)


@on(Cluster, Permission.VIEW)
def number_register_export(request, cluster):
    lines = lines_of(cluster, request.user)
    filters = RegisterFilter(request.GET, user=request.user, lines=lines)
    return listing(f"Sổ văn bản của {cluster}", COLUMNS, filters.narrow(lines))


@on(ClusterYear, Permission.ISSUE_PAPER)
def old_number_add(request, year):
    form = OldNumberForm(request.POST or None, instance=IssuedPaper(cluster_year=year, is_old=True))
    return edit(
        request,
        form,
        lambda: actions.add_old_number(form.instance, by=request.user),
        done="Đã ghi văn bản cũ vào sổ.",
        to=to_register(year.cluster),
        title=f"Ghi văn bản cũ năm {year.year} vào sổ",
        lead="Dùng cho văn bản đã ban hành ngoài phần mềm. Số chỉ biết một phần, ngày chưa rõ vẫn ghi được.",
        back_url=to_register(year.cluster),
        submit_label="Ghi vào sổ",
        **of_register(year),
    )


@on(IssuedPaper, Permission.ISSUE_PAPER)
def old_number_edit(request, paper):
    form = OldNumberForm(request.POST or None, instance=paper)
    return edit(
        request,
        form,
        lambda: actions.change_old_number(form.instance, by=request.user),
        done="Đã lưu.",
        to=reverse("clusters:issued_detail", args=[paper.pk]),
        title="Sửa văn bản cũ trong sổ",
        back_url=reverse("clusters:issued_detail", args=[paper.pk]),
        **of_register(paper.cluster_year),
    )


@on(IssuedPaper, Permission.ISSUE_PAPER)
def old_number_remove(request, paper):
    form = forms.Form(request.POST if request.method == "POST" else None)
    year = paper.cluster_year
    return edit(
        request,
        form,
        lambda: actions.remove_old_number(paper, by=request.user),
        done="Đã bỏ văn bản cũ khỏi sổ.",
        to=to_register(year.cluster),
        template="components/confirm_page.html",
        title="Bỏ văn bản cũ khỏi sổ?",
        lead=str(paper),
        effects=["Dòng này không còn trong sổ; nội dung của dòng được giữ ở nhật ký."],
        submit_label="Bỏ khỏi sổ",
        danger=True,
        back_url=reverse("clusters:issued_detail", args=[paper.pk]),
        **of_register(year),
    )
