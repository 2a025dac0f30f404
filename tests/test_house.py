"""What the house guards by itself: rules about the code that no reviewer should have to remember."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CheckConstraint
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
# An app may import those that stand before it in this list, never those behind it.
ORDER = ["audit", "accounts", "documents", "clusters", "pledges", "awards"]
OWN_MODELS = [model for model in apps.get_models() if model._meta.app_label in ORDER]


def own_files(pattern):
    return [path for app in ORDER for path in (ROOT / app).rglob(pattern) if "migrations" not in path.parts]


def views_of_all_urls(patterns=None, namespaces=()):
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            if inner[:1] != ("admin",):
                yield from views_of_all_urls(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            yield ":".join((*namespaces, entry.name)), entry.callback


def test_every_address_names_who_may_open_it():
    unnamed = [name for name, view in views_of_all_urls() if not getattr(view, "access", None)]
    assert unnamed == []


def test_every_view_of_the_product_has_the_name_of_its_address():
    apart = [
        (name, view.__name__)
        for name, view in views_of_all_urls()
        if ":" in name and name.split(":")[1] != view.__name__
    ]
    assert apart == []


@pytest.mark.parametrize("app", ORDER)
def test_imports_follow_the_arrows(app):
    allowed = set(ORDER[: ORDER.index(app) + 1])
    wrong = []
    for path in own_files("*.py"):
        if path.relative_to(ROOT).parts[0] != app:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            wrong += [
                f"{path.relative_to(ROOT)}: {name}"
                for name in names
                if name.split(".")[0] in ORDER and name.split(".")[0] not in allowed
            ]
    assert wrong == []


def test_views_write_nothing_themselves():
    forbidden = {
        "save",
        "delete",
        "create",
        "update",
        "bulk_create",
        "get_or_create",
        "update_or_create",
        "atomic",
    }
    found = []
    for path in own_files("*.py"):
        if "views" not in (path.stem, path.parent.name):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in forbidden
            ):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} .{node.func.attr}()")
    assert found == []


def test_views_stay_thin():
    """A view of more than 25 lines of code holds something that belongs elsewhere."""
    thick = []
    for path in own_files("*.py"):
        if "views" not in (path.stem, path.parent.name):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                lines = node.end_lineno - first.lineno + 1
                if lines > 25:
                    thick.append(f"{path.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert thick == []


def public_actions():
    modules = [path for path in own_files("*.py") if "actions" in (path.stem, path.parent.name)]
    for path in modules:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path.relative_to(ROOT), node


def test_every_action_says_who_does_it():
    wrong = [
        f"{path}: {node.name}"
        for path, node in public_actions()
        if "by" not in [argument.arg for argument in node.args.kwonlyargs]
        or "action" not in [getattr(decorator, "id", "") for decorator in node.decorator_list]
    ]
    assert wrong == []


def test_every_choice_is_checked_by_the_database():
    unchecked = []
    for model in OWN_MODELS:
        checks = " ".join(
            str(constraint.condition)
            for constraint in model._meta.constraints
            if isinstance(constraint, CheckConstraint)
        )
        unchecked += [
            f"{model.__name__}.{field.name}"
            for field in model._meta.concrete_fields
            if field.choices and not re.search(rf"'{field.name}(__in)?'", checks)
        ]
    # The history is written by one function alone; its source comes from the code, not from a person.
    assert unchecked == ["Event.source"]


def test_every_constraint_speaks_to_people():
    default = CheckConstraint.default_violation_error_message
    silent = [
        constraint.name
        for model in OWN_MODELS
        for constraint in model._meta.constraints
        if constraint.violation_error_message == default
    ]
    assert silent == []


def test_every_scoped_model_can_be_narrowed_to_a_person():
    # The catalogue of awards is the law and belongs to everybody; number books, items of a bundle and the levels of a
    # criterion have no page.
    free = {"AwardForm", "NumberBook", "PaperJobItem", "ScoreLevel"}
    free |= {"Holiday"}  # of the calendar
    free |= {"Link", "ChainHead"}  # the order of the events, of no interest without them
    free |= {"MailChoice", "MailOutage", "DigestRun"}  # one's own; states of the installation
    free |= {"LegalFigure", "VoteRule", "ChecklistItem", "AwardCondition"}  # the law, too
    without = {
        model.__name__ for model in OWN_MODELS if not hasattr(model._default_manager.all(), "visible_to")
    }
    assert without == free


LIBRARY_TEMPLATES = (
    "account/",
    "admin/",
    "mfa/",
    "socialaccount/",
    "400",
    "403",
    "404",
    "413",
    "429",
    "500",
)


def test_every_template_is_used():
    texts = [path.read_text() for path in own_files("*.py")]
    texts += [path.read_text() for path in (ROOT / "config").glob("*.py")]
    templates = list((ROOT / "templates").rglob("*.html"))
    texts += [path.read_text() for path in templates]
    everything = "\n".join(texts)
    unused = []
    for path in templates:
        name = path.relative_to(ROOT / "templates").as_posix()
        by_library = name.startswith(LIBRARY_TEMPLATES)
        by_view_name = f"def {path.stem}(" in everything and f'"{path.parent.name}/' in everything
        if not by_library and f'"{name}"' not in everything and not by_view_name:
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline style", r"\sstyle\s*="),
        ("inline script", r"<script(?![^>]*\ssrc=)"),
        ("inline handler", r"\son[a-z]+\s*="),
        ("unescaped text", r"\|\s*safe\b|autoescape off"),
        ("something from elsewhere", r"""(src|href)\s*=\s*["'](https?:)?//"""),
    ],
)
def test_templates_hold_no(what, pattern):
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in (ROOT / "templates").rglob("*.html")
        for match in re.finditer(pattern, path.read_text())
    ]
    assert found == []


def test_no_code_marks_text_as_safe():
    found = [str(path.relative_to(ROOT)) for path in own_files("*.py") if "mark_safe" in path.read_text()]
    assert found == []


def test_every_filter_narrows_by_fields_that_it_shows():
    from clusters.filters import Filter

    assert list(views_of_all_urls()), "every view is imported now, and with it every filter"

    def below(one):
        return {one}.union(*map(below, one.__subclasses__()))

    assert {
        (one.__name__, name) for one in below(Filter) for name in one.columns if name not in one.base_fields
    } == set()


def test_no_module_has_a_name_that_says_nothing():
    nothing = {"core", "common", "utils", "services", "helpers", "managers", "mixins"}
    assert [
        str(path) for path in own_files("*.py") if path.stem in nothing or nothing & set(path.parts)
    ] == []
