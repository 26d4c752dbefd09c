"""How a practice spread, as a picture: who has it from whom, since when. Plain geometry for an SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.models import Adoption, AdoptionState, Practice

ROW, TOP, MARK = 46, 24, 7
LETTER = 7.6
"""Width of an average letter at the size of the drawing, in its units."""
MOST_DRAWN = 40
WIDE, NARROW = (480, 36), (288, 16)
"""Width and indent of the two drawings: one for the text column, one for a phone."""


@dataclass(frozen=True)
class Spot:
    """A department in the picture. `link_y`: where the line to whom it has it from ends, None for the first."""

    x: float
    y: float
    label: str
    state: AdoptionState | None
    since: datetime | None
    link_x: float = 0
    link_y: float | None = None


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    spots: Sequence[Spot]


def drawings(practice: Practice, adoptions: Sequence[Adoption]) -> list[Drawing]:
    """The wide and the narrow one; empty while nobody has taken it over."""
    return [_drawing(practice, adoptions[:MOST_DRAWN], *size) for size in (WIDE, NARROW)] if adoptions else []


def _drawing(practice: Practice, adoptions: Sequence[Adoption], width: int, indent: int) -> Drawing:
    spots = [_first(practice, width)]
    places = {practice.department_id: spots[0]}
    for depth, adoption in _in_order(practice.department_id, adoptions):
        parent = places.get(adoption.source_id, spots[0])
        x = MARK + 1 + depth * indent
        y = TOP + len(spots) * ROW
        label = _fitting(adoption.department.name, width - x - 2 * MARK)
        spot = Spot(x, y, label, adoption.state, adoption.moved_at, parent.x, parent.y)
        places[adoption.department_id] = spot
        spots.append(spot)
    return Drawing(width, TOP + len(spots) * ROW - MARK, spots)


def _first(practice: Practice, width: int) -> Spot:
    name = practice.department.name if practice.department else practice.author.name
    return Spot(MARK + 1, TOP, _fitting(name, width - 3 * MARK), None, practice.published_at)


def _in_order(root: int | None, adoptions: Sequence[Adoption]) -> Iterator[tuple[int, Adoption]]:
    """Depth first, so that each stands below whom it has it from; each once, whatever the rows say."""
    known = {adoption.department_id for adoption in adoptions}
    children: dict[int | None, list[Adoption]] = {}
    for adoption in adoptions:
        source = adoption.source_id if adoption.source_id in known else root
        children.setdefault(source, []).append(adoption)
    seen: set[int] = set()

    def below(department_id: int | None, depth: int) -> Iterator[tuple[int, Adoption]]:
        for adoption in children.get(department_id, ()):
            if adoption.id not in seen:
                seen.add(adoption.id)
                yield depth, adoption
                yield from below(adoption.department_id, depth + 1)

    yield from below(root, 1)
    yield from ((1, adoption) for adoption in adoptions if adoption.id not in seen)


def _fitting(name: str, room: float) -> str:
    most = max(int(room / LETTER), 4)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def counts(adoptions: Sequence[Adoption]) -> dict[str, int]:
    """How many departments are in which state; for the sentence above the picture."""
    return {state.value: sum(adoption.state is state for adoption in adoptions) for state in AdoptionState}
