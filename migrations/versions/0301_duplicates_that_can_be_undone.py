"""Duplicates that can be undone

Revision: 0301
Follows: 0103
"""

import sqlalchemy as sa
from alembic import op

revision = "0301"
down_revision = "0103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duplicates",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_before", sa.String(32), nullable=False),
        sa.Column("answer_owed", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("accepted_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("entry_state", sa.String(32), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state_before IN ('open', 'answered', 'solved', 'closed')", name=op.f("ck_duplicates_state_before")
        ),
        sa.CheckConstraint(
            "(accepted_id IS NULL) = (accepted_at IS NULL)", name=op.f("ck_duplicates_accepted_says_when")
        ),
        sa.CheckConstraint("question_id <> original_id", name=op.f("ck_duplicates_of_another")),
        sa.ForeignKeyConstraint(["accepted_id"], ["answers.id"], name=op.f("fk_duplicates_accepted_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_duplicates_actor_id")),
        sa.ForeignKeyConstraint(["original_id"], ["questions.id"], name=op.f("fk_duplicates_original_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_duplicates_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicates")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duplicates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicates_original_id"), ["original_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicates_question_id"), ["question_id"], unique=False)
        batch_op.create_index(
            "uq_duplicates_running",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index("ix_questions_merged", ["merged_count", "id"], unique=False)

    _keep_those_there_are()


def _keep_those_there_are() -> None:
    """What was marked before; the state comes from the history, the accepted answer is not known any more."""
    op.execute(
        """
        INSERT INTO duplicates (question_id, original_id, at, state_before, answer_owed, ended_at, end_reason)
        SELECT id, duplicate_of_id, ended_at, before, before = 'open',
               CASE WHEN before = 'closed' THEN ended_at END, ''
        FROM (
            SELECT id, duplicate_of_id, COALESCE(ended_at, created_at) AS ended_at, COALESCE((
                SELECT CASE from_state WHEN 'solved' THEN 'answered' ELSE from_state END
                FROM question_events
                WHERE question_events.question_id = questions.id AND move = 'mark_duplicate'
                ORDER BY seq DESC LIMIT 1
            ), 'open') AS before
            FROM questions WHERE state = 'duplicate'
        ) AS marked
        """
    )
    marked = sa.table("questions", sa.column("id"), sa.column("duplicate_of_id"))
    further = marked.alias()
    leads_on = sa.select(further.c.duplicate_of_id).where(further.c.id == marked.c.duplicate_of_id)
    chained = (
        sa.update(marked)
        .where(marked.c.duplicate_of_id.in_(sa.select(further.c.id).where(further.c.duplicate_of_id.is_not(None))))
        .values(duplicate_of_id=leads_on.scalar_subquery())
    )
    while op.get_bind().execute(chained).rowcount:
        pass
    op.execute(
        """
        UPDATE questions SET merged_count = (
            SELECT COUNT(DISTINCT copies.asker_id) FROM questions AS copies
            WHERE copies.duplicate_of_id = questions.id AND copies.asker_id <> questions.asker_id
        )
        WHERE id IN (SELECT duplicate_of_id FROM questions WHERE duplicate_of_id IS NOT NULL)
        """
    )


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index("ix_questions_merged")
        batch_op.drop_column("merged_count")

    with op.batch_alter_table("duplicates", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duplicates_running",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_duplicates_question_id"))
        batch_op.drop_index(batch_op.f("ix_duplicates_original_id"))

    op.drop_table("duplicates")
