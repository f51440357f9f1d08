"""What routes ask for: the body, this process's copy of the log, the log's key, and the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from sealwire.log_signing import LogSigner

from sealwire_directory.log.verified import VerifiedLog

if TYPE_CHECKING:
    from collections.abc import Callable


async def _body(request: Request) -> bytes:
    return await request.body()


def _verified(request: Request) -> VerifiedLog:
    verified: VerifiedLog = request.app.state.verified
    return verified


def _signer(request: Request) -> LogSigner:
    signer: LogSigner = request.app.state.signer
    return signer


def _now(request: Request) -> int:
    clock: Callable[[], float] = request.app.state.clock
    return int(clock())


BodyDep = Annotated[bytes, Depends(_body)]
LogDep = Annotated[VerifiedLog, Depends(_verified)]
SignerDep = Annotated[LogSigner, Depends(_signer)]
NowDep = Annotated[int, Depends(_now)]
