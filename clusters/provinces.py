"""The provinces of Việt Nam before and from 1 July 2025, and the units that a system names after them.

34 provinces and cities under the central government since Nghị quyết 202/2025/QH15, 63 before. The
catalogue is of territory; that the provincial units of a system went the same way is inferred until their
own decisions are entered.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from clusters.lineage import Arrangement, NewUnit
from clusters.models import Authority, Unit, UnitEvent
from documents.models import OfficialDocument

REFORM = date(2025, 7, 1)
RESOLUTION = "202/2025/QH15"
HUE_BECAME_A_CITY = date(2025, 1, 1)

MERGED = "Sắp xếp đơn vị hành chính cấp tỉnh."
NOTE = "Theo sắp xếp đơn vị hành chính cấp tỉnh; cần đối chiếu với văn bản quyết định của từng đơn vị."

PROVINCE, CITY = "tỉnh", "thành phố"


@dataclass(frozen=True)
class Province:
    """A province or city; ``code`` is that of the 34, "" for one that was merged into another."""

    name: str
    kind: str = PROVINCE
    code: str = ""

    @property
    def spoken_kind(self):
        """tỉnh, thành phố; with a capital where it belongs to the name (Thành phố Hồ Chí Minh)."""
        return "Thành phố" if self.name == "Hồ Chí Minh" else self.kind

    def __str__(self):
        return f"{self.spoken_kind[:1].upper()}{self.spoken_kind[1:]} {self.name}"


# code, the name since 1 July 2025, the names before
_TABLE = """
01 Hà Nội ← Hà Nội
04 Cao Bằng ← Cao Bằng
08 Tuyên Quang ← Hà Giang + Tuyên Quang
11 Điện Biên ← Điện Biên
12 Lai Châu ← Lai Châu
14 Sơn La ← Sơn La
15 Lào Cai ← Yên Bái + Lào Cai
19 Thái Nguyên ← Bắc Kạn + Thái Nguyên
20 Lạng Sơn ← Lạng Sơn
22 Quảng Ninh ← Quảng Ninh
24 Bắc Ninh ← Bắc Giang + Bắc Ninh
25 Phú Thọ ← Vĩnh Phúc + Hòa Bình + Phú Thọ
31 Hải Phòng ← Hải Dương + Hải Phòng
33 Hưng Yên ← Thái Bình + Hưng Yên
37 Ninh Bình ← Hà Nam + Nam Định + Ninh Bình
38 Thanh Hóa ← Thanh Hóa
40 Nghệ An ← Nghệ An
42 Hà Tĩnh ← Hà Tĩnh
44 Quảng Trị ← Quảng Bình + Quảng Trị
46 Huế ← Huế
48 Đà Nẵng ← Quảng Nam + Đà Nẵng
51 Quảng Ngãi ← Kon Tum + Quảng Ngãi
52 Gia Lai ← Bình Định + Gia Lai
56 Khánh Hòa ← Ninh Thuận + Khánh Hòa
66 Đắk Lắk ← Phú Yên + Đắk Lắk
68 Lâm Đồng ← Đắk Nông + Bình Thuận + Lâm Đồng
75 Đồng Nai ← Bình Phước + Đồng Nai
79 Hồ Chí Minh ← Bà Rịa - Vũng Tàu + Bình Dương + Hồ Chí Minh
80 Tây Ninh ← Long An + Tây Ninh
82 Đồng Tháp ← Tiền Giang + Đồng Tháp
86 Vĩnh Long ← Bến Tre + Trà Vinh + Vĩnh Long
91 An Giang ← Kiên Giang + An Giang
92 Cần Thơ ← Sóc Trăng + Hậu Giang + Cần Thơ
96 Cà Mau ← Bạc Liêu + Cà Mau
"""
_CITIES = {"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}


def _lineage():
    """Read the table. Returns ``{Province of today: (Province of before, …)}``."""
    found = {}
    for line in _TABLE.strip().splitlines():
        code, rest = line.split(" ", 1)
        name, before = rest.split(" ← ")
        kinds = {one: CITY if one in _CITIES else PROVINCE for one in (name, *before.split(" + "))}
        new = Province(name, kinds[name], code)
        found[new] = tuple(Province(one, kinds[one]) for one in before.split(" + "))
    return found


LINEAGE = _lineage()
NEW = tuple(LINEAGE)
OLD = tuple(old for olds in LINEAGE.values() for old in olds)
UNTIL_2024 = {Province("Huế", CITY, "46"): Province("Thừa Thiên Huế")}


def is_unchanged(new):
    """Whether the province stayed as it was."""
    return len(LINEAGE[new]) == 1


class Which:
    """Which set an authority sets up."""

    NEW, OLD, BOTH = "moi", "cu", "ca-hai"
    LABELS = (
        (NEW, "34 tỉnh, thành phố hiện nay"),
        (OLD, "63 tỉnh, thành phố trước ngày 01/07/2025"),
        (BOTH, "Cả hai, kèm quá trình sắp xếp"),
    )


@dataclass(frozen=True)
class Order:
    """What an authority asks for. ``names`` are the chosen provinces: of the 63 for the old set, else of the 34."""

    authority: Authority
    which: str
    names: tuple
    pattern: str
    short_pattern: str = ""
    head_post: str = ""
    effective_on: date = REFORM

    @property
    def last_day(self):
        return self.effective_on - timedelta(days=1)

    def name_of(self, province):
        return _filled(self.pattern, province)

    def short_name_of(self, province):
        return _filled(self.short_pattern, province)

    def unit_for(self, province, **facts):
        """A unit of the authority that is not there yet, named after the province."""
        return Unit(
            authority=self.authority,
            name=self.name_of(province),
            short_name=self.short_name_of(province),
            head_post=self.head_post,
            **facts,
        )


def examples_of(pattern):
    """Return the names that a pattern gives to three provinces; none for an empty pattern."""
    shown = [new for new in NEW if new.name in ("Bắc Ninh", "Hải Phòng", "Hồ Chí Minh")]
    return [_filled(pattern, province) for province in shown] if pattern else []


def _filled(pattern, province):
    name = pattern.replace("{loại}", province.spoken_kind).replace("{tên}", province.name)
    return name[:1].upper() + name[1:]


@dataclass(frozen=True)
class Line:
    """What is made for one province: units to insert and, for the whole lineage, what happened to them.

    Where ``taken`` names units that are there already, nothing is made for the province.
    """

    province: Province
    units: tuple = ()  # to be inserted; those before a merger first
    merged_into: NewUnit | None = None
    renamed_to: NewUnit | None = None
    taken: tuple = ()


def plan_of(order):
    """Return the Lines of an order, in the order of the catalogue. Two queries at most."""
    taken = _taken(order)
    if order.which == Which.OLD:
        merged = {old for new, olds in LINEAGE.items() if not is_unchanged(new) for old in olds}
        wanted = [old for old in OLD if old.name in order.names]
        return [_of_one(order, old, taken, ended=old in merged) for old in wanted]
    wanted = [new for new in NEW if new.name in order.names]
    if order.which == Which.NEW:
        return [_of_one(order, new, taken) for new in wanted]
    return [_of_both(order, new, taken) for new in wanted]


def _taken(order):
    """Names that are borne by units of the authority; of units that have ended only where old ones are made."""
    rows = Unit.objects.filter(authority=order.authority)
    if order.which == Which.NEW:
        rows = rows.filter(ended_on=None)
    return set(rows.values_list("name", flat=True))


def _of_one(order, province, taken, ended=False):
    name = order.name_of(province)
    if name in taken:
        return Line(province, taken=(name,))
    facts = {"ended_on": order.last_day, "ended_note": MERGED} if ended else {}
    return Line(province, units=(order.unit_for(province, **facts),))


def _of_both(order, new, taken):
    olds = (UNTIL_2024[new],) if new in UNTIL_2024 else LINEAGE[new]
    names = dict.fromkeys(order.name_of(province) for province in (*olds, new))
    if there := tuple(name for name in names if name in taken):
        return Line(new, taken=there)
    units = tuple(order.unit_for(old) for old in olds)
    named = NewUnit(order.name_of(new), order.short_name_of(new), order.head_post)
    if new in UNTIL_2024:
        return Line(new, units, renamed_to=named)
    return Line(new, units, merged_into=None if is_unchanged(new) else named)


def merger_of(order, line):
    """Return the Arrangement that merges the units of a line, inserted by now."""
    return Arrangement(
        authority=order.authority,
        kind=UnitEvent.Kind.MERGER,
        effective_on=order.effective_on,
        before=line.units,
        made=(line.merged_into,),
    )


def renaming_of(order, line):
    """Return the Arrangement by which the one unit of a line takes the name that it bears from 2025."""
    return Arrangement(
        authority=order.authority,
        kind=UnitEvent.Kind.RENAME,
        effective_on=HUE_BECAME_A_CITY,
        before=line.units,
        made=(line.renamed_to,),
    )


def resolution():
    """Return the resolution by which the provinces were merged, if it is among the documents."""
    return (
        OfficialDocument.objects.filter(
            authority=None, kind=OfficialDocument.Kind.RESOLUTION, number__contains=RESOLUTION
        )
        .order_by("pk")
        .first()
    )
