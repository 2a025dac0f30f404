"""What is missing or contradictory in the papers of a year: rules that hold for every paper."""

import re

from django.urls import reverse

from clusters.papers import Finding, lacks_symbol
from clusters.year_facts import facts_of
from documents.validity import not_in_force
from vietnamese.dates import short_date
from vietnamese.keys import search_key

LOOKED_BACK = 3  # how many years before the year of a paper are taken for ones left standing from an old text
YEAR = re.compile(
    r"(?:\bnăm|\b(?:tháng|quý) [\dIV]{1,2}\s?[/-])\s?(20\d\d)\b(?!\s?[-–]\s?20\d\d)", re.IGNORECASE
)
LOOKING_BACK = re.compile(
    r"(?:\b(?:kết quả|tổng kết|thành tích|so với|so sánh|luật|nghị định|thông tư|quyết định|hiến pháp|báo cáo|"
    r"ban hành|thành lập|kỷ niệm|nhiệm kỳ|giai đoạn|cụm trưởng|cụm phó|khối trưởng|khối phó)\W[^.;:]{0,60}|"
    r"\btừ )$",
    re.IGNORECASE,
)


def missing(year, what, url, *, is_grave=True):
    """A thing that the paper needs and the record does not have; a past year prints "chưa rõ" for it."""
    if year.is_recorded:
        return Finding(f"Chưa rõ {what}; bản in ghi “chưa rõ” hoặc để trống.", url)
    return Finding(f"Chưa ghi {what}.", url, is_grave)


def old_years(texts, years, url):
    """Years before those of the paper that were left in its texts; not where the text itself looks back."""
    first = min(years)
    found = {}
    for text in texts:
        for match in YEAR.finditer(text):
            number = int(match[1])
            looks_back = LOOKING_BACK.search(text[: match.start()])
            if first - LOOKED_BACK <= number < first and not looks_back:
                found.setdefault(number, " ".join(match[0].split()))
    of = " và ".join(f"năm {year}" for year in sorted(set(years)))
    return [
        Finding(f"Trong nội dung còn ghi “{said}”, trong khi văn bản là của {of}.", url)
        for _, said in sorted(found.items())
    ]


def old_names(texts, units, day, url):
    """Names that a unit bore on other days than that of the paper, found in its texts."""
    said = search_key(" ".join(texts))
    valid = [search_key(unit.name_on(day)) for unit in units]
    for name in sorted(valid, key=len, reverse=True):
        said = said.replace(name, " ")
    found = []
    for unit in units:
        now = unit.name_on(day)
        others = dict.fromkeys([*(name for _, name, _ in unit.past_names), unit.name])
        found += [
            Finding(
                f"Trong nội dung còn ghi “{name}”; ngày {short_date(day)} đơn vị này mang tên “{now}”.", url
            )
            for name in others
            if name != now and search_key(name) in said
        ]
    return found


def out_of_force(documents, day, url):
    """Documents that the paper refers to and that are not in force on its day."""
    return [Finding(sentence, url) for _, sentence in not_in_force(documents, day)]


def signer(year, day=None):
    """Whether it is known who signs for the cluster."""
    facts = facts_of(year)
    url = reverse("clusters:year_detail", args=[year.pk]) + "#vai-tro"
    day = day or year.as_of()
    if facts.chair_on(day) is None:
        return [missing(year, f"{year.cluster.noun} trưởng, người ký văn bản", url)]
    if not facts.signer_name(day):
        return [
            missing(year, f"họ tên người đại diện {year.cluster.noun} trưởng ký văn bản", url, is_grave=False)
        ]
    return []


def head(year, symbol):
    """What the head of a numbered paper needs."""
    cluster = year.cluster
    if symbol and not cluster.symbol and not year.is_recorded:
        url = reverse("clusters:cluster_edit", args=[cluster.pk])
        yield Finding(lacks_symbol(cluster), url, is_grave=True)
    if not cluster.authority.place_name and not year.is_recorded:
        url = reverse("clusters:authority_detail", args=[cluster.authority_id])
        yield Finding(f"Chưa ghi địa danh của {cluster.authority}; dòng địa danh in để trống.", url)


def members(year):
    """The members of the year against the number that a source or the authority gives."""
    url = reverse("clusters:year_detail", args=[year.pk]) + "#thanh-vien"
    facts = facts_of(year)
    if not len(facts.members):
        return [missing(year, "đơn vị thành viên", url)]
    if year.declared_units not in (None, len(facts.members), len(facts.members.present)):
        return [
            Finding(
                f"Số đơn vị theo nguồn là {year.declared_units}, trong danh sách có {len(facts.members)}.",
                url,
            )
        ]
    return []
