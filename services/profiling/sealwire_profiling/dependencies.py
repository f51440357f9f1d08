"""What routes ask for: the call and the body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from sealwire_chassis.caller import CallerDep  # noqa: TC002 - FastAPI reads it at run time
from sealwire_chassis.database import Database, SessionDep

from sealwire_profiling.call import Call

if TYPE_CHECKING:
    from collections.abc import Callable


async def _call(request: Request, session: SessionDep, who: CallerDep) -> Call:
    clock: Callable[[], float] = request.app.state.clock
    return Call(session, who, int(clock()))


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _body(request: Request) -> bytes:
    return await request.body()


# Of the function's scope, like the transaction in it.
CallDep = Annotated[Call, Depends(_call, scope="function")]
# For long work alone, which must not keep one transaction open: it opens some short ones itself.
DatabaseDep = Annotated[Database, Depends(_database)]
BodyDep = Annotated[bytes, Depends(_body)]
