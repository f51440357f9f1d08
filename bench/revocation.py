"""How long a gateway still takes envelopes to an epoch after a device that can read it was revoked."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from typing import TYPE_CHECKING

import httpx
from sealwire.contract import paths
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author
from sealwire.directory.batch import GRANT_BYTES, Batch, Grant
from sealwire.envelope.format import NO_PREVIOUS, DirectorySeen, Recipient, Tlp
from sealwire.envelope.seal import Content, Draft, seal
from sealwire.identifiers import new_id
from sealwire.private_keys import DeviceKeys, SealKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire_local.stack import Stack

    from bench.long_log import LongLog

ROUNDS = 10
_WARM_UP = 20
_DAY_S = 86_400
_CBOR = {"content-type": paths.CBOR}


async def revocation_to_refusal_ms(stack: Stack, log: LongLog) -> dict[str, float]:
    """Return the milliseconds from sending off a revocation to the first envelope that is refused for it.

    One unit posts to another without pause, sealed to the epoch that the revocation ends; the median and the
    worst of ten rounds, each with the two requests' own time in it.
    """
    async with httpx.AsyncClient(base_url=stack.gateway_url, timeout=30) as client:
        post = _Post(client, log)
        took = [await post.round() for _ in range(ROUNDS)]
    return {
        "revocation_to_refusal_ms": round(statistics.median(took), 1),
        "revocation_to_refusal_max_ms": round(max(took), 1),
    }


class _Post:
    """Two units of the log: one that sends and one that loses a device in each round."""

    def __init__(self, client: httpx.AsyncClient, log: LongLog) -> None:
        self._client = client
        self._log = log
        self._sender, self._unit = log.codes[0], log.codes[1]
        self._keeper = log.keepers[self._unit]
        self._envelopes = self._sealed()
        self._epoch = SealKey.generate()
        self._seen = DirectorySeen(0, bytes(32))

    async def round(self) -> float:
        """Let a device join, post until it is warm, revoke the device, and wait for the first refusal."""
        device = await self._join()
        # As a sender that has not heard of the revocation: a newer size would tell the gateway of it.
        self._seen = DirectorySeen(self._log.state.size, self._log.state.root())
        for _ in range(_WARM_UP):
            assert (await self._send()).status_code == httpx.codes.ACCEPTED
        started = time.perf_counter()
        revoking = asyncio.create_task(self._revoke(device))
        while (answer := await self._send()).status_code == httpx.codes.ACCEPTED:
            pass
        refused = time.perf_counter()
        assert answer.json()["code"] == "epoch-closed", answer.text
        await revoking
        return (refused - started) * 1000

    async def _join(self) -> bytes:
        joins, self._epoch = DeviceKeys.generate(), SealKey.generate()
        author = self._author()
        officer = f"revoked-{os.urandom(4).hex()}"
        author.enrol(self._unit, officer, ["analyst"])
        author.add_device(self._unit, officer, publics_of(joins))
        if author.state.units[self._unit].open_epoch() is not None:
            author.close_epoch(self._unit)
        await self._append(author, joins.seal.public, epoch=self._epoch)
        return joins.device_id

    async def _revoke(self, device: bytes) -> None:
        author = self._author()
        author.revoke_device(self._unit, device)
        await self._append(author, epoch=SealKey.generate())

    def _author(self) -> Author:
        return Author(self._log.state, self._keeper.sign, now=int(time.time()))

    async def _append(self, author: Author, *keys: bytes, epoch: SealKey) -> None:
        devices = author.open_epoch(self._unit, epoch.key_id).devices - {self._keeper.device_id}
        grants = tuple(Grant(epoch.key_id, device, os.urandom(GRANT_BYTES)) for device in devices)
        batch = Batch(tuple(author.statements), (*keys, epoch.public), grants)
        answer = await self._client.post(paths.STATEMENTS, content=batch.encode(), headers=_CBOR)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        self._log.state = author.state

    async def _send(self) -> httpx.Response:
        return await self._client.post(paths.ENVELOPES, content=next(self._envelopes), headers=_CBOR)

    def _sealed(self) -> Iterator[bytes]:
        content, sign = Content("message", 1, {"text": "x" * 500}), self._log.keepers[self._sender].sign
        prev, seq = NO_PREVIOUS, 0
        while True:
            now, seq = time.time(), seq + 1
            draft = Draft(
                id=new_id(int(now * 1000)),
                sender=self._sender,
                seq=seq,
                prev=prev,
                sent_at=int(now),
                expires_at=int(now) + _DAY_S,
                directory=self._seen,
                tlp=Tlp.AMBER,
                priority=0,
            )
            to = [(Recipient(self._unit, self._epoch.key_id, seq), self._epoch.public)]
            envelope = seal(draft, content, recipients=to, sign=sign)
            prev = envelope.header_hash
            yield envelope.raw
