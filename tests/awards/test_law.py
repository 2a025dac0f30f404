"""The law as dated rows: the numbers, who may change them, and that somebody's own version stays."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import Event
from awards import catalogue
from awards.models import AwardCondition, AwardForm, ChecklistItem, LegalFigure, VoteRule
from documents.models import Certainty


@pytest.fixture
def loaded(db):
    catalogue.load()


def award(code):
    return AwardForm.objects.get(code=code)


def figure(kind, code, day):
    return LegalFigure.objects.filter(kind=kind).closest(award(code), day)


@pytest.mark.parametrize(
    ("day", "pay"),
    [
        (date(2024, 6, 30), None),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_the_base_pay_changes_on_its_day(loaded, day, pay):
    row = figure("base_pay", "LDTT", day)
    assert (row and row.amount) == pay


@pytest.mark.parametrize(
    ("code", "prize"),
    [
        ("CSTD-TQ", 11_385_000),
        ("CSTD-BT", 7_590_000),
        ("CSTD-CS", 2_530_000),
        ("LDTT", 759_000),
        ("DVQT", 3_795_000),
        ("TTLDTT", 2_024_000),
        ("XPTB", 5_060_000),
        ("TTDPVH", 3_795_000),
        ("CO-CP", 30_360_000),
        ("CO-BT", 20_240_000),
    ],
)
def test_multiple_times_base_pay_is_the_prize(loaded, code, prize):
    day = date(2026, 11, 20)
    assert figure("prize", code, day).amount * figure("base_pay", code, day).amount == prize


def test_what_no_source_gives_has_no_row(loaded):
    day = date(2026, 11, 20)
    assert figure("prize", "GK-CN", day) is None
    assert figure("quota_share", "CSTD-CS", day) is None
    assert figure("posting_days", "CO-BT", day) is None


@pytest.mark.parametrize(
    ("code", "day", "threshold", "certainty"),
    [
        ("BK-TTG-TT", date(2025, 6, 30), 80, "stated"),
        ("BK-TTG-TT", date(2025, 7, 1), 80, "inferred"),
        ("CO-CP", date(2026, 3, 1), 80, "inferred"),
        ("HCLD-3-CN", date(2026, 3, 1), 80, "inferred"),
        ("CSTD-BT", date(2026, 3, 1), 90, "unknown"),
        ("CSTD-TQ", date(2026, 3, 1), 90, "unknown"),
    ],
)
def test_votes_are_secret_and_count_all_seats(loaded, code, day, threshold, certainty):
    rule = VoteRule.objects.filter(matter="award").closest(award(code), day)
    assert (rule.threshold, rule.base, rule.is_secret, rule.certainty) == (
        threshold,
        "seats",
        True,
        certainty,
    )


def test_choosing_the_chair_is_usual_practice_and_says_so(loaded):
    rule = VoteRule.objects.get(matter="election")
    assert (rule.threshold, rule.is_strict, rule.base, rule.certainty) == (50, True, "present", "unknown")
    assert "pháp luật không quy định" in rule.legal_ref


@pytest.mark.parametrize(
    ("day", "paper", "text", "certainty"),
    [
        (date(2023, 12, 31), "collective", "Mẫu số 01", "stated"),
        (date(2024, 1, 1), "collective", "Mẫu số 02", "stated"),
        (date(2025, 6, 30), "individual", "Mẫu số 03", "stated"),
        (date(2025, 7, 1), "proposal", "Mẫu số 01", "unknown"),
    ],
)
def test_form_numbers_follow_the_decree_of_the_day(loaded, day, paper, text, certainty):
    row = LegalFigure.objects.filter(kind="form_number", paper=paper).closest(award("CO-BT"), day)
    assert (row.text, row.certainty) == (text, certainty)


def test_the_certificate_of_an_initiative_is_asked_of_emulation_fighters_only(loaded):
    named = ChecklistItem.objects.filter(name__contains="sáng kiến").values_list("award_code", "is_required")
    assert set(named) == {("CSTD-TQ", True), ("CSTD-BT", True), ("CSTD-CS", False)}


@pytest.mark.parametrize(
    ("code", "minutes"), [("CO-BT", "bình xét thi đua"), ("BK-BT-CN", "xét khen thưởng")]
)
def test_titles_and_forms_have_their_own_minutes(loaded, code, minutes):
    names = [row.name for row in ChecklistItem.objects.about(award(code)) if row.is_required]
    assert names == ["Tờ trình của đơn vị", "Báo cáo thành tích", f"Biên bản {minutes}"]


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_the_trap_of_the_five_years(loaded, number):
    """Individuals need them well done, collectives excellently."""
    for subject, rating in (("TT", "excellent"), ("CN", "good")):
        rows = AwardCondition.objects.filter(award_code=f"HCLD-{number}-{subject}", years=5, count=None)
        assert [row.rating for row in rows.filter(kind="rated_years")] == [rating]


def test_every_rule_names_an_award_of_the_catalogue(loaded):
    codes = set(AwardForm.objects.values_list("code", flat=True)) | {""}
    for model in (LegalFigure, VoteRule, ChecklistItem, AwardCondition):
        assert set(model.objects.values_list("award_code", flat=True)) <= codes
    for row in AwardCondition.objects.exclude(codes=""):
        assert set(row.counted_codes) <= codes


def test_what_is_not_sure_says_why(loaded):
    for model in (LegalFigure, VoteRule, ChecklistItem, AwardCondition):
        assert not model.objects.exclude(certainty=Certainty.STATED).filter(note="").exists()
        for row in model.objects.all():
            row.full_clean()


def test_a_set_that_somebody_keeps_gets_nothing_added(loaded):
    conditions = AwardCondition.objects.filter(award_code="CO-BT")
    kept = conditions.first()
    conditions.exclude(pk=kept.pk).delete()
    kept.words = "Dẫn đầu cụm theo quy chế của tỉnh"
    kept.save()
    assert catalogue.load() == 0
    assert [row.words for row in conditions.all()] == ["Dẫn đầu cụm theo quy chế của tỉnh"]


def test_a_change_in_the_administration_is_an_event(cast, sign_in):
    catalogue.load()
    row = LegalFigure.objects.get(kind="quota_share")
    client = sign_in(cast.administrator)
    page = client.get(reverse("admin:awards_legalfigure_change", args=[row.pk]))
    typed = {
        name: page.context["adminform"].form[name].value() for name in page.context["adminform"].form.fields
    }
    typed = {name: "" if value is None else value for name, value in typed.items()}
    typed |= {"amount": "25", "effective_from": "01/01/2024"}
    answer = client.post(reverse("admin:awards_legalfigure_change", args=[row.pk]), typed)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.amount == Decimal(25)
    event = Event.objects.get(verb="row_changed", subject_type="awards.legalfigure")
    assert (event.actor, event.changes) == (cast.administrator, [["Giá trị", "20", "25"]])


@pytest.mark.parametrize("who", ["secretary", "leader", "chair"])
@pytest.mark.parametrize("model", ["legalfigure", "voterule", "checklistitem", "awardcondition"])
def test_nobody_else_changes_the_law(cast, sign_in, who, model):
    answer = sign_in(cast.users[who]).post(reverse(f"admin:awards_{model}_add"), {}, follow=True)
    assert answer.status_code == 403


def test_the_page_of_an_award_shows_the_rules_of_the_day_with_their_source(cast, sign_in):
    catalogue.load()
    page = sign_in(cast.viewer).get(reverse("awards:award_detail", args=[award("CO-CP").pk]))
    text = " ".join(page.content.decode().split())
    for said in (
        "Mức tiền thưởng: 12 lần lương cơ sở",
        "Tỷ lệ tối đa: không quá 20%",
        "từ 80% tổng số thành viên hội đồng trở lên, bỏ phiếu kín",
        "Hạn gửi hồ sơ: ngày 31 tháng 3 năm sau",
        "Biên bản bình xét thi đua",
        "Trường hợp 3",
        "Suy ra, cần xác minh",
    ):
        assert said in text
