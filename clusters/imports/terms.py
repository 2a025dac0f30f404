"""Who chaired which cluster in past years."""

from collections import defaultdict
from datetime import date

from django.utils import timezone

from clusters.imports.finding import Clusters, People, Units
from clusters.imports.kinds import Column, ImportKind, register
from clusters.imports.members import overlap
from clusters.imports.reading import Wrong
from clusters.models import ClusterYear, ImportBatch, Membership, OfficeTerm
from clusters.models.office import office_label
from documents.models import Known
from vietnamese.dates import short_date
from vietnamese.keys import search_key

Office, Method = OfficeTerm.Office, OfficeTerm.Method

CLUSTER = Column(
    "cluster",
    "Cụm, khối",
    ("Cụm, khối thi đua", "Cụm thi đua", "Khối thi đua", "Cụm", "Khối", "Tên cụm", "Tên khối"),
    required=True,
    help="Tên, ký hiệu hoặc số của cụm, khối.",
    example="Cụm thi đua số 02",
    shared=True,
)
YEAR = Column(
    "year",
    "Năm",
    ("Năm thi đua", "Năm khen thưởng"),
    required=True,
    help="Năm đã qua, bốn chữ số.",
    example="2023",
    form="number",
    shared=True,
)


def _offices():
    for noun in ("cụm", "khối", ""):
        for suffix in ("", " thi đua"):
            whole = f"{noun}{suffix}".strip()
            for lead in ("", "đơn vị "):
                yield f"{lead}{whole} trưởng", Office.CHAIR
                yield f"{lead}trưởng {whole}", Office.CHAIR
                yield f"{lead}{whole} phó", Office.VICE_CHAIR
                yield f"{lead}phó {whole}", Office.VICE_CHAIR
                yield f"{lead}phó trưởng {whole}", Office.VICE_CHAIR
                yield f"{lead}phó {whole} trưởng", Office.VICE_CHAIR
                yield f"{lead}thư ký {whole}", Office.SECRETARY
                yield f"{lead}{whole} thư ký", Office.SECRETARY


OFFICES = {search_key(text): office for text, office in _offices()}
METHODS = {search_key(method.label): method for method in Method} | {
    search_key(text): method
    for text, method in (
        ("được bầu", Method.ELECTION),
        ("bầu chọn", Method.ELECTION),
        ("bầu cử", Method.ELECTION),
        ("được suy tôn", Method.ACCLAIM),
        ("được phân công", Method.ASSIGNMENT),
        ("chỉ định", Method.ASSIGNMENT),
        ("theo luân phiên", Method.ROTATION),
        ("kế thừa", Method.SUCCESSION),
    )
}


class PastYears:
    """The cluster-years of an authority, and who was a member: for what is entered of past years."""

    def __init__(self, batch):
        self.batch = batch
        self.today = timezone.localdate()
        self.clusters, self.units = Clusters(batch.authority), Units(batch.authority)
        self.years = {
            (row.cluster_id, row.year): row
            for row in ClusterYear.objects.filter(cluster__authority=batch.authority)
        }
        self.memberships = defaultdict(list)
        self.members = defaultdict(set)
        for row in Membership.objects.filter(cluster__authority=batch.authority):
            self.memberships[row.cluster_id, row.unit_id].append(row)
            self.members[row.cluster_id].add(row.unit_id)

    def year_of(self, reading, cluster, year):
        """Return the cluster-year, or one that will be opened as entered afterwards; None where that is wrong."""
        found = self.years.get((cluster.pk, year))
        if found is None:
            reading.remarks.append(
                f"{cluster.title} chưa có năm {year}: năm này được mở như năm nhập lại từ hồ sơ."
            )
            return ClusterYear(
                cluster=cluster,
                year=year,
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
                is_recorded=True,
            )
        if found.closed_on:
            reading.wrong(
                "year",
                f"Hồ sơ năm {year} đã khép ngày {short_date(found.closed_on)} khi bàn giao.",
                "Không ghi thêm vào năm đã khép; cần bỏ dòng này.",
            )
            return None
        found.cluster = cluster
        return found

    def find_unit(self, text, cluster, year):
        """Return (unit, remark) of the cluster's members first."""
        day = date(year, 12, 31) if year else None
        prefer = self.members[cluster.pk] if cluster else ()
        return self.units.find(text, day, prefer)

    def is_member(self, cluster, unit, start, end):
        rows = self.memberships[cluster.pk, unit.pk]
        return any(overlap(start, end, row.starts_on, row.ends_on) for row in rows)


class Shelf(PastYears):
    def __init__(self, batch):
        super().__init__(batch)
        self.people = People(batch.authority)
        self.terms = defaultdict(list)
        rows = OfficeTerm.objects.filter(cluster_year__cluster__authority=batch.authority)
        for row in rows.select_related("cluster_year", "unit"):
            self.terms[row.cluster_year.cluster_id].append(row)


