"""Opening a year from the last one, and the documents of a year."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import actions
from clusters.models import ClusterYear, Membership, Plan, RotationRule, YearDocument
from documents.models import OfficialDocument
from tests import factories as make

DAY = date(2026, 12, 20)


def page_of(response):
    return " ".join(response.content.decode().split())


def rules(cast, title="Quy chế hoạt động của cụm", **fields):
    fields.setdefault("effective_from", date(2025, 1, 1))
    return OfficialDocument.objects.create(kind="QC", title=title, authority=cast.authority, **fields)


def use(year, document, role="rules"):
    return YearDocument.objects.create(cluster_year=year, document=document, role=role)


def opening(cast):
    return reverse("clusters:year_add", args=[cast.cluster.pk])


def sent(response, **changed):
    """What the browser would send of the page as it stands; None takes a field out."""
    form, data = response.context["form"], {}
    for bound in form:
        value = bound.value()
        if value not in (None, "", False):
            data[bound.html_name] = "on" if value is True else value
    return {name: value for name, value in (data | changed).items() if value is not None}


def offered(response):
    return {row.document: row for row in response.context["form"].rows}


def opened(cast, year=2027):
    return ClusterYear.objects.get(cluster=cast.cluster, year=year)


# --- what is offered -----------------------------------------------------------------------------------


def test_the_next_year_is_proposed_where_the_working_year_is_open(cast, sign_in):
    form = sign_in(cast.secretary).get(opening(cast)).context["form"]
    assert (form["year"].value(), form.source) == (2027, cast.year)


def test_documents_still_in_force_are_ticked_and_lapsed_ones_offer_what_replaced_them(cast, sign_in):
    later = rules(cast, "Quy chế mới", effective_from=date(2026, 7, 1))
    lapsed = rules(cast, "Quy chế cũ", replaced_by=later)
    kept = rules(cast, "Mẫu giao ước")
    use(cast.year, lapsed)
    use(cast.year, kept, "template")
    response = sign_in(cast.secretary).get(opening(cast))
    rows = offered(response)
    assert [rows[one].is_ticked for one in (lapsed, later, kept)] == [False, True, True]
    assert "Hết hiệu lực sau ngày 30/06/2026, được thay thế bởi Quy chế Quy chế mới" in page_of(response)
    client = sign_in(cast.secretary)
    client.post(opening(cast), sent(response))
    assert {row.document for row in opened(cast).documents.all()} == {later, kept}


def test_a_chain_of_replacements_leads_to_its_last_link(cast, sign_in):
    newest = rules(cast, "Bản ba", effective_from=date(2026, 9, 1))
    newer = rules(cast, "Bản hai", replaced_by=newest)
    use(cast.year, rules(cast, "Bản một", replaced_by=newer, effective_to=date(2025, 12, 31)))
    rows = offered(sign_in(cast.secretary).get(opening(cast)))
    assert newest in rows
    assert newer not in rows


def test_a_document_of_unknown_validity_is_ticked_and_says_so(cast, sign_in):
    document = rules(cast, effective_from=None)
    use(cast.year, document)
    response = sign_in(cast.secretary).get(opening(cast))
    assert offered(response)[document].is_ticked
    assert "Chưa rõ còn hiệu lực hay không" in page_of(response)


def test_the_offers_cost_the_same_for_one_document_and_for_many(cast, sign_in):
    client = sign_in(cast.secretary)

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(opening(cast))
        return len(found)

    use(cast.year, rules(cast, "Quy chế 0", replaced_by=rules(cast, "Mới 0"), effective_to=DAY))
    client.get(opening(cast))
    one = queries()
    for number in range(1, 8):
        replacing = rules(cast, f"Mới {number}")
        use(cast.year, rules(cast, f"Quy chế {number}", replaced_by=replacing, effective_to=DAY))
    assert queries() == one


# --- opening -------------------------------------------------------------------------------------------


def test_opened_as_offered_the_year_lists_what_was_carried(cast, sign_in):
    RotationRule.objects.create(cluster=cast.cluster)
    use(cast.year, rules(cast))
    client = sign_in(cast.secretary)
    response = client.post(opening(cast), sent(client.get(opening(cast))), follow=True)
    text = page_of(response)
    assert "Đã chuyển tiếp từ năm 2026" in text
    assert "Đơn vị thành viên (4)" in text
    labels = [label for label, _ in opened(cast).carried]
    assert labels == [
        "Chuyển tiếp từ",
        "Đơn vị thành viên (4)",
        "Quy tắc luân phiên",
        "Quy chế, quy định của cụm, khối (1)",
    ]


def test_a_unit_that_does_not_go_on_leaves_on_the_day_before(cast, sign_in):
    client, row = sign_in(cast.secretary), Membership.objects.get(unit=cast.unit)
    response = client.get(opening(cast))
    member = f"member-{row.pk}"
    refused = client.post(opening(cast), sent(response, **{member: None}))
    assert "Ghi lý do thôi là thành viên" in page_of(refused)
    assert not ClusterYear.objects.filter(year=2027).exists()
    client.post(opening(cast), sent(response, **{member: None, f"reason-{row.pk}": "Chuyển sang cụm khác"}))
    row.refresh_from_db()
    assert (row.ends_on, row.end_reason) == (date(2026, 12, 31), "Chuyển sang cụm khác")
    assert opened(cast).members().count() == 3


def test_a_unit_with_an_office_ahead_stays_and_the_reason_is_kept(cast, sign_in):
    make.make_term(make.make_year(cast.cluster, 2028), cast.unit)
    client, row = sign_in(cast.secretary), Membership.objects.get(unit=cast.unit)
    data = sent(client.get(opening(cast), {"nam": 2027}))
    data.pop(f"member-{row.pk}")
    response = client.post(opening(cast), data | {f"reason-{row.pk}": "Xin thôi"})
    assert "không thể thôi là thành viên" in page_of(response)
    assert "Xin thôi" in page_of(response)
    assert not ClusterYear.objects.filter(year=2027).exists()


def test_nothing_is_carried_where_the_box_is_not_ticked(cast, sign_in):
    use(cast.year, rules(cast))
    client = sign_in(cast.secretary)
    client.post(opening(cast), sent(client.get(opening(cast)), carries=None))
    assert (opened(cast).carried, opened(cast).documents.count()) == ([], 0)


def test_a_past_year_carries_nothing_unless_asked(cast, sign_in):
    past = make.make_year(cast.cluster, 2022, is_recorded=True)
    use(past, rules(cast, effective_from=date(2020, 1, 1)))
    client = sign_in(cast.secretary)
    response = client.get(opening(cast))
    data = sent(response, year="2023", is_recorded="on")
    client.post(opening(cast), data)
    assert opened(cast, 2023).carried == []
    page = client.get(opening(cast), {"nam": 2024})
    assert not page.context["form"]["carries"].value()
    client.post(opening(cast), sent(page, is_recorded="on", carries="on"))
    assert opened(cast, 2024).carried[0] == ["Chuyển tiếp từ", "năm 2023"]


def test_another_year_than_offered_is_looked_at_again_before_it_opens(cast, sign_in):
    use(cast.year, rules(cast, effective_to=date(2027, 12, 31)))
    client = sign_in(cast.secretary)
    first = client.get(opening(cast))
    again = client.post(opening(cast), sent(first, year="2028", source_note="Ghi chú"))
    assert again.status_code == 422
    assert "đã được lập lại cho năm 2028" in page_of(again)
    assert "Ghi chú" in page_of(again)
    client.post(opening(cast), sent(again))
    assert opened(cast, 2028).documents.count() == 0


def test_a_later_first_day_asks_again_only_about_what_lapses_before_it(cast, sign_in):
    lapsing, kept = rules(cast, "Sắp hết", effective_to=date(2027, 3, 1)), rules(cast, "Còn lâu")
    for document in (lapsing, kept):
        use(cast.year, document)
    client = sign_in(cast.secretary)
    first = client.get(opening(cast))
    keys = {document: row.key for document, row in offered(first).items()}
    again = client.post(opening(cast), sent(first, starts_on="01/07/2027", **{keys[kept]: None}))
    assert "lập lại cho năm 2027, bắt đầu từ ngày 01/07/2027" in page_of(again)
    form = again.context["form"]
    assert not form[keys[lapsing]].value()
    assert not form[keys[kept]].value()
    client.post(opening(cast), sent(again, **{keys[kept]: "on"}))
    assert [row.document for row in opened(cast).documents.all()] == [kept]


def test_a_later_first_day_that_changes_nothing_opens_at_once(cast, sign_in):
    use(cast.year, rules(cast))
    client = sign_in(cast.secretary)
    client.post(opening(cast), sent(client.get(opening(cast)), starts_on="01/02/2027"))
    assert opened(cast).documents.count() == 1


def test_an_open_year_is_linked_instead_of_opened_twice(cast, sign_in):
    response = sign_in(cast.secretary).get(opening(cast), {"nam": 2026})
    assert f'href="{reverse("clusters:year_detail", args=[cast.year.pk])}"' in page_of(response)
    assert "Năm 2026 của Cụm thi đua số 01 đã được mở" in page_of(response)


def test_a_cluster_without_an_earlier_year_offers_nothing(cast, sign_in):
    cluster = make.make_cluster(cast.authority, cast.units)
    response = sign_in(cast.secretary).get(reverse("clusters:year_add", args=[cluster.pk]))
    assert response.context["form"].source is None
    assert "Chuyển tiếp từ" not in page_of(response)


@pytest.mark.parametrize("day", ["31/02/2027", "1/7/2027", ""])
def test_a_first_day_as_it_is_typed_does_not_break_the_offers(cast, sign_in, day):
    client = sign_in(cast.secretary)
    response = client.post(opening(cast), sent(client.get(opening(cast)), starts_on=day))
    assert response.status_code in (302, 422)


# --- the documents of a year ---------------------------------------------------------------------------


def test_later_carrying_adds_only_what_the_year_does_not_have(cast, sign_in):
    both, fresh = rules(cast, "Có rồi"), rules(cast, "Chưa có")
    old = make.make_year(cast.cluster, 2025)
    for document in (both, fresh):
        use(old, document)
    use(cast.year, both)
    client, url = sign_in(cast.chair), reverse("clusters:year_carry", args=[cast.year.pk])
    response = client.get(url)
    assert set(offered(response)) == {fresh}
    client.post(url, sent(response))
    assert set(cast.year.documents.values_list("document__title", flat=True)) == {"Có rồi", "Chưa có"}


def test_an_earlier_year_of_another_cluster_is_no_source(cast, sign_in):
    foreign = make.make_year(make.make_cluster(cast.authority, cast.units), 2024)
    mine = make.make_year(cast.cluster, 2025)
    url = reverse("clusters:year_carry", args=[cast.year.pk])
    for asked in (foreign.pk, "x", 10**30):
        response = sign_in(cast.chair).get(url, {"tu": asked})
        assert response.context["source"] == mine


def test_carrying_nothing_is_said(cast, sign_in):
    use(make.make_year(cast.cluster, 2025), rules(cast))
    response = sign_in(cast.chair).post(reverse("clusters:year_carry", args=[cast.year.pk]))
    assert "Chưa chọn văn bản nào" in page_of(response)


def test_a_closed_year_refuses_in_words_and_offers_no_button(cast, sign_in):
    use(make.make_year(cast.cluster, 2025), rules(cast))
    row = use(cast.year, rules(cast, "Quy chế đang dùng"))
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=DAY)
    client = sign_in(cast.chair)
    carried = client.get(reverse("clusters:year_carry", args=[cast.year.pk]), follow=True)
    assert "đã khép ngày 20/12/2026 khi bàn giao" in page_of(carried)
    added = client.post(
        reverse("clusters:year_document_add", args=[cast.year.pk]),
        {"document": row.document_id, "role": "template"},
    )
    assert "đã khép ngày 20/12/2026" in page_of(added)
    removed = client.post(reverse("clusters:year_document_remove", args=[row.pk]), follow=True)
    assert "đã khép ngày 20/12/2026" in page_of(removed)
    assert list(cast.year.documents.all()) == [row]
    assert "year_document" not in page_of(removed)
    assert reverse("clusters:year_document_remove", args=[row.pk]) not in page_of(removed)


def test_a_document_is_added_once_for_each_use(cast, sign_in):
    document = rules(cast)
    client, url = sign_in(cast.chair), reverse("clusters:year_document_add", args=[cast.year.pk])
    for role in ("rules", "template", "rules"):
        response = client.post(url, {"document": document.pk, "role": role})
    assert "Văn bản này đã có trong danh sách của năm." in page_of(response)
    assert cast.year.documents.count() == 2


def test_a_new_plan_starts_with_the_legal_bases_of_the_year(cast, sign_in):
    basis, other = rules(cast, "Luật"), rules(cast, "Mẫu")
    use(cast.year, basis, "basis")
    use(cast.year, other, "template")
    client, url = sign_in(cast.chair), reverse("clusters:plan_edit", args=[cast.year.pk])
    assert client.get(url).context["form"]["bases"].value() == [basis.pk]
    actions.save_plan(Plan(cluster_year=cast.year), [], by=cast.chair)
    assert client.get(url).context["form"]["bases"].value() == []


# --- many, long, twice -----------------------------------------------------------------------------------


def test_seventeen_units_with_long_names_are_offered_whole(cast, sign_in):
    names = [f"Hội {'Bảo vệ quyền trẻ em và người khuyết tật ' * 3}số {number:02}" for number in range(13)]
    assert min(map(len, names)) > 120
    for name in names:
        unit = make.make_unit(cast.authority, name=name)
        actions.add_member(Membership(cluster=cast.cluster, unit=unit, starts_on=date(2025, 1, 1)), by=None)
    client = sign_in(cast.secretary)
    response = client.get(opening(cast))
    assert len(response.context["form"].members) == 17
    text = page_of(client.post(opening(cast), sent(response), follow=True))
    assert "Đơn vị thành viên (17)" in text
    assert all(name in text for name in names)


def test_a_member_from_the_first_day_on_is_not_asked_to_leave_before_it(cast, sign_in):
    unit = make.make_unit(cast.authority)
    member = Membership(cluster=cast.cluster, unit=unit, starts_on=date(2027, 1, 1))
    actions.add_member(member, by=None)
    client = sign_in(cast.secretary)
    response = client.get(opening(cast))
    assert unit not in [row.unit for row in response.context["form"].members]
    client.post(opening(cast), sent(response))
    assert opened(cast).members().count() == 5


def test_opened_twice_in_a_row_the_second_is_told_and_linked(cast, sign_in):
    client = sign_in(cast.secretary)
    data = sent(client.get(opening(cast)))
    client.post(opening(cast), data)
    again = client.post(opening(cast), data)
    assert again.status_code == 422
    assert f'href="{reverse("clusters:year_detail", args=[opened(cast).pk])}"' in page_of(again)
    assert ClusterYear.objects.filter(cluster=cast.cluster, year=2027).count() == 1


def test_a_semicolon_inside_a_title_does_not_cut_what_was_carried_in_two(cast, sign_in):
    use(cast.year, rules(cast, "quy định chi tiết; hướng dẫn thi hành"))
    use(cast.year, rules(cast, "Quy chế thứ hai"))
    client = sign_in(cast.secretary)
    response = client.post(opening(cast), sent(client.get(opening(cast))), follow=True)
    carried = next(part for part in response.context["sections"] if part.key == "chuyen-tiep")
    assert dict(carried.context["lines"])["Quy chế, quy định của cụm, khối (2)"] == [
        "Quy chế quy định chi tiết; hướng dẫn thi hành",
        "Quy chế Quy chế thứ hai",
    ]


def test_a_closed_year_says_so_among_its_facts(cast, sign_in):
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=DAY)
    text = page_of(sign_in(cast.officer).get(reverse("clusters:year_detail", args=[cast.year.pk])))
    assert "Đã khép hồ sơ" in text
    assert "Ngày 20/12/2026, khi bàn giao" in text


def test_a_closed_year_leads_nobody_to_a_theme_that_it_refuses(cast, sign_in):
    url, add = (reverse(f"clusters:{name}", args=[cast.year.pk]) for name in ("year_detail", "theme_add"))
    client = sign_in(cast.chair)
    assert add in page_of(client.get(url))
    ClusterYear.objects.filter(pk=cast.year.pk).update(closed_on=DAY)
    assert add not in page_of(client.get(url))
