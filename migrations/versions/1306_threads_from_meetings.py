"""A decision or task of a meeting can go on in the forum.

Revision: 1306
Follows: 1305
"""

import sqlalchemy as sa
from alembic import op

revision = "1306"
down_revision = "1305"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting_outcomes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_meeting_outcomes_thread_id"), "threads", ["thread_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("meeting_outcomes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meeting_outcomes_thread_id"), type_="foreignkey")
        batch_op.drop_column("thread_id")
