"""Archives for tests: a small one made of nothing but the format, and any one taken apart and put together again."""

import gzip
import io
import json
import tarfile
from datetime import UTC, datetime

import pyrage

from config.backup.archive import ABOUT, INDEX, MANIFEST, Tar, encrypt
from config.backup.tables import Tally

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
KEY = pyrage.x25519.Identity.generate()
LINES = [b'[1,"\xe1\xbb\x9e"]', b'[2,""]', b"[3,null]"]


def small(path, *, lines=LINES, files=(("uploads/ab/1.pdf", b"%PDF-1.7" * 9000),)):
    """Write an archive of one table and some files; whatever the format asks for is in it."""
    tally = Tally()
    for line in lines:
        tally.add(line)

    def chunks():
        tar = Tar(AT)
        about = {"format": 1, "at": AT.isoformat(), "version": "0.4.0", "database": "sqlite"}
        yield from tar.add(ABOUT, json.dumps(about).encode())
        part = b"\n".join([b'["id","name"]', *lines, b""])
        yield from tar.add("tables/clusters.Unit/000001.jsonl.gz", gzip.compress(part, mtime=0))
        for name, content in files:
            yield from tar.add(f"files/{name}", content)
        told = {"tables": {"clusters.Unit": tally.told()}, "last_numbers": {}}
        yield from tar.close({**told, "files": len(files), "missing": 0})

    with open(path, "wb") as file:
        encrypt(chunks(), file, [KEY.to_public()])
    return path


def members_of(path, key=KEY):
    """Return ``{name: content}`` in the order of the archive, read with nothing but age and tar."""
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(path.read_bytes(), [key]))) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar.getmembers()}


def lock(members, path, key=KEY):
    """Write members as they are, right or wrong, as an archive that the key opens."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    path.write_bytes(pyrage.encrypt(content.getvalue(), [key.to_public()]))
    return path


def with_about(path, to, key=KEY, **changes):
    """Write the archive again, sound as it was, with another first member."""
    members = members_of(path, key)
    told = json.loads(members.pop(MANIFEST))
    about = {**json.loads(members.pop(ABOUT)), **changes}

    def chunks():
        tar = Tar(AT)
        yield from tar.add(ABOUT, json.dumps(about).encode())
        for name, content in members.items():
            if not name.startswith(INDEX):
                yield from tar.add(name, content)
        yield from tar.close({name: told[name] for name in ("tables", "last_numbers", "files", "missing")})

    with open(to, "wb") as file:
        encrypt(chunks(), file, [key.to_public()])
    return to
