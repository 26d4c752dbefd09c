"""Settings: defaults <- instance/config.toml <- LOTSENNETZ_* environment; check() refuses an unsafe start."""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from click import ClickException
from flask import current_app
from flask_babel import gettext as _

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "LOTSENNETZ_"
SHORTEST_SECRET = 32
MAIL_SCHEMES = ("smtp:", "smtps:", "console:", "folder:")
AT_LEAST_ONE = (
    "session_days",
    "remind_after_hours",
    "pass_on_after_hours",
    "office_after_hours",
    "attachment_megabytes",
    "attachments_per_post",
    "attachment_person_megabytes",
    "attachment_total_megabytes",
    "imap_port",
    "imap_seconds",
    "new_account_posts",
)
LONGEST_REPLY_NAME = 25
"""Before the “@” of an address there is room for 64 characters, 38 of which a sign with its “+” may take."""
REPLY_ADDRESS = re.compile(rf"[a-z0-9._-]{{1,{LONGEST_REPLY_NAME}}}@[a-z0-9.-]+", re.IGNORECASE)
LARGEST_ATTACHMENT_MEGABYTES = 50
MEGABYTE = 1024 * 1024


class UnsafeConfiguration(ClickException):
    """The site must not start like this; `problems` says what is wrong and how to mend it.

    On the command line it is shown as its text, without a traceback.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _setting(default: Any, explanation: str) -> Any:
    return field(default=default, metadata={"explanation": explanation})


@dataclass(frozen=True)
class Settings:
    """Everything a city may set. `docs/settings.md` is checked against these fields by a test."""

    instance: Path = _setting(ROOT / "instance", "Folder with database, index, uploads and config.toml")
    mode: Literal["demo", "production"] = _setting("demo", "`production` refuses an unsafe start and the demo city")
    secret_key: str = _setting("", "At least 32 random characters; made and kept in the instance folder in demo mode")
    database_url: str = _setting("", "Empty: `site.db` in the instance folder; else `postgresql+psycopg://…`")
    sealing_key_file: str = _setting("", "Key of sealed names; empty: `sealing.key` in the instance folder")
    signing_key_file: str = _setting("", "Key that signs badges; empty: `signing.key` in the instance folder")
    redis_url: str = _setting("", "Where rate limits are counted; empty: in the memory of each process")
    search_engine: Literal["whoosh"] = _setting("whoosh", "The full-text engine")
    mail_url: str = _setting("folder:mail", "`smtp://user:password@host:port`, `smtps://…`, `console:`, `folder:PATH`")
    mail_from: str = _setting("Lotsennetz <lotsennetz@localhost>", "Sender of every mail")
    mail_reply_address: str = _setting("", "Replies to mails go to this address with a sign of their own after a “+”")
    imap_host: str = _setting("", "Mail server whose mailbox replies come to; empty: they come by `receive-mail` alone")
    imap_port: int = _setting(993, "Its port")
    imap_tls: Literal["tls", "starttls", "none"] = _setting("tls", "How the connection is encrypted")
    imap_user: str = _setting("", "Who signs in there")
    imap_password: str = _setting("", "With which password")
    imap_folder: str = _setting("INBOX", "The folder that replies come to")
    imap_done_folder: str = _setting("", "Where handled mails are moved; empty: they stay and are marked as read")
    imap_seconds: int = _setting(60, "How often the worker looks")
    base_url: str = _setting("http://127.0.0.1:5000", "Public address; links in mails start with it")
    trusted_proxies: int = _setting(0, "How many reverse proxies in front of the site set X-Forwarded-*")
    city: str = _setting("Lindenbruck", "Name of the city on every page")
    contact_email: str = _setting("digitalisierung@stadt.example", "Contact in imprint and accessibility statement")
    contact_phone: str = _setting("07000 4711-0", "Contact in the imprint")
    contact_address: str = _setting("Rathausplatz 1, 70000 Lindenbruck", "Postal address in the imprint")
    data_protection_email: str = _setting("datenschutz@stadt.example", "Data protection officer")
    session_days: int = _setting(14, "Days until a sign-in ends by itself")
    remind_after_hours: int = _setting(8, "Working hours until the owner of an unanswered question is reminded")
    pass_on_after_hours: int = _setting(16, "Working hours until an unanswered question is passed on")
    office_after_hours: int = _setting(24, "Working hours until an unanswered question goes to the office")
    new_account_days: int = _setting(0, "So many days an account is new and may post only so much; 0: no limit")
    new_account_posts: int = _setting(20, "How much a new account may post a day")
    attachment_megabytes: int = _setting(10, "The largest file that may be attached, in MB; at most 50")
    attachments_per_post: int = _setting(
        5, "How many files a post may carry: a question, an answer, a practice card, a post of the forum"
    )
    attachment_person_megabytes: int = _setting(500, "How much all files of one person may take, in MB")
    attachment_total_megabytes: int = _setting(20_000, "How much all files together may take, in MB")
    virus_scanner: str = _setting("", "Socket of clamd: `unix:/run/clamav/clamd.ctl` or `tcp://host:3310`")
    sign_in_limit: str = _setting("10/minute;60/hour", "Failed sign-ins for an account from one address")
    sign_in_address_limit: str = _setting("100/minute;1000/hour", "Failed sign-ins and used links from one address")
    post_limit: str = _setting("60/minute", "Writing requests of a person to one page")
    address_limit: str = _setting("1200/minute", "Writing requests from one address, whoever sends them")

    @property
    def database_uri(self) -> str:
        return self.database_url or f"sqlite:///{self.instance / 'site.db'}"

    @property
    def attachment_bytes(self) -> int:
        return self.attachment_megabytes * MEGABYTE

    @property
    def sealing_key_path(self) -> Path:
        return Path(self.sealing_key_file) if self.sealing_key_file else self.instance / "sealing.key"

    @property
    def signing_key_path(self) -> Path:
        return Path(self.signing_key_file) if self.signing_key_file else self.instance / "signing.key"

    @property
    def index_folder(self) -> Path:
        return self.instance / "index"

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


def load(overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process.

    `overrides` (tests) win over the environment, the environment over `config.toml`.
    Raises UnsafeConfiguration for an unknown name or a value of the wrong kind.
    """
    chosen = dict(overrides or {})
    folder = Path(chosen.get("instance") or environ.get(PREFIX + "INSTANCE") or Settings.instance).resolve()
    values = _from_file(folder / "config.toml") | _from_environment(environ) | chosen
    unknown = sorted(set(values) - {f.name for f in fields(Settings)})
    if unknown:
        raise UnsafeConfiguration([f"Unknown setting: {name}. docs/settings.md lists them all." for name in unknown])
    values = {name: _typed(name, value) for name, value in values.items()} | {"instance": folder}
    return Settings(**_with_secret(values, folder))


