from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def own_sign_on():
    """The name of the organisation's own sign-on as the button says it; "" where none is set up."""
    return settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else ""
