"""Make the parties of uploads.

Phase: expand. The previous release does not read what is new; what it writes waits for its parties.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload_parties",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("upload", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("consignments", sa.Integer(), nullable=False),
        sa.Column("spellings", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "upload"],
            ["uploads.tenant", "uploads.id"],
            name=op.f("fk_upload_parties_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "upload", "number", name=op.f("pk_upload_parties")),
    )
    op.add_column("uploads", sa.Column("parties", sa.Integer(), nullable=True))
    op.add_column("uploads", sa.Column("parties_claimed_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("uploads", sa.Column("parties_tries", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_uploads_parties_wanted",
        "uploads",
        ["ready_at"],
        postgresql_where=sa.text("parties IS NULL AND dry_run IS false AND same_as IS NULL"),
    )
    op.create_index(
        op.f("ix_consignment_versions_tenant_upload"), "consignment_versions", ["tenant", "upload"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_consignment_versions_tenant_upload"), "consignment_versions")
    op.drop_index("ix_uploads_parties_wanted", "uploads")
    op.drop_column("uploads", "parties_tries")
    op.drop_column("uploads", "parties_claimed_until")
    op.drop_column("uploads", "parties")
    op.drop_table("upload_parties")
