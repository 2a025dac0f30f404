"""Which units were and are members of which cluster, from when to when."""

from collections import defaultdict

from django.db.models import Max

from clusters.imports.finding import Clusters, Units
from clusters.imports.kinds import Column, ImportKind, register
from clusters.models import ImportBatch, Membership
from vietnamese.dates import short_date

COLUMNS = {name: name for name in ("position", "starts_on", "ends_on", "end_reason")}


class Shelf:
    def __init__(self, batch):
        self.clusters, self.units = Clusters(batch.authority), Units(batch.authority)
        self.memberships = defaultdict(list)
        self.members = defaultdict(set)
        for row in Membership.objects.filter(cluster__authority=batch.authority):
            self.memberships[row.cluster_id, row.unit_id].append(row)
            self.members[row.cluster_id].add(row.unit_id)


def overlap(start, end, other_start, other_end):
    return (other_end is None or start <= other_end) and (end is None or other_start <= end)


@register
class Members(ImportKind):
    name = ImportBatch.Kind.MEMBERS
    label = ImportBatch.Kind.MEMBERS.label
    lead = "Đơn vị nào thuộc cụm, khối nào, từ ngày nào đến ngày nào. Đơn vị và cụm, khối phải có trước."
    makes = (Membership,)
    main = Membership
    columns = (
        Column(
            "cluster",
            "Cụm, khối",
            (
                "Cụm, khối thi đua",
                "Cụm thi đua",
                "Khối thi đua",
                "Cụm",
                "Khối",
                "Tên cụm",
                "Tên khối",
                "Thuộc cụm",
            ),
            required=True,
            help="Tên, ký hiệu hoặc số của cụm, khối.",
            example="Cụm thi đua số 02",
            shared=True,
        ),
        Column(
            "unit",
            "Đơn vị",
            ("Tên đơn vị", "Đơn vị thành viên", "Cơ quan, đơn vị", "Tên cơ quan, đơn vị"),
            required=True,
            help="Tên đơn vị đã có trong hệ thống, tên hiện nay hoặc tên cũ.",
            example="Hội Nông dân tỉnh",
        ),
        Column(
            "position",
            "Thứ tự",
            ("Thứ tự trong cụm", "Số thứ tự trong cụm", "STT trong cụm"),
            help="Thứ tự trong danh sách của cụm, khối. Để trống thì xếp sau các đơn vị đã có.",
            example="1",
            form="number",
        ),
        Column(
            "starts_on",
            "Từ ngày",
            ("Ngày vào cụm", "Ngày vào", "Ngày bắt đầu", "Từ năm", "Năm vào cụm", "Là thành viên từ ngày"),
            required=True,
            help="Ngày đầu tiên là thành viên. Chỉ biết năm thì ghi năm.",
            example="01/01/2020",
            form="day",
            shared=True,
        ),
        Column(
            "ends_on",
            "Đến hết ngày",
            ("Đến ngày", "Ngày thôi", "Ngày ra", "Ngày kết thúc", "Đến năm"),
            help="Ngày cuối cùng là thành viên. Đang là thành viên thì để trống.",
            form="day",
        ),
        Column("end_reason", "Lý do thôi", ("Lý do", "Lý do thôi là thành viên"), help="Ghi khi đã thôi."),
    )

    def shelf(self, batch):
        return Shelf(batch)

    def check(self, reading, shelf):
        cluster = reading.take("cluster", shelf.clusters.find)
        starts_on, is_known = reading.day("starts_on", or_year=True)
        ends_on, _ = reading.day("ends_on", or_year=True, last=True)
        prefer = shelf.members[cluster.pk] if cluster else ()
        found = reading.take("unit", shelf.units.find, starts_on, prefer)
        position, reason = reading.whole("position"), reading.text("end_reason")
        if starts_on and ends_on and ends_on < starts_on:
            reading.wrong(
                "ends_on",
                f"Ngày {short_date(ends_on)} trước ngày bắt đầu {short_date(starts_on)}.",
                "Ngày thôi là thành viên phải bằng hoặc sau ngày vào cụm, khối.",
            )
        reading.label = ", ".join(filter(None, [reading.text("unit"), reading.text("cluster")]))
        if not (cluster and found and starts_on):
            return
        unit, remark = found
        reading.remarks += [remark] if remark else []
        reading.key = f"{cluster.pk}:{unit.pk}"
        reading.data = {
            "cluster_id": cluster.pk,
            "unit_id": unit.pk,
            "position": position or 0,
            "starts_on": starts_on.isoformat(),
            "ends_on": ends_on.isoformat() if ends_on else None,
            "is_start_known": is_known,
            "end_reason": reason,
        }
        same = [
            row
            for row in shelf.memberships[cluster.pk, unit.pk]
            if overlap(starts_on, ends_on, row.starts_on, row.ends_on)
        ]
        if not same:
            row = Membership(
                cluster=cluster,
                unit=unit,
                position=position or 0,
                starts_on=starts_on,
                ends_on=ends_on,
                is_start_known=is_known,
                end_reason=reason,
            )
            reading.says("Cụm, khối", cluster.title)
            reading.says("Đơn vị", unit.name)
            reading.adds(row, {name: name for name in COLUMNS if name != "position" or position})
        elif len(same) == 1:
            self._alter(reading, same[0], starts_on, is_known, ends_on, position, reason)
        else:
            reading.wrong(
                "starts_on",
                f"Khoảng thời gian này bao trùm {len(same)} lần là thành viên đã ghi.",
                "Cần tách thành từng dòng đúng với từng lần, hoặc bỏ dòng này.",
            )

    def _alter(self, reading, row, starts_on, is_known, ends_on, position, reason):
        reading.target_id = row.pk
        values = {"position": position, "ends_on": ends_on, "end_reason": reason}
        if is_known or starts_on.year != row.starts_on.year:  # a year says nothing against a day in it
            values |= {"starts_on": starts_on, "is_start_known": is_known}
        reading.alters(row, values, COLUMNS)

    def clash(self, reading, earlier):
        mine = reading.data
        for line in earlier:
            theirs = line.data
            ends, other = mine["ends_on"] or "9999", theirs.get("ends_on") or "9999"
            if theirs and mine["starts_on"] <= other and theirs["starts_on"] <= ends:
                return f"Đơn vị đã có ở dòng {line.number} trong cùng thời gian, cùng cụm, khối."
        return ""

    def write(self, booking, lines):
        last = dict(
            Membership.objects.filter(cluster__authority=booking.batch.authority)
            .order_by()
            .values_list("cluster")
            .annotate(Max("position"))
        )
        pairs = []
        for line in lines:
            row = Membership(**booking.values(Membership, line.data))
            row.position = row.position or last.get(row.cluster_id, 0) + 1
            last[row.cluster_id] = max(last.get(row.cluster_id, 0), row.position)
            pairs.append((line, row))
        booking.insert(pairs)
