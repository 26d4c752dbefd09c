"""A strict reader of iCalendar after RFC 5545 and 5546, written without the library that writes it."""

import re
from dataclasses import dataclass, field

LONGEST_LINE = 75
TEXTS = {"SUMMARY", "LOCATION", "DESCRIPTION", "X-WR-CALNAME", "NAME", "COMMENT"}
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "RECURRENCE-ID", "RRULE", "ORGANIZER"}
_PARAMETER = r';[A-Z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*)(?:,(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*'
_LINE = re.compile(rf"([A-Z0-9-]+)((?:{_PARAMETER})*):([^\x00-\x08\x0a-\x1f]*)")
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_LOCAL, _UTC = re.compile(r"\d{8}T\d{6}"), re.compile(r"\d{8}T\d{6}Z")
_RULE = re.compile(r"FREQ=(WEEKLY|MONTHLY|YEARLY)(;(INTERVAL|COUNT|BYMONTH)=\d+|;BYDAY=-?\d?(MO|TU|WE|TH|FR|SA|SU))*")


@dataclass
class Part:
    """A component: its properties as (name, parameters, value), and the components inside."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        return [value for key, _, value in self.lines if key == name]

    def one(self, name: str) -> str:
        [value] = self.all(name)
        return value

    def text(self, name: str) -> str:
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], self.one(name))


def events(calendar: Part) -> list[Part]:
    return [part for part in calendar.parts if part.name == "VEVENT"]


def read(content: bytes) -> Part:
    """The one VCALENDAR. AssertionError names what breaks the rules."""
    calendar = _tree(_lines(content))
    assert calendar.name == "VCALENDAR"
    assert (calendar.one("VERSION"), len(calendar.all("PRODID"))) == ("2.0", 1)
    zones = {part.one("TZID") for part in calendar.parts if part.name == "VTIMEZONE"}
    for part in calendar.parts:
        _check_zone(part) if part.name == "VTIMEZONE" else _check_event(part, zones)
    keys = [(part.one("UID"), tuple(part.all("RECURRENCE-ID"))) for part in events(calendar)]
    assert len(keys) == len(set(keys)), "two events with one name"
    _check_method(calendar)
    return calendar


def _lines(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    for line in raw:
        assert b"\n" not in line, "a bare line feed"
        assert b"\r" not in line, "a bare carriage return"
        assert len(line) <= LONGEST_LINE, line
        assert line.strip(), "an empty line"
        line.decode()  # no letter is cut in two
    return content[:-2].replace(b"\r\n ", b"").decode().split("\r\n")


def _tree(lines: list[str]) -> Part:
    root = Part("")
    stack = [root]
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            stack[-1].parts.append(Part(value))
            stack.append(stack[-1].parts[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            pairs = re.findall(r';([A-Z0-9-]+)=("[^"]*"|[^;]*)', parameters)
            stack[-1].lines.append((name, {key: given.strip('"') for key, given in pairs}, value))
    [calendar] = root.parts
    assert stack == [root]
    return calendar


def _check_zone(zone: Part) -> None:
    assert {part.name for part in zone.parts} == {"STANDARD", "DAYLIGHT"}
    for part in zone.parts:
        assert _LOCAL.fullmatch(part.one("DTSTART"))
        for name in ("TZOFFSETFROM", "TZOFFSETTO"):
            assert re.fullmatch(r"[+-]\d{4}", part.one(name))


def _check_event(event: Part, zones: set[str]) -> None:
    assert event.name == "VEVENT"
    for name in ("UID", "DTSTAMP", "DTSTART"):
        event.one(name)
    names = [name for name, _, _ in event.lines]
    assert not [name for name in ONCE if names.count(name) > 1]
    assert _UTC.fullmatch(event.one("DTSTAMP"))
    assert event.one("DTEND") > event.one("DTSTART")
    assert not (event.all("RRULE") and event.all("RECURRENCE-ID"))
    for name, parameters, value in event.lines:
        if name in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE"):
            assert parameters["TZID"] in zones
            assert all(_LOCAL.fullmatch(at) for at in value.split(","))
        if name in TEXTS:
            assert _TEXT.fullmatch(value), value
        if name == "RRULE":
            assert _RULE.fullmatch(value), value


def _check_method(calendar: Part) -> None:
    methods = calendar.all("METHOD")
    if not methods:
        return
    [method] = methods
    for event in events(calendar):
        assert event.one("ORGANIZER").startswith("mailto:")
        assert event.all("ATTENDEE")
        assert event.one("SEQUENCE").isdigit()
        assert (method == "CANCEL") == (event.one("STATUS") == "CANCELLED")
