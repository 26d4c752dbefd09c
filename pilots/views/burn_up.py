"""The burn-up of coverage as a picture: how many departments had a pilot, month by month. Plain geometry for an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.formats import format_number
from pilots.models import CoverageGoal
from pilots.rules.coverage import Figures

TOP, BOTTOM, LEFT, RIGHT = 28, 30, 34, 14
SIZES = ((720, 280), (288, 220))
"""Width and height of the two drawings: one for the page, one for a phone."""
LETTER = 8.0
MOST_YEARS = {720: 12, 288: 4}


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class Line:
    """`points` as an SVG path; the word stands at its end, above or below."""

    path: str
    end_x: float
    end_y: float


@dataclass(frozen=True)
class Drawing:
    """`covered`: departments with a pilot; `all`: those that count; `goal`: the way to the goal, where one is set.

    `band` and `middle`: how it may go on, the closed outline of 80 % of the futures and the middle of all.
    """

    width: int
    height: int
    covered: Line
    all: Line
    goal: Line | None
    years: Sequence[Tick]
    counts: Sequence[Tick]
    band: str = ""
    middle: str = ""

    @property
    def base(self) -> int:
        return self.height - BOTTOM


Coming = Sequence[tuple[date, int, int, int]]
"""Day, low, middle and high for each month to come, the day of the forecast first."""


def drawings(
    figures: Sequence[Figures], goal: CoverageGoal | None, set_on: date | None, coming: Coming = ()
) -> list[Drawing]:
    """The wide and the narrow one; none while there are fewer than two days to draw.

    `set_on`: the day on which the goal was set, from which its line begins.
    """
    if len(figures) < 2 or not max(one.departments for one in figures):
        return []
    return [_drawing(figures, goal, set_on, coming, *size) for size in SIZES]


class _Paper:
    """Where a day and a count stand on the paper."""

    def __init__(self, first: date, last: date, most: int, width: int, height: int) -> None:
        self.first, self.days, self.most = first, max((last - first).days, 1), max(most, 1)
        self.width, self.height = width, height

    def x(self, day: date) -> float:
        room = self.width - LEFT - RIGHT
        return round(LEFT + room * (day - self.first).days / self.days, 1)

    def y(self, count: int) -> float:
        room = self.height - TOP - BOTTOM
        return round(self.height - BOTTOM - room * count / self.most, 1)

    def steps(self, points: Sequence[tuple[date, int]]) -> Line:
        """A count holds until it changes: level, then straight up or down."""
        (day, count), *others = points
        path = f"M{self.x(day):g} {self.y(count):g}"
        for at, value in others:
            path += f"H{self.x(at):g}" + (f"V{self.y(value):g}" if value != count else "")
            count = value
        return Line(path, self.x(points[-1][0]), self.y(count))


def _drawing(
    figures: Sequence[Figures], goal: CoverageGoal | None, set_on: date | None, coming: Coming, width: int, height: int
) -> Drawing:
    aim = goal.day if goal and goal.day else None
    last = max([figures[-1].on, *([aim] if aim else []), *(point[0] for point in coming)])
    paper = _Paper(figures[0].on, last, max(one.departments for one in figures), width, height)
    return Drawing(
        width,
        height,
        covered=paper.steps([(one.on, one.with_pilot) for one in figures]),
        all=paper.steps([(one.on, one.departments) for one in figures]),
        goal=_goal(paper, goal, aim, set_on or figures[-1].on, figures[-1].departments) if goal and aim else None,
        years=_years(paper, last),
        counts=_counts(paper),
        band=_band(paper, coming),
        middle=_open_path(paper, [(day, middle) for day, _low, middle, _high in coming]),
    )


def _band(paper: _Paper, coming: Coming) -> str:
    there = [(day, high) for day, _low, _middle, high in coming]
    back = [(day, low) for day, low, _middle, _high in reversed(coming)]
    return f"{_open_path(paper, there + back)}Z" if coming else ""


def _open_path(paper: _Paper, points: Sequence[tuple[date, int]]) -> str:
    return "".join(f"{'L' if n else 'M'}{paper.x(day):g} {paper.y(count):g}" for n, (day, count) in enumerate(points))


def _goal(paper: _Paper, goal: CoverageGoal, aim: date, set_on: date, departments: int) -> Line:
    """Straight from what there was when the goal was set to all departments on its day."""
    begins = max(set_on, paper.first)
    x, y = paper.x(aim), paper.y(departments)
    return Line(f"M{paper.x(begins):g} {paper.y(goal.covered):g}L{x:g} {y:g}", x, y)


def _years(paper: _Paper, last: date) -> list[Tick]:
    """The first days of years; few enough to be read."""
    every = 1 + (last.year - paper.first.year) // MOST_YEARS[paper.width]
    starts = [date(year, 1, 1) for year in range(paper.first.year + 1, last.year + 1, every)]
    return [Tick(paper.x(day), str(day.year)) for day in starts if day <= last - timedelta(days=20)]


def _counts(paper: _Paper) -> list[Tick]:
    """Nothing, half and all."""
    return [Tick(paper.y(count), format_number(count)) for count in sorted({0, paper.most // 2, paper.most})]
