"""The two shapes that nearly every page with a POST has, a form that becomes an action and one button;
and what an address may ask for."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

FORM_TEMPLATE = "components/form_page.html"


def attach(form, error):
    """Put an action's refusal beside the field it speaks of, or above the form where the form has no such field."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)
    else:
        form.add_error(None, error)


def edit(request, form, act, *, done, to, template=FORM_TEMPLATE, **context):
    """Show a form; when it is sent and right, call ``act()``, leave the message ``done``, go to ``to``.

    ``to`` is a URL or a callable that gets what ``act`` returned. A refusal of the action stands beside
    its field, and everything typed stays.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, done)
            return redirect(to(made) if callable(to) else to)
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)


def press(request, act, *, done, to):
    """One button, one action: do it, say so, go on; a refusal is a message and changes nothing."""
    try:
        act()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect(to)


def way_back(request, asked, otherwise):
    """Return the address of this site that was asked for, else ``otherwise``.

    It has to begin with a slash: redirect() would take a bare word for the name of a view.
    """
    hosts, is_secure = {request.get_host()}, request.is_secure()
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, hosts, is_secure)
    return asked if is_ours else otherwise


def key_asked(text):
    """Return the key of a record that an address names, None where that is no number a key can be."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


class PagesByKey(Paginator):
    """Pages of very long lists: only keys are put in order, the rows of one page are read by them, one query more
    than for a list of at most ``FEW`` rows."""

    FEW = 500

    def page(self, number):
        if self.count <= self.FEW:
            return super().page(number)
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[first : first + self.per_page])
        rows = self.object_list.order_by().in_bulk(keys)
        return self._get_page([rows[key] for key in keys if key in rows], number, self)
