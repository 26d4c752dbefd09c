"""People are sorted and found by their folded name

Revision: 0901
Follows: 0302
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0901"
down_revision = "0302"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sort_name", sa.String(), server_default="", nullable=False))
        batch_op.create_index("ix_people_sort_name", ["sort_name", "id"], unique=False)
    people = sa.table("people", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("sort_name"))
    connection = op.get_bind()
    for number, name in connection.execute(sa.select(people.c.id, people.c.name)).all():
        connection.execute(sa.update(people).where(people.c.id == number).values(sort_name=_sort_name(name)))


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index("ix_people_sort_name")
        batch_op.drop_column("sort_name")


_BARE = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "a", "œ": "o", "þ": "th"})
_DIGRAPH = re.compile(r"(?:(?<=a)|(?<=o)|(?<=(?<![aeq])u))e+")


def _sort_name(name: str) -> str:
    """As the code folded names when this was written; the surname first."""
    *others, surname = _folded(name).split() or [""]
    return " ".join([surname, *others])


def _folded(text: str) -> str:
    folded = _without_accents(text)
    while (shorter := _without_accents(_DIGRAPH.sub("", folded))) != folded:
        folded = shorter
    return folded


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_BARE)
    return unicodedata.normalize("NFC", bare)
