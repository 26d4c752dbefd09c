"""Questions that need not be asked

Revision: 1301
Follows: 1001
"""

import sqlalchemy as sa
from alembic import op

revision = "1301"
down_revision = "1001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_questions",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_saved_questions_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_saved_questions_question_id")),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_saved_questions")),
    )
    with op.batch_alter_table("saved_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_questions_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_questions_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("saved_count", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_column("saved_count")

    with op.batch_alter_table("saved_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_questions_person_id"))
        batch_op.drop_index(batch_op.f("ix_saved_questions_at"))

    op.drop_table("saved_questions")
