"""Mails that come in: what somebody wrote themselves, mails built to hurt, the mailbox on a real server."""

import base64
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.running import free_port
from core import mail_in
from core.config import Settings, check
from core.mail_in import Letter, MailboxAway, RawMail
from tests import letters
from tests.imap import Server

TO = "antwort+token@stadt.example"
HINTS = ("Sie können auf diese E-Mail antworten –",)


def read(raw: bytes, most_files: int = 5) -> Letter:
    return mail_in.read_letter(RawMail(raw), most_files=most_files)


# --- Own words

CUTS = {
    "Outlook, Strich": "Ja.\n\n________________________________\nVon: A\nGesendet: Montag\nAn: B\nBetreff: C\n\nalt",
    "Outlook, englisch": "Ja.\n\nFrom: A\nSent: Monday\nTo: B\nSubject: C\n\nalt",
    "Outlook, fett": "Ja.\n\n*Von:* A\n*Gesendet:* Montag\n*An:* B\n*Betreff:* C\n\nalt",
    "älteres Outlook": "Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: A\n\nalt",
    "Notes": 'Ja.\n\n-----"Lotsennetz" <a@b.example> schrieb: -----\nAn: B\nBetreff: C\n\nalt',
    "GroupWise": "Ja.\n\n>>> Lotsennetz <a@b.example> 30.11.2026 10:12 >>>\nalt",
    "GMX": "Ja.\n\nGesendet: Montag, 30. November 2026\nVon: A\nAn: B\nBetreff: C\n\nalt",
    "Name zuerst": "Ja.\n\nLotsennetz schrieb am 30.11.2026 um 10:12:\n> alt",
    "Englisch": "Ja.\n\nOn Mon, Nov 30, 2026 at 10:12 Lotsennetz\nwrote:\n\n> alt",
    "ohne Einleitung": "Ja.\n\n> alt\n> älter\n",
    "unbekanntes Programm": "Ja.\n\nSie können auf diese E-Mail antworten – Ihr Text\nwird alles.\nalt",
    "darunter": "Am 30.11.26 um 10:12 schrieb Lotsennetz:\n> alt\n> älter\n\nJa.\n-- \nPia",
    "Handy": "Ja.\n\nGesendet von Outlook für Android<https://aka.ms/x>\n",
    "Samsung": "Ja.\n\nVon meinem Samsung Galaxy Smartphone gesendet.\n\n---- Ursprüngliche Nachricht --------\nalt",
    "langer Strich": f"Ja.\n\n{'-' * 60} A <a@b.example> schrieb: {'-' * 60}\n\nalt",
    "Gruß": "Ja.\n\nViele Grüße\nPia Petersen\nStandesamt",
    "Gruß aus": "Ja.\n\nFreundliche Grüße aus dem Standesamt\n\nPia",
    "Kürzel": "Ja.\n\nMfG\nPia",
    "Windows": "Ja.\r\n\r\n-- \r\nPia",
}


@pytest.mark.parametrize("program", CUTS)
def test_what_is_quoted_and_signed_is_cut(program: str) -> None:
    assert mail_in.own_words(CUTS[program], hints=HINTS) == "Ja."


STAYS = [
    "Achtung: das Formular geht nur per E-Mail ein.\n\nDann weiter.",
    "Liste:\n- eins\n- zwei\n\n    eingerückt\n\nEnde",
    "Am Montag schrieb er mir:\ndas gehe nicht.",
    "Von: hier an ist alles\nneu.",
    "Grüße aus dem dritten Stock sind nicht der Schluss, denn es geht noch weiter.\n\nUnd zwar so.",
    "So geht es.\n\nViele Grüße\nPia\n\nPS: Bitte vorher speichern.",
    "Größer > kleiner, und a > b.",
    "Die Zeile\n\n---\n\ntrennt.",
    "Viele Grüße",
    "> Frage eins?\nJa.\n\n> Frage zwei?\nNein.",
    "Wort " * 3000,
]


@pytest.mark.parametrize("text", STAYS)
def test_what_is_in_doubt_stays(text: str) -> None:
    assert mail_in.own_words(text, hints=HINTS) == text.strip("\n").rstrip()


