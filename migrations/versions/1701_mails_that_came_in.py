"""Mails that came in

Revision: 1701
Follows: 1501
"""

import sqlalchemy as sa
from alembic import op

revision = "1701"
down_revision = "1501"
branch_labels = None
depends_on = None

OUTCOMES = (
    "'published', 'unknown_address', 'expired', 'other_sender', 'blocked', 'too_large', 'unreadable', 'too_short', "
    "'too_long', 'too_often', 'not_allowed', 'takes_no_answers', 'takes_no_posts'"
)


def upgrade() -> None:
    op.create_table(
        "received_mails",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("deed", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("ck_received_mails_outcome")),
        sa.CheckConstraint("deed IN ('answer', 'comment', 'remark', 'post')", name=op.f("ck_received_mails_deed")),
        sa.CheckConstraint(
            "(outcome = 'published') = (post_id IS NOT NULL)", name=op.f("ck_received_mails_published_is_there")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_received_mails_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_received_mails_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_received_mails_received_at", "received_mails", ["received_at"])
    op.create_index("ix_received_mails_sender", "received_mails", ["sender", "received_at"])
    op.create_index(op.f("ix_received_mails_person_id"), "received_mails", ["person_id"])


def downgrade() -> None:
    op.drop_table("received_mails")
