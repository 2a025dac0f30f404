"""A real mail server on this machine that keeps what arrives, refuses what it is told to, and can be away."""

import socket
from contextlib import contextmanager
from email import policy
from email.parser import BytesParser

from aiosmtpd.controller import Controller
from django.test import override_settings


class Catcher:
    """``letters``: the messages that arrived, parsed; ``raw``: their bytes. ``on_rcpt`` and ``on_data`` are the answers
    by address ("" for everybody)."""

    def __init__(self):
        self.raw, self.on_rcpt, self.on_data = [], {}, {}
        self.connections = 0

    @property
    def letters(self):
        return [BytesParser(policy=policy.default).parsebytes(content) for content in self.raw]

    def to(self, address):
        return [letter for letter in self.letters if letter["To"] == address]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        said = self.on_rcpt.get(address) or self.on_rcpt.get("")
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        said = self.on_data.get(envelope.rcpt_tos[0]) or self.on_data.get("")
        if said:
            return said
        self.raw.append(envelope.content)
        return "250 OK"


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def through(port, **more):
    """Settings of an installation that sends over this port."""
    fields = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
        "EMAIL_TIMEOUT": 1,
        "PUBLIC_URL": "https://thidua.example.vn",
        "DEFAULT_FROM_EMAIL": "Sổ thi đua <thidua@example.vn>",
    }
    return override_settings(**{**fields, **more})


@contextmanager
def listening(catcher, port):
    controller = Controller(catcher, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def silent(port):
    """Something that takes connections and never says a word."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", port))
        door.listen()
        yield


@contextmanager
def catching():
    """A server that listens, and the settings by which the product finds it."""
    catcher, port = Catcher(), free_port()
    with listening(catcher, port), through(port):
        yield catcher
