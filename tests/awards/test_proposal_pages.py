"""Tờ trình: drawn up from reviewed dossiers, printed, issued; and what other pages show of dossiers."""

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import actions
from awards.documents import proposal_paper
from awards.models import Nomination, Proposal
from clusters.steps import steps_of
from tests import factories as make
from tests.awards.dossiers import award_of, dossier, proposal_of


def url(name, row):
    return reverse(f"awards:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


def typed(nominations, **fields):
    return {
        "nominations": [row.pk for row in nominations],
        "summary": "Về việc đề nghị khen thưởng năm 2026",
        "body": "Căn cứ kết quả bình xét:",
        "authority": "TM.",
        **fields,
    }


def test_the_form_starts_with_the_chair_and_the_reviewed_dossiers(cast, sign_in):
    ready = dossier(cast, "reviewed")
    dossier(cast, "received", unit=cast.other_unit)
    form = sign_in(cast.chair).get(url("proposal_add", cast.year)).context["form"]
    assert list(form.fields["nominations"].queryset) == [ready]
    assert form["nominations"].value() == [ready.pk]
    assert (form["signer_unit"].value(), form["post"].value()) == (cast.chair_unit.pk, "Chủ tịch")
    assert form["town"].value() == "Mẫu Sơn"


def test_a_proposal_goes_to_the_body_of_its_dossiers(cast, sign_in):
    ready = dossier(cast, "reviewed")
    page = sign_in(cast.chair).post(url("proposal_add", cast.year), typed([ready]), follow=True)
    proposal = Proposal.objects.get()
    ready.refresh_from_db()
    assert (proposal.addressee, ready.status, ready.proposal) == (cast.authority, "proposed", proposal)
    assert "Dự thảo" in words(page)


def test_a_dossier_in_a_draft_is_not_said_to_have_been_put_to_anybody(cast, sign_in):
    ready = dossier(cast, "reviewed")
    client = sign_in(cast.chair)
    client.post(url("proposal_add", cast.year), typed([ready]))
    page = client.get(url("nomination_detail", ready))
    assert "Trong dự thảo tờ trình" in words(page)
    assert "Đã trình" not in words(page)
    assert [mark.label for mark in page.context["reading"].line if mark.is_current] == ["Lập tờ trình"]


def test_dossiers_of_two_addressees_are_asked_apart(cast, sign_in):
    rows = [
        dossier(cast, "reviewed"),
        dossier(cast, "reviewed", unit=cast.other_unit, put_to_name="Thủ tướng Chính phủ"),
    ]
    client = sign_in(cast.chair)
    page = client.get(url("proposal_add", cast.year))
    assert [bundle.put_to for bundle in page.context["bundles"]] == [
        cast.authority.name,
        "Thủ tướng Chính phủ",
    ]
    page = client.post(url("proposal_add", cast.year), typed(rows))
    assert page.context["form"].errors["nominations"] == [
        "Các hồ sơ đã chọn gửi nhiều cơ quan khác nhau. Chọn các hồ sơ gửi cùng một cơ quan."
    ]
    assert not Proposal.objects.exists()


def of_three_levels(cast):
    """A reviewed dossier each for the President, the Government and the ministry, all put to one body."""
    state = award_of(code="HCLD", name="Huân chương Lao động hạng Ba", level="state")
    government = award_of(code="CO-CP", name="Cờ thi đua của Chính phủ", level="government")
    return [dossier(cast, "reviewed", award=award) for award in (award_of(), government, state)]


def test_one_proposal_is_offered_for_each_kind_of_award(cast, sign_in):
    other, government, state = of_three_levels(cast)
    client = sign_in(cast.chair)
    page = client.get(url("proposal_add", cast.year))
    bundles = page.context["bundles"]
    assert [bundle.nominations for bundle in bundles] == [(state,), (government,), (other,)]
    assert "Khen thưởng cấp Nhà nước do Chủ tịch nước quyết định" in words(page)
    address = f"{url('proposal_add', cast.year)}?cung={bundles[1].key}"
    form = client.get(address).context["form"]
    assert form["nominations"].value() == [government.pk]
    assert list(form.fields["nominations"].queryset) == [government]
    assert client.get(f"{url('proposal_add', cast.year)}?cung=abc").context["bundles"]


def test_awards_of_the_president_and_of_the_government_never_stand_in_one_proposal(cast, sign_in):
    rows = of_three_levels(cast)
    for mixed in (rows[:2], rows[1:], rows[::2]):
        page = sign_in(cast.chair).post(url("proposal_add", cast.year), typed(mixed))
        assert "Lập tờ trình riêng cho từng loại." in page.context["form"].errors["nominations"][0]
        with pytest.raises(ValidationError, match="chỉ gồm một loại khen thưởng"):
            proposal_of(cast, mixed)
    assert not Proposal.objects.exists()


def test_a_lowered_award_goes_with_the_level_that_it_has_now(cast, sign_in):
    other, government, _ = of_three_levels(cast)
    Nomination.objects.filter(pk=government.pk).update(
        lowered_to=award_of(code="BK-BO", name="Bằng khen"), lowered_reason="Chưa đủ thời gian."
    )
    government.refresh_from_db()
    proposal = proposal_of(cast, [other, government])
    page = words(sign_in(cast.chair).get(url("proposal_detail", proposal)))
    assert "Đề nghị Bằng khen (hạ từ " in page
    assert '<p class="muted">Đề nghị Cờ thi đua của Chính phủ' not in page
    paper = proposal_paper(proposal)
    assert [group.award for group in paper.groups] == ["Cờ thi đua của bộ, ban, ngành, tỉnh", "Bằng khen"]


def test_a_crafted_dossier_is_refused(cast, sign_in):
    page = sign_in(cast.chair).post(url("proposal_add", cast.year), typed([dossier(cast, "received")]))
    assert "nominations" in page.context["form"].errors


def test_nothing_reviewed_is_said_before_the_form(cast, sign_in):
    page = sign_in(cast.chair).get(url("proposal_add", cast.year))
    assert "Chưa có hồ sơ nào ở bước “Đã xét”" in words(page)


def test_issuing_names_what_is_missing(cast, sign_in):
    proposal = proposal_of(cast, [dossier(cast, "reviewed")], number="", dated_on=None)
    page = sign_in(cast.chair).post(url("proposal_issue", proposal))
    assert page.status_code == 422
    assert "Tờ trình còn thiếu: số, ký hiệu, ngày ký." in words(page)


def test_issued_is_issued_once_and_not_edited(cast, sign_in):
    proposal = proposal_of(cast, [dossier(cast, "reviewed")])
    client = sign_in(cast.chair)
    client.post(url("proposal_issue", proposal))
    proposal.refresh_from_db()
    assert proposal.status == "issued"
    assert "Tờ trình đã ban hành rồi." in words(client.post(url("proposal_issue", proposal)))
    page = client.post(url("proposal_edit", proposal), typed([], number="99/TTr"))
    assert "Tờ trình đã ban hành nên không sửa được nữa." in words(page)


def test_opening_the_page_issues_nothing(cast, sign_in):
    proposal = proposal_of(cast, [dossier(cast, "reviewed")])
    assert sign_in(cast.chair).get(url("proposal_issue", proposal)).status_code == 200
    proposal.refresh_from_db()
    assert proposal.status == "draft"


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretary", 200), ("leader", 200), ("chair", 200), ("officer", 404), ("outsider", 404)],
)
def test_members_do_not_see_the_proposal(cast, sign_in, who, status):
    proposal = proposal_of(cast, [dossier(cast, "reviewed")])
    assert sign_in(cast.users[who]).get(url("proposal_detail", proposal)).status_code == status
    assert sign_in(cast.users[who]).get(url("proposal_pdf", proposal)).status_code == status


