"""The demo city's certificates, issued by the real actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from core.db import clock_at, db
from core.formats import LOCAL
from pilots.actions.certificates import Completion, issue_certificate, replace_certificate
from pilots.models import Programme

OFFICE = "amt@demo.example"
ISSUED_AFTER, RENAMED_AFTER = timedelta(days=2), timedelta(days=200)


def live_certificates(
    entries: Sequence[Mapping[str, Any]],
    *,
    people: Mapping[str, Person],
    programmes: Mapping[str, Programme],
    now: datetime,
) -> None:
    """`people` by e-mail address, `programmes` by their keys."""
    for number, entry in enumerate(entries):
        completed, holder = now - timedelta(days=entry["days"]), people[entry["person"]]
        completion = Completion(
            programme=programmes[entry["programme"]],
            holder_name=entry.get("name", holder.name),
            issued_on=completed.astimezone(LOCAL).date(),
            person_id=holder.id,
        )
        with clock_at(completed + ISSUED_AFTER):
            made = issue_certificate(actor=people[OFFICE], completion=completion, submission=f"certificate-{number}")
            db.session.flush()
        if "name" in entry:
            with clock_at(completed + RENAMED_AFTER):
                replace_certificate(actor=people[OFFICE], certificate=made, holder_name=holder.name)
                db.session.flush()
