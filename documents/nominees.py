"""Danh sách trích ngang: the annex of a tờ trình, on landscape pages. Made of a ProposalPaper."""

from dataclasses import dataclass
from typing import ClassVar

from documents.blocks import Column, Heading, Para, Table, When, text
from documents.layout import DOTS, Letterhead
from documents.official import BLANK
from documents.stamp import Stamp
from vietnamese.listing import roman

TITLE = "Danh sách trích ngang"


@dataclass(frozen=True)
class GroupRow:
    """A collective, or a household; the unit that it belongs to stands under its name."""

    name: str = text("ten", "Tên tập thể, hộ gia đình; dòng dưới là đơn vị")
    achievement: str = text("thanh_tich", "Tóm tắt thành tích")
    before: str = text("da_khen", "Các hình thức đã được khen thưởng, số và ngày quyết định")
    award: str = text("de_nghi", "Danh hiệu, hình thức đề nghị")


@dataclass(frozen=True)
class PersonRow:
    name: str = text("ho_ten", "Họ và tên")
    male: str = text("nam", "Năm sinh, nếu là nam")
    female: str = text("nu", "Năm sinh, nếu là nữ")
    place: str = text("chuc_vu", "Chức vụ, đơn vị công tác")
    achievement: str = text("thanh_tich", "Tóm tắt thành tích")
    before: str = text("da_khen", "Các hình thức đã được khen thưởng, số và ngày quyết định")
    award: str = text("de_nghi", "Danh hiệu, hình thức đề nghị")


@dataclass(frozen=True, kw_only=True)
class NomineeListPaper:
    """``source`` says to which tờ trình the list belongs; the groups that it does not have are left out."""

    template: ClassVar[str] = "documents/nominees.html"
    is_wide: ClassVar[bool] = True
    is_annex: ClassVar[bool] = True
    table_size: ClassVar[int] = 12

    letterhead: Letterhead
    title: str = text("ten_danh_sach", "Tên danh sách")
    source: str = text("kem_theo", "Câu ghi tờ trình mà danh sách kèm theo")
    collectives_heading: str = text("tap_the_tieu_de", "Tiêu đề nhóm tập thể", default="")
    collectives: tuple[GroupRow, ...] = text("tap_the", "Các tập thể", default=())
    persons_heading: str = text("ca_nhan_tieu_de", "Tiêu đề nhóm cá nhân", default="")
    persons: tuple[PersonRow, ...] = text("ca_nhan", "Các cá nhân", default=())
    households_heading: str = text("ho_tieu_de", "Tiêu đề nhóm hộ gia đình", default="")
    households: tuple[GroupRow, ...] = text("ho_gia_dinh", "Các hộ gia đình", default=())
    total: str = text("tong_so", "Câu ghi tổng số")
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    @property
    def head_title(self):
        return f"{self.title} - {self.letterhead.issuer}"

    def blocks(self):
        def group(first, heading, rows):
            return When(rows, (Heading(heading), Table(_group_columns(first), rows, _group_cells)))

        return (
            group("Tên tập thể, đơn vị", self.collectives_heading, self.collectives),
            When(
                self.persons,
                (Heading(self.persons_heading), Table(PERSON_COLUMNS, self.persons, _person_cells)),
            ),
            group("Hộ gia đình, đơn vị đề nghị", self.households_heading, self.households),
            Para(self.total),
        )


def _group_columns(name):
    return (
        Column(name, 64),
        Column("Tóm tắt thành tích"),
        Column("Các hình thức đã được khen", 46),
        Column("Hình thức đề nghị", 36),
    )


PERSON_COLUMNS = (
    Column("Họ và tên", 38),
    Column("Năm sinh (nam)", 15, True),
    Column("Năm sinh (nữ)", 15, True),
    Column("Chức vụ, đơn vị công tác", 42),
    Column("Tóm tắt thành tích"),
    Column("Các hình thức đã được khen", 42),
    Column("Hình thức đề nghị", 34),
)


def _group_cells(row):
    return row.name, row.achievement, row.before, row.award


def _person_cells(row):
    return row.name, row.male, row.female, row.place, row.achievement, row.before, row.award


def nominee_list(paper):
    """Return the list of a ProposalPaper's nominees: first the collectives, then the people, then the households."""
    found = {"collectives": [], "persons": [], "households": []}
    for group in paper.groups:
        found["collectives"] += [_group_row(row, group.award) for row in group.collectives]
        found["persons"] += [_person_row(row, group.award) for row in group.individuals]
        found["households"] += [_group_row(row, group.award) for row in group.households]
    kinds = {"collectives": "tập thể", "persons": "cá nhân", "households": "hộ gia đình"}
    present = [(key, kind) for key, kind in kinds.items() if found[key]]
    headings = {
        f"{key}_heading": f"{roman(number)}. {kind}" if len(present) > 1 else kind
        for number, (key, kind) in enumerate(present, 1)
    }
    counts = ", ".join(f"{len(found[key]):02d} {kind}" for key, kind in present)
    return NomineeListPaper(
        letterhead=paper.letterhead,
        title=f"{TITLE} {', '.join(kind for _, kind in present)} đề nghị khen thưởng",
        source=paper.appendix_source,
        **{key: tuple(rows) for key, rows in found.items()},
        **headings,
        total=f"Danh sách này gồm {counts}.",
        is_draft=paper.is_draft,
        is_sample=paper.is_sample,
        stamp=paper.stamp,
    )


def _group_row(row, award):
    name = "\n".join(filter(None, [row.name, row.place or row.position]))
    return GroupRow(name, row.achievement, row.before or BLANK, award)


def _person_row(row, award):
    """A year of birth stands in the column of the sex; where the sex is not known, under the name."""
    name = row.name
    if row.born and not row.sex:
        name = f"{name}\n(sinh năm {row.born})"
    years = {row.sex: row.born or DOTS}
    return PersonRow(
        name,
        years.get("male", ""),
        years.get("female", ""),
        row.place or row.position,
        row.achievement,
        row.before or BLANK,
        award,
    )


__all__ = ["GroupRow", "NomineeListPaper", "PersonRow", "nominee_list"]
