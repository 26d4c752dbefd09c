"""Searches that found nothing

Revision: 1401
Follows: 1302
"""

import sqlalchemy as sa
from alembic import op

revision = "1401"
down_revision = "1302"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "missed_searches",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_missed_searches")),
    )


def downgrade() -> None:
    op.drop_table("missed_searches")
