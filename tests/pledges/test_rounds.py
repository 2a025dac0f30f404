"""Rounds of comments: the last day, answers, versions, consents, and what may be agreed when."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from clusters import todo
from pledges import actions
from pledges.models import Comment, Consent, Content, Target
from tests import factories as make

DUE = date(2026, 3, 10)
MEETING, GIVEN, NO_ANSWER = Consent.Kind.AT_MEETING, Consent.Kind.GIVEN, Consent.Kind.NO_ANSWER


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


def hanoi(*moment):
    return time_machine.travel(datetime(*moment, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), tick=False)


@pytest.fixture
def commenting(draft, cast):
    actions.send_for_comments(draft, DUE, by=cast.secretary)
    return draft


def speak(pledge, unit, by, stance="agrees", **fields):
    return actions.comment(Comment(pledge=pledge, unit=unit, stance=stance, **fields), by=by)


def all_agree(pledge, cast):
    for unit, by in zip(cast.units, (cast.chair, cast.vice, cast.officer, cast.other_officer), strict=True):
        speak(pledge, unit, by)


def rewrite(pledge, cast, text="Nội dung đã sửa"):
    content = pledge.contents.first()
    content.text = text
    actions.change_content(content, by=cast.secretary)


def send_again(pledge, cast, note=""):
    actions.reopen(pledge, "Sửa theo ý kiến", by=cast.secretary)
    actions.send_for_comments(pledge, DUE, note, by=cast.secretary)


# --- a further round ---------------------------------------------------------------------------------


def test_what_is_out_for_comments_goes_out_again_without_going_back(cast, sign_in, commenting):
    speak(commenting, cast.unit, cast.officer)
    rewrite(commenting, cast)
    client = sign_in(cast.chair)
    send = address("pledge_send", commenting.pk)
    for page in ("pledge_detail", "version_list"):
        assert send in client.get(address(page, commenting.pk)).content.decode()
    client.post(send, {"comments_due_on": "10/03/2026", "note": "Sửa nội dung 1"})
    commenting.refresh_from_db()
    assert (commenting.status, commenting.round, commenting.versions.count()) == ("commenting", 2, 2)
    assert Event.objects.filter(verb="pledge_sent").count() == 2
    assert "Góp ý dự thảo giao ước" in [task.label for task in todo.tasks_of(cast.officer, DUE)]


def test_the_same_text_with_the_same_last_day_is_one_round(cast, commenting):
    with pytest.raises(ValidationError, match="không khác lần 1 đã gửi"):
        actions.send_for_comments(commenting, DUE, by=cast.secretary)
    actions.send_for_comments(commenting, date(2026, 3, 12), by=cast.secretary)
    assert commenting.comments_due_on == date(2026, 3, 12)


# --- the last day --------------------------------------------------------------------------------------


def test_comment_is_taken_until_the_last_minute_of_the_last_day(cast, sign_in, commenting):
    with hanoi(2026, 3, 10, 23, 59):
        typed = {"unit": cast.unit.pk, "stance": "agrees"}
        assert sign_in(cast.officer).post(address("comment_add", commenting.pk), typed).status_code == 302
    assert Comment.objects.get().unit == cast.unit


def test_comment_of_the_first_minute_after_it_is_refused_and_stays_typed(cast, sign_in, commenting):
    with hanoi(2026, 3, 11, 0, 0):
        typed = {"unit": cast.unit.pk, "stance": "suggests", "text": "Thêm số liệu"}
        response = sign_in(cast.officer).post(address("comment_add", commenting.pk), typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Hạn góp ý đã hết ngày 10/03/2026 nên ý kiến này chưa được ghi nhận." in page
    assert "Thêm số liệu" in page
    assert not Comment.objects.exists()


def test_after_the_last_day_nobody_is_asked_to_comment(cast, sign_in, commenting):
    def asked(day):
        return [task for task in todo.tasks_of(cast.officer, day) if task.label == "Góp ý dự thảo giao ước"]

    assert asked(DUE)
    assert not asked(date(2026, 3, 11))
    with hanoi(2026, 3, 11, 8):
        page = sign_in(cast.officer).get(address("pledge_detail", commenting.pk)).content.decode()
    assert address("comment_add", commenting.pk) not in page
    assert "Hạn góp ý đã hết" in page


# --- answers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", ["partly", "declined"])
def test_what_is_not_taken_up_in_full_has_a_reason(cast, sign_in, commenting, verdict):
    comment = speak(commenting, cast.unit, cast.officer, "suggests", text="Thêm số liệu")
    client = sign_in(cast.chair)
    response = client.post(address("comment_answer", comment.pk), {"verdict": verdict, "answer": ""})
    assert response.status_code == 422
    assert "Ghi rõ lý do" in response.content.decode()
    client.post(
        address("comment_answer", comment.pk), {"verdict": verdict, "answer": "Vượt khả năng năm nay"}
    )
    comment.refresh_from_db()
    assert (comment.verdict, comment.answered_by) == (verdict, cast.chair)


def test_answers_stand_once_the_text_is_agreed(cast, commenting):
    comment = speak(commenting, cast.unit, cast.officer, "suggests", text="Thêm số liệu")
    actions.answer(comment, "", Comment.Verdict.ACCEPTED, by=cast.chair)
    make.agree(commenting, by=cast.chair)
    with pytest.raises(ValidationError, match="không sửa trả lời góp ý được nữa"):
        actions.answer(comment, "Khác", Comment.Verdict.DECLINED, by=cast.chair)


def test_comment_stays_with_its_content_when_the_content_moves_or_goes(cast, sign_in, commenting):
    content = actions.add_content(Content(pledge=commenting, text="Chuyển đổi số"), by=cast.secretary)
    send_again(commenting, cast)
    speak(commenting, cast.unit, cast.officer, "suggests", text="Ghi rõ hạn", content=content)
    actions.remove_content(content, by=cast.secretary)
    page = sign_in(cast.viewer).get(address("comment_summary", commenting.pk)).content.decode()
    assert "Về nội dung 2: Chuyển đổi số" in page
    assert Comment.objects.get().content_key == content.key


# --- versions ------------------------------------------------------------------------------------------


def test_each_sending_is_a_numbered_version_that_keeps_its_text(cast, sign_in, commenting):
    before = commenting.contents.get().text
    rewrite(commenting, cast)
    send_again(commenting, cast, "Sửa nội dung 1 theo ý kiến đơn vị C.")
    assert commenting.round == 2
    texts = [version.text["contents"][0]["text"] for version in commenting.versions.all()]
    assert texts == [before, "Nội dung đã sửa"]
    page = sign_in(cast.viewer).get(address("version_list", commenting.pk)).content.decode()
    assert "Sửa nội dung 1 theo ý kiến đơn vị C." in page
    assert f"{address('pledge_compare', commenting.pk)}?tu=1&amp;den=2" in page


def test_differences_of_two_versions_are_told(cast, sign_in, commenting):
    rewrite(commenting, cast)
    actions.add_content(Content(pledge=commenting, text="Chuyển đổi số"), by=cast.secretary)
    send_again(commenting, cast)
    client = sign_in(cast.viewer)
    page = client.get(address("pledge_compare", commenting.pk), {"tu": 1, "den": 2}).content.decode()
    assert "Nội dung 1 được sửa" in page
    assert "Thêm nội dung 2: Chuyển đổi số." in page
    same = client.get(address("pledge_compare", commenting.pk), {"tu": 2}).content.decode()
    assert "Hai văn bản giống nhau." in same
    assert client.get(address("pledge_compare", commenting.pk), {"tu": 9}).status_code == 404


def test_texts_of_two_clusters_and_two_years_are_compared(cast, sign_in, draft):
    cluster = make.make_cluster(cast.authority, cast.units, number="77")
    other = make.make_pledge(
        make.make_year(cluster, 2026),
        by=cast.secretary,
        contents=("Tổ chức phong trào thi đua", "Khen thưởng"),
    )
    last = make.make_pledge(make.make_year(cast.cluster, 2025), by=cast.secretary)
    client = sign_in(cast.viewer)
    page = client.get(address("pledge_compare", draft.pk)).content.decode()
    assert f'<option value="{other.pk}">' in page
    assert f'<option value="{last.pk}">' in page
    page = client.get(address("pledge_compare", draft.pk), {"voi": other.pk}).content.decode()
    assert "Nội dung 1 được sửa" in page
    assert "Bỏ nội dung 2: Khen thưởng." in page
    page = client.get(address("pledge_compare", draft.pk), {"voi": last.pk}).content.decode()
    assert "Tổ chức tốt các phong trào thi đua" in page


def test_text_that_one_may_not_see_is_not_compared(cast, sign_in, draft):
    unit = make.make_unit(cast.other_authority)
    year = make.make_year(make.make_cluster(cast.other_authority, [unit]), 2026)
    secret = make.make_pledge(year, by=cast.outsider)
    client = sign_in(cast.viewer)
    assert client.get(address("pledge_compare", draft.pk), {"voi": secret.pk}).status_code == 404
    assert f'value="{secret.pk}"' not in client.get(address("pledge_compare", draft.pk)).content.decode()


# --- consents ------------------------------------------------------------------------------------------


def test_unit_that_agrees_consents_and_takes_it_back_when_it_asks_for_a_change(cast, commenting):
    speak(commenting, cast.unit, cast.officer)
    assert commenting.consents.get().kind == GIVEN
    speak(commenting, cast.unit, cast.officer, "suggests", text="Thêm số liệu")
    assert not commenting.consents.exists()


def test_agreement_needs_every_unit(cast, sign_in, commenting):
    speak(commenting, cast.unit, cast.officer)
    client = sign_in(cast.chair)
    response = client.post(address("pledge_agree", commenting.pk), {})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Chưa có ý kiến thống nhất của: Hội thành viên A; Hội thành viên B; Hội thành viên D." in page
    some = {f"unit_{unit.pk}": "meeting" for unit in cast.units[:2]}
    assert client.post(address("pledge_agree", commenting.pk), some).status_code == 422
    every = some | {f"unit_{cast.other_unit.pk}": "meeting"}
    assert client.post(address("pledge_agree", commenting.pk), every).status_code == 302
    commenting.refresh_from_db()
    assert commenting.status == "agreed"
    kinds = {row.unit: (row.kind, row.recorded_by) for row in commenting.consents.all()}
    assert kinds[cast.unit] == (GIVEN, cast.officer)
    assert kinds[cast.other_unit] == (MEETING, cast.chair)


def test_units_that_all_agreed_need_nothing_more(cast, commenting):
    all_agree(commenting, cast)
    actions.agree(commenting, by=cast.chair)
    assert commenting.status == "agreed"


def test_open_suggestion_blocks_the_agreement_until_it_is_answered(cast, commenting):
    comment = speak(commenting, cast.unit, cast.officer, "suggests", text="Thêm số liệu")
    with pytest.raises(ValidationError, match="Còn 1 ý kiến đề nghị sửa đổi, bổ sung chưa trả lời"):
        make.agree(commenting, by=cast.chair)
    commenting.refresh_from_db()
    assert commenting.status == "commenting"
    assert not commenting.consents.exists()
    actions.answer(comment, "Đã có ở nội dung 2", Comment.Verdict.DECLINED, by=cast.chair)
    make.agree(commenting, by=cast.chair)
    assert commenting.status == "agreed"


def test_suggestion_of_an_earlier_round_blocks_too(cast, commenting):
    speak(commenting, cast.unit, cast.officer, "suggests", text="Thêm số liệu")
    send_again(commenting, cast)
    all_agree(commenting, cast)
    with pytest.raises(ValidationError, match="chưa trả lời"):
        actions.agree(commenting, by=cast.chair)


def test_silence_counts_only_after_the_last_day_and_only_when_it_is_recorded(cast, commenting):
    silent = {unit.pk: NO_ANSWER for unit in cast.units}
    with pytest.raises(ValidationError, match="hết hạn mới ghi được là không trả lời"):
        actions.agree(commenting, by=cast.chair, consents=silent)
    with hanoi(2026, 3, 11, 8):
        with pytest.raises(ValidationError, match="Chưa có ý kiến thống nhất của"):
            actions.agree(commenting, by=cast.chair)
        actions.agree(commenting, by=cast.chair, consents=silent)
    assert {row.kind for row in commenting.consents.all()} == {NO_ANSWER}
    event = Event.objects.get(verb="pledge_agreed")
    assert ["Hội thành viên C", "", NO_ANSWER.label] in event.changes


def test_unit_that_spoke_is_not_silent(cast, commenting):
    comment = speak(commenting, cast.unit, cast.officer, "suggests", text="Thêm số liệu")
    actions.answer(comment, "Đã bổ sung", Comment.Verdict.ACCEPTED, by=cast.chair)
    with hanoi(2026, 3, 11, 8), pytest.raises(ValidationError, match="đơn vị đã có ý kiến"):
        actions.agree(commenting, by=cast.chair, consents={unit.pk: NO_ANSWER for unit in cast.units})


def test_silence_on_a_text_that_was_never_sent_says_nothing(cast, draft):
    with pytest.raises(ValidationError, match="chưa được gửi lấy ý kiến"):
        actions.agree(draft, by=cast.chair, consents={unit.pk: NO_ANSWER for unit in cast.units})


def test_nobody_gives_the_word_of_another_unit(cast, commenting):
    with pytest.raises(ValidationError, match="do chính đơn vị ghi"):
        actions.agree(commenting, by=cast.chair, consents={unit.pk: GIVEN for unit in cast.units})


def test_consent_to_one_wording_is_none_to_another(cast, sign_in, commenting):
    all_agree(commenting, cast)
    rewrite(commenting, cast)
    with pytest.raises(ValidationError, match="Văn bản đã sửa so với bản lấy ý kiến lần 1"):
        actions.agree(commenting, by=cast.chair)
    page = sign_in(cast.chair).get(address("pledge_agree", commenting.pk)).content.decode()
    assert "không tính cho bản này" in page
    make.agree(commenting, by=cast.chair)
    assert {row.kind for row in commenting.consents.all()} == {MEETING}


def test_figures_of_the_units_do_not_undo_their_consent(cast, draft):
    target = Target(pledge=draft, kind="quantity", text="Mô hình mới", value=1, measure="mô hình")
    actions.add_target(target, by=cast.secretary)
    actions.send_for_comments(draft, DUE, by=cast.secretary)
    all_agree(draft, cast)
    actions.register(cast.unit, {target: 3}, by=cast.officer)
    actions.agree(draft, by=cast.chair)
    assert draft.status == "agreed"


def test_what_was_recorded_for_an_agreement_goes_when_it_is_taken_back(cast, commenting):
    speak(commenting, cast.unit, cast.officer)
    make.agree(commenting, by=cast.chair)
    actions.reopen(commenting, "Sửa", by=cast.chair)
    assert [row.unit for row in commenting.consents.all()] == [cast.unit]
    with pytest.raises(ValidationError, match="Hội thành viên A; Hội thành viên B; Hội thành viên D"):
        actions.agree(commenting, by=cast.chair)


def test_consents_are_kept_before_the_text_is_agreed(cast, sign_in, commenting):
    typed = {f"unit_{cast.unit.pk}": "meeting", "luu": "1"}
    response = sign_in(cast.chair).post(address("pledge_agree", commenting.pk), typed)
    assert response.url == address("pledge_agree", commenting.pk)
    commenting.refresh_from_db()
    assert commenting.status == "commenting"
    assert commenting.consents.get().kind == MEETING
    assert Event.objects.filter(verb="consent_recorded").count() == 1


def test_units_own_text_needs_the_word_of_that_unit(cast):
    pledges = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")
    own = next(pledge for pledge in pledges if pledge.unit == cast.unit)
    actions.send_for_comments(own, DUE, by=cast.secretary)
    speak(own, cast.other_unit, cast.other_officer)
    with pytest.raises(ValidationError, match="Hội thành viên C"):
        actions.agree(own, by=cast.chair)
    speak(own, cast.unit, cast.officer)
    actions.agree(own, by=cast.chair)
    assert own.status == "agreed"


def test_past_year_is_entered_without_consents(cast, past_year):
    pledge = make.make_pledge(past_year, by=cast.secretary)
    actions.record_signed(pledge, by=cast.secretary)
    assert pledge.status == "signed"
    assert not pledge.consents.exists()


# --- who has answered ----------------------------------------------------------------------------------


def test_summary_tells_who_has_answered_and_whom_to_remind(cast, sign_in, commenting):
    speak(commenting, cast.unit, cast.officer)
    speak(commenting, cast.other_unit, cast.other_officer, "suggests", text="Thêm số liệu")
    page = sign_in(cast.chair).get(address("comment_summary", commenting.pk)).content.decode()
    rows = {
        unit.name: page[page.index(f'<th scope="row">{unit.name}') :].split("</tr>")[0] for unit in cast.units
    }
    assert "Đơn vị nhất trí" in rows["Hội thành viên C"]
    assert "Có góp ý" in rows["Hội thành viên D"]
    assert '<td data-label="Trong đó chưa trả lời" class="num">1</td>' in rows["Hội thành viên D"]
    assert "Chưa có ý kiến" in rows["Hội thành viên A"]
    assert "Kính gửi: Hội thành viên A; Hội thành viên B." in page
    viewer = sign_in(cast.viewer).get(address("comment_summary", commenting.pk)).content.decode()
    assert "Kính gửi" not in viewer


@pytest.mark.parametrize("name", ["comment_summary", "version_list", "pledge_compare", "pledge_agree"])
def test_page_asks_the_database_as_often_for_many_comments_and_rounds_as_for_few(
    cast, sign_in, commenting, name
):
    client = sign_in(cast.chair)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name, commenting.pk)).status_code == 200
        return len(queries)

    send_again(commenting, cast)
    speak(commenting, cast.unit, cast.officer, "suggests", text="Một")
    asked()
    few = asked()
    for number in range(3):
        send_again(commenting, cast)
        content = actions.add_content(Content(pledge=commenting, text=f"Thêm {number}"), by=cast.secretary)
        speak(commenting, cast.unit, cast.officer, "suggests", text="Hai", content=content)
        speak(commenting, cast.other_unit, cast.other_officer)
    assert asked() == few
