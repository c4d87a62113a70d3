"""Half-typed forms, sessions ended for good, and the visit before the last one.

Revision: v0006_walk
Follows: v0005_courses
"""

from alembic import op
import sqlalchemy as sa
import portal.db.types

revision = 'v0006_walk'
down_revision = 'v0005_courses'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ended_sessions',
    sa.Column('number', sa.String(length=43), nullable=False),
    sa.Column('at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_ended_sessions'))
    )
    with op.batch_alter_table('ended_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ended_sessions_at'), ['at'], unique=False)
    op.create_table('form_drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('fields', portal.db.types.JsonValue(), nullable=False),
    sa.Column('saved_at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_form_drafts_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_drafts')),
    sa.UniqueConstraint('user_id', 'place', name=op.f('uq_form_drafts_user_id_place'))
    )
    with op.batch_alter_table('form_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_drafts_saved_at'), ['saved_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_form_drafts_user_id'), ['user_id'], unique=False)
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column('previous_sign_in_at', portal.db.types.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_column('previous_sign_in_at')
    op.drop_table('form_drafts')
    op.drop_table('ended_sessions')
