"""The two threads that Batken's case rests on: one of the sandbox, one of the connected unit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sealwire.notices import from_json

from sealwire_local.demo.people import ANALYST, BATKEN, BISHKEK, OSH
from sealwire_local.demo.stage import FEEDBACK, WARNING

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.client.member import Member

    from sealwire_local.demo.people import PortControlUnit
    from sealwire_local.demo.stage import Stage


async def sandbox_thread(stage: Stage) -> Path:
    """Let trainees at the desks of Osh and Bishkek exchange a sample warning, and return the exported thread.

    The demo has no second exchange to play in; the notices are those of examples/acetic-acid.
    """
    return await _answered(stage, "sandbox", sender=OSH, answerer=BISHKEK)


async def test_thread(stage: Stage) -> Path:
    """Let Osh send the new unit a test notice and the unit answer it, and return the exported thread."""
    return await _answered(stage, "test-notice", sender=OSH, answerer=BATKEN)


def today(member: Member) -> date:
    """Return the day by a member's clock."""
    return datetime.fromtimestamp(member.session.now(), UTC).date()


async def _answered(stage: Stage, name: str, *, sender: PortControlUnit, answerer: PortControlUnit) -> Path:
    async with stage.people.member(f"{sender.code}/{ANALYST}") as asking:
        sent = await asking.send(from_json(WARNING), [answerer.code])
        async with stage.people.member(f"{answerer.code}/{ANALYST}") as answering:
            await answering.fetch()
            await answering.read(sent.id)
            answer = await answering.answer(sent.id, from_json(FEEDBACK))
        await asking.fetch()
        await asking.read(answer.id)
        stage.steps.check(
            f"{sender.code} sends a notice, {answerer.code} opens and answers it", answer.position
        )
        return await stage.export(asking, name, sent.id)
