"""The columns a caller knows, and how the headings of a file are matched with them."""

import dataclasses
import re
import unicodedata
from collections.abc import Sequence
from typing import Final, TypeAlias

MAX_COLUMNS: Final = 100
MAX_CELL: Final = 500
MAX_PROSE: Final = 30_000


@dataclasses.dataclass(frozen=True)
class Column:
    """A column the caller knows: its heading is `name` or an alias, whatever case, spaces and hyphens.

    The first alias is what a message calls the column.
    """

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    """The heading must be there and no cell may be empty."""
    prose: bool = False
    """A text of several lines, which may begin with a list mark; other cells are one line."""

    @property
    def max_length(self) -> int:
        """Most characters in a cell."""
        return MAX_PROSE if self.prose else MAX_CELL


Columns: TypeAlias = Sequence[Column]


def known(columns: Columns) -> dict[str, Column]:
    """Every heading that is understood, in its plain form, and the column it stands for."""
    return {plain(heading): column for column in columns for heading in (column.name, *column.aliases)}


def plain(heading: str) -> str:
    """A heading without what people write differently: case, umlauts, spaces, dots, hyphens, stars."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = text.translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue"})
    return re.sub(r"[\W_]+", "", text)
