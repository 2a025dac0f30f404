"""What goes wrong gets a Vietnamese page that says what happened, what was kept, what to do next."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User

PROFILE = {"full_name": "Nguyễn Thị Bảo", "email": "", "phone": ""}


def test_an_unknown_address_has_its_page(cast, sign_in):
    response = sign_in(cast.secretary).get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert "Không tìm thấy" in response.content.decode()


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999999", "-1"])
def test_a_number_that_no_record_has_is_not_found(cast, sign_in, pk):
    assert sign_in(cast.secretary).get(f"/cum/{pk}/").status_code == 404


@pytest.mark.parametrize("query", ["%00", "%ED%A0%80", "a" * 3000, "%25_%27%22%3Cscript%3E"])
def test_no_search_text_breaks_a_page(cast, sign_in, query):
    for name in (
        "clusters:search",
        "clusters:cluster_list",
        "clusters:person_list",
        "awards:nomination_list",
    ):
        response = sign_in(cast.secretary).get(f"{reverse(name)}?q={query}")
        assert response.status_code == 200
        assert "<script>" not in response.content.decode()


def test_the_address_of_a_button_says_so(cast, sign_in):
    response = sign_in(cast.secretary).get(reverse("clusters:working_year"))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Quay lại trang trước rồi bấm nút cần dùng." in response.content.decode()


def test_a_missing_right_says_who_has_it(cast, sign_in):
    response = sign_in(cast.officer).get(reverse("clusters:year_edit", args=[cast.year.pk]))
    assert response.status_code == 403
    text = response.content.decode()
    assert "Sửa chủ đề, kế hoạch của năm thi đua" in text
    assert "cán bộ đơn vị thành viên" in text


def test_what_was_sent_without_a_session_is_kept_and_sent_again(cast):
    client = Client()
    lost = client.post(reverse("accounts:profile"), PROFILE)
    assert lost.status_code == 302
    assert lost.url.startswith(reverse("account_login"))
    signed_in = client.post(lost.url, {"login": "secretary", "password": "giao-uoc-thi-dua-2026"})
    assert signed_in.url == reverse("accounts:resubmit")
    page = client.get(signed_in.url)
    assert "Nguyễn Thị Bảo" in page.content.decode()
    kept = page.context["kept"]
    client.post(kept["path"], dict(kept["fields"]))
    assert User.objects.get(username="secretary").full_name == "Nguyễn Thị Bảo"


def test_a_password_is_never_kept(cast):
    client = Client()
    client.post(reverse("account_change_password"), {"oldpassword": "bí mật một", "password1": "bí mật hai"})
    assert "bí mật" not in str(dict(client.session))


def test_an_old_token_keeps_what_was_typed(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.secretary)
    response = client.post(reverse("accounts:profile"), PROFILE, headers={"origin": "http://testserver"})
    assert response.status_code == 403
    assert "Nội dung vừa gửi được giữ lại" in response.content.decode()
    assert "Nguyễn Thị Bảo" in client.get(reverse("accounts:resubmit")).content.decode()


def test_what_is_too_long_to_be_kept_is_not_said_to_be(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.secretary)
    sent = {**PROFILE, "full_name": "Nguyễn " * 40_000}
    response = client.post(reverse("accounts:profile"), sent, headers={"origin": "http://testserver"})
    text = response.content.decode()
    assert "Nội dung vừa gửi được giữ lại" not in text
    assert "Nội dung đã gõ còn ở trang trước" in text


def test_a_strange_page_gets_nothing_kept(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.secretary)
    response = client.post(reverse("accounts:profile"), PROFILE, headers={"origin": "http://la.example"})
    assert response.status_code == 403
    assert "resubmit" not in client.session


def test_a_request_far_too_large_gets_its_page(cast, sign_in, settings):
    settings.UPLOAD_MAX_BYTES = 100_000
    file = SimpleUploadedFile("anh.png", b"0" * 300_000)
    response = sign_in(cast.secretary).post(reverse("accounts:profile"), {"file": file})
    assert response.status_code == 413
    assert "Tệp gửi lên quá lớn" in response.content.decode()


def test_a_fault_of_ours_has_a_page_that_needs_nothing(cast, rf):
    from config.errors import server_error

    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Dữ liệu" in response.content.decode()


@pytest.mark.parametrize("name", ["account_login", "accounts:profile"])
def test_every_answer_carries_the_strict_policy(cast, sign_in, name):
    policy = sign_in(cast.secretary).get(reverse(name), follow=True).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
