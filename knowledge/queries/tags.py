"""Reads of tags and of the topics pilots offer."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, ColumnElement, bindparam, or_, select

from core.db import db
from knowledge.models import PilotTopic, Tag, TagSynonym


def all_tags() -> Sequence[Tag]:
    """As a German reader looks for them: by the slug, which knows no case and spells umlauts out.

    Without those that only questions bear which others cannot read yet.
    """
    return db.session.scalars(select(Tag).where(~Tag.is_unpublished).order_by(Tag.slug)).all()


def tags_by_slug(slugs: Iterable[str]) -> dict[str, Tag]:
    """Keyed by slug; unknown ones are missing."""
    return {tag.slug: tag for tag in db.session.scalars(select(Tag).where(Tag.slug.in_(set(slugs))))}


def tag_called(slug: str | BindParameter[str]) -> ColumnElement[bool]:
    """The tag with this slug or another word of it."""
    return or_(Tag.slug == slug, Tag.id.in_(select(TagSynonym.tag_id).where(TagSynonym.slug == slug)))


_TOPICS = (
    select(PilotTopic.person_id, Tag)
    .join(Tag, Tag.id == PilotTopic.tag_id)
    .where(PilotTopic.person_id.in_(bindparam("people", expanding=True)))
    .order_by(Tag.slug)
)


def topics_of(person_ids: Iterable[int]) -> dict[int, list[Tag]]:
    """The tags these people offer to answer, by person, sorted as `all_tags`."""
    found: dict[int, list[Tag]] = {}
    for person_id, tag in db.session.execute(_TOPICS, {"people": list(set(person_ids))}):
        found.setdefault(person_id, []).append(tag)
    return found
