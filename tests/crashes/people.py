"""People who work while parts are killed. Each presses one button after the other, sends the same again until an answer
comes, and notes down what was pressed and what was answered."""

import itertools
import random
import threading
import time
import uuid
from hashlib import sha256
from io import BytesIO

import pikepdf
import requests
from django.urls import reverse
from django.utils import timezone

TOKEN = "a" * 32  # the cookie and the header of a form only have to be alike
PATIENCE = 180  # seconds until somebody whom nobody answers gives up


class Unanswered(Exception):
    """Nobody answered for minutes, or the answer was not one that a working day has."""


class Desk:
    """The browser of one person; ``addresses`` are the web servers, used by turns."""

    def __init__(self, addresses, cookie):
        self.addresses = itertools.cycle(addresses)
        self.session = requests.Session()
        self.session.cookies.update({"sessionid": cookie, "csrftoken": TOKEN})
        self.session.headers.update({"X-CSRFToken": TOKEN})
        self.resent = 0

    def ask(self, method, path, files=None, **kwargs):
        """Send, and send the same again until an answer comes. Raises Unanswered."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            try:
                answer = self.session.request(
                    method,
                    next(self.addresses) + path,
                    files={name: (row[0], BytesIO(row[1])) for name, row in files.items()} if files else None,
                    allow_redirects=False,
                    timeout=60,
                    **kwargs,
                )
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code < 500:
                return answer
            self.resent += 1
            time.sleep(0.15)
        raise Unanswered(path)

    def post(self, path, data=None, **kwargs):
        return self.ask("POST", path, data={"csrfmiddlewaretoken": TOKEN, **(data or {})}, **kwargs)


class Person(threading.Thread):
    """Works while the gate is open; between two buttons the lock is free."""

    pause = 0.02  # seconds

    def __init__(self, desk, gate):
        super().__init__(daemon=True)
        self.desk, self.gate = desk, gate
        self.busy = threading.Lock()
        self.is_leaving = False
        self.failure = None
        self.pressed = 0

    def run(self):
        for work in self.works():
            self.gate.wait()
            if self.is_leaving:
                return
            with self.busy:
                try:
                    work()
                except Exception as error:
                    self.failure = error
                    return
                self.pressed += 1
            time.sleep(self.pause)

    def works(self):
        return iter(())

    def expect(self, answer, *statuses):
        if answer.status_code not in statuses:
            text = answer.text[-1500:]
            raise Unanswered(f"{type(self).__name__}: {answer.status_code} of {answer.url}: {text}")
        return answer


class Signer(Person):
    """Signs at the console and takes it back, place after place."""

    def __init__(self, desk, gate, ceremony, places):
        super().__init__(desk, gate)
        self.path = reverse("pledges:console_touch", args=[ceremony])
        self.places = places
        self.touches = {}  # key: (kind, place)

    def works(self):
        for place in itertools.cycle(self.places):
            yield lambda place=place: self.touch("signed", place)
            yield lambda place=place: self.touch("undone", place)

    def touch(self, kind, place):
        key = str(uuid.uuid4())
        data = {"key": key, "kind": kind, "signature": place, "at": timezone.now().isoformat()}
        data["reason"] = "Ghi nhận nhầm."
        answer = self.expect(self.desk.ask("POST", self.path, json=data), 200).json()
        if not answer["accepted"]:
            raise Unanswered(answer["outcome"])
        self.touches[key] = (kind, place)


class Voters(Person):
    """Each member votes once on each question; one hand of theirs after the other."""

    pause = 0.2

    def __init__(self, desks, gate, motions):
        super().__init__(next(iter(desks.values())), gate)
        self.desks, self.motions = desks, motions
        self.ballots = {}  # (motion, seat): choice

    def works(self):
        for motion in self.motions:
            for seat, desk in self.desks.items():
                yield lambda motion=motion, seat=seat, desk=desk: self.vote(motion, seat, desk)

    def vote(self, motion, seat, desk):
        choice = random.choice(["agree", "against", "abstain"])
        answer = desk.post(reverse("awards:motion_vote", args=[motion]), {"ballot": choice})
        self.expect(answer, 302)
        self.ballots[motion, seat] = choice


class Scorer(Person):
    """Gives points to the one criterion of a sheet, other ones each time."""

    def __init__(self, desk, gate, sheet, criterion, base):
        super().__init__(desk, gate)
        self.path = reverse("awards:score_save", args=[sheet])
        self.criterion, self.base = criterion, base
        self.given = []

    def works(self):
        for points in itertools.cycle(range(1, 100)):
            yield lambda points=points: self.give(points)

    def give(self, points):
        box = f"c{self.criterion}"
        data = {f"{box}-base": self.base, f"{box}-points": str(points)}
        answer = self.expect(self.desk.post(self.path, data), 200).json()
        self.base = answer["bases"][str(self.criterion)]
        self.given.append(str(points))


class Uploader(Person):
    """Sends evidence, a file of its own each time."""

    pause = 0.1

    def __init__(self, desk, gate, nominations):
        super().__init__(desk, gate)
        self.nominations = nominations
        self.sent = {}  # digest: nomination

    def works(self):
        for number in itertools.count(1):
            yield lambda number=number: self.send(number)

    def send(self, number):
        nomination = self.nominations[number % len(self.nominations)]
        content, document = BytesIO(), pikepdf.new()
        document.add_blank_page(page_size=(200 + number % 900, 300 + number // 900))
        document.save(content, deterministic_id=True)
        bytes_of = content.getvalue()
        answer = self.desk.post(
            reverse("awards:evidence_add", args=[nomination]),
            {"title": f"Báo cáo số {number}"},
            files={"file": (f"bao-cao-{number}.pdf", bytes_of)},
        )
        self.expect(answer, 302, 422)
        if answer.status_code == 422 and "Tệp này đã có trong hồ sơ" not in answer.text:
            raise Unanswered(answer.text[-1500:])
        self.sent[sha256(bytes_of).hexdigest()] = nomination


class Issuer(Person):
    """Issues one paper again and again, each time with a reason and the next number."""

    pause = 0.3

    def __init__(self, desk, gate, path):
        super().__init__(desk, gate)
        self.path = path
        self.issued = 0

    def works(self):
        while True:
            yield self.issue

    def issue(self):
        page = self.expect(self.desk.ask("GET", self.path), 200).text
        data = {"issued_on": f"{timezone.localdate():%d/%m/%Y}", "reason": "Sửa lỗi trình bày."}
        data["standing"] = page.partition('name="standing" value="')[2].partition('"')[0]
        answer = self.expect(self.desk.post(self.path, data), 302, 422)
        if answer.status_code == 422 and "vừa được phát hành" not in answer.text:
            raise Unanswered(answer.text[-1500:])
        self.issued += 1


class Reader(Person):
    """Asks for the bundle of the year; while one is in the making, the same one is meant."""

    pause = 2

    def __init__(self, desk, gate, year):
        super().__init__(desk, gate)
        self.path = reverse("clusters:year_bundle_add", args=[year])

    def works(self):
        while True:
            yield lambda: self.expect(self.desk.post(self.path, {}), 302)
