"""Requests to unseal who asked

Revision: 1602
Follows: 1601
"""

import sqlalchemy as sa
from alembic import op

revision = "1602"
down_revision = "1601"
branch_labels = None
depends_on = None

STATE = sa.Enum("requested", "confirmed", "refused", "expired", native_enum=False, create_constraint=False, length=32)


def upgrade() -> None:
    op.create_table(
        "unsealings",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('requested', 'confirmed', 'refused', 'expired')", name=op.f("ck_unsealings_state")
        ),
        sa.CheckConstraint("(state = 'requested') = (ended_at IS NULL)", name=op.f("ck_unsealings_end_says_when")),
        sa.CheckConstraint(
            "(state IN ('confirmed', 'refused')) = (decided_by_id IS NOT NULL)",
            name=op.f("ck_unsealings_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id", name=op.f("ck_unsealings_two_people")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_unsealings_says_why")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_unsealings_question_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["people.id"], name=op.f("fk_unsealings_requested_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_unsealings_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsealings")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unsealings", schema=None) as batch_op:
        batch_op.create_index("ix_unsealings_question", ["question_id", "id"], unique=False)
        batch_op.create_index(
            "uq_unsealings_waiting",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("state = 'requested'"),
            postgresql_where=sa.text("state = 'requested'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("unsealings", schema=None) as batch_op:
        batch_op.drop_index("uq_unsealings_waiting")
        batch_op.drop_index("ix_unsealings_question")
    op.drop_table("unsealings")
