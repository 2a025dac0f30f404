"""Decisions: gathered, checked, issued together; taken back; letters read before they go out."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from awards import actions
from awards.decision_check import findings, items_of
from awards.models import Cancellation, Decision, DecisionItem, Letter, Nomination
from tests import factories as make
from tests.awards.decisions import TODAY, decision_on, issued, put
from tests.awards.dossiers import award_of, dossier, proposal_of
from tests.awards.test_guards import refused


def says(call, *parts):
    with pytest.raises(ValidationError) as found:
        call()
    text = " ".join(found.value.messages)
    for part in parts:
        assert part in text
    return text


def graves(decision):
    return [row.text for row in findings(decision, items_of(decision), TODAY) if row.is_grave]


# --- issuing -----------------------------------------------------------------------------------------


def test_issuing_decides_every_dossier_in_one_event(cast):
    first, second = put(cast)
    decision = decision_on(cast, [first, second])
    before = Event.objects.count()
    actions.issue_decision(decision, by=cast.leader)
    assert Event.objects.count() == before + 1
    assert (decision.status, decision.issued_by, decision.cluster_year) == ("issued", cast.leader, cast.year)
    for row in (first, second):
        row.refresh_from_db()
        assert (row.status, row.outcome, row.granted) == ("decided", "granted", row.award)
        assert (row.decision_number, row.decided_on) == ("12/QĐ-LH", TODAY)


def test_each_dossier_has_its_own_result(cast):
    lower = make.make_award(code="BK", name="Bằng khen")
    rows = put(cast, 3)
    decision = decision_on(cast, rows)
    _, second, third = items_of(decision)
    second.outcome, second.granted = "lowered", lower
    actions.change_decision_item(second, by=cast.secretary)
    third.outcome, third.note = "refused", "Chưa đủ điều kiện."
    actions.change_decision_item(third, by=cast.secretary)
    actions.issue_decision(decision, by=cast.secretary)
    found = Nomination.objects.order_by("pk").values_list("outcome", "granted__code", "decision_note")
    assert list(found) == [
        ("granted", "CO-BO", ""),
        ("lowered", "BK", ""),
        ("refused", None, "Chưa đủ điều kiện."),
    ]


def test_a_dossier_withdrawn_meanwhile_keeps_all_from_being_issued(cast):
    rows = put(cast)
    decision = decision_on(cast, rows)
    actions.withdraw(rows[1], "Đơn vị xin rút.", by=cast.representative)
    says(
        lambda: actions.issue_decision(decision, by=cast.secretary),
        "Chưa ban hành, chưa hồ sơ nào được ghi kết quả.",
        "Phòng số 2: đơn vị đã rút hồ sơ",
    )
    rows[0].refresh_from_db()
    decision.refresh_from_db()
    assert (rows[0].status, decision.status) == ("proposed", "draft")
    actions.remove_decision_item(decision.items.get(nomination=rows[1]), by=cast.secretary)
    actions.issue_decision(decision, by=cast.secretary)
    assert decision.status == "issued"


def test_a_dossier_decided_by_itself_meanwhile_keeps_all_from_being_issued(cast):
    rows = put(cast)
    decision = decision_on(cast, rows)
    actions.decide(rows[0], "refused", "7/TB", TODAY, by=cast.secretary)
    text = says(lambda: actions.issue_decision(decision, by=cast.secretary))
    assert "Phòng số 1: đã có kết quả theo văn bản số 7/TB" in text
    rows[1].refresh_from_db()
    assert rows[1].status == "proposed"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": ""}, "Quyết định còn thiếu: số, ký hiệu."),
        ({"dated_on": None, "signatory": ""}, "Quyết định còn thiếu: ngày ký, người ký."),
        ({"dated_on": date(2026, 3, 3)}, "Ngày ký 03/03/2026 sau hôm nay."),
    ],
)
def test_what_the_head_lacks_is_said_and_stops_issuing(cast, fields, sentence):
    decision = decision_on(cast, put(cast, 1), **fields)
    assert graves(decision) == [sentence]
    says(lambda: actions.issue_decision(decision, by=cast.secretary), sentence)


def test_another_bodys_dossier_does_not_enter_an_own_decision_but_a_recorded_one(cast):
    row = dossier(cast, "reviewed", put_to_name="Thủ tướng Chính phủ")
    from tests.awards.dossiers import proposal_of

    paper = proposal_of(cast, [row], addressee=None, addressee_name="Thủ tướng Chính phủ")
    actions.issue_proposal(paper, by=cast.secretary)
    own = decision_on(cast, [row])
    assert any("hồ sơ gửi Thủ tướng Chính phủ" in text for text in graves(own))
    actions.drop_decision(own, by=cast.secretary)
    recorded = decision_on(
        cast, [row], kind="recorded", body_name="Thủ tướng Chính phủ", number="99/QĐ-TTg", signatory=""
    )
    actions.issue_decision(recorded, by=cast.secretary)
    row.refresh_from_db()
    assert (row.outcome, row.decision_number) == ("granted", "99/QĐ-TTg")


def test_a_dossier_is_in_one_decision(cast):
    rows = put(cast)
    decision_on(cast, rows)
    says(lambda: decision_on(cast, rows[:1], number="13/QĐ-LH"))
    assert DecisionItem.objects.count() == 2
    assert not Nomination.objects.awaiting_decision().exists()


def test_dropping_a_draft_lets_its_dossiers_wait_again(cast):
    rows = put(cast)
    actions.drop_decision(decision_on(cast, rows), by=cast.secretary)
    assert set(Nomination.objects.awaiting_decision()) == set(rows)


def test_an_issued_decision_is_not_changed_by_any_action(cast):
    decision = issued(cast)
    item = decision.items.first()
    for call in (
        lambda: actions.change_decision(decision, by=cast.secretary),
        lambda: actions.drop_decision(decision, by=cast.secretary),
        lambda: actions.remove_decision_item(item, by=cast.secretary),
        lambda: actions.change_decision_item(item, by=cast.secretary),
        lambda: actions.issue_decision(decision, by=cast.secretary),
    ):
        says(call, "Quyết định đã ban hành")


def test_a_dossier_that_was_lowered_is_granted_what_it_asks_for_now(cast):
    """Page, paper and record name the same award; of the decision it is no lowering any more."""
    lower = make.make_award(code="BK", name="Bằng khen", level=award_of().level)
    row = dossier(cast, "reviewed")
    actions.lower(row, lower, "Chưa đủ thời gian.", by=cast.secretary)
    actions.issue_proposal(proposal_of(cast, [row]), by=cast.secretary)
    row.refresh_from_db()
    decision = decision_on(cast, [row])
    item = decision.items.get()
    assert (item.outcome, item.award) == ("granted", lower)
    item.outcome, item.granted = "lowered", lower
    says(lambda: actions.change_decision_item(item, by=cast.secretary), "Chọn danh hiệu, hình thức thấp hơn")
    actions.issue_decision(decision, by=cast.secretary)
    row.refresh_from_db()
    assert (row.outcome, row.granted) == ("granted", lower)
    (letter,) = actions.draft_letters(decision, ["result"], by=cast.secretary)
    assert f"Bằng khen (đề nghị {row.award.name})" in letter.body


def test_a_lower_award_is_another_one_of_the_same_subject(cast):
    item = decision_on(cast, put(cast, 1)).items.get()
    item.outcome, item.granted = "lowered", item.nomination.award
    says(lambda: actions.change_decision_item(item, by=cast.secretary), "Chọn danh hiệu, hình thức thấp hơn")
    item.granted = make.make_award(code="GK", name="Giấy khen", subject="individual")
    says(lambda: actions.change_decision_item(item, by=cast.secretary), "không dành cho tập thể")
    item.granted = make.make_award(code="BK-TTG", name="Bằng khen của Thủ tướng", level="government")
    says(lambda: actions.change_decision_item(item, by=cast.secretary), "cao hơn")


# --- what the database refuses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{"number": "1/QĐ"}, {"dated_on": date(2026, 1, 1)}, {"signatory": "Khác"}, {"status": "draft"}],
)
def test_the_database_keeps_an_issued_decision(cast, changes):
    decision = issued(cast)
    with refused("Quyết định đã ban hành nên không sửa"):
        Decision.objects.filter(pk=decision.pk).update(**changes)
    with refused("Quyết định đã ban hành nên không sửa"):
        Decision.objects.filter(pk=decision.pk)._raw_delete("default")


def test_the_database_keeps_the_list_of_an_issued_decision(cast):
    decision, other = issued(cast), dossier(cast, "proposed", unit=cast.other_unit)
    with refused("danh sách không sửa được nữa"):
        decision.items.update(note="Khác")
    with refused("danh sách không sửa được nữa"):
        decision.items.all()._raw_delete("default")
    with refused("danh sách không sửa được nữa"):
        DecisionItem.objects.create(decision=decision, nomination=other)


def test_the_database_takes_only_proposed_dossiers_into_a_decision(cast):
    decision, other = decision_on(cast, put(cast, 1)), dossier(cast, "reviewed", unit=cast.other_unit)
    with refused("Chỉ đưa vào quyết định hồ sơ đã trình"):
        DecisionItem.objects.create(decision=decision, nomination=other)


# --- taken back --------------------------------------------------------------------------------------


def taken_back(cast, nomination, **fields):
    fields = {
        "number": "20/QĐ-LH",
        "dated_on": TODAY,
        "body": cast.authority.name,
        "reason": "Kê khai sai thành tích.",
        **fields,
    }
    return actions.cancel_award(Cancellation(nomination=nomination, **fields), by=cast.secretary)


def test_an_award_taken_back_stays_decided_and_is_not_in_force(cast):
    decision = issued(cast)
    first, second = [item.nomination for item in items_of(decision)]
    taken_back(cast, first)
    first.refresh_from_db()
    decision.refresh_from_db()
    assert (first.status, first.outcome, decision.status) == ("decided", "granted", "issued")
    assert list(Nomination.objects.in_force()) == [second]
    taken_back(cast, second)
    decision.refresh_from_db()
    assert decision.status == "cancelled"


def test_only_an_award_is_taken_back_once_and_not_before_it_was_granted(cast):
    row = dossier(cast, "decided")
    says(
        lambda: taken_back(cast, row, dated_on=date(2026, 3, 1)),
        "không thể trước ngày quyết định khen thưởng",
    )
    says(lambda: taken_back(cast, row, dated_on=date(2026, 3, 3)), "không thể sau hôm nay")
    taken_back(cast, row)
    says(lambda: taken_back(cast, row), "đã được ghi nhận")
    undecided = dossier(cast, "proposed", unit=cast.other_unit)
    says(lambda: taken_back(cast, undecided), "hồ sơ đã được khen thưởng")
    with refused("Chỉ ghi nhận hủy bỏ"):
        Cancellation.objects.create(
            nomination=undecided, number="1", dated_on=TODAY, body="x", reason="y", entered_by=cast.secretary
        )
    with refused("không xóa được"):
        Cancellation.objects.all()._raw_delete("default")


def test_what_came_back_is_known_zero_or_unknown(cast):
    row = taken_back(cast, dossier(cast, "decided"))
    assert row.recovered_amount is None
    row.recovered_amount = 0
    actions.change_recovery(row, by=cast.secretary)
    row.refresh_from_db()
    assert row.recovered_amount == 0
    row.recovered_amount = -1
    says(lambda: actions.change_recovery(row, by=cast.secretary), "không thể nhỏ hơn 0")


# --- letters -----------------------------------------------------------------------------------------


def test_letters_go_to_each_unit_about_its_own_dossiers(cast):
    rows = [*put(cast, 2), dossier(cast, "proposed", unit=cast.other_unit, nominee="Phòng số 3")]
    decision = decision_on(cast, rows)
    refused_one = decision.items.get(nomination=rows[1])
    refused_one.outcome, refused_one.note = "refused", "Trùng thành tích."
    actions.change_decision_item(refused_one, by=cast.secretary)
    actions.issue_decision(decision, by=cast.secretary)
    made = actions.draft_letters(decision, ["result", "refusal"], by=cast.secretary)
    assert sorted((str(row.unit), row.kind) for row in made) == [
        ("Hội thành viên C", "refusal"),
        ("Hội thành viên C", "result"),
        ("Hội thành viên D", "result"),
    ]
    told = {(str(row.unit)[-1], row.kind): row.body for row in made}
    assert "1. Phòng số 1: Cờ thi đua của bộ, ban, ngành, tỉnh." in told["C", "result"]
    assert "Phòng số 2" not in told["C", "result"]
    assert "Phòng số 3" not in told["C", "result"]
    assert (
        "1. Phòng số 2 (đề nghị Cờ thi đua của bộ, ban, ngành, tỉnh). Lý do: Trùng thành tích."
        in (told["C", "refusal"])
    )
    assert "số 12/QĐ-LH ngày 02 tháng 3 năm 2026 của Liên hiệp các Hội tỉnh Mẫu" in told["D", "result"]
    says(lambda: actions.draft_letters(decision, ["result"], by=cast.secretary), "đã được lập cho mọi đơn vị")
    rows[1].refresh_from_db()
    (sent,) = Letter.objects.about(rows[1])
    assert sent.kind == "refusal"


def letter_of(cast):
    return actions.draft_letters(issued(cast), ["result"], by=cast.secretary)[0]


def test_a_letter_goes_out_only_after_somebody_read_it(cast):
    letter = letter_of(cast)
    says(lambda: actions.release_letter(letter, by=cast.secretary), "chưa có người đọc nên chưa gửi được")
    actions.read_letter(letter, by=cast.leader)
    actions.release_letter(letter, by=cast.secretary)
    assert (letter.status, letter.read_by, letter.released_by) == ("released", cast.leader, cast.secretary)
    for call in (actions.change_letter, actions.drop_letter, actions.release_letter, actions.read_letter):
        says(lambda call=call: call(letter, by=cast.secretary))


def test_a_changed_letter_has_to_be_read_again(cast):
    letter = letter_of(cast)
    actions.read_letter(letter, by=cast.leader)
    letter.body = "Nội dung khác."
    actions.change_letter(letter, by=cast.secretary)
    letter.refresh_from_db()
    assert (letter.status, letter.read_by) == ("draft", None)


def test_the_database_keeps_letters_read_and_released(cast):
    letter = letter_of(cast)
    rows = Letter.objects.filter(pk=letter.pk)
    with refused("có người đọc|letter_is_read_before_it_is_released"):
        rows.update(status="released")
    actions.read_letter(letter, by=cast.leader)
    with refused("có người đọc đúng nội dung này"):
        rows.update(body="Khác")
    actions.release_letter(letter, by=cast.secretary)
    with refused("Thư đã gửi nên không sửa"):
        rows.update(body="Khác")
    with refused("Thư đã gửi nên không sửa"):
        rows._raw_delete("default")


def test_a_unit_sees_its_own_letters_once_they_are_out(cast):
    letter = letter_of(cast)
    for status, who in (("draft", []), ("read", []), ("released", ["officer", "representative"])):
        if status == "read":
            actions.read_letter(letter, by=cast.leader)
        if status == "released":
            actions.release_letter(letter, by=cast.secretary)
        people = ["officer", "representative", "other_officer", "chair", "viewer", "outsider"]
        found = [name for name in people if Letter.objects.visible_to(getattr(cast, name)).exists()]
        assert found == who


def test_a_dossier_decided_by_itself_has_its_own_letter(cast):
    row = dossier(cast, "decided")
    letter = actions.draft_letter(row, by=cast.secretary)
    assert letter.kind == "result"
    assert "số 12/QĐ-UBND" in letter.body
    says(lambda: actions.draft_letter(row, by=cast.secretary), "Hồ sơ đã có thư loại này.")
