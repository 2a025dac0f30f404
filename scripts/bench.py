"""How fast the main pages answer on a small and on a full database, in one run, beside bare pages as the floor.

    make bench                                                fills a PostgreSQL of its own (about a quarter of an hour)
    BENCH_CLUSTERS=1000 make bench                            a quicker look
    .venv/bin/python scripts/bench.py --database postgres://… fills this database where it is empty, and a second one
                                                              of that name with “_small” beside it; both are kept
    .venv/bin/python scripts/bench.py … --write               puts the table into docs/performance.md

Two processes answer through the WSGI handler, one for each size, and take turns at every single request. Each page is
asked twice: after somebody wrote something (an event is recorded before each request), and again while nothing changed.
The floor of a page is a bare Django page, with session and user, that lists as many rows as the page has table rows and
list items.
"""

import argparse
import http.client
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "performance.md"
SMALL_CLUSTERS, YEARS, UNITS, SEED = 10, 10, 10, 1
SECRETARY, LEADER, ADMINISTRATOR = "thu-cq1-tt", "thu-cq1-ld1", "thu-quantri"
FLOOR = "san-do"  # address of the bare page, here only
HEADS = (
    *("page", "rows", "floor p50 (ms)"),
    *("unchanged: p50", "p95", "queries", "/ floor", "full / small"),
    *("after a write: p50", "p95", "queries small / full", "/ floor", "full / small"),
    *("requests/s", "memory (MB)"),
)
MOST_OF_FLOOR, MOST_OF_SMALL = 3.0, 1.5
PAGES = [  # title, who looks, address
    ("Dashboard", SECRETARY, "overview"),
    ("Dashboard, administrator", ADMINISTRATOR, "overview"),
    ("Cluster list", SECRETARY, "clusters"),
    ("Cluster list, administrator", ADMINISTRATOR, "clusters"),
    ("Year's workspace", SECRETARY, "year"),
    ("Pledge", SECRETARY, "pledge"),
    ("Review desk: queue", LEADER, "queue"),
    ("Review desk: one dossier", LEADER, "dossier"),
    ("Search", SECRETARY, "search"),
    ("Search, administrator", ADMINISTRATOR, "search"),
    ("Dossiers", SECRETARY, "nominations"),
    ("Dossiers, administrator", ADMINISTRATOR, "nominations"),
    ("History of a year", SECRETARY, "history"),
]


# --- one process that answers -----------------------------------------------------------------------


