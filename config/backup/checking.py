"""Reads a backup to its end, without a database, and finds whatever is not as it was when it was made."""

import gzip
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass

from config.backup import BackupError
from config.backup.archive import DAMAGED, FILES, TABLES, Contents, decrypted
from config.backup.tables import Tally


@dataclass(frozen=True)
class Report:
    """What a sound backup holds."""

    about: dict
    rows: int
    files: int
    size: int
    missing: list[str]


def check(path, identities):
    """Return the Report of a backup. Raises BackupError where it is damaged or cannot be opened."""
    with decrypted(path, identities) as plain:
        contents = Contents(plain)
        tallies, kinds = defaultdict(Tally), Counter()
        for member in contents:
            kinds[member.name.partition("/")[0]] += 1
            if member.name.startswith(TABLES):
                tally_part(member, tallies)
        compare(contents, tallies, kinds["files"])
    manifest = contents.manifest
    rows = sum(tally.rows for tally in tallies.values())
    return Report(contents.about, rows, manifest["files"], manifest["bytes"], contents.missing)


def table_of(member):
    return member.name.removeprefix(TABLES).rpartition("/")[0]


def stored_name_of(member):
    return member.name.removeprefix(FILES)


def lines_in(member):
    """Yield the lines of a part, that with the names of the columns first."""
    try:
        with gzip.GzipFile(fileobj=member) as lines:
            for line in lines:
                yield line.rstrip(b"\n")
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BackupError(f"{DAMAGED}: không đọc được “{member.name}”.") from error


def tally_part(member, tallies):
    """Count the lines of a part; yields nothing."""
    tally = tallies[table_of(member)]
    lines = lines_in(member)
    next(lines, None)
    for line in lines:
        tally.add(line)


def compare(contents, tallies, files):
    """Compare what was read with what the manifest says. Raises BackupError."""
    told = contents.manifest
    for table in sorted(told["tables"].keys() | tallies.keys()):
        if told["tables"].get(table) != tallies[table].told():
            raise BackupError(f"{DAMAGED}: bảng {table} không khớp với bản kê.")
    if (files, len(contents.missing)) != (told["files"], told["missing"]):
        raise BackupError(f"{DAMAGED}: số tệp không khớp với bản kê.")
