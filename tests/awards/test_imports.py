"""Past awards from a spreadsheet: dossiers of years entered afterwards, decided where the file names the decision."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from awards import actions
from awards.models import Nomination
from clusters.models import ClusterYear
from tests import factories as make
from tests.clusters.sheets import apply, bring, page, preview, problems, results, undo, workbook

HEADINGS = [
    "TT",
    "Năm",
    "Cụm",
    "Đơn vị",
    "Họ và tên",
    "Hình thức khen thưởng",
    "Số quyết định",
    "Ngày quyết định",
]
DECISION = ["12/QĐ-UBND", "20/02/2024"]


@pytest.fixture
def keeper(cast, sign_in):
    make.make_award(code="CSTDCS", name="Chiến sĩ thi đua cơ sở", subject="individual")
    make.make_award(code="TTLDXS", name="Tập thể lao động xuất sắc")
    return sign_in(cast.secretary)


def test_past_awards_come_in_decided_and_go_again(cast, keeper):
    rows = [
        HEADINGS,
        [1, 2023, "1", "Hội thành viên C", "Nguyễn Văn An", "CHIẾN SĨ THI ĐUA CƠ SỞ", *DECISION],
        [2, 2023, "1", "Hội thành viên C", None, "TTLDXS", None, None],
        [3, 2023, "1", "Hội thành viên C", None, "Chiến sĩ thi đua cơ sở", *DECISION],
        [4, 2023, "1", "Hội thành viên D", "Lê Văn Cường", "Chiến sĩ thi đua cấp trên trời", *DECISION],
        [5, 2023, "1", "Hội thành viên D", "Lê Văn Cường", "Chiến sĩ thi đua cơ sở", "12/QĐ-UBND", None],
        [6, 2026, "1", "Hội thành viên D", "Lê Văn Cường", "Chiến sĩ thi đua cơ sở", *DECISION],
    ]
    batch = bring(keeper, "awards", cast.authority, workbook(rows))
    assert results(batch) == {2: "new", 3: "new", 4: "wrong", 5: "wrong", 6: "wrong", 7: "wrong"}
    told = problems(batch)
    assert "Cần ghi họ và tên cá nhân" in told[0]
    assert "Danh mục khen thưởng chưa có" in told[1]
    assert "Có số quyết định mà chưa ghi ngày" in told[2]
    assert "Năm 2026 chưa kết thúc" in told[3]
    assert "chưa rõ kết quả" in preview(keeper, batch, ket_qua="new")
    keeper.post(page("import_wrong_leave_out", batch))
    apply(keeper, batch)

    granted = Nomination.objects.get(nominee="Nguyễn Văn An")
    assert (granted.status, granted.outcome, granted.granted.code) == ("decided", "granted", "CSTDCS")
    assert (granted.decision_number, granted.decided_on) == ("12/QĐ-UBND", date(2024, 2, 20))
    assert "nguyen van an" in granted.search_text
    asked = Nomination.objects.get(nominee="")
    assert (asked.status, asked.outcome, asked.decided_on) == ("proposed", "", None)
    assert asked.cluster_year.is_recorded
    assert asked.cluster_year.year == 2023

    undo(keeper, batch)
    assert not Nomination.objects.exists()
    assert list(ClusterYear.objects.values_list("year", flat=True)) == [2026]


def test_the_same_award_again_is_unchanged_and_another_decision_is_refused(cast, keeper):
    row = [1, 2023, "1", "Hội thành viên C", "Nguyễn Văn An", "Chiến sĩ thi đua cơ sở"]
    apply(keeper, bring(keeper, "awards", cast.authority, workbook([HEADINGS, [*row, *DECISION]])))
    same = workbook([HEADINGS, [*row, *DECISION], [2, *row[1:], "99/QĐ-UBND", "01/03/2024"]], name="lai.xlsx")
    batch = bring(keeper, "awards", cast.authority, same)
    assert results(batch) == {2: "unchanged", 3: "wrong"}
    assert "Đã ghi quyết định số 12/QĐ-UBND ngày 20/02/2024" in " ".join(problems(batch))


def test_a_year_kept_in_the_system_takes_no_award_from_a_file(cast, keeper):
    make.make_year(cast.cluster, 2025)
    rows = [HEADINGS, [1, 2025, "1", "Hội thành viên C", None, "TTLDXS", *DECISION]]
    batch = bring(keeper, "awards", cast.authority, workbook(rows))
    assert "Năm 2025 của cụm, khối đã được lập trong hệ thống" in " ".join(problems(batch))


def test_a_decided_award_is_deleted_only_with_the_file_that_brought_it(cast, keeper):
    row = [1, 2023, "1", "Hội thành viên C", None, "TTLDXS", *DECISION]
    apply(keeper, bring(keeper, "awards", cast.authority, workbook([HEADINGS, row])))
    with pytest.raises(IntegrityError, match="đã có quyết định"), transaction.atomic():
        Nomination.objects.all().delete()
    assert Nomination.objects.count() == 1


def test_a_decided_award_that_was_imported_is_as_final_as_any(cast, keeper):
    row = [1, 2023, "1", "Hội thành viên C", None, "TTLDXS", *DECISION]
    apply(keeper, bring(keeper, "awards", cast.authority, workbook([HEADINGS, row])))
    with pytest.raises(ValidationError, match="không sửa được"):
        actions.change_nomination(Nomination.objects.get(), by=cast.secretary)


def test_an_award_of_an_older_law_says_that_the_list_knows_only_the_new_one(cast, keeper):
    row = [1, 2021, "1", "Hội thành viên C", None, "TTLDXS", "5/QĐ-UBND", "15/01/2022"]
    batch = bring(keeper, "awards", cast.authority, workbook([HEADINGS, row]))
    assert results(batch) == {2: "new"}
    assert "áp dụng từ ngày 01/01/2024" in preview(keeper, batch)
