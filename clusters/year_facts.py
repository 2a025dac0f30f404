"""What the papers of one year have in common: head, signer, members, the offices of the year after; read once."""

import re
from functools import cached_property

from clusters.models import OfficeTerm
from clusters.year_members import members_in
from documents.layout import Letterhead, SignatureBlock, number_text
from documents.official import DOTS

UNKNOWN = "chưa rõ"
NO_NAME = "(chưa rõ họ tên)"
RECORD_NOTE = "Bản lập lại từ hồ sơ của năm đã qua; phần hồ sơ không nêu được ghi “chưa rõ”."


def facts_of(year):
    """Return the YearFacts of this object of a year; who changes the year reads it anew afterwards."""
    if "_facts" not in year.__dict__:
        year._facts = YearFacts(year)
    return year._facts


def bare(text):
    """Return one line of text without its end mark, to be set into a sentence."""
    return re.sub(r"[\s;.,]+$", "", " ".join(text.split()))


def sentences(text):
    """Return the lines of a text, each ending in a mark."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(
        line if line.endswith((".", ";", ":", "!", "?", "…")) else f"{line}." for line in lines if line
    )


def numbered(texts):
    """Return the texts as "1. …", "2. …"; further lines of a text follow without a number."""
    return tuple(
        line if place else f"{number}. {line}"
        for number, text in enumerate(texts, 1)
        for place, line in enumerate(sentences(text))
    )


class YearFacts:
    def __init__(self, year):
        self.year, self.cluster = year, year.cluster
        self.authority = year.cluster.authority

    # --- words ---

    def said(self, value):
        """The value; of a past year "chưa rõ" where it is missing, else a line to be filled in by hand."""
        return bare(value) if value else UNKNOWN if self.year.is_recorded else DOTS

    @property
    def record_note(self):
        return RECORD_NOTE if self.year.is_recorded else ""

    @property
    def chair_post(self):
        return f"{self.cluster.noun.capitalize()} trưởng"

    @property
    def theme_line(self):
        return ", ".join(f"“{bare(theme.text).strip('“”')}”" for theme in self.themes)

    @property
    def recipients(self):
        return (self.authority.name, f"Các đơn vị thành viên {self.cluster.noun}")

    # --- rows ---

    @cached_property
    def themes(self):
        return list(self.year.themes.all())

    @cached_property
    def terms(self):
        """The offices of the year, the earliest first, with the posts of whoever acts for the unit."""
        rows = self.year.office_terms.select_related("unit", "person", "cluster_year__cluster")
        return list(rows.prefetch_related("person__posts").order_by("starts_on", "pk"))

    @cached_property
    def members(self):
        """The year's YearMembers."""
        return members_in(self.year, self.terms)

    @cached_property
    def units(self):
        """The member units, as loaded with the year's members."""
        return [row.membership.unit for row in self.members]

    @cached_property
    def next_year(self):
        return self.year.next()

    @cached_property
    def next_terms(self):
        """The offices of the year after: terms, or where there is none yet what is proposed for it."""
        if self.next_year is None:
            return []
        held = (OfficeTerm.Office.CHAIR, OfficeTerm.Office.VICE_CHAIR)
        for rows in (self.next_year.office_terms, self.next_year.proposed_terms):
            found = rows.filter(office__in=held).select_related("unit", "document", "cluster_year__cluster")
            if found := list(found):
                return sorted(found, key=lambda row: (held.index(row.office), row.pk))
        return []

    # --- head and foot ---

    def letterhead(self, symbol, stamp, *, town="", head=Letterhead, number=None, day=None):
        """``symbol`` "" for a paper without a number; ``number`` and ``day`` where they are known without a
        stamp. In a recorded year nothing stands in for a place that the record does not name."""
        profile = self.authority.header_profile
        if symbol:
            empty = number_text(profile, None, symbol, self.cluster.symbol)
            number = stamp.number_text if stamp else number or empty
        day = stamp.day if stamp else day
        return head(
            issuer=str(self.cluster),
            superior=self.authority.name,
            number=number,
            place=town or ("" if self.year.is_recorded else self.authority.place_name),
            day=day,
            year=None if day else self.year.year,
            profile=profile,
        )

    def chair_on(self, day):
        """Return the chair's term on the day, else the year's last one, or None."""
        chairs = [term for term in self.terms if term.office == OfficeTerm.Office.CHAIR]
        holding = [
            term for term in chairs if term.starts_on <= day and (not term.ends_on or term.ends_on >= day)
        ]
        return (holding or chairs or [None])[-1]

    def chair_signature(self, day=None):
        """The chair signs for the cluster, with the post in the own organisation over the name (ô 7b)."""
        day = day or self.year.as_of()
        term = self.chair_on(day)
        block = {"authority": f"TM. {self.cluster}", "post": self.chair_post}
        if term is None:
            return SignatureBlock(**block, name=self.no_name)
        unit = term.unit.name_on(day)
        return SignatureBlock(**block, own_post=own_post(term, unit), name=self._name(term))

    def _name(self, term):
        if term.person_id:
            return term.person.full_name
        return self.no_name

    @property
    def no_name(self):
        """What stands where a name is not known: a line to sign on, of a past year that nobody knows it."""
        return NO_NAME if self.year.is_recorded else ""

    def signer_name(self, day=None):
        term = self.chair_on(day or self.year.as_of())
        return term.person.full_name if term and term.person_id else ""


def own_post(term, unit):
    """Return "Chủ tịch Hội A": the person's own post there, or the head's where nobody is named yet."""
    post = term.unit.head_post
    if term.person_id:
        held = [row.title for row in term.person.posts.all() if row.unit_id == term.unit_id]
        post = held[-1] if held else ""
    return f"{post} {unit}" if post else unit
