"""Make selections with their rows and overrides, settings, inspections and models.

Phase: expand. The previous release knows none of these tables.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("selected", "overrides", "selections", "models", "inspections", "capacities")


def upgrade() -> None:
    _create_capacities()
    _create_inspections()
    _create_models()
    _create_selections()
    _create_overrides()
    _create_selected()


def _create_capacities() -> None:
    op.create_table(
        "capacities",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "version", name=op.f("pk_capacities")),
    )


def _create_inspections() -> None:
    op.create_table(
        "inspections",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consignment", sa.Uuid(), nullable=False),
        sa.Column("selection", sa.Uuid(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("feedback", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_inspections")),
        sa.UniqueConstraint("tenant", "corrects", name=op.f("uq_inspections_tenant_corrects")),
        sa.UniqueConstraint(
            "tenant", "feedback", "consignment", name=op.f("uq_inspections_tenant_feedback_consignment")
        ),
    )
    op.create_index(
        op.f("ix_inspections_tenant_consignment"), "inspections", ["tenant", "consignment"], unique=False
    )
    op.create_index(
        op.f("ix_inspections_tenant_inspected_on"), "inspections", ["tenant", "inspected_on"], unique=False
    )


def _create_models() -> None:
    op.create_table(
        "models",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("stage_since", sa.BigInteger(), nullable=True),
        sa.Column("stage_by", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_models")),
    )
    op.create_index(
        "ix_models_promoted",
        "models",
        ["tenant"],
        unique=True,
        postgresql_where=sa.text("stage = 'promoted'"),
    )


def _create_selections() -> None:
    op.create_table(
        "selections",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("settings", postgresql.JSONB(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("degraded", sa.Text(), nullable=True),
        sa.Column("overflow", sa.Integer(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("broken", postgresql.JSONB(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_selections")),
    )
    op.create_index(
        op.f("ix_selections_state_claimed_until"), "selections", ["state", "claimed_until"], unique=False
    )


def _create_overrides() -> None:
    op.create_table(
        "overrides",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("selection", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("consignment", sa.Uuid(), nullable=False),
        sa.Column("does", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "selection"],
            ["selections.tenant", "selections.id"],
            name=op.f("fk_overrides_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "selection", "number", name=op.f("pk_overrides")),
    )
    op.create_index(
        op.f("ix_overrides_tenant_consignment"), "overrides", ["tenant", "consignment"], unique=False
    )


def _create_selected() -> None:
    op.create_table(
        "selected",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("selection", sa.Uuid(), nullable=False),
        sa.Column("consignment", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("propensity", sa.Double(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("overflow", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("features", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "selection"],
            ["selections.tenant", "selections.id"],
            name=op.f("fk_selected_tenant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "selection", "consignment", name=op.f("pk_selected")),
        sa.UniqueConstraint("tenant", "selection", "rank", name=op.f("uq_selected_tenant_selection_rank")),
    )
    op.create_index(
        op.f("ix_selected_tenant_consignment"), "selected", ["tenant", "consignment"], unique=False
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
