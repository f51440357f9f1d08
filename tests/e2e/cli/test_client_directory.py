"""A client keeps what it has verified: a server that takes statements back, or shows others, is refused."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from sealwire import Member
from sealwire.client.onboarding import Onboarding
from sealwire.client.refusals import DirectoryDiffers, DirectoryRolledBack
from sealwire.directory.author import Author
from sealwire_local.past_cases import past_case, take_over
from simulators.desks import PASSPHRASE

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene
    from simulators.desks import Desk


def _seen_only_here(member: Member, unit: str) -> None:
    """Put a statement into this home's copy that the server does not have, as if it had shown it once."""
    session = member.session
    author = Author(session.directory.state, session.vault.keys.sign, now=int(time.time()))
    author.open_unit(unit, {"en": unit})
    size = session.directory.state.size + 1
    root = author.state.root()
    session.store.execute("INSERT INTO statements VALUES (?, ?, ?)", (size, author.statements[0], root))


@pytest.fixture
def administrator(scene: Scene) -> Desk:
    return scene.office.administrator(f"admin-{time.monotonic_ns()}")


async def test_a_log_that_has_become_shorter_is_refused(administrator: Desk) -> None:
    async with Member.open(administrator.folder, PASSPHRASE) as member:
        before = (await member.sync_directory()).size
        assert (await member.sync_directory()).size == before
        _seen_only_here(member, "KG-AAA")
        with pytest.raises(DirectoryRolledBack):
            await member.sync_directory()


async def test_a_log_that_has_become_another_is_refused(scene: Scene, administrator: Desk) -> None:
    async with Member.open(administrator.folder, PASSPHRASE) as member:
        await member.sync_directory()
        _seen_only_here(member, "KG-BBB")
        async with Member.open(scene.administrator.folder, PASSPHRASE) as other:
            unit = f"KG-C{time.monotonic_ns() % 100_000}"
            await take_over(Onboarding(other.session.exchange.door), past_case(unit, {"en": "Another"}))
            await other.open_unit(unit, {"en": "Another"})
        with pytest.raises(DirectoryDiffers):
            await member.sync_directory()
