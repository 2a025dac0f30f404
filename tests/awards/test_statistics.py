"""Statistics: proposed and granted apart, the unknown kept, what one may see and no more."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from awards import actions
from awards.models import Nomination
from awards.statistics import DRAWN, Fact, Key, Table, facts_of, tables_of, workers_told
from tests import factories as make
from tests.awards.dossiers import award_of, dossier

FLAG, SCROLL = Key((1,), "Cờ thi đua (tập thể)"), Key((2,), "Bằng khen (tập thể)")
HIGH, LOW = Key((0,), "Nhà nước"), Key((2,), "Cơ sở")
PLAIN = Fact(FLAG, HIGH, None, None, Key((1,), "Cụm A"), Key((1,), "Hội A"), 2026, is_person=False)
GIVEN = replace(PLAIN, granted=FLAG, granted_level=HIGH)
PERSON = replace(GIVEN, is_person=True)


def rows(facts, key):
    table = next(table for table in tables_of(facts) if table.key == key)
    return [(row.label, row.proposed, row.granted) for row in table.rows]


# --- counting


def test_what_is_granted_lower_counts_where_it_was_granted():
    facts = [PLAIN, GIVEN, replace(PLAIN, granted=SCROLL, granted_level=LOW)]
    assert rows(facts, "hinh-thuc") == [(FLAG.label, 3, 1), (SCROLL.label, 0, 1)]
    assert rows(facts, "cap") == [("Nhà nước", 3, 1), ("Cơ sở", 0, 1)]


def test_clusters_of_one_name_are_counted_apart():
    other = replace(GIVEN, cluster=Key((1, 2), "Cụm A"), year=2025)
    assert rows([PLAIN, other], "cum") == [("Cụm A", 1, 0), ("Cụm A", 1, 1)]
    assert rows([PLAIN, other], "nam") == [("Năm 2025", 1, 1), ("Năm 2026", 1, 0)]


def test_people_of_whom_it_is_not_known_are_a_group_of_their_own():
    facts = [PERSON, replace(PERSON, sex="female", standing="worker", granted=None), GIVEN]
    assert rows(facts, "gioi-tinh") == [("Nam", 0, 0), ("Nữ", 1, 0), ("Chưa rõ", 1, 1)]
    assert rows(facts, "vi-tri") == [
        ("Người trực tiếp lao động, công tác", 1, 0),
        ("Lãnh đạo, quản lý", 0, 0),
        ("Chưa rõ", 1, 1),
    ]


@pytest.mark.parametrize(
    ("standings", "sentence"),
    [
        ([], "Chưa có cá nhân nào được khen thưởng trong phạm vi đang xem."),
        ([""], "Có 1 cá nhân được khen thưởng; chưa rõ vị trí công tác của người nào."),
        (
            ["worker", "worker", "manager"],
            "Trong 3 cá nhân được khen thưởng có 2 người trực tiếp lao động, công tác (66,66%).",
        ),
        (
            ["worker", "manager", "", ""],
            "Trong 4 cá nhân được khen thưởng có 1 người trực tiếp lao động, công tác (25%); "
            "2 người chưa rõ vị trí công tác.",
        ),
        (["manager"], "Trong 1 cá nhân được khen thưởng có 0 người trực tiếp lao động, công tác (0%)."),
    ],
)
def test_the_share_of_direct_workers_is_told_in_a_sentence(standings, sentence):
    facts = [PLAIN, GIVEN, replace(PERSON, granted=None, standing="worker")]
    facts += [replace(PERSON, standing=standing) for standing in standings]
    assert workers_told(facts) == sentence


def test_a_picture_draws_the_largest_rows_and_says_how_many_it_leaves_out():
    facts = [replace(PLAIN, unit=Key((n,), f"Hội {n}")) for n in range(20) for _ in range(n + 1)]
    table = next(table for table in tables_of(facts) if table.key == "don-vi")
    assert len(table.rows) == 20
    assert (len(table.bars), table.left_out) == (DRAWN, 20 - DRAWN)
    assert (table.bars[0].row.label, table.bars[0].proposed, table.bars[0].granted) == (
        "Hội 19",
        "100.0%",
        "0.0%",
    )
    assert Table("a", "A", "A", ()).bars == []


# --- reading


def test_drafts_and_withdrawn_dossiers_are_no_proposals(cast):
    dossier(cast, "draft")
    withdrawn = dossier(cast, "submitted", unit=cast.other_unit)
    actions.withdraw(withdrawn, "Nhầm.", by=cast.secretary)
    dossier(cast, "submitted", unit=cast.vice_unit)
    dossier(cast, "decided", unit=cast.chair_unit)
    facts = facts_of(Nomination.objects.all())
    assert sorted((fact.unit.label, fact.granted is not None) for fact in facts) == [
        ("Hội thành viên A", True),
        ("Hội thành viên B", False),
    ]


def test_a_refused_dossier_counts_as_proposed_only(cast):
    row = dossier(cast, "proposed")
    actions.decide(row, "refused", "12/TB", date(2026, 3, 2), by=cast.secretary)
    assert rows(facts_of(Nomination.objects.all()), "nam") == [("Năm 2026", 1, 0)]


def test_facts_are_read_in_as_many_queries_for_thirty_dossiers_as_for_one(cast, sign_in):
    client, counts = sign_in(cast.secretary), []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            dossier(cast, "submitted", award=make.make_award(code=f"P{number}", name=f"Hình thức {number}"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("awards:statistics"))
        counts.append(len(queries))
    assert page.context["proposed"] == 30
    assert counts[0] == counts[1]


# --- the page


def labels(client, key, **asked):
    page = client.get(reverse("awards:statistics"), asked)
    table = next(table for table in page.context["tables"] if table.key == key)
    return [row.label for row in table.rows]


def test_the_page_counts_what_one_may_see(cast, sign_in):
    dossier(cast, "submitted")
    dossier(cast, "submitted", unit=cast.other_unit)
    every = ["Hội thành viên C", "Hội thành viên D"]
    assert labels(sign_in(cast.secretary), "don-vi") == every
    assert labels(sign_in(cast.chair), "don-vi") == every
    assert labels(sign_in(cast.officer), "don-vi") == ["Hội thành viên C"]
    assert "Năm này chưa có hồ sơ" in sign_in(cast.outsider).get(reverse("awards:statistics")).text


def test_filters_stand_in_the_address(cast, sign_in):
    flag, scroll = award_of(), award_of(code="BK", name="Bằng khen", level="government")
    dossier(cast, "submitted", award=flag)
    dossier(cast, "submitted", award=scroll, unit=cast.other_unit)
    client = sign_in(cast.secretary)
    assert labels(client, "hinh-thuc", cap="government") == ["Bằng khen (tập thể)"]
    assert labels(client, "don-vi", don_vi=cast.unit.pk) == ["Hội thành viên C"]
    assert labels(client, "don-vi", hinh_thuc=scroll.pk) == ["Hội thành viên D"]
    page = client.get(reverse("awards:statistics"), {"nam": "2026", "doi_tuong": "household"})
    assert "Không có hồ sơ nào khớp với bộ lọc" in page.text


def test_every_table_has_its_excel_file_with_the_filters(cast, sign_in):
    dossier(cast, "decided")
    client = sign_in(cast.secretary)
    page = client.get(reverse("awards:statistics"), {"nam": "2026"})
    for table in page.context["tables"]:
        address = f"{reverse('awards:statistics_export')}?nam=2026&amp;bang={table.key}"
        assert f'href="{address}"' in page.text
        sheet = load_workbook(BytesIO(client.get(address.replace("&amp;", "&")).content)).active
        lines = list(sheet.iter_rows(values_only=True))
        assert lines[2] == (table.heading, "Số hồ sơ đề nghị", "Số được khen thưởng")
        assert lines[3:] == [(row.label, row.proposed, row.granted) for row in table.rows]
    assert client.get(reverse("awards:statistics_export"), {"bang": "khac"}).status_code == 404


def test_the_navigation_leads_to_the_statistics_and_marks_them(cast, sign_in):
    page = sign_in(cast.leader).get(reverse("awards:statistics"))
    assert [item["label"] for item in page.context["nav"] if item["is_active"]] == ["Báo cáo"]
