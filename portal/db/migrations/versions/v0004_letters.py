"""Letters at the desk: deliveries (配達記録), half-typed letters, filters of the ledger, layouts of 預貯金照会.

Revision: v0004_letters
Follows: 0003_notice_pages
"""

from alembic import op
import sqlalchemy as sa
import portal.db.types

revision = 'v0004_letters'
down_revision = '0003_notice_pages'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('inquiry_layouts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('lines', sa.Text(), nullable=False),
    sa.Column('encoding', sa.String(length=20), nullable=False),
    sa.Column('updated_at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_inquiry_layouts_department_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inquiry_layouts')),
    sa.UniqueConstraint('department_id', 'name', name=op.f('uq_inquiry_layouts_department_id_name'))
    )
    op.create_table('saved_filters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('criteria', portal.db.types.JsonValue(), nullable=False),
    sa.Column('author_name', sa.String(length=100), nullable=False),
    sa.Column('updated_at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_saved_filters_department_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filters')),
    sa.UniqueConstraint('department_id', 'name', name=op.f('uq_saved_filters_department_id_name'))
    )
    op.create_table('delivery_imports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.String(length=100), nullable=False),
    sa.Column('created_at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('applied_at', portal.db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('delivered', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('underway', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_delivery_imports_author_id')),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_delivery_imports_department_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_imports'))
    )
    with op.batch_alter_table('delivery_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_imports_department_id'), ['department_id'], unique=False)

    op.create_table('letter_typings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('form_name', sa.String(length=120), nullable=False),
    sa.Column('form_title', sa.String(length=200), nullable=False),
    sa.Column('texts', portal.db.types.JsonValue(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_letter_typings_author_id')),
    sa.ForeignKeyConstraint(['batch_id'], ['notice_batches.id'], name=op.f('fk_letter_typings_batch_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_letter_typings_case_id')),
    sa.ForeignKeyConstraint(['claim_id'], ['claims.id'], name=op.f('fk_letter_typings_claim_id')),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_letter_typings_department_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_typings'))
    )
    with op.batch_alter_table('letter_typings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_typings_author_id'), ['author_id'], unique=False)

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tracking_number', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('delivered_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('delivery_result', sa.String(length=60), server_default='', nullable=False))
        batch_op.create_index('ix_notices_department_reference', ['department_id', 'reference'], unique=False)
        batch_op.create_index('ix_notices_department_tracking', ['department_id', 'tracking_number'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_department_tracking')
        batch_op.drop_index('ix_notices_department_reference')
        batch_op.drop_column('delivery_result')
        batch_op.drop_column('delivered_on')
        batch_op.drop_column('tracking_number')

    with op.batch_alter_table('letter_typings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_letter_typings_author_id'))

    op.drop_table('letter_typings')
    with op.batch_alter_table('delivery_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_imports_department_id'))

    op.drop_table('delivery_imports')
    op.drop_table('saved_filters')
    op.drop_table('inquiry_layouts')
