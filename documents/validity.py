"""Whether the documents that a paper refers to are in force on the day of the paper."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import prefetch_related_objects

from documents.models import OfficialDocument
from vietnamese.dates import short_date
from vietnamese.listing import join_names


@dataclass(frozen=True)
class Validity:
    """What is to be said of the documents: ``warnings`` are pairs of a document and a sentence, ``unknown``
    are those of which nobody can say."""

    day: date
    warnings: list[tuple[OfficialDocument, str]]
    unknown: list[OfficialDocument]

    @property
    def note(self):
        """Return the quiet sentence about those of which nothing is known, or ""."""
        if not self.unknown:
            return ""
        names = join_names([document.name for document in self.unknown])
        return f"Chưa rõ hiệu lực vào ngày {short_date(self.day)}: {names}."


def validity_on(documents, day):
    """Return the Validity of documents on a day, at one query for whatever replaced them."""
    documents = list(documents)
    prefetch_related_objects(documents, "replaced_by")
    unknown = [document for document in documents if document.is_in_force_on(day) is None]
    return Validity(day, not_in_force(documents, day), unknown)


def not_in_force(documents, day):
    """Return ``[(document, sentence), …]`` of those known not to be in force on the day."""
    return [
        (document, _why(document, day)) for document in documents if document.is_in_force_on(day) is False
    ]


def _why(document, day):
    if document.last_day is None or day <= document.last_day:
        since = short_date(document.effective_from)
        return f"{document.name} chưa có hiệu lực vào ngày {short_date(day)}; có hiệu lực từ ngày {since}."
    ended = f"{document.name} hết hiệu lực từ ngày {short_date(document.last_day + timedelta(days=1))}"
    if document.replaced_by_id:
        return f"{ended}; được thay thế bởi {document.replaced_by.name}."
    return f"{ended}."
