"""Lists as Excel files: the rows and filters of their pages, days as days, numbers as numbers, the unknown empty."""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from awards import actions as award_actions
from awards.models import AwardQuota, Conferral, PrinterOffset, Proposal, Review
from clusters import actions as cluster_actions
from clusters.lineage import Arrangement, NewUnit
from clusters.models import Authority
from documents.xlsx import Column, listing
from pledges import actions as pledge_actions
from pledges.models import AgendaItem, Comment, FollowUp, Participant, Photo, Remark, Target
from tests import factories as make
from tests.awards.council import award_motion, session_of
from tests.awards.decisions import decision_on, figure, issued, put
from tests.awards.dossiers import award_of, dossier
from tests.awards.scores import bring, draft_table, open_table, sheet_of


def page_of(content):
    return load_workbook(BytesIO(content)).active


def rows_of(response):
    """Return (title, [{heading: value}, …]) of an Excel list."""
    assert response.status_code == 200
    lines = list(page_of(response.content).iter_rows(values_only=True))
    return lines[0][0], [dict(zip(lines[2], line, strict=True)) for line in lines[3:]]


def export(client, name, *args, **asked):
    return rows_of(client.get(reverse(name, args=args), asked))[1]


def column(rows, heading):
    return [row[heading] for row in rows]


# --- cells -----------------------------------------------------------------------------------------------


def test_cells_have_the_type_of_what_they_hold():
    at = datetime.fromisoformat("2026-03-02T09:30:00+07:00")
    columns = [Column(str(place), of=lambda row, place=place: row[place]) for place in range(8)]
    row = (date(2026, 3, 2), at, time(8, 30), 2026, Decimal("1234.50"), Decimal("0"), None, "")
    line = page_of(listing("Danh sách", columns, [row]).content)[4]
    assert [cell.value for cell in line] == [
        datetime(2026, 3, 2),
        datetime(2026, 3, 2, 9, 30),
        time(8, 30),
        2026,
        1234.5,
        0,
        None,
        None,
    ]
    assert [cell.number_format for cell in line[:5]] == [
        "dd/mm/yyyy",
        "dd/mm/yyyy hh:mm",
        "hh:mm",
        "0",  # no dot in a year
        "#,##0.##",
    ]


