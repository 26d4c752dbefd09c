"""Tags that nobody can read yet

Revision: 1902
Follows: 1901
"""

import sqlalchemy as sa
from alembic import op

revision = "1902"
down_revision = "1901"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tags", sa.Column("is_unpublished", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("tags", "is_unpublished")
