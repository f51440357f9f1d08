"""Make sources, uploads, consignments with their versions, and the outbox.

Phase: expand. There is no previous release.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "outbox", "erased_counts", "consignment_versions", "consignments", "upload_errors", "upload_parts",
    "uploads", "retention", "sources",
)  # fmt: skip


def upgrade() -> None:
    _create_settings()
    _create_uploads()
    _create_parts()
    _create_consignments()
    _index_consignments()
    _create_versions()
    _create_messaging()


def _create_settings() -> None:
    op.create_table(
        "sources",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "code", name=op.f("pk_sources")),
    )
    op.create_table(
        "retention",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_retention")),
    )


def _create_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mapping", postgresql.JSONB(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("total_lines", sa.Integer(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("amended", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("ignored", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("same_as", sa.Uuid(), nullable=True),
        sa.Column("failure_code", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("worker", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_state_ready_at"), "uploads", ["state", "ready_at"], unique=False)
    op.create_index(op.f("ix_uploads_tenant_created_at"), "uploads", ["tenant", "created_at"], unique=False)
    op.create_index(
        op.f("ix_uploads_tenant_source_sha256"), "uploads", ["tenant", "source", "sha256"], unique=False
    )


def _create_parts() -> None:
    op.create_table(
        "upload_parts",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("upload", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "upload"],
            ["uploads.tenant", "uploads.id"],
            name=op.f("fk_upload_parts_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "upload", "number", name=op.f("pk_upload_parts")),
    )
    op.create_table(
        "upload_errors",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("upload", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "upload"],
            ["uploads.tenant", "uploads.id"],
            name=op.f("fk_upload_errors_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "upload", "number", name=op.f("pk_upload_errors")),
    )


def _create_consignments() -> None:
    op.create_table(
        "consignments",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("reference", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("upload", sa.Uuid(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("changed", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("amended", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("office", sa.Text(collation="C"), nullable=True),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("arrives_on", sa.Date(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("shipper_key", sa.Text(collation="C"), nullable=True),
        sa.Column("consignee_key", sa.Text(collation="C"), nullable=True),
        sa.Column("declarant_key", sa.Text(collation="C"), nullable=True),
        sa.Column("heading", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=True),
        sa.Column("value_per_kg", sa.Double(), nullable=True),
        sa.Column("kg_per_package", sa.Double(), nullable=True),
        sa.Column("containers", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("party_words", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_consignments")),
        sa.UniqueConstraint(
            "tenant", "source", "reference", name=op.f("uq_consignments_tenant_source_reference")
        ),
    )


def _index_consignments() -> None:
    op.create_index(
        op.f("ix_consignments_containers"),
        "consignments",
        ["containers"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("ix_consignments_party_words"),
        "consignments",
        ["party_words"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("ix_consignments_tenant_received_at"), "consignments", ["tenant", "received_at"], unique=False
    )
    op.create_index(
        op.f("ix_consignments_tenant_reference"), "consignments", ["tenant", "reference"], unique=False
    )
    op.create_index(
        op.f("ix_consignments_tenant_seen_on"), "consignments", ["tenant", "seen_on"], unique=False
    )
    op.create_index(op.f("ix_consignments_tenant_upload"), "consignments", ["tenant", "upload"], unique=False)


def _create_versions() -> None:
    op.create_table(
        "consignment_versions",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("consignment", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("upload", sa.Uuid(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("changed", sa.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "consignment"],
            ["consignments.tenant", "consignments.id"],
            name=op.f("fk_consignment_versions_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "consignment", "version", name=op.f("pk_consignment_versions")),
    )
    op.create_table(
        "erased_counts",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("office", sa.Text(collation="C"), nullable=False),
        sa.Column("heading", sa.Text(collation="C"), nullable=False),
        sa.Column("consignments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "month", "office", "heading", name=op.f("pk_erased_counts")),
    )


def _create_messaging() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
