"""Which texts are set side by side: another pledge, the version of a round, the text as it is now."""

from dataclasses import dataclass

from django import forms
from django.http import Http404

from accounts.pages import key_asked
from pledges.differences import compare
from pledges.fingerprint import text_of
from pledges.models import Pledge

OFFERED = 60
NOW = ""


@dataclass(frozen=True)
class Side:
    """One of the two texts, with what it is called."""

    name: str
    text: dict
    pledge: Pledge


def text_now(pledge):
    return pledge.frozen or text_of(pledge)


def sides(pledge, user, query):
    """Return (before, after) of what the address asks for; before is None where there is nothing to compare with.

    ``voi`` names another pledge, ``tu`` and ``den`` rounds of this one. Without any of them: what it replaces,
    what it was copied from, else its last round.
    """
    versions = {str(version.number): version for version in pledge.versions.all()}
    after = _of_round(pledge, versions, query.get("den", NOW)) or Side(
        _name_now(pledge), text_now(pledge), pledge
    )
    if other := query.get("voi"):
        return _of_pledge(other, user), after
    if query.get("tu"):
        return _of_round(pledge, versions, query["tu"]), after
    if pledge.source_id and not query.get("den"):
        return _of_pledge(str(pledge.source_id), user, required=False), after
    numbers = [number for number in sorted(versions, key=int) if number != query.get("den")]
    return (_of_round(pledge, versions, numbers[-1]) if numbers else None), after


def comparison(before, after):
    return compare(before.text, after.text)


def _of_round(pledge, versions, number):
    if number == NOW:
        return None
    if number not in versions:
        raise Http404("Không có bản lấy ý kiến lần này.")
    return Side(f"Bản lấy ý kiến lần {number}", versions[number].text, pledge)


def _of_pledge(pk, user, required=True):
    rows = Pledge.objects.visible_to(user).select_related("cluster_year__cluster__authority", "unit")
    row = rows.filter(pk=key_asked(pk)).first()
    if row is None:
        if required:
            raise Http404("Không có bản giao ước này.")
        return None
    return Side(str(row), text_now(row), row)


def _name_now(pledge):
    if pledge.is_open:
        return f"Bản đang soạn: {pledge}"
    return str(pledge)


class CompareForm(forms.Form):
    """What to compare with; chosen values stand in the address bar."""

    voi = forms.ChoiceField(label="So với giao ước", required=False)
    tu = forms.ChoiceField(label="Hoặc với bản lấy ý kiến", required=False)
    den = forms.ChoiceField(label="Bản xem", required=False)

    def __init__(self, data, *, pledge, user):
        super().__init__(data)
        rounds = [(str(row.number), str(row)) for row in pledge.versions.only("number", "pledge")]
        self.fields["voi"].choices = [("", "Không chọn"), *_others(pledge, user)]
        self.fields["tu"].choices = [("", "Không chọn"), *rounds]
        self.fields["den"].choices = [
            (NOW, "Bản hiện nay" if pledge.is_open else "Bản đã thống nhất"),
            *rounds,
        ]
        if not rounds:
            del self.fields["tu"], self.fields["den"]


def _others(pledge, user):
    """Return choices in groups: other years of the cluster, other clusters in the same year."""
    rows = Pledge.objects.visible_to(user).filter(contents__isnull=False).exclude(pk=pledge.pk).distinct()
    rows = rows.select_related("cluster_year__cluster", "unit")
    year = pledge.cluster_year
    own = rows.filter(cluster_year__cluster=year.cluster_id)
    if pledge.unit_id:
        own = own.filter(unit=pledge.unit_id) | own.filter(cluster_year=year)
    elsewhere = rows.filter(cluster_year__year=year.year).exclude(cluster_year__cluster=year.cluster_id)
    groups = (("Cùng cụm, khối", own), ("Cụm, khối khác cùng năm", elsewhere))
    choices = ((label, [(str(row.pk), str(row)) for row in found[:OFFERED]]) for label, found in groups)
    return [(label, found) for label, found in choices if found]
