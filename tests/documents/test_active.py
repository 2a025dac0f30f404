"""A file that would do something by itself once it is opened is refused; what official files really hold is taken."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name

from documents import active, uploads
from documents.pdf import render
from documents.uploads import inspect_upload
from tests.documents import samples
from tests.documents.test_uploads import docx_bytes, pdf_bytes, picture_bytes, xlsx_bytes, zip_bytes


def code_of(name, content):
    """The code of the refusal, "" where the file is taken."""
    try:
        inspect_upload(SimpleUploadedFile(name, content))
    except ValidationError as refused:
        return refused.code
    return ""


def pdf_with(change, **options):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        pdf.save(out, **options)
    return out.getvalue()


# --- PDF ---------------------------------------------------------------------------------------------------


def on_opening(pdf, **action):
    pdf.Root.OpenAction = Dictionary(**action)


def by_a_link(pdf, **action):
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(**action))
    pdf.pages[0].Annots = Array([link])


def by_name(pdf, **action):
    names = Array([pikepdf.String("chay"), pdf.make_indirect(Dictionary(**action))])
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=names))


def behind_another(pdf, **action):
    on_opening(pdf, S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=Array([Dictionary(**action)]))


@pytest.mark.parametrize("place", [on_opening, by_a_link, by_name, behind_another])
@pytest.mark.parametrize(
    "action",
    [
        {"S": Name.JavaScript, "JS": pikepdf.String("app.alert(1)")},
        {"S": Name.Launch, "F": pikepdf.String("cmd.exe")},
        {"S": Name.ImportData, "F": pikepdf.String("http://la.example/x.fdf")},
    ],
    ids=["script", "program", "data"],
)
def test_a_pdf_that_runs_something_is_refused_wherever_it_hides(place, action):
    for options in ({}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}):
        assert code_of("a.pdf", pdf_with(lambda pdf: place(pdf, **action), **options)) == "script"


def test_a_name_written_in_another_way_hides_nothing():
    plain = pdf_with(
        lambda pdf: on_opening(pdf, S=Name.JavaScript, JS=pikepdf.String("x")), compress_streams=False
    )
    assert b"/JavaScript" in plain
    hidden = plain.replace(b"/S /JavaScript", b"/S /J#61vaScript").replace(b"/JS ", b"/J#53 ")
    assert code_of("a.pdf", hidden) == "script"


@pytest.mark.parametrize(
    ("name", "code"), [("hoa-don.xml", ""), ("chay.exe", "attachment"), ("", "attachment")]
)
def test_a_pdf_may_carry_a_plain_file_and_no_program(name, code):
    def attach(pdf):
        file = pdf.make_indirect(pikepdf.Stream(pdf, b"x"))
        spec = Dictionary(Type=Name.Filespec, UF=pikepdf.String(name), EF=Dictionary(F=file))
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([pikepdf.String("a"), spec])))

    assert code_of("a.pdf", pdf_with(attach)) == code


def test_what_sound_papers_hold_is_taken():
    """A link, a form to fill in, words about JavaScript: nothing of this runs."""

    def fill(pdf):
        by_a_link(pdf, S=Name.URI, URI=pikepdf.String("https://thidua.example.vn/JS /Launch"))
        pdf.docinfo["/Title"] = "Hướng dẫn /JavaScript /JS"
        field = Dictionary(FT=Name.Tx, T=pikepdf.String("ho-ten"), V=pikepdf.String("An"))
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))
        on_opening(pdf, S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))

    assert code_of("a.pdf", pdf_with(fill)) == ""


def test_a_paper_of_our_own_making_comes_in_again():
    assert code_of("giao-uoc.pdf", render(samples.pledge())) == ""


def content_of(data, **facts):
    def change(pdf):
        stream = pikepdf.Stream(pdf, data)
        for name, value in facts.items():
            stream[f"/{name}"] = value
        pdf.pages[0].Contents = pdf.make_indirect(stream)

    return pdf_with(change, compress_streams=False)


def test_a_page_that_grows_a_thousandfold_is_refused_before_it_is_held():
    packed = zlib.compress(b" " * (active.MAX_STREAM_BYTES + 1_000_000), 1)
    assert code_of("a.pdf", content_of(packed, Filter=Name.FlateDecode)) == "bomb"
    twice = zlib.compress(packed)
    assert code_of("a.pdf", content_of(twice, Filter=Array([Name.FlateDecode] * 2))) == "bomb"
    assert code_of("a.pdf", content_of(b"x" * (active.MAX_LZW_BYTES + 1), Filter=Name.LZWDecode)) == "bomb"


def test_many_pages_that_grow_are_refused_together(monkeypatch):
    monkeypatch.setattr(active, "MAX_UNPACKED_BYTES", 3_000_000)

    def change(pdf):
        for _ in range(5):
            stream = pikepdf.Stream(pdf, zlib.compress(b" " * 1_000_000))
            stream.Filter = Name.FlateDecode
            pdf.add_blank_page().Contents = pdf.make_indirect(stream)

    assert code_of("a.pdf", pdf_with(change, compress_streams=False)) == "bomb"


def test_objects_packed_into_a_bomb_are_refused_while_the_file_is_opened():
    assert code_of("a.pdf", packed_objects(active.MAX_STREAM_BYTES + 1_000_000)) == "bomb"
    assert code_of("a.pdf", packed_objects(100)) == ""


def packed_objects(size):
    """A PDF whose page resources stand in a packed stream of objects of that size."""
    packed = zlib.compress(b"4 0 << /A 1 >>" + b" " * size, 1)
    parts = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Resources 4 0 R >>",
        5: b"<< /Type /ObjStm /N 1 /First 4 /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
        % (len(packed), packed),
    }
    content, places = b"%PDF-1.5\n", {}
    for number, body in parts.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = places[6] = len(content)
    rows = b"\0" * 6
    for number in range(1, 7):
        kind, place = (2, 5) if number == 4 else (1, places[number])
        rows += bytes([kind]) + place.to_bytes(4, "big") + b"\0"
    table = b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    return content + table % (len(rows), rows) + b"startxref\n%d\n%%%%EOF\n" % start


def test_a_picture_on_a_page_is_judged_by_its_dots():
    def change(pdf):
        image = pikepdf.Stream(pdf, b"")
        image.stream_dict = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=60_000, Height=60_000)
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))

    assert code_of("a.pdf", pdf_with(change)) == "bomb"


@pytest.mark.parametrize("kind", ["pdf", "jpg", "png"])
def test_an_archive_behind_a_page_or_a_picture_is_refused(kind):
    content = pdf_bytes() if kind == "pdf" else picture_bytes({"jpg": "JPEG", "png": "PNG"}[kind])
    assert code_of(f"a.{kind}", content) == ""
    assert code_of(f"a.{kind}", content + zip_bytes(**{"chay.js": "x"})) == "two_in_one"


# --- Word and Excel ----------------------------------------------------------------------------------------

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relations(kind, target, mode="External"):
    where = f'<Relationship Id="r" Type="{RELATIONS}{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{where}</Relationships>'


@pytest.mark.parametrize(
    ("kind", "target", "code"),
    [
        ("attachedTemplate", "http://la.example/x.dotm", "fetches"),
        ("attachedTemplate", "file://la.example/x.dotm", "fetches"),
        ("attachedTemplate", "\\\\la.example\\x.dotm", "fetches"),
        ("attachedTemplate", "file:///C:\\Users\\An\\Mau.dotm", ""),
        ("attachedTemplate", "Normal.dotm", ""),
        ("image", "http://la.example/x.png", "fetches"),
        ("oleObject", "file:///C:/x.exe", "fetches"),
        ("frame", "http://la.example/", "fetches"),
        ("hyperlink", "https://thidua.example.vn/", ""),
        ("externalLinkPath", "Bang%20khac.xlsx", ""),
    ],
)
def test_a_document_that_fetches_from_elsewhere_is_refused_and_a_plain_link_is_not(kind, target, code):
    assert code_of("a.docx", docx_bytes(**{"word/_rels/settings.xml.rels": relations(kind, target)})) == code


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("word/activeX/activeX1.xml", "<x/>", "embedded"),
        ("word/embeddings/oleObject1.bin", "x", "embedded"),
        ("word/embeddings/Bang.xlsx", "x", ""),
        (
            "word/footer1.xml",
            '<w:instrText xml:space="preserve"> DDEAUTO c:\\\\x "/k" </w:instrText>',
            "fetches",
        ),
        ("word/header1.xml", "<w:instrText>DD</w:instrText><w:instrText>E x</w:instrText>", "fetches"),
        ("word/header2.xml", "<w:t>DDE là gì</w:t><w:instrText>PAGE</w:instrText>", ""),
        ("word/_rels/a.rels", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "broken"),
    ],
)
def test_what_runs_inside_a_document_is_refused(part, content, code):
    assert code_of("a.docx", docx_bytes(**{part: content})) == code


def test_a_workbook_that_asks_another_program_is_refused():
    out = io.BytesIO(xlsx_bytes())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "xl/externalLinks/externalLink1.xml", '<externalLink><ddeLink ddeService="cmd"/></externalLink>'
        )
    assert code_of("a.xlsx", out.getvalue()) == "fetches"


# --- where files are kept ------------------------------------------------------------------------------------


def test_a_kept_file_is_open_to_the_program_alone(tmp_path):
    from django.core.files.base import ContentFile
    from django.core.files.storage import FileSystemStorage

    storage = FileSystemStorage(tmp_path)
    name = storage.save(uploads.storage_path(None, "a.pdf"), ContentFile(b"%PDF"))
    path = tmp_path / name
    assert path.stat().st_mode & 0o777 == 0o600
    assert {parent.stat().st_mode & 0o777 for parent in (path.parent, path.parent.parent)} == {0o700}
