"""A dossier against the rules: kept at receipt, conditions and papers in the way of a step, facts, likeness."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from awards import actions
from awards.appraisal import Appraisal
from awards.conditions import State
from awards.models import (
    AwardCondition,
    AwardQuota,
    ChecklistItem,
    ConditionFinding,
    LegalFigure,
    Proposal,
    VoteRule,
    YearRating,
)
from clusters import actions as cluster_actions
from clusters.lineage import Arrangement, NewUnit
from clusters.models import ClusterYear
from tests import factories as make
from tests.awards.dossiers import award_of, dossier, evidence, picture

LAW = {"legal_ref": "Điều 26", "effective_from": date(2024, 1, 1)}


def url(name, *args):
    return reverse(f"awards:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def words(response):
    return " ".join(response.content.decode().split())


def excellent_years(**fields):
    fields = {"award_code": "CO-BO", "years": 2, "rating": "excellent", "is_blocking": True, **fields}
    return AwardCondition.objects.create(
        kind="rated_years", words="02 năm hoàn thành xuất sắc", **LAW, **fields
    )


def paper(name="Báo cáo thành tích", **fields):
    return ChecklistItem.objects.create(award_code="CO-BO", name=name, **LAW, **fields)


def rate(cast, ratings, nominee="", unit=None):
    rows = {year: (rating, "") for year, rating in ratings.items()}
    actions.save_ratings(unit or cast.unit, nominee, rows, by=cast.officer)


# --- the rules are kept -------------------------------------------------------------------------------------


def test_a_received_dossier_keeps_the_rules_of_that_day(cast):
    condition, item = excellent_years(), paper()
    LegalFigure.objects.create(kind="prize", award_code="CO-BO", amount="8", **LAW)
    VoteRule.objects.create(threshold=80, is_secret=True, **LAW)
    row = dossier(cast, "received")
    before = Appraisal(row).book
    assert before.kept_since == date(2026, 3, 2)
    AwardCondition.objects.update(words="Khác hẳn", years=9)
    ChecklistItem.objects.update(name="Giấy khác")
    LegalFigure.objects.update(amount=1)
    VoteRule.objects.update(threshold=1)
    row.refresh_from_db()
    after = Appraisal(row).book
    assert after == before
    assert [one.words for one in after.conditions] == ["02 năm hoàn thành xuất sắc"]
    assert (after.conditions[0].key, after.papers[0].pk) == (condition.pk, item.pk)
    assert [rule.words for rule in after.figures] == ["8 lần lương cơ sở"]
    assert [rule.words for rule in after.votes] == [
        "từ 80% tổng số thành viên hội đồng trở lên, bỏ phiếu kín"
    ]


def test_before_receipt_the_rules_of_today_stand(cast):
    condition = excellent_years()
    row = dossier(cast, "submitted")
    condition.words = "Điều kiện mới"
    condition.save()
    book = Appraisal(row).book
    assert (book.kept_since, [one.words for one in book.conditions]) == (None, ["Điều kiện mới"])


def test_a_rule_that_begins_later_is_not_kept(cast):
    paper(effective_to=date(2026, 3, 1))
    paper("Biên bản", effective_to=date(2026, 3, 2))
    book = Appraisal(dossier(cast, "received")).book
    assert [(rule.words, rule.ends_on) for rule in book.papers] == [("Biên bản", date(2026, 3, 2))]


# --- conditions in the way ----------------------------------------------------------------------------------


def test_a_condition_that_is_not_met_stops_submission_in_words(cast, sign_in):
    excellent_years()
    rate(cast, {2025: "good"})
    row = dossier(cast)
    page = sign_in(cast.officer).post(url("nomination_submit", row), follow=True)
    row.refresh_from_db()
    assert row.status == "draft"
    assert (
        "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2025 không, 2026 chưa rõ. Kiểm tra lại số liệu; nếu "
        "đúng thì ghi giải trình ở mục Điều kiện rồi nộp. Hồ sơ vẫn giữ nguyên." in words(page)
    )


def test_what_is_not_known_stops_nothing(cast):
    excellent_years()
    rate(cast, {2025: "excellent"})
    row = dossier(cast, "submitted")
    (verdict,) = Appraisal(row).judgement.warnings
    assert verdict.sentence == "Cần 02 năm liên tục hoàn thành xuất sắc nhiệm vụ: 2025 có, 2026 chưa rõ."


def test_a_condition_that_only_warns_stops_nothing(cast):
    excellent_years(is_blocking=False)
    rate(cast, {2025: "failed"})
    assert dossier(cast, "appraised").status == "appraised"


def test_conditions_of_merit_at_work_do_not_stop_another_kind_of_merit(cast):
    AwardCondition.objects.create(
        kind="rated_years",
        award_code="BK",
        words="HTXS",
        years=1,
        rating="excellent",
        is_blocking=True,
        **LAW,
    )
    form = award_of(code="BK", name="Bằng khen", group="form")
    rate(cast, {2026: "good"})
    with pytest.raises(ValidationError, match="Chưa đạt điều kiện"):
        dossier(cast, "submitted", award=form)
    assert dossier(cast, "submitted", award=form, nominee="Ban A", merit="sudden").status == "submitted"


def test_the_unit_explains_and_submits_the_appraiser_decides(cast, sign_in):
    condition = excellent_years()
    rate(cast, {2025: "good"})
    row = dossier(cast)
    client = sign_in(cast.officer)
    assert "Giải trình" in words(client.get(url("nomination_detail", row)))
    empty = client.post(url("condition_explain", row, condition), {"reason": ""})
    assert empty.status_code == 422
    client.post(url("condition_explain", row, condition), {"reason": "Mức năm 2025 đang được xét lại."})
    client.post(url("nomination_submit", row))
    row.refresh_from_db()
    assert row.status == "submitted"
    actions.receive(row, by=cast.secretary)
    with pytest.raises(ValidationError, match="Ghi kết luận ở mục Điều kiện nếu vẫn đạt"):
        actions.appraise(row, by=cast.secretary)
    appraiser = sign_in(cast.secretary)
    page = appraiser.get(url("nomination_detail", row))
    assert "Đơn vị giải trình:</strong> Mức năm 2025 đang được xét lại." in words(page)
    typed = {"holds": "True", "reason": "Theo Quyết định số 20/QĐ-UBND."}
    appraiser.post(url("condition_find", row, condition), typed)
    actions.appraise(row, by=cast.secretary)
    row.refresh_from_db()
    assert row.status == "appraised"
    said = {event.actor.username: event.note for event in Event.objects.filter(verb="condition_found")}
    assert set(said) == {"officer", "secretary"}


def test_a_finding_may_be_changed_while_the_dossier_is_appraised_and_not_after(cast, sign_in):
    condition = excellent_years()
    row, client = dossier(cast, "received"), sign_in(cast.secretary)
    for holds in ("True", "False"):
        client.post(url("condition_find", row, condition), {"holds": holds, "reason": "Đã đối chiếu"})
    finding = ConditionFinding.objects.get()
    assert (finding.holds, finding.side, finding.by) == (False, "appraiser", cast.secretary)
    with pytest.raises(ValidationError, match="Chưa đạt điều kiện"):
        actions.appraise(row, by=cast.secretary)
    client.post(url("condition_find", row, condition), {"holds": "True", "reason": "Đã đối chiếu lại"})
    actions.appraise(row, by=cast.secretary)
    late = client.post(url("condition_find", row, condition), {"holds": "False", "reason": "Sai"})
    assert late.status_code == 422
    assert "Chỉ kết luận được khi hồ sơ đang thẩm định." in words(late)


def test_a_condition_of_another_award_is_not_found(cast, sign_in):
    other = AwardCondition.objects.create(kind="stated", award_code="KHAC", words="Khác", **LAW)
    row = dossier(cast, "received")
    assert sign_in(cast.secretary).get(url("condition_find", row, other)).status_code == 404
    finding = ConditionFinding(nomination=row, condition=other, side="appraiser", holds=True, reason="x")
    with pytest.raises(ValidationError, match="không thuộc danh hiệu"):
        actions.find_condition(finding, by=cast.secretary)


# --- papers -------------------------------------------------------------------------------------------------


def test_a_missing_paper_keeps_the_dossier_from_the_review_without_a_reason(cast, sign_in):
    paper("Tờ trình")
    paper("Biên bản")
    paper("Chứng nhận", is_required=False)
    row, client = dossier(cast, "received"), sign_in(cast.secretary)
    page = client.post(url("nomination_appraise", row), follow=True)
    assert "Hồ sơ còn thiếu: “Tờ trình”, “Biên bản”." in words(page)
    asked = client.get(url("appraise_without_papers", row))
    assert "Hồ sơ còn thiếu: “Tờ trình”, “Biên bản”." in words(asked)
    assert client.post(url("appraise_without_papers", row), {"without": " "}).status_code == 422
    client.post(url("appraise_without_papers", row), {"without": "Bản giấy đã nộp tại phiên họp."})
    row.refresh_from_db()
    assert row.status == "appraised"
    event = Event.objects.get(verb="nomination_appraised")
    assert event.note == "Chuyển xét khi còn thiếu “Tờ trình”, “Biên bản”: Bản giấy đã nộp tại phiên họp."


def test_a_file_goes_straight_to_its_paper(cast, sign_in):
    item, row, client = paper(), dossier(cast), sign_in(cast.officer)
    page = words(client.get(url("nomination_detail", row)))
    assert "Còn thiếu" in page
    address = f"{url('evidence_add', row)}?giay-to={item.pk}"
    assert address in page
    assert client.get(address).context["form"]["item"].value() == str(item.pk)
    client.post(address, {"item": item.pk, "title": "", "file": picture()})
    (line,) = Appraisal(row).papers
    assert [file.title for file in line.files] == ["Báo cáo thành tích"]
    assert not line.is_missing
    assert "Đã có" in words(client.get(url("nomination_detail", row)))


def test_a_paper_of_another_award_is_refused(cast, sign_in):
    paper()
    other = ChecklistItem.objects.create(award_code="KHAC", name="Khác", **LAW)
    row = dossier(cast)
    typed = {"item": other.pk, "file": picture()}
    assert sign_in(cast.officer).post(url("evidence_add", row), typed).status_code == 422
    with pytest.raises(ValidationError, match="không thuộc danh hiệu"):
        evidence(row, cast.officer, item=other)


# --- facts ----------------------------------------------------------------------------------------------------


def granted(cast, year, **fields):
    row = dossier(cast, "reviewed", year=year, **fields)
    award = row.award
    actions.issue_proposal(proposal_of_year(cast, year, row), by=cast.secretary)
    actions.decide(row, "granted", "12/QĐ-UBND", date(2026, 3, 2), by=cast.secretary)
    return award


def proposal_of_year(cast, year, row):
    return actions.add_proposal(
        Proposal(
            cluster_year=year,
            number="05/TTr-CTĐ01",
            dated_on=date(2026, 3, 1),
            addressee=cast.authority,
            signer_unit=cast.chair_unit,
            signatory="Nguyễn Văn An",
            post="Chủ tịch",
            authority="TM.",
        ),
        [row],
        by=cast.secretary,
    )


def test_ratings_are_read_by_name_whatever_the_spelling(cast):
    excellent_years(subject="individual", award_code="CSTD")
    personal = award_of(code="CSTD", name="Chiến sĩ thi đua cơ sở", subject="individual")
    rate(cast, {2025: "excellent", 2026: "excellent"}, "ông Trần Hoà Bình")
    row = dossier(cast, award=personal, nominee="Trần Hòa Bình", nominee_kind="individual")
    assert Appraisal(row).judgement.state is State.MET
    other = dossier(cast, award=personal, nominee="Trần Hòa", nominee_kind="individual")
    assert Appraisal(other).judgement.state is State.UNKNOWN


def test_awards_are_found_across_years_and_mergers_with_the_name_of_then(cast, sign_in):
    last = make.make_year(cast.cluster, 2025)
    granted(cast, last)
    event = cluster_actions.record_event(
        Arrangement(
            cast.authority,
            "merger",
            date(2026, 2, 1),
            before=(cast.unit, cast.other_unit),
            made=(NewUnit("Hội Hợp nhất"),),
        ),
        by=cast.secretary,
    )
    (unit,) = event.side("after")
    AwardCondition.objects.create(
        kind="awards_before", award_code="CO-BO", codes="CO-BO", count=1, words="Đã có cờ", **LAW
    )
    row = make.make_nomination(cast.year, unit, award_of(), by=cast.secretary)
    (verdict,) = Appraisal(row).judgement.verdicts
    assert (verdict.state, verdict.sentence) == (
        State.MET,
        f"Cần 01 lần được tặng: có 01 lần (năm 2025, {cast.unit.name}).",
    )
    page = words(sign_in(cast.secretary).get(url("nomination_detail", row)))
    assert "Lịch sử khen thưởng" in page
    assert "Quyết định số 12/QĐ-UBND, 02/03/2026" in page


def test_an_award_of_a_person_is_not_the_unit_s(cast):
    last = make.make_year(cast.cluster, 2025)
    granted(cast, last, nominee="Ban Tổ chức")
    assert Appraisal(dossier(cast)).record.won == []
    assert Appraisal(dossier(cast, nominee="Tổ chức")).record.won == []
    same = dossier(cast, nominee="BAN TỔ CHỨC")
    assert [row.nominee for row in Appraisal(same).record.won] == ["Ban Tổ chức"]


def test_the_history_links_only_to_what_one_may_open(cast, sign_in):
    last = make.make_year(cast.cluster, 2025)
    granted(cast, last)
    row = dossier(cast, "submitted")
    old = cast.unit.nominations.get(cluster_year=last)
    assert f'href="{url("nomination_detail", old)}"' in words(
        sign_in(cast.officer).get(url("nomination_detail", row))
    )


# --- ratings ----------------------------------------------------------------------------------------------------


def test_ratings_are_entered_as_a_small_table_and_leave_one_event(cast, sign_in):
    row, client = dossier(cast), sign_in(cast.officer)
    address = url("nomination_ratings", row)
    assert [year for year, *_ in client.get(address).context["form"].rows] == list(range(2026, 2020, -1))
    client.post(address, {"muc_2025": "excellent", "can_cu_2025": "QĐ 12", "muc_2024": "good"})
    assert set(YearRating.objects.values_list("year", "rating", "source")) == {
        (2025, "excellent", "QĐ 12"),
        (2024, "good", ""),
    }
    client.post(address, {"muc_2025": "good", "can_cu_2025": "QĐ 12"})
    assert set(YearRating.objects.values_list("year", "rating")) == {(2025, "good")}
    event = Event.objects.filter(verb="ratings_saved").order_by("pk").last()
    assert event.changes == [
        ["Năm 2024", "Hoàn thành tốt nhiệm vụ", ""],
        ["Năm 2025", "Hoàn thành xuất sắc nhiệm vụ (QĐ 12)", "Hoàn thành tốt nhiệm vụ (QĐ 12)"],
    ]
    count = Event.objects.count()
    client.post(address, {"muc_2025": "good", "can_cu_2025": "QĐ 12"})
    assert Event.objects.count() == count


def test_a_source_without_a_rating_is_asked_back_and_nothing_is_lost(cast, sign_in):
    page = sign_in(cast.officer).post(
        url("unit_ratings_edit", cast.unit), {"muc_2025": "good", "can_cu_2024": "Thông báo số 5"}
    )
    assert page.status_code == 422
    assert "Năm 2024 đã ghi căn cứ thì chọn mức, hoặc xóa căn cứ." in words(page)
    assert 'value="Thông báo số 5"' in words(page)
    assert not YearRating.objects.exists()


def test_ratings_of_somebody_in_the_unit_are_entered_from_the_unit(cast, sign_in):
    client = sign_in(cast.officer)
    client.post(url("unit_ratings_edit", cast.unit) + "?ten=Trần Thị Bình", {"muc_2025": "good"})
    assert YearRating.objects.get().nominee == "Trần Thị Bình"
    assert "Trần Thị Bình" in words(client.get(url("unit_ratings", cast.unit)))
    assert YearRating.objects.visible_to(cast.other_officer).count() == 0
    assert YearRating.objects.visible_to(cast.chair).count() == 1
    assert YearRating.objects.visible_to(cast.viewer).count() == 0


# --- quota, duplicates, repeats --------------------------------------------------------------------------------


def test_more_than_the_quota_is_flagged_and_stops_nothing(cast, sign_in):
    AwardQuota.objects.create(cluster_year=cast.year, award=award_of(), at_most=1, source="Công văn số 15")
    dossier(cast, "submitted", unit=cast.other_unit)
    row = dossier(cast)
    sentence = (
        "Năm 2026 cụm được đề nghị tối đa 01 “Cờ thi đua của bộ, ban, ngành, tỉnh” (Công văn số 15); kể cả hồ sơ "
        "này đã có 02."
    )
    client = sign_in(cast.officer)
    assert sentence in words(client.get(url("nomination_detail", row)))
    client.post(url("nomination_submit", row))
    row.refresh_from_db()
    assert row.status == "submitted"


def test_within_the_quota_nothing_is_said(cast):
    AwardQuota.objects.create(cluster_year=cast.year, award=award_of(), at_most=2, source="Công văn số 15")
    dossier(cast, unit=cast.other_unit)
    dossier(cast, "submitted", unit=cast.chair_unit)
    assert Appraisal(dossier(cast)).over_quota == ""


def test_the_quota_of_a_year_is_kept_on_a_page_of_its_own(cast, sign_in):
    client, award = sign_in(cast.chair), award_of()
    client.post(url("quota_add", cast.year), {"award": award.pk, "at_most": "2", "source": "Công văn số 15"})
    quota = AwardQuota.objects.get()
    twice = client.post(url("quota_add", cast.year), {"award": award.pk, "at_most": "3", "source": "x"})
    assert "Danh hiệu, hình thức này đã có số lượng tối đa trong năm." in words(twice)
    client.post(url("quota_edit", quota), {"award": award.pk, "at_most": "1", "source": "Công văn số 16"})
    for unit in (cast.unit, cast.other_unit):
        dossier(cast, "submitted", unit=unit)
    assert "Vượt số lượng" in words(client.get(url("quota_list", cast.year)))
    client.post(url("quota_remove", quota))
    assert not AwardQuota.objects.exists()
    verbs = [event.verb for event in Event.objects.filter(verb__startswith="quota")]
    assert sorted(verbs) == ["quota_added", "quota_changed", "quota_removed"]


def personal(**fields):
    return award_of(code="CSTD", name="Chiến sĩ thi đua cơ sở", subject="individual", **fields)


def test_the_same_name_in_another_spelling_is_told_after_saving(cast, sign_in):
    dossier(cast, award=personal(), nominee="Trần Hòa Bình", nominee_kind="individual")
    hidden = {"award": personal(), "nominee": "Trần Hoà Bình", "nominee_kind": "individual"}
    make.make_nomination(cast.year, cast.other_unit, by=cast.other_officer, **hidden)
    typed = {
        "unit": cast.unit.pk,
        "award": personal().pk,
        "nominee": "Ông TRẦN HOÀ BÌNH",
        "put_to": cast.authority.pk,
    }
    page = sign_in(cast.officer).post(url("nomination_add", cast.year), typed, follow=True)
    assert (
        f"Trong năm có hồ sơ khác đề nghị cùng danh hiệu, hình thức cho cùng tên: Trần Hòa Bình "
        f"({cast.unit.name}); 01 hồ sơ của đơn vị khác." in words(page)
    )
    found = page.context["reading"].duplicates
    assert ([row.unit for row in found.seen], found.hidden) == ([cast.unit], 1)
    assert "1 hồ sơ ngoài phạm vi được xem" in words(page)


def test_names_that_differ_are_no_duplicates(cast):
    dossier(cast, award=personal(), nominee="Trần Hòa Bình An", nominee_kind="individual")
    row = dossier(cast, award=personal(), nominee="Trần Hòa Bình", nominee_kind="individual")
    assert not Appraisal(row).duplicates(cast.secretary)


def test_two_forms_for_one_kind_of_merit_are_flagged_with_the_article(cast, sign_in):
    first = award_of(code="BK", name="Bằng khen", group="form")
    second = award_of(code="GK", name="Giấy khen", group="form")
    dossier(cast, award=first)
    row = dossier(cast, award=second)
    page = words(sign_in(cast.officer).get(url("nomination_detail", row)))
    assert "Không tặng nhiều hình thức cho một thành tích (điểm c khoản 2 Điều 5" in page
    sudden = dossier(cast, award=award_of(code="KN", name="Khác", group="form"), merit="sudden")
    assert not Appraisal(sudden).repeats(cast.officer)
    title = dossier(cast)
    assert not Appraisal(title).repeats(cast.officer)


# --- the form and the page ------------------------------------------------------------------------------------


def test_long_texts_stay_in_the_form_after_a_refusal(cast, sign_in):
    typed = {
        "unit": cast.unit.pk,
        "award": personal().pk,
        "put_to": cast.authority.pk,
        "background": "Sinh ra ở Mẫu Sơn.",
        "report": "Năm 2025 hoàn thành vượt chỉ tiêu.",
        "born_year": "20255",
    }
    page = sign_in(cast.officer).post(url("nomination_add", cast.year), typed)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"nominee", "born_year"}
    assert "Sinh ra ở Mẫu Sơn." in words(page)
    assert "Năm 2025 hoàn thành vượt chỉ tiêu." in words(page)


def test_what_is_typed_of_a_person_is_kept_and_shown(cast, sign_in):
    typed = {
        "unit": cast.unit.pk,
        "award": personal().pk,
        "merit": "movement",
        "nominee": "Trần Thị Bình",
        "sex": "female",
        "born_year": "1980",
        "standing": "worker",
        "put_to": cast.authority.pk,
        "report": "Vượt chỉ tiêu.",
    }
    page = words(sign_in(cast.officer).post(url("nomination_add", cast.year), typed, follow=True))
    row = cast.unit.nominations.get()
    assert (row.merit, row.sex, row.born_year, row.standing) == ("movement", "female", 1980, "worker")
    for shown in ("Nữ", "1980", "Người trực tiếp lao động, công tác", "Khen thưởng phong trào thi đua"):
        assert shown in page


def test_what_belongs_to_a_person_is_refused_for_a_collective(cast, sign_in):
    typed = {"unit": cast.unit.pk, "award": award_of().pk, "put_to": cast.authority.pk, "sex": "male"}
    page = sign_in(cast.officer).post(url("nomination_add", cast.year), typed)
    assert page.context["form"].errors == {"sex": ["Chỉ ghi khi đề nghị cho cá nhân."]}


def test_the_page_costs_the_same_with_one_condition_and_with_thirty(cast, sign_in):
    row, client = dossier(cast), sign_in(cast.officer)
    counts = []
    for more in (1, 29):
        for number in range(more):
            excellent_years(route=number)
            paper(f"Giấy tờ {more}.{number}")
            dossier(cast, "submitted", nominee=f"Ban {more}.{number}")
        rate(cast, {2026 - more: "excellent"})
        client.get(url("nomination_detail", row))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("nomination_detail", row))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- a year whose books were handed over ----------------------------------------------------------------


def test_what_began_goes_on_after_the_handover_but_nothing_begins(cast):
    """The minutes pass open dossiers on as work to go on with; a new one, or another quota, has come too late."""
    award = award_of()
    quota = actions.add_quota(
        AwardQuota(cluster_year=cast.year, award=award, at_most=2, source="Công văn số 15"), by=cast.secretary
    )
    begun = dossier(cast, "submitted")
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=date(2026, 3, 1))
    actions.receive(begun, by=cast.secretary)
    late = AwardQuota(
        cluster_year=cast.year, award=make.make_award("KHAC"), at_most=1, source="Công văn số 16"
    )
    for write in (
        lambda: dossier(cast, nominee="Tập thể đến sau"),
        lambda: actions.add_quota(late, by=cast.secretary),
        lambda: actions.change_quota(quota, by=cast.secretary),
        lambda: actions.remove_quota(quota, by=cast.secretary),
    ):
        with pytest.raises(ValidationError, match="đã khép ngày 01/03/2026"):
            write()
