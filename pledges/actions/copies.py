"""Texts that come from other texts: a copy into an empty draft, an annex to a signed pledge, its successor."""

from django.core.exceptions import ValidationError

from audit.record import action, record, save_new
from audit.verbs import Verb
from pledges.cloning import bases_for, copy_bases, copy_figures, copy_lines
from pledges.models import Pledge
from pledges.moves import Status, locked

ONLY_WHERE_BLANK = ("opening", "closing", "originals")


@action
def clone(pledge, source, *, by):
    """Copy opening, contents, targets, closing and the bases in force into an empty draft; every line keeps its
    key. Returns the bases left out as ``[(document, why), …]``.

    Raises ValidationError where the draft has lines already or has gone out, or where the source has no
    text or may not be seen.
    """
    row = locked(pledge)
    if row.status != Status.DRAFT:
        raise ValidationError(
            f"Giao ước đang ở bước “{row.get_status_display()}”. Chỉ chép được vào bản dự thảo chưa gửi lấy ý kiến."
        )
    if row.contents.exists() or row.targets.exists():
        raise ValidationError(
            "Bản dự thảo đã có nội dung hoặc chỉ tiêu. Chỉ chép được vào bản dự thảo còn trống."
        )
    if source.pk == row.pk or not source.contents.exists():
        raise ValidationError("Bản được chọn không có nội dung để chép.")
    if by and not Pledge.objects.visible_to(by).filter(pk=source.pk).exists():
        raise ValidationError("Không có quyền xem bản giao ước được chọn.")
    for name in ONLY_WHERE_BLANK:
        setattr(row, name, getattr(row, name) or getattr(source, name))
    row.source = source
    row.save(update_fields=[*ONLY_WHERE_BLANK, "source"])
    copy_lines(source, row)
    found = bases_for(row, source)
    taken = copy_bases(found.bases, row)
    changes = [["Chép từ", "", str(source)]]
    changes += [["Căn cứ được chép", "", document.name] for document in taken]
    changes += [["Căn cứ không chép", document.name, why] for document, why in found.left_out]
    record(Verb.PLEDGE_CLONED, by=by, subject=row, changes=changes)
    pledge.refresh_from_db()
    return found.left_out


@action
def add_annex(pledge, *, by):
    """Draw up the next annex of a signed pledge: contents, comments, agreement and signatures of its own.

    Raises ValidationError where the pledge is not signed, is replaced, is an annex itself, or has an annex
    that is not signed yet.
    """
    row = _extensible(pledge)
    waiting = row.annexes.exclude(status=Status.SIGNED).first()
    if waiting:
        raise ValidationError(f"“{waiting.title}” chưa ký. Hoàn thành phụ lục đó rồi lập phụ lục tiếp theo.")
    number = row.annexes.count() + 1
    annex = Pledge(
        cluster_year=row.cluster_year,
        shape=row.shape,
        unit=row.unit,
        title=f"Phụ lục số {number:02} của {row.title}",
        annex_of=row,
    )
    return save_new(annex, Verb.ANNEX_ADDED, by=by)


@action
def add_successor(pledge, *, by):
    """Draw up the pledge that is to replace a signed one, with its text; until it is signed the old one stands.

    Raises ValidationError as add_annex does, and where a successor is being drawn up already.
    """
    row = _extensible(pledge)
    if Pledge.objects.filter(supersedes=row).exists():
        raise ValidationError("Giao ước này đã có bản thay thế đang được soạn.")
    facts = ("cluster_year", "shape", "unit", "title", *ONLY_WHERE_BLANK)
    successor = Pledge(**{name: getattr(row, name) for name in facts}, supersedes=row, source=row)
    successor.full_clean()
    successor.save(force_insert=True)
    copy_lines(row, successor)
    copy_figures(row, successor)
    found = bases_for(successor, row)
    copy_bases(found.bases, successor)
    changes = [["Thay thế", "", str(row)]]
    changes += [["Căn cứ không chép", document.name, why] for document, why in found.left_out]
    record(Verb.SUCCESSOR_ADDED, by=by, subject=successor, changes=changes)
    return successor


def _extensible(pledge):
    row = locked(pledge)
    if row.status != Status.SIGNED:
        raise ValidationError(
            "Giao ước chưa ký thì sửa ngay trong bản đó; chỉ giao ước đã ký mới có phụ lục hoặc bản thay thế."
        )
    if row.annex_of_id:
        raise ValidationError(
            "Phụ lục không có phụ lục hay bản thay thế riêng. Lập phụ lục tiếp theo của giao ước."
        )
    if Pledge.objects.filter(supersedes=row, status=Status.SIGNED).exists():
        raise ValidationError("Giao ước này đã được thay thế. Lập phụ lục của bản thay thế.")
    return row
