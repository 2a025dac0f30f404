"""Nothing that a page depends on is remembered by one process alone: several of them, on several hosts, would differ.

Whatever a module remembers stands here with the reason why that does no harm.
"""

import ast
from pathlib import Path

from django.conf import settings

APPS = ("vietnamese", "audit", "accounts", "documents", "clusters", "pledges", "awards", "config")

FILLED_AT_START = {
    "accounts/letters.py SAMPLES",
    "accounts/outbox.py CHECKS",
    "audit/admin.py SIEVES",
    "clusters/carry.py PROVIDERS",
    "clusters/coming.py PROVIDERS",
    "clusters/handovers.py CHECKLIST",
    "clusters/handovers.py PASSING",
    "clusters/history.py SIEVES",
    "clusters/history.py WIDE_SIEVES",
    "clusters/imports/kinds.py KINDS",
    "clusters/papers.py KINDS",
    "clusters/register.py CARRIERS",
    "clusters/reminders.py CALENDARS",
    "clusters/search.py PROVIDERS",
    "clusters/steps.py PROVIDERS",
    "clusters/todo.py PROVIDERS",
    "clusters/workspace.py OF_UNIT",
    "clusters/workspace.py OF_YEAR",
    "config/doctor/__init__.py CHECKS",
    "documents/word/shapes.py SHAPES",
}
REMEMBERED = {
    "accounts/addresses.py _shape": "the addresses of this version",
    "clusters/steps.py _view_at": "the addresses of this version",
    "clusters/templatetags/house.py _picture": "our own symbols, a few dozen",
    "config/probes.py _known_migrations": "the files of this version",
    "config/scrub.py _known_secrets": "the variables of this process",
    "documents/fonts.py font_dir": "the fonts of this host",
    "documents/pdf.py _press": "our own style sheets, parsed",
    "documents/qr.py qr_of": "the same text gives the same code",
    "documents/seal.py _file_signer": "asked with the time at which the file changed",
    "documents/seal.py _read": "asked with the time at which the file changed",
    "documents/seal.py _token_certificate": "the token of this host",
    "documents/word/fields.py fields_of": "told by the classes of our papers",
    "documents/word/ooxml.py _metrics": "the fonts of this host",
}
CHANGES = {"append", "add", "update", "setdefault", "extend", "insert", "pop", "clear", "remove", "discard"}


def modules():
    for app in APPS:
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(settings.BASE_DIR).as_posix(), ast.parse(path.read_text())


def containers(tree):
    """Return the names of a module that are bound to something that can be changed."""
    kinds = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp, ast.Call)
    rows = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    rows = [node for node in rows if isinstance(node.value, kinds)]
    targets = [
        target for node in rows for target in getattr(node, "targets", [getattr(node, "target", None)])
    ]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def changed(function):
    """Return the names that a function changes in place or declares global."""
    for node in ast.walk(function):
        if isinstance(node, ast.Global):
            yield from node.names
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES
        ):
            if isinstance(node.func.value, ast.Name):
                yield node.func.value.id
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            yield getattr(node.value, "id", "")


def own_names(function):
    """Return what a function binds itself: no business of the module's."""
    named = {
        arg.arg
        for node in ast.walk(function)
        if isinstance(node, ast.arguments)
        for arg in node.args + node.kwonlyargs
    }
    stored = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return named | stored


def test_a_module_fills_nothing_but_its_registry():
    found = set()
    for path, tree in modules():
        held = containers(tree)
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                names = set(changed(function)) - own_names(function)
                found |= {f"{path} {name}" for name in names & held}
    assert found == FILLED_AT_START


def test_what_a_function_remembers_depends_on_nothing_that_people_change():
    found = set()
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                told = {ast.unparse(row).partition("(")[0] for row in node.decorator_list}
                if told & {"cache", "lru_cache", "functools.cache", "functools.lru_cache"}:
                    found.add(f"{path} {node.name}")
    assert found == set(REMEMBERED)
