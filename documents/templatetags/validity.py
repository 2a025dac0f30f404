from django import template

from documents import validity

register = template.Library()


@register.simple_tag
def validity_on(documents, day):
    """Return what is to be said of the documents on the day; nothing without documents or without a day."""
    return validity.validity_on(documents, day) if documents and day else None
