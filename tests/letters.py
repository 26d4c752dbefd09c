"""Replies as the usual mail programs send them, byte for byte but for names and times."""

import base64
import re
from collections.abc import Callable
from email.header import Header

REPLY = "Bitte das Lesegerät **vor** dem Start einstecken.\n\n- Kabel prüfen\n- Neu starten"
SENTENCE = "Die Frage „Wie signiere ich einen Bescheid digital?“ liegt jetzt bei Ihnen."
HINT = "Sie können auf diese E-Mail antworten – Ihr Text wird als Antwort veröffentlicht."
LINK = "http://127.0.0.1:5000/fragen/1-wie-signiere-ich-einen-bescheid-digital"
QUOTED = (
    f"{HINT}\n\nSehen Sie es hier an:\n{LINK}\n\n{SENTENCE}\n\n"
    "-- \nLotsennetz\nSie bekommen diese E-Mail, weil etwas Sie betrifft."
)
WHEN = "Montag, 30. November 2026 10:12"
SITE = "Lotsennetz <lotsennetz@localhost>"


def head(to: str, sender: str, *more: str, message_id: str = "<antwort-1@stadt.example>") -> str:
    subject = Header(f"AW: {SENTENCE}", "utf-8").encode(linesep="\r\n")
    lines = [f"From: {sender}", f"To: Lotsennetz <{to}>", f"Subject: {subject}", f"Message-ID: {message_id}"]
    lines += ["Date: Mon, 30 Nov 2026 10:12:00 +0100", "In-Reply-To: <job-1@localhost>", "MIME-Version: 1.0", *more]
    return "\r\n".join(lines)


def joined(lines: list[str]) -> bytes:
    """With the line ends of mail, whatever stands between."""
    return re.sub(r"\r?\n", "\r\n", "\n".join(lines)).encode()


def letter(to: str, sender: str = "pia@stadt.example", text: str = REPLY, *more: str, **options: str) -> bytes:
    """Plain text and nothing else."""
    kind = "Content-Type: text/plain; charset=utf-8"
    lines = text.replace("\n", "\r\n")
    return (
        head(to, sender, kind, "Content-Transfer-Encoding: 8bit", *more, **options) + f"\r\n\r\n{lines}\r\n"
    ).encode()


def quoted() -> str:
    return "\n".join(f"> {line}".rstrip() for line in QUOTED.split("\n"))


def thunderbird(to: str, sender: str = "Pia Petersen <pia@stadt.example>") -> bytes:
    """Flowed text: lines are wrapped, the quote stands below; the signature last."""
    text = REPLY.replace("vor** dem", "vor** \ndem")
    body = (
        f"{text}\n\nAm 30.11.26 um 10:12 schrieb Lotsennetz:\n{quoted()}\n\n-- \nPia Petersen\nStandesamt, Zimmer 12\n"
    )
    kind = "Content-Type: text/plain; charset=UTF-8; format=flowed"
    lines = body.replace("\n", "\r\n")
    top = head(to, sender, "User-Agent: Mozilla Thunderbird", kind, "Content-Transfer-Encoding: 8bit")
    return f"{top}\r\n\r\n{lines}".encode()


def outlook(to: str, sender: str = '"Petersen, Pia" <Pia@Stadt.example>') -> bytes:
    """Two alternatives in Windows-1252, the head of the quoted mail in German, a signature without marks, a logo."""
    header = f"Von: {SITE}\nGesendet: {WHEN}\nAn: Petersen, Pia <pia@stadt.example>\nBetreff: {SENTENCE}"
    goodbye = "Mit freundlichen Grüßen\n\ni. A. Pia Petersen\nStadt Lindenbruck – Standesamt\nTel. 07000 4711-12"
    body = f"{REPLY}\n\n{goodbye}\n\n\n{header}\n\n{QUOTED}\n"
    html = f"<html><body><p>{REPLY}</p><p>Mit freundlichen Grüßen</p><img src=3D'cid:logo'><hr></body></html>"
    logo = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 500).decode()
    return joined(
        [
            head(to, sender, "Accept-Language: de-DE, en-US", "X-Mailer: Microsoft Outlook 16.0"),
            'Content-Type: multipart/related; boundary="_004_"; type="multipart/alternative"',
            "",
            "--_004_",
            'Content-Type: multipart/alternative; boundary="_000_"',
            "",
            "--_000_",
            'Content-Type: text/plain; charset="Windows-1252"',
            "Content-Transfer-Encoding: base64",
            "",
            base64.encodebytes(body.replace("\n", "\r\n").encode("cp1252")).decode(),
            "--_000_",
            'Content-Type: text/html; charset="utf-8"',
            "Content-Transfer-Encoding: 8bit",
            "",
            html,
            "--_000_--",
            "--_004_",
            'Content-Type: image/png; name="image001.png"',
            'Content-Disposition: inline; filename="image001.png"; size=508',
            "Content-ID: <logo>",
            "Content-Transfer-Encoding: base64",
            "",
            logo,
            "--_004_--",
            "",
        ]
    )


