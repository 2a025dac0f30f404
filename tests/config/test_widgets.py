"""Selections are put together without templates, and read as those of Django do."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting, get_default_renderer

from config.widgets import Renderer

EVIL = '<b>"Đỗ" & con</b>'
CHOICES = [
    ("", "Tất cả"),
    (1, "Một"),
    (EVIL, EVIL),
    (EVIL + "nhóm", [(2, "Hai"), ("ba", EVIL)]),
    (None, "Không rõ"),
]
ATTRS = {"class": "form-select", "required": True, "disabled": False, "aria-describedby": EVIL, "size": 3}


class Plain(TemplatesSetting):
    """As Django draws selections."""


class WithIcons(forms.Select):
    """An option that cannot be chosen, and one with data of its own."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"disabled": value == 2, "data-note": EVIL}
        return option


def squeezed(html):
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, WithIcons])
@pytest.mark.parametrize("value", [None, "", 1, "1", 2, "ba", EVIL, ["1", "ba"]])
def test_a_selection_reads_as_django_writes_it(widget, value):
    box = widget(choices=CHOICES)
    ours, theirs = (box.render(EVIL, value, ATTRS, renderer=kind()) for kind in (Renderer, Plain))
    assert squeezed(ours) == squeezed(theirs)
    assert "<b>" not in ours


def test_forms_are_drawn_by_it():
    assert isinstance(get_default_renderer(), Renderer)
    field = forms.ChoiceField(choices=CHOICES[:2], required=False)
    form = type("Box", (forms.Form,), {"o": field})({"o": "1"})
    assert squeezed(str(form["o"])) == squeezed(
        '<select name="o" id="id_o"><option value="">Tất cả</option><option value="1" selected>Một</option></select>'
    )
