"""Make watch lists, their entries and clearances as versions, the history of changes, and imports in parts.

Phase: expand. The previous release does not read what is new.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_VERSIONS = ("list_versions", "list_entries", "clearance_versions", "list_changes")


def upgrade() -> None:
    _create_lists()
    _create_clearances()
    _create_history()
    _create_imports()
    op.execute(
        "CREATE FUNCTION refuse_rewriting_lists() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% keeps its versions', TG_TABLE_NAME; END $$"
    )
    # Rows may be deleted, which retention does; none is ever changed.
    for table in _VERSIONS:
        op.execute(
            f"CREATE TRIGGER {table}_versions BEFORE UPDATE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_lists()"
        )


def _create_lists() -> None:
    op.create_table(
        "list_versions",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("filing", postgresql.JSONB(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "code", "version", name=op.f("pk_list_versions")),
    )
    op.create_table(
        "list_entries",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("list", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("removal", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "list", "id", "version", name=op.f("pk_list_entries")),
    )
    op.create_index(op.f("ix_list_entries_tenant_id"), "list_entries", ["tenant", "id"])
    op.create_index(op.f("ix_list_entries_tenant_entered_at"), "list_entries", ["tenant", "entered_at"])


def _create_clearances() -> None:
    op.create_table(
        "clearance_versions",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list", sa.Text(collation="C"), nullable=False),
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("only_with", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cleared_by", sa.Text(), nullable=False),
        sa.Column("cleared_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", "version", name=op.f("pk_clearance_versions")),
    )
    op.create_index(op.f("ix_clearance_versions_tenant_entry"), "clearance_versions", ["tenant", "entry"])


def _create_history() -> None:
    op.create_table(
        "list_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("list", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_changes")),
    )
    op.create_index(op.f("ix_list_changes_tenant_list_id"), "list_changes", ["tenant", "list", "id"])


def _create_imports() -> None:
    op.create_table(
        "list_imports",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list", sa.Text(collation="C"), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("report", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_list_imports")),
    )
    op.create_index(
        op.f("ix_list_imports_tenant_list_finished_at"), "list_imports", ["tenant", "list", "finished_at"]
    )
    op.create_table(
        "list_import_parts",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("upload", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "upload"],
            ["list_imports.tenant", "list_imports.id"],
            name=op.f("fk_list_import_parts_tenant"),
        ),
        sa.PrimaryKeyConstraint("tenant", "upload", "number", name=op.f("pk_list_import_parts")),
    )


def downgrade() -> None:
    for table in ("list_import_parts", "list_imports", *_VERSIONS):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_rewriting_lists()")
