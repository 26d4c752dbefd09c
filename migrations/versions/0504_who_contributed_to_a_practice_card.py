"""Who contributed to a practice card

Revision: 0504
Follows: 0603
"""

import sqlalchemy as sa
from alembic import op

revision = "0504"
down_revision = "0603"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_contributors",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_practice_contributors_person_id")),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_practice_contributors_practice_id")),
        sa.PrimaryKeyConstraint("practice_id", "person_id", name=op.f("pk_practice_contributors")),
    )
    with op.batch_alter_table("practice_contributors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_contributors_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("practice_contributors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_contributors_person_id"))

    op.drop_table("practice_contributors")
