"""The digital seal: who set it, when, whether a byte changed since; and a file that stays archival and tagged."""

import io
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone
from pkcs11.util.x509 import decode_x509_certificate

from documents.certificates import make_test_seal
from documents.pdf import render
from documents.seal import FIELD_LABEL, TEST_NAME, check_seal, fingerprints, seal, sealer_of
from documents.stamp import Stamp

from . import samples
from .measure import MM, pages

STAMP = Stamp(
    "07/TTr-CTĐ02", date(2026, 3, 2), "ABCD-EFGH-JKLM", "https://a.vn/tra-cuu/ABCDEFGHJKLM/", "0" * 64
)


@pytest.fixture(scope="module")
def printed():
    return render(replace(samples.proposal(20), stamp=STAMP))


@pytest.fixture
def seals(tmp_path, settings):
    settings.SEALS_FILE = str(make_test_seal(tmp_path / "seals"))
    return Path(settings.SEALS_FILE)


def sealed_by(content, authority="Cơ quan"):
    return seal(content, sealer_of(1, authority), at=timezone.now())


def test_a_backup_tells_certificates_apart_and_stands_one_that_cannot_be_read(seals, settings, caplog):
    told = fingerprints()
    assert set(told) == {"*"}
    assert len(told["*"]) == 64
    (seals.parent / "con-dau.p12").write_bytes(b"hong")
    assert fingerprints() == {"*": ""}
    settings.SEALS_FILE = str(seals.parent / "khong-co.toml")
    assert fingerprints() == {}
    settings.SEALS_FILE = ""
    assert fingerprints() == {}


def test_a_sealed_file_says_who_and_when_and_is_trusted_by_its_root(printed, seals):
    report = check_seal(sealed_by(printed))
    assert report.is_good
    assert (report.signer, report.is_test) == (TEST_NAME, True)
    assert timezone.localtime(report.at) == timezone.localtime()


def test_one_changed_byte_breaks_the_seal_and_an_addition_shows(printed, seals):
    content = sealed_by(printed)
    changed = bytearray(content)
    changed[2000] ^= 1
    assert not check_seal(bytes(changed)).is_good
    longer = check_seal(content + b"\n% an addition\n")
    assert (longer.is_intact, longer.is_whole, longer.is_good) == (True, False, False)


def test_without_its_root_a_seal_is_not_trusted_and_an_unsealed_file_has_none(printed, seals, settings):
    content = sealed_by(printed)
    settings.SEALS_FILE = ""
    report = check_seal(content)
    assert (report.is_intact, report.is_trusted, report.is_good) == (True, False, False)
    assert check_seal(printed) is None
    assert sealer_of(1, "Cơ quan") is None


def test_the_file_stays_tagged_and_archival_with_its_text_as_it_was(printed, seals, tmp_path):
    content = sealed_by(printed)
    path = tmp_path / "sealed.pdf"
    path.write_bytes(content)
    assert subprocess.run(["qpdf", "--check", path], check=False, capture_output=True).returncode == 0
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot
        assert "/OutputIntents" in pdf.Root
        with pdf.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "A")
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.TU) == FIELD_LABEL
        assert int(field.F) & 4  # printed
        assert not int(field.F) & 2  # not hidden
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
    assert content.startswith(printed)
    words = [[word["text"] for word in page.words] for page in pages(content)]
    assert words == [[word["text"] for word in page.words] for page in pages(printed)]


@pytest.mark.parametrize("count", [1, 20])
def test_the_mark_stands_at_the_foot_of_the_last_page_beside_the_other_words(seals, count):
    content = sealed_by(render(replace(samples.proposal(count), stamp=STAMP)))
    last = pages(content)[-1]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert field.P.objgen == pdf.pages[-1].obj.objgen
        left, bottom, right, top = map(float, field.Rect)
    assert bottom >= 4.2 * MM
    assert top <= 20 * MM
    for word in last.words:
        apart = word["x1"] <= left or word["x0"] >= right
        below = last.height - word["bottom"] >= top - 1 or last.height - word["top"] <= bottom + 1
        assert apart or below, word["text"]


def test_an_authority_has_its_own_certificate_or_that_for_every_other(seals):
    text = seals.read_text().replace('authority = "*"', 'authority = "Hội A"')
    seals.write_text(text)
    os.utime(seals, ns=(1, 1))
    assert sealer_of(7, "Hội A").authority == "Hội A"
    assert sealer_of(7, "Hội B") is None


def test_a_wrong_seals_file_is_refused_with_the_reason(tmp_path, settings):
    settings.SEALS_FILE = str(tmp_path / "seals.toml")
    with pytest.raises(ImproperlyConfigured, match="no such file"):
        sealer_of(1, "Hội A")
    Path(settings.SEALS_FILE).write_text("[[seal]]\npkcs12 = 'a.p12'\n")
    with pytest.raises(ImproperlyConfigured, match="authority"):
        sealer_of(1, "Hội A")


def test_the_test_certificate_is_made_once_for_its_owner_only_and_never_in_production(
    tmp_path, settings, capsys
):
    settings.VAR_DIR = tmp_path
    call_command("test_certificate")
    files = sorted((tmp_path / "seals").iterdir())
    assert [path.name for path in files] == ["con-dau.p12", "goc.pem", "mat-khau", "seals.toml"]
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    before = [path.read_bytes() for path in files]
    call_command("test_certificate")
    assert [path.read_bytes() for path in files] == before
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("test_certificate")


# --- a token ---------------------------------------------------------------------------------------------

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"


def token(folder, seals, monkeypatch):
    """Put the test certificate on a token in software; return its ``seals.toml``."""
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    passphrase = (seals.parent / "mat-khau").read_bytes()
    key, certificate, _ = pkcs12.load_key_and_certificates(
        (seals.parent / "con-dau.p12").read_bytes(), passphrase
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)
    make = ["softhsm2-util", "--init-token", "--free", "--label", "the", "--so-pin", "5678", "--pin", "1234"]
    subprocess.run(make, check=True, capture_output=True)
    put = [
        "softhsm2-util",
        "--import",
        folder / "key.pem",
        "--token",
        "the",
        "--label",
        "con-dau",
        "--id",
        "a1",
    ]
    subprocess.run([*put, "--pin", "1234"], check=True, capture_output=True)
    return certificate


def test_a_token_seals_as_a_file_does(printed, seals, tmp_path, settings, monkeypatch):
    assert shutil.which("softhsm2-util"), "apt-get install softhsm2"
    certificate = token(tmp_path, seals, monkeypatch)

    with pkcs11.lib(LIBRARY).get_token(token_label="the").open(user_pin="1234", rw=True) as session:
        told = decode_x509_certificate(certificate.public_bytes(serialization.Encoding.DER))
        session.create_object({**told, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "con-dau"})
    (tmp_path / "pin").write_text("1234\n")
    (tmp_path / "goc.pem").write_bytes((seals.parent / "goc.pem").read_bytes())
    told = ['trust = ["goc.pem"]', "[[seal]]", 'authority = "Hội A"', f'pkcs11 = "{LIBRARY}"']
    told += ['token = "the"', 'label = "con-dau"', 'pin_file = "pin"']
    settings.SEALS_FILE = str(tmp_path / "token.toml")
    Path(settings.SEALS_FILE).write_text("\n".join(told))
    report = check_seal(sealed_by(printed, "Hội A"))
    assert report.is_good
    assert report.signer == TEST_NAME
