"""The papers and their building blocks, as Nghị định 30/2020/NĐ-CP (Phụ lục I) numbers them: "ô 1" to "ô 14".

A paper is a frozen value that says everything its print contains; the templates only place it.
Text arrives in sentence case; capitals, numbering and end marks are the layout's work.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from documents.stamp import Stamp
from vietnamese.dates import long_date, short_date

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Letters of "điểm" in order of the Vietnamese alphabet (Phụ lục I, mục II.6)."""

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
DOTS = "……"
REGISTRATION_COLUMNS = 6
SHORT_UNIT = 60
NAMED_IN_BODY = 10

# Capitals of 13 pt that surely fit on one line: beside the Quốc hiệu, and in a signature cell by its span.
LETTERHEAD_WIDTH = 20
CELL_WIDTHS = {2: 16, 3: 26, 6: 55}
SIGNER_WIDTH = 27  # of 14 pt, where one signs alone beside Nơi nhận

GLUE = "\x01"  # stands for a space that a line may not break at
COMPOUND = re.compile(
    r"\b(?:chính trị - xã hội|xã hội - nghề nghiệp|thi đua - khen thưởng|Liên hiệp (?:các )?Hội|Liên đoàn Lao động|"
    r"Việt Nam|Trung ương|Ủy ban|Hội đồng|Mặt trận|Tổ quốc|Liên hiệp|Liên minh|Liên đoàn|Hiệp hội|"
    r"Thường trực|Thường vụ|Chấp hành|Cựu chiến binh|Thương binh|người khuyết tật|phụ nữ|nông dân|thanh niên|"
    r"lao động|công đoàn|hợp tác xã|doanh nghiệp|thương mại|công nghiệp|mỹ nghệ|kim hoàn|đá quý|làng nghề|"
    r"khoa học|kỹ thuật|kinh tế|chính trị|xã hội|nghề nghiệp|đoàn thể|tổ chức|thành viên|đơn vị|thi đua|khen thưởng|"
    r"Hồ Chí Minh|số \d+)\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?:tỉnh|thành phố|quận|huyện|xã(?! hội)|phường|đặc khu|thị trấn|thị xã) [\w ]{1,30}$", re.IGNORECASE
)

POST = re.compile(
    r"(?:Quyền )?(?:Phó )?(?:Chủ tịch|Tổng Giám đốc|Giám đốc|Bí thư|Tổng [Tt]hư ký|Chủ nhiệm|Hiệu trưởng|Viện trưởng|"
    r"Cục trưởng|Vụ trưởng|Chánh Văn phòng|Chánh Thanh tra)(?: Thường trực)? (?=\S)"
)


def dated(day: date | None, year: int | None = None) -> str:
    """Return "ngày 05 tháng 02 năm 2024" (ô 4).

    Without a day, a dotted line to be filled in by hand, with the year if that much is known.
    """
    return long_date(day) if day else f"ngày {DOTS} tháng {DOTS} năm {year or DOTS}"


def ended(lines: Iterable[str], last: str = ".") -> list[str]:
    """Return the lines ending in ";", the last one in `last`, whatever mark they were typed with."""
    bare = [re.sub(r"[\s;.,]+$", "", line.strip()) for line in lines if line.strip()]
    return [line + (";" if number < len(bare) else last) for number, line in enumerate(bare, 1)]


def balanced(text: str, width: int) -> str:
    """Return the text broken into lines of similar length, as many as `width` letters a line make necessary.

    So a heading does not end in a line of one syllable, and breaks before "tỉnh Hà Nam", not inside it.
    A longer unbroken word is left to the style sheet.
    """

    def whole(match):
        return match[0].replace(" ", GLUE) if len(match[0]) <= width else match[0]

    def lines(letters):
        return textwrap.wrap(glued, letters, break_long_words=False, break_on_hyphens=False)

    glued = re.sub(
        r" (?=[-–] )", GLUE, PLACE.sub(whole, COMPOUND.sub(whole, text))
    )  # no line begins with a dash
    least = len(lines(width))
    if least > 1 and (place := PLACE.search(text)) and len(place[0]) <= width:
        head = balanced(text[: place.start()], width)
        if head.count("\n") + 2 == least:
            return f"{head}\n{place[0]}"
    found = next(found for letters in range(1, width + 1) if len(found := lines(letters)) == least)
    return "\n".join(found).replace(GLUE, " ")


