from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from documents import fonts


@register("documents")
def document_font(app_configs, **kwargs):
    """Refuse to start where papers would be printed in another typeface or with letters missing."""
    fonts.font_dir.cache_clear()
    try:
        fonts.font_dir()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint=fonts.HELP, id="documents.E001")]
    return []
