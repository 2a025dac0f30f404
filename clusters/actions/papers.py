"""Numbers are given, papers issued, replaced and revoked; old papers are entered in the register."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from audit.record import action, record, remove, save_changed, save_new
from audit.verbs import Verb
from clusters.issuing import day_obstacle, in_force_of, make, obstacles
from clusters.models import ClusterYear, IssuedPaper, NumberBook
from clusters.models.papers import new_code
from clusters.register import WITHOUT_SYMBOL, carried, next_number, parsed, text_of
from vietnamese.dates import short_date


@action
def issue_paper(kind, subject, cluster_year, issued_on, *, by, supersedes=None, reason=""):
    """Give a paper its number, print it, seal it and keep it: all of that, or nothing.

    ``supersedes`` is the paper of the same record that was issued before. Raises ValidationError.
    """
    year = _lock_year(cluster_year)
    if against := obstacles(kind, subject, year):
        raise ValidationError(against)
    if supersedes:
        _lock(supersedes)  # nobody revokes it while the new one is printed
    _refuse_second(kind, subject, supersedes, reason)
    book = _lock_book(year.cluster, kind.symbol, issued_on.year) if kind.symbol else None
    coming = next_number(year.cluster, book.symbol, book.year) if book else None
    if refusal := day_obstacle(issued_on, coming):
        raise ValidationError({"issued_on": refusal})
    paper = IssuedPaper(
        cluster_year=year,
        kind=kind.key,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        title=kind.title(subject),
        book=book,
        number=coming.number if coming else None,
        number_text=text_of(year.cluster, coming.number, kind.symbol) if coming else "",
        issued_on=issued_on,
        signer=kind.signer(subject),
        parties=list(kind.parties(subject)),
        code=new_code(),
        issued_by=by,
    )
    _fill(paper, kind, subject, year.cluster)
    also = [["Mã tra cứu", "", paper.spaced_code]]
    also += [["Thay thế văn bản", "", str(supersedes)]] if supersedes else []
    try:
        save_new(paper, Verb.PAPER_ISSUED, by=by, note=reason, also=also)
        if book:
            book.last = paper.number
            book.save(update_fields=["last"])
        if supersedes:
            IssuedPaper.objects.filter(pk=supersedes.pk).update(superseded_by=paper)
    except BaseException:
        paper.file.delete(save=False)
        raise
    return paper


@action
def supersede_paper(paper, successor, reason, *, by):
    """Say that another paper, issued by itself, has taken the place of this one. Raises ValidationError."""
    stored, successor = _lock_both(paper, successor)
    _refuse_out_of_force(stored)
    if successor.pk == stored.pk or successor.cluster_year.cluster_id != stored.cluster_year.cluster_id:
        raise ValidationError("Chọn một văn bản khác của cùng cụm, khối làm văn bản thay thế.")
    if not successor.is_in_force:
        raise ValidationError("Văn bản thay thế phải còn hiệu lực.")
    stored.superseded_by = successor
    stored.save(update_fields=["superseded_by"])
    changes = [["Được thay thế bởi", "", str(successor)]]
    record(Verb.PAPER_SUPERSEDED, by=by, subject=stored, changes=changes, note=reason)
    return stored


@action
def revoke_paper(paper, revoked_on, reason, *, by):
    """Take an issued paper back; its number stays taken, its page says so. Raises ValidationError."""
    stored = _lock(paper)
    _refuse_out_of_force(stored)
    if revoked_on > timezone.localdate():
        raise ValidationError({"revoked_on": "Ngày thu hồi không được sau hôm nay."})
    if stored.issued_on and revoked_on < stored.issued_on:
        raise ValidationError(
            {"revoked_on": f"Ngày thu hồi không được trước ngày ban hành ({short_date(stored.issued_on)})."}
        )
    stored.revoked_on, stored.revoked_reason = revoked_on, reason
    stored.save(update_fields=["revoked_on", "revoked_reason"])
    changes = [["Thu hồi ngày", "", short_date(revoked_on)]]
    record(Verb.PAPER_REVOKED, by=by, subject=stored, changes=changes, note=reason)
    return stored


@action
def add_old_number(paper, *, by):
    """Enter a paper that was not issued here, known by its number or a part of it."""
    _lock_year(paper.cluster_year)
    paper.is_old, paper.code = True, None
    _put_in_book(paper)
    return save_new(paper, Verb.OLD_NUMBER_ADDED, by=by)


@action
def change_old_number(paper, *, by):
    _refuse_issued(_lock(paper))
    _put_in_book(paper)
    return save_changed(paper, Verb.OLD_NUMBER_CHANGED, by=by)


@action
def remove_old_number(paper, *, by):
    stored = _lock(paper)
    _refuse_issued(stored)
    if stored.supersedes.exists():
        raise ValidationError("Có văn bản trong sổ ghi là được văn bản này thay thế nên không bỏ được.")
    remove(stored, Verb.OLD_NUMBER_REMOVED, by=by)


# --- what they share --------------------------------------------------------------------------------------


def _lock_year(year):
    """One paper of a year at a time; the row is read anew."""
    rows = ClusterYear.objects.select_related("cluster__authority")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=year.pk)


def _lock_book(cluster, symbol, year):
    NumberBook.objects.get_or_create(cluster=cluster, symbol=symbol, year=year)
    return NumberBook.objects.select_for_update(no_key=True).get(cluster=cluster, symbol=symbol, year=year)


def _lock(paper):
    rows = IssuedPaper.objects.select_related("cluster_year__cluster")
    return rows.select_for_update(of=("self",)).get(pk=paper.pk)


def _lock_both(paper, other):
    """Lock two papers in one order, so that neither takes the other's place while the other takes its."""
    rows = {pk: _lock(IssuedPaper(pk=pk)) for pk in sorted({paper.pk, other.pk})}
    return rows[paper.pk], rows[other.pk]


