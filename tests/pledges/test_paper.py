"""What the printed pledge contains, in every state and both shapes."""

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from django.urls import reverse

from pledges import actions
from pledges.documents import pledge_filename, pledge_paper
from pledges.models import Basis, Content, Participant, Pledge, Target
from tests import factories as make
from tests.pledges.test_text_pages import make_document

DAY = date(2026, 3, 1)


def fresh(pledge):
    return Pledge.objects.get(pk=pledge.pk)


def paper_of(pledge):
    return pledge_paper(fresh(pledge))


def test_draft_says_so_and_bears_no_fingerprint(draft):
    paper = paper_of(draft)
    assert paper.is_draft
    assert paper.fingerprint == ""
    assert [block.unit for block in (*paper.officers, *paper.members)] == [
        f"Hội thành viên {letter}" for letter in "ABCD"
    ]


def test_agreed_pledge_leaves_room_to_sign_and_seal(agreed):
    paper = paper_of(agreed)
    assert not paper.is_draft
    assert paper.fingerprint == agreed.fingerprint
    assert [(block.role, block.unit, block.post) for block in paper.officers] == [
        ("Cụm trưởng", "Hội thành viên A", "Chủ tịch"),
        ("Cụm phó", "Hội thành viên B", "Chủ tịch"),
    ]
    assert not any(block.is_signed or block.name for block in (*paper.officers, *paper.members))
    assert (paper.letterhead.place, paper.letterhead.day) == ("Mẫu Sơn", None)


def test_khoi_has_its_own_word_for_the_chair(cast):
    cluster = make.make_cluster(cast.authority, cast.units, kind="khoi", number="3")
    year = make.make_year(cluster, 2026)
    make.make_term(year, cast.chair_unit)
    pledge = make.make_agreed_pledge(year, by=cast.secretary)
    assert [block.role for block in paper_of(pledge).officers] == ["Khối trưởng"]


def sign(row, by, **fields):
    known = {"signatory": "Nguyễn Văn An", "post": "Chủ tịch", "signed_on": DAY} | fields
    for name, value in known.items():
        setattr(row, name, value)
    actions.sign(row, by=by)


def test_signed_pledge_prints_signatories_day_and_place_of_the_conference(cast, agreed):
    by = cast.secretary
    ceremony = make.make_ceremony(cast.year, by=by, starts_on=date(2026, 2, 27), town="Hà Nội")
    rows = list(agreed.signatures.all())
    sign(
        rows[0],
        by,
        ceremony=ceremony,
        signed_on=date(2026, 2, 27),
        authority="TM.",
        on_behalf_of="Ban Thường vụ",
    )
    sign(
        rows[1],
        by,
        ceremony=ceremony,
        signed_on=date(2026, 2, 27),
        authority="KT.",
        on_behalf_of="Chủ tịch",
        post="Phó Chủ tịch",
    )
    sign(rows[2], by, ceremony=ceremony, signed_on=date(2026, 2, 27))
    sign(rows[3], by, signed_on=DAY)
    paper = paper_of(agreed)
    chair, vice = paper.officers
    assert (chair.authority, chair.post, chair.name) == ("TM. Ban Thường vụ", "Chủ tịch", "Nguyễn Văn An")
    assert (vice.authority, vice.post) == ("KT. Chủ tịch", "Phó Chủ tịch")
    assert [block.note for block in paper.members] == ["", "ký sau hội nghị"]
    assert (paper.letterhead.place, paper.letterhead.day) == ("Hà Nội", date(2026, 2, 27))


def test_two_days_conference_gives_no_day_unless_all_signed_on_one(cast, agreed):
    by = cast.secretary
    days = {"starts_on": date(2026, 2, 26), "ends_on": date(2026, 2, 27)}
    ceremony = make.make_ceremony(cast.year, by=by, **days)
    for row, day in zip(agreed.signatures.all(), [26, 27, 27, 27], strict=True):
        sign(row, by, ceremony=ceremony, signed_on=date(2026, 2, day))
    assert (paper_of(agreed).letterhead.day, paper_of(agreed).letterhead.year) == (None, 2026)


