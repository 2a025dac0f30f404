"""From draft to agreement: sending, comments, answers, agreeing, reopening; figures; batches of per-unit pledges."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import Event
from pledges import actions
from pledges.models import Comment, Content, Pledge, Target
from tests import factories as make


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


@pytest.fixture
def commenting(draft, cast):
    actions.send_for_comments(draft, date(2026, 3, 10), by=cast.secretary)
    return draft


def says(response, sentence):
    return sentence in response.content.decode()


# --- sending -----------------------------------------------------------------------------------------


def test_draft_is_sent_with_a_deadline(cast, sign_in, draft):
    sign_in(cast.chair).post(address("pledge_send", draft.pk), {"comments_due_on": "10/3/2026"})
    draft.refresh_from_db()
    assert (draft.status, draft.comments_due_on) == ("commenting", date(2026, 3, 10))


def test_deadline_of_today_is_taken_and_yesterday_refused_beside_the_field(cast, sign_in, draft):
    client = sign_in(cast.chair)
    response = client.post(address("pledge_send", draft.pk), {"comments_due_on": "01/03/2026"})
    assert response.status_code == 422
    assert says(response, "Hạn góp ý phải từ hôm nay trở đi.")
    assert says(response, 'value="01/03/2026"')
    assert client.post(address("pledge_send", draft.pk), {"comments_due_on": "02/03/2026"}).status_code == 302


def test_impossible_day_is_refused_in_words(cast, sign_in, draft):
    response = sign_in(cast.chair).post(address("pledge_send", draft.pk), {"comments_due_on": "31/02/2026"})
    assert response.status_code == 422
    assert says(response, "Không có ngày “31/02/2026” trong lịch")


def test_empty_draft_is_not_sent(cast, sign_in):
    pledge = make.make_pledge(cast.year, by=cast.secretary, contents=())
    response = sign_in(cast.chair).post(address("pledge_send", pledge.pk), {"comments_due_on": "10/03/2026"})
    assert says(response, "Giao ước chưa có nội dung nào.")


def test_agreed_pledge_is_not_sent_by_a_crafted_request(cast, sign_in, agreed):
    response = sign_in(cast.chair).post(address("pledge_send", agreed.pk), {"comments_due_on": "10/03/2026"})
    assert response.status_code == 422
    assert says(response, "đang ở bước “Đã thống nhất, chờ ký”")
    agreed.refresh_from_db()
    assert agreed.status == "agreed"


# --- comments ----------------------------------------------------------------------------------------


def test_unit_agrees_with_one_button(cast, sign_in, commenting):
    client = sign_in(cast.officer)
    assert says(client.get(address("pledge_detail", commenting.pk)), "Nhất trí")
    client.post(address("comment_add", commenting.pk), {"unit": cast.unit.pk, "stance": "agrees"})
    comment = Comment.objects.get()
    assert (comment.unit, comment.stance, comment.author) == (cast.unit, "agrees", cast.officer)


def test_unit_suggests_a_change_of_one_content(cast, sign_in, commenting):
    content = commenting.contents.get()
    typed = {"unit": cast.unit.pk, "stance": "suggests", "content": content.pk, "text": "Thêm số liệu"}
    client = sign_in(cast.officer)
    client.post(address("comment_add", commenting.pk), typed)
    assert Comment.objects.get().content == content
    page = client.get(address("pledge_detail", commenting.pk)).content.decode()
    assert "Thêm số liệu" in page
    assert "Chưa có ý kiến: Hội thành viên A; Hội thành viên B; Hội thành viên D." in page


def test_the_form_of_a_suggestion_knows_the_only_unit_of_its_writer(cast, sign_in, commenting):
    client = sign_in(cast.officer)
    page = client.get(address("comment_add", commenting.pk))
    assert says(page, f'<input type="hidden" name="unit" value="{cast.unit.pk}"')
    refused = client.post(
        address("comment_add", commenting.pk), {"stance": "suggests", "text": "Thêm số liệu"}
    )
    assert says(refused, "Đơn vị: Cần điền mục này.")


def test_suggestion_without_words_is_refused_beside_the_box(cast, sign_in, commenting):
    typed = {"unit": cast.unit.pk, "stance": "suggests"}
    response = sign_in(cast.officer).post(address("comment_add", commenting.pk), typed)
    assert response.status_code == 422
    assert says(response, "Ghi nội dung đề nghị sửa đổi, bổ sung.")


def test_nobody_speaks_for_a_unit_of_others(cast, sign_in, commenting):
    typed = {"unit": cast.other_unit.pk, "stance": "agrees"}
    assert sign_in(cast.officer).post(address("comment_add", commenting.pk), typed).status_code == 422
    assert not Comment.objects.exists()


def test_comment_on_a_content_of_another_pledge_is_refused(cast, sign_in, commenting):
    other = make.make_pledge(make.make_year(cast.cluster, 2027), by=cast.secretary).contents.get()
    typed = {"unit": cast.unit.pk, "stance": "suggests", "content": other.pk, "text": "Sửa"}
    assert sign_in(cast.officer).post(address("comment_add", commenting.pk), typed).status_code == 422


def test_comment_on_a_draft_is_refused_with_a_sentence(cast, sign_in, draft):
    typed = {"unit": cast.unit.pk, "stance": "agrees"}
    response = sign_in(cast.officer).post(address("comment_add", draft.pk), typed)
    assert response.status_code == 422
    assert says(response, "không ở bước lấy ý kiến nên chưa nhận góp ý")


def test_chair_answers_a_suggestion(cast, sign_in, commenting):
    comment = actions.comment(
        Comment(pledge=commenting, unit=cast.unit, stance="suggests", text="Thêm số liệu"), by=cast.officer
    )
    client = sign_in(cast.chair)
    url = address("comment_answer", comment.pk)
    assert client.post(url, {"answer": "Đã bổ sung."}).status_code == 422
    client.post(url, {"verdict": "accepted", "answer": "Đã bổ sung."})
    comment.refresh_from_db()
    assert (comment.verdict, comment.answer, comment.answered_by) == ("accepted", "Đã bổ sung.", cast.chair)
    assert sign_in(cast.officer).get(address("comment_answer", comment.pk)).status_code == 403


# --- agreeing and reopening --------------------------------------------------------------------------


def test_agreement_page_names_who_has_spoken_and_who_has_not(cast, sign_in, commenting):
    comment = Comment(pledge=commenting, unit=cast.unit, stance="suggests", text="Thêm số liệu")
    actions.comment(comment, by=cast.officer)
    page = sign_in(cast.chair).get(address("pledge_agree", commenting.pk)).content.decode()
    assert "Còn 3 đơn vị chưa có ý kiến về bản lấy ý kiến lần 1." in page
    assert re.findall(r'<strong>(Hội thành viên .)</strong><span class="subline">([^<]*)', page) == [
        ("Hội thành viên A", "Chưa có ý kiến"),
        ("Hội thành viên B", "Chưa có ý kiến"),
        ("Hội thành viên C", "Có góp ý, 1 ý kiến chưa trả lời"),
        ("Hội thành viên D", "Chưa có ý kiến"),
    ]
    assert "Còn 1 đề nghị sửa đổi, bổ sung chưa trả lời." in page
    assert "Văn bản giữ nguyên từ lúc này" in page


def test_agreement_lays_down_the_places_to_sign(cast, sign_in, commenting):
    response = sign_in(cast.chair).post(address("pledge_agree", commenting.pk), {"others": "meeting"})
    assert response.url == address("pledge_detail", commenting.pk) + "#chu-ky"
    commenting.refresh_from_db()
    assert commenting.status == "agreed"
    assert [row.unit for row in commenting.signatures.all()] == cast.units


def test_agreeing_twice_is_a_sentence_and_one_event(cast, sign_in, draft):
    client = sign_in(cast.chair)
    client.post(address("pledge_agree", draft.pk), {"others": "meeting"})
    response = client.post(address("pledge_agree", draft.pk))
    assert response.status_code == 422
    assert says(response, "đang ở bước “Đã thống nhất, chờ ký”")
    assert Event.objects.filter(verb="pledge_agreed").count() == 1


def test_agreed_pledge_goes_back_to_draft_with_a_reason(cast, sign_in, agreed):
    client = sign_in(cast.chair)
    assert client.post(address("pledge_reopen", agreed.pk), {"reason": ""}).status_code == 422
    client.post(address("pledge_reopen", agreed.pk), {"reason": "Sửa nội dung 2"})
    agreed.refresh_from_db()
    assert (agreed.status, agreed.fingerprint, agreed.signatures.count()) == ("draft", "", 0)


def test_pledge_with_a_signature_stays_agreed(cast, sign_in, agreed):
    first = agreed.signatures.first()
    first.signatory, first.post, first.signed_on = "Nguyễn Văn An", "Chủ tịch", date(2026, 3, 1)
    actions.sign(first, by=cast.chair)
    client = sign_in(cast.chair)
    assert (
        address("pledge_reopen", agreed.pk)
        not in client.get(address("pledge_detail", agreed.pk)).content.decode()
    )
    response = client.post(address("pledge_reopen", agreed.pk), {"reason": "Sửa"})
    assert says(response, "Đã có đơn vị ký nên không đưa giao ước về dự thảo được.")


@pytest.mark.parametrize(
    ("make_ready", "what", "who"),
    [
        (lambda pledge, by: None, "Gửi lấy ý kiến các đơn vị", "Cụm trưởng"),
        (
            lambda pledge, by: actions.send_for_comments(pledge, date(2026, 3, 10), by=by),
            "còn 4 đơn vị chưa có ý kiến",
            "Các đơn vị thành viên",
        ),
        (make.agree, "còn 4 đơn vị chưa ký", "Các đơn vị chưa ký"),
    ],
    ids=["draft", "commenting", "agreed"],
)
def test_page_says_what_comes_next_and_who_does_it(cast, sign_in, draft, make_ready, what, who):
    make_ready(draft, cast.secretary)
    page = sign_in(cast.viewer).get(address("pledge_detail", draft.pk)).content.decode()
    assert what in page
    assert f"Người thực hiện: <strong>{who}</strong>" in page


def test_intact_text_is_told_by_its_fingerprint(cast, sign_in, agreed):
    page = sign_in(cast.viewer).get(address("pledge_detail", agreed.pk)).content.decode()
    assert agreed.fingerprint in page
    assert "Nội dung nguyên vẹn" in page


def test_agreed_pledge_keeps_the_names_of_its_day(cast, sign_in, agreed):
    cast.unit.name = "Hội đổi tên về sau"
    cast.unit.save()
    page = sign_in(cast.viewer).get(address("pledge_detail", agreed.pk)).content.decode()
    assert "Hội thành viên C" in page
    assert "Hội đổi tên về sau" not in page


# --- figures -----------------------------------------------------------------------------------------


@pytest.fixture
def target(draft, cast):
    row = Target(pledge=draft, kind="quantity", text="Mô hình mới", value=1, measure="mô hình")
    return actions.add_target(row, by=cast.secretary)


def register(client, target, unit, figure):
    url = address("registration_edit", target.pledge_id, unit.pk)
    return client.post(url, {f"target_{target.pk}": figure})


@pytest.mark.parametrize(
    ("typed", "value"), [("9,5", "9.5"), ("9.5", "9.5"), ("0", "0"), ("1.234,5", "1234.5")]
)
def test_figure_is_read_as_it_is_typed_here(cast, sign_in, target, typed, value):
    register(sign_in(cast.officer), target, cast.unit, typed)
    assert target.registrations.get().value == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.234", "Chưa rõ “1.234” là 1234 hay 1,234"),
        ("-1", "Giá trị nhỏ nhất được ghi là 0"),
        ("mười", "“mười” không phải là số hợp lệ"),
        ("12345678901", "Phần nguyên có tối đa 10 chữ số"),
    ],
)
def test_figure_that_cannot_be_read_is_asked_back(cast, sign_in, target, typed, sentence):
    response = register(sign_in(cast.officer), target, cast.unit, typed)
    assert response.status_code == 422
    assert says(response, sentence)
    assert says(response, f'value="{typed}"')
    assert not target.registrations.exists()


def test_empty_box_takes_the_registration_back(cast, sign_in, target):
    client = sign_in(cast.officer)
    register(client, target, cast.unit, "3")
    register(client, target, cast.unit, "")
    assert not target.registrations.exists()


def test_zero_is_shown_and_nothing_is_called_not_registered(cast, sign_in, target):
    client = sign_in(cast.officer)
    register(client, target, cast.unit, "0")
    page = client.get(address("pledge_detail", target.pledge_id)).content.decode()
    assert '<td class="num" data-label="Chỉ tiêu 1">0</td>' in page
    assert page.count("Chưa đăng ký") == 3


def test_unit_fills_its_own_row_only(cast, sign_in, target):
    assert register(sign_in(cast.officer), target, cast.other_unit, "3").status_code == 403
    assert register(sign_in(cast.other_officer), target, cast.other_unit, "3").status_code == 302
    assert register(sign_in(cast.chair), target, cast.unit, "4").status_code == 302
    assert register(sign_in(cast.viewer), target, cast.unit, "5").status_code == 403


def test_row_of_a_unit_outside_the_year_is_not_there(cast, sign_in, target):
    stranger = make.make_unit(cast.authority)
    assert register(sign_in(cast.secretary), target, stranger, "3").status_code == 404


def test_figures_stand_still_after_agreement(cast, sign_in, target):
    make.agree(target.pledge, by=cast.secretary)
    response = register(sign_in(cast.officer), target, cast.unit, "3")
    assert response.status_code == 422
    assert says(response, "nội dung không sửa được nữa")


# --- all units' own pledges at once ------------------------------------------------------------------


@pytest.fixture
def own_pledges(cast):
    return make.make_pledge(cast.year, by=cast.secretary, shape="per_unit", contents=())


def test_drafts_are_sent_together_and_refusals_are_named(cast, sign_in, own_pledges):
    for pledge in own_pledges[:3]:
        actions.add_content(Content(pledge=pledge, text="Thi đua"), by=cast.secretary)
    client = sign_in(cast.chair)
    response = client.post(
        address("pledges_send", cast.year.pk), {"comments_due_on": "10/03/2026"}, follow=True
    )
    assert Pledge.objects.filter(status="commenting").count() == 3
    assert says(response, f"{own_pledges[3].unit}: Giao ước chưa có nội dung nào.")
    assert Event.objects.filter(verb="pledge_sent").count() == 3


def test_pledges_are_agreed_together(cast, sign_in, own_pledges):
    for pledge in own_pledges:
        actions.add_content(Content(pledge=pledge, text="Thi đua"), by=cast.secretary)
    sign_in(cast.chair).post(address("pledges_agree", cast.year.pk), {"others": "meeting"})
    assert set(Pledge.objects.values_list("status", flat=True)) == {"agreed"}


def test_refusals_of_a_batch_name_each_unit_once(cast, sign_in, own_pledges):
    for pledge in own_pledges:
        actions.add_content(Content(pledge=pledge, text="Thi đua"), by=cast.secretary)
    refused = sign_in(cast.chair).post(address("pledges_agree", cast.year.pk), {"others": "no_answer"})
    assert says(refused, "Hội thành viên A: văn bản như hiện nay chưa được gửi lấy ý kiến")
    assert not says(refused, "Hội thành viên A: Hội thành viên A")


def test_batch_without_anything_to_do_is_refused_in_words(cast, sign_in, draft):
    response = sign_in(cast.chair).post(address("pledges_agree", cast.year.pk))
    assert response.status_code == 422
    assert says(response, "Không có bản giao ước nào ở bước này.")


def test_unit_does_not_move_the_pledges_of_all(cast, sign_in, own_pledges):
    assert sign_in(cast.officer).post(address("pledges_agree", cast.year.pk)).status_code == 403
