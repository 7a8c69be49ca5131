"""A real mail server on a free port that keeps what it gets, and refuses when told to."""

from email import message_from_bytes
from email.policy import default as POLICY

from aiosmtpd.controller import Controller

from dehportal.engines import free_port


class PostOffice:
    def __init__(self):
        self.messages = []
        self.answer = "250 OK"
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answer.startswith("250"):
            message = message_from_bytes(envelope.original_content, policy=POLICY)
            message.recipients = envelope.rcpt_tos
            self.messages.append(message)
        return self.answer

    @property
    def port(self) -> int:
        return self.controller.port

    def to(self, address: str) -> list:
        return [message for message in self.messages if address in message.recipients]


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def html_of(message) -> str:
    return message.get_body(("html",)).get_content()