def test_the_paper_says_what_the_proposal_says(cast):
    person = award_of(code="CSTD", name="Chiến sĩ thi đua cơ sở", subject="individual")
    home = award_of(code="GK-HGD", name="Giấy khen", subject="household")
    rows = [
        dossier(cast, "reviewed"),
        dossier(
            cast,
            "reviewed",
            award=person,
            nominee="Trần Thị Bình",
            nominee_kind="individual",
            nominee_post="Kế toán",
        ),
        dossier(cast, "reviewed", award=home, nominee="Hộ ông Lê Văn Cả", nominee_kind="household"),
    ]
    paper = proposal_paper(
        proposal_of(cast, rows, town="Mẫu Sơn", body="Căn cứ kết quả bình xét:\n\nKính đề nghị:")
    )
    assert (paper.letterhead.superior, paper.letterhead.issuer) == (cast.authority.name, "Cụm thi đua số 01")
    assert (paper.letterhead.number, paper.letterhead.day) == ("01/TTr-CTĐ01", date(2026, 3, 1))
    assert paper.addressees == (cast.authority.name,)
    assert paper.opening == ("Căn cứ kết quả bình xét:", "Kính đề nghị:")
    assert {group.award: group.counts for group in paper.groups} == {
        "Cờ thi đua của bộ, ban, ngành, tỉnh": "01 tập thể",
        "Chiến sĩ thi đua cơ sở": "01 cá nhân",
        "Giấy khen": "01 hộ gia đình",
    }
    assert [row.name for row in paper.annex.collectives] == ["Hội thành viên C"]
    assert [(row.name, row.place) for row in paper.annex.persons] == [
        ("Trần Thị Bình", "Kế toán\nHội thành viên C")
    ]
    assert [row.name for row in paper.annex.households] == ["Hộ ông Lê Văn Cả\nHội thành viên C"]
    signature = paper.signature
    assert (signature.authority, signature.post) == ("TM. Cụm thi đua số 01", "Cụm trưởng")
    assert (signature.own_post, signature.name) == ("Chủ tịch Hội thành viên A", "Nguyễn Văn An")
    assert paper.is_draft


