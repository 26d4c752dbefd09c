"""Words that give a hint

Revision: 1502
Follows: 1701
"""

import sqlalchemy as sa
from alembic import op

revision = "1502"
down_revision = "1701"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hint_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(word) BETWEEN 2 AND 60", name=op.f("ck_hint_words_word_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hint_words")),
        sa.UniqueConstraint("word", name=op.f("uq_hint_words_word")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("hint_words")