def year_to_open(booking, opened, line):
    """Return the cluster-year of a line, opened with the first line that needs it."""
    data = line.data
    if "cluster_year_id" in data:
        return data["cluster_year_id"]
    key = (data["cluster_id"], data["year"])
    if key not in opened:
        year = ClusterYear(
            cluster_id=data["cluster_id"],
            year=data["year"],
            starts_on=date(data["year"], 1, 1),
            ends_on=date(data["year"], 12, 31),
            is_recorded=True,
            source_note=f"Mở khi nhập dữ liệu từ tệp “{booking.batch.file_name}”.",
        )
        opened[key] = (line, year)
    return opened[key][1]


@register
class Terms(ImportKind):
    name = ImportBatch.Kind.TERMS
    label = ImportBatch.Kind.TERMS.label
    lead = "Đơn vị làm trưởng, phó, thư ký của cụm, khối qua các năm. Năm chưa có được mở như năm nhập lại."
    makes = (ClusterYear, OfficeTerm)
    main = OfficeTerm
    columns = (
        CLUSTER,
        YEAR,
        Column(
            "office",
            "Vai trò",
            ("Giữ vai trò", "Chức vụ", "Nhiệm vụ", "Chức danh"),
            required=True,
            help="Cần ghi cụm trưởng (khối trưởng), cụm phó (khối phó) hoặc thư ký.",
            example="Cụm trưởng",
            shared=True,
        ),
        Column(
            "unit",
            "Đơn vị",
            ("Tên đơn vị", "Đơn vị giữ vai trò", "Cơ quan, đơn vị"),
            required=True,
            help="Đơn vị thành viên của cụm, khối trong năm đó.",
            example="Hội Nông dân tỉnh",
        ),
        Column(
            "person",
            "Người đại diện",
            ("Họ và tên", "Người giữ vai trò", "Đại diện"),
            help="Người đã có trong danh sách nhân sự. Chưa rõ thì để trống.",
        ),
        Column("starts_on", "Từ ngày", ("Ngày bắt đầu",), help="Để trống: cả năm, chưa rõ ngày.", form="day"),
        Column(
            "ends_on",
            "Đến hết ngày",
            ("Đến ngày", "Ngày kết thúc"),
            help="Để trống: đến hết năm.",
            form="day",
        ),
        Column(
            "method",
            "Cách xác định",
            ("Hình thức", "Cách chọn"),
            help="Cần ghi luân phiên, suy tôn, bầu, phân công, kế thừa khi sắp xếp đơn vị hoặc chưa rõ.",
            example="Luân phiên",
        ),
        Column("note", "Ghi chú", help="Nguồn, văn bản công nhận."),
    )

    def shelf(self, batch):
        return Shelf(batch)

    def check(self, reading, shelf):
        cluster = reading.take("cluster", shelf.clusters.find)
        year = reading.year("year", shelf.today.year)
        office = reading.choice("office", OFFICES)
        found = reading.take("unit", shelf.find_unit, cluster, year)
        method = reading.choice("method", METHODS) or Method.UNKNOWN
        start, _ = reading.day("starts_on")
        end, _ = reading.day("ends_on")
        unit, remark = found or (None, "")
        reading.remarks += [remark] if remark else []
        person = reading.take("person", shelf.people.find, unit)
        reading.label = ", ".join(filter(None, map(reading.text, ("office", "cluster", "year", "unit"))))
        if not (cluster and year and office and unit):
            return
        reading.key = f"{cluster.pk}:{year}"
        cluster_year = shelf.year_of(reading, cluster, year)
        if cluster_year is None:
            return
        term = OfficeTerm(
            cluster_year=cluster_year,
            office=office,
            unit=unit,
            person=person,
            starts_on=start or cluster_year.starts_on,
            ends_on=end or cluster_year.ends_on,
            are_days_known=bool(start and end),
            method=method,
            note=reading.text("note"),
        )
        if not self._is_within(reading, term):
            return
        if not shelf.is_member(cluster, unit, term.starts_on, term.starts_on):
            reading.wrong(
                "unit",
                f"“{unit.name}” không phải là thành viên của {cluster.title} ngày {short_date(term.starts_on)}.",
                "Cần nhập đơn vị thành viên trước, hoặc sửa tên đơn vị, cụm, khối, năm.",
            )
            return
        self._compare(reading, shelf, term)

    def _is_within(self, reading, term):
        year = term.cluster_year
        if term.ends_on < term.starts_on:
            reading.wrong(
                "ends_on",
                f"Ngày kết thúc {short_date(term.ends_on)} trước ngày bắt đầu {short_date(term.starts_on)}.",
                "Ngày kết thúc nhiệm kỳ phải bằng hoặc sau ngày bắt đầu.",
            )
            return False
        if term.starts_on > year.ends_on or term.ends_on < year.starts_on:
            reading.wrong(
                "starts_on",
                f"Khoảng thời gian này không nằm trong năm {year.year}.",
                f"Cần ghi ngày từ {short_date(year.starts_on)} đến {short_date(year.ends_on)}, hoặc sửa năm.",
            )
            return False
        return True

    def _compare(self, reading, shelf, term):
        cluster = term.cluster_year.cluster
        at_that_time = [
            row
            for row in shelf.terms[cluster.pk]
            if overlap(term.starts_on, term.ends_on, row.starts_on, row.ends_on)
        ]
        same = [row for row in at_that_time if row.unit_id == term.unit_id and row.office == term.office]
        if same:
            row = same[0]
            row.cluster_year.cluster = cluster
            reading.target_id = row.pk
            method = term.method if term.method != Method.UNKNOWN else None
            values = {"method": method, "note": term.note}
            if term.are_days_known:
                values |= {"starts_on": term.starts_on, "ends_on": term.ends_on, "are_days_known": True}
            reading.alters(row, values, {name: name for name in values})
            if term.person and row.person_id is None:
                change = [row._meta.label_lower, row.pk, {"person_id": None}, {"person_id": term.person.pk}]
                reading.changed.append(change)
                reading.alters_something = True
                reading.says("Người đại diện", term.person.full_name)
            return
        if sentence := _refusal(
            term.office, term.unit_id, [(row.office, row.unit_id, row.unit.name) for row in at_that_time]
        ):
            reading.wrong("unit", sentence, "Cần sửa vai trò, đơn vị, thời gian, hoặc bỏ dòng này.")
            return
        self._add(reading, term)

    def _add(self, reading, term):
        year = term.cluster_year
        reading.data = {
            "cluster_id": year.cluster_id,
            "year": year.year,
            "office": term.office,
            "unit_id": term.unit_id,
            "person_id": term.person_id,
            "starts_on": term.starts_on.isoformat(),
            "ends_on": term.ends_on.isoformat(),
            "are_days_known": term.are_days_known,
            "method": term.method,
            "note": term.note,
        }
        if year.pk:
            reading.data["cluster_year_id"] = year.pk
            if term.office == Office.VICE_CHAIR and year.vice_chair_known != Known.SOME:
                key = [year._meta.label_lower, year.pk]
                reading.changed.append(
                    [*key, {"vice_chair_known": year.vice_chair_known}, {"vice_chair_known": "some"}]
                )
        reading.says("Cụm, khối", year.cluster.title)
        reading.says("Năm", str(year.year))
        reading.says("Giữ vai trò", office_label(term.office, year.cluster))
        reading.says("Đơn vị", term.unit.name)
        if term.person:
            reading.says("Người đại diện", term.person.full_name)
        reading.adds(term, {name: name for name in ("starts_on", "ends_on", "method", "note")})

    def clash(self, reading, earlier):
        mine = reading.data
        if not mine:
            return ""
        beside = [
            (line.data["office"], line.data["unit_id"], f"dòng {line.number}")
            for line in earlier
            if line.data
            and mine["starts_on"] <= line.data["ends_on"]
            and line.data["starts_on"] <= mine["ends_on"]
        ]
        return _refusal(mine["office"], mine["unit_id"], beside)

    def write(self, booking, lines):
        opened = {}
        owners = [(line, year_to_open(booking, opened, line)) for line in lines]
        with_vice = {
            (line.data["cluster_id"], line.data["year"])
            for line in lines
            if line.data["office"] == Office.VICE_CHAIR
        }
        for key, (_, year) in opened.items():
            year.vice_chair_known = Known.SOME if key in with_vice else Known.UNKNOWN
        booking.insert(list(opened.values()))
        pairs = []
        for line, year in owners:
            values = {
                name: value
                for name, value in line.data.items()
                if name not in ("cluster_id", "year", "cluster_year_id")
            }
            term = OfficeTerm(**booking.values(OfficeTerm, values))
            term.cluster_year_id = year if isinstance(year, int) else year.pk
            pairs.append((line, term))
        booking.insert(pairs)


def _refusal(office, unit_id, beside):
    """Say why a unit cannot hold an office beside (office, unit id, who that is), "" where it can."""
    for other_office, other_unit, who in beside:
        if office == Office.CHAIR == other_office:
            return f"Trong thời gian này đã có cụm trưởng, khối trưởng: {who}."
        if unit_id == other_unit and (
            office == other_office or Office.SECRETARY not in (office, other_office)
        ):
            return f"Trong thời gian này đơn vị đã giữ một vai trò: {who}."
    return ""


__all__ = ["CLUSTER", "YEAR", "PastYears", "Terms", "Wrong", "year_to_open"]
