"""How the claims of a department can be paid, as its letters tell it.

Revision: v0008_payment_methods
Follows: v0007_attachment_texts
"""

import sqlalchemy as sa
from alembic import op

import portal.db.types

revision = "v0008_payment_methods"
down_revision = "v0007_attachment_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("departments") as table:
        table.add_column(sa.Column("payment_methods", portal.db.types.JsonValue(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("departments") as table:
        table.drop_column("payment_methods")
