"""What deploy/ and the manual name exists: commands, files, units, variables."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = {path.name: path.read_text() for path in DEPLOY.rglob("thidua*") if path.suffix != ".example"}
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
MANUAL = OPERATIONS + (ROOT / "docs" / "security.md").read_text() + (ROOT / "README.md").read_text()
SOURCES = [
    *ROOT.glob("config/settings*.py"),
    *ROOT.glob("config/settings/**/*.py"),
    ROOT / "config/gunicorn.py",
]
READ = re.compile(
    r"""(?:env_\w+|environ\.get|environ\.setdefault)\(\s*f?"([A-Z_0-9]+)|"([A-Z_]+)" (?:not )?in os\.environ"""
)
# Set by programs, not by people; DEBUG is for those who work on the code.
INNER = {"PROMETHEUS_MULTIPROC_DIR", "DJANGO_SETTINGS_MODULE", "DEBUG", "PRODUCTION"}
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OWN_COMMANDS = sorted(name for name, app in get_commands().items() if (ROOT / app.split(".")[0]).is_dir())


def names_read():
    return {name for path in SOURCES for found in READ.findall(path.read_text()) for name in found if name}


def test_the_manual_names_every_variable_that_is_read():
    assert {name for name in names_read() - INNER if name not in MANUAL} == set()


def test_every_variable_of_the_example_and_of_the_manual_s_table_is_read():
    example = re.findall(r"(?m)^([A-Z_0-9]+)=", (DEPLOY / "thidua.env.example").read_text())
    rows = re.findall(r"(?m)^ *\| (`[A-Z][A-Z_0-9]+`.*?) \|", MANUAL)
    named = {name for row in rows for name in re.findall(r"`([A-Z][A-Z_0-9]+[A-Z0-9])`", row)}
    assert len(example) >= 8
    assert len(named) > 40
    read = names_read()
    prefixes = tuple(name for name in read if name.endswith("_"))  # S3_, OIDC_: completed in a loop
    assert {
        name for name in named | set(example) if name not in read and not name.startswith(prefixes)
    } == set()


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_unit_runs_what_is_there(unit):
    for line in re.findall(r"(?m)^Exec\w+=(.*)$", UNITS[unit]):
        program, *arguments = line.split()
        assert program in {"/opt/thidua/.venv/bin/python", "/opt/thidua/.venv/bin/gunicorn"}
        files = [word for word in arguments if "/" in word or word.endswith(".py")]
        assert files
        assert all((ROOT / file).is_file() for file in files)
        if "manage.py" in arguments:
            assert arguments[1] in get_commands()
    for line in re.findall(r"(?m)^(?:After|Wants|Requires|PartOf)=(.*)$", UNITS[unit]):
        own = [name for name in line.split() if name.startswith("thidua")]
        assert all(re.sub(r"@\w+", "@", name) in UNITS for name in own)


def test_the_manual_copies_and_starts_units_that_are_there():
    named = set(
        re.findall(r"deploy/(?:systemd/)?(thidua[\w@-]*\.(?:service|socket|target|timer))", OPERATIONS)
    )
    assert {"thidua.target", "thidua-web.socket", "thidua-web.service", "thidua-worker@.service"} <= named
    assert named <= set(UNITS)
    started = re.findall(r"systemctl (?:enable --now|start|restart|stop|reload) ([^`#\n;&]*)", OPERATIONS)
    stems = {name.split(".")[0].split("@")[0] for name in UNITS}
    named = {word.strip("').") for words in started for word in words.split() if "thidua" in word}
    assert {word.split(".")[0].split("@")[0] for word in named} <= stems


def test_every_command_of_the_manual_and_of_the_containers_is_there():
    words = MANUAL + "\n".join(UNITS.values()) + (DEPLOY / "compose.yaml").read_text().replace(", ", " ")
    named = set(re.findall(r"manage\.py ([a-z_]+)", words))
    assert len(named) > 10
    assert named <= set(get_commands())
    assert all(any(ROOT.glob(f"{path}*")) for path in re.findall(r"\b(?:scripts|deploy)/[\w./@-]*\w", MANUAL))


@pytest.mark.parametrize("name", OWN_COMMANDS)
def test_a_command_takes_no_name_from_its_library(name):
    """From a shell the library calls its own methods, which tests that call the command do not."""
    command = type(load_command_class(get_commands()[name], name))
    own = {key for key in vars(command) if not key.startswith("__")} - {"help", "handle", "add_arguments"}
    changed = {key for key in own if hasattr(BaseCommand, key) and callable(getattr(BaseCommand, key))}
    assert changed == set()


def test_the_containers_fit_together():
    services, volumes = COMPOSE["services"], set(COMPOSE["volumes"])
    for service in services.values():
        assert set(service.get("depends_on", [])) <= set(services)
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in volumes
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    container = (DEPLOY / "Containerfile").read_text()
    needed = set(
        re.findall(
            r"need (\S+)", (ROOT / "scripts/system_packages.sh").read_text().split('purpose" = test')[0]
        )
    )
    assert needed - {"()"} <= set(re.split(r"[\s\\]+", container))
