"""The main job: a sealed warning leaves Osh, is read in Batken and answered; then a seizure is reported.

The cases are real and public, and so are the places in them: three Kyrgyz units play the units along the real
routes. Numbers and names of companies are made up (examples/*/README.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.envelope.format import Tlp
from sealwire.notices import from_json

from sealwire_local.demo.people import ANALYST, BATKEN, BISHKEK, KEY_OFFICER, OSH
from sealwire_local.demo.stage import FEEDBACK, SEIZURE, WARNING

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire_local.demo.stage import Stage

CONTAINER = b"ZZZU1234564"  # of the warning: what no server may see
_ANSWER_WITHIN_S = 3 * 86_400


async def play(stage: Stage) -> dict[str, UUID]:
    """Play it, and return an envelope of each thread by the thread's name."""
    warning = await _warn(stage)
    await _read(stage, warning)
    await _answer(stage, warning)
    await _hear(stage, warning)
    return {"acetic-acid": warning, "aktau-mercury": await _seize(stage)}


async def _warn(stage: Stage) -> UUID:
    with stage.steps.step("Osh seals a warning about acetic acid to Batken and Bishkek"):
        async with stage.people.member(f"{OSH.code}/{ANALYST}") as osh:
            due = osh.session.now() + _ANSWER_WITHIN_S
            to = [BATKEN.code, BISHKEK.code]
            sent = await osh.send(from_json(WARNING), to, tlp=Tlp.AMBER, priority=1, due=due)
            stage.steps.check(f"accepted at position {sent.position} of the envelope log", sent.position)
            raw = await osh.session.exchange.envelope(sent.id)
            stage.steps.check("the server's copy shows no container number", CONTAINER not in raw)
            again = await osh.session.exchange.post_envelope(raw)
            stage.steps.check("the same bytes again get the same answer", again.position == sent.position)
    return sent.id


async def _read(stage: Stage, warning: UUID) -> None:
    with stage.steps.step("Batken lists, verifies, opens and acknowledges it"):
        async with stage.people.member(f"{BATKEN.code}/{ANALYST}") as batken:
            fetched = await batken.fetch()
            stage.steps.check("every new envelope passes the checks", not fetched.unreadable)
            listed = [entry for entry in batken.inbox() if entry.header.id == warning]
            stage.steps.check(
                "it stands in the inbox, from Osh", listed and listed[0].header.sender == OSH.code
            )
            opened = await batken.read(warning)
            stage.steps.check(
                f"signed by {opened.sender.officer} of {opened.sender.unit}", not opened.missing
            )
            same = opened.content.content == from_json(WARNING).content()
            stage.steps.check("the text is what Osh sealed", same)
            stage.show(WARNING)
            await batken.acknowledge(warning)


async def _answer(stage: Stage, warning: UUID) -> None:
    with stage.steps.step("Batken answers with feedback"):
        async with stage.people.member(f"{BATKEN.code}/{ANALYST}") as batken:
            sent = await batken.answer(warning, from_json(FEEDBACK))
            stage.steps.check(f"accepted at position {sent.position} of the envelope log", sent.position)


async def _hear(stage: Stage, warning: UUID) -> None:
    with stage.steps.step("Osh reads the feedback and sees who signed for the warning"):
        async with stage.people.member(f"{OSH.code}/{ANALYST}") as osh:
            await osh.fetch()
            answers = [entry.header.id for entry in osh.inbox() if entry.header.answers == warning]
            stage.steps.check("one answer names the warning", len(answers) == 1)
            await osh.read(answers[0])
            stage.show(FEEDBACK)
            signed = {(receipt.unit, str(receipt.kind)) for receipt in await osh.receipts(warning)}
            wanted = {(BATKEN.code, kind) for kind in ("delivered", "opened", "acknowledged")}
            stage.steps.check("Batken signed delivered, opened and acknowledged", wanted <= signed)


async def _seize(stage: Stage) -> UUID:
    with stage.steps.step("Later Osh reports a seizure: 20,063 kg of mercury"):
        async with stage.people.member(f"{OSH.code}/{KEY_OFFICER}") as osh:
            sent = await osh.send(from_json(SEIZURE), [BATKEN.code, BISHKEK.code], tlp=Tlp.GREEN)
        async with stage.people.member(f"{BISHKEK.code}/{KEY_OFFICER}") as bishkek:
            await bishkek.fetch()
            opened = await bishkek.read(sent.id)
            stage.steps.check("Bishkek verified and opened it", opened.content.kind == "seizure")
            stage.show(SEIZURE)
    return sent.id
