"""Writes about tags."""

from collections.abc import Collection, Iterable

from core.db import db, lock_name
from core.errors import Conflict
from core.formats import slugify
from knowledge.models import Tag
from knowledge.queries import tags_by_slug
from knowledge.queries.vocabulary import tags_by_group, tags_by_synonym

MOST_TAGS = 5
LONGEST_TAG = 40


def tags_named(names: Iterable[str], *, is_public: bool = True) -> list[Tag]:
    """The tags with these names, made where there are none yet; a synonym gives its tag, spelling variants are one.

    `is_public` False: new ones are for a question that others cannot read yet.
    Raises Conflict too_many_tags or tag_too_long.
    """
    wanted = {slugify(name): " ".join(name.split()) for name in names if name.strip()}
    if len(wanted) > MOST_TAGS:
        raise Conflict("too_many_tags", most=MOST_TAGS)
    if any(len(name) > LONGEST_TAG for name in wanted.values()):
        raise Conflict("tag_too_long", most=LONGEST_TAG)
    known = known_tags(wanted)
    if len(known) < len(wanted):
        lock_name("tags")
        known = known_tags(wanted)
    missing = {slug: name for slug, name in wanted.items() if slug not in known}
    fresh = {slug: Tag(slug=slug, name=name, is_unpublished=not is_public) for slug, name in missing.items()}
    db.session.add_all(fresh.values())
    found = [known.get(slug) or fresh[slug] for slug in wanted]
    if is_public:
        publish_tags(found)
    return list({tag.slug: tag for tag in found}.values())


def publish_tags(tags: Iterable[Tag]) -> None:
    """Lists name them from now on."""
    for tag in tags:
        tag.is_unpublished = False


def known_tags(wanted: Collection[str]) -> dict[str, Tag]:
    """By name, else by synonym."""
    known = tags_by_slug(wanted)
    for other in (tags_by_synonym, tags_by_group):
        if missing := set(wanted) - known.keys():
            known |= other(missing)
    return known
