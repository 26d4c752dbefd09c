"""Reported and hidden posts

Revision: 1501
Follows: 1306
"""

import sqlalchemy as sa
from alembic import op

revision = "1501"
down_revision = "1306"
branch_labels = None
depends_on = None

POSTS = ("answers", "comments", "posts", "practices", "questions", "threads")


def upgrade() -> None:
    op.create_table(
        "hidings",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lift_reason", sa.String(), nullable=False),
        sa.Column("answer_owed", sa.Boolean(), nullable=False),
        sa.Column("was_accepted", sa.Boolean(), nullable=False),
        sa.Column("entry_state", sa.String(32), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "entry_state IN ('valid', 'to_check', 'retired', 'resting')", name=op.f("ck_hidings_entry_state")
        ),
        sa.CheckConstraint(
            "kind IN ('question', 'answer', 'comment', 'post', 'practice')", name=op.f("ck_hidings_kind")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_hidings_says_why")),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_hidings_lifted_by_somebody")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_hidings_actor_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_hidings_author_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["people.id"], name=op.f("fk_hidings_lifted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hidings")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("hidings", schema=None) as batch_op:
        batch_op.create_index("ix_hidings_author", ["author_id", "id"], unique=False)
        batch_op.create_index(
            "uq_hidings_running",
            ["kind", "thing_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "reports",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('question', 'answer', 'comment', 'post', 'practice')", name=op.f("ck_reports_kind")
        ),
        sa.CheckConstraint("outcome IN ('hidden', 'dismissed')", name=op.f("ck_reports_outcome")),
        sa.CheckConstraint("reason <> 'other' OR words <> ''", name=op.f("ck_reports_other_says_what")),
        sa.CheckConstraint(
            "reason IN ('personal_data', 'insulting', 'misplaced', 'other')", name=op.f("ck_reports_reason")
        ),
        sa.CheckConstraint("(settled_at IS NULL) = (outcome IS NULL)", name=op.f("ck_reports_settled_says_how")),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name=op.f("fk_reports_reporter_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_reports_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index("ix_reports_settled", ["settled_at", "id"], unique=False)
        batch_op.create_index(
            "uq_reports_open",
            ["kind", "thing_id", "reporter_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    for table in POSTS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in POSTS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("hidden_at")

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_reports_open",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index("ix_reports_settled")
        batch_op.drop_index(batch_op.f("ix_reports_reporter_id"))

    op.drop_table("reports")
    with op.batch_alter_table("hidings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_hidings_running",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.drop_index("ix_hidings_author")

    op.drop_table("hidings")
