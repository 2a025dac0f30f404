"""What hostile input is made of: forms read from the real pages, values and files that no honest browser sends."""

import io
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

BOUNDARY = "----bien-gioi-cua-phep-thu"
TEXTS = [
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "Tra\u0302\u0300n Thi\u0323 Bi\u0300nh",
        "\u202egpj.exe",
        "\u200b\u00a0",
        "ﷺ" * 300,
    ),
    *(
        "0",
        "-1",
        "9" * 19,
        "9" * 400,
        "1e309",
        "NaN",
        "-inf",
        "1_000",
        "٣",
        "²",
        "0x10",
        "1,5",
        "1.000.000",
        "1" * 5000,
    ),
    *(
        "0000-00-00",
        "31/02/2026",
        "2026-13-45",
        "01/01/0001",
        "31/12/9999",
        "1/1/26",
        "99/99/99999",
        "25:61",
        "24:00",
    ),
    *("2026-03-02T09:00:00+99:00", "true", "on", "null", "[]", "{}", "[" * 2000, '{"a": ' * 500),
    *(
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "{% debug %}",
        "%s%n%x",
        "${jndi:ldap://127.0.0.1/a}",
        "' OR 1=1 --",
    ),
    *(
        "=cmd|'/C calc'!A0",
        "../../../etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "a\r\nSet-Cookie: b=c",
    ),
    *(
        "javascript:alert(1)",
        "//la.example/",
        "\\\\la.example\\x",
        "\x7f\x1b[31m",
        "Ố" * 100_000,
        "\n" * 50_000,
    ),
]
WRONG_BYTES = [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"%00", b"%ED%A0%80"]


@dataclass(frozen=True)
class Field:
    name: str
    value: str = ""
    is_file: bool = False
    choices: tuple = ()


@dataclass(frozen=True)
class Target:
    """Where a form of a page is sent, by whom, with what."""

    view: str
    who: str
    method: str
    url: str
    fields: tuple

    @property
    def key(self):
        return self.view, self.method, tuple(sorted({field.name for field in self.fields}))