def parted_post(text: str, width: int) -> str:
    """Return "Chủ tịch / Liên hiệp Hội Hải Phòng": a post apart from its body, if that takes no more lines."""
    lines = balanced(text, width)
    if "\n" in lines and (post := POST.match(text)):
        apart = f"{post[0].strip()}\n{balanced(text[post.end() :].strip(), width)}"
        if apart.count("\n") <= lines.count("\n"):
            return apart
    return lines


def lettered(number: int) -> str:
    """Return "a)" for 1, "đ)" for 5; a dash beyond the alphabet."""
    return f"{POINT_LETTERS[number - 1]})" if number <= len(POINT_LETTERS) else "-"


def number_text(profile: str, number: int | None, symbol: str, cluster_symbol: str) -> str:
    """Return "05/GM-CTĐ02", for the Party "05-GM/CTĐ02"; without a number "/GM-CTĐ02", to write it in by hand.

    `symbol` is the abbreviation of the kind ("GM", "" for a công văn), `cluster_symbol` that of the issuer ("").
    """
    before, between = ("-", "/") if profile == "party" else ("/", "-")
    groups = between.join(filter(None, [symbol, cluster_symbol]))
    counted = "" if number is None else f"{number:02d}"
    return f"{counted}{before}{groups}" if groups else counted


@dataclass(frozen=True)
class Letterhead:
    """Ô 1 to 4: Quốc hiệu and Tiêu ngữ at the right; the issuing bodies at the left, number, place and date.

    `number` None: the paper carries none (a pledge). A number that begins with "/" ("/TTr-CTĐ02") or "-" leaves
    room to write it in. `year` is printed when `day` is not known. `profile` is the authority's header profile:
    "state" (Nghị định 30/2020), "party" (Đảng), "mass" (Mặt trận and mass organisations, laid out as the state's).
    """

    issuer: str
    superior: str = ""
    number: str | None = None
    place: str = ""
    day: date | None = None
    year: int | None = None
    profile: str = "state"

    @property
    def is_party(self) -> bool:
        return self.profile == "party"

    @property
    def end_mark(self) -> str:
        """What the last sentence of a paper ends in."""
        return "." if self.is_party else "./."

    @property
    def superior_lines(self) -> str:
        return balanced(self.superior, LETTERHEAD_WIDTH)

    @property
    def issuer_lines(self) -> str:
        return balanced(self.issuer, LETTERHEAD_WIDTH)

    @property
    def number_line(self) -> str:
        if self.number is None:
            return ""
        gap = "\N{NO-BREAK SPACE}" * 8 if self.number.startswith(("/", "-")) else ""
        return f"Số{'' if self.is_party else ':'} {gap}{self.number}"

    @property
    def place_line(self) -> str:
        return f"{self.place or DOTS * 3}, {dated(self.day, self.year)}"


@dataclass(frozen=True)
class SignatureBlock:
    """Ô 7: who signs, by what authority; before signing it leaves 30 mm for the signature and the seal.

    unit       "Liên hiệp Hội tỉnh Hải Dương": printed over the authority in a joint paper
    role       "Cụm trưởng", "Cụm phó", "Ký công nhận", "Chứng kiến": printed over the unit
    authority  "TM. Ban Thường trực", "KT. Chủ tịch" (ô 7a)
    post       "Chủ tịch", "Phó Chủ tịch" (ô 7a)
    own_post   the signer's post in his own organisation, above the name, when he signs for an advisory
               body such as a cluster (ô 7b)
    name       without academic titles or honours (ô 7b)
    note       printed small under "Đã ký ngày …", for instance "ký sau hội nghị"
    """

    unit: str = ""
    role: str = ""
    authority: str = ""
    post: str = ""
    own_post: str = ""
    name: str = ""
    is_signed: bool = False
    signed_on: date | None = None
    note: str = ""

    @property
    def name_line(self) -> str:
        return self.name or ("(chưa rõ họ tên)" if self.is_signed else "")

    def fitted(self, width: int) -> "SignatureBlock":
        """Return the block with its headings broken for a cell of `width` capitals."""
        headings = {
            name: balanced(getattr(self, name), width) for name in ("unit", "role", "authority", "post")
        }
        return replace(self, **headings, own_post=parted_post(self.own_post, width))

    @property
    def signed_line(self) -> str:
        if not self.is_signed:
            return ""
        return f"Đã ký ngày {short_date(self.signed_on)}" if self.signed_on else "Đã ký (chưa rõ ngày)"


