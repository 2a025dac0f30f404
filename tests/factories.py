"""Rows for tests, made through the actions wherever there is one, so that no test starts from a state
that the product could not reach."""

from datetime import date
from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Assignment, Role, User
from awards.models import AwardForm, Nomination
from clusters import actions as cluster_actions
from clusters.models import Authority, Cluster, ClusterYear, Membership, OfficeTerm, Unit
from documents.photos import PhotoField
from pledges import actions as pledge_actions
from pledges.fingerprint import parties_of
from pledges.models import Ceremony, Consent, Content, Pledge

PASSWORD = "giao-uoc-thi-dua-2026"
_numbers = count(1)


def make_user(username, full_name="", **fields):
    return User.objects.create_user(
        username, PASSWORD, full_name=full_name or f"Người dùng {username}", **fields
    )


def assign(user, role, place=None, starts_on=date(2020, 1, 1), ends_on=None):
    kind = {"authority": place} if isinstance(place, Authority) else {"unit": place} if place else {}
    user.__dict__.pop("_reach", None)
    return Assignment.objects.create(user=user, role=role, starts_on=starts_on, ends_on=ends_on, **kind)


def make_authority(by=None, **fields):
    fields.setdefault("name", f"Liên hiệp hội số {next(_numbers)}")
    fields.setdefault("level", Authority.Level.CENTRAL)
    return cluster_actions.add_authority(Authority(**fields), by=by)


def make_unit(authority, by=None, **fields):
    fields.setdefault("name", f"Hội thành viên thứ {next(_numbers)}")
    fields.setdefault("head_post", "Chủ tịch")
    return cluster_actions.add_unit(Unit(authority=authority, **fields), by=by)


def make_cluster(authority, units=(), by=None, since=date(2020, 1, 1), **fields):
    if not fields.get("number") and not fields.get("name"):
        fields["number"] = str(next(_numbers))
    cluster = cluster_actions.add_cluster(Cluster(authority=authority, **fields), by=by)
    for unit in units:
        cluster_actions.add_member(Membership(cluster=cluster, unit=unit, starts_on=since), by=by)
    return cluster


def make_year(cluster, year=2026, by=None, **fields):
    return cluster_actions.open_year(ClusterYear(cluster=cluster, year=year, **fields), by=by)


def make_term(cluster_year, unit, office="chair", by=None, **fields):
    fields.setdefault("starts_on", cluster_year.starts_on)
    fields.setdefault("ends_on", cluster_year.ends_on)
    return cluster_actions.give_office(
        OfficeTerm(cluster_year=cluster_year, unit=unit, office=office, **fields), by=by
    )


def make_pledge(cluster_year, by=None, contents=("Tổ chức tốt các phong trào thi đua",), **fields):
    """Return the joint pledge, or the list of the units' own pledges."""
    made = pledge_actions.add_pledges(Pledge(cluster_year=cluster_year, **fields), by=by)
    for pledge in made:
        for text in contents:
            pledge_actions.add_content(Content(pledge=pledge, text=text), by=by)
    return made[0] if fields.get("shape", "joint") == "joint" else made


def agree(pledge, by):
    """All units consent at a meeting, and the text is agreed."""
    meeting = {unit.pk: Consent.Kind.AT_MEETING for unit in parties_of(pledge)}
    pledge_actions.agree(pledge, by=by, consents=meeting)


def make_agreed_pledge(cluster_year, by, **fields):
    pledge = make_pledge(cluster_year, by=by, **fields)
    agree(pledge, by=by)
    return pledge


def sign_all(pledge, by, on=date(2026, 3, 1), **fields):
    for signature in pledge.signatures.filter(is_signed=False).order_by("position"):
        signature.signatory = fields.get("signatory", "Nguyễn Văn An")
        signature.post = fields.get("post", "Chủ tịch")
        signature.signed_on = on
        signature.ceremony = fields.get("ceremony")
        pledge_actions.sign(signature, by=by)
    pledge.refresh_from_db()


def make_ceremony(cluster_year, by=None, **fields):
    fields.setdefault("signing_year", cluster_year)
    fields.setdefault("starts_on", date(cluster_year.year, 3, 1))
    return pledge_actions.add_ceremony(Ceremony(cluster_year=cluster_year, **fields), by=by)


def make_photo_upload(name="lễ ký.jpg", size=(60, 40), colour="red", **saved):
    """Return a picture as the photo form hands it on."""
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, "JPEG", **saved)
    return PhotoField().clean(SimpleUploadedFile(name, content.getvalue()))


def make_award(code="CO-BO", name="Cờ thi đua của bộ, ban, ngành, tỉnh", **fields):
    fields = {
        "group": "title",
        "subject": "collective",
        "level": "ministry",
        "conferred_by": "Bộ trưởng, Chủ tịch Ủy ban nhân dân tỉnh",
        "legal_ref": "Điều 26 Luật Thi đua, khen thưởng 2022",
        "effective_from": date(2024, 1, 1),
        **fields,
    }
    return AwardForm.objects.create(code=code, name=name, **fields)


def make_nomination(cluster_year, unit, award, by, **fields):
    from awards import actions as award_actions

    fields.setdefault("achievement", "Hoàn thành xuất sắc nhiệm vụ năm.")
    if "put_to" not in fields and "put_to_name" not in fields:
        fields["put_to"] = cluster_year.cluster.authority
    return award_actions.add_nomination(
        Nomination(cluster_year=cluster_year, unit=unit, award=award, **fields), by=by
    )


def make_word_template(authority, key, content=None, by=None, name="Mẫu của cơ quan.docx"):
    """The authority's Word template of a kind of paper: the master, unless other content is given."""
    from clusters.papers import kind_of
    from documents import actions as document_actions
    from documents.uploads import EvidenceField
    from documents.word import master_of

    file = SimpleUploadedFile(name, content or master_of(kind_of(key).paper))
    return document_actions.save_word_template(authority, key, EvidenceField().clean(file), by=by)


__all__ = [name for name in dir() if name.startswith(("make_", "assign", "agree", "sign_all"))] + [
    "PASSWORD",
    "Role",
]
