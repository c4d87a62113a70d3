"""Pages and sheets of a notice, and the 計算書 enclosed with it.

Revision: 0003_notice_pages
Follows: v0002_law
"""

from alembic import op
import sqlalchemy as sa
import portal.db.types

revision = '0003_notice_pages'
down_revision = 'v0002_law'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('notice_batches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('enclosure', portal.db.types.JsonValue(), nullable=True))
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('enclosed', portal.db.types.JsonValue(), nullable=True))
        batch_op.add_column(sa.Column('pages', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('sheets', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_column('sheets')
        batch_op.drop_column('pages')
        batch_op.drop_column('enclosed')
    with op.batch_alter_table('notice_batches', schema=None) as batch_op:
        batch_op.drop_column('enclosure')
