"""Whether a Word file that somebody sends may serve as a template: what it names, and that it can be filled."""

import re
import zipfile
from io import BytesIO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes

from documents.word import ooxml
from documents.word.fields import WordField, fields_of
from documents.word.making import environment

NESTING = 3
MAX_BYTES = 3 * 1024 * 1024
LOOP = WordField("loop", "", "rows", (WordField("index", ""), WordField("first", ""), WordField("last", "")))
HINT = "Mẫu chỉ dùng tên trường, phần lặp (for) và phần có điều kiện (if) như trong mẫu gốc."
EXTERNAL = re.compile(rb'TargetMode\s*=\s*["\']External["\']', re.IGNORECASE)
HYPERLINK = b"/relationships/hyperlink"
FOREIGN = re.compile(r"(^|/)(embeddings|activeX|afchunk)", re.IGNORECASE)
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
    """A template brings along nothing that Word would fetch from elsewhere or run."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            relations = [archive.read(name) for name in names if name.endswith(".rels")]
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise ValidationError("Tệp này hỏng, không mở được.", code="broken") from error
    fetched = [
        part
        for relation in relations
        for part in re.findall(rb"<[^>]*Relationship\s[^>]*>", relation)
        if EXTERNAL.search(part) and HYPERLINK not in part
    ]
    if fetched or any(FOREIGN.search(name) for name in names):
        raise ValidationError(
            "Mẫu có đối tượng nhúng hoặc liên kết tới tệp bên ngoài nên không được nhận. "
            "Cần bỏ phần đó trong Word, lưu lại rồi gửi.",
            code="foreign",
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
