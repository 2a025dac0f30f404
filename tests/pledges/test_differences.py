"""What became of a text: the rows say everything, and the sentences read as an official would write them."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledges.differences import BASES, CONTENTS, LISTS, TARGETS, compare, wording_of

EMPTY = {
    "title": "Giao ước thi đua",
    "themes": [],
    "horizon": "",
    "opening": "",
    "closing": "",
    "originals": None,
    "bases": [],
    "contents": [],
    "targets": [],
    "parties": [],
}


def content(text, *points, key=""):
    keys = [f"{key}-{point}" for point in points] if key else []
    return {"key": key, "text": text, "points": list(points), "point_keys": keys}


def target(text, level="90%", key="", **facts):
    known = {"key": key, "kind": "percent", "text": text, "population": "", "measure": "%", "level": level}
    return known | {"registrations": []} | facts


def text_with(**parts):
    return deepcopy(EMPTY) | parts


def said(before, after):
    return compare(text_with(contents=before), text_with(contents=after)).sentences


# --- every difference is told ------------------------------------------------------------------------

words = st.lists(
    st.sampled_from(["thi", "đua", "yêu", "nước", "hội", "viên", "nông", "dân", "90%", "95%"]),
    min_size=1,
    max_size=6,
)
lines = st.builds(" ".join, words)
names = st.sampled_from("abcdefgh")


@st.composite
def contents(draw):
    keys = draw(st.lists(names, unique=True, max_size=6))
    made = []
    for key in keys:
        points = draw(st.lists(lines, unique=True, max_size=3))
        made.append(content(draw(lines), *points, key=draw(st.sampled_from([key, ""]))))
    return made


@st.composite
def texts(draw):
    keys = draw(st.lists(names, unique=True, max_size=4))
    return text_with(
        title=draw(lines),
        opening=draw(st.just("") | lines),
        contents=draw(contents()),
        targets=[target(draw(lines), draw(st.sampled_from(["90%", "95%"])), key) for key in keys],
        bases=draw(st.lists(lines, unique=True, max_size=4)),
        parties=[{"name": name} for name in draw(st.lists(lines, unique=True, max_size=4))],
    )


def lines_of(part, text):
    """Return ``{place: (wording, facts)}`` of a part, as the text itself has it."""
    if part == CONTENTS:
        tops = enumerate(text["contents"])
        return {
            place: wording
            for top, row in tops
            for place, wording in [
                ((top,), (row["text"], ())),
                *(((top, number), (point, ())) for number, point in enumerate(row["points"])),
            ]
        }
    if part == TARGETS:
        facts = ("population", "measure", "level")
        return {
            (place,): (row["text"], tuple((name, row[name]) for name in facts))
            for place, row in enumerate(text["targets"])
        }
    rows = text["bases"] if part == BASES else [party["name"] for party in text["parties"]]
    return {(place,): (row, ()) for place, row in enumerate(rows)}


@given(texts(), texts())
def test_the_rows_hold_both_texts_to_the_letter(before, after):
    found = compare(before, after)
    for part in LISTS:
        for side, text in (("before", before), ("after", after)):
            held = [getattr(row, side) for row in found.rows[part] if getattr(row, side)]
            assert len(held) == len(lines_of(part, text))
            assert {item.place: (item.text, item.facts) for item in held} == lines_of(part, text)


def applied(items, rows):
    """Make the new order of lines out of the old one, with nothing but the changes.

    A line that came or moved has the place that its row names; the others fill the rest in the order they had.
    """
    gone = {row.before for row in rows if row.after is None}
    moved = {row.before for row in rows if row.is_moved}
    changed = {row.before: row.after for row in rows if row.before and row.after}
    fixed = {row.after.place: row.after for row in rows if row.after and (row.before is None or row.is_moved)}
    left = [item for item in items if item not in gone and item not in moved]
    made = {place: (item.text, item.facts) for place, item in fixed.items()}
    tops = iter([item for item in left if len(item.place) == 1])
    top_of = {row.before.place: row.after.place for row in rows if row.before and row.after}
    total = sum(row.after is not None and len(row.after.place) == 1 for row in rows)
    where = {}
    for place in ((number,) for number in range(total)):
        if place not in fixed:
            old = next(tops)
            where[old.place] = place
            new = changed.get(old, old)
            made[place] = (new.text, new.facts)
    for top in range(total):
        points = iter(
            item
            for item in left
            if len(item.place) == 2 and where.get(item.place[:1], top_of.get(item.place[:1])) == (top,)
        )
        number = 0
        while True:
            if (top, number) not in fixed:
                old = next(points, None)
                if old is None and not any(p[0] == top and p[1] > number for p in fixed if len(p) == 2):
                    break
                new = changed.get(old, old)
                made[(top, number)] = (new.text, new.facts)
            number += 1
    return made


@given(texts(), texts())
def test_the_changes_alone_lead_from_one_text_to_the_other(before, after):
    found = compare(before, after)
    for part in LISTS:
        rows = found.rows[part]
        items = sorted((row.before for row in rows if row.before), key=lambda item: item.place)
        assert applied(items, rows) == lines_of(part, after)


@given(texts())
def test_equal_texts_give_no_difference(text):
    found = compare(text, deepcopy(text))
    assert found.is_equal
    assert found.sentences == []


@given(texts(), texts())
def test_whatever_differs_is_said_in_a_sentence(before, after):
    found = compare(before, after)
    assert all(row.sentences for row in found.changes if not row.is_within)
    same = all(lines_of(part, before) == lines_of(part, after) for part in LISTS)
    same = same and all(before[name] == after[name] for name in ("title", "opening"))
    assert bool(found.sentences) == (not same)


@given(texts(), texts())
def test_every_sentence_ends_as_a_sentence(before, after):
    for sentence in compare(before, after).sentences:
        assert sentence.endswith((".", "…"))
        assert sentence[0].isupper() or not sentence[0].isalpha() or sentence[0] in "0123456789"


# --- how they read -----------------------------------------------------------------------------------

A = content("Tổ chức học tập nghị quyết", key="a")
B = content("Xây dựng quỹ vì người nghèo", key="b")
C = content("Phát triển hội viên mới", key="c")
D = content("Thông tin, tuyên truyền về Cụm", key="d")


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ([A, B], [A, B, C], ["Thêm nội dung 3: Phát triển hội viên mới."]),
        ([A, B, C], [A, C], ["Bỏ nội dung 2: Xây dựng quỹ vì người nghèo."]),
        ([A, B, C], [C, A, B], ["Nội dung 1 chuyển từ vị trí 3 lên vị trí 1."]),
        ([A, B, C, D], [B, C, A, D], ["Nội dung 3 chuyển từ vị trí 1 xuống vị trí 3."]),
        (
            [A],
            [content("Tổ chức học tập nghị quyết của Đảng", key="a")],
            ["Nội dung 1 được sửa: thêm “của Đảng”."],
        ),
        (
            [A, C],
            [content("Phát triển 50 hội viên mới", key="c")],
            [
                "Nội dung 1 (trước là nội dung 2) được sửa: thêm “50”.",
                "Bỏ nội dung 1: Tổ chức học tập nghị quyết.",
            ],
        ),
        (
            [content("Vận động", "Áo ấm", "Xuân yêu thương", key="a")],
            [content("Vận động", "Xuân yêu thương", key="a")],
            ["Bỏ điểm 1 a): Áo ấm."],
        ),
        ([A], [A, content("Vận động", "Áo ấm", key="e")], ["Thêm nội dung 2: Vận động."]),
    ],
    ids=["added", "removed", "up", "down", "changed", "renumbered", "point", "added-with-points"],
)
def test_sentence_names_the_line_as_it_is_numbered(before, after, sentences):
    assert sorted(said(before, after)) == sorted(sentences)


def test_point_that_becomes_a_content_is_told_as_one_move():
    before = [content("Vận động", "Áo ấm cho em", key="a")]
    after = [
        content("Vận động", key="a"),
        {"key": "a-Áo ấm cho em", "text": "Áo ấm cho em", "points": [], "point_keys": []},
    ]
    assert said(before, after) == ["Điểm 1 a) chuyển thành nội dung 2."]


def test_target_tells_its_level_population_and_wording():
    before = text_with(targets=[target("90% hội viên đạt chuẩn", "90%", "t", population="hội viên")])
    after = text_with(targets=[target("95% hội viên đạt chuẩn", "95%", "t", population="cán bộ, hội viên")])
    assert compare(before, after).sentences == [
        "Chỉ tiêu 1 được sửa: “90” đổi thành “95”; đối tượng tính “hội viên” đổi thành “cán bộ, hội viên”; "
        "mức “90%” đổi thành “95%”."
    ]


def test_bases_and_parties_are_named():
    before = text_with(bases=["Luật cũ"], parties=[{"name": "Hội A"}])
    after = text_with(bases=["Nghị định mới"], parties=[{"name": "Hội A"}, {"name": "Hội B"}])
    assert sorted(compare(before, after).sentences) == [
        "Bỏ căn cứ: Luật cũ.",
        "Thêm bên ký: Hội B.",
        "Thêm căn cứ: Nghị định mới.",
    ]


def test_lines_of_two_clusters_are_set_side_by_side_by_their_wording():
    """Texts of different origin share no key."""
    before = text_with(
        contents=[content("Tổ chức tốt các phong trào thi đua yêu nước trong hội viên", key="x")]
    )
    after = text_with(
        contents=[
            content("Công tác khen thưởng", key="y"),
            content("Tổ chức tốt phong trào thi đua yêu nước trong hội viên", key="z"),
        ]
    )
    rows = compare(before, after).rows[CONTENTS]
    assert [row.state for row in rows] == ["added", "changed"]


def test_texts_agreed_before_lines_had_keys_are_compared_by_wording():
    old = text_with(contents=[{"text": "Vận động", "points": ["Áo ấm"]}])
    new = text_with(contents=[content("Vận động", "Áo ấm", key="a")])
    assert compare(old, new).is_equal


def test_figures_that_units_register_are_no_part_of_the_wording():
    plain = text_with(targets=[target("Mô hình mới")])
    registered = text_with(
        targets=[target("Mô hình mới", registrations=[{"unit": 1, "value": "3", "note": ""}])]
    )
    assert wording_of(plain) == wording_of(registered)
    assert wording_of(plain) != wording_of(text_with(targets=[target("Mô hình cũ")]))


def test_a_cut_quotation_ends_once():
    (sentence,) = said([], [content("thi đua yêu nước " * 20)])
    assert sentence.endswith("yêu…")
