"""Every paper of the season of awards, as long as asked for, with names as long as asked for."""

from dataclasses import replace

from documents import decisions, reports, scores, votes
from documents.layout import AwardGroup, Nominee, SignatureBlock, lettered
from documents.official import BLANK
from documents.papers import MinutesHead

from . import samples
from .official_samples import SIGNED_BY, common, of_the_chair, units

AWARD = "Bằng khen của Ban Chấp hành Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam"
BEFORE = "- Cờ thi đua, năm 2023 (Quyết định số 12/QĐ-LHH ngày 24/11/2023)"


def numbered(count, name):
    """More names than there are places: "Liên hiệp Hội tỉnh Hải Phòng, đơn vị số 18"."""
    places = samples.PLACES * (count // len(samples.PLACES) + 1)
    return tuple(f"{name.format(place)}, đơn vị số {n}" for n, place in enumerate(places[:count], 1))


def score_sheet(count, name, profile):
    rows = (
        scores.ScoreRow("I", "THỰC HIỆN NHIỆM VỤ CHUYÊN MÔN", "1.000", "985,25", "chưa đủ"),
        *(
            scores.ScoreRow(str(n), unit, "20", "18,5", "chưa chấm")
            for n, unit in enumerate(units(count, name), 1)
        ),
    )
    return scores.ScoreSheetPaper(
        **common("", profile),
        **of_the_chair(name),
        unit=name.format("Phú Thọ"),
        table_name="Bảng tiêu chí chấm điểm thi đua năm 2026",
        rows=rows,
        result_heading="I. Kết quả",
        result=("1. Tổng điểm 92,5.", "2. Xếp hạng 2."),
        reasons_heading="II. Điểm thẩm định khác điểm tự chấm",
        reasons=(f"1. “Tiêu chí 3”: tự chấm 20, thẩm định 18,5. Lý do: {samples.SENTENCE}",),
        unit_signature=SignatureBlock(role="Đại diện đơn vị", post="Chủ tịch"),
    )


def ranking(count, name, profile):
    rows = tuple(
        scores.RankingRow(
            str(n), unit, "I: 558,25; II: 180; III: 150,75", "1.029", "Hoàn thành xuất sắc nhiệm vụ", ""
        )
        for n, unit in enumerate(units(count, name), 1)
    )
    return scores.RankingPaper(
        **common("", profile),
        **of_the_chair(name),
        basis="Kết quả chấm điểm theo bảng tiêu chí chấm điểm thi đua năm 2026:",
        rows=rows,
        total=f"Bảng này gồm {count:02d} đơn vị; {count:02d} đơn vị được xếp hạng.",
        groups="I. Thực hiện nhiệm vụ (600 điểm); II. Xây dựng tổ chức (200 điểm)",
        ties="xét lần lượt 1) đơn vị có điểm “Thực hiện nhiệm vụ” cao hơn xếp trên. Vẫn bằng nhau thì cùng hạng",
    )


def vote_ballot(count, name, profile):
    return votes.VoteBallotPaper(
        **common("", profile),
        occasion="Họp Hội đồng Thi đua - Khen thưởng, ngày 20/12/2026, tại Phú Thọ",
        guide="Đánh dấu X vào một trong hai ô ở mỗi dòng.",
        rows=tuple(votes.BallotRow(unit, AWARD) for unit in units(count, name)),
    )


def election_ballot(count, name, profile):
    return votes.ElectionBallotPaper(
        **common("", profile),
        occasion="Hội nghị tổng kết năm 2026, ngày 20/12/2026, tại Phú Thọ",
        guide="Đánh dấu X vào ô “Chọn” của không quá 01 đơn vị.",
        rows=tuple(votes.BallotRow(unit) for unit in units(count, name)),
    )


def count_minutes(count, name, profile):
    return votes.CountMinutesPaper(
        **common("BB", profile, MinutesHead),
        occasion="Họp Hội đồng xét khen thưởng năm 2026, ngày 20/12/2026",
        present="Tổng số 15 thành viên; có mặt 15.",
        counters=("Lê Văn Tư, Chánh Văn phòng;", "Trần Thị Năm, chuyên viên."),
        rows=tuple(
            votes.CountRow(f"{AWARD} cho {unit}", "15", "15", "14", "1", "12", "2", "0", "Đạt")
            for unit in units(count, name)
        ),
        candidates=tuple(
            votes.CandidateRow("Cụm trưởng năm 2027", unit, "3", "Không được chọn")
            for unit in units(count, name)
        ),
        results=tuple(f"{n}. Đạt: 12/15 phiếu đồng ý, bằng 80%." for n in range(1, count + 1)),
        closing="Biên bản được lập tại phiên họp, làm căn cứ ghi kết quả biểu quyết",
        clerk=SignatureBlock(post="Thành viên tổ kiểm phiếu", name="Trần Thị Năm"),
        head=SignatureBlock(post="Tổ trưởng tổ kiểm phiếu", name=SIGNED_BY),
    )


def session_minutes(count, name, profile):
    return votes.CouncilMinutesPaper(
        **common("BB", profile, MinutesHead),
        begun="08 giờ 00, ngày 20 tháng 12 năm 2026",
        venue="Phòng họp số 1",
        presiding="Nguyễn Văn An, Chủ tịch",
        secretary="Phạm Văn Ghi",
        seats=tuple(
            votes.SeatRow(f"Lê Văn Sáu, Chủ tịch {unit}", "Ủy viên", "Có mặt") for unit in units(count, name)
        ),
        present=f"Tổng số {count:02d} thành viên; có mặt {count:02d}.",
        results_heading="I. Kết quả biểu quyết",
        results=tuple(
            f"{n}. {AWARD} cho {unit} (phiếu kín). Đạt: 12/15 phiếu đồng ý, bằng 80%."
            for n, unit in enumerate(units(count, name), 1)
        ),
        conclusion_heading="II. Kết luận của người chủ trì",
        conclusion=("Thống nhất.",),
        closing="Phiên họp kết thúc vào hồi 11 giờ 00, ngày 20 tháng 12 năm 2026",
        clerk=SignatureBlock(post="Thư ký", name="Phạm Văn Ghi"),
        chair=SignatureBlock(post="Chủ tọa", name=SIGNED_BY),
        recipients=of_the_chair(name)["recipients"],
    )


def proposal(count, name, profile):
    facts = of_the_chair(name)
    groups = tuple(
        Nominee(unit, achievement=samples.SENTENCE, before=BEFORE if n % 2 else "")
        for n, unit in enumerate(numbered(count, name))
    )
    people = tuple(
        Nominee(
            f"H'Hen Niê Kđăm {n}",
            f"Chủ tịch, {unit}",
            samples.SENTENCE,
            place=f"Chủ tịch\n{unit}",
            sex=("female", "male", "")[n % 3],
            born="1975" if n % 5 else "",
        )
        for n, unit in enumerate(numbered(count, name), 1)
    )
    head = common("TTr", profile)
    return samples.proposal(
        groups=(AwardGroup(AWARD, groups), AwardGroup("Kỷ niệm chương", (), people)),
        letterhead=head["letterhead"],
        subject=head["subject"],
        signature=facts["signature"],
        recipients=facts["recipients"],
    )


def nominee_list(count, name, profile):
    return proposal(count, name, profile).annex


def report(count, name, profile):
    head = common("", profile)
    return reports.ReportPaper(
        **head,
        form_number="Mẫu số 02",
        facts=(f"- Tên tập thể: {name.format('Phú Thọ')}",),
        background_heading="I. Sơ lược đặc điểm, tình hình",
        background=("Thành lập năm 1989.",),
        report=(samples.SENTENCE,) * count,
        titles=tuple(
            reports.PastAward(str(2026 - n), AWARD, "Quyết định số 12/QĐ-LHH ngày 24/11/2023")
            for n in range(1, count // 2 + 1)
        ),
        forms=(reports.PastAward("……", BLANK, BLANK),),
        confirmation=SignatureBlock(role="Xác nhận của cấp trên trực tiếp"),
        signature=SignatureBlock(role="Thủ trưởng đơn vị", post="Chủ tịch", name=SIGNED_BY),
    )


def decision(count, name, profile):
    names = tuple(f"{lettered(n)} {unit};" for n, unit in enumerate(units(min(count, 10), name), 1))
    return decisions.DecisionPaper(
        **common("QĐ", profile),
        organ="CHỦ TỊCH LIÊN HIỆP CÁC HỘI KHOA HỌC VÀ KỸ THUẬT VIỆT NAM",
        bases=(f"{samples.LAW};", "Theo đề nghị của Trưởng Ban Thi đua - Khen thưởng."),
        awards=f"Tặng {AWARD} cho {count:02d} tập thể, gồm:",
        names=(f"1. {AWARD} ({count:02d} tập thể):", *names),
        money="Tiền thưởng kèm theo khen thưởng thực hiện theo quy định của pháp luật về thi đua, khen thưởng.",
        effect="Quyết định này có hiệu lực kể từ ngày ký. Các đơn vị liên quan và các tập thể, cá nhân có tên tại "
        "Điều 1 chịu trách nhiệm thi hành Quyết định này",
        signature=SignatureBlock(authority="TM. Ban Chấp hành", post="Chủ tịch", name=SIGNED_BY),
        recipients=("Như Điều 3",),
    )


def awarded_list(count, name, profile):
    return decisions.AwardedListPaper(
        letterhead=common("QĐ", profile)["letterhead"],
        subject="Tập thể được khen thưởng",
        source="(Kèm theo Quyết định số 12/QĐ-LHH ngày 02 tháng 3 năm 2026 của Liên hiệp các Hội)",
        rows=tuple(decisions.AwardedRow(unit, "Chủ tịch", AWARD) for unit in numbered(count, name)),
        total=f"Danh sách này gồm {count:02d} tập thể.",
    )


def letter(count, name, profile, kind=decisions.NoticePaper):
    return kind(
        **common("TB", profile),
        lines=tuple(f"{n}. {unit}: {AWARD}." for n, unit in enumerate(units(count, name), 1)),
        closing=f"Liên hiệp các Hội thông báo để {name.format('Phú Thọ')} biết, thực hiện",
        signature=SignatureBlock(authority="KT. Chủ tịch", post="Phó Chủ tịch", name=SIGNED_BY),
        recipients=(name.format("Phú Thọ"),),
    )


def dispatch(count, name, profile):
    return letter(count, name, profile, decisions.DispatchPaper)


def drafted(paper):
    return replace(paper, is_draft=True, is_sample=True)


SIGNED = (
    *("phieu-cham-diem", "bien-ban-hop-hoi-dong", "bao-cao-thanh-tich"),
    *("quyet-dinh", "thong-bao-ket-qua", "phieu-gui"),
)
"""Those on portrait pages that one person signs at the right."""
NUMBERED = ("phieu-cham-diem", "bang-xep-hang", "bien-ban-kiem-phieu", "bien-ban-hop-hoi-dong")
"""Those that the register gives a number and a code."""

PAPERS = {
    "phieu-cham-diem": score_sheet,
    "bang-xep-hang": ranking,
    "phieu-bieu-quyet": vote_ballot,
    "phieu-bau": election_ballot,
    "bien-ban-kiem-phieu": count_minutes,
    "bien-ban-hop-hoi-dong": session_minutes,
    "to-trinh": proposal,
    "danh-sach-trich-ngang": nominee_list,
    "bao-cao-thanh-tich": report,
    "quyet-dinh": decision,
    "danh-sach-duoc-khen": awarded_list,
    "thong-bao-ket-qua": letter,
    "phieu-gui": dispatch,
}
