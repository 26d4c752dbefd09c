"""The form for the address of a calendar."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from accounts.models import Actor
from core.forms import Form
from knowledge.models import FeedKind
from knowledge.rules.calendars import can_have_feed


class FeedForm(Form):
    kind = RadioField(_l("What the calendar shows"), default="own")

    def of(self, person: Actor) -> "FeedForm":
        labels = {FeedKind.OWN: _l("What I signed up for or booked"), FeedKind.PILOTS: _l("All meetings of the pilots")}
        fit = [kind for kind in FeedKind if can_have_feed(person, kind)]
        self.kind.choices = [SelectChoice(kind.value, labels[kind]) for kind in fit]
        return self

    @property
    def feed_kind(self) -> FeedKind:
        return FeedKind(self.kind.data)
