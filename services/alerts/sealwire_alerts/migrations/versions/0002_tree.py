"""Make the Merkle tree of the envelope log and its signed head.

Phase: expand. The previous release does not read what is new. The tree starts empty: the service takes the
envelopes that are there into it after it has started, in batches.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tiles",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(hashes) BETWEEN 32 AND 8192", name=op.f("ck_tiles_width")),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_tiles")),
    )
    # Hashes do not compress: trying costs CPU for each append and gains nothing.
    op.execute("ALTER TABLE tiles ALTER COLUMN hashes SET STORAGE EXTERNAL")
    head = op.create_table(
        "tree_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_tree_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree_head")),
    )
    op.bulk_insert(head, [{"id": 1, "size": 0, "peaks": b"", "note": ""}])


def downgrade() -> None:
    op.drop_table("tree_head")
    op.drop_table("tiles")
