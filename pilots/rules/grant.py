"""The education voucher of the land: for how many people of a town, and what must stand before a registration counts.

Source: Städtetag Baden-Württemberg and service-bw on the Bildungsgutschein for Digitallotsinnen and Digitallotsen:
100 euros for each of the three days of the basic course, at most 50 for a day of an advanced one; the town signs a
transfer contract and has a voucher number before the registration; nothing is paid after the course has begun.
"""

from datetime import date

from pilots.models import Enrolment, Programme

CAPS = ((9_999, 1), (30_000, 2), (130_000, 3))
"""Up to so many inhabitants, so many people."""


def most_funded(inhabitants: int) -> int | None:
    """How many people of a town are funded; None above the table, where the district agrees on a number."""
    return next((people for up_to, people in CAPS if inhabitants <= up_to), None)


def grant_of(programme: Programme) -> int:
    """What is paid for one person, in cents."""
    return (programme.grant_day_cents or 0) * (programme.grant_days or 0)


def what_loses_grant(
    *, contract_on: date | None, voucher_id: str, registered_on: date, begins_on: date | None, others: int, most: int
) -> str | None:
    """The code of what would lose the grant if the registration counted now; None: nothing does.

    `others`: how many people are funded already, `most`: how many may be.
    """
    if others >= most:
        return "grant_used_up"
    if begins_on is not None and begins_on <= registered_on:
        return "grant_too_late"
    if contract_on is None or contract_on > registered_on:
        return "grant_no_contract"
    return None if voucher_id else "grant_no_voucher"


def open_cents(enrolment: Enrolment, programme: Programme) -> int:
    """What of the grant has not come yet."""
    return max(0, grant_of(programme) - (enrolment.received_cents or 0))
