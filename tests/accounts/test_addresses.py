"""Addresses put together from their shape are those that Django makes."""

import pytest
from django import urls
from django.template import Context, engines
from django.urls import NoReverseMatch, get_resolver, set_script_prefix

from accounts.addresses import of_keys, reverse

KEYS = ((), (7,), (7, 12345))


def names(resolver, before=""):
    yield from (f"{before}{name}" for name in resolver.reverse_dict if isinstance(name, str))
    for space, (_, inner) in resolver.namespace_dict.items():
        yield from names(inner, f"{before}{space}:")


def django_says(name, args):
    try:
        return urls.reverse(name, args=args)
    except NoReverseMatch:
        return None


def test_every_address_of_keys_is_that_of_django():
    asked = [(name, args) for name in sorted(set(names(get_resolver()))) for args in KEYS]
    told = {(name, args): of_keys(name, args) for name, args in asked}
    assert {row: address for row, address in told.items() if address} == {
        row: django_says(*row) for row, address in told.items() if address
    }
    assert sum(map(bool, told.values())) > 400
    assert not [row for row, address in told.items() if not address and django_says(*row)]


@pytest.mark.parametrize("args", [("tong-hop",), (True,), (-1,), (10**18,), ("7",), (None,)])
def test_what_is_no_key_is_asked_of_django(args):
    assert of_keys("clusters:unit_detail", args) == ""
    expected = django_says("clusters:unit_detail", args)
    if expected is None:
        with pytest.raises(NoReverseMatch):
            reverse("clusters:unit_detail", args=args)
    else:
        assert reverse("clusters:unit_detail", args=args) == expected


def test_a_site_below_a_folder_keeps_it():
    set_script_prefix("/so/")
    try:
        assert reverse("clusters:unit_detail", args=[7]) == urls.reverse("clusters:unit_detail", args=[7])
        assert reverse("clusters:unit_detail", args=[7]).startswith("/so/")
    finally:
        set_script_prefix("/")
    assert not reverse("clusters:unit_detail", args=[7]).startswith("/so/")


def test_the_tag_of_templates_says_the_same_in_all_its_forms():
    text = (
        "{% url 'clusters:unit_detail' 7 %} {% url 'clusters:unit_detail' pk=7 %} "
        "{% url 'clusters:unit_detail' 7 as told %}{{ told }} {% url 'không-có' as none %}[{{ none }}]"
    )
    address = urls.reverse("clusters:unit_detail", args=[7])
    shown = engines["django"].from_string(text).template.render(Context())
    assert shown == f"{address} {address} {address} []"
    with pytest.raises(NoReverseMatch):
        engines["django"].from_string("{% url 'clusters:unit_detail' '' %}").render()