@dataclass(frozen=True)
class Item:
    """One content of a pledge: "1." with an optional bold title, then a) b) c) d) đ), then dashes."""

    text: str
    title: str = ""
    points: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Line:
    """One printed line of the tree of contents; `level` 1 to 3."""

    level: int
    marker: str
    title: str
    text: str


def outline(items: Iterable[Item], level: int = 1) -> Iterator[Line]:
    for number, item in enumerate(items, 1):
        marker = (f"{number}.", lettered(number), "-")[min(level, 3) - 1]
        yield Line(min(level, 3), marker, item.title, item.text)
        yield from outline(item.points, level + 1)


@dataclass(frozen=True)
class Target:
    """A row of the table of targets: "Đơn vị thành viên hoàn thành tốt nhiệm vụ", "%", "100"."""

    label: str
    measure: str = ""
    level: str = ""


@dataclass(frozen=True)
class Registrations:
    """What each unit registers: one column per target ("Chỉ tiêu 2 (%)"), one row per unit.

    Every row's levels stand in the order of `columns`; an empty level prints as "–".
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def __post_init__(self):
        if any(len(levels) != len(self.columns) for _, levels in self.rows):
            raise ValueError("every unit needs one level per column")

    @property
    def tables(self) -> list["Registrations"]:
        """The same in tables of at most six columns, which is what a portrait page can carry."""
        starts = range(0, len(self.columns), REGISTRATION_COLUMNS)
        return [
            Registrations(
                self.columns[start : start + REGISTRATION_COLUMNS],
                tuple((unit, levels[start : start + REGISTRATION_COLUMNS]) for unit, levels in self.rows),
            )
            for start in starts
        ]


@dataclass(frozen=True)
class GridRow:
    """Signature blocks that stand side by side; each spans `span` of the grid's six columns."""

    blocks: tuple[SignatureBlock, ...]
    heading: str = ""

    @property
    def span(self) -> int:
        return 6 // len(self.blocks)

    @property
    def cells(self) -> list[SignatureBlock]:
        return [block.fitted(CELL_WIDTHS[self.span]) for block in self.blocks]

    @property
    def is_open(self) -> bool:
        """Somebody here still signs by hand: the row keeps the height of a signature and a seal."""
        return not all(block.is_signed for block in self.blocks)


