"""Dates, numbers and slugs as German readers expect them; in their language, in local time."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import dates, numbers
from markupsafe import Markup, escape

from core import texts
from core.db import utcnow
from core.search.analysis import fold

LOCAL = ZoneInfo("Europe/Berlin")
LONGEST_SLUG = 60
_ONE_LETTER = re.compile(r"(?<![\w-])[^\W\d_]-\w{1,3}")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _language() -> str:
    return texts.language() or "de"


def unbroken(text: object) -> Markup:
    """HTML in which words such as "E-Mail" stay on one line: behind a single letter no line ends.

    Only the beginning is held together, so that a long word still breaks where it is too wide.
    """
    held = _ONE_LETTER.sub(r'<span class="nowrap">\g<0></span>', str(escape(text)))
    return Markup(held)  # noqa: S704 -- escaped before


def format_date(value: date | datetime) -> str:
    """14. März 2026"""
    day = value.astimezone(LOCAL).date() if isinstance(value, datetime) else value
    return _long_date(day, _language())


@lru_cache(maxsize=4096)
def _long_date(day: date, language: str) -> str:
    """Kept, since a list shows the same few days again and again."""
    return dates.format_date(day, format="long", locale=language)


def format_datetime(value: datetime) -> str:
    """14. März 2026, 09:30 Uhr"""
    local = value.astimezone(LOCAL)
    clock = local.strftime("%H:%M")
    return f"{format_date(value)}, {clock} Uhr" if _language() == "de" else f"{format_date(value)}, {clock}"


def format_weekday(value: datetime) -> str:
    """Do, 26. November, 14:30 Uhr: what people need for a due time that is near."""
    local = value.astimezone(LOCAL)
    day = _weekday(local.date(), _language())
    return f"{day}, {local:%H:%M} Uhr" if _language() == "de" else f"{day}, {local:%H:%M}"


@lru_cache(maxsize=4096)
def _weekday(day: date, language: str) -> str:
    # CLDR writes "Do.," where Germans write "Do,"
    return dates.format_skeleton("EdMMMM", day, locale=language).replace(".,", ",")


def format_span(start: datetime, end: datetime) -> str:
    """Do, 26. November 2026, 10:00 bis 11:30 Uhr: a meeting of one day, by the clock on the wall."""
    begins, until = start.astimezone(LOCAL), end.astimezone(LOCAL)
    day = _weekday(begins.date(), _language())
    if _language() != "de":
        return f"{day}, {begins.year}, {begins:%H:%M} to {until:%H:%M}"
    return f"{day} {begins.year}, {begins:%H:%M} bis {until:%H:%M} Uhr"


def format_age(value: datetime) -> str:
    """vor 3 Tagen"""
    passed = max(utcnow() - value, timedelta(seconds=1))
    step = timedelta(hours=1) if passed >= timedelta(days=1) else timedelta(minutes=1)
    return _age(max(passed - passed % step, timedelta(seconds=1)), _language())


@lru_cache(maxsize=4096)
def _age(passed: timedelta, language: str) -> str:
    return dates.format_timedelta(-passed, granularity="minute", add_direction=True, locale=language)


def format_number(value: int | float) -> str:
    """1.234,5"""
    return numbers.format_decimal(value, locale=_language())


def format_euros(cents: int) -> str:
    """1.234,50 €"""
    return numbers.format_currency(Decimal(cents) / 100, "EUR", locale=_language())


def slugify(text: str) -> str:
    """ASCII words joined by hyphens, umlauts spelled out; "x" where nothing is left."""
    spelled = unicodedata.normalize("NFC", text).lower().translate(_SPELLED_OUT)
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only)[:LONGEST_SLUG].strip("-") or "x"


def initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalpha() and not word.endswith(".")]
    return "".join(word[0] for word in [*words[:1], *words[-1:][: len(words) - 1]]).upper() or "?"


def sort_name(name: str) -> str:
    """By which people are sorted and found: folded, the surname first. "Ayşe Yıldız" is "yildiz ayse"."""
    *others, surname = fold(name).split() or [""]
    return " ".join([surname, *others])


INNER_QUOTES = str.maketrans({"„": "‚", "“": "‘", "”": "’"})


def nested_quotes(text: str) -> str:
    """A text that will stand in double quotation marks: its own become single ones."""
    return text.translate(INNER_QUOTES)
