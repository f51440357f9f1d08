"""Let a replay find the rows of selections that keep their features.

Phase: expand. The previous release reads and writes the same rows.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_selected_featured"),
        "selected",
        ["tenant", "selection"],
        postgresql_where=sa.text("features IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_selected_featured"), "selected")
