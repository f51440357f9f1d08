"""What the room's routes ask for: the call, and who or what a path names."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from sealwire.contract.people import HANDLE, SLUG, UNIT_CODE
from sealwire_chassis.caller import CallerDep  # noqa: TC002 - FastAPI reads it at run time
from sealwire_chassis.database import SessionDep  # noqa: TC002 - FastAPI reads it at run time

from sealwire_directory.dependencies import LogDep, NowDep  # noqa: TC001 - as above
from sealwire_directory.people.call import Call


async def _call(session: SessionDep, verified: LogDep, who: CallerDep, now: NowDep) -> Call:
    return Call(session, verified, who, now)


# Of the function's scope, like the transaction in it.
CallDep = Annotated[Call, Depends(_call, scope="function")]
UnitPath = Annotated[str, Path(pattern=UNIT_CODE, description="A unit's code: KG-OSH.")]
HandlePath = Annotated[str, Path(pattern=HANDLE, description="An officer's handle.")]
SlugPath = Annotated[str, Path(pattern=SLUG)]
