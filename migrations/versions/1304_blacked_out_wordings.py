"""Earlier wordings can be blacked out

Revision: 1304
Follows: 1303
"""

import sqlalchemy as sa
from alembic import op

revision = "1304"
down_revision = "1303"
branch_labels = None
depends_on = None

EMPTY = {
    "revisions": "redacted_at IS NULL OR title || body || tags || reason = ''",
    "practice_revisions": "redacted_at IS NULL OR CAST(wording AS TEXT) || reason = '{}'",
    "post_revisions": "redacted_at IS NULL OR body || reason = ''",
}


def upgrade() -> None:
    for table, condition in EMPTY.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("redact_reason", sa.String(), server_default="", nullable=False))
            batch_op.create_check_constraint(op.f(f"ck_{table}_redacted_is_empty"), condition)


def downgrade() -> None:
    for table in EMPTY:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_redacted_is_empty"), type_="check")
            batch_op.drop_column("redact_reason")
            batch_op.drop_column("redacted_at")
