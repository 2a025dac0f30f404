"""The sample's scores, all made up: last year's published ranking, and the running year's sheets in every step."""

from datetime import timedelta
from decimal import Decimal

from awards import actions
from awards.demo.files import report
from awards.models import (
    HardStop,
    ResultClass,
    ScoreCriterion,
    ScoreEntry,
    ScoreEvidence,
    ScoreLevel,
    ScoreQuestion,
    ScoreTable,
    TieBreak,
)

Kind, Stage = ScoreCriterion.Kind, ScoreEntry.Stage
D = Decimal

WORK, BODY, MOVEMENT = (
    "Thực hiện nhiệm vụ chuyên môn",
    "Xây dựng tổ chức",
    "Công tác thi đua, khen thưởng",
)
SEMINARS, ADVICE, EXAMPLES = (
    "Tổ chức hội thảo, tọa đàm theo chuyên đề",
    "Chất lượng báo cáo tư vấn, phản biện",
    "Phát hiện, bồi dưỡng và nhân rộng điển hình tiên tiến",
)
UNITY, METHODS = "Đoàn kết nội bộ", "Đổi mới nội dung, phương thức hoạt động"
DRIVE, REPORTS = "Tổ chức phong trào thi đua", "Chế độ báo cáo"
NEW_MODEL, LATE = "Mô hình mới được cấp có thẩm quyền công nhận", "Gửi báo cáo sau hạn"
GUIDANCE = {
    SEMINARS: "Kế hoạch là số hội thảo, tọa đàm đơn vị đã đăng ký trong giao ước.",
    REPORTS: "Đủ số lượng, đúng mẫu: 8 điểm.",
    NEW_MODEL: "Mỗi mô hình cộng 2 điểm, tối đa 4 điểm.",
    LATE: "Mỗi lần trừ 1 điểm, tối đa 5 điểm.",
}
CLASSES = (
    ("Hoàn thành xuất sắc nhiệm vụ", 90),
    ("Hoàn thành tốt nhiệm vụ", 80),
    ("Hoàn thành nhiệm vụ", 65),
)
STOPS = ("Lãnh đạo đơn vị bị kỷ luật trong năm", "Nội bộ mất đoàn kết kéo dài")

# What each unit gave itself: seminars planned and held, advice, examples, unity, methods, drive, reports, new models.
OWN = (
    (2, 2, "Khá", "18.5", "Tốt", "8.5", "10.5", "8", None),
    (2, 3, "Tốt", "17", "Tốt", "8", "11", "8", None),
    (2, 2, "Tốt", "15.5", "Tốt", "8.5", "10", "8", None),
    (3, 3, "Khá", "15", "Tốt", "8", "10", "8", None),
    (2, 2, "Đạt", "18", "Tốt", "9", "11", "8", None),
    (4, 4, "Tốt", "19", "Tốt", "9.5", "11.5", "8", 2),
)
# What the check gave otherwise, and why: by unit, criterion, then the field with its value.
CHECKED = {
    (0, EXAMPLES): ({"points": D("17")}, "Hồ sơ điển hình tiên tiến mới có ở một đơn vị trực thuộc."),
    (3, LATE): ({"times": 1}, "Báo cáo sơ kết 6 tháng gửi sau hạn."),
    (5, NEW_MODEL): ({"times": 1}, "Một mô hình đã được cộng điểm ở năm trước."),
}