def _refuse_second(kind, subject, supersedes, reason):
    standing = in_force_of(kind, subject)
    if standing is None and supersedes is None:
        return
    if standing is None or supersedes is None or standing.pk != supersedes.pk:
        raise ValidationError(
            f"Văn bản này vừa được phát hành: {standing}. Tải lại trang; phát hành lại thì nêu lý do."
            if standing
            else "Bản phát hành trước không còn hiệu lực. Tải lại trang rồi phát hành."
        )
    if not reason:
        raise ValidationError({"reason": "Nêu lý do phát hành lại."})


def _fill(paper, kind, subject, cluster):
    """Make the file and put it into storage, under the name that its kind gives it."""
    made = make(kind, subject, cluster, paper)
    if made.is_draft:
        raise ValidationError(
            "Văn bản còn là dự thảo nên chưa phát hành được. Hoàn thành nội dung rồi phát hành."
        )
    paper.content_hash, paper.pages, paper.is_sealed = made.content_hash, made.pages, made.is_sealed
    paper.file_name = kind.filename(subject)
    paper.file_size = len(made.content)
    paper.file_sha256 = hashlib.sha256(made.content).hexdigest()
    paper.file.save(paper.file_name, ContentFile(made.content), save=False)


def _refuse_out_of_force(paper):
    if paper.revoked_on:
        raise ValidationError(f"Văn bản này đã thu hồi ngày {short_date(paper.revoked_on)}.")
    if paper.superseded_by_id:
        raise ValidationError("Văn bản này đã được thay thế.")


def _refuse_issued(paper):
    if not paper.is_old:
        raise ValidationError(
            "Văn bản phát hành từ phần mềm được giữ nguyên; cần thay đổi thì phát hành lại hoặc thu hồi."
        )


def _put_in_book(paper):
    """A whole number stands in the book of its type and year; a partial one beside the books."""
    number, symbol = parsed(paper.number_text)
    known = "" if paper.kind in WITHOUT_SYMBOL else paper.kind
    paper.number, paper.book = None, None
    if number is None:
        return
    cluster = paper.cluster_year.cluster
    if symbol and known and symbol.casefold() != known.casefold():
        raise ValidationError(
            {"number_text": f"Số này ghi ký hiệu “{symbol}”, khác loại văn bản đã chọn (“{known}”)."}
        )
    if any(row.number_text == paper.number_text for row in carried(cluster)):
        raise ValidationError({"number_text": "Số này đã có trong sổ, ghi ở hồ sơ khác của cụm, khối."})
    year = paper.issued_on.year if paper.issued_on else paper.cluster_year.year
    paper.book = _lock_book(cluster, symbol[:10] if paper.kind == "KHAC" else known, year)
    paper.number = number