def grid_rows(blocks: tuple[SignatureBlock, ...]) -> list[GridRow]:
    """Set the members' blocks in rows of two, or of three when they are many and their names short.

    No block stands beside a gap: 10 in threes are 3 + 3 + 2 + 2; an odd count in twos ends with one, centred.
    """
    wide = len(blocks) <= 8 or any(len(block.unit) > SHORT_UNIT for block in blocks)
    per_row = 2 if wide else 3
    sizes = [per_row] * (len(blocks) // per_row)
    if rest := len(blocks) % per_row:
        sizes.append(rest)
        if per_row == 3 and rest == 1:
            sizes[-2:] = [2, 2]
    rows, start = [], 0
    for size in sizes:
        rows.append(GridRow(blocks[start : start + size]))
        start += size
    return rows


@dataclass(frozen=True)
class PledgePaper:
    """A pledge (giao ước thi đua), in either shape.

    One text that all sign: `officers` holds the chair's and the vice-chair's blocks (or neither), `members`
    all others, in the cluster's order. One text per unit: `members` holds the unit's own block and
    `countersignature` the chair's.
    `unknown` lists in words what the record of a past pledge does not tell. `fingerprint` is the SHA-256 of
    the frozen content in hexadecimal, printed at the foot of every page.
    """

    template: ClassVar[str] = "documents/pledge.html"

    letterhead: Letterhead
    title: str = "Giao ước thi đua"
    subtitle: str = ""
    theme: str = ""
    bases: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    parties_heading: str = "Các đơn vị cùng ký kết giao ước thi đua gồm:"
    contents: tuple[Item, ...] = ()
    targets: tuple[Target, ...] = ()
    registrations: Registrations | None = None
    closing: tuple[str, ...] = ()
    officers: tuple[SignatureBlock, ...] = ()
    members: tuple[SignatureBlock, ...] = ()
    countersignature: SignatureBlock | None = None
    witnesses: tuple[SignatureBlock, ...] = ()
    witness_heading: str = "Chứng kiến"
    unknown: tuple[str, ...] = ()
    fingerprint: str = ""
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    def __post_init__(self):
        if len(self.officers) > 2:
            raise ValueError("a cluster has one chair and at most one vice-chair")
        if len(self.witnesses) > 6:
            raise ValueError("more than six witness blocks do not fit under one heading")

    @property
    def head_title(self) -> str:
        return " ".join(filter(None, [self.title, self.subtitle, "-", self.letterhead.issuer]))

    @property
    def theme_line(self) -> str:
        bare = self.theme.strip().strip("“”\"'")
        return f"“{bare}”" if bare else ""

    @property
    def bases_lines(self) -> list[str]:
        return ended(self.bases)

    @property
    def party_lines(self) -> list[str]:
        return [f"{number}. {line}" for number, line in enumerate(ended(self.parties), 1)]

    @property
    def unknown_line(self) -> str:
        return "".join(ended(["; ".join(part.strip(" ;.") for part in self.unknown)]))

    @property
    def content_lines(self) -> list[Line]:
        return list(outline(self.contents))

    @property
    def sections(self) -> dict[str, str]:
        """Headings in Roman numbers for the parts that this pledge has, by the part's name."""
        parts = [
            ("contents", "Nội dung thi đua", self.contents),
            ("targets", "Chỉ tiêu thi đua", self.targets),
            ("registrations", "Mức đăng ký của các đơn vị", self.registrations),
            ("closing", "Tổ chức thực hiện", self.closing),
        ]
        present = [(key, heading) for key, heading, content in parts if content]
        return {key: f"{ROMAN[number]}. {heading}" for number, (key, heading) in enumerate(present)}

    @property
    def grid(self) -> list[GridRow]:
        rows = [GridRow(self.officers)] if self.officers else []
        if self.countersignature and len(self.members) == 1 and not rows:
            return [GridRow((self.countersignature, *self.members))]
        return rows + grid_rows(self.members)

    @property
    def attestations(self) -> list[GridRow]:
        """The rows that follow the last row of the grid and never leave it: countersignature, witnesses."""
        rows = []
        if self.countersignature and not (len(self.members) == 1 and not self.officers):
            rows.append(GridRow((self.countersignature,)))
        for start in range(0, len(self.witnesses), 3):
            rows.append(GridRow(self.witnesses[start : start + 3], "" if start else self.witness_heading))
        return rows

    @property
    def fingerprint_line(self) -> str:
        groups = " ".join(re.findall(".{1,4}", self.fingerprint))
        return f"Mã đối chiếu nội dung: {groups}" if groups else ""


@dataclass(frozen=True)
class Nominee:
    """A line of the list: a collective, or a person with post and unit.

    `position` is "Chủ tịch, Hội Cựu chiến binh tỉnh Phú Thọ" for a person, the superior body for a collective;
    `place` is the same in lines, for a narrow column. `sex` is "male", "female" or "" while unknown; `before`
    tells in lines what the nominee was given already, "" while nothing is known of it.
    """

    name: str
    position: str = ""
    achievement: str = ""
    place: str = ""
    sex: str = ""
    born: str = ""
    before: str = ""


@dataclass(frozen=True)
class AwardGroup:
    """All those proposed for one form of award: "Cờ thi đua của Hội Cựu chiến binh Việt Nam"."""

    award: str
    collectives: tuple[Nominee, ...] = ()
    individuals: tuple[Nominee, ...] = ()
    households: tuple[Nominee, ...] = ()

    @property
    def nominees(self) -> tuple[Nominee, ...]:
        return self.collectives + self.individuals + self.households

    @property
    def counts(self) -> str:
        """Return "01 tập thể, 02 cá nhân"."""
        kinds = (
            (self.collectives, "tập thể"),
            (self.individuals, "cá nhân"),
            (self.households, "hộ gia đình"),
        )
        return ", ".join(f"{len(group):02d} {kind}" for group, kind in kinds if group)


@dataclass(frozen=True)
class ProposalPaper:
    """A tờ trình that proposes awards to a superior (Mẫu 1.4), with the list of nominees as its appendix.

    `subject` is the trích yếu ("Về việc đề nghị …"); `addressees` follow "Kính gửi:"; `recipients` are the
    lines of Nơi nhận (ô 9b) between "Như trên" and `archive` ("VT", "VT, TĐKT"), both set by the layout.
    `form_number` is the number that the law gives to the form on the day, where that is known. `is_bound`: the list
    is printed behind it, in the same file.
    """

    template: ClassVar[str] = "documents/proposal.html"

    letterhead: Letterhead
    subject: str
    addressees: tuple[str, ...]
    groups: tuple[AwardGroup, ...]
    signature: SignatureBlock
    bases: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ("Kính trình xem xét, quyết định",)
    recipients: tuple[str, ...] = ()
    archive: str = "VT"
    form_number: str = ""
    is_bound: bool = True
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    def __post_init__(self):
        if not (self.addressees and self.groups and self.closing):
            raise ValueError("a proposal names its addressee, at least one award, and ends with a request")

    @property
    def head_title(self) -> str:
        return f"Tờ trình {self.subject}"

    @property
    def bases_lines(self) -> list[str]:
        return ended(self.bases)

    @property
    def addressee_lines(self) -> list[str]:
        """One addressee stands on the line of "Kính gửi:", several in lines with dashes (ô 9a)."""
        return list(self.addressees) if len(self.addressees) == 1 else ended(self.addressees)

    @property
    def closing_lines(self) -> list[str]:
        """The last paragraph ends in "./." (Mẫu 1.4), in "." on a paper of the Party."""
        *first, last = self.closing
        return [*first, *ended([last], last=self.letterhead.end_mark)]

    @property
    def recipient_lines(self) -> list[str]:
        bodies = ended(["Như trên", *self.recipients], last=";")
        return [*(f"- {body}" for body in bodies), f"- Lưu: {self.archive}."]

    @property
    def signer(self) -> SignatureBlock:
        return self.signature.fitted(SIGNER_WIDTH)

    @property
    def annex(self):
        """The list of nominees as a paper of its own (NomineeListPaper)."""
        from documents.nominees import nominee_list

        return nominee_list(self)

    @property
    def annex_blocks(self):
        from documents.blocks import placed

        return placed(self.annex.blocks())

    @property
    def summary_lines(self) -> list[Line]:
        """The list in the body: "1. Cờ thi đua … (01 tập thể):", then a) the nominees by name and post.

        More than ten names under one award stand in the appendix only.
        """
        return list(outline(self._summary(group) for group in self.groups))

    @staticmethod
    def _summary(group: AwardGroup) -> Item:
        if len(group.nominees) > NAMED_IN_BODY:
            return Item(f"({group.counts}).", title=group.award)
        names = [", ".join(filter(None, [nominee.name, nominee.position])) for nominee in group.nominees]
        return Item(f"({group.counts}):", title=group.award, points=tuple(map(Item, ended(names))))

    @property
    def appendix_source(self) -> str:
        """Return "(Kèm theo Tờ trình số 07/TTr-CTĐ02 ngày … của …)" (Mẫu 2.1)."""
        head = self.letterhead
        number = head.number_line.replace("Số:", "số").replace("Số", "số") if head.number else f"số {DOTS}"
        return f"(Kèm theo Tờ trình {number} {dated(head.day, head.year)} của {head.issuer})"


@dataclass(frozen=True)
class RotationYear:
    """A year of the planned rotation: "2027", who chairs, who is vice-chair, on what ground, remarks."""

    year: str
    chair: str
    vice_chairs: tuple[str, ...] = ()
    ground: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class RotationUnit:
    """What a unit has behind and ahead of it: "năm 2022, năm 2024 (Hội A cũ)", "2", "năm 2029"."""

    name: str
    served: str
    times: str
    next_turn: str


@dataclass(frozen=True)
class RotationPaper:
    """The rotation of a cluster's offices over years, on landscape pages: a plan, not yet an office.

    `noun` is "cụm" or "khối"; `known` says how far back the books go; `changes` what became of units and turns.
    """

    template: ClassVar[str] = "documents/rotation.html"
    is_wide: ClassVar[bool] = True

    letterhead: Letterhead
    noun: str
    period: str
    rule: str
    years: tuple[RotationYear, ...]
    units: tuple[RotationUnit, ...]
    known: str
    signature: SignatureBlock
    changes: tuple[str, ...] = ()
    is_draft: bool = False
    is_sample: bool = False
    stamp: Stamp | None = None

    @property
    def title(self) -> str:
        return f"Dự kiến luân phiên {self.noun} trưởng, {self.noun} phó"

    @property
    def subtitle(self) -> str:
        return f"giai đoạn {self.period}"

    @property
    def head_title(self) -> str:
        return f"{self.title} {self.subtitle} - {self.letterhead.issuer}"

    @property
    def signer(self) -> SignatureBlock:
        return self.signature.fitted(CELL_WIDTHS[3])
