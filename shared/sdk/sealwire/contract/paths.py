"""The addresses of the public API, spelled once for servers and clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

ENVELOPES = "/v1/envelopes"
MAILBOX = "/v1/mailbox"
STATEMENTS = "/v1/directory/statements"
KEYS = "/v1/directory/keys"
GRANTS = "/v1/directory/grants"
UNITS = "/v1/directory/units"
INVITATIONS = "/v1/directory/invitations"
ENROLMENTS = "/v1/directory/enrolments"
HEALTH_LIVE = "/health/live"
HEALTH_READY = "/health/ready"

CBOR = "application/cbor"
"""Media type of envelopes, receipts and statements."""


def envelope(envelope_id: UUID) -> str:
    """Return the address of an envelope."""
    return f"{ENVELOPES}/{envelope_id}"


def receipts(envelope_id: UUID) -> str:
    """Return the address of an envelope's receipts."""
    return f"{ENVELOPES}/{envelope_id}/receipts"