def outlook_html(to: str, sender: str = "Pia Petersen <pia@stadt.example>") -> bytes:
    """The web version, which sends HTML alone."""
    fields = {"Von": "Lotsennetz", "Gesendet": WHEN, "An": "Pia", "Betreff": SENTENCE}
    header = "<br>".join(f"<b>{name}:</b> {value}" for name, value in fields.items())
    body = (
        "<html><head><style>p {margin:0}</style></head><body>"
        "<div>Bitte das Leseger&auml;t **vor** dem Start einstecken.</div>"
        "<div><br></div><ul><li>Kabel pr&uuml;fen</li><li>Neu starten</li></ul>"
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">{header}</div>'
        f"<div>{HINT}<br>{LINK}</div></body></html>"
    )
    return (head(to, sender, "Content-Type: text/html; charset=utf-8") + f"\r\n\r\n{body}\r\n").encode()


def gmail(to: str, sender: str = "Pia Petersen <pia@stadt.example>") -> bytes:
    """The introduction is broken over two lines."""
    intro = "Am Mo., 30. Nov. 2026 um 10:12 Uhr schrieb Lotsennetz <\nlotsennetz@localhost>:"
    html = f'<div dir="ltr">{REPLY}</div><br><div class="gmail_quote"><blockquote>{HINT}</blockquote></div>'
    return _alternatives(to, sender, f"{REPLY}\n\n{intro}\n\n{quoted()}\n", html)


def apple_mail(to: str, sender: str = "Pia Petersen <pia@stadt.example>") -> bytes:
    """The introduction is quoted too."""
    intro = f"> Am 30.11.2026 um 10:12 schrieb {SITE}:\n> "
    text = f"{REPLY}\n\n{intro}\n{quoted()}\n"
    top = head(to, sender, "Content-Type: text/plain; charset=utf-8", "X-Mailer: Apple Mail (2.3776)")
    lines = text.replace("\n", "\r\n")
    return f"{top}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{lines}".encode()


def iphone(to: str, sender: str = "Pia Petersen <pia@stadt.example>") -> bytes:
    intro = f"> Am 30.11.2026 um 10:12 schrieb {SITE}:\n> "
    html = f"<div>{REPLY}<br><br>Von meinem iPhone gesendet<blockquote>{HINT}</blockquote></div>"
    return _alternatives(to, sender, f"{REPLY}\n\nVon meinem iPhone gesendet\n\n{intro}\n{quoted()}\n", html)


def _alternatives(to: str, sender: str, text: str, html: str) -> bytes:
    parts = [("plain", text), ("html", html)]
    lines = [head(to, sender, 'Content-Type: multipart/alternative; boundary="00b1"'), ""]
    for kind, content in parts:
        encoded = base64.encodebytes(content.replace("\n", "\r\n").encode()).decode()
        lines += [
            "--00b1",
            f'Content-Type: text/{kind}; charset="UTF-8"',
            "Content-Transfer-Encoding: base64",
            "",
            encoded,
        ]
    return joined([*lines, "--00b1--", ""])


def with_files(to: str, *sent: tuple[str, str, bytes], sender: str = "pia@stadt.example", text: str = REPLY) -> bytes:
    """Files as (name, type, content)."""
    lines = [head(to, sender, 'Content-Type: multipart/mixed; boundary="mixed"'), "", "--mixed"]
    lines += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text]
    for name, kind, content in sent:
        written = Header(name, "utf-8").encode()
        lines += ["--mixed", f'Content-Type: {kind}; name="{written}"', "Content-Transfer-Encoding: base64"]
        lines += [f'Content-Disposition: attachment; filename="{written}"', "", base64.encodebytes(content).decode()]
    return joined([*lines, "--mixed--", ""])


PROGRAMS: dict[str, Callable[[str], bytes]] = {
    "Thunderbird": thunderbird,
    "Outlook": outlook,
    "Outlook im Browser": outlook_html,
    "Gmail": gmail,
    "Apple Mail": apple_mail,
    "iPhone": iphone,
}
