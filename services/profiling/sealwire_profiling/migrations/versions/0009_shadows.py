"""Keep beside each selection what shadows say of it, and the counts of what nothing selected.

Phase: expand. The previous release neither reads nor writes the new columns; all of them may be null, and
are in the selections that it makes and has made.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("selections", sa.Column("shadow", postgresql.JSONB(), nullable=True))
    op.add_column("selections", sa.Column("rest", postgresql.JSONB(), nullable=True))
    op.add_column("selected", sa.Column("draw", sa.Integer(), nullable=True))
    op.add_column("selected", sa.Column("shadow_hits", postgresql.JSONB(), nullable=True))
    op.add_column("selected", sa.Column("shadow_probability", sa.Double(), nullable=True))
    op.add_column("selected", sa.Column("shadow_slot", sa.Text(), nullable=True))


def downgrade() -> None:
    for column in ("shadow_slot", "shadow_probability", "shadow_hits", "draw"):
        op.drop_column("selected", column)
    for column in ("rest", "shadow"):
        op.drop_column("selections", column)
