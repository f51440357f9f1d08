"""An exchange over real HTTP that tells one lie at a time: whatever stands in `shown` is what it serves.

It holds the keys of its logs, as a real operator does, and signs its lies with them.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter, FastAPI, Request, Response
from sealwire import cbor, keystore
from sealwire.client import home
from sealwire.client.session import open_session
from sealwire.contract import paths
from sealwire.contract.log import ProofOut
from sealwire.contract.models import AcceptanceOut, MailboxEntry, MailboxPage
from sealwire.directory.fields import Log
from sealwire.envelope.format import parse
from sealwire.errors import NotFound
from sealwire_chassis.listen import listen, open_socket
from sealwire_chassis.problems import install
from simulators.desks import EASY, PASSPHRASE
from simulators.programme import BATKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from sealwire.client.session import Session
    from simulators.lies import World
    from simulators.shown import Shown


@dataclass
class HostileServer:
    """Serves what an honest exchange would, as `lie` changes it.

    Attributes:
        honest: What an honest exchange would show now; what is posted is added to it.
        lie: What this one makes of it; nothing by default.
        url: Its address while it runs.
        asked: The paths that were asked for.
    """

    honest: Shown
    lie: Callable[[Shown], Shown] = lambda shown: shown
    url: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def shown(self) -> Shown:
        return self.lie(self.honest)

    def app(self) -> FastAPI:
        app = FastAPI()
        install(app)

        @app.middleware("http")
        async def remember(request: Request, answer: Callable[..., object]) -> object:
            self.asked.append(request.url.path)
            return await answer(request)  # type: ignore[misc]  # starlette's own type is not exported

        app.include_router(self._directory())
        app.include_router(self._envelopes())
        for log, checkpoint, consistency in (
            (Log.DIRECTORY, paths.DIRECTORY_CHECKPOINT, paths.DIRECTORY_CONSISTENCY),
            (Log.ENVELOPES, paths.LOG_CHECKPOINT, paths.LOG_CONSISTENCY),
        ):
            app.include_router(self._log(log, checkpoint, consistency))
        return app

    def _log(self, log: Log, checkpoint: str, consistency: str) -> APIRouter:
        router = APIRouter()

        @router.get(checkpoint)
        async def note() -> Response:
            return Response(self.shown.note(log), media_type="text/plain; charset=utf-8")

        @router.get(consistency)
        async def proof(first: int, second: int) -> Response:
            return _proof(self.shown.consistency(log, first, second))

        return router

    def _directory(self) -> APIRouter:
        router = APIRouter()

        @router.get(paths.DIRECTORY_PAGES + "/{number}")
        async def page(number: int) -> Response:
            return Response(cbor.encode(self.shown.page(number)), media_type=paths.CBOR)

        @router.get(paths.KEYS + "/{key_id}")
        async def key(key_id: str) -> Response:
            return Response(self.shown.keys[bytes.fromhex(key_id)], media_type=paths.CBOR)

        @router.get(paths.GRANTS + "/{key_id}")
        async def grant(key_id: str) -> Response:
            raise NotFound(key_id)

        return router

    def _envelopes(self) -> APIRouter:
        router = APIRouter()

        @router.get(paths.MAILBOX)
        async def mailbox(after: int) -> MailboxPage:
            entries = [_entry(*each) for each in enumerate(self.shown.envelopes, 1) if each[0] > after]
            last = entries[-1].position if entries else after
            return MailboxPage(entries=entries, next=last, more=False)

        @router.post(paths.ENVELOPES)
        async def accept(request: Request) -> AcceptanceOut:
            raw = await request.body()
            self.honest = self.honest.but(envelopes=(*self.honest.envelopes, raw))
            return AcceptanceOut(
                id=parse(raw).id,
                position=len(self.honest.envelopes),
                accepted_at=1,
                digest=hashlib.sha256(raw).hexdigest(),
            )

        @router.post(paths.ENVELOPES + "/{envelope_id}/receipts", status_code=201)
        async def receipt(envelope_id: UUID) -> dict[str, str]:
            return {"id": str(envelope_id)}

        @router.get(paths.ENVELOPES + "/{envelope_id}/proof")
        async def proof(envelope_id: UUID) -> Response:
            made = self.shown.proof(envelope_id)
            return Response(made.model_dump_json(), media_type="application/json")

        return router


@asynccontextmanager
async def serving(server: HostileServer) -> AsyncIterator[HostileServer]:
    """Serve on a free port of this machine."""
    with open_socket("127.0.0.1", 0) as sock:
        server.url = f"http://127.0.0.1:{sock.getsockname()[1]}"
        task = asyncio.create_task(listen(server.app(), sock))
        try:
            yield server
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def batken(folder: Path, server: HostileServer, world: World) -> AsyncIterator[Session]:
    """Open a home of Batken's key officer, which has seen nothing yet."""
    thread = world.thread
    made = home.create(folder, server=server.url, founding=thread.programme.founding.hex())
    epoch = thread.epochs[BATKEN]
    secrets = keystore.Secrets(thread.batken, {epoch.key_id: epoch.seed})
    keystore.save(made.keys_path, secrets, PASSPHRASE, cost=EASY)
    session = open_session(made, PASSPHRASE)
    session.clock = lambda: thread.programme.now + 5
    try:
        yield session
    finally:
        await session.close()


def _proof(hashes: list[bytes]) -> Response:
    return Response(ProofOut(proof=hashes).model_dump_json(), media_type="application/json")


def _entry(position: int, raw: bytes) -> MailboxEntry:
    header = parse(raw).header
    return MailboxEntry(
        position=position,
        id=header.id,
        sender=header.sender,
        device=header.device.hex(),
        sent_at=header.sent_at,
        accepted_at=header.sent_at,
        priority=header.priority,
        tlp=header.tlp,
        size=len(raw),
        envelope=raw,
    )
