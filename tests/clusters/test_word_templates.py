"""The Word templates of an authority: downloaded, sent again, refused with a name, taken back."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from PIL import Image

from audit.models import Event
from clusters.papers import kinds
from documents.models import WordTemplate
from documents.official import PlanPaper
from documents.word import fields_of, master_of
from documents.word.stored import template_for
from tests import factories as make
from tests.documents.word_text import text_of
from tests.pledges.held import make_conference

pytestmark = pytest.mark.django_db
KEY = "ke-hoach"


def url(name, authority, *key):
    return reverse(f"clusters:word_template_{name}", args=[authority.pk, *key])


def words(response):
    return " ".join(response.content.decode().split())


def changed_master(line):
    document = Document(BytesIO(master_of(PlanPaper)))
    document.add_paragraph(line)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def send(client, authority, content, name="Mẫu kế hoạch.docx"):
    return client.post(url("detail", authority, KEY), {"file": SimpleUploadedFile(name, content)})


def test_every_paper_with_a_word_file_is_listed_with_its_master(cast, sign_in):
    page = words(sign_in(cast.secretary).get(url("list", cast.authority)))
    for kind in kinds():
        assert kind.paper is not None, kind.key
        assert kind.label in page
        assert url("master", cast.authority, kind.key) in page
    assert "Mẫu riêng" not in page


def test_the_master_is_that_of_the_authoritys_header_profile(cast, sign_in):
    client = sign_in(cast.secretary)
    assert client.get(url("master", cast.authority, KEY)).content == master_of(PlanPaper, "state")
    cast.authority.header_profile = "party"
    cast.authority.save()
    answer = client.get(url("master", cast.authority, KEY))
    assert answer.content == master_of(PlanPaper, "party")
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_template_is_sent_and_serves_from_then_on(cast, sign_in):
    content = changed_master("Dòng riêng của cơ quan")
    assert template_for(cast.authority, KEY) is None
    client = sign_in(cast.secretary)
    assert send(client, cast.authority, content).status_code == 302
    assert template_for(cast.authority, KEY) == content
    row = WordTemplate.objects.get()
    assert (row.file_name, row.uploaded_by, row.file_size) == (
        "Mẫu kế hoạch.docx",
        cast.secretary,
        len(content),
    )
    assert Event.objects.get(verb="word_template_saved").actor == cast.secretary
    assert client.get(url("file", cast.authority, KEY)).content == content
    assert "Mẫu kế hoạch.docx" in words(client.get(url("list", cast.authority)))


def test_a_second_template_takes_the_place_of_the_first_and_its_file(
    cast, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(cast.secretary)
    send(client, cast.authority, changed_master("Bản một"))
    first = WordTemplate.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        send(client, cast.authority, changed_master("Bản hai"))
    assert WordTemplate.objects.count() == 1
    assert not default_storage.exists(first)
    second = Document(BytesIO(template_for(cast.authority, KEY)))
    assert second.paragraphs[-1].text == "Bản hai"


def test_an_unknown_field_is_refused_by_name_and_the_template_in_use_stays(cast, sign_in):
    client, content = sign_in(cast.secretary), changed_master("Bản đang dùng")
    send(client, cast.authority, content)
    answer = send(client, cast.authority, changed_master("{{ ten_cum_x }}"))
    assert answer.status_code == 422
    assert "Mẫu có trường “ten_cum_x” mà phần mềm không biết" in words(answer)
    assert template_for(cast.authority, KEY) == content


def test_only_a_word_file_is_received(cast, sign_in):
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    answer = send(sign_in(cast.secretary), cast.authority, picture.getvalue(), "mau.png")
    assert answer.status_code == 422
    assert "Mẫu phải là tệp Word có đuôi .docx." in words(answer)


def test_a_file_of_an_unknown_kind_is_told_that_only_word_is_taken(cast, sign_in):
    answer = send(sign_in(cast.secretary), cast.authority, b"Mau", "mau.txt")
    assert answer.status_code == 422
    assert "Mẫu phải là tệp Word có đuôi .docx." in words(answer)
    assert "XLSX" not in words(answer)


def test_a_word_file_with_macros_is_refused(cast, sign_in):
    content = BytesIO(master_of(PlanPaper))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert "macro" in words(send(sign_in(cast.secretary), cast.authority, content.getvalue()))


def test_going_back_to_the_master_is_asked_then_done(cast, sign_in, django_capture_on_commit_callbacks):
    row, client = make.make_word_template(cast.authority, KEY, by=cast.secretary), sign_in(cast.secretary)
    question = words(client.get(url("remove", cast.authority, KEY)))
    assert "Mẫu riêng “Mẫu của cơ quan.docx” của cơ quan bị bỏ" in question
    assert WordTemplate.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("remove", cast.authority, KEY))
    assert not WordTemplate.objects.exists()
    assert not default_storage.exists(row.file.name)
    assert Event.objects.filter(verb="word_template_removed").exists()
    assert client.get(url("file", cast.authority, KEY)).status_code == 404


def test_the_page_says_what_every_field_holds(cast, sign_in):
    page = words(sign_in(cast.secretary).get(url("detail", cast.authority, KEY)))
    for field in fields_of(PlanPaper):
        assert f"<code>{field.tag}</code>" in page
        assert field.help.replace("'", "&#x27;") in page


def test_a_paper_that_there_is_not_is_not_found(cast, sign_in):
    client = sign_in(cast.secretary)
    assert client.get(url("detail", cast.authority, "khong-co")).status_code == 404


def test_another_authoritys_templates_are_its_own(cast, sign_in):
    make.make_word_template(cast.authority, KEY, by=cast.secretary)
    other = make.make_authority()
    assert template_for(other, KEY) is None


def test_the_authority_page_leads_whoever_may_to_the_templates(cast, sign_in):
    page = reverse("clusters:authority_detail", args=[cast.authority.pk])
    assert url("list", cast.authority) in words(sign_in(cast.secretary).get(page))
    assert url("list", cast.authority) not in words(sign_in(cast.officer).get(page))


def test_the_list_costs_the_same_however_many_templates_there_are(
    cast, sign_in, django_assert_max_num_queries
):
    client = sign_in(cast.secretary)
    client.get(url("list", cast.authority))
    with django_assert_max_num_queries(40) as few:
        client.get(url("list", cast.authority))
    for kind in kinds():
        make.make_word_template(cast.authority, kind.key, by=cast.secretary)
    with django_assert_max_num_queries(len(few)):
        client.get(url("list", cast.authority))


def of_ones_own(content):
    """The master of the invitation as a secretariat edits it in Word: other words, one more line, a section less."""
    document = Document(BytesIO(content))
    lines = {paragraph.text: paragraph for paragraph in document.paragraphs}
    lines["{{ ben_moi }} trân trọng kính mời:"].runs[
        0
    ].text = "Thường trực {{ ben_moi }} kính mời các đồng chí:"
    place = next(paragraph for text, paragraph in lines.items() if text.startswith("Địa điểm:"))
    place.insert_paragraph_before("Hội nghị tổ chức tại {{ dia_diem }}, vào {{ thoi_gian }}.")
    parts = list(document.paragraphs)
    first = next(number for number, part in enumerate(parts) if part.text.strip() == "Nội dung:")
    for part in parts[first - 1 : first + 5]:  # "if", heading, "for", line, "endfor", "endif"
        part._p.getparent().remove(part._p)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def test_a_master_with_other_words_a_line_more_and_a_section_less_makes_the_word_file(cast, sign_in):
    conference = make_conference(cast)
    client, where = sign_in(cast.secretary), [cast.year.pk, "giay-moi", conference.pk]
    word = reverse("clusters:paper_word", args=where)
    before = text_of(client.get(word).content)
    assert "Nội dung:" in before
    assert "- Thông qua nội dung giao ước;" in before

    content = of_ones_own(client.get(url("master", cast.authority, "giay-moi")).content)
    sent = {"file": SimpleUploadedFile("Giấy mời.docx", content)}
    assert client.post(url("detail", cast.authority, "giay-moi"), sent).status_code == 302

    after = text_of(client.get(word).content)
    assert "Thường trực Cụm thi đua số 01 kính mời các đồng chí:" in after
    assert "trân trọng kính mời:" not in after
    assert (
        "Hội nghị tổ chức tại Hội trường tầng 3, vào 08 giờ 00 phút, ngày 27 tháng 02 năm 2026 (thứ Sáu)."
        in after
    )
    assert "Nội dung:" not in after
    assert "Thông qua nội dung giao ước" not in after
    assert "- Lê Thị Khách, Phó Chủ tịch Liên hiệp các Hội;" in after
    assert "{" not in after
