"""Units with the names that they bore before."""

from collections import defaultdict

from clusters.imports.kinds import Column, ImportKind, register
from clusters.lineage import refresh_derived
from clusters.models import FormerName, ImportBatch, Unit
from vietnamese.dates import short_date
from vietnamese.keys import search_key

FIELDS = {name: name for name in ("name", "short_name", "head_post", "founded_on", "ended_on", "note")}


class Shelf:
    def __init__(self, authority):
        self.authority = authority
        self.by_name, self.by_key, self.by_past_name = defaultdict(list), defaultdict(list), {}
        for unit in Unit.objects.filter(authority=authority).prefetch_related("former_names"):
            self.by_name[unit.name].append(unit)
            self.by_key[search_key(unit.name)].append(unit)
            for _, name, _ in unit.past_names:
                self.by_past_name.setdefault(name, unit)


@register
class Units(ImportKind):
    name = ImportBatch.Kind.UNITS
    label = ImportBatch.Kind.UNITS.label
    lead = "Tên đơn vị, tên gọn, người đứng đầu, ngày thành lập, kết thúc và tên cũ."
    makes = (Unit, FormerName)
    main = Unit
    columns = (
        Column(
            "name",
            "Tên đơn vị",
            ("Đơn vị", "Tên", "Tên đầy đủ", "Tên cơ quan, đơn vị", "Cơ quan, đơn vị", "Đơn vị thành viên"),
            required=True,
            help="Tên đầy đủ hiện nay.",
            example="Hội Nông dân tỉnh",
        ),
        Column(
            "short_name",
            "Tên gọn",
            ("Tên viết tắt", "Viết tắt", "Tên ngắn"),
            help="Dùng trong bảng và biểu đồ.",
            example="Hội Nông dân",
        ),
        Column(
            "head_post",
            "Chức vụ người đứng đầu",
            ("Người đứng đầu", "Chức danh người đứng đầu"),
            help="Dùng ở ô ký.",
            example="Chủ tịch",
        ),
        Column(
            "founded_on",
            "Ngày thành lập",
            ("Thành lập ngày", "Thành lập", "Hoạt động từ ngày"),
            help="Ngày đầu tiên hoạt động. Chưa rõ thì để trống.",
            example="14/10/1980",
            form="day",
        ),
        Column(
            "ended_on",
            "Ngày kết thúc hoạt động",
            ("Ngày kết thúc", "Kết thúc hoạt động", "Ngày giải thể"),
            help="Ngày cuối cùng hoạt động. Đơn vị đang hoạt động thì để trống.",
            form="day",
        ),
        Column(
            "former_name",
            "Tên cũ",
            ("Tên trước đây", "Tên gọi cũ"),
            help="Tên mà đơn vị dùng trước tên hiện nay.",
            example="Hội Liên hiệp Nông dân tập thể tỉnh",
        ),
        Column(
            "former_until",
            "Tên cũ dùng đến ngày",
            ("Dùng đến ngày", "Đổi tên ngày", "Dùng tên cũ đến ngày"),
            help="Ngày cuối cùng dùng tên cũ. Bắt buộc khi có tên cũ.",
            example="01/03/1988",
            form="day",
        ),
        Column("note", "Ghi chú", help="Điều cần lưu ý về đơn vị."),
    )

    def shelf(self, batch):
        return Shelf(batch.authority)

    def check(self, reading, shelf):
        name = reading.needed("name")
        values = {
            "short_name": reading.text("short_name"),
            "head_post": reading.text("head_post"),
            "founded_on": reading.day("founded_on")[0],
            "ended_on": reading.day("ended_on")[0],
            "note": reading.text("note"),
        }
        former = self._former(reading, values)
        if not name:
            return
        reading.label, reading.key = name, search_key(name)
        unit = self._same(reading, shelf, name, values)
        if reading.problems:
            return
        if unit is None:
            self._add(reading, Unit(authority=shelf.authority, name=name, **values))
        else:
            reading.target_id = unit.pk
            known = [row.until for row in unit.former_names.all()]
            reading.alters(unit, values, FIELDS)
            if former and former[1] in known:
                former = None
        self._check_order(reading, values, unit, former)
        if former:
            reading.data["former"] = [former[0], former[1].isoformat()]
            reading.says("Tên cũ", f"{former[0]} (đến hết ngày {short_date(former[1])})")
            reading.alters_something = unit is not None

    def _former(self, reading, values):
        former, (until, _) = reading.text("former_name"), reading.day("former_until")
        if former and until:
            return former, until
        if former and not reading.text("former_until"):
            reading.wrong(
                "former_until", "Có tên cũ mà chưa ghi ngày.", "Cần ghi ngày cuối cùng dùng tên cũ."
            )
        if until and not former:
            reading.wrong("former_name", "Có ngày thôi dùng tên cũ mà chưa ghi tên.", "Cần ghi tên cũ.")
        return None

    def _same(self, reading, shelf, name, values):
        """Return the unit that the row speaks of, None for one that is not there yet."""
        rows = shelf.by_name.get(name) or shelf.by_key.get(search_key(name), [])
        if len(rows) > 1:
            rows = [row for row in rows if row.ended_on == values["ended_on"]] or rows
        if len(rows) > 1:
            reading.wrong(
                "name",
                f"Đã có {len(rows)} đơn vị mang tên này hoặc tên chỉ khác dấu.",
                f"Cần ghi đúng tên của một đơn vị, ví dụ “{rows[0].name}”, hoặc bỏ dòng này.",
            )
            return None
        if not rows:
            if name in shelf.by_past_name:
                now = shelf.by_past_name[name].name
                reading.remarks.append(f"Tên này là tên cũ của đơn vị “{now}”; dòng này thêm một đơn vị mới.")
            return None
        unit = rows[0]
        if unit.ended_on and values["founded_on"] and values["founded_on"] > unit.ended_on:
            reading.remarks.append(f"Đơn vị cùng tên đã kết thúc hoạt động ngày {short_date(unit.ended_on)}.")
            return None
        if unit.name != name:
            reading.remarks.append(
                f"Khớp với đơn vị đã có “{unit.name}” (chỉ khác cách viết); tên được giữ nguyên."
            )
        return unit

    def _add(self, reading, unit):
        reading.data["unit"] = {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name in FIELDS
            if (value := getattr(unit, name)) not in (None, "")
        }
        reading.adds(unit, FIELDS)

    def _check_order(self, reading, values, unit, former):
        founded = values["founded_on"] or (unit and unit.founded_on)
        ended = values["ended_on"] or (unit and unit.ended_on)
        if founded and ended and ended < founded:
            reading.wrong(
                "ended_on",
                f"Ngày kết thúc {short_date(ended)} trước ngày thành lập {short_date(founded)}.",
                "Ngày kết thúc hoạt động phải bằng hoặc sau ngày thành lập.",
            )
        if former and ((founded and former[1] < founded) or (ended and former[1] >= ended)):
            reading.wrong(
                "former_until",
                f"Ngày {short_date(former[1])} nằm ngoài thời gian đơn vị hoạt động.",
                "Tên cũ phải được dùng sau ngày thành lập và trước ngày kết thúc hoạt động.",
            )

    def write(self, booking, lines):
        pairs = []
        for line in lines:
            unit = Unit(authority=booking.batch.authority, **booking.values(Unit, line.data["unit"]))
            if "former" in line.data:  # a unit without events has no other past than this one
                name, until = line.data["former"]
                unit.past_names = [[until, name, ""]]
            pairs.append((line, unit))
        booking.insert(pairs)
        booking.insert(
            [
                (line, FormerName(unit=unit, name=line.data["former"][0], until=line.data["former"][1]))
                for line, unit in pairs
                if "former" in line.data
            ]
        )

    def wrote(self, booking, lines):
        with_names = [line for line in lines if "former" in line.data]
        booking.insert(
            [
                (
                    line,
                    FormerName(
                        unit_id=line.target_id, name=line.data["former"][0], until=line.data["former"][1]
                    ),
                )
                for line in with_names
            ]
        )
        _refresh(line.target_id for line in with_names)

    def unwrote(self, lines):
        _refresh(line.target_id for line in lines if "former" in line.data)


def _refresh(ids):
    if rows := list(Unit.objects.filter(pk__in=list(ids))):
        refresh_derived(rows)
