"""Before a paper is issued: what still stands against it, and what its file will be."""

import logging
from dataclasses import dataclass, replace
from io import BytesIO

import pikepdf
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.access import Permission, can
from clusters.models import IssuedPaper
from clusters.papers import kind_of, lacks_symbol
from documents import pdf, seal
from documents.stamp import Stamp, content_hash
from vietnamese.dates import short_date

logger = logging.getLogger(__name__)
NOT_SEALED = (
    "Chưa ký số được nên văn bản chưa phát hành và chưa lấy số. Kiểm tra thiết bị ký số và chứng thư của cơ quan, "
    "hoặc báo quản trị hệ thống, rồi phát hành lại."
)


def obstacles(kind, record, year):
    """Return the sentences that keep a paper from being issued, whatever its day; none where it may be."""
    found = (row.text for row in kind.check(record) if row.is_grave)
    return list(dict.fromkeys([*refusals(kind, record, year), *found]))


def unsaid(kind, record, year, graves):
    """Return the refusals that no grave finding says already (it leads to where that is mended)."""
    said = {row.text for row in graves}
    return [sentence for sentence in refusals(kind, record, year) if sentence not in said]


def refusals(kind, record, year):
    """Yield what stands against issuing whatever its check finds."""
    cluster = year.cluster
    if year.is_recorded:
        yield (
            f"Năm {year.year} được nhập lại từ hồ sơ nên không phát hành văn bản mới cho năm này. Văn bản đã ban hành "
            "thì ghi vào sổ như văn bản cũ."
        )
        return
    if year.closed_on and not kind.outlives_year:
        yield f"Hồ sơ năm {year.year} đã khép ngày {short_date(year.closed_on)} nên không phát hành thêm được."
    if kind.symbol and not cluster.symbol:
        yield lacks_symbol(cluster)
    if refusal := kind.can_issue(record):
        yield refusal


def day_obstacle(day, coming):
    """Return why a paper may not bear this day, "" where it may. ``coming`` is the Next of its book, or None."""
    if day > timezone.localdate():
        return "Ngày ban hành không được sau hôm nay. Phát hành vào ngày ký, hoặc ghi lại ngày."
    if coming and coming.last_day and day < coming.last_day:
        return (
            f"Số {coming.last_text} đã ghi ngày {short_date(coming.last_day)}; số tiếp theo không được ghi ngày trước "
            "đó. Cần ghi lại ngày ban hành."
        )
    return ""


def in_force_of(kind, record):
    """Return the issued paper of this record that is in force, or None."""
    papers = IssuedPaper.objects.of_subject(record).filter(kind=kind.key).in_force()
    return papers.order_by("-pk").first()


def may_read(user, paper):
    """Whether a person may open the file: everybody in the scope, unless its kind asks for more."""
    kind = kind_of(paper.kind)
    needed = kind.view_permission if kind else Permission.VIEW
    return needed is Permission.VIEW or can(user, needed, paper)


# --- the file ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """The file of an issued paper, and what is kept beside it."""

    content: bytes
    content_hash: str
    pages: int
    is_sealed: bool
    is_draft: bool


def address_of(code):
    """Return the whole public address that the QR code of a paper holds."""
    return settings.PUBLIC_URL + reverse("clusters:paper_public", args=[code])


def is_to_be_sealed(authority):
    """Return whether a paper of the authority gets a seal; where nobody can tell, the attempt will."""
    try:
        return seal.sealer_of(authority.pk, authority.name) is not None
    except (ImproperlyConfigured, OSError):
        logger.exception("certificates for seals cannot be read")
        return True


def make(kind, record, cluster, paper):
    """Build, print and seal a paper with the number, day and code of its line in the register.

    Raises ValidationError where the authority's certificate is not to be had: a paper is never issued without the
    seal that it should have.
    """
    bare = Stamp(paper.number_text, paper.issued_on)
    told = kind.build(record, bare)
    digest = content_hash(told)
    stamp = replace(bare, code=paper.spaced_code, url=address_of(paper.code), content_hash=digest)
    content = pdf.render(replace(told, stamp=stamp))
    content, is_sealed = _sealed(content, cluster.authority)
    with pikepdf.open(BytesIO(content)) as file:
        pages = len(file.pages)
    return Made(content, digest, pages, is_sealed, getattr(told, "is_draft", False))


def _sealed(content, authority):
    is_mirrored = authority.header_profile == authority.Profile.PARTY
    try:
        sealer = seal.sealer_of(authority.pk, authority.name)
        if sealer is None:
            return content, False
        return seal.seal(content, sealer, at=timezone.localtime(), is_mirrored=is_mirrored), True
    except (
        Exception
    ) as error:  # a file that is gone, a wrong PIN, a token pulled out: each library has its own
        logger.exception("no seal of authority %s", authority.pk)
        raise ValidationError(NOT_SEALED) from error