class Forms(HTMLParser):
    """The forms of a page, as a browser would send them untouched."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.select, self.area = [], None, None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        facts = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open = (facts.get("method", "get").lower(), facts.get("action", ""), [])
            self.found.append(self.open)
        elif self.open is None or (not facts.get("name") and tag != "option"):
            return
        elif tag in ("input", "button"):
            kind = facts.get("type", "")
            self.open[2].append(Field(facts["name"], facts.get("value", ""), kind == "file"))
        elif tag == "select":
            self.select = []
            self.open[2].append(facts["name"])
        elif tag == "textarea":
            self.area = facts["name"]
            self.open[2].append(Field(facts["name"]))
        elif tag == "option" and self.select is not None:
            self.select.append(facts.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "select" and self.select is not None:
            name, choices = self.open[2].pop(), tuple(self.select)
            self.open[2].append(Field(name, choices[0] if choices else "", choices=choices))
            self.select = None
        elif tag == "form":
            self.open = None


# --- files -------------------------------------------------------------------------------------------------


def broken(content, draw):
    """Change a sound file as an accident or an attacker would."""
    way = draw(st.sampled_from(["cut", "flip", "repeat", "insert", "part", "whole"]))
    place = draw(st.integers(0, max(0, len(content) - 1)))
    if way == "cut":
        return content[:place]
    if way == "flip":
        more = [draw(st.integers(0, max(0, len(content) - 1))) for _ in range(draw(st.integers(0, 8)))]
        changed = bytearray(content)
        for spot in [place, *more]:
            changed[spot] ^= draw(st.integers(1, 255))
        return bytes(changed)
    if way == "repeat":
        return content[:place] + content[place : place + 200] * draw(st.integers(2, 50)) + content[place:]
    if way == "insert":
        return content[:place] + draw(st.binary(max_size=60)) + content[place:]
    return with_another_part(content, draw) if way == "part" else content


def with_another_part(content, draw):
    """Put something else in the place of one part of a Word or Excel file; its packing stays sound."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return content
    chosen = draw(st.sampled_from(archive.namelist()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in archive.namelist():
            part = archive.read(name)
            if name == chosen:
                part = draw(
                    st.sampled_from(
                        [b"", b"<", b"\0" * 2_000_000, part[: len(part) // 2], part * 3, OTHER_XML]
                    )
                )
                if draw(st.booleans()):
                    part = mutated_text(archive.read(name), draw)
            changed.writestr(name, part)
    return out.getvalue()


OTHER_XML = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + b"b" * 1000
    + b'"><!ENTITY c "'
    + b"&a;" * 1000
    + b'">]><x>&c;</x>'
)
REPLACED = (b"1", b'"', b"<", b">", b"s", b"A1", b"r=")


def mutated_text(part, draw):
    old = draw(st.sampled_from(REPLACED))
    new = draw(
        st.sampled_from([b"9" * 400, b"-1", b"", b"\xff", b"ZZZZZZ99999999", b"&#0;", b'"<>', "Ố".encode()])
    )
    return part.replace(old, new, draw(st.integers(1, 20)))


def hostile_file(samples, draw):
    """Return (name, bytes): a file under its own or another ending, sound or broken."""
    name, content = draw(st.sampled_from(samples))
    if draw(st.integers(0, 5)) == 0:
        stems = st.sampled_from(
            ["a.pdf", "b.xlsx", "c.docx", "d.png", "e.exe", "f", "..", "g.csv", "\u202egpj.xlsx", "x" * 400]
        )
        name = draw(stems)
    return name, broken(content, draw)


# --- requests ----------------------------------------------------------------------------------------------


def hostile_value(draw, field, strange):
    kind = draw(st.integers(0, 9))
    if kind <= 2:
        return draw(st.sampled_from((field.value, *field.choices)))
    if kind <= 6:
        return draw(st.sampled_from(TEXTS))
    if kind == 7:
        return draw(st.sampled_from([str(row.pk) for row in strange]))
    if kind == 8:
        return draw(st.sampled_from(WRONG_BYTES))
    return draw(st.text(max_size=40))


def hostile_fields(draw, target, strange, samples):
    """Draw what is sent of a form: fields kept, left out, sent twice, of a wrong kind, and some that it never had."""
    sent, files = [], []
    for field in target.fields:
        if field.name == "csrfmiddlewaretoken" or draw(st.integers(0, 7)) == 0:
            continue
        if field.is_file and draw(st.integers(0, 9)):
            files.append((field.name, *hostile_file(samples, draw)))
            continue
        keep = draw(st.integers(0, 2)) > 0
        sent.append((field.name, field.value if keep else hostile_value(draw, field, strange)))
        if draw(st.integers(0, 9)) == 0:
            sent.append((field.name, hostile_value(draw, field, strange)))
    if draw(st.integers(0, 4)) == 0:
        names = [
            "status",
            "id",
            "pk",
            "created_by",
            "authority",
            "form-TOTAL_FORMS",
            "_method",
            "next",
            "a" * 300,
        ]
        sent.append((draw(st.sampled_from(names)), hostile_value(draw, Field("x"), strange)))
    return sent, files


def raw(value):
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def urlencoded(sent):
    return "&".join(f"{quote_from_bytes(raw(name))}={quote_from_bytes(raw(value))}" for name, value in sent)


def multipart(sent, files):
    lines = []
    for name, value in sent:
        lines += [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode(),
            raw(value),
            b"\r\n",
        ]
    for name, filename, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="'.encode()
        lines += [head, raw(filename), b'"\r\nContent-Type: application/pdf\r\n\r\n', content, b"\r\n"]
    return b"".join(lines) + f"--{BOUNDARY}--\r\n".encode()