def current() -> Settings:
    """The settings of the running app."""
    settings: Settings = current_app.config["LOTSENNETZ"]
    return settings


def check(settings: Settings) -> list[str]:
    """What makes this configuration unsafe in production, one sentence each with the remedy."""
    problems = []
    if len(settings.secret_key) < SHORTEST_SECRET:
        problems.append(
            _(
                "SECRET_KEY is shorter than 32 characters. Make one:"
                " python3 -c 'import secrets; print(secrets.token_hex(32))'."
            )
        )
    if settings.is_production and not settings.is_https:
        problems.append(_("BASE_URL does not start with https://. Put the site behind TLS and set its public address."))
    if settings.is_production and not settings.mail_url.startswith(("smtp://", "smtps://")):
        problems.append(_("MAIL_URL is no mail server, so nobody would be told anything. Set smtp://… or smtps://…."))
    if not settings.mail_url.startswith(MAIL_SCHEMES):
        problems.append(_("MAIL_URL must start with smtp:, smtps:, console: or folder:."))
    problems += _replies(settings)
    problems += [
        _("%(name)s must be at least 1.", name=name.upper()) for name in AT_LEAST_ONE if getattr(settings, name) < 1
    ]
    if not settings.remind_after_hours <= settings.pass_on_after_hours < settings.office_after_hours:
        problems.append(
            _(
                "REMIND_AFTER_HOURS must be at most PASS_ON_AFTER_HOURS, and that less than OFFICE_AFTER_HOURS: "
                "first a reminder, then the next of the chain, last the office."
            )
        )
    if settings.attachment_megabytes > LARGEST_ATTACHMENT_MEGABYTES:
        problems.append(_("ATTACHMENT_MEGABYTES must be at most %(most)s.", most=LARGEST_ATTACHMENT_MEGABYTES))
    if settings.virus_scanner and not settings.virus_scanner.startswith(("unix:/", "tcp://")):
        problems.append(_("VIRUS_SCANNER must start with unix:/ or tcp://."))
    if settings.trusted_proxies < 0:
        problems.append(_("TRUSTED_PROXIES must be 0 or the number of reverse proxies in front of the site."))
    if settings.search_engine != "whoosh":
        problems.append(_("SEARCH_ENGINE “%(name)s” does not exist. Use whoosh.", name=settings.search_engine))
    if settings.mode not in ("demo", "production"):
        problems.append(_("MODE “%(name)s” does not exist. Use demo or production.", name=settings.mode))
    return problems


