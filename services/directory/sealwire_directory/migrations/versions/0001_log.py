"""Make the log, keys, grants, invitations, enrolments and outbox.

Phase: expand. There is no previous release.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("appended_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_statements_position_from_one")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_statements")),
        sa.UniqueConstraint("hash", name=op.f("uq_statements_hash")),
    )
    op.create_table(
        "seal_keys",
        sa.Column("key_id", sa.LargeBinary(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("key_id = sha256(public)", name=op.f("ck_seal_keys_content_addressed")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_seal_keys")),
    )
    op.create_table(
        "grants",
        sa.Column("epoch_key", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["epoch_key"], ["seal_keys.key_id"], name=op.f("fk_grants_epoch_key")),
        sa.PrimaryKeyConstraint("epoch_key", "device", name=op.f("pk_grants")),
    )
    _create_enrolment()
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )


def _create_enrolment() -> None:
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("voucher", sa.LargeBinary(), nullable=False),
        sa.Column("used_by", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_unit_officer"), "invitations", ["unit", "officer"])
    op.create_table(
        "enrolments",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("sign", sa.LargeBinary(), nullable=False),
        sa.Column("auth", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("sign_proof", sa.LargeBinary(), nullable=False),
        sa.Column("auth_proof", sa.LargeBinary(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_hash"],
            ["invitations.code_hash"],
            name=op.f("fk_enrolments_code_hash"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrolments")),
    )
    op.create_index(op.f("ix_enrolments_unit"), "enrolments", ["unit"])
    op.create_index(op.f("ix_enrolments_sign"), "enrolments", ["sign"])


def downgrade() -> None:
    for table in ("outbox", "enrolments", "invitations", "grants", "seal_keys", "statements"):
        op.drop_table(table)
