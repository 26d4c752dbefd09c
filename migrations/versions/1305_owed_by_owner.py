"""What an owner owes is counted from the index alone.

Revision: 1305
Follows: 1304
"""

from alembic import op

revision = "1305"
down_revision = "1304"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index("ix_questions_owner")
        batch_op.create_index("ix_questions_owner", ["owner_id", "answer_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index("ix_questions_owner")
        batch_op.create_index("ix_questions_owner", ["owner_id", "state"], unique=False)
