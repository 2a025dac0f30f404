"""The leader's desk: the queue, the opinion, who may read it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import actions
from awards.models import Review
from tests import factories as make
from tests.awards.dossiers import dossier

QUEUE = "awards:review_queue"


def url(row, asked=""):
    return reverse("awards:nomination_review", args=[row.pk]) + asked


def words(response):
    return " ".join(response.content.decode().split())


def three(cast):
    """Three received dossiers in the order of the queue (units A, C, D)."""
    return [dossier(cast, "appraised", unit=unit) for unit in (cast.chair_unit, cast.unit, cast.other_unit)]


def opinion(**fields):
    return {"opinion": "agree", "score": "", "comment": "", **fields}


def test_the_queue_says_what_is_done_and_what_waits(cast, sign_in):
    first, *_ = three(cast)
    dossier(cast, "submitted", unit=cast.vice_unit)
    client = sign_in(cast.leader)
    assert "Đã cho ý kiến 0 trên 3 hồ sơ, còn 3 hồ sơ." in words(client.get(reverse(QUEUE)))
    client.post(url(first), opinion())
    page = client.get(reverse(QUEUE))
    assert "Đã cho ý kiến 1 trên 3 hồ sơ, còn 2 hồ sơ." in words(page)
    assert len(client.get(reverse(QUEUE), {"y_kien": "da"}).context["page_obj"]) == 1
    assert len(client.get(reverse(QUEUE), {"y_kien": "chua"}).context["page_obj"]) == 2
    assert len(client.get(reverse(QUEUE), {"q": "vien d"}).context["page_obj"]) == 1


def test_previous_and_next_go_through_the_queue(cast, sign_in):
    first, second, third = three(cast)
    around = sign_in(cast.leader).get(url(second)).context["around"]
    assert around == {"position": 2, "total": 3, "previous_url": url(first), "next_url": url(third)}


def test_the_way_through_the_queue_keeps_to_the_filters(cast, sign_in):
    first, second, third = three(cast)
    asked = f"?cum={cast.cluster.pk}"
    client = sign_in(cast.leader)
    assert client.get(url(second, asked)).context["around"]["next_url"] == url(third, asked)
    assert client.post(url(first, asked), opinion()).url == url(second, asked)


def test_saving_goes_to_the_next_that_waits_and_at_the_end_to_the_list(cast, sign_in):
    first, second, third = three(cast)
    client = sign_in(cast.leader)
    assert client.post(url(second), opinion()).url == url(third)
    assert client.post(url(third), opinion()).url == url(first)
    assert client.post(url(first), opinion()).url == reverse(QUEUE)


def test_a_leader_of_the_unit_is_told_why_not_and_has_it_not_in_the_queue(cast, sign_in):
    nomination = dossier(cast, "appraised")
    make.assign(cast.leader, make.Role.OFFICER, cast.unit)
    client = sign_in(cast.leader)
    for response in (client.get(url(nomination)), client.post(url(nomination), opinion())):
        assert response.status_code == 403
        assert "Người của chính đơn vị không xét hồ sơ của đơn vị mình." in words(response)
    assert not Review.objects.exists()
    assert list(client.get(reverse(QUEUE)).context["page_obj"]) == []
    assert (
        not client.get(reverse("awards:nomination_detail", args=[nomination.pk]))
        .context["reading"]
        .may["review"]
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretary", 403), ("chair", 403), ("officer", 403), ("other_officer", 404), ("outsider", 404)],
)
def test_only_leaders_sit_at_the_desk(cast, sign_in, who, status):
    assert sign_in(cast.users[who]).get(url(dossier(cast, "appraised"))).status_code == status


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", None), ("0", Decimal(0)), ("9,5", Decimal("9.5")), ("9.5", Decimal("9.5")), ("100", Decimal(100))],
)
def test_a_score_is_kept_as_it_was_meant(cast, sign_in, typed, kept):
    nomination = dossier(cast, "appraised")
    sign_in(cast.leader).post(url(nomination), opinion(score=typed))
    assert Review.objects.get().score == kept


@pytest.mark.parametrize("typed", ["1.234", "101", "-1", "chín"])
def test_a_score_that_is_none_is_asked_back_and_kept_in_its_box(cast, sign_in, typed):
    nomination = dossier(cast, "appraised")
    page = sign_in(cast.leader).post(url(nomination), opinion(score=typed, comment="Thành tích rõ."))
    assert page.status_code == 422
    assert page.context["form"].errors
    assert f'value="{typed}"' in words(page)
    assert "Thành tích rõ." in words(page)
    assert not Review.objects.exists()


def test_an_ambiguous_number_is_explained_beside_the_box(cast, sign_in):
    page = sign_in(cast.leader).post(url(dossier(cast, "appraised")), opinion(score="1.234"))
    assert page.context["form"].errors["score"] == [
        "Chưa rõ “1.234” là 1234 hay 1,234. Cần ghi 1234 hoặc 1,234."
    ]


def test_no_score_zero_and_no_opinion_are_three_things(cast, sign_in):
    first, second, _ = three(cast)
    client = sign_in(cast.leader)
    client.post(url(first), opinion(score="0"))
    client.post(url(second), opinion(score=""))
    page = words(client.get(reverse(QUEUE)))
    assert page.count("0 điểm") == 1
    assert page.count("Không chấm điểm") == 1
    # The filter offers the same words once more.
    assert page.count("Chưa cho ý kiến") == 2


@pytest.mark.parametrize("said", ["disagree", "comment"])
def test_disagreement_needs_words(cast, sign_in, said):
    page = sign_in(cast.leader).post(url(dossier(cast, "appraised")), opinion(opinion=said))
    assert page.context["form"].errors["comment"] == ["Ghi nhận xét khi không đồng ý hoặc chỉ cho ý kiến."]


def test_an_opinion_is_changed_not_doubled(cast, sign_in):
    nomination = dossier(cast, "appraised")
    client = sign_in(cast.leader)
    client.post(url(nomination), opinion())
    assert client.get(url(nomination)).context["form"]["opinion"].value() == "agree"
    client.post(url(nomination), opinion(opinion="abstain"))
    assert [row.opinion for row in Review.objects.all()] == ["abstain"]


def test_a_dossier_in_another_step_takes_no_opinion(cast, sign_in):
    nomination = dossier(cast, "reviewed")
    client = sign_in(cast.leader)
    assert "Hồ sơ không ở bước đang xét nên không ghi ý kiến được." in words(client.get(url(nomination)))
    page = client.post(url(nomination), opinion(opinion="disagree", comment="Chưa rõ."))
    assert page.status_code == 422
    assert "chỉ cho ý kiến được khi hồ sơ đang xét" in words(page)
    assert Review.objects.get().opinion == "agree"


def reviewed(cast):
    nomination = dossier(cast, "appraised")
    actions.review(
        Review(nomination=nomination, opinion="disagree", score=7, comment="Số liệu chưa khớp."),
        by=cast.leader,
    )
    return nomination


@pytest.mark.parametrize(
    ("who", "reads"), [("secretary", True), ("leader", True), ("chair", False), ("officer", False)]
)
def test_opinions_are_read_by_secretariat_and_leaders_only(cast, sign_in, who, reads):
    nomination = reviewed(cast)
    client = sign_in(cast.users[who])
    page = client.get(reverse("awards:nomination_detail", args=[nomination.pk]))
    assert page.status_code == 200
    assert ("Số liệu chưa khớp." in words(page)) is reads
    assert ("Không đồng ý" in words(page)) is reads


def test_the_chair_does_not_read_opinions_in_the_history_of_the_year(cast, sign_in):
    reviewed(cast)
    address = reverse("clusters:year_history", args=[cast.year.pk])
    assert "Số liệu chưa khớp." not in words(sign_in(cast.chair).get(address))
    assert "Số liệu chưa khớp." in words(sign_in(cast.secretary).get(address))


def test_the_secretariat_that_is_also_of_the_unit_reads_no_opinions(cast, sign_in):
    nomination = reviewed(cast)
    make.assign(cast.secretary, make.Role.OFFICER, cast.unit)
    page = sign_in(cast.secretary).get(reverse("awards:nomination_detail", args=[nomination.pk]))
    assert "Số liệu chưa khớp." not in words(page)


def test_a_leader_forms_an_opinion_before_reading_the_others(cast, sign_in):
    nomination = reviewed(cast)
    second = make.make_user("lanh-dao-2")
    make.assign(second, make.Role.LEADER, cast.authority)
    client = sign_in(second)
    page = words(client.get(url(nomination)))
    assert "Đã có 1 ý kiến; nội dung hiện sau khi ghi ý kiến của mình." in page
    assert "Số liệu chưa khớp." not in page
    client.post(url(nomination), opinion())
    assert "Số liệu chưa khớp." in words(client.get(url(nomination)))


def test_reviewing_does_not_end_without_an_opinion(cast, sign_in):
    nomination = dossier(cast, "appraised")
    address = reverse("awards:nomination_close_review", args=[nomination.pk])
    page = sign_in(cast.secretary).post(address, follow=True)
    assert "Chưa có ý kiến xét nào nên chưa kết thúc xét được." in words(page)


def test_the_queue_asks_as_often_for_thirty_rows_as_for_one(cast, sign_in):
    client = sign_in(cast.leader)
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            dossier(cast, "appraised", award=make.make_award(code=f"Q{number}", name=f"Hình thức {number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(QUEUE))
        counts.append(len(queries))
    assert counts[0] == counts[1]
