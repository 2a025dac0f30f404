"""What the papers of a session say, taken from the session itself; who may open them."""

import pytest
from django.urls import reverse

from awards import actions
from awards.council_papers import count_minutes, election_ballot, session_minutes, vote_ballot
from clusters.papers import packet_of
from tests.awards.council import award_motion, counted, election, session_of, vote_rule
from tests.awards.dossiers import dossier

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def kinds_of(cast):
    year = fresh(cast.year)
    return {kind.key: record for kind, record in packet_of(year)}


@pytest.fixture
def session(cast):
    """Two dossiers and an election on paper, before the vote."""
    vote_rule()
    vote_rule(matter="election", threshold="50", is_strict=True)
    session = session_of(
        cast,
        count=5,
        begins="08 giờ 00",
        chair_name="Nguyễn Văn An, Chủ tịch Hội đồng",
        secretary_name="Trần Thị Bình, Chánh Văn phòng",
    )
    award_motion(cast, session, "paper", dossier(cast, "appraised"))
    award_motion(cast, session, "paper", dossier(cast, "appraised", unit=cast.other_unit))
    election(cast, session, "paper", cast.units[:3])
    return fresh(session)


def settle(cast, session):
    first, second, third = session.motions.all()
    for motion, agree in ((first, 5), (second, 3)):
        counted(
            motion, cast, issued=5, returned=5, agree=agree, against=5 - agree, invalid=0, written_agree=0
        )
        actions.close_voting(motion, by=cast.secretary)
    votes_of = {row.pk: number for row, number in zip(third.candidates.all(), (3, 1, 0), strict=True)}
    actions.count_votes(
        third,
        {"issued": 5, "returned": 5, "invalid": 1},
        votes_of,
        "Lê Văn Tư, Trưởng ban\nĐỗ Thị Sáu",
        by=cast.secretary,
    )
    actions.close_voting(third, by=cast.secretary)
    actions.conclude_session(
        session, "Hội đồng thống nhất.\nThư ký hoàn thiện hồ sơ.", "11 giờ 00", by=cast.secretary
    )


def test_ballots_are_there_before_the_vote_and_name_what_is_voted_on(cast, session):
    found = kinds_of(cast)
    assert found["phieu-bieu-quyet"] == session
    paper = vote_ballot(found["phieu-bieu-quyet"])
    assert [row.name for row in paper.rows] == ["Hội thành viên C", "Hội thành viên D"]
    ballot = election_ballot(found["phieu-bau"])
    assert ballot.subject == "Cụm trưởng năm 2027"
    assert [row.name for row in ballot.rows] == [f"Hội thành viên {letter}" for letter in "ABC"]
    assert "không quá 01 đơn vị" in ballot.guide
    assert "bien-ban-kiem-phieu" not in found
    settle(cast, session)
    assert {"phieu-bieu-quyet", "phieu-bau"}.isdisjoint(kinds_of(cast))


def test_the_minutes_of_the_count_say_what_was_counted(cast, session):
    settle(cast, session)
    paper = count_minutes(kinds_of(cast)["bien-ban-kiem-phieu"])
    first, second, third = paper.rows
    assert (first.issued, first.returned, first.valid, first.agree, first.against, first.result) == (
        *("5", "5", "5", "5", "0"),
        "Đạt",
    )
    assert (second.agree, second.result) == ("3", "Không đạt")
    assert (third.valid, third.invalid, third.agree) == ("4", "1", "–")
    assert [(row.unit, row.votes, row.result) for row in paper.candidates] == [
        ("Hội thành viên A", "3", "Được chọn"),
        ("Hội thành viên B", "1", "Không được chọn"),
        ("Hội thành viên C", "0", "Không được chọn"),
    ]
    assert paper.counters == ("Lê Văn Tư, Trưởng ban;", "Đỗ Thị Sáu.")
    assert (paper.head.name, paper.clerk.name) == ("Lê Văn Tư", "Đỗ Thị Sáu")


def test_the_minutes_of_the_session_say_who_was_there_and_why_each_result(cast, session):
    settle(cast, session)
    paper = session_minutes(kinds_of(cast)["bien-ban-hop-hoi-dong"])
    assert paper.begun == "08 giờ 00, ngày 02 tháng 3 năm 2026"
    assert paper.present == "Tổng số 05 thành viên; có mặt 05."
    assert paper.results[1].startswith("2. Cờ thi đua của bộ, ban, ngành, tỉnh cho Hội thành viên D")
    assert "Không đạt: 3/5 phiếu đồng ý, bằng 60%" in paper.results[1]
    assert paper.conclusion == ("Hội đồng thống nhất.", "Thư ký hoàn thiện hồ sơ.")
    assert paper.closing.startswith("Phiên họp kết thúc vào hồi 11 giờ 00")
    assert (paper.clerk.name, paper.chair.name) == ("Trần Thị Bình", "Nguyễn Văn An")


def test_who_signs_the_count_is_named_without_the_part_in_it(cast, session):
    first = session.motions.first()
    counters = "Lê Văn Tư (Tổ trưởng)\nĐỗ Thị Sáu; Ủy viên"
    numbers = {"issued": 5, "returned": 5, "agree": 5, "against": 0, "invalid": 0, "written_agree": 0}
    actions.count_votes(first, numbers, counters=counters, by=cast.secretary)
    actions.close_voting(first, by=cast.secretary)
    paper = count_minutes(fresh(session))
    assert (paper.head.name, paper.clerk.name) == ("Lê Văn Tư", "Đỗ Thị Sáu")
    assert "(phiếu giấy, bỏ phiếu kín). Đạt" in session_minutes(fresh(session)).results[0]


@pytest.mark.parametrize("key", ["bien-ban-kiem-phieu", "bien-ban-hop-hoi-dong"])
def test_minutes_open_for_who_reads_dossiers_and_for_nobody_else(cast, session, sign_in, key):
    settle(cast, session)
    page, whole = ["paper_detail"], ["paper_detail", "paper_pdf", "paper_word"]
    for user, code, names in (
        (cast.secretary, 200, whole),
        (cast.chair, 200, page),  # to print once is enough
        (cast.representative, 403, whole),
        (cast.viewer, 403, whole),
    ):
        for name in names:
            address = reverse(f"clusters:{name}", args=[cast.year.pk, key, session.pk])
            assert sign_in(user).get(address).status_code == code, (user, name)
    text = sign_in(cast.secretary).get(reverse("awards:council_detail", args=[session.pk])).content.decode()
    assert reverse("clusters:paper_detail", args=[cast.year.pk, key, session.pk]) in text


def test_minutes_are_issued_only_once_the_session_is_over(cast, session):
    first = session.motions.first()
    counted(first, cast, issued=5, returned=5, agree=5, invalid=0, written_agree=0)
    actions.close_voting(first, by=cast.secretary)
    kind = next(kind for kind, _ in packet_of(fresh(cast.year)) if kind.key == "bien-ban-kiem-phieu")
    assert kind.can_issue(session) == "Phiên họp chưa kết thúc."
    assert count_minutes(session).is_draft is True


def test_what_a_past_year_does_not_tell_is_said_to_be_unknown(cast, session):
    session.venue = session.chair_name = session.begins = ""
    assert session_minutes(session).begun.startswith("…… giờ …… phút")
    session.cluster_year.is_recorded = True
    paper = session_minutes(session)
    assert (paper.venue, paper.presiding) == ("chưa rõ", "chưa rõ")
    assert paper.begun == "giờ chưa rõ, ngày 02 tháng 3 năm 2026"
    assert "chưa rõ" in paper.chair.name
