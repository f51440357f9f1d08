"""The answers about the two logs: pages of statements and proofs (docs/protocol/log.md section 6)."""

from __future__ import annotations

from pydantic import Field

from sealwire.contract.models import MAX_POSITION, Base64, ContractModel
from sealwire.errors import Conflict

PAGE_STATEMENTS = 64
"""Statements in a full page: as many of the largest (65,536 bytes) as surely fit into one answer (8 MiB)."""
MAX_PAGE_BYTES = PAGE_STATEMENTS * (65_536 + 5) + 2
"""Bytes of the largest page, each statement with its CBOR head."""


class NotYetProven(Conflict, code="not-yet-proven"):
    """No checkpoint covers this envelope yet; it was accepted, ask again in a second."""


class ProofOut(ContractModel):
    """A proof about a log: hashes in the order of RFC 9162; `sealwire.proofs` checks it."""

    proof: list[Base64] = Field(description="Hashes of 32 bytes each.")


class EnvelopeProofOut(ProofOut):
    """That an accepted envelope stands in the envelope log."""

    index: int = Field(ge=0, le=MAX_POSITION, description="Its place from 0: the position less one.")
    checkpoint: str = Field(description="Signed note of the log at the size that the proof is for.")
