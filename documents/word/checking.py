"""Whether a Word file that somebody sends may serve as a template: what it names, and that it can be filled."""

import re
import zipfile
from io import BytesIO

import filetype
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from lxml import etree

from documents.uploads import BROKEN_ZIP
from documents.word import ooxml
from documents.word.fields import WordField, fields_of
from documents.word.making import environment

NESTING = 3
MAX_BYTES = 3 * 1024 * 1024
LOOP = WordField("loop", "", "rows", (WordField("index", ""), WordField("first", ""), WordField("last", "")))
HINT = "Mẫu chỉ dùng tên trường, phần lặp (for) và phần có điều kiện (if) như trong mẫu gốc."
MAX_XML_BYTES = 8 * 1024 * 1024
FOREIGN = re.compile(r"(^|/)(embeddings|activeX|afchunk)", re.IGNORECASE)
BROUGHT_ALONG = {
    "afchunk",
    "attachedtemplate",
    "activexcontrolbinary",
    "control",
    "frame",
    "oleobject",
    "package",
    "subdocument",
    "vbaproject",
}
"""Relations of a Word file to what Word would fetch from elsewhere or run, in small letters."""
OWN_FIELDS = re.compile(
    "=|(ADVANCE|AUTHOR|AUTONUM(LGL|OUT)?|CREATEDATE|DATE|DOCPROPERTY|EQ|FILENAME|FORM(CHECKBOX|DROPDOWN|TEXT)|HYPERLINK|"
    "IF|LISTNUM|MERGEFIELD|NOTEREF|NUMPAGES|NUMWORDS|PAGE|PAGEREF|PRINTDATE|REF|SAVEDATE|SECTION|SECTIONPAGES|SEQ|"
    "STYLEREF|SUBJECT|SYMBOL|TC|TIME|TITLE|TOC|XE)$",
    re.IGNORECASE,
)
"""Fields of Word that say something of the file itself; others fetch files or start programs."""
VML = "{urn:schemas-microsoft-com:"
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")


def check_template(content: bytes, paper_class):
    """Look into a template of the paper, and fill it once to see that it can be.

    Raises ValidationError with a sentence for whoever sent it: the unknown field's name, the sign that may not
    stand in a template, or what else keeps Word from opening the result.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(
            f"Mẫu có dung lượng vượt mức cho phép {filesizeformat(MAX_BYTES)}.", code="too_large"
        )
    _refuse_foreign_parts(content)
    try:
        template = DocxTemplate(BytesIO(content))
        template.init_docx()
        sources = list(_sources(template))
    except Exception as error:
        raise ValidationError("Tệp này không mở được như một tệp Word.", code="broken") from error
    known = fields_of(paper_class)
    for source in sources:
        _Reader(source, known).read()
    _try(content, paper_class)


def _refuse_foreign_parts(content):
    """A template brings along nothing that Word would fetch from elsewhere or run, and no more than can be read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            parts = list(_xml_parts(archive))
    except BROKEN_ZIP as error:
        raise ValidationError("Tệp này hỏng, không mở được.", code="broken") from error
    if any(FOREIGN.search(name) for name in names) or any(
        _is_foreign(part) for root in parts for part in root.iter()
    ):
        raise ValidationError(
            "Mẫu có đối tượng nhúng hoặc liên kết tới tệp bên ngoài nên không được nhận. "
            "Cần bỏ phần đó trong Word, lưu lại rồi gửi.",
            code="foreign",
        )
    for root in parts:
        _refuse_foreign_fields(root)
        _refuse_lost_text(root)


