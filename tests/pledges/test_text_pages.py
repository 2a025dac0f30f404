"""Writing the text: the pages of contents, targets and bases."""

from datetime import date

from django.urls import reverse

from audit.models import Event
from documents.models import OfficialDocument
from pledges import actions
from pledges.models import Basis, Content, Pledge, Target
from tests import factories as make


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


def test_joint_pledge_is_laid_down_through_the_form(cast, sign_in):
    client = sign_in(cast.chair)
    typed = {"shape": "joint", "title": "Giao ước thi đua", "opening": "Mở đầu", "closing": ""}
    response = client.post(address("pledge_add", cast.year.pk), typed)
    pledge = Pledge.objects.get()
    assert response.url == address("pledge_detail", pledge.pk)
    assert (pledge.opening, pledge.status) == ("Mở đầu", "draft")


def test_every_unit_gets_its_own_pledge(cast, sign_in):
    client = sign_in(cast.secretary)
    client.post(address("pledge_add", cast.year.pk), {"shape": "per_unit", "title": "Giao ước thi đua"})
    assert {row.unit for row in Pledge.objects.all()} == set(cast.units)


def test_second_joint_pledge_is_refused_on_the_form(cast, sign_in, draft):
    client = sign_in(cast.secretary)
    response = client.post(address("pledge_add", cast.year.pk), {"shape": "joint", "title": "Bản hai"})
    assert response.status_code == 422
    assert "đã có bản giao ước chung" in response.content.decode()
    assert 'value="Bản hai"' in response.content.decode()


def test_running_year_offers_no_marks_of_past_years(cast, sign_in, draft):
    page = sign_in(cast.secretary).get(address("pledge_edit", draft.pk)).content.decode()
    assert "text_state" not in page
    assert "source_note" not in page


def test_opening_and_closing_are_changed(cast, sign_in, draft):
    client = sign_in(cast.chair)
    client.post(address("pledge_edit", draft.pk), {"title": draft.title, "closing": "Cùng thực hiện."})
    draft.refresh_from_db()
    assert draft.closing == "Cùng thực hiện."


def test_editing_does_not_undo_what_was_sent_meanwhile(cast, draft):

    opened = Pledge.objects.get(pk=draft.pk)
    actions.send_for_comments(draft, date(2026, 3, 10), by=cast.secretary)
    opened.opening = "Sửa trong lúc đó"
    actions.change_pledge(opened, by=cast.chair)
    draft.refresh_from_db()
    assert (draft.status, draft.opening) == ("commenting", "Sửa trong lúc đó")
    assert draft.comments_due_on == date(2026, 3, 10)


def test_content_in_decomposed_letters_is_stored_whole(cast, sign_in, draft):
    client = sign_in(cast.chair)
    client.post(
        address("content_add", draft.pk), {"text": "Thi\u00a0\u0111ua ye\u0302u nu\u031bo\u031b\u0301c\u200b"}
    )
    assert draft.contents.last().text == "Thi đua yêu nước"


def test_point_is_added_under_its_content(cast, sign_in, draft):
    top = draft.contents.get()
    client = sign_in(cast.chair)
    client.post(address("content_add", draft.pk) + f"?cha={top.pk}", {"text": "Xây dựng kế hoạch"})
    assert top.points.get().text == "Xây dựng kế hoạch"
    page = client.get(address("pledge_detail", draft.pk)).content.decode()
    assert page.index("1.</span>") < page.index("a)</span>") < page.index("Xây dựng kế hoạch")


def test_point_is_not_added_under_a_content_of_another_pledge(cast, sign_in, draft):
    other = make.make_pledge(make.make_year(cast.cluster, 2027), by=cast.secretary)
    url = address("content_add", draft.pk) + f"?cha={other.contents.get().pk}"
    assert sign_in(cast.chair).get(url).status_code == 404
    assert sign_in(cast.chair).get(address("content_add", draft.pk) + "?cha=²").status_code == 200


