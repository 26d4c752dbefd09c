"""What somebody wrote themselves in a mail: without what is quoted, without signature. Decision 0013 says why by hand.

Line by line and in linear time, since whoever sends a mail chooses what it holds. What is in doubt stays.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

LOOKED_AT = 400
"""How much of a line is compared with what programs write."""

LINES_OF_AN_INTRODUCTION = 4
LINES_OF_A_HEADER = 8
FIELDS_OF_A_HEADER = 3
LINE_OF_OUTLOOK = 20
LONGEST_GOODBYE = 25
LINES_OF_A_GOODBYE = 60
_QUOTE = re.compile(r"[ \t]{0,20}(?:>[ \t]?)+")
RULE = r"-{3,}(?!-)"
"""All dashes there are, so that a line of nothing else is not searched from each of them."""

_SEPARATOR = re.compile(
    r"[-–—_]{2,40} ?(?:urspr(?:ü|ue)ngliche|original|weitergeleitete|forwarded|urspr\.)[- ]?"
    r"(?:nachricht|message|e-?mail|mail)? ?[-–—_]{2,40}"
    rf"|{RULE} ?.{{1,200}}(?:schrieb|wrote):? ?{RULE}"
    r"|>>> .{1,200} >>>",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\**(von|from|gesendet|sent|datum|date|an|to|cc|kopie|betreff|subject|antwort an|reply-to|priorität)"
    r"\s?:\**(?:\s|$)",
    re.IGNORECASE,
)
_OPENS_HEADER = ("von", "from", "an", "to", "datum", "date", "gesendet", "sent")
_STARTS_INTRODUCTION = re.compile(r"(?:am|on)\s", re.IGNORECASE)
_SAYS_WHO = re.compile(r"\b(?:schrieb|wrote|hat geschrieben|geschrieben)\b", re.IGNORECASE)
_WHO_FIRST = re.compile(r"[^\n]{1,200}\b(?:schrieb|wrote) (?:am|on)\b[^\n]{1,200}:", re.IGNORECASE)
_TIME = re.compile(r"\d[:.]\d\d|\d{4}")
_FROM_A_PHONE = re.compile(
    r"(?:diese (?:e-?mail|nachricht) wurde )?(?:von mein\w{1,2} .{1,60} (?:gesendet|geschickt)"
    r"|gesendet (?:von|mit|aus|über) .{1,80}"
    r"|sent (?:from|with) .{1,80}|(?:get|hol(?:en)? sie sich) outlook .{1,80}"
    r"|outlook für (?:ios|android|mac).{0,80})\.?",
    re.IGNORECASE,
)
_GOODBYE = re.compile(
    r"(?:(?:mit )?(?:freundlichen?|besten?|vielen?|herzlichen?|lieben?|schönen?|kollegialen?|sonnigen?)"
    r"(?: (?:und )?\w{3,15})? (?:grü(?:ß|ss)en?|gruessen?|gruß|gruss)"
    r"|grüße|gruß|mfg|vg|lg|bg|(?:best|kind|warm) regards|regards)(?: aus (?:dem |der )?[\w.-]{2,20})?[,!]?",
    re.IGNORECASE,
)
_AFTERTHOUGHT = re.compile(r"p\.? ?s\.?[: ]", re.IGNORECASE)


def own_words(text: str, *, hints: Sequence[str] = ()) -> str:
    """What its author adds; "" when that is nothing.

    `hints`: how lines of our own mails begin, by which they are known even in a program nobody has heard of. Where
    somebody wrote between or below quoted lines, their words stay, and with words between them the quotes too.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    start = _start_of_quoted(lines, hints)
    above = _without_goodbye(lines[:start])
    if above or start == len(lines) or _begins_with_header(lines, start):
        return above
    return _without_goodbye(_written_below(lines[start:]))


def _start_of_quoted(lines: Sequence[str], hints: Sequence[str]) -> int:
    for number in range(len(lines)):
        if _introduces(lines, number) or _is_hint(lines[number], hints):
            return number
    return _without_trailing_quotes(lines)


def _introduces(lines: Sequence[str], number: int) -> bool:
    """Whether the mail that was answered begins here, in the words of one of the usual programs."""
    return _begins_with_header(lines, number) or _is_introduction(lines, number)


