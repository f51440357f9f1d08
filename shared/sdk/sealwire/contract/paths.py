"""The addresses of the public API, spelled once for servers and clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

ENVELOPES = "/v1/envelopes"
MAILBOX = "/v1/mailbox"
LOG_CHECKPOINT = "/v1/log/checkpoint"
LOG_CONSISTENCY = "/v1/log/proofs/consistency"
STATEMENTS = "/v1/directory/statements"
DIRECTORY_CHECKPOINT = "/v1/directory/checkpoint"
DIRECTORY_PAGES = "/v1/directory/pages"
DIRECTORY_INCLUSION = "/v1/directory/proofs/inclusion"
DIRECTORY_CONSISTENCY = "/v1/directory/proofs/consistency"
KEYS = "/v1/directory/keys"
GRANTS = "/v1/directory/grants"
RECOVERY_GRANTS = "/v1/directory/recovery-grants"
EXPIRING = "/v1/directory/expiring"
UNITS = "/v1/directory/units"
INVITATIONS = "/v1/directory/invitations"
ENROLMENTS = "/v1/directory/enrolments"
CASES = "/v1/onboarding/cases"
CASE_FILES = "/v1/onboarding/files"
COURSES = "/v1/onboarding/courses"
WORK_PLANS = "/v1/onboarding/work-plans"
DONORS = "/v1/onboarding/donors"
CASE_IMPORTS = "/v1/onboarding/imports"
CASE_EVENTS = "/v1/onboarding/events"
OVERDUE = "/v1/onboarding/overdue"
REPORTS = "/v1/onboarding/reports"
PEOPLE_UNITS = "/v1/units"
GROUPS = "/v1/groups"
SEGMENTS = "/v1/segments"
CHANGES = "/v1/changes"
TABLE_EXPORTS = "/v1/exports"
TABLE_IMPORTS = "/v1/imports"
SELECTIONS = "/v1/profiling/selections"
RESCREENINGS = "/v1/profiling/rescreenings"
CAPACITY = "/v1/profiling/capacity"
INSPECTIONS = "/v1/profiling/inspections"
FIGURES = "/v1/profiling/figures"
ESTIMATES = "/v1/profiling/estimates"
MODELS = "/v1/profiling/models"
WATCH_LISTS = "/v1/profiling/lists"
CLEARANCES = "/v1/profiling/clearances"
SCREEN = "/v1/profiling/screen"
CONTROL_TABLES = "/v1/profiling/control-tables"
STRATEGIC_QUESTIONS = "/v1/profiling/strategic-questions"
STRATEGIC_ADVICE = "/v1/profiling/strategic-advice"
STRATEGIC_RECORDS = "/v1/profiling/strategic-records"
PROFILING_UPLOADS = "/v1/profiling/uploads"
PROFILING_FILES = "/v1/profiling/files"
PROFILING_CONSIGNMENTS = "/v1/profiling/consignments"
PROFILING_SOURCES = "/v1/profiling/sources"
PROFILING_RETENTION = "/v1/profiling/retention"
PROFILES = "/v1/profiling/profiles"
READY_PROFILES = "/v1/profiling/ready-profiles"
PROFILE_CHECKS = "/v1/profiling/profile-checks"
PROFILE_SETS = "/v1/profiling/profile-sets"
HEALTH_LIVE = "/health/live"
HEALTH_READY = "/health/ready"

CBOR = "application/cbor"
"""Media type of envelopes, receipts and statements."""
NOTE = "text/plain; charset=utf-8"
"""Media type of checkpoints."""


def envelope(envelope_id: UUID) -> str:
    """Return the address of an envelope."""
    return f"{ENVELOPES}/{envelope_id}"


def receipts(envelope_id: UUID) -> str:
    """Return the address of an envelope's receipts."""
    return f"{ENVELOPES}/{envelope_id}/receipts"


def envelope_proof(envelope_id: UUID) -> str:
    """Return the address of the proof that an envelope stands in the log."""
    return f"{ENVELOPES}/{envelope_id}/proof"


def directory_page(number: int) -> str:
    """Return the address of a page of statements, from 0."""
    return f"{DIRECTORY_PAGES}/{number}"


def people_unit(code: str) -> str:
    """Return the address of a unit's particulars."""
    return f"{PEOPLE_UNITS}/{code}"
