"""A real IMAP server for tests, and looks into its mailbox."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bench.running import free_port
from core.config import Settings

PROGRAM = "from pymap.main import main; main()"


class Server:
    """In a process of its own; the mailbox is empty at first and has a folder `Erledigt` beside it."""

    def __init__(self) -> None:
        self.port = free_port()
        where = ["--host", "127.0.0.1", "--port", str(self.port), "dict", "--demo-data"]
        command = [sys.executable, "-W", "ignore", "-c", PROGRAM, *where]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @contextmanager
    def running(self) -> Iterator["Server"]:
        try:
            self._empty()
            yield self
        finally:
            self.process.kill()
            self.process.wait()

    @property
    def access(self) -> dict[str, str | int]:
        """The settings that lead to it."""
        return {
            "imap_host": "127.0.0.1",
            "imap_port": self.port,
            "imap_tls": "none",
            "imap_user": "demouser",
            "imap_password": "demopass",
            "mail_reply_address": "antwort@stadt.example",
        }

    def settings(self, folder: Path, **changes: object) -> Settings:
        return replace(Settings(), instance=folder, **(self.access | changes))  # type: ignore[arg-type]

    def put(self, *mails: bytes, at: float | None = None) -> None:
        """`at`: when they came, in seconds; by default now."""
        came = imaplib.Time2Internaldate(time.time() if at is None else at)
        with self._signed_in() as box:
            for raw in mails:
                box.append("INBOX", "", came, raw)

    def found(self, folder: str, wanted: str) -> int:
        """How many mails of a folder are ALL, SEEN, UNSEEN or FLAGGED."""
        with self._signed_in() as box:
            box.select(folder, readonly=True)
            return len(box.search(None, wanted)[1][0].split())

    @contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as box:
            box.login("demouser", "demopass")
            yield box

    def _empty(self) -> None:
        until = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < until, "the IMAP server did not start"
            time.sleep(0.1)
        with self._signed_in() as box:
            box.select()
            box.store("1:*", "+FLAGS", r"(\Deleted)")
            box.expunge()
            box.create("Erledigt")

    def _answers(self) -> bool:
        with suppress(OSError), imaplib.IMAP4("127.0.0.1", self.port, timeout=5):
            return True
        return False