class Scores:
    """Enters the scores of the sample's two years through the actions, by its own accounts."""

    def __init__(self, sample):
        self.sample, self.units = sample, sample.units
        self.keeper, self.leader = sample.thuky, sample.lanhdao

    # --- the table

    def table(self, year):
        table = ScoreTable(cluster_year=year, whole=D(100))
        actions.save_score_table(table, by=self.keeper)
        work, body, movement = (
            self.criterion(table, name, Kind.GROUP, maximum)
            for name, maximum in ((WORK, 60), (BODY, 20), (MOVEMENT, 20))
        )
        self.criterion(table, SEMINARS, Kind.QUANTITY, 20, work, measure="hội thảo, tọa đàm")
        self.criterion(table, ADVICE, Kind.JUDGEMENT, 20, work, (("Tốt", 20), ("Khá", 16), ("Đạt", 10)))
        self.criterion(table, EXAMPLES, Kind.POINTS, 20, work, step=D("0.5"))
        self.criterion(table, UNITY, Kind.JUDGEMENT, 10, body, (("Tốt", 10), ("Khá", 7)))
        self.criterion(table, METHODS, Kind.POINTS, 10, body, step=D("0.5"))
        self.criterion(table, DRIVE, Kind.POINTS, 12, movement, step=D("0.5"))
        self.criterion(table, REPORTS, Kind.POINTS, 8, movement, step=D("0.5"))
        self.criterion(table, NEW_MODEL, Kind.EXTRA, each=D(2), cap=D(4))
        self.criterion(table, LATE, Kind.EXTRA, each=D(-1), cap=D(-5))
        rules = [ResultClass(table=table, name=name, least=D(least)) for name, least in CLASSES]
        rules += [
            TieBreak(table=table, what="group", criterion=work),
            TieBreak(table=table, what="fewer_penalties"),
        ]
        rules += [HardStop(table=table, text=text) for text in STOPS]
        for rule in rules:
            actions.add_score_rule(rule, by=self.keeper)
        return table

    def criterion(self, table, name, kind, maximum=0, parent=None, levels=(), **fields):
        row = ScoreCriterion(
            table=table,
            parent=parent,
            name=name,
            kind=kind,
            maximum=D(maximum),
            guidance=GUIDANCE.get(name, ""),
            **fields,
        )
        levels = [ScoreLevel(label=label, points=D(points)) for label, points in levels]
        return actions.add_criterion(row, levels, by=self.keeper)

    # --- the years

    def publish(self, year):
        """Last year: every sheet checked and confirmed, the results published."""
        table = self.table(year)
        actions.open_scoring(table, by=self.keeper, today=year.ends_on - timedelta(days=40))
        for place in range(len(self.units)):
            self.bring(self.sheet(table, place), place, "confirmed")
        actions.publish_scores(table, by=self.leader)
        return table

    def begin(self, year, last, today):
        """The running year: the table of last year again, the sheets each in another step."""
        table = ScoreTable(cluster_year=year, whole=last.whole, self_due_on=today + timedelta(days=12))
        actions.copy_score_table(last, table, by=self.keeper)
        actions.open_scoring(table, by=self.keeper, today=today)
        by_chair, by_unit = self.sample.cumtruong, self.sample.donvi
        self.bring(self.sheet(table, 0), 0, "submitted", by=by_chair)
        begun = self.sheet(table, 1)
        actions.score(begun, Stage.SELF, self.entries(table, 1)[:4], by=by_unit)
        self.prove(begun, SEMINARS, by=by_unit)
        asked = self.bring(self.sheet(table, 2), 2, "submitted")
        actions.score(asked, Stage.CHECK, self.entries(table, 2, Stage.CHECK)[:2], by=self.keeper)
        question = ScoreQuestion(
            sheet=asked,
            criterion=table.criteria.get(name=EXAMPLES),
            text="Đề nghị nêu rõ các điển hình tiên tiến đã được giới thiệu, nhân rộng trong năm.",
        )
        actions.ask_question(question, by=self.keeper)
        self.bring(self.sheet(table, 3), 3, "checked")
        self.bring(self.sheet(table, 5), 5, "confirmed")
        return table

    # --- one sheet

    def sheet(self, table, place):
        rows = table.sheets.select_related("table__cluster_year__cluster__authority", "unit")
        return rows.get(unit=self.units[place])

    def bring(self, sheet, place, step, by=None):
        table, by = sheet.table, by or self.keeper
        actions.score(sheet, Stage.SELF, self.entries(table, place), by=by)
        actions.submit_sheet(sheet, by=by)
        if step in ("checked", "confirmed"):
            actions.score(sheet, Stage.CHECK, self.entries(table, place, Stage.CHECK), by=self.keeper)
            actions.finish_check(sheet, by=self.keeper)
        if step == "confirmed":
            actions.confirm_sheet(sheet, by=self.leader)
        return sheet

    def entries(self, table, place, stage=Stage.SELF):
        """What one side gives a unit, in the order of the table."""
        planned, held, advice, examples, unity, methods, drive, reports, models = OWN[place]
        given = {
            SEMINARS: {"plan": D(planned), "result": D(held)},
            ADVICE: {"level": advice},
            EXAMPLES: {"points": D(examples)},
            UNITY: {"level": unity},
            METHODS: {"points": D(methods)},
            DRIVE: {"points": D(drive)},
            REPORTS: {"points": D(reports)},
            NEW_MODEL: {"times": models},
            LATE: {"times": None},
        }
        rows = {row.name: row for row in table.criteria.prefetch_related("levels")}
        return [self.entry(rows[name], values, place, stage) for name, values in given.items()]

    def entry(self, criterion, values, place, stage):
        note = ""
        if stage == Stage.CHECK and (place, criterion.name) in CHECKED:
            changed, note = CHECKED[place, criterion.name]
            values = {**values, **changed}
        if label := values.get("level"):
            level = next(row for row in criterion.levels.all() if row.label == label)
            values = {**values, "level": level}
        return ScoreEntry(criterion=criterion, note=note, **values)

    def prove(self, sheet, name, by):
        file, checked = report("Báo cáo kết quả tổ chức hội thảo, tọa đàm", sheet.unit_name)
        evidence = ScoreEvidence(
            sheet=sheet,
            criterion=sheet.table.criteria.get(name=name),
            title="Báo cáo kết quả tổ chức hội thảo, tọa đàm",
            file=file,
            file_name=file.name,
            extension=checked.extension,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
        )
        actions.add_score_evidence(evidence, by=by)
