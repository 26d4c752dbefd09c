"""Which tags a pilot offers to answer for the whole city."""

from collections.abc import Collection

from sqlalchemy import delete, select

from accounts.models import Person
from core import audit
from core.access import ensure
from core.db import db, lock
from core.errors import Conflict
from knowledge import rules
from knowledge.models import PilotTopic, Tag


def choose_topics(*, actor: Person, tag_ids: Collection[int]) -> None:
    """From now on exactly these tags; what is already with somebody stays there.

    Raises NotAllowed, Conflict("unknown_tag").
    """
    ensure(rules.can_choose_topics(actor))
    lock(db.session.get_one(Person, actor.id))
    wanted = set(tag_ids)
    if wanted - set(db.session.scalars(select(Tag.id).where(Tag.id.in_(wanted)))):
        raise Conflict("unknown_tag")
    present = set(db.session.scalars(select(PilotTopic.tag_id).where(PilotTopic.person_id == actor.id)))
    if wanted == present:
        return
    dropped = PilotTopic.person_id == actor.id, PilotTopic.tag_id.in_(present - wanted)
    db.session.execute(delete(PilotTopic).where(*dropped))
    db.session.add_all(PilotTopic(person_id=actor.id, tag_id=number) for number in sorted(wanted - present))
    audit.record("knowledge.choose_topics", actor_id=actor.id, subject=("person", actor.id))