def _xml_parts(archive):
    """Yield the root of every part that can be read as XML, whatever its name."""
    left = MAX_XML_BYTES
    for entry in archive.infolist():
        with archive.open(entry) as part:
            if filetype.is_image(part.read(8192)):
                continue
        left -= entry.file_size
        if left < 0:
            limit = filesizeformat(MAX_XML_BYTES)
            raise ValidationError(
                f"Phần chữ của mẫu khi mở ra vượt mức cho phép {limit}. Cần rút gọn mẫu rồi gửi.",
                code="too_large",
            )
        try:
            tree = etree.parse(BytesIO(archive.read(entry)), etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError:
            continue  # if Word needs it, opening the file fails below
        if tree.docinfo.doctype:
            raise ValidationError("Tệp này không mở được như một tệp Word.", code="broken")
        yield tree.getroot()


def _is_foreign(part):
    """Return whether a relation or a picture of the old kind names something outside the file."""
    if not isinstance(part.tag, str):
        return False
    if part.tag.startswith(VML):
        return any(etree.QName(name).localname in ("src", "href") for name in part.attrib)
    if etree.QName(part).localname != "Relationship":
        return False
    kind = part.get("Type", "").rpartition("/")[2].lower()
    is_external = part.get("TargetMode", "").strip().lower() == "external"
    return kind in BROUGHT_ALONG or (is_external and kind != "hyperlink")


def _refuse_foreign_fields(root):
    """Refuse a field that is not one of OWN_FIELDS, also one whose name is put together by another field."""
    codes, found = [], []
    for part in root.iter(qn("w:fldSimple"), qn("w:fldChar"), qn("w:instrText")):
        kind = part.get(qn("w:fldCharType"))
        if part.tag == qn("w:fldSimple"):
            found.append(part.get(qn("w:instr"), ""))
        elif kind == "begin":
            codes.append([])
        elif part.tag == qn("w:instrText") and codes:
            codes[-1].append(part.text or "")
        elif kind == "end" and codes:
            found.append("".join(codes.pop()))
    found += ["".join(code) for code in codes]
    for code in found:
        name = next(iter(code.split()), "")
        if not OWN_FIELDS.match(name):
            raise ValidationError(
                f"Mẫu có trường của Word “{name[:40]}” có thể lấy nội dung từ nơi khác hoặc chạy lệnh nên không được "
                "nhận. Cần bỏ trường đó trong Word, lưu lại rồi gửi.",
                code="foreign",
            )


def _refuse_lost_text(root):
    """Refuse words in the paragraph or table row of a sign that takes its whole place: they would vanish unread."""
    for part, sign, place in (
        (qn("w:p"), "p", "một dòng riêng"),
        (qn("w:tr"), "tr", "một hàng riêng của bảng"),
    ):
        alone = re.compile(rf"\s*\{{%\s*{sign}\s[^%]*%\}}\s*")
        for element in root.iter(part):
            text = "".join(letters.text or "" for letters in element.iter(qn("w:t")))
            if re.search(rf"\{{%\s*{sign}\s", text) and not alone.fullmatch(text):
                raise ValidationError(
                    f"Dấu “{{%{sign} … %}}” phải đứng một mình trên {place}; chữ ở cạnh dấu này sẽ bị bỏ khi in: "
                    f"“{' '.join(text.split())[:80]}”. Cần chuyển chữ sang {place} khác.",
                    code="beside_sign",
                )


def _sources(template):
    """Yield what docxtpl will take for a template: the text, headers and footers, footnotes, the file's facts."""
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    for part in template.docx.part.package.parts:
        if part.content_type.endswith(".footnotes+xml"):
            yield template.patch_xml(part.blob.decode("utf-8"))
    for name in PROPERTIES:
        yield getattr(template.docx.core_properties, name) or ""


class _Reader:
    """Reads one part of a template and refuses whatever is not a field of the paper."""

    def __init__(self, source, known):
        # Every sign begins a line of its own, so that the number of a line leads to the sign.
        self.source = re.sub(r"(\{[{%#])", r"\n\1", source)
        self.known = known

    def read(self):
        try:
            tree = environment().parse(self.source)
        except TemplateError as error:
            line = self._sign(getattr(error, "lineno", 0))
            raise ValidationError(
                f"Mẫu có chỗ viết chưa đúng gần “{line}”. Mỗi trường viết trong {{{{ }}}}, mỗi phần lặp hoặc "
                "phần có điều kiện phải có dấu kết thúc endfor, endif.",
                code="syntax",
            ) from error
        self._all(tree.body, {field.tag: field for field in self.known}, 0)

    def _sign(self, lineno):
        """Return the sign on a line as one sees it in Word, at most 60 letters of it."""
        lines = self.source.split("\n")
        line = lines[lineno - 1] if 0 < lineno <= len(lines) else ""
        whole = re.match(r"\{[{%#].*?[}%#]\}", line)
        shown = re.sub(r"<[^>]*>?", "", whole[0] if whole else line).strip()
        return shown[:60] or "dấu ngoặc của trường"

    def _refuse(self, node):
        raise ValidationError(
            f"Mẫu có phần “{self._sign(node.lineno)}” không được phép dùng. {HINT}", code="sign"
        )

    def _all(self, found, scope, depth):
        for node in found:
            match node:
                case nodes.Output():
                    for part in node.nodes:
                        if not isinstance(part, nodes.TemplateData):
                            self._output(part, scope)
                case nodes.For():
                    self._for(node, scope, depth)
                case nodes.If():
                    self._if(node, scope, depth)
                case _:
                    self._refuse(node)

    def _output(self, node, scope):
        field = self._field(node, scope)
        if field.kind in ("texts", "rows", "row", "signature"):
            parts = ", ".join(part.tag for part in field.parts)
            inner = f" Các phần của trường: {parts}." if parts else ""
            raise ValidationError(
                f"Trường “{field.tag}” gồm nhiều phần, không in trực tiếp được; cần dùng như trong mẫu gốc.{inner}",
                code="kind",
            )

    def _for(self, node, scope, depth):
        if not isinstance(node.target, nodes.Name) or node.test or node.recursive or depth >= NESTING:
            self._refuse(node)
        field = self._field(node.iter, scope)
        if field.kind not in ("texts", "rows") or field is LOOP:
            raise ValidationError(
                f"Trường “{field.tag}” không phải danh sách nên không lặp được.", code="kind"
            )
        row = WordField(node.target.name, "", "row" if field.kind == "rows" else "text", field.parts)
        self._all(node.body, {**scope, row.tag: row, "loop": LOOP}, depth + 1)
        self._all(node.else_, scope, depth)

    def _if(self, node, scope, depth):
        self._test(node.test, scope)
        self._all(node.body, scope, depth)
        for part in node.elif_:
            self._if(part, scope, depth)
        self._all(node.else_, scope, depth)

    def _test(self, node, scope):
        match node:
            case nodes.Not():
                self._test(node.node, scope)
            case nodes.And() | nodes.Or():
                self._test(node.left, scope)
                self._test(node.right, scope)
            case _:
                self._field(node, scope)

    def _field(self, node, scope):
        """Return the WordField that an expression names."""
        match node:
            case nodes.Name():
                return scope.get(node.name) or self._unknown(node.name, scope.values())
            case nodes.Getattr():
                owner = self._field(node.node, scope)
                if owner.kind not in ("row", "signature") and owner is not LOOP:
                    self._refuse(node)
                found = (part for part in owner.parts if part.tag == node.attr)
                return next(found, None) or self._unknown(node.attr, owner.parts)
        return self._refuse(node)

    def _unknown(self, name, known):
        tags = ", ".join(sorted({field.tag for field in known if field is not LOOP}))
        raise ValidationError(
            f"Mẫu có trường “{name}” mà phần mềm không biết. Các trường dùng được: {tags}.", code="unknown"
        )


# --- filling it once ------------------------------------------------------------------------------------


def _try(content, paper_class):
    """Fill the template with one row of everything, and with nothing at all; open both results again."""
    for is_full in (True, False):
        try:
            template = DocxTemplate(BytesIO(content))
            values = {field.tag: _sample(field, is_full) for field in fields_of(paper_class)}
            template.render(values, environment(), autoescape=True)
            made = BytesIO()
            template.save(made)
            _refuse_gaps(Document(BytesIO(made.getvalue())))
        except Exception as error:
            raise ValidationError(
                "Mẫu không dựng được thành tệp Word: có phần lặp hoặc phần có điều kiện mở, đóng không đúng chỗ. "
                "Cần đối chiếu với mẫu gốc, sửa lại rồi gửi.",
                code="render",
            ) from error


def _refuse_gaps(document):
    """Word does not open a table without rows or a cell without a paragraph."""
    for table in document.element.body.iter(ooxml.NAME_TABLE):
        if not table.findall(ooxml.NAME_ROW):
            raise ValueError("a table without rows")
    for cell in document.element.body.iter(ooxml.NAME_CELL):
        if cell.find(ooxml.NAME_PARAGRAPH) is None:
            raise ValueError("a cell without a paragraph")


def _sample(field, is_full):
    match field.kind:
        case "texts":
            return ["…"] if is_full else []
        case "rows":
            return [{part.tag: _sample(part, is_full) for part in field.parts}] if is_full else []
        case "signature":
            return {part.tag: "…" if is_full else "" for part in field.parts}
        case "drawing":
            return ""
    return "…" if is_full else ""
