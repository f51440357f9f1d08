"""Make units' and officers' particulars, duty, segments, groups and their history.

Phase: expand. The previous release does not read what is new.

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

_APPEND_ONLY = ("changes", "group_versions")


def upgrade() -> None:
    _create_units()
    _create_officers()
    _create_sets()
    _create_history()
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
        )


def _create_units() -> None:
    op.create_table(
        "units",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("particulars", postgresql.JSONB(), nullable=True),
        sa.Column("duty_version", sa.Integer(), nullable=False),
        sa.Column("log_words", sa.Text(), nullable=False),
        sa.Column("filed_words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_table(
        "log_followed",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_followed_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_followed")),
    )


def _create_officers() -> None:
    op.create_table(
        "officers",
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("handle", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("particulars", postgresql.JSONB(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_officers_unit")),
        sa.PrimaryKeyConstraint("unit", "handle", name=op.f("pk_officers")),
    )
    op.create_index(op.f("ix_officers_left_at"), "officers", ["left_at"])
    op.create_table(
        "duty_shifts",
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("officer", sa.Text(collation="C"), nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_duty_shifts_unit")),
        sa.PrimaryKeyConstraint("unit", "officer", "starts", name=op.f("pk_duty_shifts")),
    )


def _create_sets() -> None:
    segments = op.create_table(
        "segments",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("countries", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_segments")),
    )
    # The segment that the programme speaks of; an administrator may change it like any other.
    central_asia = {
        "code": "central-asia",
        "version": 1,
        "names": {"en": "Central Asia", "ru": "Центральная Азия", "ky": "Борбордук Азия"},
        "countries": ["KG", "KZ", "TJ", "TM", "UZ"],
    }
    op.bulk_insert(segments, [central_asia])
    op.create_table(
        "group_versions",
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("units", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_group_versions")),
    )


def _create_history() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_unit_id"), "changes", ["unit", "id"])
    op.create_index(op.f("ix_changes_country_id"), "changes", ["country", "id"])
    op.execute(
        "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )


def downgrade() -> None:
    for table in (
        "changes", "group_versions", "segments", "duty_shifts", "officers", "log_followed", "units",
    ):  # fmt: skip
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_rewriting()")
