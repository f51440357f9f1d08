"""Make the records of what officers and experts said about strategic goods.

Phase: expand. The previous release does not read what is new; consignments that it erases take their records
with them.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "strategic_records",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("consignment", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "consignment"],
            ["consignments.tenant", "consignments.id"],
            name=op.f("fk_strategic_records_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "consignment", "number", name=op.f("pk_strategic_records")),
    )


def downgrade() -> None:
    op.drop_table("strategic_records")
