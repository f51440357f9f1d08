"""That an envelope stands in the log, as it is kept here and travels in an exchange file, and checking it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sealwire.client import checkpoints
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.refusals import CheckpointForged, ProofWrong
from sealwire.directory.fields import Log
from sealwire.merkle import HASH_BYTES, leaf_hash
from sealwire.proofs import NotIncluded, verify_inclusion

if TYPE_CHECKING:
    from sealwire.client.checkpoints import Shown
    from sealwire.client.store import Store
    from sealwire.directory.state import State


@dataclass(frozen=True, slots=True)
class Proof:
    """That the envelope log has an envelope at a place.

    Attributes:
        index: The place from 0, its position less one.
        note: The signed checkpoint of the log that the proof leads to.
        hashes: From the leaf's sibling up.
    """

    envelope: UUID
    index: int
    note: bytes
    hashes: tuple[bytes, ...]


def check(proof: Proof, digest: bytes, position: int, *, state: State) -> Shown:
    """Check a proof against the directory's appointed key.

    Args:
        proof: As it came.
        digest: SHA-256 of the envelope's bytes.
        position: Its place as the exchange answered it, from 1.
        state: The directory, verified.

    Returns:
        The checkpoint under which it is proven.

    Raises:
        CheckpointForged: No key that was appointed for the envelope log has signed the checkpoint.
        ProofWrong: It does not show this envelope at this place.
    """
    try:
        shown = checkpoints.read(proof.note, state.founding, Log.ENVELOPES)
    except UnexpectedAnswer as error:
        raise CheckpointForged(error.detail) from error
    if not checkpoints.verify(shown, state, old=True):
        raise CheckpointForged("The directory appoints no key for the envelope log.")
    if proof.index != position - 1:
        raise ProofWrong(f"It is for place {proof.index + 1}.", position=position)
    try:
        verify_inclusion(leaf_hash(digest), proof.index, size=shown.size, proof=proof.hashes, root=shown.root)
    except NotIncluded as error:
        raise ProofWrong(position=position, check=error.code) from error
    return shown


def keep(store: Store, proof: Proof) -> None:
    """Keep a proof that was checked."""
    store.execute(
        "INSERT OR REPLACE INTO proofs VALUES (?, ?, ?, ?)",
        (proof.envelope.bytes, proof.index, b"".join(proof.hashes), proof.note),
    )


def get(store: Store, envelope_id: UUID) -> Proof | None:
    """Return the proof of an envelope; None while there is none."""
    row = store.row("SELECT leaf, hashes, note FROM proofs WHERE envelope = ?", (envelope_id.bytes,))
    if row is None:
        return None
    index, joined, note = row
    hashes = tuple(joined[start : start + HASH_BYTES] for start in range(0, len(joined), HASH_BYTES))
    return Proof(envelope_id, index, note, hashes)


def lacking(store: Store, limit: int) -> list[UUID]:
    """Return accepted envelopes without a proof, the newest first: the oldest may never get one."""
    rows = store.rows(
        "SELECT id FROM envelopes LEFT JOIN proofs ON envelope = id"
        " WHERE envelope IS NULL AND position IS NOT NULL AND problem IS NULL ORDER BY position DESC LIMIT ?",
        (limit,),
    )
    return [UUID(bytes=row[0]) for row in rows]