def _begins_with_header(lines: Sequence[str], number: int) -> bool:
    """What follows are whole mails without a mark before each line."""
    line = lines[number].strip()[:LOOKED_AT]
    if _SEPARATOR.fullmatch(line) or _SEPARATOR.fullmatch(_bare(line)):
        return True
    if len(line) >= LINE_OF_OUTLOOK and not line.strip("_"):
        return _is_header(lines, _next_filled(lines, number + 1))
    return _is_header(lines, number)


def _is_header(lines: Sequence[str], number: int) -> bool:
    """ "Von: …", "Gesendet: …", "An: …": three of them in a few lines."""
    first = _HEADER.match(_bare(lines[number])) if number < len(lines) else None
    if first is None or first.group(1).lower() not in _OPENS_HEADER:
        return False
    found = [_HEADER.match(_bare(line)) for line in lines[number : number + LINES_OF_A_HEADER]]
    return len({one.group(1).lower() for one in found if one}) >= FIELDS_OF_A_HEADER


def _is_introduction(lines: Sequence[str], number: int) -> bool:
    """ "Am … um 10:12 schrieb …:", which programs break over several lines."""
    bare = _bare(lines[number])
    if _WHO_FIRST.fullmatch(bare):
        return _TIME.search(bare) is not None
    said = ""
    for line in lines[number : number + LINES_OF_AN_INTRODUCTION] if _STARTS_INTRODUCTION.match(bare) else ():
        said += " " + _bare(line)
        if said.endswith(":"):
            return bool(_SAYS_WHO.search(said) and _TIME.search(said))
    return False


def _is_hint(line: str, hints: Sequence[str]) -> bool:
    bare = _bare(line)
    return any(bare.startswith(hint) for hint in hints)


def _without_trailing_quotes(lines: Sequence[str]) -> int:
    """The end of what is not quoted, where nothing introduces the quotes; a signature may follow them."""
    end = _signature(lines)
    start = end
    while start and (not lines[start - 1] or _is_quoted(lines[start - 1])):
        start -= 1
    return start if any(map(_is_quoted, lines[start:end])) else len(lines)


def _written_below(lines: Sequence[str]) -> Sequence[str]:
    """Of those who write under what they quote, or between: then the quotes stay that are needed to understand it."""
    first = next((number for number, line in enumerate(lines) if _is_quoted(line)), len(lines))
    rest = lines[first : _signature(lines)]
    rest = rest[: _without_trailing_quotes(rest)]
    own = [line for line in rest if not _is_quoted(line)]
    filled = [_is_quoted(line) for line in rest if line]
    is_between = (False, True) in pairwise(filled)
    return rest if is_between else own


def _without_goodbye(lines: Sequence[str]) -> str:
    """Without the signature, the line of a phone, and a greeting with nothing but name and address after it."""
    kept = _without_phone(lines[: _signature(lines)])
    for number in range(max(1, len(kept) - LINES_OF_A_GOODBYE), len(kept)):
        if _GOODBYE.fullmatch(kept[number].strip()) and _is_goodbye(kept[number:]):
            kept = kept[:number]
            break
    return "\n".join(kept).strip("\n")


def _signature(lines: Sequence[str]) -> int:
    """Where it begins; the end when there is none."""
    return next((number for number, line in enumerate(lines) if line == "--"), len(lines))


def _is_goodbye(lines: Sequence[str]) -> bool:
    filled = [line.strip() for line in lines if line.strip()]
    return len(filled) <= LONGEST_GOODBYE and not any(map(_AFTERTHOUGHT.match, filled))


def _without_phone(lines: Sequence[str]) -> Sequence[str]:
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for number in reversed(filled[-3:]):
        if _FROM_A_PHONE.fullmatch(lines[number].strip(" *_<>")[:LOOKED_AT]):
            return lines[:number]
    return lines


def _next_filled(lines: Sequence[str], number: int) -> int:
    return next((one for one in range(number, len(lines)) if lines[one].strip()), len(lines))


def _bare(line: str) -> str:
    """Without the marks of quoting; the beginning of a long one."""
    start = line[:LOOKED_AT]
    quote = _QUOTE.match(start)
    return (start[quote.end() :] if quote else start).strip()


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")