def answering():
    """Answer requests named on the input, one JSON line each, until it ends."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    settings.ROOT_URLCONF = "bench"
    sys.modules["bench"] = sys.modules["__main__"]
    globals()["urlpatterns"] = _addresses()
    application, pages, cookies = get_wsgi_application(), _pages(), {}
    counted = Counter()

    def count(execute, sql, params, many, context):
        counted["queries"] += 1
        return execute(sql, params, many, context)

    for line in sys.stdin:
        asked = json.loads(line)
        user = asked["user"]
        if user not in cookies:
            cookies[user] = _cookie(user)
        address = pages.get(asked["page"], asked["page"])
        if asked["written"]:
            _write()
        counted.clear()
        with connection.execute_wrapper(count):
            begun = time.perf_counter()
            status, body = _ask(application, address, cookies[user])
            took = (time.perf_counter() - begun) * 1000
        answer = {"ms": took, "status": status, "queries": counted["queries"], "rss": _rss()}
        answer |= {"rows": len(re.findall(rb"<tr|<li", body)), "url": address, "cookie": cookies[user]}
        print(json.dumps(answer), flush=True)


def _write():
    """Let somebody write: an event, as each deed leaves one."""
    from accounts.models import User
    from audit.record import record
    from audit.verbs import Verb

    user = User.objects.get(username=ADMINISTRATOR)
    record(Verb.LIST_EXPORTED, by=user, subject=user)


def _addresses():
    from django.http import HttpResponse
    from django.template import engines
    from django.urls import include, path

    from accounts.access import public
    from awards.models import Nomination
    from config.urls import urlpatterns

    bare = engines["django"].from_string(
        "<!doctype html><title>{{ user.full_name }}</title><table>{% for row in rows %}<tr><td>{{ row.pk }}</td>"
        "<td>{{ row.unit.name }}</td><td>{{ row.award.name }}</td><td>{{ row.cluster_year.cluster.title }}</td>"
        "<td>{{ row.status }}</td></tr>{% endfor %}</table>"
    )

    @public
    def floor(request, rows):
        found = Nomination.objects.select_related("unit", "award", "cluster_year__cluster").order_by("pk")[
            :rows
        ]
        return HttpResponse(bare.render({"user": request.user, "rows": found}))

    return [path(f"{FLOOR}/<int:rows>/", floor), path("", include(urlpatterns))]


def _pages():
    """Return the addresses of the pages: those of the first cluster, and of a dossier under review in its authority."""
    from django.urls import reverse

    from awards.models import Nomination
    from clusters.models import ClusterYear

    year = ClusterYear.objects.select_related("cluster").order_by("cluster_id", "-year").first()
    authority = year.cluster.authority_id
    dossier = Nomination.objects.filter(status="appraised", cluster_year__cluster__authority=authority)
    return {
        "overview": reverse("clusters:overview"),
        "clusters": reverse("clusters:cluster_list"),
        "year": reverse("clusters:year_detail", args=[year.pk]),
        "pledge": reverse("pledges:pledge_detail", args=[year.pledges.first().pk]),
        "queue": reverse("awards:review_queue"),
        "dossier": reverse("awards:nomination_review", args=[dossier.order_by("pk").first().pk]),
        "search": reverse("clusters:search") + "?q=tan+hoa",
        "nominations": reverse("awards:nomination_list"),
        "history": reverse("clusters:year_history", args=[year.pk]),
    }


def _cookie(username):
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.models import User

    user, session = User.objects.get(username=username), SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _ask(application, address, cookie):
    from django.test import RequestFactory

    environ = RequestFactory().get(address, HTTP_COOKIE=cookie, HTTP_HOST="localhost").environ
    told = []
    answer = application(environ, lambda status, headers, error=None: told.append(status))
    body = b"".join(answer)
    answer.close()
    return int(told[0].split()[0]), body


def _rss():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


# --- the run ----------------------------------------------------------------------------------------


class Side:
    """The process that answers for one size."""

    def __init__(self, environ):
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--answer"],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, user, page, written=False):
        self.process.stdin.write(json.dumps({"user": user, "page": page, "written": written}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{page}: the answering process ended.")
        answer = json.loads(line)
        if answer["status"] != 200:
            sys.exit(f"{answer['url']} ({user}): {answer['status']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(sides, rounds):
    """Return one row for each page; the requests of both sizes and of the floor take turns."""
    rows = []
    for title, user, page in PAGES:
        bare = f"/{FLOOR}/{sides[1].ask(user, page)['rows']}/"
        times = {"floor": [], "written": [[], []], "unchanged": [[], []]}
        for at in range(rounds + 3):
            written = [side.ask(user, page, written=True) for side in sides]
            unchanged = [side.ask(user, page) for side in sides]
            floor = sides[1].ask(user, bare)
            if at >= 3:
                times["floor"].append(floor["ms"])
                for name, answers in (("written", written), ("unchanged", unchanged)):
                    for kept, answer in zip(times[name], answers, strict=True):
                        kept.append(answer["ms"])
        rows.append((title, times, written, unchanged))
        print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    return rows


def throughput(environ, side, seconds):
    """Return ``[(title, requests a second)]`` of gunicorn with two processes, asked by four clients at once."""
    asked = [(title, side.ask(user, page)) for title, user, page in PAGES]
    port = _free_port()
    command = [
        str(ROOT / ".venv/bin/gunicorn"),
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
    ]
    server = subprocess.Popen(command, env=environ, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        return [(title, _rate(port, answer["url"], answer["cookie"], seconds)) for title, answer in asked]
    finally:
        server.terminate()
        server.wait()


def _free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port):
    for _ in range(100):
        try:
            _get(port, "/dang-nhap/", "")
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("gunicorn does not answer.")


def _get(port, address, cookie):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", address, headers={"Cookie": cookie, "Host": "localhost"})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


def _rate(port, address, cookie, seconds):
    for _ in range(4):
        _get(port, address, cookie)
    done, end = [], time.monotonic() + seconds

    def client():
        while time.monotonic() < end:
            done.append(_get(port, address, cookie))

    clients = [threading.Thread(target=client) for _ in range(4)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    if set(done) != {200}:
        sys.exit(f"{address}: {Counter(done)}")
    return len(done) / seconds


def report(rows, rates, sizes):
    yield f"Measured on {time.strftime('%d/%m/%Y')}: {machine()}. {sizes}"
    yield ""
    yield f"| {' | '.join(HEADS)} |"
    yield "| --- " * len(HEADS) + "|"
    for (title, times, written, unchanged), (_, rate) in zip(rows, rates, strict=True):
        floor = median(times["floor"])
        queries = {
            "unchanged": f"{unchanged[1]['queries']}",
            "written": f"{written[0]['queries']} / {written[1]['queries']}",
        }
        cells = [title, str(unchanged[1]["rows"]), f"{floor:.1f}"]
        for name in ("unchanged", "written"):
            small, full = times[name]
            cells += [f"{median(full):.1f}", f"{quantiles(full, n=20)[-1]:.1f}", queries[name]]
            cells += [_marked(median(full) / floor, MOST_OF_FLOOR)]
            cells += [_marked(median(full) / median(small), MOST_OF_SMALL)]
        cells += [f"{rate:.0f}", f"{unchanged[1]['rss']:.0f}"]
        yield f"| {' | '.join(cells)} |"


def _marked(ratio, most):
    return f"**{ratio:.1f}**" if ratio > most else f"{ratio:.1f}"


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kind = model[1] if model else platform.machine()
    return f"{os.cpu_count()} × {kind}, {memory:.0f} GB, Python {platform.python_version()}"


# --- the databases ----------------------------------------------------------------------------------


def manage(environ, *command):
    subprocess.run([sys.executable, ROOT / "manage.py", *command], env=environ, check=True, stdout=sys.stderr)


def prepare(url, folder, clusters):
    """Return the environment of a process on this database, made and filled where it is not yet."""
    import psycopg

    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(url.replace(f"/{name}", "/postgres"), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    environ = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "PRODUCTION")}
    environ |= {"DATABASE_URL": url, "VAR_DIR": folder, "STATIC_ROOT": f"{folder}/static"}
    environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
    manage(environ, "migrate", "-v0")
    with psycopg.connect(url) as database:
        filled = database.execute("SELECT count(*) FROM clusters_cluster").fetchone()[0]
    if not filled:
        sizes = ("--clusters", clusters, "--years", YEARS, "--units-per-cluster", UNITS, "--seed", SEED)
        manage(environ, "generate", *map(str, sizes))
    return environ, filled or clusters


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--answer", action="store_true")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.answer:
        return answering()
    if not options.database.startswith("postgres"):
        sys.exit("Name a PostgreSQL database with --database, or run `make bench`.")
    with tempfile.TemporaryDirectory() as folder:
        small, few = prepare(f"{options.database}_small", folder, SMALL_CLUSTERS)
        full, many = prepare(options.database, folder, int(os.environ.get("BENCH_CLUSTERS", "10000")))
        manage(full, "collectstatic", "--noinput", "-v0")
        sides = [Side(small), Side(full)]
        rows = measure(sides, options.rounds)
        rates = throughput(full, sides[1], options.seconds)
        for side in sides:
            side.close()
    sizes = (
        f"Small: {few:,} clusters; full: {many:,} clusters with {many * UNITS:,} units, {YEARS} years and "
        f"{many * UNITS * YEARS:,} dossiers; {options.rounds} requests of each, in turns."
    )
    table = "\n".join(report(rows, rates, sizes))
    print(table)
    if options.write:
        text = DOCUMENT.read_text()
        DOCUMENT.write_text(
            re.sub(r"(<!-- bench -->\n).*(<!-- /bench -->)", rf"\g<1>{table}\n\g<2>", text, flags=re.DOTALL)
        )
    return None


if __name__ == "__main__":
    main()
