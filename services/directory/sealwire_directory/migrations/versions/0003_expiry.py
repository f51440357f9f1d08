"""Make the announcements of what expires.

Phase: expand. The previous release does not read what is new.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("threshold_days", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("announced_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("threshold_days > 0", name=op.f("ck_announcements_threshold_ahead")),
        sa.PrimaryKeyConstraint("kind", "id", "threshold_days", name=op.f("pk_announcements")),
    )
    op.create_index(op.f("ix_announcements_announced_at"), "announcements", ["announced_at"])


def downgrade() -> None:
    op.drop_table("announcements")
