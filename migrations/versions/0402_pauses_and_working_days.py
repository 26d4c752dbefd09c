"""Pauses of the clock and working days

Revision: 0402
Follows: 0505
"""

import sqlalchemy as sa
from alembic import op

revision = "0402"
down_revision = "0505"
branch_labels = None
depends_on = None

INSTANTS = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}


def upgrade() -> None:
    op.create_table(
        "clock_pauses",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_clock_pauses_ends_after_start")),
        sa.CheckConstraint("(until IS NULL) = (ended_by IS NULL)", name=op.f("ck_clock_pauses_end_says_why")),
        sa.CheckConstraint(
            "ended_by IS NULL OR ended_by IN ('replied', 'answered', 'ended')", name=op.f("ck_clock_pauses_ended_by")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_clock_pauses_asked_by_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_clock_pauses_comment_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_clock_pauses_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pauses")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_clock_pauses_comment_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("clock_pauses", schema=None) as batch_op:
        batch_op.create_index("ix_clock_pauses_question", ["question_id", "id"], unique=False)
        batch_op.create_index(
            "uq_clock_pauses_running",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
    # Plain statements: both databases take a CHECK with the column, and on SQLite nothing has to be copied.
    instant = INSTANTS[op.get_bind().dialect.name]
    op.execute(
        f"ALTER TABLE questions ADD COLUMN paused_at {instant} CONSTRAINT ck_questions_paused_while_open "
        "CHECK (paused_at IS NULL OR (state = 'open' AND answer_by IS NULL))"
    )
    op.execute(
        "ALTER TABLE people ADD COLUMN workdays INTEGER DEFAULT 31 NOT NULL CONSTRAINT ck_people_workdays "
        "CHECK (workdays BETWEEN 1 AND 31)"
    )


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_people_workdays"), type_="check")
        batch_op.drop_column("workdays")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_questions_paused_while_open"), type_="check")
        batch_op.drop_column("paused_at")
    op.drop_table("clock_pauses")
