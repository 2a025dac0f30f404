"""The papers that a session gives to a year: ballots, then the minutes of the count and of the session."""

import re

from django.urls import reverse

from accounts.access import Permission
from awards.council_desk import motions_of, state_of
from awards.models import CouncilSession, Motion, Seat
from clusters import papers
from clusters.papers import Finding, PaperKind
from clusters.year_facts import UNKNOWN, bare, facts_of, numbered, sentences
from clusters.year_papers import not_of_a_past_year
from documents.layout import SignatureBlock
from documents.papers import MinutesHead
from documents.votes import (
    BallotRow,
    CandidateRow,
    CouncilMinutesPaper,
    CountMinutesPaper,
    CountRow,
    ElectionBallotPaper,
    SeatRow,
    VoteBallotPaper,
)
from vietnamese.dates import long_date, short_date
from vietnamese.listing import join_names, roman

Status, Way, Presence = Motion.Status, Motion.Way, Seat.Presence
BLANK_FORM = "Phiếu để trống được in ra dùng tại phiên họp, không phát hành."
HOUR = "…… giờ …… phút"


def _sessions(year):
    rows = list(CouncilSession.objects.filter(cluster_year=year).order_by("held_on", "pk"))
    for row in rows:
        row.cluster_year = year
    return rows


def _occasion(session):
    where = f", tại {session.venue}" if session.venue else ""
    return f"{session.title}, ngày {short_date(session.held_on)}{where}"


def _common(session, symbol, stamp, **head):
    facts = facts_of(session.cluster_year)
    return {
        "letterhead": facts.letterhead(symbol, stamp, **head),
        "record_note": facts.record_note,
        "is_sample": facts.authority.is_sample,
        "stamp": stamp,
    }


# --- ballots --------------------------------------------------------------------------------------------


def _on_paper(session):
    return [
        row
        for row in motions_of(session)
        if row.way == Way.PAPER and not row.is_election and row.status in (Status.DRAFT, Status.OPEN)
    ]


def _with_ballots(year):
    """Sessions with questions on paper that are not settled."""
    rows = _session_ids(year, kind=Motion.Kind.AWARD, way=Way.PAPER, status__in=(Status.DRAFT, Status.OPEN))
    return [session for session in _sessions(year) if session.pk in rows]


def _session_ids(year, **fields):
    return set(Motion.objects.filter(session__cluster_year=year, **fields).values_list("session", flat=True))


def vote_ballot(session, stamp=None):
    return VoteBallotPaper(
        **_common(session, "", stamp, day=session.held_on),
        subject="Về việc xét khen thưởng",
        occasion=_occasion(session),
        guide="Đánh dấu X vào một trong hai ô ở mỗi dòng. Thành viên không tham gia biểu quyết nội dung nào thì gạch "
        "ngang dòng đó.",
        rows=tuple(
            BallotRow(row.nomination.nominee_name, row.nomination.award_now.name)
            for row in _on_paper(session)
        ),
    )


def _elections_on_paper(year):
    found = []
    for session in _sessions(year):
        found += [
            row
            for row in motions_of(session)
            if row.is_election and row.way == Way.PAPER and row.status in (Status.DRAFT, Status.OPEN)
        ]
    return found


def election_ballot(motion, stamp=None):
    places = motion.places
    return ElectionBallotPaper(
        **_common(motion.session, "", stamp, day=motion.session.held_on),
        subject=f"{motion.office_name.capitalize()} năm {motion.for_year.year}"
        + (f" (bầu lần {motion.round})" if motion.round > 1 else ""),
        occasion=_occasion(motion.session),
        guide=f"Đánh dấu X vào ô “Chọn” của không quá {places:02d} đơn vị.",
        rows=tuple(BallotRow(row.unit_name) for row in motion.candidates.all()),
    )


# --- the minutes of the count ---------------------------------------------------------------------------


def _with_counts(year):
    rows = _session_ids(year, status=Status.CLOSED, way__in=(Way.PAPER, Way.SECRET))
    return [session for session in _sessions(year) if session.pk in rows]


