"""Word files that people send as templates: what is received, what is refused, and in which words."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents.word import master_of, word_of
from documents.word.checking import check_template
from documents.word.making import environment
from tests.documents.blocks_samples import MeetingPaper, meeting
from tests.documents.word_text import text_of


def template(*lines, change=None):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if change:
        change(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def refusal(content):
    with pytest.raises(ValidationError) as caught:
        check_template(content, MeetingPaper)
    return " ".join(caught.value.messages)


@pytest.mark.parametrize("profile", ["state", "party", "mass"])
def test_the_master_is_received_as_it_is(profile):
    check_template(master_of(MeetingPaper, profile), MeetingPaper)


def test_a_template_of_ones_own_is_received_and_filled():
    content = template(
        "Địa điểm: {{ dia_diem }}",
        "{%p for x in chuong_trinh %}",
        "{{ loop.index }}. {{ x.noi_dung }}",
        "{%p endfor %}",
        "{%p if lien_he and not can_cu %}",
        "Liên hệ {{ lien_he }}",
        "{%p endif %}",
        "{{ nguoi_ky.ho_ten }}",
    )
    check_template(content, MeetingPaper)
    assert text_of(word_of(meeting(steps=1), content)).split("\n")[:3] == [
        "Địa điểm: Hội trường A & B <tầng 2>",
        f"1. {meeting(steps=1).steps[0].content}",
        "Nguyễn Văn Mẫu",
    ]


def test_an_unknown_field_is_refused_by_its_name_and_the_known_ones_are_said():
    sentence = refusal(template("Cụm: {{ ten_cum_x }}"))
    assert sentence.startswith("Mẫu có trường “ten_cum_x” mà phần mềm không biết. Các trường dùng được: ")
    assert "dia_diem" in sentence


def test_an_unknown_part_of_a_row_is_refused_by_its_name():
    content = template("{%p for x in chuong_trinh %}", "{{ x.phong }}", "{%p endfor %}")
    assert "“phong”" in refusal(content)
    assert "noi_dung" in refusal(content)


def test_words_beside_a_sign_that_takes_its_whole_place_are_refused_as_they_would_vanish():
    content = template("Chương trình: {%p for x in chuong_trinh %}", "{{ x.noi_dung }}", "{%p endfor %}")
    assert "phải đứng một mình trên một dòng riêng" in refusal(content)
    assert "“Chương trình: {%p for x in chuong_trinh %}”" in refusal(content)


def test_an_unknown_field_in_header_footer_or_title_is_refused():
    def header(document):
        document.sections[0].header.paragraphs[0].text = "{{ o_dau_trang }}"

    def footer(document):
        document.sections[0].footer.paragraphs[0].text = "{{ o_cuoi_trang }}"

    def title(document):
        document.core_properties.title = "{{ o_tieu_de }}"

    for change, name in ((header, "o_dau_trang"), (footer, "o_cuoi_trang"), (title, "o_tieu_de")):
        assert f"“{name}”" in refusal(template("Mẫu", change=change))


def test_a_field_that_word_has_split_into_runs_still_works():
    def split(document):
        paragraph = document.add_paragraph()
        for part in ("{", "{ dia_", "di", "em }", "}"):
            paragraph.add_run(part).bold = part == "di"

    content = template(change=split)
    check_template(content, MeetingPaper)
    assert "Hội trường A" in text_of(word_of(meeting(), content))
    assert "{" not in text_of(word_of(meeting(), content))


def test_an_unknown_field_that_word_has_split_into_runs_is_still_named():
    def split(document):
        paragraph = document.add_paragraph()
        for part in ("{", "{ ten_", "cum_x }", "}"):
            paragraph.add_run(part)

    assert "“ten_cum_x”" in refusal(template(change=split))


HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ dia_diem.__class__ }}",
    "{{ dia_diem.__class__.__mro__ }}",
    "{{ dia_diem|attr('__class__') }}",
    "{{ dia_diem|upper }}",
    "{{ dia_diem.upper() }}",
    "{{ dia_diem[0] }}",
    "{{ dia_diem * 1000000000 }}",
    "{{ 9 ** 999999999 }}",
    "{{ range(999999999) }}",
    "{{ self }}",
    "{{ loop.index }}",
    "{{ dia_diem ~ dia_diem }}",
    "{% set x = dia_diem %}{{ x }}",
    "{% include 'settings.py' %}",
    "{% import 'os' as os %}",
    "{% extends 'base.html' %}",
    "{% macro x() %}{% endmacro %}",
    "{% call dia_diem() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with x = dia_diem %}{{ x }}{% endwith %}",
    "{% block x %}{% endblock %}",
    "{% for x in dia_diem %}{{ x }}{% endfor %}",
    "{% for x, y in chuong_trinh %}{{ x }}{% endfor %}",
    "{% for x in chuong_trinh recursive %}{{ x.noi_dung }}{% endfor %}",
    "{% for x in chuong_trinh if x.noi_dung %}{{ x.noi_dung }}{% endfor %}",
    "{% for x in [1, 2] %}{{ x }}{% endfor %}",
    "{% for x in chuong_trinh %}{{ x.__class__ }}{% endfor %}",
    "{% for x in chuong_trinh %}{{ loop.cycle('a') }}{% endfor %}",
    "{% if dia_diem == 'x' %}{% endif %}",
    "{% if dia_diem is defined %}{% endif %}",
    "{{ chuong_trinh }}",
    "{{ nguoi_ky }}",
    "{{ dia_diem",
    "{% if dia_diem %}",
]


@pytest.mark.parametrize("line", HOSTILE)
def test_whatever_is_more_than_a_name_is_refused_in_words(line):
    assert refusal(template(line)).startswith(("Mẫu ", "Trường "))


def test_what_is_refused_is_shown_as_it_stands_in_word():
    assert "“{% set x = dia_diem %}”" in refusal(template("Địa điểm", "{% set x = dia_diem %}"))


def test_lists_may_not_be_nested_without_end():
    loops = [f"{{%p for x{n} in chuong_trinh %}}" for n in range(4)]
    assert "không được phép dùng" in refusal(template(*loops, *["{%p endfor %}"] * 4))


def test_even_unchecked_a_template_reaches_nothing_of_the_program():
    env = environment()
    assert env.globals == env.filters == env.tests == {}
    with pytest.raises(Exception, match=r"unsafe|undefined"):
        env.from_string("{{ ''.__class__.__mro__[1].__subclasses__() }}").render()


def test_a_template_that_would_leave_a_cell_without_a_paragraph_is_refused():
    def change(document):
        cell = document.add_table(1, 1).rows[0].cells[0]
        cell.paragraphs[0].text = "{%p if lien_he %}"
        cell.add_paragraph("x")
        cell.add_paragraph("{%p endif %}")

    assert "không dựng được" in refusal(template(change=change))


def test_what_word_would_fetch_from_elsewhere_is_refused():
    def picture(document):
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
        document.part.relate_to("https://example.org/spy.png", kind, is_external=True)

    def link(document):
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        document.part.relate_to("https://example.org/", kind, is_external=True)

    assert "bên ngoài" in refusal(template("Mẫu", change=picture))
    check_template(template("Mẫu", change=link), MeetingPaper)


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def changed(part, change):
    """A good template of which one part is written anew."""
    source, made = BytesIO(template("Mẫu")), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return made.getvalue()


def related(relation, encoding="utf-8"):
    def change(content):
        text = content.decode().replace("</Relationships>", f"{relation}</Relationships>")
        return text.replace("UTF-8", encoding.upper()).encode(encoding)

    return changed("word/_rels/document.xml.rels", change)


@pytest.mark.parametrize(
    "attributes",
    [
        'Type="{0}attachedTemplate" Target="http://x.example/relationships/hyperlink" TargetMode="External"',
        'Type="{0}attachedTemplate" Target="http://x.example/a>b" TargetMode="External"',
        'Type="{0}image" Target="http://x.example/a" TargetMode="&#69;xternal"',
        'Type="{0}aFChunk" Target="phan.html"',
        'Type="{0}attachedTemplate" Target="mau.dotm"',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_relation_to_elsewhere_is_refused_however_it_is_written(attributes, encoding):
    relation = f'<Relationship Id="rId90" {attributes.format(RELATION)}/>'
    assert "bên ngoài" in refusal(related(relation, encoding))


def body(start):
    return changed("word/document.xml", lambda content: content.replace(b"<w:body>", b"<w:body>" + start))


def field(*codes):
    """A field of Word whose code is cut into runs; a list is a field within it."""
    runs = b'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    for code in codes:
        text = b"<w:r><w:instrText>%s</w:instrText></w:r>"
        runs += field(*code) if isinstance(code, list) else text % code
    return runs + b'<w:r><w:fldChar w:fldCharType="end"/></w:r>'


@pytest.mark.parametrize(
    ("runs", "named"),
    [
        (field(b"DDEAUTO c:\\\\windows\\\\cmd.exe"), "DDEAUTO"),
        (field(b" inclu", b"detext http://x.example/a"), "includetext"),
        (field([b"QUOTE 68 68 69"], b" cmd"), "QUOTE"),
        (field(b"{{ dia_diem }}"), "{{"),
        (b'<w:fldSimple w:instr="INCLUDEPICTURE &quot;http://x.example/x.png&quot; \\d"/>', "INCLUDEPICTURE"),
    ],
)
def test_a_field_of_word_that_fetches_or_runs_something_is_refused_by_its_name(runs, named):
    assert f"“{named}”" in refusal(body(b"<w:p>" + runs + b"</w:p>"))


@pytest.mark.parametrize("code", [b" PAGE ", b"= 1 + 1", b' DATE \\@ "dd/MM/yyyy" ', b" numpages "])
def test_a_field_of_word_that_speaks_of_the_file_itself_is_received(code):
    check_template(body(b"<w:p>" + field(code) + b"</w:p>"), MeetingPaper)


def test_a_picture_that_word_would_fetch_is_refused():
    picture = (
        b'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata '
        b'src="http://x.example/a.png"/></v:shape></w:pict></w:r></w:p>'
    )
    assert "bên ngoài" in refusal(body(picture))


def test_entities_are_refused():
    kind = b'<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]><w:document'
    content = changed("word/document.xml", lambda part: part.replace(b"<w:document", kind, 1))
    assert refusal(content) == "Tệp này không mở được như một tệp Word."


def test_a_small_file_that_grows_beyond_measure_is_refused_before_it_is_opened():
    assert "khi mở ra vượt mức cho phép" in refusal(body(b"<w:p/>" * 2_000_000))


def test_an_embedded_object_is_refused():
    content = BytesIO(template("Mẫu"))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/embeddings/oleObject1.bin", b"x")
    assert "đối tượng nhúng" in refusal(content.getvalue())


def test_a_file_that_is_no_word_file_is_refused():
    assert refusal(b"PK\x03\x04 broken") == "Tệp này hỏng, không mở được."
    empty = BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(empty.getvalue()) == "Tệp này không mở được như một tệp Word."


def test_a_file_that_is_too_large_is_refused():
    assert "vượt mức cho phép" in refusal(b"x" * (3 * 1024 * 1024 + 1))


def test_footnotes_are_read_too():
    part = (
        b'<?xml version="1.0" encoding="UTF-8"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/'
        b'wordprocessingml/2006/main"><w:footnote w:id="1"><w:p><w:r><w:t>{{ o_chan_trang }}</w:t></w:r></w:p>'
        b"</w:footnote></w:footnotes>"
    )
    source, made = BytesIO(template("Mẫu")), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
                override = b'<Override PartName="/word/footnotes.xml" ContentType="' + kind + b'"/></Types>'
                content = content.replace(b"</Types>", override)
            if name == "word/_rels/document.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                relation = (
                    b'<Relationship Id="rId99" Type="' + kind + b'" Target="footnotes.xml"/></Relationships>'
                )
                content = content.replace(b"</Relationships>", relation)
            new.writestr(name, content)
        new.writestr("word/footnotes.xml", part)
    assert "“o_chan_trang”" in refusal(made.getvalue())


def test_a_comment_of_the_template_is_left_alone():
    check_template(template("{# ghi chú cho người sửa mẫu #}", "{{ dia_diem }}"), MeetingPaper)


def test_a_hyphenation_mark_inside_a_field_does_no_harm():
    def change(document):
        run = document.add_paragraph("{{ dia_").add_run()
        run._r.append(OxmlElement("w:softHyphen"))
        document.paragraphs[-1].add_run("diem }}")
        assert run._r.find(qn("w:softHyphen")) is not None

    content = template(change=change)
    check_template(content, MeetingPaper)
    assert "Hội trường A" in text_of(word_of(meeting(), content))
