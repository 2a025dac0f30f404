"""The numbers of pages under a list: the first, the last, those beside the one that is open."""

import re

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory


def shown(number, pages):
    page_obj = Paginator(range(pages), 1).page(number)
    text = render_to_string("components/pagination.html", {"page_obj": page_obj}, RequestFactory().get("/"))
    items = re.findall(r'<li class="pager-number[^>]*>(.*?)</li>', text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", item) for item in items)


@pytest.mark.parametrize(
    ("number", "pages", "expected"),
    [
        (1, 2, "1 2"),
        (1, 3, "1 2 3"),
        (1, 4, "1 2 … 4"),
        (3, 5, "1 2 3 4 5"),
        (4, 7, "1 … 3 4 5 … 7"),
        (2, 4000, "1 2 3 … 4000"),
        (2000, 4000, "1 … 1999 2000 2001 … 4000"),
        (4000, 4000, "1 … 3999 4000"),
    ],
)
def test_pages_near_the_open_one_are_shown(number, pages, expected):
    assert shown(number, pages) == expected


def test_one_page_needs_no_numbers():
    assert shown(1, 1) == ""
