"""Texts that come from other texts: copies with their marks, annexes, successors, and what they leave alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from clusters.steps import steps_of
from documents import pdf
from documents.models import OfficialDocument
from pledges import actions
from pledges.documents import pledge_paper
from pledges.models import Basis, Content, Pledge, Target
from pledges.origins import origins, origins_of
from tests import factories as make
from tests.documents.measure import pages

DAY = date(2026, 3, 1)


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


def make_document(number, **fields):
    return OfficialDocument.objects.create(kind="ND", number=number, title=f"Văn bản {number}", **fields)


@pytest.fixture
def last_year(cast):
    """The signed pledge of 2025: two contents, one with a point, a target with a figure, two bases."""
    year = make.make_year(cast.cluster, 2025)
    make.make_term(year, cast.chair_unit)
    texts = ("Thi đua năm 2025 theo kế hoạch 2025-2030", "Xây dựng quỹ vì người nghèo")
    pledge = make.make_pledge(year, by=cast.secretary, contents=texts, opening="Căn cứ tình hình năm 2025.")
    top = pledge.contents.first()
    actions.add_content(Content(pledge=pledge, parent=top, text="Phong trào riêng"), by=cast.secretary)
    target = Target(pledge=pledge, kind="quantity", text="Mô hình mới", value=2, measure="mô hình")
    actions.add_target(target, by=cast.secretary)
    actions.register(cast.unit, {target: Decimal(3)}, by=cast.secretary)
    for row in (
        make_document("01/2020/NĐ-CP", effective_from=date(2020, 1, 1), effective_to=date(2026, 1, 31)),
        make_document("02/2020/NĐ-CP", effective_from=date(2020, 1, 1)),
    ):
        actions.add_basis(Basis(pledge=pledge, document=row), by=cast.secretary)
    return pledge


@pytest.fixture
def empty(cast):
    return make.make_pledge(cast.year, by=cast.secretary, contents=())


@pytest.fixture
def signed(cast):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    make.sign_all(pledge, cast.secretary, on=DAY)
    return pledge


# --- copying -------------------------------------------------------------------------------------------


def test_copy_takes_the_text_with_its_keys_and_leaves_figures_behind(cast, last_year, empty):
    actions.clone(empty, last_year, by=cast.secretary)
    assert empty.opening == "Căn cứ tình hình năm 2025."
    assert empty.source == last_year
    for part in ("contents", "targets"):
        assert [row.key for row in getattr(empty, part).all()] == [
            row.key for row in getattr(last_year, part).all()
        ]
    assert not empty.targets.get().registrations.exists()
    assert empty.contents.filter(parent__isnull=False).get().parent.text.startswith("Thi đua")


def test_basis_out_of_force_on_the_new_day_is_left_out_and_named(cast, sign_in, last_year, empty):
    client = sign_in(cast.chair)
    url = address("pledge_clone", empty.pk) + f"?tu={last_year.pk}"
    preview = client.get(url).content.decode()
    assert "01/2020/NĐ-CP hết hiệu lực từ ngày" in preview
    page = client.post(url, follow=True).content.decode()
    assert [row.document.number for row in empty.bases.all()] == ["02/2020/NĐ-CP"]
    assert "Không chép căn cứ" in page


def test_lines_that_still_name_last_year_are_shown_and_spans_of_years_are_not(
    cast, sign_in, last_year, empty
):
    actions.clone(empty, last_year, by=cast.secretary)
    client = sign_in(cast.chair)
    page = client.get(address("pledge_detail", empty.pk)).content.decode()
    warned = page[page.index("Còn ghi năm 2025 của bản nguồn") :].split("</ul>")[0]
    assert "Phần mở đầu" in warned
    assert "Nội dung 1" in warned
    assert "Nội dung 2" not in warned
    content = empty.contents.filter(parent=None).first()
    content.text = "Thi đua theo kế hoạch 2025-2030"
    actions.change_content(content, by=cast.chair)
    assert "Nội dung 1: Thi đua" not in client.get(address("pledge_detail", empty.pk)).content.decode()


def test_every_line_is_marked_kept_changed_or_new_and_what_was_left_out_is_told(
    cast, sign_in, last_year, empty
):
    actions.clone(empty, last_year, by=cast.secretary)
    first, second = empty.contents.filter(parent=None)
    first.text = "Thi đua năm 2026"
    actions.change_content(first, by=cast.chair)
    actions.remove_content(second, by=cast.chair)
    new = actions.add_content(Content(pledge=empty, text="Chuyển đổi số"), by=cast.chair)
    marks = origins_of(empty)
    assert (marks[first.key], marks[new.key], marks[empty.targets.get().key]) == ("changed", "new", "kept")
    assert [row.text for row in origins(empty).left_out] == ["Xây dựng quỹ vì người nghèo"]
    page = sign_in(cast.viewer).get(address("pledge_detail", empty.pk)).content.decode()
    for word in ("Có sửa", "Mới", "Giữ nguyên", "Bỏ 1 dòng của bản nguồn"):
        assert word in page


def test_marks_cost_the_same_however_long_the_text_is(cast, last_year, empty):
    actions.clone(empty, last_year, by=cast.secretary)
    with CaptureQueriesContext(connection) as few:
        origins_of(empty)
    actions.add_contents(empty, [(f"Nội dung thêm {n}", ["a", "b"]) for n in range(12)], by=cast.chair)
    with CaptureQueriesContext(connection) as many:
        origins_of(empty)
    assert len(few) == len(many) == 2


def test_pledge_that_was_copied_from_none_has_no_marks(cast, last_year):
    assert origins_of(last_year) == {}


@pytest.mark.parametrize("part", ["content", "target"])
def test_draft_with_lines_of_its_own_takes_no_copy(cast, last_year, empty, part):
    if part == "content":
        actions.add_content(Content(pledge=empty, text="Đã soạn"), by=cast.chair)
    else:
        actions.add_target(Target(pledge=empty, kind="zero", text="Đã soạn"), by=cast.chair)
    with pytest.raises(ValidationError, match="Chỉ chép được vào bản dự thảo còn trống"):
        actions.clone(empty, last_year, by=cast.chair)
    assert empty.contents.count() + empty.targets.count() == 1


def test_page_of_a_draft_with_lines_says_why_nothing_is_copied_and_offers_nothing(
    cast, sign_in, last_year, empty
):
    actions.add_content(Content(pledge=empty, text="Đã soạn"), by=cast.chair)
    page = sign_in(cast.chair).get(address("pledge_clone", empty.pk)).content.decode()
    assert "Chỉ chép được vào bản dự thảo còn trống." in page
    assert f"?tu={last_year.pk}" not in page


def test_what_one_may_not_see_is_not_copied(cast, sign_in, empty):
    unit = make.make_unit(cast.other_authority)
    cluster = make.make_cluster(cast.other_authority, [unit])
    secret = make.make_pledge(make.make_year(cluster, 2025), by=cast.outsider)
    with pytest.raises(ValidationError, match="Không có quyền xem"):
        actions.clone(empty, secret, by=cast.chair)
    client = sign_in(cast.chair)
    assert client.post(address("pledge_clone", empty.pk) + f"?tu={secret.pk}").status_code == 404
    assert str(cluster) not in client.get(address("pledge_clone", empty.pk)).content.decode()


def test_sources_are_found_by_name_with_those_of_the_same_cluster_first(cast, sign_in, last_year, empty):
    other = make.make_cluster(cast.authority, cast.units, number="77")
    make.make_pledge(make.make_year(other, 2026), by=cast.secretary)
    page = sign_in(cast.chair).get(address("pledge_clone", empty.pk)).content.decode()
    assert page.index(f"?tu={last_year.pk}") < page.index("số 77")
    found = sign_in(cast.chair).get(address("pledge_clone", empty.pk), {"q": "so 77"}).content.decode()
    assert f"?tu={last_year.pk}" not in found
    assert "số 77" in found


def test_copy_is_one_event_that_names_the_source(cast, last_year, empty):
    actions.clone(empty, last_year, by=cast.secretary)
    event = Event.objects.get(verb="pledge_cloned")
    assert ["Chép từ", "", str(last_year)] in event.changes


# --- annexes -------------------------------------------------------------------------------------------


def annex_of(signed, cast, text="Bổ sung chỉ tiêu phát triển hội viên"):
    annex = actions.add_annex(signed, by=cast.secretary)
    actions.add_content(Content(pledge=annex, text=text), by=cast.secretary)
    return annex


def test_annex_has_a_number_and_its_own_text_agreement_and_signatures(cast, sign_in, signed):
    client = sign_in(cast.chair)
    client.post(address("annex_add", signed.pk))
    annex = signed.annexes.get()
    assert annex.title == "Phụ lục số 01 của Giao ước thi đua"
    assert annex.status == "draft"
    assert not annex.contents.exists()
    actions.add_content(Content(pledge=annex, text="Bổ sung"), by=cast.chair)
    make.agree(annex, by=cast.secretary)
    assert [row.unit for row in annex.signatures.all()] == cast.units
    make.sign_all(annex, cast.secretary)
    assert annex.status == "signed"
    assert actions.add_annex(signed, by=cast.chair).title == "Phụ lục số 02 của Giao ước thi đua"


def test_next_annex_waits_until_the_last_one_is_signed(cast, signed):
    annex_of(signed, cast)
    with pytest.raises(ValidationError, match="chưa ký"):
        actions.add_annex(signed, by=cast.chair)


@pytest.mark.parametrize("draw_up", [actions.add_annex, actions.add_successor])
def test_only_a_signed_pledge_is_extended_or_replaced(cast, empty, draw_up):
    with pytest.raises(ValidationError, match="chỉ giao ước đã ký"):
        draw_up(empty, by=cast.secretary)


@pytest.mark.parametrize("draw_up", [actions.add_annex, actions.add_successor])
def test_annex_is_not_extended_or_replaced(cast, signed, draw_up):
    annex = annex_of(signed, cast)
    make.agree(annex, by=cast.secretary)
    make.sign_all(annex, cast.secretary)
    with pytest.raises(ValidationError, match="Phụ lục không có phụ lục"):
        draw_up(annex, by=cast.secretary)


def test_paper_of_an_annex_names_the_pledge_that_it_extends(cast, signed):
    annex = annex_of(signed, cast)
    words = " ".join(word["text"] for page in pages(pdf.render(pledge_paper(annex))) for word in page.words)
    assert "PHỤ LỤC SỐ 01 CỦA GIAO ƯỚC THI ĐUA" in words.upper()
    assert "ký ngày 01/03/2026" in words


def test_annex_in_the_making_leaves_the_year_signed(cast, signed):
    annex_of(signed, cast)
    (line,) = [row for row in steps_of([cast.year])[cast.year.pk] if row.key == "pledge"]
    assert line.detail == "Nội dung đã thống nhất."


# --- successors ----------------------------------------------------------------------------------------


def test_successor_begins_with_the_text_and_figures_and_the_old_one_stands_until_it_is_signed(
    cast, sign_in, last_year
):
    make.agree(last_year, by=cast.secretary)
    make.sign_all(last_year, cast.secretary, on=date(2025, 3, 1))
    successor = actions.add_successor(last_year, by=cast.secretary)
    assert [row.text for row in successor.contents.all()] == [row.text for row in last_year.contents.all()]
    assert successor.targets.get().registrations.get().value == 3
    current = last_year.cluster_year.pledges.current()
    assert list(current) == [last_year]
    page = sign_in(cast.viewer).get(address("pledge_detail", last_year.pk)).content.decode()
    assert "Đang soạn bản thay thế" in page
    make.agree(successor, by=cast.secretary)
    make.sign_all(successor, cast.secretary, on=date(2026, 3, 1))
    assert list(current.all()) == [successor]
    page = sign_in(cast.viewer).get(address("pledge_detail", last_year.pk)).content.decode()
    assert "Đã được thay thế bởi" in page
    assert address("annex_add", last_year.pk) not in page


def test_a_loaded_pledge_and_the_database_agree_on_which_is_current(cast, signed):
    def told():
        rows = Pledge.objects.select_related("superseded_by")
        assert {row for row in rows if row.is_current} == set(Pledge.objects.current())
        return {row for row in rows if row.is_current}

    annex = actions.add_annex(signed, by=cast.secretary)
    successor = actions.add_successor(signed, by=cast.secretary)
    assert told() == {signed}
    assert annex not in told()
    make.agree(successor, by=cast.secretary)
    assert told() == {signed}
    make.sign_all(successor, cast.secretary)
    assert told() == {successor}


def test_there_is_one_successor(cast, signed):
    actions.add_successor(signed, by=cast.secretary)
    with pytest.raises(ValidationError, match="đang được soạn"):
        actions.add_successor(signed, by=cast.secretary)


def test_what_was_replaced_gets_no_annex(cast, signed):
    successor = actions.add_successor(signed, by=cast.secretary)
    make.agree(successor, by=cast.secretary)
    make.sign_all(successor, cast.secretary)
    with pytest.raises(ValidationError, match="đã được thay thế"):
        actions.add_annex(signed, by=cast.secretary)


def test_paper_of_a_successor_says_what_it_replaces(cast, signed):
    successor = actions.add_successor(signed, by=cast.secretary)
    assert "Giao ước này thay thế Giao ước thi đua ký ngày 01/03/2026." in pledge_paper(successor).closing


@pytest.mark.parametrize("is_agreed", [False, True])
def test_annex_that_was_overtaken_by_a_replacement_goes_no_further(cast, signed, is_agreed):
    """Both were being drawn up; the replacement was signed first."""
    successor = actions.add_successor(signed, by=cast.secretary)
    annex = actions.add_annex(signed, by=cast.secretary)
    actions.add_content(Content(pledge=annex, text="Bổ sung một nội dung"), by=cast.secretary)
    if is_agreed:
        make.agree(annex, by=cast.secretary)
    make.agree(successor, by=cast.secretary)
    make.sign_all(successor, by=cast.secretary)
    with pytest.raises(ValidationError, match="đã được thay thế nên phụ lục không được thống nhất hay ký"):
        (make.sign_all if is_agreed else make.agree)(annex, by=cast.secretary)
    assert not annex.signatures.filter(is_signed=True).exists()


def test_lists_tell_annexes_and_what_was_replaced(cast, sign_in, signed):
    annex_of(signed, cast)
    client = sign_in(cast.viewer)
    pages = [
        client.get(reverse("clusters:year_detail", args=[cast.year.pk])).content.decode(),
        client.get(address("pledge_list")).content.decode(),
    ]
    assert all("Phụ lục số 01 của Giao ước thi đua" in page for page in pages)


def test_units_own_texts_are_counted_without_annexes_and_copied_past_them(cast, sign_in):
    pledges = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")
    own = pledges[2]
    make.agree(own, by=cast.secretary)
    make.sign_all(own, cast.secretary)
    annex = actions.add_annex(own, by=cast.secretary)
    assert annex.unit == own.unit
    page = sign_in(cast.chair).get(address("pledge_list"), {"cum": cast.cluster.pk}).content.decode()
    assert "Đã ký đủ 1/4 bản." in page
    with pytest.raises(ValidationError, match="Không còn bản dự thảo nào"):
        actions.copy_text(pledges[0], by=cast.secretary)
    assert not annex.contents.exists()
    assert Pledge.objects.get(pk=annex.pk).unit == own.unit
