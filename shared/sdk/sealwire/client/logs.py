"""The two logs as the exchange shows them: checkpoints, pages and proofs, none of them verified yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.client.http import Door, Request, UnexpectedAnswer
from sealwire.contract import paths
from sealwire.contract.log import MAX_PAGE_BYTES, PAGE_STATEMENTS, EnvelopeProofOut, ProofOut
from sealwire.directory.fields import Log
from sealwire.errors import BadRequest, TooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


_CHECKPOINTS: Mapping[Log, str] = {
    Log.DIRECTORY: paths.DIRECTORY_CHECKPOINT,
    Log.ENVELOPES: paths.LOG_CHECKPOINT,
}
_CONSISTENCY: Mapping[Log, str] = {
    Log.DIRECTORY: paths.DIRECTORY_CONSISTENCY,
    Log.ENVELOPES: paths.LOG_CONSISTENCY,
}


class Logs:
    """The addresses of docs/protocol/log.md section 6."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def checkpoint(self, log: Log) -> bytes:
        """Return a log's newest checkpoint, past every cache on the way: an old one would look like a lie."""
        return await self._door.ask(Request("GET", _CHECKPOINTS[log], signed=False, fresh=True))

    async def consistency(self, log: Log, first: int, second: int) -> list[bytes]:
        """Return the proof that a log at one size continues what it was at another."""
        request = Request("GET", _CONSISTENCY[log], params={"first": first, "second": second}, signed=False)
        return (await self._door.model(request, ProofOut)).proof

    async def page(self, number: int) -> list[bytes]:
        """Return a page of the directory's statements, from 0; the last one may still grow.

        Raises:
            UnexpectedAnswer: It has another form, or more statements than a page.
        """
        body = await self._door.ask(Request("GET", paths.directory_page(number), signed=False, fresh=True))
        try:
            value = cbor.decode(body, max_bytes=MAX_PAGE_BYTES)
        except (BadRequest, TooLarge) as error:
            raise UnexpectedAnswer("The answer is not CBOR of this exchange.") from error
        items = value if isinstance(value, list) else []
        statements = [item for item in items if isinstance(item, bytes)]
        if not 0 < len(statements) == len(items) <= PAGE_STATEMENTS:
            raise UnexpectedAnswer("A page of the directory has another form.")
        return statements

    async def proof(self, envelope_id: UUID) -> EnvelopeProofOut:
        """Return the proof that an envelope stands in the log; the caller's unit sent or received it."""
        return await self._door.model(Request("GET", paths.envelope_proof(envelope_id)), EnvelopeProofOut)
