"""Edits that the office looks at afterwards

Revision: 2401
Follows: 2203
"""

import sqlalchemy as sa
from alembic import op

revision = "2401"
down_revision = "2203"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("awaits_look", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_revisions_awaiting",
        "revisions",
        ["id"],
        unique=False,
        sqlite_where=sa.text("awaits_look"),
        postgresql_where=sa.text("awaits_look"),
    )


def downgrade() -> None:
    op.drop_index("ix_revisions_awaiting", table_name="revisions")
    op.drop_column("revisions", "awaits_look")