def test_typed_text_is_never_a_formula_nor_a_link_and_too_long_a_text_is_cut():
    columns = [Column("Văn bản", of=str)]
    content = listing("Danh sách", columns, ["=1+1", "https://a.vn", "+84", "a" * 40_000]).content
    cells = [row[0] for row in page_of(content).iter_rows(min_row=4)]
    assert [cell.value for cell in cells[:3]] == ["=1+1", "https://a.vn", "+84"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert len(cells[3].value) == 32_767


def test_a_column_follows_its_path_until_there_is_nothing_to_follow():
    row = SimpleNamespace(granted=None, award=SimpleNamespace(get=lambda: "Cờ thi đua"))
    assert Column("", of="granted.name").value(row) is None
    assert Column("", of="award.get").value(row) == "Cờ thi đua"


# --- the button ------------------------------------------------------------------------------------------

WITH_FILTERS = [
    ("clusters:cluster_list", "clusters:cluster_export", "secretary"),
    ("clusters:unit_list", "clusters:unit_export", "secretary"),
    ("clusters:event_list", "clusters:event_export", "secretary"),
    ("clusters:person_list", "clusters:person_export", "secretary"),
    ("clusters:authority_list", "clusters:authority_export", "secretary"),
    ("clusters:mail_list", "clusters:mail_export", "administrator"),
    ("clusters:user_list", "clusters:user_export", "secretary"),
    ("clusters:invitation_list", "clusters:invitation_export", "secretary"),
    ("documents:document_list", "documents:document_export", "secretary"),
    ("pledges:pledge_list", "pledges:pledge_export", "secretary"),
    ("pledges:ceremony_list", "pledges:ceremony_export", "secretary"),
    ("awards:award_list", "awards:award_export", "secretary"),
    ("awards:nomination_list", "awards:nomination_export", "secretary"),
    ("awards:review_queue", "awards:review_export", "leader"),
    ("awards:council_list", "awards:council_export", "secretary"),
    ("awards:proposal_list", "awards:proposal_export", "secretary"),
    ("awards:decision_list", "awards:decision_export", "secretary"),
    ("awards:letter_list", "awards:letter_export", "secretary"),
    ("awards:conferral_list", "awards:conferral_export", "chair"),
    ("awards:prize_list", "awards:prize_export", "officer"),
]


@pytest.mark.parametrize(("page", "name", "who"), WITH_FILTERS)
def test_a_list_offers_excel_with_its_filters_but_all_its_pages(cast, sign_in, page, name, who):
    text = sign_in(getattr(cast, who)).get(reverse(page), {"q": "hoi", "page": "1"}).content.decode()
    assert f'href="{reverse(name)}?q=hoi"' in text


def test_the_history_offers_excel_with_its_filters(cast, sign_in):
    url = reverse("clusters:year_history", args=[cast.year.pk])
    text = sign_in(cast.secretary).get(url, {"viec": "year_opened"}).content.decode()
    assert f'href="{reverse("clusters:year_history_export", args=[cast.year.pk])}?viec=year_opened"' in text


def test_pages_of_one_record_offer_their_lists(cast, sign_in):
    stage = conference(cast, cast.units)
    proposal = proposed(cast, [dossier(cast, "reviewed")])
    make.agree(stage.pledge, by=cast.secretary)
    rated_and_limited(cast)
    council = session_of(cast, count=1)
    award_motion(cast, council, "hands", dossier(cast, "appraised", nominee="Ban Nữ công"), is_open=False)
    decision = decision_on(cast, put(cast, 1))
    award_actions.add_printer(PrinterOffset(authority=cast.authority, name="Máy in"), by=cast.secretary)
    offered = {
        ("clusters:cluster_detail", cast.cluster.pk): ["clusters:member_export"],
        ("clusters:year_detail", cast.year.pk): ["clusters:year_member_export"],
        ("pledges:pledge_detail", stage.pledge.pk): [
            "pledges:registration_export",
            "pledges:signature_export",
        ],
        ("pledges:ceremony_detail", stage.ceremony.pk): [
            "pledges:signing_export",
            "pledges:participant_export",
            "pledges:follow_up_export",
            "pledges:attendance_export",
            "pledges:agenda_export",
            "pledges:remark_export",
            "pledges:photo_export",
        ],
        ("pledges:comment_summary", stage.pledge.pk): ["pledges:comment_export"],
        ("awards:council_detail", council.pk): ["awards:seat_export", "awards:motion_export"],
        ("awards:proposal_detail", proposal.pk): ["awards:proposal_nominations_export"],
        ("awards:unit_ratings", cast.unit.pk): ["awards:unit_ratings_export"],
        ("awards:quota_list", cast.year.pk): ["awards:quota_export"],
        ("awards:decision_detail", decision.pk): ["awards:decision_items_export"],
        ("awards:printer_list", cast.authority.pk): ["awards:printer_export"],
    }
    client, missing = sign_in(cast.secretary), []
    for (page, pk), names in offered.items():
        text = client.get(reverse(page, args=[pk])).content.decode()
        missing += [name for name in names if f'href="{reverse(name, args=[pk])}"' not in text]
    assert missing == []


# --- filters and scope -----------------------------------------------------------------------------------


def proposed(cast, rows, **fields):
    proposal = Proposal(
        cluster_year=cast.year, addressee=cast.authority, signer_unit=cast.chair_unit, **fields
    )
    return award_actions.add_proposal(proposal, rows, by=cast.secretary)


def test_conferences_keep_their_filters_and_their_days(cast, sign_in):
    make.make_ceremony(cast.year, by=cast.secretary, starts_at=time(8, 30), venue="=Hội trường A")
    make.make_ceremony(cast.year, by=cast.secretary, kind="mid_year", signing_year=None, starts_on=None)
    client = sign_in(cast.viewer)
    (signing,) = export(client, "pledges:ceremony_export", loai="signing")
    assert (signing["Ngày bắt đầu"], signing["Giờ bắt đầu"]) == (datetime(2026, 3, 1), time(8, 30))
    assert (signing["Năm"], signing["Địa điểm"]) == (2026, "=Hội trường A")
    (mid_year,) = export(client, "pledges:ceremony_export", loai="mid_year")
    unknown = ("Ngày bắt đầu", "Ngày kết thúc", "Buổi", "Ký giao ước của năm", "Mức tin cậy của ngày")
    assert [mid_year[heading] for heading in unknown] == [None] * 5
    make.make_year(cast.cluster, 2024, is_recorded=True)
    assert export(client, "pledges:ceremony_export", nam=2024) == []


def test_the_catalogue_of_awards_keeps_its_filters(cast, sign_in):
    make.make_award()
    make.make_award("BK", "Bằng khen", group="form", effective_to=date(2025, 12, 31))
    rows = export(sign_in(cast.viewer), "awards:award_export", loai="form")
    assert column(rows, "Danh hiệu, hình thức") == ["Bằng khen"]
    assert column(rows, "Áp dụng đến hết ngày") == [datetime(2025, 12, 31)]
    assert len(export(sign_in(cast.viewer), "awards:award_export", ngay="02/03/2026")) == 1


def test_authorities_keep_their_filters_and_count_none_as_zero(cast, sign_in):
    Authority.objects.filter(pk=cast.other_authority.pk).update(ended_on=date(2026, 1, 31))
    client = sign_in(cast.administrator)
    (row,) = export(client, "clusters:authority_export", tinh_trang="het")
    assert (row["Cơ quan"], row["Số đơn vị"], row["Kết thúc hoạt động"]) == (
        "Hội Khác Trung ương",
        0,
        datetime(2026, 1, 31),
    )
    assert column(export(sign_in(cast.viewer), "clusters:authority_export"), "Số đơn vị") == [4]


def test_proposals_and_their_dossiers_keep_to_what_the_page_shows(cast, sign_in):
    draft = proposed(cast, [dossier(cast, "reviewed", nominee="Phòng =1")])
    dossier(cast, "proposed", nominee="Phòng 2")
    client = sign_in(cast.leader)
    (row,) = export(client, "awards:proposal_export", tinh_trang="issued")
    assert (row["Số hồ sơ"], row["Ngày ký"]) == (1, datetime(2026, 3, 1))
    assert row["Đơn vị ký"] == "Hội thành viên A"
    (row,) = export(client, "awards:proposal_export", tinh_trang="draft")
    assert (row["Số, ký hiệu"], row["Ngày ký"]) == (None, None)
    (row,) = export(client, "awards:proposal_nominations_export", draft.pk)
    assert (row["Tập thể, cá nhân được đề nghị"], row["Ngày quyết định"]) == ("Phòng =1", None)
    assert client.get(reverse("awards:proposal_export")).status_code == 200
    assert export(sign_in(cast.outsider), "awards:proposal_export") == []


def rated_and_limited(cast):
    ratings = {2025: ("excellent", "QĐ 12"), 2024: ("good", "")}
    award_actions.save_ratings(cast.unit, "", ratings, by=cast.officer)
    quota = AwardQuota(cluster_year=cast.year, award=award_of(), at_most=2, source="Công văn 15")
    award_actions.add_quota(quota, by=cast.secretary)


def test_ratings_and_quotas_leave_an_unknown_source_empty_and_count_what_was_submitted(cast, sign_in):
    rated_and_limited(cast)
    dossier(cast, "submitted")
    dossier(cast, nominee="Ban Tổ chức")
    client = sign_in(cast.officer)
    first, second = export(client, "awards:unit_ratings_export", cast.unit.pk)
    assert (first["Năm"], first["Mức hoàn thành nhiệm vụ"], first["Căn cứ"]) == (
        2025,
        "Hoàn thành xuất sắc nhiệm vụ",
        "QĐ 12",
    )
    assert (second["Năm"], second["Căn cứ"]) == (2024, None)
    (row,) = export(client, "awards:quota_export", cast.year.pk)
    assert (row["Số lượng tối đa"], row["Số hồ sơ đã nộp"]) == (2, 1)


def test_progress_of_the_review_counts_none_as_zero_and_never_as_empty(cast, sign_in):
    dossier(cast, "appraised")
    client = sign_in(cast.secretary)
    page = client.get(reverse("awards:review_progress", args=[cast.year.pk])).content.decode()
    assert f'href="{reverse("awards:review_progress_export", args=[cast.year.pk])}"' in page
    (row,) = export(client, "awards:review_progress_export", cast.year.pk)
    assert (row["Hồ sơ cần xét"], row["Đã cho ý kiến"], row["Chưa cho ý kiến"]) == (1, 0, 1)
    assert (row["Cho ý kiến gần nhất"], row["Nhắc gần nhất"]) == (None, None)


def test_the_queue_tells_a_leader_his_own_opinion_and_no_score_is_not_zero(cast, sign_in):
    received = [dossier(cast, "appraised", nominee=f"Phòng {number}") for number in (1, 2, 3)]
    award_actions.review(Review(nomination=received[0], opinion="agree", score=0), by=cast.leader)
    award_actions.review(Review(nomination=received[1], opinion="agree"), by=cast.leader)
    client = sign_in(cast.leader)
    done = export(client, "awards:review_export", y_kien="da")
    assert [(row["Đề nghị cho"], row["Ý kiến của tôi"], row["Điểm"]) for row in done] == [
        ("Phòng 1", "Đồng ý", 0),
        ("Phòng 2", "Đồng ý", None),
    ]
    (waiting,) = export(client, "awards:review_export", y_kien="chua")
    assert (waiting["Đề nghị cho"], waiting["Ý kiến của tôi"]) == ("Phòng 3", None)


@pytest.mark.parametrize("who", ["secretary", "leader", "chair", "vice"])
def test_the_history_holds_for_each_what_the_page_shows_that_person(cast, sign_in, who):
    dossier(cast, "proposed")
    client = sign_in(getattr(cast, who))
    page = client.get(reverse("clusters:year_history", args=[cast.year.pk]))
    shown = [event["title"] for event in page.context["events"]]
    rows = export(client, "clusters:year_history_export", cast.year.pk)
    assert [f"{row['Việc']}: {row['Đối tượng']}" for row in rows] == shown
    assert column(rows, "Thời điểm")[0] == datetime(2026, 3, 2, 9)


def test_the_history_keeps_its_filters(cast, sign_in):
    rows = export(sign_in(cast.secretary), "clusters:year_history_export", cast.year.pk, viec="year_opened")
    assert column(rows, "Việc") == ["Mở năm thi đua"]


def test_decisions_letters_conferrals_and_prizes_leave_the_unknown_empty(cast, sign_in):
    figure("base_pay", 2_340_000, legal_ref="Nghị định 73/2024/NĐ-CP")
    figure("prize", 8, award_code="CO-BO", legal_ref="Điều 54")
    other = make.make_award(code="BK", name="Bằng khen")
    decision = issued(cast, [*put(cast, 1), dossier(cast, "proposed", award=other, nominee="Phòng số 2")])
    award_actions.draft_letters(decision, ["result"], by=cast.secretary)
    award_actions.confer(
        Conferral(nomination=decision.items.first().nomination, status="given"), by=cast.secretary
    )
    client = sign_in(cast.secretary)
    (row,) = export(client, "awards:decision_export", tinh_trang="issued")
    assert (row["Số, ký hiệu"], row["Ngày ký"], row["Số hồ sơ"]) == ("12/QĐ-LH", datetime(2026, 3, 2), 2)
    assert export(client, "awards:decision_export", tinh_trang="draft") == []
    items = export(client, "awards:decision_items_export", decision.pk)
    assert [(row["Tập thể, cá nhân"], row["Được tặng"]) for row in items] == [
        ("Phòng số 1", "Cờ thi đua của bộ, ban, ngành, tỉnh"),
        ("Phòng số 2", "Bằng khen"),
    ]
    (letter,) = export(client, "awards:letter_export")
    assert (letter["Đơn vị nhận"], letter["Người đọc"], letter["Gửi lúc"]) == ("Hội thành viên C", None, None)
    given = export(client, "awards:conferral_export")
    assert [(row["Việc trao tặng"], row["Ngày trao"]) for row in given] == [("Đã trao", None), (None, None)]
    prizes = export(client, "awards:prize_export")
    assert column(prizes, "Tiền thưởng (đồng)") == [18_720_000, None]
    assert prizes[1]["Cách tính, căn cứ"] == "Chưa có mức tiền thưởng áp dụng vào ngày 02/03/2026."
    assert export(sign_in(cast.other_officer), "awards:prize_export") == []
    award_actions.add_printer(PrinterOffset(authority=cast.authority, name="Máy in"), by=cast.secretary)
    (printer,) = export(sign_in(cast.secretary), "awards:printer_export", cast.authority.pk)
    assert (printer["Dịch sang phải (mm)"], printer["Chiều rộng phôi (mm)"]) == (0, 297)


# --- lists of one record ---------------------------------------------------------------------------------


def conference(cast, units):
    """A year of its own for the units: a pledge with figures, a conference with people and tasks."""
    by = cast.secretary
    year = make.make_year(make.make_cluster(cast.authority, units), 2026)
    make.make_term(year, units[0])
    pledge = make.make_pledge(year, by=by)
    targets = [
        Target(pledge=pledge, kind="percent", text="Tỷ lệ", value=90),
        Target(pledge=pledge, kind="quantity", text="Mô hình", value=1, measure="mô hình"),
        Target(pledge=pledge, kind="registered", text="Số tập thể"),
    ]
    for target in targets:
        pledge_actions.add_target(target, by=by)
    for unit in units[:-1]:
        pledge_actions.register(unit, {targets[1]: Decimal("1234.5"), targets[2]: Decimal(0)}, by=by)
    ceremony = make.make_ceremony(year, by=by)
    for unit in units:
        pledge_actions.add_participant(Participant(ceremony=ceremony, name="=Ông Lê", unit=unit), by=by)
        pledge_actions.add_follow_up(FollowUp(ceremony=ceremony, text="Gửi biên bản", owner=unit), by=by)
        speaker = ceremony.participants.last()
        item = AgendaItem(ceremony=ceremony, text="=Họp", presenter=speaker, starts_at=time(8))
        pledge_actions.add_agenda_item(item, by=by)
        pledge_actions.add_remark(Remark(ceremony=ceremony, text="Nhất trí", speaker=speaker), by=by)
        pledge_actions.add_photo(Photo(ceremony=ceremony, caption="Toàn cảnh", credit="Kim Anh"), by=by)
    return SimpleNamespace(year=year, pledge=pledge, ceremony=ceremony)


def test_registrations_are_units_against_targets_and_an_unregistered_figure_is_empty(cast, sign_in):
    stage = conference(cast, cast.units)
    client = sign_in(cast.viewer)
    rows = export(client, "pledges:registration_export", stage.pledge.pk)
    models, groups = "Chỉ tiêu 2. Mô hình (mô hình)", "Chỉ tiêu 3. Số tập thể"
    assert list(rows[0]) == ["Đơn vị", models, groups]
    assert [(row["Đơn vị"], row[models], row[groups]) for row in rows[::3]] == [
        ("Hội thành viên A", 1234.5, 0),
        ("Hội thành viên D", None, None),
    ]
    make.agree(stage.pledge, by=cast.secretary)
    assert export(client, "pledges:registration_export", stage.pledge.pk) == rows


def test_signing_lists_tell_who_signed_when_and_leave_the_rest_empty(cast, sign_in):
    stage = conference(cast, cast.units)
    make.agree(stage.pledge, by=cast.secretary)
    first = stage.pledge.signatures.get(unit=cast.chair_unit)
    first.signatory, first.post, first.signed_on = "Nguyễn Văn An", "Chủ tịch", date(2026, 3, 1)
    first.ceremony = stage.ceremony
    pledge_actions.sign(first, by=cast.secretary)
    client = sign_in(cast.viewer)
    of_pledge = export(client, "pledges:signature_export", stage.pledge.pk)
    of_conference = export(client, "pledges:signing_export", stage.ceremony.pk)
    for rows in (of_pledge, of_conference):
        assert column(rows, "Đơn vị") == [unit.name for unit in cast.units]
        assert (rows[0]["Người ký"], rows[0]["Ngày ký"]) == ("Nguyễn Văn An", datetime(2026, 3, 1))
        assert (rows[1]["Người ký"], rows[1]["Ngày ký"], rows[1]["Chức vụ"]) == (None, None, None)
        assert column(rows, "Tình trạng") == ["Đã ký", "Chưa ký", "Chưa ký", "Chưa ký"]
    assert column(of_pledge, "Thứ tự ký") == [1, 2, 3, 4]


def test_a_score_table_is_a_tree_with_its_points_and_what_it_does_not_use_is_empty(cast, sign_in):
    table = draft_table(cast.year, cast.secretary)
    client = sign_in(cast.viewer)
    page = client.get(reverse("awards:score_table", args=[cast.year.pk])).content.decode()
    assert f'href="{reverse("awards:score_table_export", args=[table.pk])}"' in page
    rows = export(client, "awards:score_table_export", table.pk)
    assert column(rows, "Mã") == ["1", "1.1", "1.2", "2", "2.1", "2.2", "3", "4"]
    assert column(rows, "Điểm tối đa") == [60, 40, 20, 40, 30, 10, None, None]
    assert (rows[4]["Bước điểm"], rows[5]["Bước điểm"], rows[7]["Điểm một lần"]) == (0.5, None, -1)
    assert rows[2]["Mức điểm"] == "Tốt: 20; Khá: 14"


def test_comments_come_with_their_round_content_verdict_and_answer(cast, sign_in):
    pledge = make.make_pledge(make.make_year(cast.cluster, 2027), by=cast.secretary)
    pledge_actions.send_for_comments(pledge, date(2026, 3, 10), by=cast.secretary)
    suggestion = Comment(
        pledge=pledge, unit=cast.unit, stance="suggests", content=pledge.contents.get(), text="=Thêm số liệu"
    )
    pledge_actions.comment(suggestion, by=cast.officer)
    pledge_actions.comment(
        Comment(pledge=pledge, unit=cast.other_unit, stance="agrees"), by=cast.other_officer
    )
    pledge_actions.answer(suggestion, "Chưa có số liệu", Comment.Verdict.DECLINED, by=cast.chair)
    first, second = export(sign_in(cast.viewer), "pledges:comment_export", pledge.pk)
    assert (first["Lần"], first["Đơn vị góp ý"], first["Nội dung góp ý"]) == (
        1,
        "Hội thành viên C",
        "=Thêm số liệu",
    )
    assert first["Về nội dung"].startswith("Nội dung 1: ")
    assert (first["Kết quả xem xét"], first["Ý kiến tiếp thu, giải trình"]) == (
        "Giải trình, giữ nguyên",
        "Chưa có số liệu",
    )
    assert (second["Về nội dung"], second["Ý kiến"], second["Kết quả xem xét"]) == (
        "Cả bản giao ước",
        "Nhất trí",
        None,
    )


def test_people_and_tasks_of_a_conference(cast, sign_in):
    stage = conference(cast, cast.units)
    client = sign_in(cast.viewer)
    people = export(client, "pledges:participant_export", stage.ceremony.pk)
    assert people[0]["Đại biểu"] == "=Ông Lê"
    assert people[0]["Đại diện đơn vị"] == "Hội thành viên A"
    tasks = export(client, "pledges:follow_up_export", stage.ceremony.pk)
    assert (tasks[0]["Đơn vị thực hiện"], tasks[0]["Hạn"]) == ("Hội thành viên A", None)
    programme = export(client, "pledges:agenda_export", stage.ceremony.pk)
    assert (programme[0]["Giờ"], programme[0]["Nội dung"]) == (time(8), "=Họp")
    remarks = export(client, "pledges:remark_export", stage.ceremony.pk)
    assert (remarks[0]["Loại"], remarks[0]["Người phát biểu"]) == ("Ý kiến thảo luận", "=Ông Lê")
    photos = export(client, "pledges:photo_export", stage.ceremony.pk)
    assert (photos[0]["Chú thích"], photos[0]["Tệp ảnh"]) == ("Toàn cảnh", None)


def test_members_of_a_cluster_and_of_a_year_with_their_days(cast, sign_in):
    spec = Arrangement(
        cast.authority,
        "merger",
        date(2026, 2, 1),
        (cast.unit, cast.other_unit),
        (NewUnit("Hội thành viên CD"),),
    )
    cluster_actions.record_event(spec, by=cast.secretary)
    client = sign_in(cast.viewer)
    rows = export(client, "clusters:member_export", cast.cluster.pk)
    merged = next(row for row in rows if row["Đơn vị"] == "Hội thành viên CD")
    assert (merged["Từ ngày"], merged["Đến hết ngày"]) == (datetime(2026, 2, 1), None)
    assert sorted(column(rows, "Tình trạng")) == ["Thành viên hiện nay"] * 3 + ["Thành viên trước đây"] * 2
    rows = export(client, "clusters:year_member_export", cast.year.pk)
    assert (rows[0]["Đơn vị"], rows[0]["Vai trò"]) == ("Hội thành viên A", "Cụm trưởng")
    assert rows[-1]["Đến hết ngày"] == datetime(2026, 1, 31)
    assert rows[-1]["Lý do thôi là thành viên"].startswith("Hợp nhất, sáp nhập thành Hội thành viên CD")


def test_a_member_whose_first_day_is_not_known_has_its_year_only(cast, sign_in):
    cast.cluster.memberships.filter(unit=cast.unit).update(is_start_known=False)
    rows = export(sign_in(cast.viewer), "clusters:member_export", cast.cluster.pk)
    row = next(row for row in rows if row["Đơn vị"] == "Hội thành viên C")
    assert (row["Từ ngày"], row["Từ năm"]) == (None, 2020)


def test_lists_of_a_year_name_units_as_in_that_year(cast, sign_in):
    past = make.make_year(cast.cluster, 2025)
    make.make_term(past, cast.chair_unit)
    make.make_pledge(past, by=cast.secretary, shape="per_unit")
    dossier(cast, "draft", cast.chair_unit, year=past)
    spec = Arrangement(
        cast.authority, "rename", date(2026, 2, 1), (cast.chair_unit,), (NewUnit("Liên hội Tên Mới"),)
    )
    cluster_actions.record_event(spec, by=cast.secretary)
    client = sign_in(cast.secretary)
    old = "Hội thành viên A"
    pledges = export(client, "pledges:pledge_export", nam=2025)
    assert f"Giao ước thi đua của {old}" in column(pledges, "Giao ước")
    (row,) = export(client, "awards:nomination_export", nam=2025)
    assert (row["Đơn vị"], row["Tập thể, cá nhân được đề nghị"]) == (old, old)
    assert old in column(export(client, "clusters:year_member_export", past.pk), "Đơn vị")
    assert "Liên hội Tên Mới" in column(export(client, "clusters:unit_export"), "Đơn vị")


def test_the_ranking_and_all_points_leave_what_is_not_scored_empty(cast, sign_in):
    table = open_table(cast.year, cast.secretary)
    bring(sheet_of(table, cast.unit), "confirmed", cast.secretary, report=5, penalty=1)
    bring(sheet_of(table, cast.other_unit), "self", cast.secretary, report=None)
    client = sign_in(cast.chair)
    rows = export(client, "awards:score_ranking_export", cast.year.pk)
    assert [(row["Hạng"], row["Đơn vị"], row["Tổng điểm"], row["Xếp loại"]) for row in rows] == [
        (1, "Hội thành viên C", 94, "Xuất sắc"),
        (None, "Hội thành viên A", None, None),
        (None, "Hội thành viên B", None, None),
        (None, "Hội thành viên D", None, None),
    ]
    first, last = rows[0], rows[-1]
    assert (first["Điểm các tiêu chí"], first["Điểm thưởng, điểm trừ"]) == (95, -1)
    assert (first["I. Thực hiện nhiệm vụ"], first["IV. Chậm báo cáo"], first["Điểm tự chấm"]) == (60, -1, 94)
    assert (last["I. Thực hiện nhiệm vụ"], last["Điểm tự chấm"]) == (None, None)
    assert last["Tình trạng"] == "chưa đủ: đã chấm 0/4 tiêu chí"
    points = export(client, "awards:score_points_export", cast.year.pk)
    found = {(row["Đơn vị"][-1], row["Bên chấm"]): row for row in points}
    assert len(points) == 8
    report = "2.2 Chế độ báo cáo"
    assert (found["C", "Thẩm định"][report], found["C", "Thẩm định"]["Tổng điểm"]) == (5, 94)
    assert (found["D", "Tự chấm"][report], found["D", "Tự chấm"]["Tổng điểm"]) == (None, None)
    assert found["D", "Tự chấm"]["2.1 Tổ chức phong trào"] == 30
    assert (found["D", "Tự chấm"]["4 Chậm báo cáo"], found["D", "Thẩm định"]["4 Chậm báo cáo"]) == (0, None)
    assert (
        sign_in(cast.officer).get(reverse("awards:score_points_export", args=[cast.year.pk])).status_code
        == 403
    )


# --- cost ------------------------------------------------------------------------------------------------


def cost(client, name, *args):
    client.get(reverse(name, args=args))
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(found)


def test_lists_of_one_record_cost_the_same_for_four_units_and_for_nine(cast, sign_in):
    more = [*cast.units, *(make.make_unit(cast.authority) for _ in range(5))]
    stages, client = [conference(cast, units) for units in (cast.units, more)], sign_in(cast.viewer)
    for stage in stages:
        make.agree(stage.pledge, by=cast.secretary)
    lists = {
        "pledges:registration_export": lambda stage: stage.pledge.pk,
        "pledges:signature_export": lambda stage: stage.pledge.pk,
        "pledges:signing_export": lambda stage: stage.ceremony.pk,
        "pledges:participant_export": lambda stage: stage.ceremony.pk,
        "pledges:follow_up_export": lambda stage: stage.ceremony.pk,
        "pledges:attendance_export": lambda stage: stage.ceremony.pk,
        "pledges:agenda_export": lambda stage: stage.ceremony.pk,
        "pledges:remark_export": lambda stage: stage.ceremony.pk,
        "pledges:photo_export": lambda stage: stage.ceremony.pk,
        "clusters:member_export": lambda stage: stage.year.cluster_id,
        "clusters:year_member_export": lambda stage: stage.year.pk,
    }
    costs = {name: [cost(client, name, of(stage)) for stage in stages] for name, of in lists.items()}
    assert {name: pair for name, pair in costs.items() if pair[0] != pair[1]} == {}


def test_lists_cost_the_same_for_one_row_and_for_many(cast, sign_in):
    def add(number):
        unit = make.make_unit(make.make_authority())
        year = make.make_year(make.make_cluster(cast.authority, cast.units, number=str(number)), 2026)
        make.make_term(year, unit=cast.unit)
        make.make_pledge(year, by=cast.secretary, shape="per_unit")
        make.make_ceremony(year, by=cast.secretary)
        dossier(cast, "appraised", nominee=f"Phòng {number}")
        row = dossier(cast, "reviewed", cast.chair_unit, nominee=f"Phòng {number}")
        proposed(cast, [row], number=f"{number}/TTr")
        return unit

    names = {
        "clusters:authority_export": "administrator",
        "clusters:unit_export": "administrator",
        "clusters:cluster_export": "administrator",
        "pledges:pledge_export": "secretary",
        "pledges:ceremony_export": "secretary",
        "awards:nomination_export": "secretary",
        "awards:proposal_export": "secretary",
        "awards:review_export": "leader",
        "awards:statistics_export": "secretary",
    }
    add(70)
    costs = {name: [cost(sign_in(getattr(cast, who)), name)] for name, who in names.items()}
    history = [cost(sign_in(cast.secretary), "clusters:year_history_export", cast.year.pk)]
    for number in range(71, 75):
        add(number)
    for name, who in names.items():
        costs[name].append(cost(sign_in(getattr(cast, who)), name))
    history.append(cost(sign_in(cast.secretary), "clusters:year_history_export", cast.year.pk))
    assert {name: pair for name, pair in costs.items() if pair[0] != pair[1]} == {}
    assert history[0] == history[1]
