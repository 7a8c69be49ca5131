"""The demo's mailbox: a mail server that delivers nothing and keeps everything for a page."""

import asyncio
import signal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as POLICY

import structlog
from aiosmtpd.smtp import SMTP
from asgiref.sync import sync_to_async
from django.db import close_old_connections

from institutions import clock
from notices.models import CaughtMail

LARGEST = 10 * 1024 * 1024  # bytes

log = structlog.get_logger()


class Catcher:
    """What aiosmtpd calls for each message: taken once it is stored, else the sender tries again."""

    async def handle_DATA(self, server, session, envelope) -> str:
        try:
            await sync_to_async(_keep_on_a_live_connection)(envelope.mail_from, envelope.rcpt_tos, envelope.content)
        except Exception as problem:
            log.warning("mail_not_caught", problem=str(problem))
            return "451 The mail could not be stored, try again later"
        return "250 OK"


def keep(sender: str | None, recipients: list[str], content: bytes) -> CaughtMail:
    """Store a message as it came, with its text and HTML parts beside it."""
    message = message_from_bytes(content, policy=POLICY)
    return CaughtMail.objects.create(
        message_id=_clean(message["Message-ID"])[:200],
        sender=_clean(sender)[:254],
        recipients=list(recipients),
        subject=_clean(message["Subject"]).strip()[:500],
        text=_part(message, "plain"),
        html=_part(message, "html"),
        raw=_clean(content.decode("utf-8", "replace")),
        received_at=clock.now(),
    )


def _keep_on_a_live_connection(sender: str | None, recipients: list[str], content: bytes) -> None:
    """The catcher runs for weeks: a connection the database dropped meanwhile is opened again."""
    close_old_connections()
    keep(sender, recipients, content)


async def serve(host: str, port: int, ready=None) -> None:
    """Catch mail until SIGTERM or SIGINT. Raises OSError when the port is taken."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)
    server = await loop.create_server(lambda: SMTP(Catcher(), data_size_limit=LARGEST, ident="DEH demo"), host, port)
    if ready:
        ready()
    async with server:
        await over.wait()


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return _clean(part.get_content()) if part else ""


def _clean(value) -> str:
    return str(value or "").replace("\x00", "")
