"""A plan that is issued here is issued everywhere: at its step, in the to-do list and on the page of its year."""

import pytest
from django.urls import reverse

from clusters import actions, todo
from clusters.models import Plan, PlanItem
from clusters.papers import kind_of
from clusters.steps import DONE, NOW, steps_of
from tests.clusters.papers import TODAY

WRITE = "Hoàn thiện và ban hành kế hoạch"


@pytest.fixture
def plan(cast):
    plan = actions.save_plan(Plan(cluster_year=cast.year, title="Công tác thi đua"), by=cast.chair)
    actions.add_plan_item(PlanItem(plan=plan, text="Phát động phong trào"), by=cast.chair)
    return plan


def how_it_stands(cast):
    (step,) = [step for step in steps_of([cast.year], TODAY)[cast.year.pk] if step.key == "plan"]
    asked = WRITE in [task.label for task in todo.tasks_of(cast.chair, TODAY)]
    return step.state, step.detail, asked


def test_a_plan_issued_here_need_not_be_entered_as_issued_once_more(cast, plan, sign_in):
    assert how_it_stands(cast) == (NOW, "Đang dự thảo.", True)
    paper = actions.issue_paper(kind_of("ke-hoach"), plan, cast.year, TODAY, by=cast.secretary)
    assert how_it_stands(cast) == (DONE, f"Số {paper.number_text}.", False)
    page = sign_in(cast.chair).get(reverse("clusters:year_detail", args=[cast.year.pk])).content.decode()
    assert f'<a href="{reverse("clusters:issued_detail", args=[paper.pk])}">{paper.number_text}</a>' in page
    assert "02/03/2026" in page

    actions.revoke_paper(paper, TODAY, "Sai căn cứ", by=cast.secretary)
    assert how_it_stands(cast) == (NOW, "Đang dự thảo.", True)
