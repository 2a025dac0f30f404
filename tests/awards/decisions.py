"""Decisions, letters and rules of the law for tests, made through the actions."""

from datetime import date

from awards import actions
from awards.models import Decision, LegalFigure
from tests.awards.dossiers import dossier

TODAY = date(2026, 3, 2)


def put(cast, count=2, **fields):
    """Return proposed dossiers of ``cast.unit``, put to the cast's authority."""
    names = [f"Phòng số {number}" for number in range(1, count + 1)]
    return [dossier(cast, "proposed", nominee=name, **fields) for name in names]


def decision_on(cast, rows, **fields):
    fields = {
        "number": "12/QĐ-LH",
        "dated_on": TODAY,
        "town": "Mẫu Sơn",
        "bases": "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
        "opening": "Trưởng Ban Thi đua - Khen thưởng",
        "signatory": "Trần Văn Bình",
        "post": "Chủ tịch",
        **fields,
    }
    return actions.add_decision(Decision(authority=cast.authority, **fields), rows, by=cast.secretary)


def issued(cast, rows=None, **fields):
    decision = decision_on(cast, rows or put(cast), **fields)
    actions.issue_decision(decision, by=cast.secretary)
    return decision


def figure(kind, amount, **fields):
    fields = {
        "legal_ref": "Điều 84 Luật Thi đua, khen thưởng 2022",
        "effective_from": date(2024, 1, 1),
        **fields,
    }
    return LegalFigure.objects.create(kind=kind, amount=amount, **fields)