def test_between_quotes_the_quotes_stay() -> None:
    text = "Am 30.11.26 um 10:12 schrieb Lotsennetz:\n> Frage eins?\nJa.\n> Frage zwei?\nNein.\n> Rest\n"
    assert mail_in.own_words(text) == "> Frage eins?\nJa.\n> Frage zwei?\nNein."


@pytest.mark.parametrize(
    "piece",
    [
        "Am ",
        "Am x schrieb y ",
        "Am\n",
        " ",
        "> ",
        "> x\n",
        "Von: a\n",
        "_" * 30 + "\n",
        "-",
        "MfG\n",
        "a\n> b\n",
        "-----Original",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    started = time.perf_counter()
    mail_in.own_words(piece * (200_000 // len(piece)), hints=HINTS)
    assert time.perf_counter() - started < 5


def test_a_line_of_dashes_is_a_rule_in_one_way_only() -> None:
    """Each way is a start from which the rest of the line is searched for a name."""
    line = "-" * 399
    ways = [size for size in range(len(line)) if re.fullmatch(f"{mail_in.words.RULE}.{{{size}}}", line)]
    assert ways == [0]


# --- Mails as they come


def test_html_alone_becomes_text_with_marked_quotes() -> None:
    html = "<p>Ja, <b>das</b>&nbsp;geht.</p><script>alert(1)</script><blockquote>alt<br>älter</blockquote>"
    kind = "Content-Type: text/html; charset=utf-8"
    found = read((letters.head(TO, "pia@stadt.example", kind) + f"\r\n\r\n{html}").encode())
    assert found.text.split() == ["Ja,", "das", "geht.", ">", "alt", ">", "älter"]


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("windows-1252", "Grüße – „ja“".encode("cp1252")),
        ("iso-8859-1", "Grüße".encode("latin-1")),
        ("utf-8", "Grüße".encode("cp1252")),
        ("gibt-es-nicht", "Grüße".encode()),
        ("", "Grüße".encode("latin-1")),
    ],
)
def test_charsets_are_taken_with_a_grain_of_salt(charset: str, content: bytes) -> None:
    kind = f"Content-Type: text/plain{f'; charset={charset}' if charset else ''}"
    assert read((letters.head(TO, "a@b.example", kind) + "\r\n\r\n").encode() + content).text.startswith("Grüße")


def nested(depth: int) -> bytes:
    opening = "".join(f'Content-Type: multipart/mixed; boundary="b{one}"\r\n\r\n--b{one}\r\n' for one in range(depth))
    return (letters.head(TO, "pia@stadt.example") + "\r\n" + opening + "Content-Type: text/plain\r\n\r\nInnen").encode()


def test_what_is_nested_deep_is_told_not_fatal() -> None:
    assert read(nested(5)).text == "Innen"
    deep = read(nested(1000))
    assert (deep.senders, deep.text) == (("pia@stadt.example",), "")


HEAD = letters.head(TO, "pia@stadt.example").encode()
MULTIPART = b'\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
HOSTILE = {
    "nothing": b"",
    "no head": b"\r\n\r\nText",
    "null bytes": HEAD + b"\r\n\r\nJa\0\0nein\0",
    "bad base64": HEAD + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n=====!!!ABC",
    "bad quoted-printable": HEAD + b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=F",
    "unknown encoding": HEAD + b"\r\nContent-Transfer-Encoding: x-nichts\r\n\r\nText",
    "endless line": HEAD + b"\r\n\r\n" + b"x" * 10_000_000,
    "endless header": HEAD + b"\r\nX-Lang: " + b"x" * 10_000_000 + b"\r\n\r\nText",
    "many headers": HEAD + b"\r\nReceived: x" * 300_000 + b"\r\n\r\nText",
    "many recipients": HEAD + b"\r\nCc: " + b"a@b.example, " * 200_000 + b"\r\n\r\nText",
    "brackets": HEAD + b"\r\nCc: " + b"(" * 200_000 + b"\r\n\r\nText",
    "many parts": HEAD + MULTIPART + b"--b\r\n\r\nx\r\n" * 200_000,
    "no boundary": HEAD + b"\r\nContent-Type: multipart/mixed\r\n\r\nText",
    "file name": HEAD + MULTIPART + b'--b\r\nContent-Type: x/y; name="' + b"../" * 100_000 + b'"\r\n\r\nx\r\n--b--',
    "open tags": HEAD + b"\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 1_000_000,
    "half tags": HEAD + b"\r\nContent-Type: text/html\r\n\r\n" + b"<a <!-- &#x" * 300_000,
    "mail in mail": HEAD
    + b"\r\nContent-Type: message/rfc822\r\n\r\n"
    + b"Content-Type: message/rfc822\r\n\r\n" * 2_000,
    "bytes": bytes(range(256)) * 4_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_mails_built_to_hurt_end_in_words_or_in_nothing(name: str) -> None:
    started = time.perf_counter()
    try:
        found = read(HOSTILE[name])
    except mail_in.MailUnreadable:
        found = None
    assert time.perf_counter() - started < 30
    assert found is None or len(found.text) <= 200_000
    assert found is None or "\0" not in found.text


def test_lines_of_a_head_cannot_be_smuggled_into_ours() -> None:
    raw = letters.letter(TO).replace(b"<antwort-1@stadt.example>", b"=?utf-8?q?=3Ca=3E=0D=0ABcc:_x=40y.example?=")
    assert read(raw).message_id == ""
    raw = letters.letter(TO).replace(
        b"pia@stadt.example", b"=?utf-8?q?pia=40stadt=2Eexample=0ABcc=3A?= <pia@stadt.example>"
    )
    assert read(raw).senders == ("pia@stadt.example",)


def test_a_folded_message_id_is_whole() -> None:
    raw = letters.letter(TO).replace(b"Message-ID: <", b"Message-ID:\r\n <")
    assert read(raw).message_id == "<antwort-1@stadt.example>"


def test_signatures_and_small_pictures_of_the_text_are_no_files() -> None:
    big = base64.encodebytes(b"\x89PNG" + b"0" * 20_000).decode()
    parts = [
        "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx",
        "Content-Type: image/png; name=logo.png\r\nContent-ID: <1>\r\nContent-Disposition: inline\r\n\r\nx",
        f"Content-Type: image/png; name=bild.png\r\nContent-ID: <2>\r\nContent-Transfer-Encoding: base64\r\n\r\n{big}",
        "Content-Type: text/plain; name=notiz.txt\r\nContent-Disposition: attachment\r\n\r\nNotiz",
    ]
    raw = HEAD + MULTIPART + "".join(f"--b\r\n{part}\r\n" for part in parts).encode() + b"--b--"
    assert [file.name for file in read(raw).files] == ["bild.png", "notiz.txt"]
    assert [len(file.content) for file in read(raw, most_files=1).files] == [20_004, 0]


# --- The mailbox


@pytest.fixture
def server(socket_enabled: None) -> Iterator[Server]:
    with Server().running() as running:
        yield running


def test_each_unread_mail_is_handled_and_put_away(server: Server, tmp_path: Path) -> None:
    server.put(letters.letter(TO), letters.outlook(TO))
    got: list[RawMail] = []
    settings = server.settings(tmp_path, imap_done_folder="Erledigt")
    assert mail_in.work_through(settings, got.append) == 2
    assert [one.content for one in got] == [letters.letter(TO), letters.outlook(TO)]
    assert (server.found("INBOX", "ALL"), server.found("Erledigt", "SEEN")) == (0, 2)
    assert mail_in.work_through(settings, got.append) == 0


def test_without_a_folder_they_stay_as_read(server: Server, tmp_path: Path) -> None:
    server.put(letters.letter(TO))
    assert mail_in.work_through(server.settings(tmp_path), lambda _raw: None) == 1
    assert (server.found("INBOX", "ALL"), server.found("INBOX", "UNSEEN")) == (1, 0)


def test_what_fails_stays_unread_and_is_flagged_in_the_end(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(letters.letter(TO), letters.gmail(TO))
    tries = []

    def handle(raw: RawMail) -> None:
        tries.append(raw)
        if b"00b1" not in raw.content:
            raise OSError("the database is away")

    settings = server.settings(tmp_path)
    assert mail_in.work_through(settings, handle) == 1
    assert mail_in.work_through(settings, handle) == 0
    assert (server.found("INBOX", "UNSEEN"), server.found("INBOX", "FLAGGED")) == (1, 0)
    monkeypatch.setattr(mail_in.mailbox, "PATIENCE_SECONDS", 0)
    assert mail_in.work_through(settings, handle) == 0
    assert (server.found("INBOX", "UNSEEN"), server.found("INBOX", "FLAGGED")) == (0, 1)
    assert len(tries) == 4


def test_what_failed_keeps_nothing_waiting(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_in.mailbox, "MOST_AT_ONCE", 1)
    server.put(letters.letter(TO, text="eins"), letters.letter(TO, text="zwei"), letters.gmail(TO))
    tries: list[bytes] = []

    def handle(raw: RawMail) -> None:
        tries.append(next((one for one in (b"eins", b"zwei") if one in raw.content), b"drei"))
        if tries[-1] != b"drei":
            raise OSError("the scanner is away")

    assert [mail_in.work_through(server.settings(tmp_path), handle) for _time in range(6)] == [0, 0, 1, 0, 0, 0]
    assert tries == [b"eins", b"zwei", b"drei", b"eins", b"zwei", b"eins"]


def test_a_day_is_counted_from_the_day_a_mail_came_but_one_failure_is_none(server: Server, tmp_path: Path) -> None:
    server.put(letters.letter(TO), at=time.time() - 25 * 60 * 60)
    server.put(letters.gmail(TO), at=time.time() - 23 * 60 * 60)

    def handle(raw: RawMail) -> None:
        raise OSError("the database is away")

    for flagged in (0, 1, 1):
        assert mail_in.work_through(server.settings(tmp_path), handle) == 0
        assert (server.found("INBOX", "FLAGGED"), server.found("INBOX", "UNSEEN")) == (flagged, 2 - flagged)


def test_of_a_mail_that_is_too_large_the_head_is_read(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_in.mailbox, "MOST_BYTES", 1_000)
    monkeypatch.setattr(mail_in.mailbox, "HEAD", 600)
    server.put(letters.letter(TO, text="x" * 2_000))
    got: list[RawMail] = []
    mail_in.work_through(server.settings(tmp_path), got.append)
    assert [(one.is_cut, len(one.content)) for one in got] == [(True, 600)]
    assert mail_in.read_letter(got[0], most_files=5).senders == ("pia@stadt.example",)


def test_a_mailbox_that_cannot_be_read_says_why(server: Server, tmp_path: Path) -> None:
    assert mail_in.refusal(server.settings(tmp_path)) is None
    for changes in ({"imap_password": "falsch"}, {"imap_folder": "Nichts"}, {"imap_port": free_port()}):
        settings = server.settings(tmp_path, **changes)
        assert mail_in.refusal(settings)
        with pytest.raises(MailboxAway):
            mail_in.work_through(settings, lambda _raw: None)


@pytest.mark.parametrize("way", ["tls", "starttls"])
def test_a_password_goes_to_nobody_who_cannot_be_trusted(server: Server, tmp_path: Path, way: str) -> None:
    assert (mail_in.refusal(server.settings(tmp_path, imap_tls=way)) or "").startswith("SSL")


def test_two_do_not_work_through_it_at_once(server: Server, tmp_path: Path) -> None:
    server.put(letters.letter(TO))
    settings = server.settings(tmp_path)
    inner = []
    mail_in.work_through(settings, lambda _raw: inner.append(mail_in.work_through(settings, lambda _raw: None)))
    assert inner == [0]


def test_without_a_mailbox_nothing_is_done(tmp_path: Path) -> None:
    settings = replace(Settings(), instance=tmp_path)
    assert (mail_in.work_through(settings, lambda _raw: None), mail_in.refusal(settings)) == (0, None)


# --- Settings


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"mail_reply_address": "Antwort <antwort@stadt.example>"}, "MAIL_REPLY_ADDRESS"),
        ({"mail_reply_address": "antwort+x@stadt.example"}, "MAIL_REPLY_ADDRESS"),
        ({"mail_reply_address": "a" * 26 + "@stadt.example"}, "MAIL_REPLY_ADDRESS"),
        ({"imap_host": "mail.stadt.example"}, "IMAP_HOST"),
        ({"imap_tls": "ssl"}, "IMAP_TLS"),
        ({"imap_folder": "Entwürfe"}, "IMAP_FOLDER"),
        ({"imap_seconds": 0}, "IMAP_SECONDS"),
    ],
)
def test_settings_that_cannot_work_are_named(app: object, changes: dict[str, object], names: str) -> None:
    settings = replace(Settings(), secret_key="x" * 32, **changes)  # type: ignore[arg-type]
    assert [names in problem for problem in check(settings)] == [True]
