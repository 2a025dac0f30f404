"""Word files of papers and of their masters, and papers in a template that somebody has changed."""

from copy import deepcopy
from io import BytesIO

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from documents.profiles import dressed
from documents.word import ooxml
from documents.word.fields import named_paper, values_of
from documents.word.shapes import shape_of, told
from documents.word.writer import Writer


def word_of(paper, template: bytes | None = None) -> bytes:
    """Return the paper as a Word file, in the template if one is given. The same paper makes the same bytes."""
    paper = told(dressed(paper))
    return filled(template, paper) if template else Writer(paper).file()


def master_of(paper_class, profile="state") -> bytes:
    """Return the Word file from which an authority of the header profile may make a template of its own."""
    return Writer(named_paper(shape_of(paper_class), profile)).file()


def filled(template, paper):
    """Return a template filled with what the paper says."""
    found = DocxTemplate(BytesIO(template))
    found.render(values_of(paper, lambda drawing: Fragment(drawing, paper)), environment(), autoescape=True)
    made = BytesIO()
    found.save(made)
    return ooxml.repacked(made.getvalue())


def environment():
    """Return what a template is read and filled with: no functions, no filters, nothing of the program."""
    found = ImmutableSandboxedEnvironment(autoescape=True)
    found.globals.clear()
    found.filters.clear()
    found.tests.clear()
    return found


class Fragment:
    """A drawing as the XML that a template takes in."""

    def __init__(self, drawing, paper):
        writer = Writer(paper)
        drawing.write(writer, writer.document)
        body = deepcopy(writer.document.element.body)
        self.text = "".join(
            etree.tostring(part, encoding="unicode") for part in body if part.tag != qn("w:sectPr")
        )

    def __html__(self):
        return self.text

    def __str__(self):
        return self.text
