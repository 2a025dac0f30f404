"""A secret ballot of nine members, one of them of the nominee's own unit: opened, cast by phone, counted, concluded."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from awards import actions
from awards.models import Turnout
from tests import factories as make
from tests.awards.council import session_of, vote_rule, voters
from tests.awards.dossiers import dossier
from tests.conftest import make_cast
from tests.journeys.test_year import follow, press, says

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session(db):
    """Eight officials and the officer of the nominee's unit, all present; the dossier is put to a secret vote."""
    cast, today = make_cast(), date.today()
    year = cast.year
    if year.year != today.year:
        year = make.make_year(cast.cluster, today.year)
        make.make_term(year, cast.chair_unit, "chair")
    cast.year = year
    members = voters(8)
    for member in members:
        make.assign(member, make.Role.LEADER, cast.authority)
    vote_rule(effective_from=today - timedelta(days=400), quorum_over=2, quorum_under=3)
    session = session_of(cast, [*members, cast.officer], held_on=today, begins="08 giờ 00")
    actions.add_motions(session, [dossier(cast, "appraised", year=year)], "secret", by=cast.secretary)
    session.cast, session.voters = cast, members
    cast.users |= {member.username: member for member in members}
    return session


def test_nine_members_vote_in_secret_and_one_steps_aside(session, as_person):
    here = f"/phien-hop/{session.pk}/"
    secretary = as_person("secretary")
    secretary.goto(here)
    follow(secretary, "Mở biểu quyết")
    press(secretary, "Mở biểu quyết")
    says(secretary, "Đã mở biểu quyết.")
    ballot = f"/bieu-quyet/{session.motions.get().pk}/"

    # the member of the nominee's own unit is told so, by the page and by the address of the ballot
    officer = as_person("officer")
    officer.goto(f"{ballot}bo-phieu/")
    says(officer, "không tham gia biểu quyết nội dung này: là người của đơn vị được xét")

    # seven agree, one does not; the choice is never seen again
    for number, member in enumerate(session.voters):
        page = as_person(member.username)
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(here)
        page.get_by_role("link", name=re.compile("^Bỏ phiếu ?:")).click()
        choice = "Không đồng ý" if number == 0 else "Đồng ý"
        page.get_by_label(choice, exact=True).check()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        press(page, "Gửi phiếu")
        says(page, "Đã ghi nhận phiếu.")
        page.goto(ballot)
        says(page, f"Phiếu của {member.full_name} đã được ghi nhận.")
        expect(page.get_by_text(choice, exact=True)).to_have_count(0)
        page.goto(f"{ballot}bo-phieu/")
        says(page, "đã bỏ phiếu nội dung này")

    secretary.goto(ballot)
    says(secretary, "Đã bỏ phiếu 8/8 thành viên được biểu quyết.")
    follow(secretary, "Kết thúc biểu quyết")
    press(secretary, "Kết thúc biểu quyết")
    says(
        secretary,
        "Không đạt: 7/9 phiếu đồng ý, bằng 77,77% tổng số thành viên hội đồng; cần từ 80% trở lên, tức ít "
        "nhất 8 phiếu.",
    )
    assert Turnout.objects.count() == 8

    secretary.goto(here)
    follow(secretary, "Kết thúc phiên họp")
    secretary.get_by_label("Kết luận").fill("Hội đồng ghi nhận kết quả bỏ phiếu.")
    press(secretary, "Kết thúc phiên họp")
    says(secretary, "Đã kết thúc phiên họp.")
    follow(secretary, f"Biên bản kiểm phiếu - {session.title}")
    printed = secretary.request.get(secretary.url + "pdf/")
    assert printed.ok
    assert printed.body().startswith(b"%PDF")