def test_many_contents_are_pasted_in_one_event(cast, sign_in, draft):
    text = "1. Đẩy mạnh phong trào\na) Ra quân\nb) Sơ kết\n2. Khen thưởng kịp thời"
    before = Event.objects.count()
    sign_in(cast.chair).post(address("contents_paste", draft.pk), {"text": text})
    tops = list(draft.contents.filter(parent=None))
    assert [row.text for row in tops[1:]] == ["Đẩy mạnh phong trào", "Khen thưởng kịp thời"]
    assert [row.text for row in tops[1].points.all()] == ["Ra quân", "Sơ kết"]
    assert Event.objects.count() == before + 1


def test_paste_that_begins_with_a_point_is_refused_and_kept(cast, sign_in, draft):
    response = sign_in(cast.chair).post(address("contents_paste", draft.pk), {"text": "a) Ra quân"})
    assert response.status_code == 422
    assert "cần một nội dung đứng trước nó" in response.content.decode()
    assert "a) Ra quân</textarea>" in response.content.decode()


def test_paste_without_words_is_refused(cast, sign_in, draft):
    response = sign_in(cast.chair).post(address("contents_paste", draft.pk), {"text": "---\n…"})
    assert response.status_code == 422
    assert "Chưa có nội dung nào để thêm." in response.content.decode()


def test_content_is_edited_moved_and_removed(cast, sign_in, draft):
    second = actions.add_content(Content(pledge=draft, text="Thứ hai"), by=cast.secretary)
    client = sign_in(cast.chair)
    client.post(address("content_edit", second.pk), {"text": "Thứ hai, đã sửa"})
    client.post(address("content_move", second.pk), {"huong": "len"})
    assert draft.contents.first().text == "Thứ hai, đã sửa"
    client.post(address("content_move", second.pk), {"huong": "xuong"})
    assert draft.contents.last().text == "Thứ hai, đã sửa"
    client.post(address("content_remove", second.pk))
    assert draft.contents.count() == 1


def test_content_of_an_agreed_pledge_is_refused_with_a_sentence(cast, sign_in, agreed):
    content = agreed.contents.get()
    client = sign_in(cast.chair)
    response = client.post(address("content_edit", content.pk), {"text": "Khác"})
    assert response.status_code == 422
    assert "nội dung không sửa được nữa" in response.content.decode()
    removed = client.post(address("content_remove", content.pk), follow=True)
    assert "nội dung không sửa được nữa" in removed.content.decode()
    assert agreed.contents.count() == 1


def test_agreed_pledge_shows_no_button_that_writes(cast, sign_in, agreed):
    page = sign_in(cast.chair).get(address("pledge_detail", agreed.pk)).content.decode()
    for name in ("content_add", "contents_paste", "target_add", "basis_add", "pledge_edit"):
        assert address(name, agreed.pk) not in page


def test_target_form_says_beside_the_box_what_is_missing(cast, sign_in, draft):
    client = sign_in(cast.chair)
    url = address("target_add", draft.pk)
    cases = [
        ({"kind": "percent", "value": ""}, "Ghi mức của chỉ tiêu."),
        ({"kind": "percent", "value": "120"}, "Tỷ lệ phải từ 0 đến 100."),
        ({"kind": "percent", "value": "1.234"}, "Chưa rõ “1.234” là 1234 hay 1,234"),
        ({"kind": "zero", "value": "0"}, "không ghi mức chung"),
        ({"kind": "quantity", "value": "2", "measure": ""}, "Ghi đơn vị tính"),
        ({"kind": "quantity", "value": "-1", "measure": "mô hình"}, "Mức không được âm."),
    ]
    for typed, sentence in cases:
        response = client.post(url, {"text": "Chỉ tiêu", **typed})
        page = response.content.decode()
        assert response.status_code == 422
        assert sentence in page
        assert "alert-danger" not in page, "the sentence stands beside its field"
    assert Target.objects.count() == 0


def test_target_takes_a_decimal_comma_and_a_decimal_point(cast, sign_in, draft):
    client = sign_in(cast.chair)
    for typed in ("9,5", "9.5"):
        client.post(address("target_add", draft.pk), {"kind": "percent", "text": "Tỷ lệ", "value": typed})
    assert {str(row.value) for row in draft.targets.all()} == {"9.50"}