def test_agreed_text_prints_as_it_was_agreed(cast, agreed):
    cast.unit.name = "Hội đổi tên về sau"
    cast.unit.save()
    cast.authority.name = "Cơ quan đổi tên"
    cast.authority.save()
    paper = paper_of(agreed)
    assert paper.letterhead.superior == "Liên hiệp các Hội tỉnh Mẫu"
    assert "Hội thành viên C" in paper.parties
    assert [block.unit for block in paper.members] == ["Hội thành viên C", "Hội thành viên D"]


def test_text_has_its_order_letters_and_end_marks(cast, draft):
    by = cast.secretary
    top = draft.contents.get()
    for text in ("Xây dựng kế hoạch", "Sơ kết, tổng kết"):
        actions.add_content(Content(pledge=draft, parent=top, text=text), by=by)
    actions.add_content(Content(pledge=draft, text="Khen thưởng kịp thời"), by=by)
    actions.add_basis(Basis(pledge=draft, document=make_document()), by=by)
    paper = paper_of(draft)
    assert [(line.marker, line.text) for line in paper.content_lines] == [
        ("1.", "Tổ chức tốt các phong trào thi đua:"),
        ("a)", "Xây dựng kế hoạch;"),
        ("b)", "Sơ kết, tổng kết."),
        ("2.", "Khen thưởng kịp thời."),
    ]
    assert paper.bases == ("Căn cứ Kế hoạch Kế hoạch thi đua",)


def test_figures_stand_in_a_table_of_units_and_targets(cast, draft):
    by = cast.secretary
    percent = Target(pledge=draft, kind="percent", text="Hoàn thành tốt nhiệm vụ", value=100)
    models = Target(pledge=draft, kind="quantity", text="Mô hình mới", value=1, measure="mô hình")
    for target in (percent, models):
        actions.add_target(target, by=by)
    actions.register(cast.unit, {models: 0}, by=by)
    paper = paper_of(draft)
    assert [(row.measure, row.level) for row in paper.targets] == [("%", "100"), ("mô hình", "1")]
    assert paper.registrations.columns == ("Chỉ tiêu 2 (mô hình)",)
    assert dict(paper.registrations.rows) == {
        "Hội thành viên A": ("",),
        "Hội thành viên B": ("",),
        "Hội thành viên C": ("0",),
        "Hội thành viên D": ("",),
    }


def test_copies_are_counted_only_where_somebody_said_how_many(cast, draft):
    assert paper_of(draft).closing == ()
    draft.originals = 5
    actions.change_pledge(draft, by=cast.secretary)
    assert paper_of(draft).closing == ("Giao ước này được lập thành 05 bản chính có giá trị như nhau.",)


def test_units_own_pledge_has_the_chairs_countersignature(cast):
    pledge = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")[2]
    make.agree(pledge, by=cast.secretary)
    make.sign_all(pledge, cast.secretary)
    paper = paper_of(pledge)
    assert (paper.letterhead.superior, paper.letterhead.issuer) == (
        "Liên hiệp các Hội tỉnh Mẫu",
        "Hội thành viên C",
    )
    assert paper.parties == ()
    assert [block.unit for block in paper.members] == ["Hội thành viên C"]
    assert (paper.countersignature.role, paper.countersignature.unit) == (
        "Cụm trưởng ký công nhận",
        "Hội thành viên A",
    )


def witness(ceremony, by, name, **fields):
    actions.add_participant(Participant(ceremony=ceremony, name=name, is_witness=True, **fields), by=by)


