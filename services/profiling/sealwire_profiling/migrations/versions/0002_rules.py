"""Make profiles, their versions and what was done to them, and the sets that rules name.

Phase: expand. The previous release does not read what is new.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_VERSIONS = ("profile_versions", "profile_events", "rule_sets")


def upgrade() -> None:
    _create_profiles()
    _create_events()
    _create_sets()
    op.execute(
        "CREATE FUNCTION refuse_rewriting_profiles() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% keeps its versions', TG_TABLE_NAME; END $$"
    )
    for table in _VERSIONS:
        op.execute(
            f"CREATE TRIGGER {table}_versions BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_profiles()"
        )


def _create_profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "code", name=op.f("pk_profiles")),
    )
    op.create_table(
        "profile_versions",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "code"],
            ["profiles.tenant", "profiles.code"],
            name=op.f("fk_profile_versions_tenant"),
        ),
        sa.PrimaryKeyConstraint("tenant", "code", "number", name=op.f("pk_profile_versions")),
    )


def _create_events() -> None:
    op.create_table(
        "profile_events",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "code", "number"],
            ["profile_versions.tenant", "profile_versions.code", "profile_versions.number"],
            name=op.f("fk_profile_events_tenant"),
        ),
        sa.PrimaryKeyConstraint("tenant", "code", "number", "place", name=op.f("pk_profile_events")),
    )


def _create_sets() -> None:
    op.create_table(
        "rule_sets",
        sa.Column("tenant", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("values", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "name", "version", name=op.f("pk_rule_sets")),
    )


def downgrade() -> None:
    for table in ("rule_sets", "profile_events", "profile_versions", "profiles"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_rewriting_profiles()")
