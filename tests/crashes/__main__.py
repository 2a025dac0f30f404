"""Kill the parts of an installation again and again while people work, and look after each time what is there."""

import argparse
import itertools
import os
import random
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.crashes.parts import Postgres, Web, Worker, wait_for

KINDS = {"postgresql": ("one web", "database", "worker", "web"), "sqlite": ("one web", "web", "worker")}
WORK = (0.2, 1.2)  # seconds of work before something is killed: anywhere in the middle of it
BUSY = 6  # buttons that are pressed before the next one is killed


def say(sentence):
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def read_arguments():
    reader = argparse.ArgumentParser(prog="python -m tests.crashes")
    reader.add_argument("--database", choices=KINDS, default="postgresql")
    reader.add_argument("--kills", type=int, default=int(os.environ.get("CRASHES", "100")))
    reader.add_argument(
        "--schema", help="address of a migrated database without rows; else migrate takes its time"
    )
    return reader.parse_args()


def prepare(database, schema, folder):
    """Return the database's server (None for SQLite) and what our programs are told; Django is ready then."""
    server = Postgres() if database == "postgresql" else None
    url = server.url if server else f"sqlite:///{folder / 'thidua.sqlite3'}"
    environment = {"DATABASE_URL": url, "VAR_DIR": str(folder), "SECRET_KEY": "k7Jq2VbX9s4LrTz8Wm1Np5Yc3" * 2}
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings", DEBUG="1")
    if schema:
        fill(server, schema, folder / "thidua.sqlite3")
    import django
    from django.core.management import call_command

    django.setup()
    if not schema:
        call_command("migrate", verbosity=0)
    return server, environment


def fill(server, schema, path):
    if server:
        server.fill(schema)
        return
    source = sqlite3.connect(schema.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as copy:
        source.backup(copy)
    copy.close()
    source.close()


class Trial:
    def __init__(self, server, web, worker, stage, crowd, gate):
        self.server, self.web, self.worker = server, web, worker
        self.stage, self.crowd, self.gate = stage, crowd, gate
        self.people = list(vars(crowd).values())

    @property
    def pressed(self):
        return sum(person.pressed for person in self.people)

    def work(self):
        """Let people work for a while, and until each answer that was outstanding has come."""
        self.gate.set()
        before = self.pressed
        wait_for(lambda: self.pressed >= before + BUSY or self.failures(), "people get something done")
        time.sleep(random.uniform(*WORK))

    def failures(self):
        return [person.failure for person in self.people if person.failure]

    def kill(self, what):
        if what == "web":
            self.web.kill()
            self.web.start()
        elif what == "one web":
            self.web.kill_one()
        elif what == "worker":
            self.worker.kill()
            self.worker.start()
        else:
            self.server.kill()
            self.server.start()

    def look(self):
        """Stop between two buttons, and look at everything."""
        from django.db import connection

        from tests.crashes.checks import check

        self.gate.clear()
        for person in self.people:
            person.busy.acquire()
        try:
            if failures := self.failures():
                raise failures[0]
            connection.close()
            check(self.stage, self.crowd)
        finally:
            for person in self.people:
                person.busy.release()

    def finish_bundles(self):
        """What a killed worker held is free three minutes later; here the clock is put forward."""
        from django.utils import timezone

        from clusters.bulk import OPEN
        from clusters.models import PaperJob, PaperJobItem
        from tests.crashes.checks import check_bundles

        def is_done():
            PaperJobItem.objects.filter(claimed_until__gt=timezone.now()).update(claimed_until=timezone.now())
            return not PaperJob.objects.filter(state__in=OPEN).exists()

        for attempt in itertools.count():
            if is_done():
                break
            if attempt == 60:
                raise TimeoutError("the bundles are not made")
            time.sleep(2)
        check_bundles()

    def leave(self):
        for person in self.people:
            person.is_leaving = True
        self.gate.set()
        for part in filter(None, (self.web, self.worker, self.server)):
            part.stop()


def run(trial, kinds, kills):
    from tests.crashes.checks import check_history

    trial.work()
    for number, what in zip(range(1, kills + 1), itertools.cycle(kinds), strict=False):
        trial.kill(what)
        trial.work()
        trial.look()
        if number % 10 == 0 or number == kills:
            check_history()
            say(f"{number} kills, {trial.pressed} buttons")
    trial.finish_bundles()
    desks = [person.desk for person in trial.people]
    say(f"all there once: {trial.pressed} buttons, {sum(desk.resent for desk in desks)} sent again")


def main():
    asked = read_arguments()
    with tempfile.TemporaryDirectory(prefix="so-thi-dua-crash-") as name:
        folder = Path(name)
        server, environment = prepare(asked.database, asked.schema, folder)
        from tests.crashes.stage import make_stage, people_of

        web, worker = Web(environment, folder / "web.log"), Worker(environment, folder / "worker.log")
        gate = threading.Event()
        trial = Trial(server, web, worker, None, argparse.Namespace(), gate)
        try:
            many = asked.kills > 10
            web.start()
            worker.start()
            trial.stage = make_stage(members=20 if many else 4, motions=20 if many else 3)
            web.wait()
            trial.crowd = people_of(trial.stage, [web.address], gate)
            trial.people = list(vars(trial.crowd).values())
            for person in trial.people:
                person.start()
            run(trial, KINDS[asked.database], asked.kills)
        except BaseException:
            for log in (web.log, worker.log):
                say(f"== {log.name}\n{log.read_text()[-6000:]}")
            raise
        finally:
            trial.leave()


if __name__ == "__main__":
    main()
