"""The papers of a cluster's year: one catalogue, filled by each app, read by packet, register, print check and bulk.

A PaperKind says of which records of a year the paper is made, how it is built, what is missing, who may issue it.
An app registers its kinds in a module that its AppConfig imports (``pledges/papers.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from django.urls import resolve

from accounts.access import Permission, permissions_on
from documents.stamp import Stamp


@dataclass(frozen=True)
class Finding:
    """Something missing or contradictory before printing, and where it is mended. ``is_grave``: not to be issued so."""

    text: str
    url: str = ""
    is_grave: bool = False


def parted(findings, user, record):
    """Return ``{"graves": […], "remarks": […]}``, with links only to what the person may open.

    ``record`` is what the paper belongs to (anything with ``place()``); it costs one ``can``, however many findings.
    """
    held = permissions_on(user, record) | {Permission.VIEW}

    def linked(row):
        opens = not row.url or resolve(urlsplit(row.url).path).func.access in held
        return row if opens else replace(row, url="")

    rows = [linked(row) for row in findings]
    return {
        "graves": [row for row in rows if row.is_grave],
        "remarks": [row for row in rows if not row.is_grave],
    }


@dataclass(frozen=True)
class SignatureLine:
    """What the public page tells of one signature: for whom, whether it is there, on which day if that is known."""

    party: str
    is_signed: bool
    signed_on: date | None = None


def lacks_symbol(cluster):
    """Why no number can be given to the papers of a cluster without a symbol."""
    return (
        f"{cluster} chưa có ký hiệu trên văn bản (ví dụ CTĐ02) nên chưa cấp số được. Thường trực cơ quan ghi ký hiệu "
        f"ở phần “Sửa thông tin” của {cluster.noun}."
    )


def nothing_found(record):
    return []


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper of the year.

    ``key`` stands in addresses and rows ("giay-moi"); ``symbol`` is the abbreviation in its number ("GM"), "" for a
    paper without one. ``records(cluster_year)`` lists what it is made of, possibly nothing; every record has
    ``place()``. ``build(record, stamp)`` returns the frozen dataclass that PDF, Word and page are made from; ``stamp``
    is None for a draft. ``title(record)`` is the trích yếu in the register; ``filename(record)`` ends in ".pdf".
    ``check(record)`` returns Findings. ``parties(record)`` are names for the public page. ``signer(record)`` is the
    name of whoever signs, "" while unknown. ``url(record)`` is the page on which the paper's content is written.
    ``can_issue(record)`` says in a sentence why it may not be issued yet, "" where it may. ``signatures(record)`` are
    SignatureLines for the public page. ``paper`` is the dataclass that ``build`` returns: a kind that names it can
    be made as a Word file in a template of the authority's own. ``issued_elsewhere(record)`` says number and day of
    a paper that is numbered on a page of its own and not in the register, "" while it is a draft.
    ``outlives_year``: issued also when the year's books are closed (the minutes of the handover, the book of the
    year).
    """

    key: str
    label: str
    position: int
    model: type
    records: Callable
    build: Callable
    title: Callable
    filename: Callable
    url: Callable
    symbol: str = ""
    paper: type | None = None
    check: Callable = nothing_found
    parties: Callable = nothing_found
    signer: Callable = field(default=lambda record: "")
    can_issue: Callable = field(default=lambda record: "")
    signatures: Callable = nothing_found
    issued_elsewhere: Callable = field(default=lambda record: "")
    outlives_year: bool = False
    permission: Permission = Permission.ISSUE_PAPER
    view_permission: Permission = Permission.VIEW


KINDS = {}


def register(kind):
    """Add a kind to the catalogue. Raises ValueError for a key that is taken."""
    if kind.key in KINDS:
        raise ValueError(f"{kind.key} is registered twice")
    KINDS[kind.key] = kind
    return kind


def kinds():
    """Return the kinds in the order of the year."""
    return sorted(KINDS.values(), key=lambda kind: (kind.position, kind.key))


def kind_of(key):
    """Return the PaperKind, or None."""
    return KINDS.get(key)


def packet_of(cluster_year):
    """Return ``[(PaperKind, record), …]``: every paper that the year can have, in order."""
    return [(kind, record) for kind in kinds() for record in kind.records(cluster_year)]


__all__ = [
    "KINDS",
    "Finding",
    "PaperKind",
    "SignatureLine",
    "Stamp",
    "kind_of",
    "kinds",
    "packet_of",
    "parted",
    "register",
]
