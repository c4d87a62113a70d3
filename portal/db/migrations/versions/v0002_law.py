"""What a claim's computations need beside its amounts: rule set, meaning of the agreed rate, 法定納期限.

Revision: v0002_law
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "v0002_law"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rate_kind", sa.String(length=20), nullable=False, server_default="damages"))
        batch_op.add_column(sa.Column("late_charge_rule", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("statutory_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("evaded", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(op.f("ck_claims_rate_kind"), "rate_kind in ('damages','interest')")


def downgrade() -> None:
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_claims_rate_kind"), type_="check")
        batch_op.drop_column("evaded")
        batch_op.drop_column("statutory_due_on")
        batch_op.drop_column("late_charge_rule")
        batch_op.drop_column("rate_kind")
