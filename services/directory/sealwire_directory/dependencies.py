"""What routes ask for: the body, this process's copy of the log, and the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from sealwire_directory.log.verified import VerifiedLog

if TYPE_CHECKING:
    from collections.abc import Callable


async def _body(request: Request) -> bytes:
    return await request.body()


def _verified(request: Request) -> VerifiedLog:
    verified: VerifiedLog = request.app.state.verified
    return verified


def _now(request: Request) -> int:
    clock: Callable[[], float] = request.app.state.clock
    return int(clock())


BodyDep = Annotated[bytes, Depends(_body)]
LogDep = Annotated[VerifiedLog, Depends(_verified)]
NowDep = Annotated[int, Depends(_now)]
