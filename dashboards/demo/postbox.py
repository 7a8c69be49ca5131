"""A mail server on this machine for one command: what the portal sends is really sent, and arrives here."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings

LOOPBACK = "127.0.0.1"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Postbox:
    """The messages received, in order."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.messages.append(message_from_bytes(envelope.original_content, policy=policy))
        return "250 OK"

    def take(self) -> list[EmailMessage]:
        """What came since the last time."""
        taken, self.messages = self.messages, []
        return taken


class _AnyPort(Controller):
    """Listens on a port the system chooses, and knows it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def postbox() -> Iterator[Postbox]:
    """Inside, the portal's mail goes to a server of our own on the loopback address."""
    log = logging.getLogger("mail.log")  # the server would print the whole conversation
    level = log.level
    log.setLevel(logging.WARNING)
    box = Postbox()
    server = _AnyPort(box, hostname=LOOPBACK, port=0)
    server.start()
    ours: dict[str, Any] = {"EMAIL_BACKEND": SMTP, "EMAIL_HOST": LOOPBACK, "EMAIL_PORT": server.port}
    ours |= {"EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": "", "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}
    before = {name: getattr(settings, name) for name in ours}
    for name, value in ours.items():
        setattr(settings, name, value)
    try:
        yield box
    finally:
        log.setLevel(level)
        for name, value in before.items():
            setattr(settings, name, value)
        server.stop()


def text_of(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    return body.get_content() if body else ""
