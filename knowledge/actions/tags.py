"""Writes about tags."""

from collections.abc import Iterable

from core.db import db, lock_name
from core.errors import Conflict
from core.formats import slugify
from knowledge.models import Tag
from knowledge.queries import tags_by_slug

MOST_TAGS = 5
LONGEST_TAG = 40


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags with these names, made where there are none yet; spelling variants of one slug are one tag.

    Raises Conflict too_many_tags or tag_too_long.
    """
    wanted = {slugify(name): " ".join(name.split()) for name in names if name.strip()}
    if len(wanted) > MOST_TAGS:
        raise Conflict("too_many_tags", most=MOST_TAGS)
    if any(len(name) > LONGEST_TAG for name in wanted.values()):
        raise Conflict("tag_too_long", most=LONGEST_TAG)
    known = tags_by_slug(wanted)
    if len(known) < len(wanted):
        lock_name("tags")
        known = tags_by_slug(wanted)
    fresh = {slug: Tag(slug=slug, name=name) for slug, name in wanted.items() if slug not in known}
    db.session.add_all(fresh.values())
    return [known.get(slug) or fresh[slug] for slug in wanted]
