"""What stands behind a gateway under test: a directory and an alerts service, honest or hostile."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from sealwire import cbor
from sealwire.contract import acceptance
from sealwire.envelope.format import DirectorySeen, Recipient, Tlp, parse
from sealwire.envelope.seal import Content, Draft, seal
from sealwire.errors import Unavailable
from sealwire.identifiers import new_id
from sealwire.private_keys import SealKey
from sealwire_chassis.caller import CallerDep
from sealwire_chassis.problems import install
from simulators.programme import AKTAU, BATKEN, OSH, Programme, device_keys, seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sealwire.private_keys import DeviceKeys, SigningKey

DAY_S = 86_400


@dataclass
class DirectoryPeer:
    """Serves a log as it is told to; `forge` changes what goes out."""

    programme: Programme
    forge: Callable[[list[bytes]], list[bytes]] = list
    posted: list[bytes] = field(default_factory=list)

    def app(self) -> FastAPI:
        router = APIRouter()

        @router.get("/v1/directory/statements")
        async def statements(after: int = 0, limit: Annotated[int, Query(le=1000)] = 1000) -> Response:
            log = self.forge(self.programme.statements)
            page = cbor.encode([len(log), list(log[after : after + limit])])
            return Response(page, media_type="application/cbor")

        @router.post("/v1/directory/statements", status_code=201)
        async def append(request: Request) -> dict[str, int]:
            self.posted.append(await request.body())
            return {"size": len(self.programme.statements)}

        @router.get("/v1/directory/units")
        async def units(caller: CallerDep) -> dict[str, str]:
            return {"officer": caller.officer, "scope": caller.scope, "kind": caller.kind}

        return _app(router)


@dataclass
class AlertsPeer:
    """Accepts as alerts does: idempotent by id; `broken` stops answering, `asked` counts look-ups."""

    stored: dict[bytes, tuple[bytes, acceptance.Accepted]] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    broken: bool = False
    polls: int = 0
    asked: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> FastAPI:
        router = APIRouter()

        @router.get("/v1/mailbox")
        async def mailbox(caller: CallerDep, request: Request, wait: int = 0) -> dict[str, object]:
            if wait:
                self.polls += 1
                await asyncio.wait([asyncio.ensure_future(self.closing.wait())], timeout=wait)
            return {"unit": caller.unit, "roles": list(caller.roles), "headers": sorted(request.headers)}

        @router.get("/v1/envelopes/{envelope_id}")
        async def read(envelope_id: str, _caller: CallerDep) -> Response:
            return Response(envelope_id.encode(), media_type="application/cbor", headers={"x-inside": "1"})

        @router.get(acceptance.ACCEPTANCES + "/{envelope_id}")
        async def accepted(envelope_id: UUID, digest: str) -> Response:
            self.asked += 1
            found = self.stored.get(envelope_id.bytes)
            if found is None or hashlib.sha256(found[0]).hexdigest() != digest:
                return Response(status_code=404)
            known = found[1]
            answer = {"position": known.position, "accepted_at": known.accepted_at}
            return JSONResponse({"id": str(envelope_id), "digest": digest, **answer})

        @router.get("/v1/internal")
        async def internal() -> dict[str, str]:
            return {"secret": "only for services"}

        return _app(router)

    def accept(self, data: bytes) -> bytes:
        envelopes = acceptance.decode_request(data)
        self.batches.append(len(envelopes))
        return acceptance.encode_reply([self._accept(raw) for raw in envelopes])

    def _accept(self, raw: bytes) -> acceptance.Outcome:
        if self.broken:
            raise Unavailable
        envelope_id = parse(raw).id.bytes
        known = self.stored.get(envelope_id)
        if known is None:
            known = raw, acceptance.Accepted(len(self.stored) + 1, int(time.time()))
            self.stored[envelope_id] = known
        if known[0] != raw:
            return acceptance.Refused("duplicate-id", "")
        return known[1]


@dataclass
class Field:
    """Two open units, a suspended one, a revoked device, a closed epoch, and an officer of Osh who sends."""

    programme: Programme
    sender: DeviceKeys
    epochs: dict[str, SealKey]
    seq: int = 0

    @classmethod
    def opened(cls) -> Field:
        programme = Programme(now=int(time.time()) - DAY_S)
        administrator = programme.appoint("whole", "*")
        officers = {unit: programme.open_unit(unit, administrator) for unit in (OSH, BATKEN)}
        epochs = {unit: programme.open_epoch(unit, officers[unit]) for unit in officers}
        lost = programme.join(OSH, "lost.osh", ["key_officer"], voucher=officers[OSH].sign)
        programme.say(officers[OSH].sign, lambda a: a.revoke_device(OSH, lost.device_id))
        epochs[OSH] = programme.open_epoch(OSH, officers[OSH])
        programme.open_unit(AKTAU, administrator)
        programme.say(administrator.sign, lambda a: a.suspend_unit(AKTAU, "moved"))
        return cls(programme, device_keys(f"key.{OSH.lower()}"), epochs)

    def seen(self) -> DirectorySeen:
        state = self.programme.state
        return DirectorySeen(state.size, state.root())

    def draft(self, **changes: object) -> Draft:
        self.seq += 1
        now = int(time.time())
        values: dict[str, object] = {
            "id": new_id(now * 1000),
            "sender": OSH,
            "seq": self.seq,
            # The gateway keeps no chain of a device's envelopes; a recipient does.
            "prev": bytes(32) if self.seq == 1 else b"p" * 32,
            "sent_at": now,
            "expires_at": now + DAY_S,
            "directory": self.seen(),
            "tlp": Tlp.AMBER,
        }
        return Draft(**{**values, **changes})  # type: ignore[arg-type]  # a table of fields

    def recipient(self, unit: str = BATKEN, key: SealKey | None = None) -> tuple[Recipient, bytes]:
        key = key or self.epochs[unit]
        return Recipient(unit, key.key_id, 1), key.public

    def closed_epoch(self, unit: str = BATKEN) -> SealKey:
        return SealKey.from_seed(seed(f"{unit}/epoch/1"))

    def envelope(
        self,
        *,
        to: Sequence[tuple[Recipient, bytes]] = (),
        sign: SigningKey | None = None,
        **changes: object,
    ) -> bytes:
        content = Content("message", 1, {"text": "a truck is on its way"})
        recipients = to or [self.recipient()]
        return seal(self.draft(**changes), content, recipients=recipients, sign=sign or self.sender.sign).raw


def _app(router: APIRouter) -> FastAPI:
    app = FastAPI()
    install(app)
    app.include_router(router)
    return app


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
