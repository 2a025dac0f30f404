"""The digital seal of an authority on an issued PDF (PAdES B-B), and what a sealed file is worth.

Certificates are named in a TOML file (setting SEALS_FILE) that lies outside the program:

    trust = ["goc.pem"]                     # roots by which seals are trusted

    [[seal]]
    authority = "Liên hiệp các Hội …"       # the name or number of the authority; "*" for every other one
    pkcs12 = "con-dau.p12"                  # a certificate in a file, or
    passphrase_file = "mat-khau"
    # pkcs11 = "/usr/lib/softhsm/libsofthsm2.so"     a token: its library, name, label of key and certificate
    # token = "USB Token"
    # label = "con-dau"
    # pin_file = "ma-pin"

Paths are relative to that file. Without it nothing is sealed, and everything else works. pyHanko is imported
when it is needed: that takes a second.
"""

import logging
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import pikepdf
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils import timezone

FIELD = "ConDau"
FIELD_LABEL = "Chữ ký số của cơ quan ban hành"
TEST_NAME = "CHỨNG THƯ THỬ NGHIỆM"
MM = 72 / 25.4
MARK = (50, 10.5)  # millimetres
FROM_RIGHT, FROM_BOTTOM = 38, 9  # of the sheet; the number of the page stands to its right

logger = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Seal:
    """Where an authority's key and certificate lie: in a file, or on a token behind a PKCS#11 library."""

    authority: str
    pkcs12: Path | None = None
    passphrase_file: Path | None = None
    pkcs11: str = ""
    token: str = ""
    label: str = ""
    pin_file: Path | None = None


@dataclass(frozen=True)
class SealReport:
    """What a sealed file is worth. ``is_whole``: the seal covers the file to its last byte."""

    signer: str
    at: datetime | None
    is_intact: bool
    is_trusted: bool
    is_whole: bool

    @property
    def is_good(self):
        return self.is_intact and self.is_trusted and self.is_whole

    @property
    def is_test(self):
        return TEST_NAME in self.signer


# --- the certificates -------------------------------------------------------------------------------------


def _configured():
    """Return (the seals, the roots' paths) of SEALS_FILE, read again when the file changes."""
    if not settings.SEALS_FILE:
        return (), ()
    path = Path(settings.SEALS_FILE)
    if not path.exists():
        raise ImproperlyConfigured(f"SEALS_FILE={path}: there is no such file.")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path, changed):
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        seals = tuple(_seal(row, path.parent) for row in told.get("seal", []))
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise ImproperlyConfigured(f"SEALS_FILE={path}: {error}") from error
    return seals, tuple(path.parent / name for name in told.get("trust", []))


def _seal(row, folder):
    paths = {name: folder / row[name] for name in ("pkcs12", "passphrase_file", "pin_file") if row.get(name)}
    return Seal(**{**row, "authority": str(row["authority"]), **paths})


def configured():
    """Return the seals that are named; raises ImproperlyConfigured where the file cannot be read."""
    return _configured()[0]


def validity(seal):
    """Return (the name in the certificate, the moment at which it ends); raises what opening it raises."""
    certificate = _certificate_of(seal)
    return _common_name(certificate), certificate.not_valid_after


def sealer_of(pk, name):
    """Return the Seal of the authority with this number or name, or None."""
    seals, _ = _configured()
    by_authority = {seal.authority: seal for seal in seals}
    return by_authority.get(str(pk)) or by_authority.get(name) or by_authority.get("*")


def _stamp_of(path):
    return path.stat().st_mtime_ns if path else 0


@lru_cache(maxsize=16)
def _file_signer(seal, changed):
    """Loading and checking an RSA key takes 70 ms, so it is kept."""
    from pyhanko.sign.signers import SimpleSigner

    passphrase = seal.passphrase_file.read_bytes().strip() if seal.passphrase_file else None
    signer = SimpleSigner.load_pkcs12(seal.pkcs12, passphrase=passphrase)
    if signer is None:
        raise ImproperlyConfigured(f"The certificate {seal.pkcs12} cannot be opened with its passphrase.")
    return signer


def _sign(pdf, seal, field, metadata, style):
    if seal.pkcs12:
        return _written(pdf, _file_signer(seal, _stamp_of(seal.pkcs12)), field, metadata, style)
    with _token(seal) as signer:
        return _written(pdf, signer, field, metadata, style)


@contextmanager
def _token(seal):
    """Open the token for as long as it is needed; it may be pulled out in between."""
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    pin = seal.pin_file.read_text().strip() if seal.pin_file else None
    wanted = TokenCriteria(label=seal.token) if seal.token else None
    with open_pkcs11_session(seal.pkcs11, token_criteria=wanted, user_pin=pin) as session:
        yield PKCS11Signer(session, cert_label=seal.label, key_label=seal.label)


