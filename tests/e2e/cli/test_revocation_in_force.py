"""A revocation is in force at once: the gateway hears of it and refuses the device and the closed epoch."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from sealwire.client import devices, revocation, sending
from sealwire.client.exchange import Exchange
from sealwire.client.member import Member
from sealwire.client.sending import Letter
from sealwire.envelope.content import Content
from sealwire.envelope.verify import EpochClosed
from sealwire.errors import SealwireError, Unauthorised

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import pytest
    from e2e.cli.conftest import Scene

KARAKOL = "KG-KRK"
# The aim is a second, which the benchmark measures; a busy machine that runs tests beside gets some more.
AT_ONCE_S = 5.0


async def _until_refused(attempt: Callable[[], Awaitable[object]]) -> SealwireError:
    async with asyncio.timeout(10):
        while True:
            try:
                await attempt()
            except SealwireError as error:
                return error


async def test_the_gateway_refuses_a_revoked_device_and_the_closed_epoch_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(scene.administrator.open_unit, KARAKOL)
    key_officer = await asyncio.to_thread(
        scene.office.enrolled, KARAKOL, "key-1", voucher=scene.administrator
    )
    lost = await asyncio.to_thread(
        scene.office.enrolled, KARAKOL, "lost-1", voucher=key_officer, role="analyst"
    )
    async with (
        Member.open(key_officer.folder, key_officer.passphrase) as officer,
        Member.open(lost.folder, lost.passphrase) as thief,
        Member.open(scene.osh.folder, scene.osh.passphrase) as sender,
    ):
        device = await devices.find(officer.session, KARAKOL, "lost-1")
        await sender.sync()
        asked = Exchange(scene.office.server, thief.session.vault.keys.auth)
        await asked.mailbox(after=0, limit=1)
        # From here on Osh knows no newer directory, as over a bad link: it seals to the epoch that closes.
        monkeypatch.setattr(sender.session.directory, "sync_if_online", _no_link)
        letter = Letter(content=Content("message", 1, {"text": "late"}), to=(KARAKOL,))
        started = time.perf_counter()
        await revocation.revoke_device(officer.session, device)
        refusal = await _until_refused(lambda: asked.mailbox(after=0, limit=1))
        assert time.perf_counter() - started < AT_ONCE_S
        assert isinstance(refusal, Unauthorised)
        assert refusal.code == "revoked-key"
        assert (await sending.send(sender.session, letter)).position is None
        assert [each.refused for each in await sender.flush()] == [EpochClosed.code]
        monkeypatch.undo()
        assert (await sending.send(sender.session, letter)).position is not None
        await asked.close()


async def _no_link(_: Exchange) -> bool:
    return False
