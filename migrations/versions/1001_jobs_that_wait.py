"""Since when a job has waited for somebody outside

Revision: 1001
Follows: 0701
"""

import sqlalchemy as sa
from alembic import op

revision = "1001"
down_revision = "0701"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox_jobs", sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox_jobs", "waits_since")
