"""Load the whole program when a server process begins.

An upgrade changes the files under the version that is serving; what is loaded already is not mixed with them.
"""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from django.apps import apps
from django.conf import settings
from django.template.loader import get_template

BESIDE = ("management", "migrations", "demo", "gunicorn", "wsgi")  # no part of answering a request


def own_modules():
    """Yield the names of the modules of the product that a request may need."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    own = {folder for folder in folders if folder.parent == settings.BASE_DIR} | {
        settings.BASE_DIR / "vietnamese"
    }
    for folder in sorted(own):
        for _finder, name, _is_package in walk_packages([folder], f"{folder.name}."):
            if not set(name.split(".")).intersection(BESIDE):
                yield name


def own_templates():
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder))


def load():
    for name in own_modules():
        import_module(name)
    for name in own_templates():
        get_template(name)
