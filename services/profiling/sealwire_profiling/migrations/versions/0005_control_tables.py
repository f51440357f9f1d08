"""Make the administrations' control tables.

Phase: expand. The previous release does not read what is new.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "control_tables",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", "version", name=op.f("pk_control_tables")),
    )
    op.create_table(
        "control_rows",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prefix", sa.Text(collation="C"), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "name", "version"],
            ["control_tables.tenant", "control_tables.name", "control_tables.version"],
            name=op.f("fk_control_rows_tenant"),
        ),
        sa.PrimaryKeyConstraint("tenant", "name", "version", "position", name=op.f("pk_control_rows")),
    )
    op.create_index(op.f("ix_control_rows_tenant_prefix"), "control_rows", ["tenant", "prefix"])


def downgrade() -> None:
    op.drop_table("control_rows")
    op.drop_table("control_tables")
