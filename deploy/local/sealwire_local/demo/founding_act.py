"""The first act: the programme's founding is published, an administrator and the logs' keys are appointed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory.fields import Log

from sealwire_local.demo.people import ADMINISTRATOR, COUNTRY

if TYPE_CHECKING:
    from sealwire_local.demo.stage import Stage


async def play(stage: Stage) -> None:
    """Publish and appoint, with the root key."""
    with stage.steps.step(
        "The founding is published; the root key appoints the administrator and the logs' keys"
    ):
        await stage.people.appoint_administrator()
        await stage.people.appoint_logs(stage.log_keys)
        async with stage.people.member("administrator") as administrator:
            state = await administrator.sync_directory()
            stage.steps.check("the log begins with the founding that every client pins", state.founded)
            appointed = administrator.session.administrator()
            scoped = (appointed.handle, appointed.scope) == (ADMINISTRATOR, COUNTRY)
            stage.steps.check("the administrator may act for KG and nowhere else", scoped)
            known = [state.log_key(log) is not None for log in Log]
            stage.steps.check("the keys that sign the two logs' checkpoints are in the log", all(known))
