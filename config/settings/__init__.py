"""All settings of the product, read from the environment: each part has a file, and this is all of them.

An installation that answers to this machine only (the default) is *local*: it runs on the embedded
SQLite database under ``var/`` with a key of its own making. As soon as ``ALLOWED_HOSTS`` names any
other host, or ``PRODUCTION=1``, it is *production*, and refuses to start on an unsafe value.
"""

from config.settings.data import *
from config.settings.language import *
from config.settings.logs import *
from config.settings.mail import *
from config.settings.mode import *
from config.settings.papers import *
from config.settings.people import *
from config.settings.program import *
from config.settings.protection import *
from config.settings.static import *