def test_a_vice_chair_signs_in_place_of_the_chair(cast):
    proposal = proposal_of(
        cast, [dossier(cast, "reviewed")], authority="KT.", signer_unit=cast.vice_unit, post="Phó Chủ tịch"
    )
    signature = proposal_paper(proposal).signature
    assert (signature.authority, signature.post) == ("KT. Cụm trưởng", "Cụm phó")


def test_a_draft_leaves_room_for_its_number(cast):
    proposal = proposal_of(cast, [dossier(cast, "reviewed")], number="", dated_on=None)
    assert proposal_paper(proposal).letterhead.number == "/TTr-CTĐ01"


def test_the_paper_has_the_header_profile_of_the_authority(cast):
    cast.authority.header_profile = "party"
    cast.authority.save()
    head = proposal_paper(proposal_of(cast, [dossier(cast, "reviewed")], number="")).letterhead
    assert (head.profile, head.number) == ("party", "-TTr/CTĐ01")


def test_the_pdf_names_the_nominees(cast, sign_in):
    proposal = proposal_of(cast, [dossier(cast, "reviewed")])
    response = sign_in(cast.chair).get(url("proposal_pdf", proposal))
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(response.content)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Kính gửi: Liên hiệp các Hội tỉnh Mẫu" in text
    assert text.count("Hội thành viên C") == 2


def test_a_proposal_without_dossiers_left_has_no_print(cast, sign_in):
    nomination = dossier(cast, "reviewed")
    proposal = proposal_of(cast, [nomination])
    actions.send_back(nomination, "Nhầm.", by=cast.secretary)
    page = sign_in(cast.chair).get(url("proposal_pdf", proposal), follow=True)
    assert "Tờ trình không còn hồ sơ nào nên chưa có bản in." in words(page)


def test_the_list_asks_as_often_for_thirty_rows_as_for_one(cast, sign_in):
    client, counts = sign_in(cast.secretary), []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            award = make.make_award(code=f"P{number}", name=f"Hình thức {number}")
            proposal_of(cast, [dossier(cast, "reviewed", award=award)], number=f"{number}/TTr")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("awards:proposal_list"))
        counts.append(len(queries))
    assert page.context["page_obj"].paginator.count == 30
    assert counts[0] == counts[1]


# --- on other pages


def test_the_workspace_of_the_year_shows_dossiers_and_what_one_may_do(cast, sign_in):
    dossier(cast, "reviewed")
    address = reverse("clusters:year_detail", args=[cast.year.pk])
    chair = words(sign_in(cast.chair).get(address))
    assert "Lập tờ trình" in chair
    assert "Đề nghị Cờ thi đua của bộ, ban, ngành, tỉnh" in chair
    other = words(sign_in(cast.other_officer).get(address))
    assert "Lập hồ sơ đề nghị" in other
    assert "Chưa có hồ sơ đề nghị trong phạm vi được xem." in other
    assert 'id="de-nghi"' not in words(sign_in(cast.viewer).get(address))


def test_a_units_page_tells_proposal_from_award(cast, sign_in):
    dossier(cast, "decided")
    dossier(cast, "submitted", award=make.make_award(code="BK", name="Bằng khen của tỉnh"))
    page = words(sign_in(cast.secretary).get(reverse("clusters:unit_detail", args=[cast.unit.pk])))
    assert ">Cờ thi đua của bộ, ban, ngành, tỉnh</a>" in page
    assert ">Đề nghị Bằng khen của tỉnh</a>" in page


def test_the_search_finds_dossiers_and_awards_within_the_scope(cast, sign_in):
    dossier(cast, nominee="Ban Tuyên giáo")
    address = reverse("clusters:search") + "?q=tuyen+giao"
    assert "Đề nghị Cờ thi đua của bộ, ban, ngành, tỉnh cho Ban Tuyên giáo" in words(
        sign_in(cast.officer).get(address)
    )
    assert "Đề nghị Cờ thi đua" not in words(sign_in(cast.other_officer).get(address))


def test_a_year_stands_at_the_step_of_its_dossiers(cast):
    nomination = dossier(cast, "received")
    line = {step.key: step for step in steps_of([cast.year])[cast.year.pk]}
    assert (line["nominate"].state.label, line["review"].state.label) == ("Đã xong", "Đang làm")
    assert nomination.status == Nomination.Status.RECEIVED
