"""The pages of decisions, letters, conferrals, prize money and printers, as people use them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import actions
from awards.models import Cancellation, Conferral, Decision, Letter, Nomination, PrinterOffset
from clusters.steps import steps_of
from tests import factories as make
from tests.awards.decisions import TODAY, decision_on, figure, issued, put
from tests.awards.dossiers import dossier
from tests.awards.test_decisions import taken_back


def url(name, *rows):
    return reverse(f"awards:{name}", args=[getattr(row, "pk", row) for row in rows])


def words(response):
    return " ".join(response.content.decode().split())


def typed(rows, **fields):
    return {
        "nominations": [row.pk for row in rows],
        "number": "12/QĐ-LH",
        "dated_on": "02/03/2026",
        "summary": "Về việc tặng Cờ thi đua",
        "bases": "Căn cứ Luật Thi đua, khen thưởng",
        "signatory": "Trần Văn Bình",
        "post": "Chủ tịch",
        "signs_as": "own",
        **fields,
    }


# --- decisions ---------------------------------------------------------------------------------------


def test_the_form_offers_what_waits_for_this_body_and_everything_is_issued_at_once(cast, sign_in):
    rows = put(cast)
    dossier(cast, "reviewed", unit=cast.other_unit)
    client = sign_in(cast.secretary)
    form = client.get(url("decision_add", cast.authority)).context["form"]
    assert set(form.fields["nominations"].queryset) == set(rows)
    page = client.post(url("decision_add", cast.authority), typed(rows), follow=True)
    decision = Decision.objects.get()
    assert "Cần bổ sung mới phát hành được" not in words(page)
    page = client.post(url("decision_issue", decision), follow=True)
    assert "Đã ban hành quyết định." in words(page)
    assert set(Nomination.objects.values_list("status", "decision_number")) >= {("decided", "12/QĐ-LH")}


def test_without_a_waiting_dossier_there_is_no_form_to_fill_in(cast, sign_in):
    page = words(sign_in(cast.secretary).get(url("decision_add", cast.authority)))
    assert "Chưa có hồ sơ nào chờ quyết định" in page
    assert 'name="summary"' not in page


def test_from_a_proposal_only_its_dossiers_are_ticked(cast, sign_in):
    first, second = put(cast)
    client = sign_in(cast.secretary)
    page = client.get(url("proposal_detail", first.proposal))
    address = f"{url('decision_add', cast.authority)}?to_trinh={first.proposal_id}"
    assert f'href="{address}"' in page.content.decode()
    form = client.get(address).context["form"]
    assert form["nominations"].value() == [first.pk]
    assert second in form.fields["nominations"].queryset


def test_a_refused_issue_names_the_dossier_and_keeps_the_draft(cast, sign_in):
    rows = put(cast)
    decision = decision_on(cast, rows)
    actions.withdraw(rows[1], "Đơn vị xin rút.", by=cast.representative)
    page = sign_in(cast.secretary).post(url("decision_issue", decision))
    assert page.status_code == 422
    assert "Phòng số 2: đơn vị đã rút hồ sơ; bỏ khỏi quyết định." in words(page)
    decision.refresh_from_db()
    assert decision.is_draft


def test_the_same_doubt_about_several_dossiers_is_one_sentence(cast, sign_in):
    figure("posting_days", 10)
    decision = decision_on(cast, put(cast))
    page = words(sign_in(cast.leader).get(url("decision_detail", decision)))
    assert "02 hồ sơ (Phòng số 1, Phòng số 2): chưa ghi nhận việc niêm yết" in page


def test_opening_the_page_issues_nothing(cast, sign_in):
    decision = decision_on(cast, put(cast, 1))
    assert sign_in(cast.leader).get(url("decision_issue", decision)).status_code == 200
    decision.refresh_from_db()
    assert decision.is_draft


def test_a_result_chosen_by_mistake_leaves_no_lower_award_behind(cast, sign_in):
    decision = decision_on(cast, put(cast, 1))
    lower = make.make_award(code="BK", name="Bằng khen")
    item, client = decision.items.get(), sign_in(cast.secretary)
    page = client.post(url("decision_item_edit", item), {"outcome": "lowered", "granted": "", "note": ""})
    assert "Chọn danh hiệu, hình thức thấp hơn được tặng." in words(page)
    client.post(url("decision_item_edit", item), {"outcome": "refused", "granted": lower.pk, "note": "Lý do"})
    item.refresh_from_db()
    assert (item.outcome, item.granted) == ("refused", None)


def test_another_bodys_decision_is_recorded_without_a_paper_of_ours(cast, sign_in):
    row = dossier(cast, "reviewed", put_to_name="Thủ tướng Chính phủ")
    from tests.awards.dossiers import proposal_of

    paper = proposal_of(cast, [row], addressee=None, addressee_name="Thủ tướng Chính phủ")
    actions.issue_proposal(paper, by=cast.secretary)
    client = sign_in(cast.secretary)
    page = client.get(url("proposal_detail", paper))
    address = f"{url('decision_record', cast.authority)}?to_trinh={paper.pk}"
    assert f'btn-primary" href="{address}"' in page.content.decode()
    assert "Ghi nhận quyết định" in words(page)
    assert client.get(address).context["form"]["body_name"].value() == "Thủ tướng Chính phủ"
    data = {
        "nominations": [row.pk],
        "body_name": "Thủ tướng Chính phủ",
        "number": "99/QĐ-TTg",
        "dated_on": "02/03/2026",
        "summary": "Về việc tặng Bằng khen",
    }
    client.post(url("decision_record", cast.authority), data)
    decision = Decision.objects.get()
    client.post(url("decision_issue", decision))
    row.refresh_from_db()
    assert (row.status, row.decision_number) == ("decided", "99/QĐ-TTg")
    page = client.get(url("decision_pdf", decision), follow=True)
    assert "bản in là bản của cơ quan đó" in words(page)


def test_the_dossier_tells_its_decision_prize_and_giving(cast, sign_in):
    figure("base_pay", 2_340_000, legal_ref="Nghị định 73/2024/NĐ-CP")
    figure("prize", 8, legal_ref="Điều 54")
    rows = put(cast)
    decision = issued(cast, rows)
    page = words(sign_in(cast.secretary).get(url("nomination_detail", rows[0])))
    assert "18.720.000 đồng" in page
    assert "Ban hành quyết định khen thưởng" in page
    assert url("decision_detail", decision) in page
    unit = words(sign_in(cast.officer).get(url("nomination_detail", rows[0])))
    assert "18.720.000 đồng" in unit
    assert url("decision_detail", decision) not in unit
    assert "Phòng số 2" not in unit


def test_a_cancelled_award_is_said_so_wherever_the_dossier_stands(cast, sign_in):
    row = dossier(cast, "decided")
    client = sign_in(cast.secretary)
    data = {
        "number": "20/QĐ-LH",
        "dated_on": "02/03/2026",
        "body": "Chủ tịch",
        "reason": "Kê khai sai thành tích.",
        "recovers_object": "on",
        "recovers_money": "on",
    }
    client.post(url("award_cancel", row), data)
    cancellation = Cancellation.objects.get()
    for address in (url("nomination_detail", row), url("nomination_list")):
        assert "Khen thưởng đã bị hủy bỏ" in words(client.get(address))
    detail = words(client.get(url("nomination_detail", row)))
    assert "Tiền thưởng đã thu hồi: <span" in detail
    client.post(url("recovery_edit", cancellation), {"object_returned_on": "", "recovered_amount": "0"})
    assert "Tiền thưởng đã thu hồi: 0 đồng" in words(client.get(url("nomination_detail", row)))
    assert not client.get(url("prize_list")).context["page_obj"].object_list
    assert not client.get(url("conferral_list")).context["page_obj"].object_list


# --- letters -----------------------------------------------------------------------------------------


def test_a_batch_sends_what_was_read_and_says_what_stays(cast, sign_in):
    rows = [*put(cast, 1), dossier(cast, "proposed", unit=cast.other_unit, nominee="Phòng số 3")]
    read, unread = actions.draft_letters(issued(cast, rows), ["result"], by=cast.secretary)
    actions.read_letter(read, by=cast.leader)
    client = sign_in(cast.secretary)
    page = client.get(url("letters_release"), {"thu": [read.pk, unread.pk]})
    assert (page.context["ready"], page.context["staying"]) == ([read], [unread])
    assert "chưa có người đọc" in words(page)
    page = client.post(url("letters_release"), {"thu": [read.pk, unread.pk]}, follow=True)
    assert "Đã gửi 01 thư." in words(page)
    assert dict(Letter.objects.values_list("pk", "status")) == {read.pk: "released", unread.pk: "draft"}


def test_another_authoritys_letters_are_not_sent(cast, sign_in):
    (letter,) = actions.draft_letters(issued(cast), ["result"], by=cast.secretary)
    actions.read_letter(letter, by=cast.leader)
    page = sign_in(cast.outsider).post(url("letters_release"), {"thu": [letter.pk]}, follow=True)
    assert "Chưa chọn thư nào để gửi." in words(page)
    letter.refresh_from_db()
    assert letter.status == "read"


def test_whoever_read_an_older_text_is_asked_to_read_again(cast, sign_in):
    (letter,) = actions.draft_letters(issued(cast, put(cast, 1)), ["result"], by=cast.secretary)
    client = sign_in(cast.leader)
    assert f'name="ban" value="{letter.stamp}"' in words(client.get(url("letter_detail", letter)))
    seen, letter.body = letter.stamp, "Nội dung khác."
    actions.change_letter(letter, by=cast.secretary)
    page = client.post(url("letter_read", letter), {"ban": seen}, follow=True)
    assert "Thư vừa được sửa sau khi mở trang" in words(page)
    letter.refresh_from_db()
    assert letter.status == "draft"
    client.post(url("letter_read", letter), {"ban": letter.stamp})
    letter.refresh_from_db()
    assert letter.status == "read"


def test_a_letter_that_was_read_leads_to_the_next_to_read(cast, sign_in):
    decision = issued(cast, put(cast))
    first, second = actions.draft_letters(decision, ["result", "transfer"], by=cast.secretary)
    client = sign_in(cast.secretary)
    assert "Đọc thư tiếp theo" not in words(client.get(url("letter_detail", first)))
    actions.read_letter(first, by=cast.leader)
    page = client.get(url("letter_detail", first))
    assert "Đọc thư tiếp theo" in words(page)
    assert url("letter_detail", second) in words(page)
    actions.release_letter(first, by=cast.leader)
    actions.read_letter(second, by=cast.leader)
    assert "Đọc thư tiếp theo" not in words(client.get(url("letter_detail", first)))
    assert sign_in(cast.officer).get(url("letter_detail", first)).context["next_letter"] is None


def test_the_unit_finds_its_letter_on_the_dossier_once_it_is_out(cast, sign_in):
    rows = put(cast, 1)
    (letter,) = actions.draft_letters(issued(cast, rows), ["result"], by=cast.secretary)
    address = url("letter_detail", letter)
    assert address not in words(sign_in(cast.officer).get(url("nomination_detail", rows[0])))
    client = sign_in(cast.secretary)
    client.post(url("letter_read", letter), {"ban": letter.stamp})
    client.post(url("letter_release", letter))
    client = sign_in(cast.officer)
    assert address in words(client.get(url("nomination_detail", rows[0])))
    assert "Phòng số 1" in words(client.get(address))
    assert "Người đọc" not in words(client.get(address))


# --- the giving --------------------------------------------------------------------------------------


def test_several_awards_are_given_on_one_occasion(cast, sign_in):
    rows = put(cast)
    issued(cast, rows)
    ceremony = make.make_ceremony(cast.year)
    client = sign_in(cast.chair)
    chosen = [row.pk for row in rows]
    page = client.get(url("conferrals_give"), {"ho_so": chosen})
    assert "2 khen thưởng được ghi là đã trao" in words(page)
    assert not Conferral.objects.exists()
    client.post(url("conferrals_give"), {"ho_so": chosen, "given_on": "02/03/2026", "ceremony": ceremony.pk})
    assert set(Conferral.objects.values_list("status", "given_on", "ceremony")) == {
        ("given", TODAY, ceremony.pk)
    }


def test_a_day_before_the_decision_is_refused_beside_the_form_and_kept(cast, sign_in):
    rows = put(cast, 1)
    issued(cast, rows)
    page = sign_in(cast.secretary).post(
        url("conferrals_give"), {"ho_so": rows[0].pk, "given_on": "01/03/2026"}
    )
    assert page.status_code == 422
    assert "Ngày trao không thể trước ngày quyết định (02/03/2026)" in words(page)
    assert 'value="01/03/2026"' in page.content.decode()
    assert not Conferral.objects.exists()


def test_of_several_givings_all_are_written_or_none(cast, sign_in):
    """The page was open while a colleague wrote down one giving; nothing of that is written over."""
    rows = put(cast)
    issued(cast, rows)
    there = Conferral(nomination=rows[0], status="given", given_on=TODAY, received_by="Nguyễn Thị Hoa")
    actions.confer(there, by=cast.chair)
    typed = {"ho_so": [row.pk for row in rows], "given_on": "02/03/2026"}
    page = sign_in(cast.secretary).post(url("conferrals_give"), typed)
    assert page.status_code == 422
    assert "Chưa ghi việc trao nào." in words(page)
    assert "việc trao ngày 02/03/2026 đã được ghi" in words(page)
    assert list(Conferral.objects.values_list("received_by", flat=True)) == ["Nguyễn Thị Hoa"]


def test_a_units_own_people_do_not_write_the_giving_by_a_crafted_form(cast, sign_in):
    rows = put(cast, 1)
    issued(cast, rows)
    sign_in(cast.officer).post(url("conferrals_give"), {"ho_so": rows[0].pk, "given_on": "02/03/2026"})
    assert not Conferral.objects.exists()


def test_what_waits_is_found_by_the_filter(cast, sign_in):
    rows = put(cast)
    issued(cast, rows)
    actions.confer(Conferral(nomination=rows[0], status="given", given_on=TODAY), by=cast.secretary)
    client = sign_in(cast.secretary)
    found = client.get(url("conferral_list"), {"trao": "waiting"}).context["page_obj"].object_list
    assert list(found) == [rows[1]]
    found = client.get(url("conferral_list"), {"trao": "given"}).context["page_obj"].object_list
    assert list(found) == [rows[0]]


# --- lists -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["decision_list", "letter_list", "conferral_list", "prize_list", "nomination_list"]
)
def test_lists_ask_as_often_for_thirty_rows_as_for_one(cast, sign_in, name):
    def add(number):
        award = make.make_award(code=f"P{number}", name=f"Hình thức {number}")
        decision = issued(cast, [dossier(cast, "proposed", award=award)], number=f"{number}/QĐ")
        actions.draft_letters(decision, ["result"], by=cast.secretary)
        taken_back(cast, dossier(cast, "decided", award=award, nominee=f"Phòng {number}"))

    client, counts = sign_in(cast.secretary), []
    for numbers in (range(1), range(1, 8)):
        for number in numbers:
            add(number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_decisions_page_asks_as_often_for_many_dossiers_as_for_one(cast, sign_in):
    client, counts = sign_in(cast.secretary), []
    for number, size in ((1, 1), (2, 12)):
        award = make.make_award(code=f"P{number}", name=f"Hình thức {number}")
        rows = [dossier(cast, "proposed", award=award, nominee=f"Phòng {one}") for one in range(size)]
        decision = decision_on(cast, rows, number=f"{number}/QĐ")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("decision_detail", decision)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_printers_offset_is_typed_in_millimetres_and_refused_where_it_cannot_be(cast, sign_in):
    client = sign_in(cast.secretary)
    fields = {name: PrinterOffset._meta.get_field(name).default for name in ("width", "height")}
    fields |= {f"{name}_top": 100 for name in ("name", "post", "reason", "day", "number")}
    page = client.post(url("printer_add", cast.authority), {"name": "Máy 1", "dx": "31", "dy": "0", **fields})
    assert "Độ dịch phải từ -30 đến 30 mm." in words(page)
    client.post(url("printer_add", cast.authority), {"name": "Máy 1", "dx": "1,5", "dy": "-2", **fields})
    printer = PrinterOffset.objects.get()
    assert (str(printer.dx), str(printer.dy)) == ("1.5", "-2.0")


def test_the_year_shows_its_decisions_and_what_waits_to_be_given(cast, sign_in):
    rows = put(cast)
    decision = issued(cast, rows)
    actions.confer(Conferral(nomination=rows[0], status="given", given_on=TODAY), by=cast.secretary)
    address = reverse("clusters:year_detail", args=[cast.year.pk])
    for who in ("secretary", "chair"):
        page = words(sign_in(getattr(cast, who)).get(address))
        assert url("decision_detail", decision) in page
        assert "1 khen thưởng chưa ghi là đã trao" in page
    assert url("decision_detail", decision) not in words(sign_in(cast.officer).get(address))


def test_the_chair_reads_an_issued_decision_and_no_draft(cast, sign_in):
    drafted = decision_on(cast, put(cast, 1))
    client = sign_in(cast.chair)
    assert client.get(url("decision_detail", drafted)).status_code == 404
    actions.issue_decision(drafted, by=cast.secretary)
    assert client.get(url("decision_detail", drafted)).status_code == 200
    assert client.post(url("decision_drop", drafted)).status_code == 403


def test_the_history_of_the_year_keeps_drafts_from_whom_they_do_not_concern(cast, sign_in):
    decision_on(cast, put(cast, 1))
    address = reverse("clusters:year_history", args=[cast.year.pk])
    told = "Lập dự thảo quyết định khen thưởng"
    found = {
        who: told in words(sign_in(getattr(cast, who)).get(address))
        for who in ("secretary", "leader", "chair")
    }
    assert found == {"secretary": True, "leader": True, "chair": False}


def test_the_year_stands_at_the_decision_while_dossiers_wait_for_it(cast):
    put(cast, 1)
    line = {step.key: step for step in steps_of([cast.year], date(2026, 3, 2))[cast.year.pk]}
    assert line["decide"].state.label == "Đang làm"