def test_witnesses_stand_below_and_a_body_gives_the_heading(cast, agreed):
    by = cast.secretary
    ceremony = make.make_ceremony(cast.year, by=by)
    witness(ceremony, by, "Ban Thường trực Ủy ban MTTQ huyện", is_body=True)
    assert [block.unit for block in paper_of(agreed).witnesses] == ["Ban Thường trực Ủy ban MTTQ huyện"]
    witness(ceremony, by, "Trần Văn Mẫu", post="Phó Chủ tịch")
    paper = paper_of(agreed)
    assert paper.witness_heading == "Chứng kiến của Ban Thường trực Ủy ban MTTQ huyện"
    assert [(block.name, block.post) for block in paper.witnesses] == [("Trần Văn Mẫu", "Phó Chủ tịch")]
    assert not any(block.is_signed for block in paper.witnesses), "nobody recorded that a witness signed"


def test_more_witnesses_than_blocks_are_named_in_the_text(cast, agreed):
    ceremony = make.make_ceremony(cast.year, by=cast.secretary)
    for number in range(7):
        witness(ceremony, cast.secretary, f"Người chứng kiến {number}")
    paper = paper_of(agreed)
    assert paper.witnesses == ()
    assert "Người chứng kiến 6" in paper.closing[-1]


def test_second_vice_chair_signs_among_the_members(cast):
    make.make_term(cast.year, cast.unit, "vice_chair")
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    paper = paper_of(pledge)
    assert [block.role for block in paper.officers] == ["Cụm trưởng", "Cụm phó"]
    assert [block.unit for block in paper.members] == ["Hội thành viên C", "Hội thành viên D"]


def test_past_pledge_says_what_its_record_does_not_tell(cast, past_year):
    pledge = make.make_pledge(past_year, by=cast.secretary, text_state="partial", declared_contents=9)
    actions.record_signed(pledge, {cast.unit.pk: {"signatory": "Nguyễn Văn An"}}, by=cast.secretary)
    paper = paper_of(pledge)
    assert paper.unknown == (
        "phần văn bản mà nguồn không nêu",
        "số nội dung (nguồn nêu 9, ghi lại được 1)",
        "việc ký của một số đơn vị",
        "ngày ký",
        "địa danh nơi ký",
        "chức vụ người ký",
        "người chứng kiến",
    )
    assert paper.letterhead.place == "", "the authority's town does not stand in for an unknown place"
    blocks = {block.unit: block for block in (*paper.officers, *paper.members)}
    assert blocks["Hội thành viên C"].post == "(chưa rõ chức vụ)"
    assert blocks["Hội thành viên D"].note == "(chưa rõ đã ký hay chưa)"


def test_running_year_never_prints_unknown(agreed):
    assert paper_of(agreed).unknown == ()


def test_sample_is_marked(cast, agreed):
    cast.authority.is_sample = True
    cast.authority.save()
    assert paper_of(agreed).is_sample


def test_filename_tells_year_cluster_and_state(cast, draft):
    assert pledge_filename(fresh(draft)) == "Giao ước thi đua 2026 - Cụm thi đua số 01 - dự thảo.pdf"


@pytest.mark.parametrize(("query", "kind"), [("", "inline"), ("?tai=1", "attachment")])
def test_pdf_opens_in_the_browser_or_is_saved(cast, sign_in, agreed, query, kind):
    make.sign_all(agreed, cast.secretary)
    response = sign_in(cast.viewer).get(reverse("pledges:pledge_pdf", args=[agreed.pk]) + query)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith(f"{kind}; filename=")
    with pdfplumber.open(BytesIO(response.content)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "GIAO ƯỚC THI ĐUA" in text
    assert text.count("Nguyễn Văn An") == 4
    assert "DỰ THẢO" not in text


def test_draft_pdf_is_stamped(cast, sign_in, draft):
    response = sign_in(cast.viewer).get(reverse("pledges:pledge_pdf", args=[draft.pk]))
    with pdfplumber.open(BytesIO(response.content)) as pdf:
        assert all("DỰ THẢO" in page.extract_text() for page in pdf.pages)
