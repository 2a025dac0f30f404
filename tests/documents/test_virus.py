"""Every sent file is shown to the virus scanner of an installation that has one."""

import socket
import socketserver
import struct
import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import ImportBatch
from documents import virus, workbook
from documents.uploads import inspect_upload
from tests.documents.test_uploads import pdf_bytes

BAD = b"ma doc gia dinh"


class Scanner(socketserver.StreamRequestHandler):
    """Speaks as ClamAV's daemon does; finds BAD."""

    def handle(self):
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if self.server.limit and len(content) > self.server.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.heard.append(content)
        self.wfile.write(b"stream: Thu.Nghiem FOUND\0" if BAD in content else b"stream: OK\0")


@contextmanager
def scanner(place, limit=0):
    kind = socketserver.UnixStreamServer if isinstance(place, str) else socketserver.TCPServer
    with kind(place, Scanner) as server:
        server.heard, server.limit = [], limit
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(params=["tcp", "socket"])
def at_hand(request, settings, tmp_path):
    """A scanner in either way of reaching one."""
    place = ("127.0.0.1", 0) if request.param == "tcp" else str(tmp_path / "clamd.ctl")
    with scanner(place) as server:
        if request.param == "tcp":
            settings.CLAMAV_TCP = f"127.0.0.1:{server.server_address[1]}"
        else:
            settings.CLAMAV_SOCKET = place
        yield server


def sent(content=None):
    return SimpleUploadedFile("bao-cao.pdf", content or pdf_bytes())


def test_a_sound_file_is_shown_whole_and_taken(at_hand):
    file = sent()
    assert inspect_upload(file).extension == "pdf"
    assert at_hand.heard == [file.read()]


def test_a_find_is_refused(at_hand):
    with pytest.raises(ValidationError, match="mã độc") as refused:
        inspect_upload(sent(pdf_bytes() + b"%" + BAD))
    assert refused.value.code == "virus"


def test_a_sheet_is_shown_before_it_is_read_and_is_read_from_its_beginning(at_hand):
    content = "TT;Tên đơn vị\n1;Hội Làm vườn\n".encode()
    book = workbook.read(SimpleUploadedFile("don-vi.csv", content), "don-vi.csv")
    assert [row.cells for row in book.sheets[0].rows] == [("1", "Hội Làm vườn")]
    assert at_hand.heard == [content]


def test_a_find_in_a_sheet_brings_nothing_into_the_books(at_hand, cast, sign_in):
    file = SimpleUploadedFile("don-vi.csv", "TT;Tên đơn vị\n1;Hội ".encode() + BAD)
    form = {"kind": "units", "authority": cast.authority.pk, "file": file}
    page = sign_in(cast.secretary).post(reverse("clusters:import_add"), form)
    assert (page.status_code, len(at_hand.heard)) == (422, 1)
    assert "nhận tệp này là mã độc" in page.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.fixture
def away(settings):
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CLAMAV_TCP = f"127.0.0.1:{free.getsockname()[1]}"
        yield


def test_without_its_scanner_an_installation_takes_no_file_and_says_why(away, caplog):
    with pytest.raises(ValidationError, match="Chưa kiểm tra vi-rút được"):
        inspect_upload(sent())
    assert "scanner cannot be reached" in caplog.text


def test_without_its_scanner_no_sheet_is_read_either(away):
    with pytest.raises(ValidationError, match="Chưa kiểm tra vi-rút được"):
        workbook.read(SimpleUploadedFile("a.csv", "TT;Tên\n1;A\n".encode()), "a.csv")


def test_where_the_scanner_is_not_required_the_file_is_taken_and_the_log_tells(away, settings, caplog):
    settings.CLAMAV_REQUIRED = False
    assert inspect_upload(sent()).extension == "pdf"
    assert "scanner cannot be reached" in caplog.text


def test_a_scanner_that_gives_no_verdict_judged_nothing(settings, caplog):
    with scanner(("127.0.0.1", 0), limit=10) as server:
        settings.CLAMAV_TCP = f"127.0.0.1:{server.server_address[1]}"
        with pytest.raises(ValidationError, match="Chưa kiểm tra vi-rút được"):
            inspect_upload(sent())
    assert "did not judge" in caplog.text


def test_a_scanner_that_hears_and_says_nothing_is_not_waited_for_for_ever(settings, monkeypatch):
    monkeypatch.setattr(virus, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMAV_TCP = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ValidationError, match="Chưa kiểm tra vi-rút được"):
            inspect_upload(sent())


def test_without_a_scanner_nobody_is_asked():
    assert not virus.is_configured()
    assert inspect_upload(sent()).extension == "pdf"