def _counted(session):
    return [
        row
        for row in motions_of(session)
        if row.status == Status.CLOSED and row.way in (Way.PAPER, Way.SECRET)
    ]


def count_minutes(session, stamp=None):
    motions = _counted(session)
    counters = tuple(dict.fromkeys(line for row in motions for line in sentences(row.counters)))
    names = [bare(line) for line in counters]
    return CountMinutesPaper(
        **_common(session, "BB", stamp, head=MinutesHead),
        subject=session.title,
        occasion=_occasion(session),
        present=_present(session, list(session.seats.all())),
        counters=tuple(f"{line};" for line in names[:-1]) + tuple(f"{line}." for line in names[-1:]),
        rows=tuple(_count_row(row) for row in motions),
        candidates=tuple(line for row in motions if row.is_election for line in _candidate_rows(row)),
        results=numbered([f"{row}. {row.result}" for row in motions]),
        closing="Biên bản được lập tại phiên họp, làm căn cứ ghi kết quả biểu quyết",
        clerk=SignatureBlock(post="Thành viên tổ kiểm phiếu", name=_name(names[1:2])),
        head=SignatureBlock(post="Tổ trưởng tổ kiểm phiếu", name=_name(names[:1])),
        is_draft=stamp is None and not session.is_closed,
    )


def _name(lines):
    """The name in a line "Lê Văn Tư, Chánh Văn phòng", "Lê Văn Tư (Tổ trưởng)"."""
    return re.split(r"[,;(]", lines[0])[0].strip() if lines else ""


def _number(value):
    return "–" if value is None else str(value)


def _count_row(row):
    known = row.returned is not None and row.invalid is not None
    return CountRow(
        str(row),
        _number(row.issued),
        _number(row.returned),
        str(row.returned - row.invalid) if known else "–",
        _number(row.invalid),
        *(
            _number(None if row.is_election else getattr(row, name))
            for name in ("agree", "against", "abstain")
        ),
        state_of(row)[0],
    )


def _candidate_rows(row):
    for one in row.candidates.all():
        yield CandidateRow(
            f"{row.office_name.capitalize()} năm {row.for_year.year}"
            + (f" (lần {row.round})" if row.round > 1 else ""),
            one.unit_name,
            _number(one.votes),
            "Được chọn" if one.is_elected else "Không được chọn",
        )


# --- the minutes of the session -------------------------------------------------------------------------


def _held(year):
    rows = _session_ids(year, status=Status.CLOSED)
    return [session for session in _sessions(year) if session.pk in rows]


def _present(session, seats):
    there = sum(seat.presence == Presence.PRESENT for seat in seats)
    away = [seat.full_name for seat in seats if seat.presence == Presence.ABSENT]
    told = f" Vắng mặt {len(away):02d}: {join_names(away)}." if away else ""
    return f"Tổng số {len(seats):02d} thành viên; có mặt {there:02d}.{told}"


def session_minutes(session, stamp=None):
    facts, seats = facts_of(session.cluster_year), list(session.seats.all())
    hour = f"giờ {UNKNOWN}" if session.cluster_year.is_recorded else HOUR
    motions = [row for row in motions_of(session) if row.status == Status.CLOSED]
    return CouncilMinutesPaper(
        **_common(session, "BB", stamp, head=MinutesHead),
        subject=session.title,
        begun=f"{session.begins or hour}, {long_date(session.held_on)}",
        venue=facts.said(session.venue),
        presiding=facts.said(session.chair_name),
        secretary=facts.said(session.secretary_name),
        seats=tuple(
            SeatRow(str(seat), seat.get_role_display(), seat.get_presence_display()) for seat in seats
        ),
        present=_present(session, seats),
        closing=f"Phiên họp kết thúc vào hồi {session.ends or hour}, {long_date(session.held_on)}",
        clerk=SignatureBlock(post="Thư ký", name=_name([session.secretary_name]) or facts.no_name),
        chair=SignatureBlock(post="Chủ tọa", name=_name([session.chair_name]) or facts.no_name),
        recipients=facts.recipients,
        is_draft=stamp is None and not session.is_closed,
        **_parts(session, motions),
    )


