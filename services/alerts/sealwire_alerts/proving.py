"""Proves to the units concerned that an envelope stands in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.log import EnvelopeProofOut, NotYetProven
from sealwire.errors import NotFound
from sealwire_chassis import tree

from sealwire_alerts.adapters import envelopes
from sealwire_alerts.rights import reader

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire_chassis.caller import Caller
    from sqlalchemy.ext.asyncio import AsyncSession


async def prove(session: AsyncSession, envelope_id: UUID, *, who: Caller) -> EnvelopeProofOut:
    """Return the newest checkpoint and the proof that its log holds an envelope.

    Raises:
        NotAllowed: The caller reads no notices.
        NotFound: There is no such envelope, or the caller's unit neither sent nor received it.
        NotYetProven: It was accepted after the newest checkpoint.
    """
    position = await envelopes.position(session, envelope_id, unit=reader(who).unit)
    if position is None:
        raise NotFound
    head = await tree.head(session)
    if position > head.size or not head.note:
        raise NotYetProven
    index = position - 1
    proof = await tree.inclusion(session, index, size=head.size)
    return EnvelopeProofOut(index=index, checkpoint=head.note, proof=proof)