def _replies(settings: Settings) -> list[str]:
    problems = []
    if settings.mail_reply_address and not REPLY_ADDRESS.fullmatch(settings.mail_reply_address):
        problems.append(
            _(
                "MAIL_REPLY_ADDRESS must be a bare address such as antwort@stadt.example,"
                " with at most %(most)s letters, digits and .-_ before the @.",
                most=LONGEST_REPLY_NAME,
            )
        )
    if settings.imap_host and not settings.mail_reply_address:
        problems.append(_("IMAP_HOST is set but MAIL_REPLY_ADDRESS is not, so no mail asks for replies. Set both."))
    if settings.imap_tls not in ("tls", "starttls", "none"):
        problems.append(_("IMAP_TLS must be tls, starttls or none."))
    if settings.is_production and settings.imap_host and settings.imap_tls == "none":
        problems.append(
            _("IMAP_TLS is none, so the password of the mailbox would go in the clear. Use tls or starttls.")
        )
    if not (settings.imap_folder + settings.imap_done_folder).isascii():
        problems.append(_("IMAP_FOLDER and IMAP_DONE_FOLDER must be names without umlauts."))
    return problems


def refuse_unsafe(settings: Settings) -> None:
    """Raises UnsafeConfiguration when `check` finds anything."""
    if problems := check(settings):
        raise UnsafeConfiguration(problems)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return {name.lower(): value for name, value in tomllib.loads(path.read_text("utf-8")).items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnsafeConfiguration([f"{path.name} cannot be read: {error}"]) from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and not name.startswith(PREFIX + "TEST_")
    }


def _typed(name: str, value: Any) -> Any:
    wanted = type(getattr(Settings, name))
    if wanted is str and not isinstance(value, str):
        raise UnsafeConfiguration([f"{name.upper()} must be a text in quotation marks, not {value!r}."])
    if wanted is not int or type(value) is int:
        return value
    try:
        return int(str(value))
    except ValueError as error:
        raise UnsafeConfiguration([f"{name.upper()} must be a whole number, not {value!r}."]) from error


def _with_secret(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Outside production a missing key is made once and kept, so that sessions survive a restart."""
    if values.get("secret_key") or values.get("mode") == "production":
        return values
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return values | {"secret_key": path.read_text().strip()}
