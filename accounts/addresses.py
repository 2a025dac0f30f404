"""The addresses of pages that are shown by the hundred: those of one name differ by the keys in them alone."""

import functools

from django import urls
from django.conf import settings
from django.urls import NoReverseMatch

MARK = 10**15  # no key comes near it


def reverse(name, args=(), **more):
    """As Django's, from the shape of the address where nothing but keys stands in it."""
    return (not more and of_keys(name, args)) or urls.reverse(name, args=args, **more)


def of_keys(name, keys):
    """Return the address of this name with these keys, "" where they are no keys or other than keys stand there."""
    if not all(type(key) is int and 0 <= key < MARK for key in keys):
        return ""
    site = urls.get_urlconf() or settings.ROOT_URLCONF
    return _shape(name, len(keys), site, urls.get_script_prefix()).format(*keys)


@functools.cache
def _shape(name, number, site, prefix):
    """Return the address with ``{0}``, ``{1}``… where its keys stand, "" where any number is no key there."""
    marks = [MARK + at for at in range(number)]
    try:
        shape = urls.reverse(name, site, args=marks)
    except NoReverseMatch:
        return ""
    if "{" in shape or not all(shape.count(str(mark)) == 1 for mark in marks):
        return ""
    for at, mark in enumerate(marks):
        shape = shape.replace(str(mark), f"{{{at}}}")
    return shape
