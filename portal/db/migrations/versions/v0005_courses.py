"""Courses (研修): what people read, the rounds of the quizzes, and who was told to take which.

Revision: v0005_courses
Follows: v0004_letters
"""

from alembic import op
import sqlalchemy as sa
import portal.db.types

revision = 'v0005_courses'
down_revision = 'v0004_letters'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('course_steps',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.String(length=80), nullable=False),
    sa.Column('page_id', sa.String(length=80), nullable=False),
    sa.Column('read_at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_course_steps_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'course_id', 'page_id', name=op.f('pk_course_steps'))
    )
    op.create_table('course_attempts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('practice', sa.Boolean(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('pass_percent', sa.Integer(), nullable=False),
    sa.Column('paper', portal.db.types.JsonValue(), nullable=False),
    sa.Column('answers', portal.db.types.JsonValue(), nullable=False),
    sa.Column('correct', sa.Integer(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('started_at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', portal.db.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_course_attempts_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_attempts')),
    sa.UniqueConstraint('user_id', 'course_id', 'practice', 'number', name=op.f('uq_course_attempts_user_id_course_id_practice_number')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_course_attempts_user_course', 'course_attempts', ['user_id', 'course_id'], unique=False)
    op.create_table('course_assignments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.String(length=80), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('set_by', sa.String(length=100), nullable=False),
    sa.Column('set_at', portal.db.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_course_assignments_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_assignments')),
    sa.UniqueConstraint('user_id', 'course_id', name=op.f('uq_course_assignments_user_id_course_id'))
    )


def downgrade() -> None:
    op.drop_table('course_assignments')
    op.drop_index('ix_course_attempts_user_course', table_name='course_attempts')
    op.drop_table('course_attempts')
    op.drop_table('course_steps')
