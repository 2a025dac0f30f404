"""Every form of every page and every reader of files against made-up input, thousands of times in `make torture`.

Whatever is sent, the answer is a page: no error 500, no unhandled exception, nothing written of another
authority, and no event of something that was refused.
"""

import copy
import os
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from audit.models import Event
from audit.verbs import Verb
from clusters.imports import templates
from clusters.imports.kinds import KINDS
from documents import workbook
from documents.uploads import inspect_upload
from documents.word.checking import check_template
from documents.word.making import master_of
from documents.xlsx import Column, sheet
from tests.documents.blocks_samples import MeetingPaper
from tests.documents.test_uploads import docx_bytes, pdf_bytes, picture_bytes, xlsx_bytes
from tests.fuzz import BOUNDARY, Field, Forms, Target, hostile_fields, hostile_file, multipart, urlencoded
from tests.test_access import TABLE, WHO, address, standing_stage
from tests.test_every_address import records_elsewhere

TORTURE = os.environ.get("HYPOTHESIS_PROFILE") == "torture"
CASES = int(os.environ.get("FUZZ_CASES", "12000" if TORTURE else "240"))
REQUESTS, FILES = CASES * 2 // 3, CASES // 3
EVERY = 1 if TORTURE else 9  # address whose page is read for its forms
ANSWERS = {200, 302, 304, 400, 403, 404, 405, 409, 413, 422, 429, 503}
OF_REFUSALS = {Verb.ACCESS_REFUSED, Verb.SIGN_IN_REFUSED}
IN_THE_FRAME = {"clusters:working_year", "clusters:search", "account_logout"}


def fuzzed(number):
    """As many cases as asked for; what fails is told as it was drawn."""
    return settings(
        max_examples=number,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )


def told(capsys, number, of):
    with capsys.disabled():
        print(f"\n{number} cases of {of}")  # noqa: T201


# --- requests ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def set_stage(django_db_setup, django_db_blocker, tmp_path_factory):
    with standing_stage(django_db_blocker, tmp_path_factory) as stage:
        stage.strange = records_elsewhere(stage.cast)
        stage.clients = {letter: signed_in(stage, letter) for letter in WHO}
        stage.targets = list(targets_of(stage))
        yield stage


def signed_in(stage, letter):
    client = Client()
    client.force_login(stage.cast.users[WHO[letter]])
    return client


def targets_of(stage):
    """Yield every form of the pages, once; for a button its address alone, with a field that it has never seen."""
    seen = set()
    for place, (name, (method, record, allowed, _)) in enumerate(TABLE.items()):
        if place % EVERY or not allowed:
            continue
        who, url = allowed[0], address(name, getattr(stage, record) if record else None)
        if method == "post":
            yield Target(name, who, "post", url, (Field("text"), Field("next", "/")))
            continue
        yield Target(
            name, who, "get", url, tuple(map(Field, ("q", "trang", "nam", "don_vi", "cum", "page", "tai")))
        )
        response = stage.clients[who].get(url)
        read_to_its_end(response)
        if response.streaming or not response.headers["Content-Type"].startswith("text/html"):
            continue
        for way, action, fields in Forms(response.content.decode()).found:
            to = urldefrag(urljoin(url, action)).url
            view = resolve(urlsplit(to).path).view_name
            target = Target(view, who, way, to, tuple(fields))
            if view not in IN_THE_FRAME and target.key not in seen:
                seen.add(target.key)
                yield target


def state_of(rows):
    """The rows of the other authority, column by column, and how many there are."""
    kept = [list(type(row).objects.filter(pk=row.pk).values()) for row in rows]
    there = rows[0].pk
    owned = [
        type(row).objects.filter(authority=there).count() for row in rows if hasattr(row, "authority_id")
    ]
    return kept, owned


@pytest.mark.slow
def test_no_request_breaks_a_page_nor_reaches_beyond_its_sender(db, set_stage, samples, capsys):
    stage, count = copy.copy(set_stage), 0
    before = state_of(stage.strange)
    assert len({target.view for target in stage.targets}) > 20

    @fuzzed(REQUESTS)
    @given(data=st.data())
    def one(data):
        nonlocal count
        target = data.draw(st.sampled_from(stage.targets))
        who = data.draw(st.sampled_from([target.who] * 6 + ["M", "N", ""]))
        sent, files = hostile_fields(data.draw, target, stage.strange, samples)
        note(f"{who} {target.method} {target.url} {str(sent)[:2000]} {[name for _, name, _ in files]}")
        events = Event.objects.count()
        with transaction.atomic():
            status = send(stage.clients.get(who) or Client(), target, sent, files)
            assert status in ANSWERS, status
            fresh = Event.objects.count() - events
            if status >= 400:
                last = Event.objects.order_by("-pk")[:fresh]
                assert {event.verb for event in last} <= OF_REFUSALS
            assert state_of(stage.strange) == before
            transaction.set_rollback(True)
        count += 1

    one()
    told(capsys, count, "requests")


def send(client, target, sent, files):
    if target.method == "get":
        response = client.generic("GET", target.url.partition("?")[0], QUERY_STRING=urlencoded(sent))
    elif files:
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        response = client.generic("POST", target.url, multipart(sent, files), kind)
    else:
        response = client.generic("POST", target.url, urlencoded(sent), "application/x-www-form-urlencoded")
    read_to_its_end(response)
    return response.status_code


def read_to_its_end(response):
    """An unread file would stay open."""
    if response.streaming:
        for _ in response.streaming_content:
            pass


# --- files -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def samples():
    """Sound files of every kind that is taken, and a sheet as wide as none is."""
    wide = sheet("Rộng", [Column(f"Cột {number}") for number in range(10_000)], [["x"] * 10_000])
    kinds = [(f"{kind.name}.xlsx", templates.template(kind)) for kind in KINDS.values()]
    csv = 'TT;Tên đơn vị;Ngày thành lập\n1;Hội Làm vườn;01/02/1999\n2;"Hội; ""Sinh viên""";\n'
    return [
        *kinds,
        ("rong.xlsx", wide),
        ("danh-sach.xlsx", xlsx_bytes()),
        ("danh-sach.csv", csv.encode("utf-8-sig")),
        ("cu.csv", csv.encode("utf-16")),
        ("to-trinh.docx", docx_bytes()),
        ("mau.docx", master_of(MeetingPaper, "state")),
        ("bao-cao.pdf", pdf_bytes()),
        ("anh.png", picture_bytes("PNG")),
        ("anh.jpg", picture_bytes("JPEG")),
    ]


def readers():
    yield lambda name, content: inspect_upload(SimpleUploadedFile(name, content))
    yield lambda name, content: workbook.read(SimpleUploadedFile(name, content), name)
    yield lambda name, content: check_template(content, MeetingPaper)


def refusal_of(read, name, content):
    try:
        read(name, content)
    except ValidationError as refused:
        return refused.messages
    return []


def test_no_file_breaks_its_reader(samples, capsys):
    """A file is read or refused with a sentence, never anything else."""
    count = 0

    @fuzzed(FILES)
    @given(data=st.data())
    def one(data):
        nonlocal count
        name, content = hostile_file(samples, data.draw)
        name = "tep" if name == ".." else name  # Django itself lets no such name reach a form
        note(f"{name}: {len(content)} bytes, {content[:200]}")
        for read in readers():
            said = refusal_of(read, name, content)
            assert all(message.endswith(".") for message in said)
        count += 1

    one()
    told(capsys, count, "files")