def _certificate_of(seal):
    if seal.pkcs12:
        return _file_signer(seal, _stamp_of(seal.pkcs12)).signing_cert
    return _token_certificate(seal)


def fingerprints():
    """Return the SHA-256 of every configured certificate by its authority; "" for one that cannot be read now."""
    try:
        return {seal.authority: _fingerprint(seal) for seal in _configured()[0]}
    except ImproperlyConfigured:
        logger.exception("the list of seals cannot be read")
        return {}


def _fingerprint(seal):
    try:
        return _apart(_certificate_of, seal).sha256.hex()
    except Exception:  # a token that is pulled out, a passphrase that does not fit
        logger.warning("the certificate of %s cannot be read", seal.authority)
        return ""


@lru_cache(maxsize=16)
def _token_certificate(seal):
    with _token(seal) as signer:
        return signer.signing_cert


def _common_name(certificate):
    names = certificate.subject.native
    return names.get("common_name") or names.get("organization_name") or certificate.subject.human_friendly


def _apart(work, *args):
    """pyHanko runs an event loop of its own; a thread that already has one (under ASGI) would refuse it."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work, *args).result()


# --- sealing ----------------------------------------------------------------------------------------------


def seal(pdf, sealer, *, at, is_mirrored=False):
    """Return the PDF with the authority's seal and its visible mark at the foot of the last page.

    ``is_mirrored``: even pages have their wide margin at the right (papers of the Party).
    """
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata
    from pyhanko.stamp import StaticStampStyle

    name = _common_name(_certificate_of(sealer))
    last, box = _place(pdf, is_mirrored)
    field = SigFieldSpec(FIELD, on_page=last, box=box, readable_field_name=FIELD_LABEL)
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name
    )
    with NamedTemporaryFile(suffix=".pdf") as mark:
        mark.write(mark_of(name, at))
        mark.flush()
        whole = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(0))
        style = StaticStampStyle.from_pdf_file(mark.name, border_width=0, background_layout=whole)
        with _one_at_a_time:  # a token has one session; a cached key is used by one thread at a time
            return _apart(_sign, pdf, sealer, field, metadata, style)


def _written(pdf, signer, field, metadata, style):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSigner

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    out = PdfSigner(metadata, signer=signer, stamp_style=style, new_field_spec=field).sign_pdf(writer)
    return out.getvalue()


def _place(pdf, is_mirrored):
    """Return (index of the last page, corners of the mark in points)."""
    with pikepdf.open(BytesIO(pdf)) as file:
        count = len(file.pages)
        width = float(file.pages[-1].mediabox[2])
    right = width - (FROM_RIGHT + (10 if is_mirrored and count % 2 == 0 else 0)) * MM
    left, bottom = right - MARK[0] * MM, FROM_BOTTOM * MM
    return count - 1, tuple(round(value) for value in (left, bottom, right, bottom + MARK[1] * MM))


def mark_of(name, at):
    """Return the visible mark as a PDF of one small page: who sealed and when, and nothing that looks like a seal
    of rubber."""
    from documents.pdf import print_mark

    moment = timezone.localtime(at).strftime("%H:%M:%S %d/%m/%Y")
    return print_mark(render_to_string("documents/seal_mark.html", {"name": name, "moment": moment}))


# --- checking ---------------------------------------------------------------------------------------------


def check_seal(pdf):
    """Return the SealReport of a file's seal; None for a file without one."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        if not signatures:
            return None
        signature = signatures[-1]
        status = _apart(validate_pdf_signature, signature, _trust(signature))
    except (PdfError, SignatureValidationError, ValueError):
        return SealReport("", None, is_intact=False, is_trusted=False, is_whole=False)
    return SealReport(
        _common_name(status.signing_cert),
        status.signer_reported_dt,
        is_intact=status.intact and status.valid,
        is_trusted=status.trusted,
        is_whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )


def _trust(signature):
    """A seal is judged by the day on which it was set: a certificate that ran out later still vouches for it."""
    from pyhanko_certvalidator import ValidationContext

    at = signature.self_reported_timestamp
    return ValidationContext(
        trust_roots=_roots(),
        moment=at or timezone.now(),
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _roots():
    """A list of roots that cannot be read vouches for nobody; what else the public page says stays true."""
    from pyhanko.keys import load_cert_from_pemder

    try:
        return [load_cert_from_pemder(path) for path in _configured()[1]]
    except (ImproperlyConfigured, OSError, ValueError):
        logger.exception("roots of trust cannot be read")
        return []
