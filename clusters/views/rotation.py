"""The rotation planner: years ahead by the cluster's rule, put before the conference, confirmed there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import Permission, can, on, permissions_on
from accounts.pages import edit, press
from clusters import actions, pictures
from clusters.documents import rotation_filename, rotation_paper
from clusters.models import Cluster, ClusterYear, ProposedTerm, RotationSkip
from clusters.office_forms import ConfirmForm, RotationRuleForm, RotationSkipForm, YearsForm
from clusters.turns import Turns, rows_of
from clusters.views import trail
from clusters.views.offices import ANCHOR
from documents import pdf
from documents.response import pdf_response


def to_rotation(cluster):
    return reverse("clusters:rotation_detail", args=[cluster.pk])


def of_rotation(cluster):
    return [*trail.of_cluster(cluster), ("Luân phiên", to_rotation(cluster))]


@on(Cluster, Permission.VIEW)
def rotation_detail(request, cluster):
    turns, asked = Turns(cluster), YearsForm(request.GET or None)
    plan = turns.plan(asked.years())
    rows = rows_of(turns, plan)
    permissions = permissions_on(request.user, cluster)
    planner = _planning_year(turns)
    context = {
        "cluster": cluster,
        "turns": turns,
        "rule": turns.rule,
        "asked": asked,
        "ahead": len(plan.years),
        "has_ended": cluster.ended_on is not None and cluster.ended_on < turns.today,
        "plan": plan,
        "rows": rows,
        "unrecorded": ", ".join(str(row.planned.year) for row in rows if row.is_past),
        "standings": [(standing, turns.next_turn(standing)) for standing in plan.standing],
        "picture": pictures.of_plan(turns, plan) if turns.memberships else None,
        "skips": [row for row in turns.skips if row.year >= turns.first_year],
        "planner": planner,
        "may": {permission.name.lower(): True for permission in permissions},
        "may_propose": Permission.PLAN_ROTATION in permissions
        or bool(planner and can(request.user, Permission.PLAN_ROTATION, planner)),
        "sample": cluster.authority.is_sample,
    }
    return render(request, "clusters/rotation_detail.html", context)


def _planning_year(turns):
    """The year whose chair of today plans the next ones; None while nobody chairs."""
    chairs = [term for term in turns.terms if term.office == "chair" and _runs(term, turns.today)]
    return chairs[-1].cluster_year if chairs else None


def _runs(term, day):
    return term.starts_on <= day and (term.ends_on is None or term.ends_on >= day)


@on(Cluster, Permission.PLAN_ROTATION)
def rotation_rule_edit(request, cluster):
    form = RotationRuleForm(request.POST or None, instance=Turns(cluster).rule, user=request.user)
    return edit(
        request,
        form,
        lambda: actions.save_rotation_rule(form.instance, by=request.user),
        done="Đã lưu quy tắc luân phiên.",
        to=to_rotation(cluster),
        title="Quy tắc luân phiên",
        lead="Quy tắc chỉ dùng để dự kiến; hội nghị vẫn có thể suy tôn, bầu hoặc cơ quan phân công đơn vị khác.",
        crumbs=of_rotation(cluster),
        back_url=to_rotation(cluster),
    )


@on(Cluster, Permission.PLAN_ROTATION)
def rotation_skip_add(request, cluster):
    skip = RotationSkip(cluster=cluster, year=timezone.localdate().year + 1)
    form = RotationSkipForm(request.POST or None, instance=skip)
    return edit(
        request,
        form,
        lambda: actions.skip_unit(form.instance, by=request.user),
        done="Đã ghi việc lùi lượt. Đơn vị được giữ lượt cho năm sau.",
        to=to_rotation(cluster),
        title="Cho đơn vị lùi lượt",
        lead="Đơn vị không được dự kiến giữ vai trò nào trong năm ghi dưới đây; lượt được giữ cho năm sau.",
        crumbs=of_rotation(cluster),
        back_url=to_rotation(cluster),
    )


@require_POST
@on(RotationSkip, Permission.PLAN_ROTATION)
def rotation_skip_remove(request, skip):
    return press(
        request,
        lambda: actions.remove_skip(skip, by=request.user),
        done="Đã bỏ việc lùi lượt.",
        to=to_rotation(skip.cluster),
    )


@require_POST
@on(ClusterYear, Permission.PLAN_ROTATION)
def rotation_propose(request, year, following):
    """Turn a planned year into proposed terms. ``year`` is where the right stands: the year of the chair who
    plans, or the planned year itself; ``following`` is the planned one, of the same cluster."""
    planned = get_object_or_404(year.cluster.years.filter(year__gte=year.year), pk=following)
    return press(
        request,
        lambda: actions.propose_offices(planned, Turns(year.cluster).choices(planned), by=request.user),
        done=f"Đã đưa ra dự kiến cho năm {planned.year}. Hội nghị tổng kết xác nhận hoặc chọn cách khác.",
        to=to_rotation(year.cluster),
    )


@require_POST
@on(ProposedTerm, Permission.PLAN_ROTATION)
def proposal_remove(request, proposal):
    return press(
        request,
        lambda: actions.remove_proposal(proposal, by=request.user),
        done="Đã bỏ dự kiến.",
        to=trail.to_year(proposal.cluster_year, ANCHOR),
    )


@on(ClusterYear, Permission.APPOINT)
def offices_confirm(request, year):
    noun, back = year.cluster.noun, trail.to_year(year, ANCHOR)
    if year.office_terms.chairs().exists():
        messages.info(
            request, f"Năm {year.year} đã có {noun} trưởng. Muốn đổi thì dùng “Thay giữa nhiệm kỳ”."
        )
        return redirect(back)
    form = ConfirmForm(request.POST or None, year=year, user=request.user)

    def act():
        facts = {name: form.cleaned_data[name] for name in ("occasion", "document")}
        actions.confirm_offices(year, form.choices(), by=request.user, **facts, **form.days())

    return edit(
        request,
        form,
        act,
        done=f"Đã xác nhận {noun} trưởng, {noun} phó năm {year.year}.",
        to=back,
        template="clusters/offices_confirm.html",
        title=f"Xác nhận {noun} trưởng, {noun} phó năm {year.year}",
        crumbs=trail.of_year(year),
        back_url=back,
        year=year,
    )


@on(Cluster, Permission.VIEW)
def rotation_pdf(request, cluster):
    turns = Turns(cluster)
    if not turns.memberships:
        messages.error(request, f"{cluster} chưa có đơn vị thành viên nên chưa có bản in.")
        return redirect(to_rotation(cluster))
    plan = turns.plan(YearsForm(request.GET or None).years())
    return pdf_response(pdf.render(rotation_paper(turns, plan)), rotation_filename(turns, plan))
