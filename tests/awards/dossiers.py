"""Dossiers in every step, brought there through the actions."""

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from awards import actions
from awards.models import AwardForm, Evidence, Nomination, Proposal, Review
from documents.uploads import inspect_upload
from tests import factories as make
from tests.awards.scores import pdf_of

STEPS = ("draft", "submitted", "received", "appraised", "reviewed", "proposed", "decided")


def award_of(**fields):
    code = fields.get("code", "CO-BO")
    return AwardForm.objects.filter(code=code).first() or make.make_award(**{"code": code, **fields})


def dossier(cast, status="draft", unit=None, **fields):
    """Return a nomination of ``cast.unit`` (or ``unit``) for the flag, in the wanted step."""
    award = fields.pop("award", None) or award_of()
    row = make.make_nomination(
        fields.pop("year", cast.year), unit or cast.unit, award, by=cast.officer, **fields
    )
    wanted = STEPS.index(status)
    if wanted >= 1:
        actions.submit(row, by=cast.officer)
    if wanted >= 2:
        actions.receive(row, by=cast.secretary)
    if wanted >= 3:
        actions.appraise(row, by=cast.secretary)
    if wanted >= 4:
        actions.review(Review(nomination=row, opinion="agree"), by=cast.leader)
        actions.close_review(row, by=cast.secretary)
    if wanted >= 5:
        actions.issue_proposal(proposal_of(cast, [row]), by=cast.secretary)
    if wanted >= 6:
        actions.decide(row, "granted", "12/QĐ-UBND", date(2026, 3, 2), by=cast.secretary)
    row.refresh_from_db()
    return row


def proposal_of(cast, rows, **fields):
    count = Proposal.objects.count() + 1
    fields = {
        "number": f"{count:02}/TTr-CTĐ01",
        "dated_on": date(2026, 3, 1),
        "addressee": cast.authority,
        "signer_unit": cast.chair_unit,
        "signatory": "Nguyễn Văn An",
        "post": "Chủ tịch",
        "authority": "TM.",
        **fields,
    }
    return actions.add_proposal(Proposal(cluster_year=cast.year, **fields), rows, by=cast.secretary)


def picture(name="anh.png", colour="white"):
    content = BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def paper(pages=1, name="báo cáo.pdf"):
    return SimpleUploadedFile(name, pdf_of(pages), "application/pdf")


def evidence(nomination, by, file=None, **fields):
    file = file or picture()
    checked = inspect_upload(file)
    return actions.add_evidence(
        Evidence(
            nomination=nomination,
            title=fields.pop("title", "Ảnh hội nghị"),
            file=file,
            file_name=file.name,
            extension=checked.extension,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
            **fields,
        ),
        by=by,
    )


__all__ = ["Nomination", "award_of", "dossier", "evidence", "paper", "picture", "proposal_of"]
