"""Tags and filters of every template (registered as built-ins, so no page loads them)."""

import datetime
import functools

from django import template
from django.template import defaulttags
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html

from accounts.addresses import of_keys, reverse
from vietnamese.dates import short_date
from vietnamese.numbers import format_decimal

register = template.Library()

# A status is told by a word and an icon, never by its colour alone.
TONES = {
    "neutral": "circle",
    "info": "arrow-right-circle-fill",
    "good": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "bad": "x-octagon-fill",
    "muted": "dash-circle",
}
MESSAGE_TONES = {"debug": "neutral", "info": "info", "success": "good", "warning": "warn", "error": "bad"}
MESSAGE_WORDS = {
    "debug": "Ghi chú",
    "info": "Thông tin",
    "success": "Đã xong",
    "warning": "Lưu ý",
    "error": "Không thực hiện được",
}


@register.simple_tag
def icon(name, label=""):
    """Draw one symbol of the sprite; without a label it is hidden from screen readers."""
    if not label:
        return _picture(name)
    sprite = static("vendor/icons.svg")
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, sprite, name
    )


@functools.cache
def _picture(name):
    """A page shows a hundred of them; their names are ours."""
    sprite = static("vendor/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def tone_icon(tone):
    return icon(TONES[tone or "neutral"])


@register.simple_tag
def badge(text, tone="neutral", name=""):
    """Show a state: one of TONES, with the tone's own icon unless another one is named."""
    picture = icon(name or TONES[tone])
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, picture, text)


@register.simple_tag
def sample():
    return format_html(
        '<span class="tag tag-sample" title="Không phải số liệu thật">{}Dữ liệu mẫu</span>', icon("flask")
    )


@register.simple_tag
def unknown(why="Nguồn không nêu, hoặc chưa được nhập"):
    return format_html('<span class="unknown" title="{}">chưa rõ</span>', why)


def is_missing(value):
    """Zero and False are known; None, an empty text and an empty collection are not."""
    return value is None or (value != 0 and not value)


@register.filter
def known(value):
    return unknown() if is_missing(value) else value


@register.filter
def day(value):
    """05/02/2024, in the time zone of the installation; “chưa rõ” when there is none."""
    if is_missing(value):
        return unknown()
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return short_date(value)


@register.simple_tag
def period(start, end, start_known=True, end_known=True):
    """từ 05/02/2024 đến 31/12/2024; an end that is None is open, a day that is not known gives its year only."""
    if not start_known and not end_known and end and end.year == start.year:
        return f"năm {start.year} (chưa rõ ngày)"
    first = short_date(start) if start_known else f"năm {start.year} (chưa rõ ngày)"
    if end is None:
        return f"từ {first}"
    return f"từ {first} đến {short_date(end) if end_known else f'năm {end.year} (chưa rõ ngày)'}"


@register.filter
def moment(value):
    """05/02/2024 14:30, in the time zone of the installation; “chưa rõ” when there is none."""
    if is_missing(value):
        return unknown()
    return timezone.localtime(value).strftime("%d/%m/%Y %H:%M")


@register.filter
def number(value):
    """1.234,5; “chưa rõ” when there is none."""
    return unknown() if is_missing(value) else format_decimal(value)


@register.simple_tag
def fact(label, value):
    """Add one row to a <dl class="facts">; an unknown value says so."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, known(value))


@register.simple_tag
def crumb(label, url_name="", *args):
    """Add one step to the breadcrumbs; the last step of a page names no address."""
    if not url_name:
        return format_html('<li class="crumb" aria-current="page">{}</li>', label)
    return format_html('<li class="crumb"><a href="{}">{}</a></li>', reverse(url_name, args=args), label)


class Address(defaulttags.URLNode):
    """``{% url %}`` of pages that have nothing but keys in their address."""

    def render(self, context):
        if not self.kwargs and not self.asvar:
            name, keys = self.view_name.resolve(context), [key.resolve(context) for key in self.args]
            if address := of_keys(name, keys):
                return conditional_escape(address)
        return super().render(context)


@register.tag
def url(parser, token):
    told = defaulttags.url(parser, token)
    return Address(told.view_name, told.args, told.kwargs, told.asvar)


@register.filter
def pages_near(page):
    """The numbers of the first and the last page, and of two pages on each side: thousands of others are not shown."""
    last = page.paginator.num_pages
    return sorted({1, last, *range(max(1, page.number - 2), min(last, page.number + 2) + 1)})


@register.filter
def message_tone(message):
    return MESSAGE_TONES[message.level_tag]


@register.filter
def message_word(message):
    return MESSAGE_WORDS[message.level_tag]


@register.simple_tag(takes_context=True)
def again(context, name):
    """Render a block a second time: the page's title is both <title> and <h1>."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)
