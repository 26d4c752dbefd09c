"""Grants

Revision: 2103
Follows: 2301
"""

import sqlalchemy as sa
from alembic import op

revision = "2103"
down_revision = "2301"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}
WHOLE_GRANT = "(grant_day_cents IS NULL) = (grant_days IS NULL) AND (grant_days IS NULL) = (grant_most IS NULL)"
ONLY_GRANTS = "funding = 'grant' OR (voucher_id = '' AND contract_on IS NULL AND received_cents IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("programmes", table_kwargs=KEPT) as batch_op:
        for name, most in (("grant_day_cents", 100000), ("grant_days", 30), ("grant_most", 100)):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_check_constraint(batch_op.f(f"ck_programmes_{name}"), f"{name} BETWEEN 1 AND {most}")
        batch_op.create_check_constraint(batch_op.f("ck_programmes_whole_grant"), WHOLE_GRANT)
    with op.batch_alter_table("enrolments", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("funding", sa.String(32), server_default="own", nullable=False))
        batch_op.add_column(sa.Column("voucher_id", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("contract_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("received_cents", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_enrolments_funding"), "funding IN ('own', 'grant')")
        batch_op.create_check_constraint(batch_op.f("ck_enrolments_only_grants_have_vouchers"), ONLY_GRANTS)
        batch_op.create_check_constraint(batch_op.f("ck_enrolments_received_cents"), "received_cents >= 0")


def downgrade() -> None:
    with op.batch_alter_table("enrolments", table_kwargs=KEPT) as batch_op:
        for name in ("received_cents", "only_grants_have_vouchers", "funding"):
            batch_op.drop_constraint(batch_op.f(f"ck_enrolments_{name}"), type_="check")
        for name in ("received_cents", "contract_on", "voucher_id", "funding"):
            batch_op.drop_column(name)
    with op.batch_alter_table("programmes", table_kwargs=KEPT) as batch_op:
        for name in ("whole_grant", "grant_most", "grant_days", "grant_day_cents"):
            batch_op.drop_constraint(batch_op.f(f"ck_programmes_{name}"), type_="check")
        for name in ("grant_most", "grant_days", "grant_day_cents"):
            batch_op.drop_column(name)
