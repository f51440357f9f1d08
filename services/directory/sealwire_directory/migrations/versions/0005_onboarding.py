"""Make onboarding cases, their evidence, training, equipment and work plans.

Phase: expand. The previous release does not read what is new; it also does not ask for a case before it
lets a unit be opened, so open none while both releases run.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("onboarding_evidence", "onboarding_events")
# As the programme's public reports name them.
_DONORS = {
    "inl": {"en": "INL", "ru": "INL"},
    "exbs": {"en": "EXBS", "ru": "EXBS"},
    "japan": {"en": "Government of Japan", "ru": "Правительство Японии"},
}


def upgrade() -> None:
    _create_cases()
    _create_records()
    _create_training()
    _create_equipment()
    op.execute(
        """CREATE FUNCTION onboarding_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$"""
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION onboarding_append_only()"
        )


def _create_cases() -> None:
    op.create_table(
        "onboarding_cases",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("suspended_from", sa.Text(), nullable=True),
        sa.Column("particulars", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_onboarding_cases")),
    )
    op.create_index(op.f("ix_onboarding_cases_country"), "onboarding_cases", ["country"])
    op.create_table(
        "onboarding_files",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_by", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("sha256 = sha256(content)", name=op.f("ck_onboarding_files_content_addressed")),
        sa.CheckConstraint(
            "octet_length(content) <= 5242880", name=op.f("ck_onboarding_files_at_most_5_mib")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_onboarding_files")),
    )
    op.create_table(
        "onboarding_citations",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["onboarding_files.sha256"], name=op.f("fk_onboarding_citations_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["unit"], ["onboarding_cases.unit"], name=op.f("fk_onboarding_citations_unit")
        ),
        sa.PrimaryKeyConstraint("sha256", "unit", name=op.f("pk_onboarding_citations")),
    )


def _create_records() -> None:
    op.create_table(
        "onboarding_evidence",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", JSONB(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"], ["onboarding_cases.unit"], name=op.f("fk_onboarding_evidence_unit")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_onboarding_evidence")),
    )
    op.create_index(op.f("ix_onboarding_evidence_unit"), "onboarding_evidence", ["unit"])
    op.create_table(
        "onboarding_events",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("detail", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_onboarding_events")),
    )
    op.create_index(op.f("ix_onboarding_events_subject_number"), "onboarding_events", ["subject", "number"])
    donors = op.create_table(
        "onboarding_donors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_donors")),
    )
    op.bulk_insert(donors, [{"id": donor, "name": name} for donor, name in _DONORS.items()])
    op.create_table(
        "onboarding_plans",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("activities", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("country", "year", name=op.f("pk_onboarding_plans")),
    )


def _create_training() -> None:
    op.create_table(
        "onboarding_courses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("trainers", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("donor", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["donor"], ["onboarding_donors.id"], name=op.f("fk_onboarding_courses_donor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_courses")),
    )
    op.create_index(op.f("ix_onboarding_courses_starts"), "onboarding_courses", ["starts"])
    op.create_table(
        "onboarding_participants",
        sa.Column("course", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course"], ["onboarding_courses.id"], name=op.f("fk_onboarding_participants_course")
        ),
        sa.PrimaryKeyConstraint("course", "unit", "handle", name=op.f("pk_onboarding_participants")),
    )
    op.create_index(op.f("ix_onboarding_participants_unit"), "onboarding_participants", ["unit"])


def _create_equipment() -> None:
    op.create_table(
        "onboarding_handovers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("donor", sa.Text(), nullable=True),
        sa.Column("act", sa.LargeBinary(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"], ["onboarding_cases.unit"], name=op.f("fk_onboarding_handovers_unit")
        ),
        sa.ForeignKeyConstraint(
            ["donor"], ["onboarding_donors.id"], name=op.f("fk_onboarding_handovers_donor")
        ),
        sa.ForeignKeyConstraint(
            ["act"], ["onboarding_files.sha256"], name=op.f("fk_onboarding_handovers_act")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_handovers")),
    )
    op.create_index(op.f("ix_onboarding_handovers_unit"), "onboarding_handovers", ["unit"])
    op.create_table(
        "onboarding_items",
        sa.Column("handover", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("serials", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("no_serials_because", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_onboarding_items_some")),
        sa.ForeignKeyConstraint(
            ["handover"],
            ["onboarding_handovers.id"],
            name=op.f("fk_onboarding_items_handover"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("handover", "position", name=op.f("pk_onboarding_items")),
    )


def downgrade() -> None:
    for table in (
        "items", "handovers", "participants", "courses", "plans", "donors", "events", "evidence",
        "citations", "files", "cases",
    ):  # fmt: skip
        op.drop_table(f"onboarding_{table}")
    op.execute("DROP FUNCTION onboarding_append_only()")
