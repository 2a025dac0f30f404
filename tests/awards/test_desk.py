"""Around the leader's desk: stepping aside, one's own name, others' opinions, evidence in the page, reminders."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from accounts.models import User
from audit.models import Event
from awards import actions
from awards.models import Nomination, Review, ReviewRecusal, ReviewReminder, ReviewSetting
from clusters.todo import tasks_of
from tests import factories as make
from tests.awards.dossiers import award_of, dossier, evidence, paper, picture

QUEUE = "awards:review_queue"
REMARK = "Số liệu chưa khớp."


def url(name, row, *args):
    return reverse(f"awards:{name}", args=[row.pk, *args])


def words(response):
    return " ".join(response.content.decode().split())


def refusal(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return " ".join(refused.value.messages)


def another_leader(cast, name="lanh-dao-2", **fields):
    user = make.make_user(name, **fields)
    make.assign(user, make.Role.LEADER, cast.authority)
    return user


def review(row, by, opinion="agree", **fields):
    return actions.review(Review(nomination=row, opinion=opinion, **fields), by=by)


def aside(row, by, reason="Có quan hệ gia đình."):
    return actions.step_aside(ReviewRecusal(nomination=row, reason=reason), by=by)


# --- stepping aside


def test_who_steps_aside_is_neither_waited_for_nor_counted_as_an_opinion(cast, sign_in):
    first, second = dossier(cast, "appraised"), dossier(cast, "appraised", unit=cast.other_unit)
    client = sign_in(cast.leader)
    page = client.post(url("review_step_aside", first), {"reason": "Có quan hệ gia đình."})
    assert page.url == url("nomination_review", second)
    page = words(client.get(reverse(QUEUE)))
    assert "Đã cho ý kiến 0 trên 2 hồ sơ, không tham gia xét 1 hồ sơ, còn 1 hồ sơ." in page
    assert list(Nomination.objects.awaiting_review_by(cast.leader)) == [second]
    found = client.get(reverse(QUEUE), {"y_kien": "khong"}).context["page_obj"]
    assert list(found) == [first]
    assert list(client.get(reverse(QUEUE), {"y_kien": "chua"}).context["page_obj"]) == [second]


def test_stepping_aside_needs_a_reason(cast, sign_in):
    row = dossier(cast, "appraised")
    page = sign_in(cast.leader).post(url("review_step_aside", row), {"reason": " "})
    assert page.status_code == 422
    assert not ReviewRecusal.objects.exists()


def test_who_stepped_aside_gives_no_opinion_by_page_nor_by_database(cast, sign_in):
    row = dossier(cast, "appraised")
    aside(row, cast.leader)
    page = sign_in(cast.leader).post(url("nomination_review", row), {"opinion": "agree", "score": ""})
    assert page.status_code == 422
    assert "Đã ghi không tham gia xét hồ sơ này nên không cho ý kiến được." in words(page)
    with pytest.raises(IntegrityError, match="không tham gia xét"), transaction.atomic():
        Review.objects.create(nomination=row, reviewer=cast.leader, opinion="agree")


def test_the_database_keeps_an_opinion_and_a_recusal_apart(cast):
    row = dossier(cast, "appraised")
    review(row, cast.leader)
    with pytest.raises(IntegrityError, match="phải bỏ ý kiến trước"), transaction.atomic():
        ReviewRecusal.objects.create(nomination=row, reviewer=cast.leader, reason="Người thân.")


def test_an_opinion_given_before_is_taken_out_and_stays_in_the_history(cast, sign_in):
    row = dossier(cast, "appraised")
    review(row, cast.leader, "disagree", comment=REMARK)
    aside(row, cast.leader)
    assert not Review.objects.exists()
    event = Event.objects.get(verb="review_stepped_aside")
    assert ["Nhận xét (đã bỏ)", REMARK, ""] in event.changes
    assert "Có quan hệ gia đình." in str(event.changes)


def test_one_may_take_part_again_while_the_review_lasts(cast, sign_in):
    row = dossier(cast, "appraised")
    aside(row, cast.leader)
    client = sign_in(cast.leader)
    assert "Lý do đã khai: Có quan hệ gia đình." in words(client.get(url("nomination_review", row)))
    client.post(url("review_rejoin", row))
    assert not ReviewRecusal.objects.exists()
    review(row, cast.leader)


def test_with_the_end_of_the_review_it_stands(cast):
    row, second = dossier(cast, "appraised"), another_leader(cast)
    recusal = aside(row, cast.leader)
    review(row, second)
    actions.close_review(row, by=cast.secretary)
    assert "chỉ thay đổi được khi hồ sơ đang xét" in refusal(
        lambda: actions.rejoin_review(recusal, by=cast.leader)
    )
    with pytest.raises(IntegrityError, match="không đổi được nữa"), transaction.atomic():
        recusal.delete()
    with pytest.raises(IntegrityError, match="đang xét"), transaction.atomic():
        ReviewRecusal.objects.create(nomination=row, reviewer=second, reason="Muộn.")


def test_the_reason_is_read_by_who_runs_the_review_and_nobody_else(cast, sign_in):
    row = dossier(cast, "appraised")
    aside(row, cast.leader, reason="Là em ruột.")
    history = reverse("clusters:year_history", args=[cast.year.pk])
    assert "Là em ruột." in words(sign_in(cast.secretary).get(history))
    assert "Là em ruột." in words(sign_in(cast.leader).get(history))
    assert "Là em ruột." in words(sign_in(cast.secretary).get(url("review_progress", cast.year)))
    for other in (another_leader(cast), cast.chair):
        assert "Là em ruột." not in words(sign_in(other).get(history))


def test_of_a_unit_that_went_into_ones_own_nobody_reviews_either(cast, sign_in):
    row = dossier(cast, "appraised")
    heir = make.make_unit(cast.authority, name="Hội hợp nhất")
    type(heir).objects.filter(pk=heir.pk).update(ancestor_ids=[cast.unit.pk])
    offer = f'href="{url("nomination_review", row)}"'
    assert offer in words(sign_in(cast.leader).get(url("nomination_detail", row)))
    make.assign(cast.leader, make.Role.OFFICER, heir)
    assert offer not in words(sign_in(cast.leader).get(url("nomination_detail", row)))
    assert sign_in(cast.leader).get(url("nomination_review", row)).status_code == 403
    assert "không xét hồ sơ của đơn vị mình" in refusal(
        lambda: review(row, User.objects.get(pk=cast.leader.pk))
    )


# --- one's own name


def of_person(cast, name="Nguyễn Thị Hòa", **fields):
    award = award_of(code="CSTĐ", name="Chiến sĩ thi đua cơ sở", subject="individual")
    return dossier(cast, "appraised", award=award, nominee=name, nominee_kind="individual", **fields)


def test_who_is_called_as_the_nominee_is_asked_and_not_refused(cast, sign_in):
    row = of_person(cast)
    namesake = another_leader(cast, full_name="Nguyễn Thị Hoà")  # the other way to set the tone mark
    client = sign_in(namesake)
    typed = {"opinion": "agree", "score": "", "comment": ""}
    assert "Tôi trùng họ tên với người được đề nghị nhưng là người khác" in words(
        client.get(url("nomination_review", row))
    )
    page = client.post(url("nomination_review", row), typed)
    assert page.status_code == 422
    assert "là chính mình thì chọn không tham gia xét" in words(page)
    client.post(url("nomination_review", row), {**typed, "is_another": "on"})
    assert Review.objects.get().reviewer == namesake
    assert "xác nhận là người khác" in Event.objects.get(verb="nomination_reviewed").note


def test_others_are_not_asked(cast, sign_in):
    page = sign_in(cast.leader).get(url("nomination_review", of_person(cast)))
    assert "is_another" not in page.context["form"].fields


# --- who reads the others' opinions


def set_sight(cast, sight):
    return actions.set_review_sight(cast.year, sight, by=cast.secretary)


def reads(cast, sign_in, row, user):
    """Whether the remark shows on any page, export or history that this person opens."""
    client = sign_in(user)
    pages = [
        url("nomination_detail", row),
        url("nomination_review", row),
        reverse("clusters:year_history", args=[cast.year.pk]),
        reverse(QUEUE),
    ]
    seen = {REMARK in words(client.get(page)) for page in pages[:3]}
    assert REMARK not in words(client.get(pages[3]))
    book = client.get(reverse("awards:review_export")).content
    assert REMARK not in str(list(load_workbook(BytesIO(book)).active.iter_rows(values_only=True)))
    history = client.get(reverse("clusters:year_history_export", args=[cast.year.pk])).content
    rows = list(load_workbook(BytesIO(history)).active.iter_rows(values_only=True))
    seen.add(REMARK in str(rows))
    seen.add(Review.objects.visible_to(user).filter(comment=REMARK).exists())
    assert len(seen) == 1, "one page tells what another keeps back"
    return seen.pop()


@pytest.mark.parametrize(
    ("sight", "before", "after"),
    [(None, False, True), ("after", False, True), ("never", False, False), ("always", True, True)],
)
def test_others_opinions_are_read_as_the_year_has_it(cast, sign_in, sight, before, after):
    row, second = dossier(cast, "appraised"), another_leader(cast)
    review(row, cast.leader, "disagree", comment=REMARK)
    if sight:
        set_sight(cast, sight)
    assert reads(cast, sign_in, row, second) is before
    review(row, second)
    assert reads(cast, sign_in, row, second) is after
    actions.close_review(row, by=cast.secretary)
    assert reads(cast, sign_in, row, second) is True


@pytest.mark.parametrize("sight", ["never", "after", "always"])
def test_who_stepped_aside_reads_nothing_before_the_end(cast, sign_in, sight):
    row, second = dossier(cast, "appraised"), another_leader(cast)
    review(row, cast.leader, "disagree", comment=REMARK)
    set_sight(cast, sight)
    aside(row, second)
    assert reads(cast, sign_in, row, second) is False
    actions.close_review(row, by=cast.secretary)
    assert reads(cast, sign_in, row, second) is True


def test_the_secretariat_reads_all_to_sum_up(cast, sign_in):
    row = dossier(cast, "appraised")
    review(row, cast.leader, "disagree", comment=REMARK)
    set_sight(cast, "never")
    assert REMARK in words(sign_in(cast.secretary).get(url("nomination_detail", row)))


def test_the_administration_shows_no_opinion_of_a_running_review(cast, sign_in):
    row = dossier(cast, "appraised")
    kept = review(row, cast.leader, "disagree", comment=REMARK)
    client = sign_in(cast.administrator)
    event = Event.objects.get(verb="nomination_reviewed")
    pages = [
        reverse("admin:awards_review_changelist"),
        reverse("admin:awards_review_change", args=[kept.pk]),
        reverse("admin:awards_nomination_change", args=[row.pk]),
        reverse("admin:audit_event_change", args=[event.pk]),
    ]
    for page in pages:
        assert REMARK not in words(client.get(page, follow=True))
    actions.close_review(row, by=cast.secretary)
    assert all(REMARK in words(client.get(page)) for page in pages[1:])


def test_an_opinion_taken_out_again_is_the_secretariats_to_read(cast, sign_in):
    """The event of stepping aside carries the opinion that goes and the reason."""
    row = dossier(cast, "appraised")
    review(row, cast.leader, "disagree", comment=REMARK)
    aside(row, cast.leader)
    history = reverse("clusters:year_history", args=[cast.year.pk])
    assert REMARK in words(sign_in(cast.secretary).get(history))
    client = sign_in(cast.administrator)
    told = Event.objects.filter(verb__in=("nomination_reviewed", "review_stepped_aside"))
    assert told.count() == 2
    for page in [history, *(reverse("admin:audit_event_change", args=[one.pk]) for one in told)]:
        assert REMARK not in words(client.get(page, follow=True)), page


def test_the_setting_is_the_secretariats_and_recorded(cast, sign_in):
    client = sign_in(cast.secretary)
    client.post(url("review_sight", cast.year), {"sight": "never"})
    assert ReviewSetting.objects.get().sight == "never"
    assert Event.objects.get(verb="review_setting_changed").changes[-1][2] == "Không xem; mở khi kết thúc xét"
    client.post(url("review_sight", cast.year), {"sight": "always"})
    changes = Event.objects.filter(verb="review_setting_changed").first().changes
    assert changes == [
        [
            "Xem ý kiến của người xét khác",
            "Không xem; mở khi kết thúc xét",
            "Xem bất cứ lúc nào",
        ]
    ]
    assert client.post(url("review_sight", cast.year), {"sight": "x"}).status_code == 422


# --- evidence in the page


def test_a_pdf_is_read_page_by_page_without_a_download(cast, sign_in):
    row = dossier(cast)
    pdf = evidence(row, cast.officer, paper(300), title="Bản quét")
    evidence(row, cast.officer, picture(), title="Ảnh lễ tổng kết")
    for step in (actions.submit, actions.receive, actions.appraise):
        step(row, by=cast.secretary)
    client = sign_in(cast.leader)
    page = words(client.get(url("nomination_review", row)))
    assert "Trang 1–10 trên 300" in page
    assert page.count('class="leaf-page"') == 11
    assert f'src="{url("evidence_page", pdf, 1)}"' in page
    assert page.count('loading="lazy"') == 11
    later = words(client.get(url("nomination_review", row), {"tep": pdf.pk, "trang": "291"}))
    assert "Trang 291–300 trên 300" in later
    assert f'src="{url("evidence_page", pdf, 300)}"' in later
    for wrong in ("0", "999", "9" * 30, "x", "-1"):
        assert client.get(url("nomination_review", row), {"tep": pdf.pk, "trang": wrong}).status_code == 200
    drawn = client.get(url("evidence_page", pdf, 300))
    assert Image.open(BytesIO(drawn.content)).width == 1000
    assert client.get(url("evidence_page", pdf, 301)).status_code == 404
    again = client.get(url("evidence_page", pdf, 300), headers={"If-None-Match": drawn["ETag"]})
    assert again.status_code == 304


def test_which_pages_are_open_does_not_go_on_to_the_next_dossier(cast, sign_in):
    first, second = dossier(cast, "appraised"), dossier(cast, "appraised", unit=cast.other_unit)
    page = sign_in(cast.leader).get(url("nomination_review", first), {"q": "vien", "tep": "1", "trang": "3"})
    assert page.context["around"]["next_url"] == url("nomination_review", second) + "?q=vien"


def test_a_file_that_cannot_be_drawn_is_offered_to_be_saved(cast, sign_in):
    row = dossier(cast, "appraised")
    kept = evidence(row, cast.officer, paper())
    kept.file.storage.delete(kept.file.name)
    client = sign_in(cast.leader)
    page = words(client.get(url("nomination_review", row)))
    assert "Hiện chưa đọc được các trang của tệp này." in page
    assert f'href="{url("evidence_file", kept)}?tai=1"' in page
    assert client.get(url("evidence_page", kept, 1)).status_code == 404


# --- progress and reminders


def in_progress(cast, sign_in, user=None):
    page = sign_in(user or cast.secretary).get(url("review_progress", cast.year))
    return {row.user: row for row in page.context["progress"].reviewers}


def test_progress_tells_who_has_reviewed_how_many_and_who_is_missing(cast, sign_in):
    rows = [dossier(cast, "appraised", unit=unit) for unit in cast.units]
    second, third = another_leader(cast), another_leader(cast, "lanh-dao-3")
    make.assign(third, make.Role.OFFICER, cast.unit)
    review(rows[0], cast.leader)
    review(rows[1], cast.leader, "abstain")
    aside(rows[2], cast.leader)
    aside(rows[3], cast.leader)
    found = in_progress(cast, sign_in)
    told = {user: (row.asked, row.given, row.waiting, row.own, row.aside) for user, row in found.items()}
    assert told == {cast.leader: (2, 2, 0, 0, 2), second: (4, 0, 4, 0, 0), third: (3, 0, 3, 1, 0)}
    page = words(sign_in(cast.secretary).get(url("review_progress", cast.year)))
    assert "Đang xét 4 hồ sơ. Đã có 2 trên 9 ý kiến cần cho; còn 2 người xét thiếu ý kiến." in page


def test_a_reminder_stands_in_the_to_do_list_until_nothing_waits(cast, sign_in):
    row, second = dossier(cast, "appraised"), another_leader(cast)
    review(row, cast.leader)
    page = sign_in(cast.secretary).post(url("review_remind", cast.year), follow=True)
    assert "Đã nhắc những người còn thiếu ý kiến." in words(page)
    assert [(one.reviewer, one.waiting) for one in ReviewReminder.objects.all()] == [(second, 1)]
    assert Event.objects.get(verb="reviewer_reminded").changes == [[second.full_name, "", "còn 1 hồ sơ"]]

    def reminded(user):
        return [task for task in tasks_of(User.objects.get(pk=user.pk)) if "nhắc" in task.label]

    assert [task.label for task in reminded(second)] == [
        "Thường trực nhắc ngày 02/03/2026: cho ý kiến các hồ sơ đang xét"
    ]
    assert reminded(cast.leader) == []
    review(row, second)
    assert reminded(second) == []


def test_nobody_is_reminded_twice_a_day_nor_of_a_review_that_has_ended(cast, frozen_day):
    row = dossier(cast, "appraised")
    second = another_leader(cast)
    review(row, second)
    actions.remind_reviewers(cast.year, by=cast.secretary)
    assert "Hôm nay đã nhắc tất cả" in refusal(lambda: actions.remind_reviewers(cast.year, by=cast.secretary))
    actions.close_review(row, by=cast.secretary)
    assert "Không còn người xét nào thiếu ý kiến nên không nhắc." in refusal(
        lambda: actions.remind_reviewers(cast.year, by=cast.secretary)
    )
    assert ReviewReminder.objects.count() == 1


def many(cast, dossiers, reviewers):
    """Make that many dossiers under review and leaders, half of the opinions given."""
    award = award_of()
    rows = Nomination.objects.bulk_create(
        Nomination(
            cluster_year=cast.year,
            award=award,
            unit=cast.units[number % 4],
            nominee=f"Phòng {dossiers}.{number}",
            put_to=cast.authority,
            achievement="Tốt",
            created_by=cast.officer,
        )
        for number in range(dossiers)
    )
    Nomination.objects.filter(pk__in=[row.pk for row in rows]).update(status="appraised")
    for number in range(reviewers):
        user = another_leader(cast, f"nguoi-xet-{dossiers}-{number}")
        Review.objects.bulk_create(
            Review(nomination=row, reviewer=user, opinion="agree") for row in rows[::2]
        )


@pytest.mark.parametrize(
    ("name", "who", "args", "queries"),
    [
        ("review_queue", "leader", (), 17),
        ("review_progress", "secretary", ("year",), 25),
        ("review_progress_export", "secretary", ("year",), 17),
        ("nomination_review", "leader", ("row",), 21),
    ],
)
def test_two_hundred_dossiers_and_twenty_reviewers_ask_no_more_than_two_and_one(
    cast, sign_in, name, who, args, queries
):
    client, counts = sign_in(cast.users[who]), []
    for size in ((2, 1), (198, 19)):
        many(cast, *size)
        row = Nomination.objects.under_review_by(cast.leader).first()
        keys = [{"year": cast.year, "row": row}[arg].pk for arg in args]
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"awards:{name}", args=keys)).status_code == 200
        counts.append(len(asked))
    assert counts == [queries, queries]
