"""From a nomination to the award in somebody's hands: dossier, review, a paper ballot, tờ trình, decision, letter."""

import re
from datetime import date, timedelta

import pytest

from awards.models import Conferral, Nomination
from tests import factories as make
from tests.awards.council import session_of, vote_rule
from tests.conftest import make_cast
from tests.journeys.test_year import follow, press, says

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TODAY = date.today().strftime("%d/%m/%Y")


@pytest.fixture
def council(db):
    """A running year, an award of its authority, and a session of five members who are all there."""
    cast, today = make_cast(), date.today()
    if cast.year.year != today.year:
        cast.year = make.make_year(cast.cluster, today.year)
        make.make_term(cast.year, cast.chair_unit, "chair")
    make.make_award(name="Cờ thi đua của tỉnh")
    vote_rule(effective_from=today - timedelta(days=400), is_secret=True)
    session = session_of(cast, count=5, held_on=today)
    session.cast = cast
    return session


def test_from_a_nomination_to_the_award_that_was_given(council, as_person):
    cast, here = council.cast, f"/phien-hop/{council.pk}/"
    year = f"/nam/{cast.year.pk}/"
    member, chair = as_person("officer"), as_person("chair")
    secretary, leader = as_person("secretary"), as_person("leader")

    # --- the unit nominates, the chair receives and appraises, the leader reads and gives an opinion
    member.goto(f"{year}de-nghi/them/")
    member.select_option("[name=award]", label="Cờ thi đua của tỉnh (tập thể)")
    member.fill("[name=achievement]", "Dẫn đầu phong trào thi đua của Cụm.")
    member.select_option("[name=put_to]", label=cast.authority.name)
    press(member, "Lưu hồ sơ")
    press(member, "Nộp hồ sơ")
    dossier = re.sub(r"^https?://[^/]+", "", member.url.split("#")[0])
    chair.goto(dossier)
    press(chair, "Tiếp nhận")
    press(chair, "Thẩm định xong, chuyển xét")
    leader.goto("/")
    leader.get_by_role("link", name=re.compile("^Xét hồ sơ")).first.click()
    leader.get_by_label("Đồng ý", exact=True).check()
    press(leader, "Lưu, sang hồ sơ tiếp")

    # --- the council votes on paper: four of five
    secretary.goto(here + "ho-so/them/")
    secretary.get_by_label(re.compile(cast.unit.name)).check()
    secretary.check("[name=way][value=paper]")
    press(secretary, "Đưa vào biểu quyết")
    secretary.goto(here)
    follow(secretary, "Mở biểu quyết")
    press(secretary, "Mở biểu quyết")
    motion = f"/bieu-quyet/{council.motions.get().pk}/"
    secretary.goto(motion + "kiem-phieu/")
    for name, number in (
        ("issued", 5),
        ("returned", 5),
        ("agree", 4),
        ("against", 2),
        ("abstain", 0),
        ("invalid", 0),
    ):
        secretary.fill(f"[name={name}]", str(number))
    press(secretary, "Lưu kết quả kiểm phiếu")
    says(secretary, "nhiều hơn 5 thành viên được biểu quyết")
    secretary.fill("[name=against]", "1")
    press(secretary, "Lưu kết quả kiểm phiếu")
    follow(secretary, "Kết thúc biểu quyết")
    press(secretary, "Kết thúc biểu quyết")
    says(secretary, "Đạt: 4/5 phiếu đồng ý, bằng 80% tổng số thành viên hội đồng")
    secretary.goto(here)
    follow(secretary, "Kết thúc phiên họp")
    secretary.get_by_label("Kết luận").fill("Thống nhất đề nghị.")
    press(secretary, "Kết thúc phiên họp")

    # --- put to the authority, decided, told
    secretary.goto(f"{year}to-trinh/them/")
    secretary.get_by_label(re.compile(cast.unit.name)).check()
    secretary.fill("[name=number]", "01/TTr-CTĐ01")
    secretary.fill("[name=dated_on]", TODAY)
    secretary.fill("[name=signatory]", "Nguyễn Văn An")
    press(secretary, "Lập tờ trình")
    follow(secretary, "Ban hành")
    press(secretary, "Ban hành")
    secretary.goto(f"/co-quan/{cast.authority.pk}/quyet-dinh/them/")
    secretary.get_by_label(re.compile(cast.unit.name)).check()
    secretary.fill("[name=number]", "12/QĐ-LHH")
    secretary.fill("[name=dated_on]", TODAY)
    secretary.fill("[name=signatory]", "Trần Văn Bình")
    press(secretary, "Lập dự thảo")
    leader.goto(re.sub(r"^https?://[^/]+", "", secretary.url.split("#")[0]))
    follow(leader, "Ban hành")
    press(leader, "Ban hành")
    says(leader, "lập thư, thông báo kết quả")
    follow(leader, "Lập thư, thông báo")
    press(leader, "Lập thư")
    leader.get_by_role("link", name=re.compile("^Thông báo kết quả khen thưởng")).first.click()
    press(leader, "Đã đọc, nội dung đúng")
    member.goto(dossier)
    assert member.get_by_text("Thông báo kết quả khen thưởng").count() == 0
    leader.get_by_role("button", name=re.compile("^Gửi")).click()
    says(leader, "Đơn vị nhận xem được thư từ lúc này.")

    # --- the unit reads it; the chair writes down that it was handed over
    member.goto(dossier)
    says(member, "Được khen thưởng")
    says(member, "Thông báo kết quả khen thưởng")
    chair.goto(dossier + "trao-tang/")
    chair.check("[name=status][value=given]")
    chair.fill("[name=given_on]", TODAY)
    chair.fill("[name=received_by]", "Lê Thị Cúc")
    chair.locator("main form button[type=submit]").first.click()
    says(chair, "Lê Thị Cúc")
    row = Nomination.objects.get()
    assert (row.outcome, row.decision_number) == ("granted", "12/QĐ-LHH")
    assert row.conferral.status == Conferral.Status.GIVEN
