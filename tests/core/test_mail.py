"""Mail: what it looks like, what a mail server's answers mean, that no password goes out in the clear."""

import shutil
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from core import mail
from core.config import Settings
from core.mail import FolderTransport, Mail, MailRefused, SmtpTransport

LETTER = Mail("Erika Engel", "erika@stadt.example", "Ihre Frage", "Guten Tag", "<p>Guten Tag</p>", "job-7")
SETTINGS = replace(Settings(), mail_from="Lotsennetz <lotsen@stadt.example>")


def composed(**changes: Any) -> EmailMessage:
    return mail.compose(replace(LETTER, **changes), SETTINGS)


class Sink:
    """A mail server that answers what it is told and keeps what it takes."""

    def __init__(self, answer: str = "250 OK") -> None:
        self.answer = answer
        self.taken: list[Any] = []
        self.passwords: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.passwords.append(data)
        return AuthResult(success=True)


@contextmanager
def serving(sink: Sink, **options: Any) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(sink, "127.0.0.1", port, authenticator=sink.authenticate, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def test_both_versions_and_the_headers_of_an_automatic_mail() -> None:
    message = composed(unsubscribe_url="https://lotsen.stadt.example/ich/mitteilungen")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Message-ID"] == "<job-7@stadt.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://lotsen.stadt.example/ich/mitteilungen>"


def test_the_same_job_is_the_same_mail() -> None:
    assert composed()["Message-ID"] == composed()["Message-ID"] != composed(reference="job-8")["Message-ID"]


@pytest.mark.parametrize("field", ["subject", "to_name"])
def test_no_text_writes_headers_of_its_own(field: str) -> None:
    message = composed(**{field: "Harmlos\r\nBcc: alle@stadt.example\n\nText"})
    assert message["Bcc"] is None
    assert b"\nBcc:" not in message.as_bytes()


def test_names_and_subjects_may_be_german() -> None:
    message = composed(to_name="Jürgen Größe, Amt 32", subject="Übergabe – „Prüfung“")
    assert message["To"].addresses[0].display_name == "Jürgen Größe, Amt 32"
    assert message["Subject"] == "Übergabe – „Prüfung“"


@pytest.mark.parametrize(
    ("url", "kind"), [("smtp://h", "Smtp"), ("smtps://h", "Smtp"), ("console:", "Console"), ("folder:m", "Folder")]
)
def test_the_address_names_the_transport(url: str, kind: str) -> None:
    assert type(mail.transport(replace(SETTINGS, mail_url=url))).__name__ == f"{kind}Transport"


def test_an_unknown_transport_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        mail.transport(replace(SETTINGS, mail_url="pigeon:"))


def test_a_mail_becomes_a_file(tmp_path: Path) -> None:
    FolderTransport(tmp_path / "mail").send(composed())
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["job-7.eml"]


def test_a_server_takes_the_mail() -> None:
    sink = Sink()
    with serving(sink) as port:
        SmtpTransport(f"smtp://127.0.0.1:{port}").send(composed())
    assert [envelope.rcpt_tos for envelope in sink.taken] == [["erika@stadt.example"]]


def test_a_permanent_answer_is_final_and_a_temporary_one_is_not() -> None:
    with serving(Sink("550 no such mailbox")) as port, pytest.raises(MailRefused):
        SmtpTransport(f"smtp://127.0.0.1:{port}").send(composed())
    with serving(Sink("450 try again later")) as port, pytest.raises(smtplib.SMTPRecipientsRefused):
        SmtpTransport(f"smtp://127.0.0.1:{port}").send(composed())


def test_a_password_waits_for_encryption() -> None:
    sink = Sink()
    with serving(sink, auth_require_tls=False) as port, pytest.raises(smtplib.SMTPNotSupportedError):
        SmtpTransport(f"smtp://user:secret@127.0.0.1:{port}").send(composed())
    assert (sink.passwords, sink.taken) == ([], [])


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """For 127.0.0.1, signed by itself: nobody trusts it unless told."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate")
    names = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    files = ("-keyout", str(tmp_path / "pem"), "-out", str(tmp_path / "crt"))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files]
    subprocess.run(command, check=True, capture_output=True)
    return tmp_path


@pytest.fixture
def encrypted(certificate: Path) -> Callable[[Sink], Any]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "crt", certificate / "pem")
    return lambda sink: serving(sink, tls_context=context)


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(encrypted: Callable[[Sink], Any]) -> None:
    sink = Sink()
    with encrypted(sink) as port, pytest.raises(ssl.SSLCertVerificationError):
        SmtpTransport(f"smtp://user:secret@127.0.0.1:{port}").send(composed())
    assert (sink.passwords, sink.taken) == ([], [])


def test_a_trusted_server_gets_the_password_decoded(
    certificate: Path, encrypted: Callable[[Sink], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "crt"))
    sink = Sink()
    with encrypted(sink) as port:
        SmtpTransport(f"smtp://user:p%40ss@127.0.0.1:{port}").send(composed())
    assert [(data.login, data.password) for data in sink.passwords] == [(b"user", b"p@ss")]
    assert len(sink.taken) == 1


def test_asking_whether_a_server_is_there_sends_nothing() -> None:
    sink = Sink()
    with serving(sink) as port:
        assert mail.refusal(replace(SETTINGS, mail_url=f"smtp://127.0.0.1:{port}")) is None
    assert sink.taken == []
    assert "ConnectionRefusedError" in (mail.refusal(replace(SETTINGS, mail_url=f"smtp://127.0.0.1:{port}")) or "")
