"""The list of documents, one document, entering and changing it."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import actions as cluster_actions
from clusters.models import Plan, YearDocument
from documents import actions, instruments
from documents.models import OfficialDocument
from documents.xlsx import Column, sheet
from pledges import actions as pledge_actions
from pledges.models import Basis
from tests import factories as make

LIST = "documents:document_list"


def words(response):
    return " ".join(response.content.decode().split())


def document(authority=None, **fields):
    fields = {"kind": "HD", "number": "05/HD-LHH", "title": "về chấm điểm thi đua", **fields}
    return actions.add_document(OfficialDocument(authority=authority, **fields), by=None)


def url(name, row):
    return reverse(f"documents:{name}", args=[row.pk])


def typed(**fields):
    return {"kind": "HD", "title": "về chấm điểm", "certainty": "stated", **fields}


def numbers(response):
    return {row.number for row in response.context["page_obj"]}


# --- reading


def test_a_law_is_read_by_everybody_with_a_role(cast, sign_in):
    law = document(
        kind="LUAT", number="06/2022/QH15", title="Thi đua, khen thưởng", effective_from=date(2024, 1, 1)
    )
    for name in ("officer", "viewer", "leader", "secretary", "administrator", "outsider"):
        page = sign_in(cast.users[name]).get(url("document_detail", law))
        assert page.status_code == 200
        assert "Luật Thi đua, khen thưởng" in words(page)
    assert sign_in(cast.nobody).get(url("document_detail", law)).status_code == 403


def test_a_document_of_an_authority_is_read_within_it_and_by_its_members(cast, sign_in):
    guide = document(cast.authority)
    assert sign_in(cast.officer).get(url("document_detail", guide)).status_code == 200
    assert sign_in(cast.outsider).get(url("document_detail", guide)).status_code == 404


def test_the_list_says_what_is_in_force_on_the_day_asked(cast, sign_in):
    instruments.load()
    client = sign_in(cast.officer)
    old = client.get(reverse(LIST), {"ngay": "30/6/2025", "loai": "ND"})
    assert numbers(old) == {"98/2023/NĐ-CP", "30/2020/NĐ-CP"}
    assert "Hiệu lực ngày 30/06/2025" in words(old)
    assert numbers(client.get(reverse(LIST), {"ngay": "1/7/2025", "loai": "ND"})) == {
        "152/2025/NĐ-CP",
        "30/2020/NĐ-CP",
    }
    page = words(client.get(reverse(LIST), {"q": "98/2023"}))
    assert "Hết hiệu lực" in page
    assert "Sau ngày 30/06/2025" in page
    page = words(client.get(reverse(LIST), {"q": "06/2026"}))
    assert "Chưa có hiệu lực" in page
    assert "Cần xác minh" in page


def test_an_unknown_day_of_effect_is_said_to_be_unknown(cast, sign_in):
    page = words(sign_in(cast.officer).get(url("document_detail", document(cast.authority))))
    assert "Chưa nhập ngày có hiệu lực" in page


def test_search_ignores_tone_marks_and_a_bad_day_is_said(cast, sign_in):
    document(cast.authority)
    client = sign_in(cast.officer)
    assert numbers(client.get(reverse(LIST), {"q": "cham diem"})) == {"05/HD-LHH"}
    page = client.get(reverse(LIST), {"ngay": "30/2/2026"})
    assert page.status_code == 200
    assert "ngay" in page.context["filters"].errors


def test_a_document_names_the_plans_and_pledges_that_refer_to_it(cast, sign_in):
    guide = document(cast.authority)
    plan = Plan(cluster_year=cast.year, number="03/KH-CTĐ01")
    cluster_actions.save_plan(plan, [guide], by=cast.secretary)
    pledge = make.make_pledge(cast.year, by=cast.secretary)
    pledge_actions.add_basis(Basis(pledge=pledge, document=guide), by=cast.secretary)
    page = words(sign_in(cast.officer).get(url("document_detail", guide)))
    assert "Kế hoạch số 03/KH-CTĐ01" in page
    assert reverse("pledges:pledge_detail", args=[pledge.pk]) in page


def test_a_document_names_the_years_that_work_by_it(cast, sign_in):
    rules = document(cast.authority, kind="QC")
    used = YearDocument(cluster_year=cast.year, document=rules, role=YearDocument.Role.RULES)
    cluster_actions.add_year_document(used, by=cast.secretary)
    page = words(sign_in(cast.officer).get(url("document_detail", rules)))
    assert reverse("clusters:year_detail", args=[cast.year.pk]) in page
    assert "Quy chế, quy định của cụm, khối" in page


def test_what_refers_to_a_law_in_other_clusters_stays_there(cast, sign_in):
    law = document(kind="LUAT", title="Thi đua, khen thưởng")
    cluster_actions.save_plan(Plan(cluster_year=cast.year, number="03/KH"), [law], by=cast.secretary)
    assert "03/KH" not in words(sign_in(cast.outsider).get(url("document_detail", law)))


def test_the_list_asks_as_often_for_thirty_rows_as_for_one(cast, sign_in):
    client, counts = sign_in(cast.secretary), []
    for more in (range(1), range(1, 30)):
        for number in more:
            document(cast.authority, number=f"{number}/HD")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse(LIST))
        counts.append(len(queries))
    assert page.context["page_obj"].paginator.count == 30
    assert counts[0] == counts[1]


def test_the_list_is_narrowed_by_issuer_authority_and_certainty(cast, sign_in):
    document(cast.authority, number="1/HD", issuer="Liên hiệp hội")
    document(cast.authority, number="2/HD", issuer="Ủy ban nhân dân tỉnh", certainty="inferred")
    document(number="3/HD", issuer="Liên hiệp hội")
    document(cast.other_authority, number="4/HD", issuer="Hội Khác")
    client = sign_in(cast.officer)
    assert numbers(client.get(reverse(LIST), {"banhanh": "Liên hiệp hội"})) == {"1/HD", "3/HD"}
    assert numbers(client.get(reverse(LIST), {"coquan": "chung"})) == {"3/HD"}
    assert numbers(client.get(reverse(LIST), {"coquan": cast.authority.pk})) == {"1/HD", "2/HD"}
    assert numbers(client.get(reverse(LIST), {"tincay": "inferred"})) == {"2/HD"}
    page = client.get(reverse(LIST))
    assert "Hội Khác" not in words(page)
    assert "coquan" in client.get(reverse(LIST), {"coquan": "x"}).context["filters"].errors


def test_the_list_names_what_replaced_a_document_without_asking_for_each(cast, sign_in):
    client, counts = sign_in(cast.secretary), []
    for rows in (range(1), range(1, 12)):
        for number in rows:
            later = document(cast.authority, number=f"{number}/L", effective_from=date(2026, 1, 1))
            document(cast.authority, number=f"{number}/E", replaced_by=later)
        with CaptureQueriesContext(connection) as queries:
            page = words(client.get(reverse(LIST)))
        counts.append(len(queries))
    assert page.count("Được thay thế bởi") == 12
    assert counts[0] == counts[1]


# --- writing


def test_the_secretariat_adds_a_document_to_its_own_authority(cast, sign_in):
    client, address = sign_in(cast.secretary), reverse("documents:document_add")
    form = client.get(address).context["form"]
    assert form["authority"].value() == cast.authority.pk
    page = client.post(address, typed(authority=cast.authority.pk, issued_on="5/2/2026"), follow=True)
    assert "Đã thêm văn bản." in words(page)
    assert OfficialDocument.objects.get().issued_on == date(2026, 2, 5)


@pytest.mark.parametrize("crafted", ["other", "none"])
def test_a_document_of_another_authority_or_of_all_is_refused(cast, sign_in, crafted):
    chosen = {"other": cast.other_authority.pk, "none": ""}[crafted]
    page = sign_in(cast.secretary).post(reverse("documents:document_add"), typed(authority=chosen))
    assert page.status_code == 422
    assert "authority" in page.context["form"].errors
    assert not OfficialDocument.objects.exists()


def test_the_administrator_adds_a_law_for_all(cast, sign_in):
    sign_in(cast.administrator).post(reverse("documents:document_add"), typed(kind="LUAT"))
    assert OfficialDocument.objects.get().authority is None


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 403), ("chair", 403), ("leader", 403), ("viewer", 403)]
)
def test_others_do_not_add_or_edit(cast, sign_in, who, status):
    client = sign_in(cast.users[who])
    assert client.get(reverse("documents:document_add")).status_code == status
    assert client.get(url("document_edit", document(cast.authority))).status_code == status


def test_a_law_is_edited_by_the_administrator_only(cast, sign_in):
    law = document(kind="LUAT", title="Thi đua, khen thưởng")
    assert sign_in(cast.secretary).get(url("document_edit", law)).status_code == 403
    assert sign_in(cast.administrator).get(url("document_edit", law)).status_code == 200


def test_days_in_the_wrong_order_are_refused_and_kept(cast, sign_in):
    page = sign_in(cast.secretary).post(
        url("document_edit", document(cast.authority)),
        typed(effective_from="02/03/2026", effective_to="01/03/2026", title="về xếp hạng"),
    )
    assert page.status_code == 422
    assert "Ngày hết hiệu lực phải bằng hoặc sau ngày có hiệu lực." in words(page)
    assert "về xếp hạng" in words(page)


def test_a_document_is_not_attached_to_itself(cast, sign_in):
    guide = document(cast.authority)
    page = sign_in(cast.secretary).post(url("document_edit", guide), typed(issued_with=guide.pk))
    assert "issued_with" in page.context["form"].errors


def test_the_replacing_document_is_chosen_among_those_that_all_readers_see(cast, sign_in):
    own, law = document(cast.authority, number="1/HD"), document(kind="ND", number="98/2023/NĐ-CP")
    elsewhere = document(cast.other_authority, number="2/HD")
    row = document(cast.authority)
    client = sign_in(cast.administrator)
    offered = client.get(url("document_edit", row)).context["form"].fields["replaced_by"].queryset
    assert set(offered) == {own, law}
    client.post(url("document_edit", row), typed(replaced_by=own.pk))
    row.refresh_from_db()
    assert row.replaced_by == own
    page = client.post(url("document_edit", row), typed(replaced_by=elsewhere.pk))
    assert "replaced_by" in page.context["form"].errors


def test_a_circle_of_replacements_is_said_beside_the_field(cast, sign_in):
    later = document(cast.authority, number="1/HD")
    document(cast.authority, replaced_by=later)
    earlier = OfficialDocument.objects.get(number="05/HD-LHH")
    page = sign_in(cast.secretary).post(url("document_edit", later), typed(replaced_by=earlier.pk))
    assert page.status_code == 422
    assert "Văn bản này đã được ghi là thay thế" in page.context["form"].errors["replaced_by"][0]


# --- Excel


def read(content):
    with ZipFile(BytesIO(content)) as book:
        return (
            book.read("xl/sharedStrings.xml").decode(),
            book.read("xl/worksheets/sheet1.xml").decode(),
            book.read("xl/workbook.xml").decode(),
        )


def test_the_excel_file_holds_the_list_as_filtered(cast, sign_in):
    document(cast.authority, number="05/HD-LHH")
    document(cast.authority, kind="KH", number="06/KH-LHH")
    response = sign_in(cast.officer).get(reverse("documents:document_export"), {"loai": "KH"})
    texts, *_ = read(response.content)
    assert "06/KH-LHH" in texts
    assert "05/HD-LHH" not in texts


def test_the_excel_file_has_number_and_symbol_apart_and_what_replaced_it(cast, sign_in):
    later = document(cast.authority, number="09/HD-MTTW", effective_from=date(2026, 1, 1))
    document(cast.authority, number="222/HD-BTT", replaced_by=later)
    texts, *_ = read(sign_in(cast.officer).get(reverse("documents:document_export")).content)
    for text in ("222", "HD-BTT", "Hướng dẫn số 09/HD-MTTW", "Có ghi trong nguồn"):
        assert f">{text}</t>" in texts


def test_what_people_typed_is_never_run_as_a_formula():
    texts, page, _ = read(sheet("Danh sách", [Column("Tên")], [["=1+1"], ["@SUM(A1)"], ["http://x.vn"]]))
    assert "=1+1" in texts
    assert "<f>" not in page
    assert "hyperlink" not in page


def test_numbers_and_days_stay_numbers_and_unknown_stays_empty():
    columns = [Column("Số"), Column("Ngày"), Column("Trống")]
    texts, page, _ = read(sheet("Danh sách", columns, [[0, date(2026, 3, 2), None]]))
    assert "<v>0</v>" in page
    assert "<v>46083</v>" in page
    assert "None" not in texts


def test_a_sheet_is_named_without_what_excel_forbids():
    *_, book = read(sheet("Kết quả: năm 2026/2027 [dự kiến] của cụm thi đua", [Column("Tên")], []))
    assert 'name="Kết quả  năm 2026 2027  dự kiến"' in book
