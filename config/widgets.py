"""How the fields of forms are drawn: as Django draws them, but for selections, where it would fill two templates for
each option."""

from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, format_html_join


class Renderer(TemplatesSetting):
    def render(self, template_name, context, request=None):
        if template_name == "django/forms/widgets/select.html":
            return selection(context["widget"])
        return super().render(template_name, context, request)


def selection(widget):
    """Return the ``<select>`` of a widget's context, as Django's own templates write it."""
    inner = format_html_join("\n", "{}", ((_group(name, rows),) for name, rows, _ in widget["optgroups"]))
    return format_html(
        '<select name="{}"{}>\n{}\n</select>', widget["name"], _attributes(widget["attrs"]), inner
    )


def _group(name, options):
    """The options that stand under one name, or one option that stands alone."""
    told = ((str(row["value"]), _attributes(row["attrs"]), row["label"]) for row in options)
    lines = format_html_join("\n", '<option value="{}"{}>{}</option>', told)
    return format_html('<optgroup label="{}">\n{}\n</optgroup>', name, lines) if name else lines


def _attributes(attrs):
    """True stands as its name alone, False is left out."""
    given = (
        (name, "" if value is True else format_html('="{}"', str(value)))
        for name, value in attrs.items()
        if value is not False
    )
    return format_html_join("", " {}{}", given) if attrs else ""
