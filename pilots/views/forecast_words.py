"""What a forecast says, in words, for page, API and command line."""

from dataclasses import dataclass
from datetime import date

import flask_babel

from core.formats import format_date, format_number
from pilots.models import CoverageForecast
from pilots.rules.forecast import Lack, Source, Verdict
from pilots.views.burn_up import Coming

LEAST_DRAWN = 13


def _(text: str, **values: object) -> str:
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, several: str, num: int) -> str:
    return str(flask_babel.ngettext(one, several, num))


@dataclass(frozen=True)
class Outlook:
    """The sentence, the band in a second one (or nothing), what it rests on, and when it was worked out."""

    sentence: str
    band: str
    basis: str
    made_on: date | None


def outlook_of(kept: CoverageForecast | None) -> Outlook:
    """`kept`: None where nothing was forecast yet."""
    if kept is None:
        return Outlook(_("There is no forecast yet; it is worked out every night."), "", "", None)
    band = band_words(kept.earliest, kept.latest) if kept.earliest and kept.verdict != Verdict.COMPLETE else ""
    return Outlook(_sentence(kept), band, basis_words(kept), kept.on)


def _sentence(kept: CoverageForecast) -> str:
    if kept.verdict == Verdict.COMPLETE:
        return _("Every department has a pilot.")
    if kept.verdict in (Verdict.TOO_LITTLE, Verdict.NOTHING_COUNTED):
        return _("There is too little data for a forecast so far.")
    if kept.likely_by:
        return _(
            "Every department will have a pilot by %(season)s, with a probability of 80 %%.",
            season=season(kept.likely_by),
        )
    return _(
        "If it goes on like this, %(share)s %% of the simulated futures arrive within ten years.", share=_share(kept)
    )


def _share(kept: CoverageForecast) -> str:
    return format_number(round(100 * kept.share))


def band_words(earliest: date, latest: date | None) -> str:
    """80 % of the futures lie there."""
    if latest is None:
        return _(
            "80 %% of the simulated futures arrive after %(day)s, or not within ten years.", day=format_date(earliest)
        )
    return _(
        "At the earliest on %(first)s, at the latest on %(last)s: 80 %% of the simulated futures lie in between.",
        first=format_date(earliest),
        last=format_date(latest),
    )


def basis_words(kept: CoverageForecast | None) -> str:
    """What it rests on; with too little data, what is missing."""
    if kept is None:
        return _("There is no forecast yet; it is worked out every night.")
    if kept.verdict == Verdict.NOTHING_COUNTED:
        return _("No department counts for the goal.")
    if kept.verdict == Verdict.TOO_LITTLE:
        return " ".join([_("There is too little data for a forecast so far."), *_lacking(kept.lacks)])
    return " ".join([_source(kept), _state(kept), _simulated(kept)])


def _lacking(lacks: list[str]) -> list[str]:
    words = {
        Lack.HISTORY: _("It takes half a year of appointments."),
        Lack.ARRIVALS: _("It takes at least three departments that have got a pilot."),
    }
    return [text for lack, text in words.items() if lack.value in lacks]


def _source(kept: CoverageForecast) -> str:
    months = max(1, kept.basis["history_days"] // 30)
    if kept.basis["source"] == Source.WAYS:
        return ngettext(
            "Based on nominations, courses and appointments of the last month.",
            "Based on nominations, courses and appointments of the last %(num)s months.",
            months,
        )
    return ngettext(
        "Based on appointments of the last month alone; too few nominations and courses are known.",
        "Based on appointments of the last %(num)s months alone; too few nominations and courses are known.",
        months,
    )


def _state(kept: CoverageForecast) -> str:
    basis = kept.basis
    told = _(
        "Departments without pilot: %(lacking)s, of these with somebody on the way: %(way)s.",
        lacking=basis["lacking"],
        way=basis["under_way"],
    )
    seats = _("Seats in planned courses: %(free)s.", free=basis["free"]) if basis["cohorts"] else ""
    ends = _("Known ends of appointments: %(ends)s.", ends=basis["known_ends"])
    return " ".join(part for part in (told, seats, ends) if part)


def _simulated(kept: CoverageForecast) -> str:
    return _(
        "%(runs)s futures were simulated: people leave, drop out and are nominated as often as the past suggests.",
        runs=kept.basis["runs"],
    )


def season(day: date) -> str:
    """Such as “autumn 2028”; winters belong to two years."""
    if day.month in (12, 1, 2):
        first = day.year - (day.month < 12)
        return _("winter %(first)s/%(last)s", first=first, last=f"{(first + 1) % 100:02}")
    names = {
        3: _("spring %(year)s", year=day.year),
        6: _("summer %(year)s", year=day.year),
        9: _("autumn %(year)s", year=day.year),
    }
    return names[day.month // 3 * 3]


def coming_of(kept: CoverageForecast | None) -> Coming:
    """The curve until a little after it arrives."""
    points = [(date.fromisoformat(day), low, middle, high) for day, low, middle, high in kept.curve] if kept else []
    end = kept.latest if kept else None
    return [one for n, one in enumerate(points) if n < LEAST_DRAWN or end is None or (one[0] - end).days < 60]
