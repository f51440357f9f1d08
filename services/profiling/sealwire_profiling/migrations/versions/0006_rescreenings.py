"""Make re-screenings, keep the hits of a selection, and count the changes of lists.

Phase: expand. The previous release names its columns, and the new ones may be empty: what it selects is not
screened again. A list that it changes is not counted, and is seen with the next change that is.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_counters",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_list_counters")),
    )
    op.add_column("selections", sa.Column("list_changes", sa.BigInteger(), nullable=True))
    op.add_column("selections", sa.Column("screened_at", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_selections_screened",
        "selections",
        ["tenant"],
        postgresql_where=sa.text("list_changes IS NOT NULL"),
    )
    op.add_column("selected", sa.Column("hits", postgresql.JSONB(), nullable=True))
    _create_rescreenings()
    _create_rescreened()


def _create_rescreenings() -> None:
    op.create_table(
        "rescreenings",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("selection", sa.Uuid(), nullable=False),
        sa.Column("list_changes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "selection"],
            ["selections.tenant", "selections.id"],
            name=op.f("fk_rescreenings_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_rescreenings")),
        sa.UniqueConstraint(
            "tenant", "selection", "list_changes", name=op.f("uq_rescreenings_tenant_selection_list_changes")
        ),
    )
    op.create_index(op.f("ix_rescreenings_state_claimed_until"), "rescreenings", ["state", "claimed_until"])
    op.create_index(op.f("ix_rescreenings_tenant_list_changes"), "rescreenings", ["tenant", "list_changes"])
    op.create_index(
        "ix_rescreenings_unfinished",
        "rescreenings",
        ["tenant", "selection"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )


def _create_rescreened() -> None:
    op.create_table(
        "rescreened",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("rescreening", sa.Uuid(), nullable=False),
        sa.Column("consignment", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "rescreening"],
            ["rescreenings.tenant", "rescreenings.id"],
            name=op.f("fk_rescreened_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "rescreening", "consignment", name=op.f("pk_rescreened")),
    )
    op.create_index(op.f("ix_rescreened_tenant_consignment"), "rescreened", ["tenant", "consignment"])


def downgrade() -> None:
    op.drop_table("rescreened")
    op.drop_table("rescreenings")
    op.drop_column("selected", "hits")
    op.drop_index("ix_selections_screened", table_name="selections")
    op.drop_column("selections", "screened_at")
    op.drop_column("selections", "list_changes")
    op.drop_table("list_counters")
