"""The text read out of attached documents, for the search.

Revision: v0007_attachment_texts
Follows: v0006_walk
"""

import sqlalchemy as sa
from alembic import op

import portal.db.types

revision = "v0007_attachment_texts"
down_revision = "v0006_walk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "manual_file_texts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(length=400), nullable=False),
        sa.Column("at", portal.db.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_manual_file_texts")),
    )


def downgrade() -> None:
    op.drop_table("manual_file_texts")
