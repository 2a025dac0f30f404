"""The parts of an installation as processes of their own, which can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from glob import glob
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import requests

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 120  # seconds until a part that does not come is given up


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(true, what):
    limit = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > limit:
            raise TimeoutError(what)
        time.sleep(0.05)


def children_of(pid):
    """Return the processes that a process started and that still run."""
    found = []
    for path in glob("/proc/[0-9]*/stat"):
        try:
            state, parent = Path(path).read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it ended while we looked
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(path.split("/")[2]))
    return sorted(found)


def kill(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_there(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Program:
    """One of our processes with those that it starts; what it says goes to a file."""

    command = ()

    def __init__(self, environment, log):
        self.environment = {**os.environ, "DEBUG": "1", **environment}
        self.log = Path(log)
        self.process = None

    def start(self):
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=self.environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def kill(self):
        """SIGKILL to the process and all that it started: none can finish what it holds."""
        pids = [self.process.pid, *children_of(self.process.pid)]
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        wait_for(lambda: not any(map(is_there, pids)), "the killed processes end")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.kill()


class Web(Program):
    def __init__(self, environment, log):
        super().__init__(environment, log)
        self.port = free_port()
        self.command = (
            *("-m", "gunicorn", "config.wsgi", "--config", "config/gunicorn.py"),
            *("--bind", f"127.0.0.1:{self.port}"),
        )

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def answers(self):
        try:
            return requests.get(f"{self.address}/dang-nhap/", timeout=20).status_code == 200
        except requests.RequestException:
            return False

    def wait(self):
        wait_for(self.answers, f"the web server answers, see {self.log}")

    def kill_one(self):
        """Kill one of the processes that answer; the server starts another one in its place."""
        if mine := children_of(self.process.pid):
            kill(mine[0])


class Worker(Program):
    command = ("manage.py", "worker", "--interval", "0.3")


class Postgres:
    """A server of its own which, unlike the one that the suite uses, waits for the disk."""

    def __init__(self):
        self.bin = Path(max(glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4])))
        self.folder = Path(mkdtemp(prefix="so-thi-dua-crash-"))
        self.folder.chmod(0o711)
        self.home = self.folder / "server"
        self.home.mkdir()
        self.port = free_port()
        self.as_server = []
        if os.getuid() == 0:  # the server refuses to run as root
            self.as_server = ["runuser", "-u", "postgres", "--"]
            subprocess.run(["chown", "postgres", self.home], check=True)
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()
        self._run("createdb", *self.place, "thidua")

    @property
    def place(self):
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/thidua"

    def _run(self, name, *arguments):
        done = subprocess.run(
            [*self.as_server, self.bin / name, *arguments],
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stdout}{done.stderr}")

    def start(self):
        told = f"-p {self.port} -c unix_socket_directories= -c listen_addresses=127.0.0.1"
        options = f"{told} -c fsync=on -c synchronous_commit=on"
        wanted = ["-D", "data", "-s", "-w", "-t", str(PATIENCE), "-l", "server.log", "-o", options, "start"]
        for attempt in range(5):
            time.sleep(attempt)  # a killed one may still be letting go of its memory
            done = subprocess.run(
                [*self.as_server, self.bin / "pg_ctl", *wanted],
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            if not done.returncode:
                return
        raise RuntimeError((self.home / "server.log").read_text()[-4000:])

    def fill(self, url):
        """Take over what another database holds: its tables, its guards, its rows."""
        dumped = subprocess.Popen(
            [self.bin / "pg_dump", "--no-owner", "-d", url.replace("postgres://", "postgresql://")],
            stdout=subprocess.PIPE,
        )
        taken = [self.bin / "psql", "-q", "-v", "ON_ERROR_STOP=1", *self.place, "-d", "thidua"]
        subprocess.run(taken, stdin=dumped.stdout, stdout=subprocess.DEVNULL, check=True)
        if dumped.wait():
            raise RuntimeError("pg_dump failed")

    def kill(self):
        """SIGKILL to the server and every one of its processes, as when the power fails."""
        first = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGSTOP)  # so that it starts nobody while we count
        pids = [first, *children_of(first)]
        for pid in pids:
            kill(pid)
        wait_for(lambda: not any(map(is_there, pids)), "the killed server ends")

    def stop(self):
        if (self.home / "data" / "postmaster.pid").exists():
            self.kill()
        rmtree(self.folder)
