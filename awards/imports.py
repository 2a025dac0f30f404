"""Past awards from spreadsheets: dossiers of years entered afterwards, decided where the file names the decision."""

from collections import defaultdict
from datetime import date
from difflib import get_close_matches

from awards.entering import DECISION, grant_as_entered
from awards.models import AwardForm, Nomination
from awards.models.catalogue import is_valid_on
from clusters.imports.booking import CHUNK, write_back
from clusters.imports.kinds import Column, ImportKind, register
from clusters.imports.reading import Wrong
from clusters.imports.terms import CLUSTER, YEAR, PastYears, year_to_open
from clusters.models import ClusterYear, ImportBatch, Unit
from vietnamese.dates import short_date
from vietnamese.keys import search_key

Subject, Status = AwardForm.Subject, Nomination.Status
SUBJECTS = {search_key(subject.label): subject for subject in Subject} | {
    "hgd": Subject.HOUSEHOLD,
    "ho": Subject.HOUSEHOLD,
}
FIELDS = ("unit_id", "award_id", "nominee_kind", "nominee", "nominee_post", "source_note")


class Shelf(PastYears):
    def __init__(self, batch):
        super().__init__(batch)
        self.awards = defaultdict(list)
        for award in AwardForm.objects.order_by("-effective_from", "pk"):
            for text in dict.fromkeys([search_key(award.name), search_key(award.code)]):
                self.awards[text].append(award)
        self.nominations = {}
        rows = Nomination.objects.filter(cluster_year__cluster__authority=batch.authority)
        for row in rows.exclude(status=Status.WITHDRAWN).select_related("award", "person"):
            name = search_key(row.named_nominee)
            self.nominations[row.cluster_year_id, row.award_id, row.unit_id, name] = row

    def find_award(self, text, subject, day):
        """Return the AwardForm of the subject that was in force on the day, else the nearest. Raises Wrong."""
        rows = self.awards.get(search_key(text), [])
        if not rows:
            close = get_close_matches(search_key(text), list(self.awards), n=1, cutoff=0.6)
            near = f" Tên gần giống: “{self.awards[close[0]][0].name}”." if close else ""
            raise Wrong(
                f"Danh mục khen thưởng chưa có “{text}”.", f"Cần ghi tên hoặc mã trong danh mục.{near}"
            )
        subjects = {row.subject for row in rows}
        if subject is None and len(subjects) > 1:
            raise Wrong(
                f"“{text}” có cho nhiều đối tượng.", "Cần ghi đối tượng: tập thể, cá nhân hoặc hộ gia đình."
            )
        fitting = [row for row in rows if subject in (None, row.subject)]
        if not fitting:
            named = " và ".join(Subject(one).label.lower() for one in sorted(subjects))
            raise Wrong(f"“{text}” dành cho {named}.", "Cần sửa đối tượng hoặc danh hiệu, hình thức.")
        in_force = [row for row in fitting if is_valid_on(row, day)]
        return (in_force or fitting)[0]


