"""Papers to issue in tests: a tờ trình and a sheet without a number, made of a year of emulation."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from clusters import actions
from clusters.models import ClusterYear
from clusters.papers import KINDS, PaperKind, SignatureLine, register
from documents.layout import Letterhead
from documents.stamp import Stamp
from tests.documents import samples

TODAY = date(2026, 3, 2)


@dataclass
class Wishes:
    """What the kinds of a test say; a test changes it and the kinds follow."""

    findings: tuple = ()
    refusal: str = ""
    is_draft: bool = False
    signed: bool = True


wishes = Wishes()


def build(year, stamp=None):
    cluster = year.cluster
    head = Letterhead(
        superior=cluster.authority.name,
        issuer=str(cluster),
        number=stamp.number_text if stamp and stamp.number_text else None,
        place="Mẫu Sơn",
        day=stamp.day if stamp else None,
    )
    return replace(samples.proposal(), letterhead=head, stamp=stamp, is_draft=wishes.is_draft)


def kind(key, symbol, **more):
    return PaperKind(
        key=key,
        label="Tờ trình thử" if symbol else "Danh mục thử",
        symbol=symbol,
        position=900,
        model=ClusterYear,
        records=lambda year: [year],
        build=build,
        title=lambda year: f"Về việc thử năm {year.year}",
        filename=lambda year: f"Tờ trình thử {year.year}.pdf",
        url=lambda year: f"/nam/{year.pk}/",
        check=lambda year: list(wishes.findings),
        can_issue=lambda year: wishes.refusal,
        parties=lambda year: ["Hội thành viên A", "Hội thành viên B"],
        signer=lambda year: "Nguyễn Văn An",
        signatures=lambda year: [
            SignatureLine("Hội thành viên A", wishes.signed, TODAY),
            SignatureLine("Hội thành viên B", False),
        ],
        **more,
    )


@contextmanager
def test_kinds():
    """Within this block there are two more kinds of papers: (numbered, without a number)."""
    made = register(kind("to-trinh-thu", "TTr")), register(kind("danh-muc-thu", ""))
    wishes.__dict__.update(vars(Wishes()))
    try:
        yield made
    finally:
        for one in made:
            del KINDS[one.key]


test_kinds.__test__ = False


def issue(kind, year, by, on=TODAY, **more):
    return actions.issue_paper(kind, year, year, on, by=by, **more)


__all__ = ["TODAY", "Stamp", "issue", "test_kinds", "wishes"]