def test_zero_percent_is_a_level(cast, sign_in, draft):
    client = sign_in(cast.chair)
    client.post(address("target_add", draft.pk), {"kind": "percent", "text": "Tỷ lệ yếu kém", "value": "0"})
    assert draft.targets.get().level == "0%"


def test_target_is_edited_and_removed(cast, sign_in, draft):
    target = actions.add_target(Target(pledge=draft, kind="zero", text="Không vi phạm"), by=cast.secretary)
    client = sign_in(cast.chair)
    client.post(address("target_edit", target.pk), {"kind": "zero", "text": "Không có vi phạm"})
    target.refresh_from_db()
    assert target.text == "Không có vi phạm"
    client.post(address("target_remove", target.pk))
    assert not draft.targets.exists()


def make_document(authority=None, title="Kế hoạch thi đua"):
    return OfficialDocument.objects.create(kind="KH", title=title, authority=authority)


def test_basis_is_chosen_from_the_documents_in_sight(cast, sign_in, draft):
    law, own = make_document(), make_document(cast.authority)
    client = sign_in(cast.chair)
    for document in (law, own):
        client.post(address("basis_add", draft.pk), {"document": document.pk})
    assert [row.document for row in draft.bases.all()] == [law, own]
    client.post(address("basis_remove", draft.bases.first().pk))
    assert [row.document for row in draft.bases.all()] == [own]


def test_document_out_of_sight_is_no_basis_even_when_its_number_is_known(cast, sign_in, draft):
    foreign = make_document(cast.other_authority)
    response = sign_in(cast.chair).post(address("basis_add", draft.pk), {"document": foreign.pk})
    assert response.status_code == 422
    assert not Basis.objects.exists()


def test_text_is_copied_to_the_other_units_empty_drafts(cast, sign_in):
    pledges = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit", contents=())
    actions.add_content(Content(pledge=pledges[0], text="Thi đua"), by=cast.secretary)
    sign_in(cast.chair).post(address("pledge_copy_text", pledges[0].pk))
    assert Content.objects.filter(text="Thi đua").count() == 4


def test_unit_does_not_copy_its_text_into_the_pledges_of_others(cast, sign_in):
    pledges = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit", contents=())
    own = next(row for row in pledges if row.unit == cast.unit)
    actions.add_content(Content(pledge=own, text="Thi đua"), by=cast.secretary)
    assert sign_in(cast.officer).post(address("pledge_copy_text", own.pk)).status_code == 403
    assert Content.objects.count() == 1


def test_unit_writes_its_own_pledge_and_no_other(cast, sign_in):
    pledges = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit", contents=())
    own = next(row for row in pledges if row.unit == cast.unit)
    other = next(row for row in pledges if row.unit == cast.other_unit)
    client = sign_in(cast.officer)
    assert client.post(address("content_add", own.pk), {"text": "Thi đua"}).status_code == 302
    assert client.post(address("content_add", other.pk), {"text": "Thi đua"}).status_code == 403


def test_declared_number_of_contents_is_held_against_the_list(cast, sign_in, past_year):
    pledge = make.make_pledge(past_year, by=cast.secretary, declared_contents=9, text_state="partial")
    page = sign_in(cast.secretary).get(address("pledge_detail", pledge.pk)).content.decode()
    assert "Nguồn nêu 9 nội dung, đã ghi 1 nội dung." in page
    assert "chưa rõ" in page


def test_reader_sees_the_pledge_without_buttons(cast, sign_in, draft):
    page = sign_in(cast.viewer).get(address("pledge_detail", draft.pk)).content.decode()
    assert "Tổ chức tốt các phong trào thi đua" in page
    for name in ("content_add", "pledge_send", "pledge_agree"):
        assert address(name, draft.pk) not in page


def test_pledge_of_another_authority_is_not_there(cast, sign_in, draft):
    assert sign_in(cast.outsider).get(address("pledge_detail", draft.pk)).status_code == 404
