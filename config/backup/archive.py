"""The file itself: a tar stream in the age format, so that `age` and `tar` open it without this program.

Members: about.json first, then parts of tables and stored files; after every thousand of them index/….jsonl with
their sizes and checksums; manifest.json last, with the counts of everything and one checksum of all indexes. A file
without it is not whole. Nothing is held in memory but one part and the lines of one index.
"""

import hashlib
import json
import os
import tarfile
import threading
from contextlib import contextmanager

import pyrage

from config.backup import BackupError

FORMAT = 1
ABOUT, MANIFEST, INDEX, FILES, TABLES = "about.json", "manifest.json", "index/", "files/", "tables/"
INDEX_LINES = 1000
BLOCK = 1024 * 1024
DAMAGED = "Tệp sao lưu đã hỏng hoặc đã bị sửa"


# --- writing -----------------------------------------------------------------------------------------


class Tar:
    """Turns members into the bytes of the stream; every method yields them."""

    def __init__(self, at):
        self.at = int(at.timestamp())
        self.members, self.indexes, self.bytes = 0, 0, 0
        self.lines, self.all_lines = [], hashlib.sha256()

    def add(self, name, content):
        yield from self.stream(name, len(content), [content])

    def stream(self, name, size, chunks):
        """Add a member of known size. Raises BackupError where the chunks are not of that size together."""
        yield self._header(name, size)
        digest, written = hashlib.sha256(), 0
        for chunk in chunks:
            digest.update(chunk)
            written += len(chunk)
            yield chunk
        if written != size:
            raise BackupError(f"Tệp “{name}” thay đổi trong lúc sao lưu. Chạy lại lệnh sao lưu.")
        yield bytes(-size % tarfile.BLOCKSIZE)
        self.members += 1
        self.bytes += size
        yield from self._note([name, size, digest.hexdigest()])

    def miss(self, name):
        """Note a file that a row points to and that is not there."""
        yield from self._note([name, None, None])

    def close(self, manifest):
        """Write what still waits and, last of all, the manifest."""
        yield from self._index()
        told = {**manifest, "members": self.members, "index": self.all_lines.hexdigest(), "bytes": self.bytes}
        content = json.dumps(told, ensure_ascii=False, indent=1).encode()
        yield self._header(MANIFEST, len(content)) + content + bytes(-len(content) % tarfile.BLOCKSIZE)
        yield bytes(2 * tarfile.BLOCKSIZE)

    def _header(self, name, size):
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self.at, 0o600
        return info.tobuf(tarfile.PAX_FORMAT)

    def _note(self, line):
        self.lines.append(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        if len(self.lines) >= INDEX_LINES:
            yield from self._index()

    def _index(self):
        content = b"".join(self.lines)
        self.indexes += 1
        self.lines = []
        self.all_lines.update(content)
        name = f"{INDEX}{self.indexes:06}.jsonl"
        yield self._header(name, len(content)) + content + bytes(-len(content) % tarfile.BLOCKSIZE)


class _Source:
    """Yielded bytes as something to read from, for pyrage; remembers what went wrong while they were made."""

    def __init__(self, chunks):
        self.chunks, self.rest, self.error = chunks, memoryview(b""), None

    def read(self, size=-1):
        try:
            while not self.rest:
                self.rest = memoryview(next(self.chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        given, self.rest = self.rest[:size], self.rest[size:]
        return bytes(given)


class _Sink:
    def __init__(self, file):
        self.file, self.error = file, None

    def write(self, data):
        try:
            return self.file.write(data)
        except BaseException as error:
            self.error = error
            raise

    def flush(self):
        self.file.flush()


def encrypt(chunks, file, recipients):
    """Write the bytes to the file, locked for the recipients. Raises what making or writing them raised."""
    source, sink = _Source(chunks), _Sink(file)
    try:
        pyrage.encrypt_io(source, sink, recipients)
    except Exception as error:  # pyrage tells every error as its own
        raise source.error or sink.error or error from None


# --- reading -----------------------------------------------------------------------------------------


@contextmanager
def decrypted(path, identities):
    """Within this block what the archive holds can be read, byte by byte as far as it is genuine.

    Raises BackupError at its end, or in place of what else went wrong, where the file is damaged.
    """
    failures = []
    reading, writing = os.pipe()

    def work():
        with source, os.fdopen(writing, "wb", buffering=0) as file:
            sink = _Sink(file)
            try:
                pyrage.decrypt_io(source, sink, identities)
            except Exception as error:  # pyrage raises OSError for what was changed, DecryptError for keys
                if sink.error is None:  # else nobody reads any more
                    failures.append(error)

    thread = threading.Thread(target=work, daemon=True)
    with _opened(path) as source, os.fdopen(reading, "rb") as plain:
        thread.start()
        try:
            yield plain
            while plain.read(BLOCK):  # to the end, where the last of the seals is
                pass
        except (tarfile.TarError, BackupError) as error:
            _leave(plain, thread)
            raise _reason(failures, error) from error
        finally:
            _leave(plain, thread)
    if failures:
        raise _reason(failures, None)


def _leave(plain, thread):
    """Let go of a thread that would still write, and wait for it."""
    plain.close()
    thread.join()


def _opened(path):
    try:
        return open(path, "rb")
    except OSError as error:
        raise BackupError(f"Không mở được tệp {path}: {error.strerror}.") from error


def _reason(failures, error):
    if not failures:
        return (
            error if isinstance(error, BackupError) else BackupError(f"{DAMAGED}: không đọc được cấu trúc.")
        )
    if "No matching keys" in str(failures[0]):
        return BackupError(
            "Khóa này không mở được bản sao lưu: bản sao lưu được khóa cho khóa khác, hoặc phần đầu của tệp đã hỏng."
        )
    return BackupError(f"{DAMAGED}: nội dung không khớp với dấu kiểm của nó. Dùng một bản sao lưu khác.")


class Member:
    """A member while it is read; what is read counts into its checksum."""

    def __init__(self, name, size, file):
        self.name, self.size = name, size
        self._file, self._digest = file, hashlib.sha256()

    def read(self, size=-1):
        data = self._file.read(size)
        self._digest.update(data)
        return data

    @property
    def digest(self):
        """The checksum of the whole member, once it is read to its end."""
        while self.read(BLOCK):
            pass
        return self._digest.hexdigest()


class Contents:
    """The members of an open archive in their order, checked against indexes and manifest on the way.

    ``about`` is known when the first member is asked for, ``manifest`` when the last was given; ``missing`` are the
    names of files that were missing when the backup was made. Raises BackupError.
    """

    def __init__(self, plain):
        self.tar = tarfile.open(fileobj=plain, mode="r|")  # noqa: SIM115
        self.lines, self.all_lines, self.members = [], hashlib.sha256(), 0
        self.missing, self.manifest = [], None
        first = self._next()
        if first is None or first.name != ABOUT:
            raise BackupError("Tệp này không phải bản sao lưu của Sổ thi đua.")
        member = self._open(first)
        self.about = _json(member.read())
        if self.about.get("format") != FORMAT:
            raise BackupError(
                "Bản sao lưu do phiên bản mới hơn của chương trình lập. Cài đặt phiên bản đó rồi chạy lại lệnh."
            )
        self._count(member)

    def __iter__(self):
        while info := self._next():
            if self.manifest is not None:
                raise BackupError(f"{DAMAGED}: sau phần cuối còn “{info.name}”.")
            member = self._open(info)
            if info.name == MANIFEST:
                self._close(_json(member.read()))
            elif info.name.startswith(INDEX):
                self._compare(member.read())
            else:
                yield member
                self._count(member)
        if self.manifest is None:
            raise BackupError(f"{DAMAGED}: thiếu phần cuối.")

    def _next(self):
        self.tar.members = []  # a stream is never searched, so the list would only grow
        return self.tar.next()

    def _open(self, info):
        if not info.isreg():
            raise BackupError(f"{DAMAGED}: “{info.name}” không phải là tệp.")
        return Member(info.name, info.size, self.tar.extractfile(info))

    def _count(self, member):
        self.members += 1
        self.lines.append([member.name, member.size, member.digest])
        if len(self.lines) > INDEX_LINES:
            raise BackupError(f"{DAMAGED}: thiếu danh mục của các phần.")

    def _compare(self, content):
        self.all_lines.update(content)
        expected = [_json(line) for line in content.splitlines()]
        self.missing += [name for name, size, _ in expected if size is None]
        expected = [line for line in expected if line[1] is not None]
        if expected != self.lines:
            pairs = zip([*expected, None], [*self.lines, None], strict=False)
            wrong = next((had or want)[0] for want, had in pairs if want != had)
            raise BackupError(f"{DAMAGED}: “{wrong}” không khớp với danh mục.")
        self.lines = []

    def _close(self, manifest):
        told = (manifest["members"], manifest["index"])
        if self.lines or told != (self.members, self.all_lines.hexdigest()):
            raise BackupError(f"{DAMAGED}: số phần không khớp với danh mục.")
        self.manifest = manifest


def _json(text):
    try:
        return json.loads(text)
    except ValueError as error:
        raise BackupError(f"{DAMAGED}: không đọc được cấu trúc.") from error
