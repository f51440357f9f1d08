"""Following the log of accepted envelopes: each checkpoint continues the last, each envelope gets a proof."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sealwire.client import archive, checkpoints, proofs
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.proofs import Proof
from sealwire.client.refusals import (
    CheckpointForged,
    CheckpointMissing,
    CheckpointsContradict,
    LogRewritten,
    LogRolledBack,
)
from sealwire.directory.fields import Log
from sealwire.envelope.format import parse
from sealwire.errors import NotFound, SealwireError, TooManyRequests, Unauthorised, Unavailable
from sealwire.proofs import verify_consistency

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.client.checkpoints import Shown
    from sealwire.client.directory import DirectoryCopy
    from sealwire.client.exchange import Exchange

PROOFS_AT_ONCE = 100
"""Proofs asked for in one go, so that a home with many envelopes is not kept waiting."""


async def follow(copy: DirectoryCopy, exchange: Exchange) -> Shown | None:
    """Check that the log only grew since it was seen last.

    Returns:
        Its newest checkpoint; None while the directory appoints no key for it, and nothing can be proven.

    Raises:
        ServerLied: It did not, or its key has not signed it; both checkpoints are kept as evidence.
        CheckpointMissing: No checkpoint is shown.
        Unavailable: The exchange does not answer.
    """
    if copy.state.log_key(Log.ENVELOPES) is None:
        return None
    before = checkpoints.last(copy.store, Log.ENVELOPES)
    try:
        note = await exchange.logs.checkpoint(Log.ENVELOPES)
    except NotFound as error:
        raise CheckpointMissing from error
    await _learn_key(copy, exchange, note)
    with checkpoints.evidence_of(copy.store, Log.ENVELOPES, note):
        shown = checkpoints.read(note, copy.state.founding, Log.ENVELOPES)
        checkpoints.verify(shown, copy.state)
        if before is not None and shown.size < before.size:
            raise LogRolledBack(known=before.size, shown=shown.size)
        await _check_continues(copy, exchange, shown)
    return shown


async def collect(copy: DirectoryCopy, exchange: Exchange) -> int:
    """Fetch, check and keep the proofs of envelopes that lack one; what is not proven yet is asked for again.

    Returns:
        How many came.

    Raises:
        ServerLied: A proof is wrong; it is kept as evidence.
    """
    came = 0
    if copy.state.log_key(Log.ENVELOPES) is None:
        return came
    for envelope_id in proofs.lacking(copy.store, PROOFS_AT_ONCE):
        try:
            came += await prove(copy, exchange, envelope_id)
        except (Unavailable, TooManyRequests, Unauthorised):
            break
    return came


async def prove(copy: DirectoryCopy, exchange: Exchange, envelope_id: UUID) -> bool:
    """Fetch, check and keep the proof of an envelope.

    Returns:
        Whether it came; it follows a moment after the acceptance.

    Raises:
        ServerLied: It is wrong; it is kept as evidence.
        Unavailable, TooManyRequests, Unauthorised: It cannot be asked for now.
    """
    kept = archive.get(copy.store, envelope_id)
    if kept.position is None or copy.state.log_key(Log.ENVELOPES) is None:
        return False
    try:
        answer = await exchange.logs.proof(envelope_id)
    except (Unavailable, TooManyRequests, Unauthorised):
        raise
    except SealwireError:
        return False
    proof = Proof(envelope_id, answer.index, answer.checkpoint.encode(), tuple(answer.proof))
    await _learn_key(copy, exchange, proof.note)
    with checkpoints.evidence_of(copy.store, Log.ENVELOPES, proof.note):
        shown = proofs.check(proof, parse(kept.raw).digest, kept.position, state=copy.state)
        await _check_continues(copy, exchange, shown)
    proofs.keep(copy.store, proof)
    return True


async def prove_quietly(copy: DirectoryCopy, exchange: Exchange, envelope_id: UUID) -> None:
    """Do as `prove` of an envelope that was accepted just now, which an error here would make look refused.

    A lie is evidence by then: it stops what is sent next, and is told after every command.
    """
    with suppress(SealwireError):
        await prove(copy, exchange, envelope_id)


async def _learn_key(copy: DirectoryCopy, exchange: Exchange, note: bytes) -> None:
    """Fetch the directory if no key known here signed a checkpoint: the root may have appointed another."""
    try:
        shown = checkpoints.read(note, copy.state.founding, Log.ENVELOPES)
        checkpoints.verify(shown, copy.state, old=True)
    except CheckpointForged:
        await copy.sync(exchange)
    except UnexpectedAnswer:
        # No key makes a checkpoint of it; the caller says what it is.
        return


async def _check_continues(copy: DirectoryCopy, exchange: Exchange, shown: Shown) -> None:
    """Check a verified checkpoint against the newest one seen, whichever of them is the longer log's."""
    last = checkpoints.last(copy.store, Log.ENVELOPES)
    if last is not None and last.note != shown.note:
        first, second = sorted((last, shown), key=lambda each: each.size)
        if first.size == second.size and first.root != second.root:
            raise CheckpointsContradict(size=shown.size)
        await _check_consistent(exchange, first, second)
    checkpoints.keep(copy.store, shown)


async def _check_consistent(exchange: Exchange, first: Shown, second: Shown) -> None:
    try:
        proof = []
        if 0 < first.size < second.size:
            proof = await exchange.logs.consistency(Log.ENVELOPES, first.size, second.size)
        verify_consistency(first.size, first.root, second=second.size, second_root=second.root, proof=proof)
    except (Unavailable, TooManyRequests):
        raise
    except SealwireError as error:
        # No proof is as good as a wrong one: an honest log has one for every two of its sizes.
        raise LogRewritten(first=first.size, second=second.size, check=error.code) from error
