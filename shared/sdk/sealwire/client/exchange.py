"""The exchange as a client calls it: one method for each address of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sealwire.client.http import Door, Request, UnexpectedAnswer
from sealwire.client.logs import Logs
from sealwire.contract import paths
from sealwire.contract.models import AcceptanceOut, Base64, HexHash, MailboxPage, ReceiptsOut
from sealwire.directory.enrolment import DevicePublics, EnrolmentRequest
from sealwire.keys import key_id

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.directory.batch import Batch
    from sealwire.requests import Signer


class WrongKey(UnexpectedAnswer, code="wrong-key"):
    """The server sent another key than was asked for; nothing was sealed to it."""


class PendingEnrolment(BaseModel):
    """Someone who has presented a code and waits to be vouched for; nothing here is verified."""

    officer: str
    roles: list[str]
    code_hash: HexHash
    sign: Base64
    auth: Base64
    seal: Base64
    sign_proof: Base64
    auth_proof: Base64
    requested_at: int

    def request(self, unit: str) -> EnrolmentRequest:
        """Return the request as it was presented, for its proofs to be checked."""
        return EnrolmentRequest(
            unit=unit,
            officer=self.officer,
            code_hash=bytes.fromhex(self.code_hash),
            publics=DevicePublics(self.sign, self.auth, self.seal),
            sign_proof=self.sign_proof,
            auth_proof=self.auth_proof,
        )


class PendingEnrolments(BaseModel):
    """Everyone who waits in a unit."""

    enrolments: list[PendingEnrolment]


class Exchange:
    """The public API of one exchange.

    Args:
        server: The gateway's address.
        key: The auth key that signs requests; None where only public things are asked.

    Attributes:
        logs: Checkpoints, pages and proofs.
    """

    def __init__(self, server: str, key: Signer | None = None) -> None:
        self._door = Door(server, key)
        self.logs = Logs(self._door)

    @property
    def door(self) -> Door:
        """The connection, for the parts of the API that have a class of their own."""
        return self._door

    async def close(self) -> None:
        """Close the connections."""
        await self._door.close()

    async def post_envelope(self, raw: bytes) -> AcceptanceOut:
        """Have an envelope accepted; the same bytes are answered the same."""
        request = Request("POST", paths.ENVELOPES, content=raw, signed=False)
        return await self._door.model(request, AcceptanceOut)

    async def mailbox(self, *, after: int, limit: int, wait_s: int = 0) -> MailboxPage:
        """Return the unit's envelopes after a position, with their bytes; waits up to `wait_s` for one."""
        params = {"after": after, "limit": limit, "wait": wait_s, "envelopes": "true"}
        return await self._door.model(Request("GET", paths.MAILBOX, params=params), MailboxPage)

    async def envelope(self, envelope_id: UUID) -> bytes:
        """Return an envelope's bytes."""
        return await self._door.ask(Request("GET", paths.envelope(envelope_id)))

    async def post_receipt(self, envelope_id: UUID, receipt: bytes) -> None:
        """Hand in a signed receipt."""
        await self._door.ask(Request("POST", paths.receipts(envelope_id), content=receipt))

    async def receipts(self, envelope_id: UUID) -> ReceiptsOut:
        """Return an envelope's receipts."""
        return await self._door.model(Request("GET", paths.receipts(envelope_id)), ReceiptsOut)

    async def append(self, batch: Batch) -> None:
        """Append statements to the log, all or none; a repeated batch changes nothing."""
        await self._door.ask(Request("POST", paths.STATEMENTS, content=batch.encode(), signed=False))

    async def seal_key(self, wanted: bytes) -> bytes:
        """Return the X-Wing public key of a key id.

        Raises:
            WrongKey: What came is not that key.
        """
        body = await self._door.ask(Request("GET", f"{paths.KEYS}/{wanted.hex()}", signed=False))
        if key_id(body) != wanted:
            raise WrongKey(wanted=wanted.hex())
        return body

    async def grant(self, epoch_key: bytes) -> bytes:
        """Return the caller's own grant of an epoch's seed, still sealed."""
        return await self._door.ask(Request("GET", f"{paths.GRANTS}/{epoch_key.hex()}"))

    async def recovery_grant(self, epoch_key: bytes) -> bytes:
        """Return the grant of an epoch of the own unit to its recovery key, still sealed."""
        return await self._door.ask(Request("GET", f"{paths.RECOVERY_GRANTS}/{epoch_key.hex()}"))

    async def invite(self, invitation: dict[str, Any]) -> None:
        """Announce an enrolment code by its hash."""
        await self._door.ask(Request("POST", paths.INVITATIONS, json=invitation, repeatable=False))

    async def enrol(self, body: bytes) -> None:
        """Present a code and the keys it is for."""
        await self._door.ask(Request("POST", paths.ENROLMENTS, content=body, signed=False, repeatable=False))

    async def enrolments(self, unit: str) -> list[PendingEnrolment]:
        """Return who waits to be vouched for in a unit."""
        request = Request("GET", paths.ENROLMENTS, params={"unit": unit})
        return (await self._door.model(request, PendingEnrolments)).enrolments