@register
class Awards(ImportKind):
    name = ImportBatch.Kind.AWARDS
    label = ImportBatch.Kind.AWARDS.label
    lead = "Danh hiệu, hình thức đã đề nghị hoặc được tặng trong các năm đã qua, kèm quyết định nếu có."
    makes = (ClusterYear, Nomination)
    main = Nomination
    columns = (
        YEAR,
        CLUSTER,
        Column(
            "unit",
            "Đơn vị",
            ("Tên đơn vị", "Đơn vị đề nghị", "Cơ quan, đơn vị", "Đơn vị công tác"),
            required=True,
            help="Đơn vị thành viên lập hồ sơ.",
            example="Hội Nông dân tỉnh",
        ),
        Column(
            "nominee_kind",
            "Đối tượng",
            ("Loại đối tượng", "Tập thể, cá nhân"),
            help="Cần ghi tập thể, cá nhân hoặc hộ gia đình.",
            example="Cá nhân",
        ),
        Column(
            "nominee",
            "Tên tập thể, họ và tên cá nhân",
            (
                "Họ và tên",
                "Họ tên",
                "Tên tập thể, cá nhân",
                "Tập thể, cá nhân được khen thưởng",
                "Tên tập thể",
            ),
            help="Ghi đúng như in trên bằng. Khen thưởng chính đơn vị thì để trống.",
            example="Nguyễn Văn An",
        ),
        Column(
            "nominee_post",
            "Chức vụ, nơi công tác",
            ("Chức vụ", "Chức vụ, đơn vị công tác"),
            example="Chủ tịch",
        ),
        Column(
            "award",
            "Danh hiệu, hình thức",
            (
                "Danh hiệu, hình thức khen thưởng",
                "Hình thức khen thưởng",
                "Danh hiệu thi đua",
                "Danh hiệu",
                "Hình thức",
                "Khen thưởng",
            ),
            required=True,
            help="Tên hoặc mã trong danh mục danh hiệu, hình thức khen thưởng.",
            example="Chiến sĩ thi đua cơ sở",
            shared=True,
        ),
        Column(
            "decision_number",
            "Số quyết định",
            ("Quyết định số", "Số, ký hiệu quyết định", "Số QĐ"),
            help="Chưa rõ thì để trống cả số và ngày: dòng được ghi là đã đề nghị, chưa rõ kết quả.",
            example="125/QĐ-UBND",
            shared=True,
        ),
        Column(
            "decided_on",
            "Ngày quyết định",
            ("Ngày ký quyết định", "Ngày QĐ", "Ngày ban hành", "Ngày, tháng, năm quyết định"),
            help="Ngày ký quyết định.",
            example="20/02/2024",
            form="day",
            shared=True,
        ),
        Column("note", "Ghi chú", help="Nguồn thông tin, điều cần nhớ."),
    )

    def shelf(self, batch):
        return Shelf(batch)

    def check(self, reading, shelf):
        year = reading.year("year", shelf.today.year)
        cluster = reading.take("cluster", shelf.clusters.find)
        found = reading.take("unit", shelf.find_unit, cluster, year)
        subject = reading.choice("nominee_kind", SUBJECTS)
        number, decided_on = self._decision(reading, shelf)
        day = decided_on or date(year or shelf.today.year, 12, 31)
        award = reading.take("award", shelf.find_award, subject, day)
        unit, remark = found or (None, "")
        reading.remarks += [remark] if remark else []
        reading.label = ", ".join(filter(None, map(reading.text, ("award", "nominee", "unit", "year"))))
        if not (year and cluster and unit and award) or reading.problems:
            return
        cluster_year = shelf.year_of(reading, cluster, year)
        if cluster_year is None or not self._may_enter(reading, shelf, cluster_year, unit, award):
            return
        nominee = self._nominee(reading, unit)
        reading.key = f"{cluster.pk}:{year}:{award.pk}:{unit.pk}:{search_key(nominee)}"
        same = shelf.nominations.get((cluster_year.pk, award.pk, unit.pk, search_key(nominee)))
        if same:
            self._compare(reading, same, number, decided_on)
        elif not reading.problems:
            self._add(reading, cluster_year, unit, award, nominee, number, decided_on)

    def _decision(self, reading, shelf):
        """Return (number, day) of the decision, both or none."""
        number, (day, _) = reading.text("decision_number"), reading.day("decided_on")
        if number and not reading.text("decided_on"):
            reading.wrong("decided_on", "Có số quyết định mà chưa ghi ngày.", "Cần ghi ngày quyết định.")
        if day and not number:
            reading.wrong("decision_number", "Có ngày quyết định mà chưa ghi số.", "Cần ghi số quyết định.")
        if day and day > shelf.today:
            reading.wrong(
                "decided_on", f"Ngày quyết định {short_date(day)} sau hôm nay.", "Cần ghi ngày đã qua."
            )
        return (number, day) if number and day else ("", None)

    def _may_enter(self, reading, shelf, year, unit, award):
        if not year.is_recorded:
            reading.wrong(
                "year",
                f"Năm {year.year} của cụm, khối đã được lập trong hệ thống.",
                "Hồ sơ của năm này lập và ghi kết quả ở trang của năm; cần bỏ dòng này.",
            )
        elif not shelf.is_member(year.cluster, unit, year.starts_on, year.ends_on):
            reading.wrong(
                "unit",
                f"“{unit.name}” không phải là thành viên của {year.cluster.title} trong năm {year.year}.",
                "Cần nhập đơn vị thành viên trước, hoặc sửa tên đơn vị, cụm, khối, năm.",
            )
        return not reading.problems

    def _nominee(self, reading, unit):
        """Return the name for the certificate, "" for the unit itself."""
        name = reading.text("nominee")
        return "" if search_key(name) in map(search_key, (unit.name, unit.short_name)) else name

    def _compare(self, reading, same, number, decided_on):
        reading.target_id = same.pk
        if not number or (same.decision_number, same.decided_on) == (number, decided_on):
            return
        if same.status == Status.DECIDED:
            reading.wrong(
                "decision_number",
                f"Đã ghi quyết định số {same.decision_number} ngày {short_date(same.decided_on)} cho đề nghị này.",
                "Quyết định đã ghi không sửa được; cần sửa ô này cho khớp hoặc bỏ dòng này.",
            )
        else:
            reading.wrong(
                "decision_number",
                f"Hồ sơ này đã có, đang ở bước “{same.get_status_display()}”.",
                "Cần ghi kết quả ở trang của hồ sơ và bỏ dòng này.",
            )

    def _add(self, reading, year, unit, award, nominee, number, decided_on):
        if award.subject != Subject.COLLECTIVE and not nominee:
            reading.wrong("nominee", "Ô này trống.", "Cần ghi họ và tên cá nhân hoặc tên hộ gia đình.")
            return
        if not is_valid_on(award, decided_on or year.ends_on):
            reading.remarks.append(
                f"Danh mục chỉ có “{award.name}” áp dụng từ ngày {short_date(award.effective_from)}."
            )
        row = Nomination(
            cluster_year=year,
            unit=unit,
            award=award,
            nominee_kind=award.subject,
            nominee=nominee,
            nominee_post=reading.text("nominee_post"),
            decision_number=number,
            decided_on=decided_on,
            decision_note=reading.text("note"),
        )
        source = f"Nhập từ tệp “{reading.batch.file_name}”, dòng {reading.line.number}."
        reading.data = {
            "cluster_id": year.cluster_id,
            "year": year.year,
            "unit_id": unit.pk,
            "award_id": award.pk,
            "nominee_kind": str(award.subject),
            "nominee": nominee,
            "nominee_post": row.nominee_post,
            "source_note": source,
            "decision_number": number,
            "decided_on": decided_on.isoformat() if decided_on else None,
            "note": row.decision_note,
        }
        if year.pk:
            reading.data["cluster_year_id"] = year.pk
        reading.says("Năm thi đua", f"{year.cluster.title}, năm {year.year}")
        reading.says("Đơn vị", unit.name)
        reading.says("Danh hiệu, hình thức", award.name_with_subject)
        fields = ("nominee", "nominee_post", "decision_number", "decided_on")
        reading.adds(row, {name: name for name in fields})
        if row.decision_note:
            reading.says("Ghi chú", row.decision_note)
        if number:
            reading.says("Kết quả", Nomination.Outcome.GRANTED.label)
        else:
            reading.says("Tình trạng", Status.PROPOSED.label)
            reading.remarks.append("Chưa có số và ngày quyết định: ghi là đã đề nghị, chưa rõ kết quả.")

    def write(self, booking, lines):
        """A dossier starts as a draft, is proposed, then decided: the same way as any other, in three statements."""
        opened = {}
        owners = [(line, year_to_open(booking, opened, line)) for line in lines]
        booking.insert(list(opened.values()))
        ids = {year if isinstance(year, int) else year.pk for _, year in owners}
        years = ClusterYear.objects.select_related("cluster").in_bulk(ids)
        units = Unit.objects.in_bulk({line.data["unit_id"] for line in lines})
        pairs = []
        for line, year in owners:
            values = booking.values(Nomination, {name: line.data[name] for name in FIELDS})
            row = Nomination(**values, created_by=booking.by, put_to=booking.batch.authority)
            row.cluster_year = years[year if isinstance(year, int) else year.pk]
            row.unit = units[row.unit_id]
            pairs.append((line, row))
        booking.put(pairs)
        self._propose(pairs)
        self._decide(pairs)
        for line, row in pairs:
            booking.keep(line, row)

    def _propose(self, pairs):
        for start in range(0, len(pairs), CHUNK):
            part = [row for _, row in pairs[start : start + CHUNK]]
            Nomination.objects.filter(pk__in=[row.pk for row in part]).update(status=Status.PROPOSED)
        for _, row in pairs:
            row.status = Status.PROPOSED

    def _decide(self, pairs):
        decided = [(line, row) for line, row in pairs if line.data["decision_number"]]
        for line, row in decided:
            on = date.fromisoformat(line.data["decided_on"])
            grant_as_entered(row, line.data["decision_number"], on, line.data["note"])
        write_back([row for _, row in decided], DECISION)
        undecided = [
            (line, row) for line, row in pairs if not line.data["decision_number"] and line.data["note"]
        ]
        for line, row in undecided:
            row.source_note = f"{row.source_note}\n{line.data['note']}"
        write_back([row for _, row in undecided], ["source_note"])
