"""Reports of errors to Sentry, where an installation names a place for them.

What is reported is what the log holds as an error, with the way through the code: no request, no local variables,
no person, and scrubbed as the log is. The id of the request leads to the rest, which stays in the log.
"""

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration

from config.logs import current_id
from config.scrub import scrub_all

LEFT_OUT = {"request", "user", "extra", "breadcrumbs", "modules"}


def options(dsn, release):
    """Return what sentry_sdk.init gets; personal data are off by its own default, too."""
    return {
        "dsn": dsn,
        "release": release,
        "include_local_variables": False,
        "max_request_body_size": "never",
        "max_breadcrumbs": 0,
        "traces_sample_rate": 0,
        "default_integrations": False,
        "auto_enabling_integrations": False,
        "integrations": [LoggingIntegration(level=None, event_level="ERROR")],
        "before_send": before_send,
    }


def start(dsn, release):
    """Report from now on what fails; without a DSN nothing is done."""
    if dsn:
        sentry_sdk.init(**options(dsn, release))


def before_send(event, hint):
    """Leave out what could name a person, scrub the rest, and say under which id the log has it."""
    event = scrub_all({name: value for name, value in event.items() if name not in LEFT_OUT})
    event["tags"] = {"request_id": current_id()}
    return event