def _parts(session, motions):
    aside = [
        f"{row}: {join_names([one.seat.full_name for one in recused])}."
        for row in motions
        if (recused := list(row.recusals.select_related("seat")))
    ]
    parts = (
        (
            "results",
            "Kết quả biểu quyết",
            numbered([f"{row} ({_way(row)}). {row.result}" for row in motions]),
        ),
        ("aside", "Thành viên không tham gia biểu quyết", numbered(aside)),
        ("conclusion", "Kết luận của người chủ trì", sentences(session.conclusions)),
    )
    told = {}
    for number, (key, heading, lines) in enumerate((part for part in parts if part[2]), 1):
        told |= {key: lines, f"{key}_heading": f"{roman(number)}. {heading}"}
    return told


def _way(motion):
    label = motion.get_way_display()
    return label[:1].lower() + label[1:].replace(" (", ", ").replace(")", "")


# --- the catalogue --------------------------------------------------------------------------------------


def _url(session):
    return reverse("awards:council_detail", args=[session.pk])


def _may_issue(session):
    if not session.is_closed:
        return "Phiên họp chưa kết thúc."
    return not_of_a_past_year(session.cluster_year)


def _check(session):
    labels = {
        "chair_name": "người chủ trì",
        "secretary_name": "thư ký",
        "begins": "giờ bắt đầu",
        "venue": "địa điểm",
    }
    missing = [label for name, label in labels.items() if not getattr(session, name)]
    if missing:
        yield Finding(
            f"Chưa ghi {join_names(missing)} của phiên họp.",
            reverse("awards:council_edit", args=[session.pk]),
        )


SHARED = {
    "view_permission": Permission.VIEW_NOMINATION,
    "permission": Permission.RUN_COUNCIL,
}

papers.register(
    PaperKind(
        key="phieu-bieu-quyet",
        paper=VoteBallotPaper,
        label="Phiếu biểu quyết xét khen thưởng",
        position=70,
        model=CouncilSession,
        records=_with_ballots,
        build=vote_ballot,
        title=lambda session: f"Phiếu biểu quyết - {session.title}",
        filename=lambda session: f"Phiếu biểu quyết - {session.title}.pdf",
        url=_url,
        can_issue=lambda session: BLANK_FORM,
        **SHARED,
    )
)

papers.register(
    PaperKind(
        key="phieu-bau",
        paper=ElectionBallotPaper,
        label="Phiếu bầu trưởng, phó",
        position=71,
        model=Motion,
        records=_elections_on_paper,
        build=election_ballot,
        title=lambda motion: f"Phiếu bầu - {motion}",
        filename=lambda motion: f"Phiếu bầu - {motion}.pdf",
        url=lambda motion: reverse("awards:motion_detail", args=[motion.pk]),
        can_issue=lambda motion: BLANK_FORM,
        **SHARED,
    )
)

papers.register(
    PaperKind(
        key="bien-ban-kiem-phieu",
        paper=CountMinutesPaper,
        label="Biên bản kiểm phiếu",
        symbol="BB",
        position=72,
        model=CouncilSession,
        records=_with_counts,
        build=count_minutes,
        title=lambda session: f"Biên bản kiểm phiếu - {session.title}",
        filename=lambda session: f"Biên bản kiểm phiếu - {session.title}.pdf",
        url=_url,
        check=lambda session: list(_check(session)),
        parties=lambda session: [str(session.cluster_year.cluster)],
        can_issue=_may_issue,
        **SHARED,
    )
)

papers.register(
    PaperKind(
        key="bien-ban-hop-hoi-dong",
        paper=CouncilMinutesPaper,
        label="Biên bản phiên họp xét khen thưởng",
        symbol="BB",
        position=73,
        model=CouncilSession,
        records=_held,
        build=session_minutes,
        title=lambda session: f"Biên bản {session.title}",
        filename=lambda session: f"Biên bản {session.title}.pdf",
        url=_url,
        check=lambda session: list(_check(session)),
        parties=lambda session: [str(session.cluster_year.cluster)],
        signer=lambda session: _name([session.chair_name] if session.chair_name else []),
        can_issue=_may_issue,
        **SHARED,
    )
)
