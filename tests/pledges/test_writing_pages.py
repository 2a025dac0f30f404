"""The page for writing a pledge, and what it sends while people type."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from documents.models import OfficialDocument
from pledges import actions, removed
from pledges.models import Basis, Comment, Content, Pledge, Registration, Target
from tests import factories as make

JSON = {"headers": {"Accept": "application/json"}}


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


@pytest.fixture
def desk(cast, sign_in, draft):
    """Send one text as the page does."""
    client = sign_in(cast.chair)
    client.send = lambda **sent: client.post(address("pledge_save", draft.pk), sent)
    return client


def add(draft, text, by, parent=None):
    return actions.add_content(Content(pledge=draft, parent=parent, text=text), by=by)


def texts(draft):
    return [
        (top.text, [point.text for point in top.points.all()]) for top in draft.contents.filter(parent=None)
    ]


# --- saving ------------------------------------------------------------------------------------------


def test_text_is_saved_and_the_answer_says_from_which_revision_to_go_on(draft, desk):
    content = draft.contents.get()
    answer = desk.send(part="content", pk=content.pk, seen=0, text="Thi\u00a0đua").json()
    content.refresh_from_db()
    assert content.text == "Thi đua"
    assert (answer["revision"], answer["at"]) == (1, "09:00")
    assert answer["state"]["contents"][0]["values"] == {"text": "Thi đua"}


def test_text_of_somebody_else_is_not_overwritten_but_shown_beside_mine(cast, draft, desk):
    content = draft.contents.get()
    actions.type_text(content, {"text": "Tổ chức tốt phong trào"}, seen=0, by=cast.secretary)
    answer = desk.send(
        part="content", pk=content.pk, seen=0, text="Tổ chức các phong trào mới", base_text=content.text
    )
    said = answer.json()
    assert answer.status_code == 409
    assert "Người dùng secretary vừa sửa nội dung này lúc 09:00." in said["sentences"]
    assert said["theirs"] == "Tổ chức tốt phong trào"
    assert {part["state"] for part in said["segments"]} == {"same", "removed", "added"}
    content.refresh_from_db()
    assert content.text == "Tổ chức tốt phong trào"
    again = desk.send(part="content", pk=content.pk, seen=said["revision"], text=said["merged"])
    assert again.status_code == 200


def test_new_row_that_is_sent_twice_is_added_once(draft, desk):
    key = str(uuid.uuid4())
    sent = {"part": "content", "pk": "", "key": key, "text": "Đoàn kết", "vi_tri": "0"}
    first, second = desk.send(**sent).json(), desk.send(**sent).json()
    assert first["pk"] == second["pk"]
    assert [text for text, _ in texts(draft)] == ["Đoàn kết", "Tổ chức tốt các phong trào thi đua"]


def test_row_that_is_gone_is_said_to_be_gone(cast, draft, desk):
    content = draft.contents.get()
    pk = content.pk
    actions.remove_content(content, by=cast.secretary)
    answer = desk.send(part="content", pk=pk, seen=0, text="Còn giữ")
    assert answer.status_code == 410
    assert "Chữ đã gõ vẫn còn ở đây" in answer.json()["sentences"][0]


def test_row_of_another_pledge_is_not_written_through_this_one(cast, draft, desk):
    other = make.make_pledge(make.make_year(cast.cluster, 2027), by=cast.secretary)
    foreign = other.contents.get()
    assert desk.send(part="content", pk=foreign.pk, seen=0, text="Lạ").status_code == 410
    assert Content.objects.get(pk=foreign.pk).text != "Lạ"


def test_target_is_typed_box_by_box_and_refused_in_words(draft, desk):
    sent = {"part": "target", "key": str(uuid.uuid4()), "kind": "percent", "text": "Tỷ lệ", "value": ""}
    refused = desk.send(**sent)
    assert refused.status_code == 422
    assert refused.json()["sentences"] == ["Mức: Ghi mức của chỉ tiêu."]
    made = desk.send(**{**sent, "value": "99,5"}).json()
    desk.send(
        part="target", pk=made["pk"], seen=0, kind="quantity", value="2", measure="mô hình", text="Số mô hình"
    )
    target = draft.targets.get()
    assert (target.kind, target.value, target.measure, target.revision) == ("quantity", 2, "mô hình", 1)


def test_head_takes_one_box_at_a_time(cast, draft, desk):
    desk.send(part="pledge", pk=draft.pk, seen=0, opening="Mở đầu", base_opening="")
    actions.type_text(draft, {"title": "Giao ước mới"}, seen=1, by=cast.secretary)
    answer = desk.send(part="pledge", pk=draft.pk, seen=1, closing="Cam kết", base_closing="")
    draft.refresh_from_db()
    assert answer.status_code == 200
    assert (draft.title, draft.opening, draft.closing) == ("Giao ước mới", "Mở đầu", "Cam kết")


def test_typing_after_agreement_is_refused_and_told(cast, draft, desk):
    content = draft.contents.get()
    Pledge.objects.filter(pk=draft.pk).update(status="agreed", frozen={}, fingerprint="0" * 64)
    answer = desk.send(part="content", pk=content.pk, seen=0, text="Muộn")
    assert answer.status_code == 422
    assert "nội dung không sửa được nữa" in answer.json()["sentences"][0]
    page = desk.get(address("pledge_write", draft.pk))
    assert page.url == address("pledge_detail", draft.pk)


def test_plain_form_does_not_overwrite_what_it_has_not_shown(cast, draft, desk):
    content = draft.contents.get()
    actions.type_text(content, {"text": "Của thường trực"}, seen=0, by=cast.secretary)
    refused = desk.post(address("content_edit", content.pk), {"text": "Của tôi", "seen": "0"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Bản mới: “Của thường trực”" in page
    assert "Của tôi</textarea>" in page
    assert 'name="seen" value="1"' in page
    desk.post(address("content_edit", content.pk), {"text": "Của tôi", "seen": "1"})
    assert draft.contents.get().text == "Của tôi"


# --- what others wrote -----------------------------------------------------------------------------


def test_state_is_sent_again_only_when_something_changed(cast, draft, desk):
    first = desk.get(address("pledge_state", draft.pk))
    again = desk.get(address("pledge_state", draft.pk), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.type_text(draft.contents.get(), {"text": "Mới"}, seen=0, by=cast.secretary)
    changed = desk.get(address("pledge_state", draft.pk), headers={"If-None-Match": first["ETag"]})
    state = changed.json()["state"]
    assert state["contents"][0]["values"]["text"] == "Mới"
    assert state["editors"][f"content-{draft.contents.get().pk}"] == "Người dùng secretary"


def test_pages_cost_the_same_however_long_the_text_is(cast, draft, desk):
    def cost(name):
        with CaptureQueriesContext(connection) as found:
            assert desk.get(address(name, draft.pk)).status_code == 200
        return len(found)

    names = ("pledge_write", "pledge_state", "registration_table")
    top = draft.contents.get()
    for number in range(2):
        add(draft, f"Điểm {number}", cast.secretary, parent=top)
        actions.add_target(Target(pledge=draft, kind="registered", text=f"Số {number}"), by=cast.secretary)
        law = OfficialDocument.objects.create(kind="KH", title=f"Kế hoạch {number}")
        actions.add_basis(Basis(pledge=draft, document=law), by=cast.secretary)
    actions.register(cast.unit, {draft.targets.first(): 1}, by=cast.secretary)
    before = [cost(name) for name in names]
    for number in range(6):
        more = add(draft, f"Nội dung {number}", cast.secretary)
        add(draft, f"Điểm của {number}", cast.secretary, parent=more)
        target = actions.add_target(
            Target(pledge=draft, kind="registered", text=f"Thêm {number}"), by=cast.secretary
        )
        actions.register(cast.unit, {target: number}, by=cast.secretary)
        law = OfficialDocument.objects.create(kind="KH", title=f"Thông tư {number}")
        actions.add_basis(Basis(pledge=draft, document=law), by=cast.secretary)
    assert [cost(name) for name in names] == before


# --- the tree --------------------------------------------------------------------------------------


def test_content_becomes_a_point_and_a_content_again(cast, draft, desk):
    top = draft.contents.get()
    second = add(draft, "Thứ hai", cast.secretary)
    third = add(draft, "Thứ ba", cast.secretary)
    desk.post(address("content_move", second.pk), {"huong": "vao"}, **JSON)
    assert texts(draft) == [(top.text, ["Thứ hai"]), ("Thứ ba", [])]
    desk.post(address("content_move", second.pk), {"huong": "xuong"}, **JSON)
    assert texts(draft) == [(top.text, []), ("Thứ ba", ["Thứ hai"])]
    desk.post(address("content_move", second.pk), {"huong": "ra"}, **JSON)
    assert [text for text, _ in texts(draft)] == [top.text, "Thứ ba", "Thứ hai"]
    desk.post(address("content_move", second.pk), {"cha": third.pk, "vi_tri": "0"}, **JSON)
    assert texts(draft) == [(top.text, []), ("Thứ ba", ["Thứ hai"])]
    assert Event.objects.filter(verb="content_moved").first().changes == [["Thứ tự", "3", "2.1"]]


def test_content_with_points_does_not_become_a_point(cast, draft, desk):
    second = add(draft, "Thứ hai", cast.secretary)
    add(draft, "Điểm", cast.secretary, parent=second)
    answer = desk.post(address("content_move", second.pk), {"huong": "vao"}, **JSON)
    assert answer.status_code == 422
    assert "Đưa các điểm ra trước" in answer.json()["sentences"][0]
    first = desk.post(address("content_move", draft.contents.first().pk), {"huong": "vao"}, follow=True)
    assert "phía trên cần có một nội dung" in first.content.decode()


def test_move_that_changes_nothing_leaves_no_event(draft, desk):
    before = Event.objects.count()
    for way in ("len", "xuong"):
        desk.post(address("content_move", draft.contents.get().pk), {"huong": way}, **JSON)
    assert Event.objects.count() == before


def test_pasted_content_in_two_halves_is_joined_with_its_points_and_comments(cast, draft, desk):
    first = draft.contents.get()
    half = add(draft, "trong toàn Cụm", cast.secretary)
    add(draft, "Ra quân", cast.secretary, parent=half)
    actions.send_for_comments(draft, timezone.localdate() + timedelta(days=7), by=cast.secretary)
    remark = Comment.objects.create(
        pledge=draft, unit=cast.unit, content=half, text="Rõ hơn", author=cast.officer, content_key=half.key
    )
    desk.post(address("content_merge", half.pk), **JSON)
    assert texts(draft) == [(f"{first.text} trong toàn Cụm", ["Ra quân"])]
    remark.refresh_from_db()
    assert remark.content == first


def test_declared_number_is_held_against_the_list_of_a_running_year(cast, draft, desk):
    Pledge.objects.filter(pk=draft.pk).update(declared_contents=1)
    assert "data-differ hidden" in desk.get(address("pledge_write", draft.pk)).content.decode()
    desk.post(address("contents_paste", draft.pk), {"text": "Một nội dung\nbị tách đôi", "ve": "soan"})
    page = desk.get(address("pledge_write", draft.pk)).content.decode()
    assert "Số nội dung đã khai là 1, danh sách có 3." in page
    assert "data-differ hidden" not in page


def test_removed_content_comes_back_where_it_stood_with_all_that_belonged_to_it(cast, draft, desk):
    first = draft.contents.get()
    key = first.key
    add(draft, "Ra quân", cast.secretary, parent=first)
    add(draft, "Thứ hai", cast.secretary)
    answer = desk.post(address("content_remove", first.pk), **JSON).json()
    assert answer["removed"].startswith("Tổ chức tốt")
    assert texts(draft) == [("Thứ hai", [])]
    assert "Hoàn tác" in desk.get(address("pledge_write", draft.pk)).content.decode()
    desk.post(address("pledge_put_back", draft.pk), **JSON)
    assert texts(draft) == [(first.text, ["Ra quân"]), ("Thứ hai", [])]
    assert draft.contents.first().key == key
    assert desk.post(address("pledge_put_back", draft.pk), **JSON).status_code == 422, "only once"


def test_a_session_that_another_request_wrote_over_loses_no_undo(cast, draft, desk):
    before = desk.session  # as a request has it that began before the removal and ends after it
    before.get("seen_at")
    content = draft.contents.get()
    desk.post(address("content_remove", content.pk), **JSON)
    before["seen_at"] = 0
    before.save()
    assert f"Vừa bỏ: “{content.text[:20]}" in desk.get(address("pledge_write", draft.pk)).content.decode()
    assert desk.post(address("pledge_put_back", draft.pk), **JSON).status_code == 200
    assert draft.contents.get().key == content.key


def test_what_was_taken_out_is_kept_over_a_new_sign_in_for_its_person_and_pledge_alone(cast, draft, desk):
    content = draft.contents.get()
    desk.post(address("content_remove", content.pk), **JSON)
    desk.force_login(cast.secretary)
    assert desk.post(address("pledge_put_back", draft.pk), **JSON).status_code == 422
    other = Pledge.objects.create(cluster_year=make.make_year(cast.cluster, 2027), shape="joint")
    desk.force_login(cast.chair)
    assert removed.last_of(other, cast.chair) is None
    assert desk.post(address("pledge_put_back", draft.pk), **JSON).status_code == 200


def test_a_part_that_is_back_is_not_put_back_again(cast, draft):
    gone = actions.remove_content(draft.contents.get(), by=cast.chair)
    actions.put_back(draft, gone, by=cast.chair)
    with pytest.raises(ValidationError, match=removed.BACK):
        actions.put_back(draft, gone, by=cast.chair)
    assert draft.contents.count() == 1


def test_removed_target_comes_back_with_what_the_units_registered(cast, draft, desk):
    target = actions.add_target(Target(pledge=draft, kind="registered", text="Số tập thể"), by=cast.secretary)
    actions.register(cast.unit, {target: 3}, by=cast.secretary)
    desk.post(address("target_remove", target.pk))
    assert not Registration.objects.exists()
    assert "Hội thành viên C: 3" in Event.objects.get(verb="target_removed").note
    desk.post(address("pledge_put_back", draft.pk))
    assert [(row.unit, row.value) for row in Registration.objects.all()] == [(cast.unit, 3)]


def test_targets_and_bases_are_put_in_order(cast, draft, desk):
    for text in ("Một", "Hai", "Ba"):
        actions.add_target(Target(pledge=draft, kind="zero", text=text), by=cast.secretary)
        law = OfficialDocument.objects.create(kind="KH", title=text)
        actions.add_basis(Basis(pledge=draft, document=law), by=cast.secretary)
    desk.post(address("target_move", draft.targets.last().pk), {"huong": "len"})
    desk.post(address("target_move", draft.targets.first().pk), {"vi_tri": "2"})
    assert [row.text for row in draft.targets.all()] == ["Ba", "Hai", "Một"]
    done = desk.post(address("basis_move", draft.bases.first().pk), {"huong": "xuong", "ve": "soan"})
    assert done.url == address("pledge_write", draft.pk) + "#can-cu"
    assert [row.document.title for row in draft.bases.all()] == ["Hai", "Một", "Ba"]


def test_basis_is_found_without_tone_marks_and_shown_with_its_validity(cast, draft, desk):
    OfficialDocument.objects.create(
        kind="TT", title="Hướng dẫn khen thưởng", effective_from="2020-01-01", effective_to="2021-12-31"
    )
    page = desk.get(address("pledge_write", draft.pk), {"tim": "huong dan khen"}).content.decode()
    assert "Hướng dẫn khen thưởng" in page
    assert "Hết hiệu lực" in page
    assert (
        "Không có văn bản nào khớp"
        in desk.get(address("pledge_write", draft.pk), {"tim": "zzz"}).content.decode()
    )


# --- the print ---------------------------------------------------------------------------------------


def test_page_of_the_print_is_sent_again_only_when_the_print_changed(cast, draft, desk):
    pages = desk.get(address("pledge_pages", draft.pk)).json()
    first = desk.get(address("pledge_page", draft.pk, 1))
    assert first.content.startswith(b"\x89PNG")
    assert "private" in first["Cache-Control"]
    assert pages["pages"] >= 1
    assert desk.get(address("pledge_page", draft.pk, 99)).status_code == 404
    again = {"If-None-Match": first["ETag"]}
    assert desk.get(address("pledge_page", draft.pk, 1), headers=again).status_code == 304
    actions.type_text(draft.contents.get(), {"text": "Khác"}, seen=0, by=cast.secretary)
    assert desk.get(address("pledge_page", draft.pk, 1), headers=again).status_code == 200
    assert desk.get(address("pledge_pages", draft.pk)).json()["paper"] != pages["paper"]
