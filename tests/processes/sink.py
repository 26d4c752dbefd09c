"""A real mail server on the loopback that keeps what it takes and fails on demand."""

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from bench.running import free_port


class Sink:
    """What it does to `victim` alone: `unknown`: no such address; `answers` to the next mails in turn, where "drop"
    takes the mail and hangs up without a word. All other mails are taken.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.victim = ""
        self.unknown = False
        self.answers: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @contextmanager
    def listening(self) -> Iterator[None]:
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.unknown and address == self.victim:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        answer = self.answers.pop(0) if self.answers and self.victim in envelope.rcpt_tos else "250 OK"
        if answer in ("250 OK", "drop"):
            self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        if answer == "drop":
            server.transport.abort()
            await asyncio.sleep(0)
        return answer

    def ids(self, recipient: str) -> Counter[str]:
        """Message-IDs of the mails to this address, and how often each came."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails if recipient in str(mail["To"]))
