"""Signing, withdrawing, and entering the signed pledges of past years."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Event
from pledges.models import Pledge, Signature
from tests import factories as make

TYPED = {
    "signatory": "Nguyễn Văn An",
    "post": "Chủ tịch",
    "authority": "TM.",
    "on_behalf_of": "Ban Thường vụ",
    "signed_on": "01/03/2026",
}


def address(name, *pks):
    return reverse(f"pledges:{name}", args=pks)


def says(response, sentence):
    return sentence in response.content.decode()


def place(pledge, unit, role="party"):
    return pledge.signatures.get(unit=unit, role=role)


def test_unit_signs_with_name_post_authority_and_day(cast, sign_in, agreed):
    row = place(agreed, cast.unit)
    response = sign_in(cast.representative).post(address("signature_sign", row.pk), TYPED)
    assert response.url == address("pledge_detail", agreed.pk) + "#chu-ky"
    row.refresh_from_db()
    assert row.is_signed
    assert (row.signatory, row.authority, row.on_behalf_of) == ("Nguyễn Văn An", "TM.", "Ban Thường vụ")
    assert row.signed_on == date(2026, 3, 1)


def test_form_proposes_the_post_the_conference_and_its_day(cast, sign_in, agreed):
    ceremony = make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 2, 27))
    form = sign_in(cast.chair).get(address("signature_sign", place(agreed, cast.unit).pk)).context["form"]
    assert form["post"].value() == "Chủ tịch"
    assert form["ceremony"].value() == ceremony.pk
    assert form["signed_on"].value() == date(2026, 2, 27)


def test_conference_that_is_not_held_yet_is_not_proposed(cast, sign_in, agreed):
    make.make_ceremony(cast.year, by=cast.secretary, starts_on=date(2026, 3, 20))
    form = sign_in(cast.chair).get(address("signature_sign", place(agreed, cast.unit).pk)).context["form"]
    assert (form["ceremony"].value(), form["signed_on"].value()) == (None, date(2026, 3, 2))


def test_signing_at_the_conference_returns_to_its_table(cast, sign_in, agreed):
    ceremony = make.make_ceremony(cast.year, by=cast.secretary)
    url = address("signature_sign", place(agreed, cast.unit).pk)
    response = sign_in(cast.chair).post(url, TYPED | {"ceremony": ceremony.pk})
    assert response.url == address("ceremony_detail", ceremony.pk) + "#ky-ket"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"signatory": ""}, "Cần điền mục này."),
        ({"post": ""}, "Cần điền mục này."),
        ({"signed_on": ""}, "Cần điền mục này."),
        ({"signed_on": "03/03/2026"}, "Ngày ký không thể sau hôm nay."),
        ({"on_behalf_of": ""}, "Ghi rõ thay mặt, ký thay"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(cast, sign_in, agreed, change, sentence):
    url = address("signature_sign", place(agreed, cast.unit).pk)
    response = sign_in(cast.chair).post(url, TYPED | change)
    assert response.status_code == 422
    assert says(response, sentence)
    assert says(response, 'value="Chủ tịch"') or "post" in change
    assert not place(agreed, cast.unit).is_signed


def test_unknown_authority_is_not_offered_and_not_taken(cast, sign_in, agreed):
    url = address("signature_sign", place(agreed, cast.unit).pk)
    assert sign_in(cast.chair).post(url, TYPED | {"authority": "unknown"}).status_code == 422


def test_conference_of_another_year_is_not_taken(cast, sign_in, agreed):
    other = make.make_ceremony(make.make_year(cast.cluster, 2027), by=cast.secretary)
    url = address("signature_sign", place(agreed, cast.unit).pk)
    assert sign_in(cast.chair).post(url, TYPED | {"ceremony": other.pk}).status_code == 422


def test_signing_twice_is_a_sentence_and_one_event(cast, sign_in, agreed):
    url = address("signature_sign", place(agreed, cast.unit).pk)
    client = sign_in(cast.chair)
    client.post(url, TYPED)
    response = client.post(url, TYPED | {"signatory": "Người khác"})
    assert response.status_code == 422
    assert says(response, "Hội thành viên C đã ký ngày 01/03/2026.")
    assert place(agreed, cast.unit).signatory == "Nguyễn Văn An"
    assert Event.objects.filter(verb="signed").count() == 1


def test_representative_signs_for_the_own_unit_only(cast, sign_in, agreed):
    url = address("signature_sign", place(agreed, cast.other_unit).pk)
    assert sign_in(cast.representative).post(url, TYPED).status_code == 403
    own = address("signature_sign", place(agreed, cast.unit).pk)
    assert sign_in(cast.officer).post(own, TYPED).status_code == 403


def test_last_signature_makes_the_pledge_signed(cast, sign_in, agreed):
    client = sign_in(cast.chair)
    for row in agreed.signatures.all():
        client.post(address("signature_sign", row.pk), TYPED)
    agreed.refresh_from_db()
    assert agreed.status == "signed"
    assert says(client.get(address("pledge_detail", agreed.pk)), "Đã đủ chữ ký")


def test_missing_units_are_named(cast, sign_in, agreed):
    client = sign_in(cast.chair)
    client.post(address("signature_sign", place(agreed, cast.unit).pk), TYPED)
    page = client.get(address("pledge_detail", agreed.pk))
    assert says(page, "Còn thiếu: Hội thành viên A; Hội thành viên B; Hội thành viên D.")
    assert says(page, "Đã ký 1/4")


def test_signature_is_withdrawn_with_a_reason(cast, sign_in, agreed):
    row = place(agreed, cast.unit)
    client = sign_in(cast.chair)
    client.post(address("signature_sign", row.pk), TYPED)
    assert client.post(address("signature_withdraw", row.pk), {"reason": ""}).status_code == 422
    client.post(address("signature_withdraw", row.pk), {"reason": "Ghi nhầm đơn vị"})
    row.refresh_from_db()
    assert not row.is_signed
    event = Event.objects.filter(verb="signature_withdrawn").get()
    assert "Ghi nhầm đơn vị" in event.note


def test_signature_of_a_signed_pledge_is_not_withdrawn(cast, sign_in, agreed):
    make.sign_all(agreed, cast.secretary)
    row = place(agreed, cast.unit)
    response = sign_in(cast.chair).post(address("signature_withdraw", row.pk), {"reason": "Nhầm"})
    assert response.status_code == 422
    assert says(response, "Chỉ rút được khi đơn vị đã được ghi nhận ký và giao ước chưa đủ chữ ký.")


def test_chair_countersigns_after_the_unit_only(cast, sign_in):
    pledge = make.make_pledge(cast.year, by=cast.secretary, shape="per_unit")[2]
    make.agree(pledge, by=cast.secretary)
    counter = place(pledge, cast.chair_unit, "countersign")
    client = sign_in(cast.chair)
    page = client.get(address("pledge_detail", pledge.pk)).content.decode()
    assert address("signature_sign", counter.pk) not in page
    response = client.post(address("signature_sign", counter.pk), TYPED)
    assert says(response, "Đơn vị ký trước; cụm trưởng, khối trưởng ký công nhận sau.")
    client.post(address("signature_sign", place(pledge, cast.unit).pk), TYPED)
    page = client.get(address("pledge_detail", pledge.pk)).content.decode()
    assert address("signature_sign", counter.pk) in page
    assert "Ký công nhận giao ước của đơn vị." in page
    client.post(address("signature_sign", counter.pk), TYPED)
    pledge.refresh_from_db()
    assert pledge.status == "signed"


# --- years gone by -----------------------------------------------------------------------------------


def all_signed(pledge):
    return {f"{row.pk}_signed": "on" for row in (term.unit for term in pledge.cluster_year.members())}


def test_past_pledge_is_entered_as_far_as_it_is_known(cast, sign_in, past_year):
    pledge = make.make_pledge(past_year, by=cast.secretary, text_state="partial")
    typed = all_signed(pledge) | {
        f"{cast.unit.pk}_signatory": "Nguyễn Văn An",
        f"{cast.unit.pk}_post": "Chủ tịch",
        "signed_on": "",
    }
    client = sign_in(cast.secretary)
    response = client.post(address("pledge_record", pledge.pk), typed)
    assert response.status_code == 302
    pledge.refresh_from_db()
    assert pledge.status == "signed"
    assert place(pledge, cast.unit).signatory == "Nguyễn Văn An"
    assert place(pledge, cast.other_unit).signatory == ""
    assert place(pledge, cast.other_unit).authority == "unknown"
    page = client.get(address("pledge_detail", pledge.pk))
    assert says(page, "Ghi nhận theo nguồn.")
    assert not says(page, "Đã đủ chữ ký")
    page = client.get(address("pledge_detail", pledge.pk)).content.decode()
    assert "chưa rõ" in page


def test_unit_of_which_nothing_is_known_stays_open(cast, sign_in, past_year):
    pledge = make.make_pledge(past_year, by=cast.secretary)
    typed = all_signed(pledge)
    del typed[f"{cast.unit.pk}_signed"]
    sign_in(cast.secretary).post(address("pledge_record", pledge.pk), typed)
    assert not place(pledge, cast.unit).is_signed
    page = sign_in(cast.secretary).get(address("pledge_detail", pledge.pk)).content.decode()
    assert "Nguồn không nêu đơn vị này đã ký hay chưa" in page


def test_named_signatory_of_a_unit_that_did_not_sign_is_asked_back(cast, sign_in, past_year):
    pledge = make.make_pledge(past_year, by=cast.secretary)
    response = sign_in(cast.secretary).post(
        address("pledge_record", pledge.pk), {f"{cast.unit.pk}_signatory": "Nguyễn Văn An"}
    )
    assert response.status_code == 422
    assert says(response, "Đã ghi người ký thì đánh dấu là đã ký.")


def test_running_year_is_not_recorded_as_signed(cast, sign_in, draft):
    response = sign_in(cast.secretary).post(address("pledge_record", draft.pk), all_signed(draft))
    assert response.status_code == 422
    assert says(response, "năm đang diễn ra thì từng đơn vị ký")
    assert Pledge.objects.get().status == "draft"


def test_chair_of_the_wrap_up_may_have_countersigned(cast, sign_in, past_year):
    earlier = make.make_year(cast.cluster, 2023, is_recorded=True)
    make.make_term(earlier, cast.vice_unit, "chair")
    pledge = make.make_pledge(past_year, by=cast.secretary, shape="per_unit")[2]
    typed = {
        f"{cast.unit.pk}_signed": "on",
        "countersign_signed": "on",
        "countersign_signatory": "Lê Văn Bình",
        "countersigned_by": cast.vice_unit.pk,
    }
    sign_in(cast.secretary).post(address("pledge_record", pledge.pk), typed)
    row = Signature.objects.get(role="countersign")
    assert (row.unit, row.signatory, row.is_signed) == (cast.vice_unit, "Lê Văn Bình", True)


def test_unit_that_never_chaired_is_not_offered_as_countersigning(cast, sign_in, past_year):
    pledge = make.make_pledge(past_year, by=cast.secretary, shape="per_unit")[2]
    typed = {f"{cast.unit.pk}_signed": "on", "countersigned_by": cast.other_unit.pk}
    assert sign_in(cast.secretary).post(address("pledge_record", pledge.pk), typed).status_code == 422
