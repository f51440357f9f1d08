"""What is played: a sealed warning leaves Osh, is read in Batken and answered; a seizure; all is verified.

The cases are real and public, and so are the places in them: three Kyrgyz units play the units along the real
routes. Numbers and names of companies are made up (examples/*/README.md).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sealwire.directory.fields import Role
from sealwire.envelope.format import Tlp
from sealwire.notices import from_json, render

from sealwire_local.demo.people import ADMINISTRATOR, ANALYST, BATKEN, BISHKEK, KEY_OFFICER, OSH, UNITS
from sealwire_local.demo.steps import StepFailed

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.client.member import Member

    from sealwire_local.demo.people import People, PortControlUnit
    from sealwire_local.demo.steps import Steps

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
WARNING = EXAMPLES / "acetic-acid" / "warning.json"
FEEDBACK = EXAMPLES / "acetic-acid" / "feedback.json"
SEIZURE = EXAMPLES / "aktau-mercury" / "seizure.json"
CONTAINER = b"ZZZU1234564"  # of the warning: what no server may see
_ANSWER_WITHIN_S = 3 * 86_400
_VERIFY_TIMEOUT_S = 60


@dataclass
class Scenario:
    """The steps between the people, on a stack that runs.

    Attributes:
        steps: Where each step is played.
        people: Everybody's homes.
    """

    steps: Steps
    people: People

    async def play(self) -> None:
        """Play every step; the first check that fails ends it."""
        await self._appoint()
        for unit in UNITS:
            with self.steps.step(f"{unit.names['en']} is opened and its officers are enrolled"):
                await self._enrol(unit)
        warning = await self._warn()
        await self._read(warning)
        await self._answer(warning)
        await self._hear(warning)
        seizure = await self._seize()
        await self._verify({"acetic-acid": warning, "aktau-mercury": seizure})

    async def _appoint(self) -> None:
        with self.steps.step("The founding statement is published and the administrator appointed"):
            await self.people.appoint_administrator()
            async with self.people.member("administrator") as administrator:
                state = await administrator.sync_directory()
                self.steps.check("the log begins with the founding that every client pins", state.founded)
                appointed = administrator.session.administrator()
                scoped = (appointed.handle, appointed.scope) == (ADMINISTRATOR, "KG")
                self.steps.check("the administrator may act for KG and nowhere else", scoped)

    async def _enrol(self, unit: PortControlUnit) -> None:
        async with self.people.member("administrator") as administrator:
            await self.people.open_unit(administrator, unit)
            first = await self.people.enrol(administrator, unit, KEY_OFFICER, [Role.KEY_OFFICER])
        async with self.people.member(f"{unit.code}/{KEY_OFFICER}") as key_officer:
            second = await self.people.enrol(key_officer, unit, ANALYST, [Role.ANALYST])
            known = (await key_officer.sync_directory()).units[unit.code]
        for officer, refused in ((KEY_OFFICER, first), (ANALYST, second)):
            if refused is None:
                self.steps.say(f"     {officer} was enrolled by an earlier demo")
            else:
                what = f"{officer}: a wrong fingerprint is refused, the right one vouched for"
                self.steps.check(what, refused)
        epoch = known.open_epoch()
        granted = epoch is not None and len(epoch.devices) == len(known.readers(epoch.until))
        self.steps.check("two officers' devices hold the unit's key, and nobody else does", granted)

    async def _warn(self) -> UUID:
        with self.steps.step("Osh seals a warning about acetic acid to Batken and Bishkek"):
            async with self.people.member(f"{OSH.code}/{ANALYST}") as osh:
                due = osh.session.now() + _ANSWER_WITHIN_S
                to = [BATKEN.code, BISHKEK.code]
                sent = await osh.send(from_json(WARNING), to, tlp=Tlp.AMBER, priority=1, due=due)
                self.steps.check(f"accepted at position {sent.position} of the envelope log", sent.position)
                raw = await osh.session.exchange.envelope(sent.id)
                self.steps.check("the server's copy shows no container number", CONTAINER not in raw)
                again = await osh.session.exchange.post_envelope(raw)
                self.steps.check("the same bytes again get the same answer", again.position == sent.position)
        return sent.id

    async def _read(self, warning: UUID) -> None:
        with self.steps.step("Batken lists, verifies, opens and acknowledges it"):
            async with self.people.member(f"{BATKEN.code}/{ANALYST}") as batken:
                fetched = await batken.fetch()
                self.steps.check("every new envelope passes the checks", not fetched.unreadable)
                listed = [entry for entry in batken.inbox() if entry.header.id == warning]
                self.steps.check(
                    "it stands in the inbox, from Osh", listed and listed[0].header.sender == OSH.code
                )
                opened = await batken.read(warning)
                self.steps.check(
                    f"signed by {opened.sender.officer} of {opened.sender.unit}", not opened.missing
                )
                same = opened.content.content == from_json(WARNING).content()
                self.steps.check("the text is what Osh sealed", same)
                self._show(WARNING)
                await batken.acknowledge(warning)

    async def _answer(self, warning: UUID) -> None:
        with self.steps.step("Batken answers with feedback"):
            async with self.people.member(f"{BATKEN.code}/{ANALYST}") as batken:
                sent = await batken.answer(warning, from_json(FEEDBACK))
                self.steps.check(f"accepted at position {sent.position} of the envelope log", sent.position)

    async def _hear(self, warning: UUID) -> None:
        with self.steps.step("Osh reads the feedback and sees who signed for the warning"):
            async with self.people.member(f"{OSH.code}/{ANALYST}") as osh:
                await osh.fetch()
                answers = [entry.header.id for entry in osh.inbox() if entry.header.answers == warning]
                self.steps.check("one answer names the warning", len(answers) == 1)
                await osh.read(answers[0])
                self._show(FEEDBACK)
                signed = {(receipt.unit, str(receipt.kind)) for receipt in await osh.receipts(warning)}
                wanted = {(BATKEN.code, kind) for kind in ("delivered", "opened", "acknowledged")}
                self.steps.check("Batken signed delivered, opened and acknowledged", wanted <= signed)

    async def _seize(self) -> UUID:
        with self.steps.step("Later Osh reports a seizure: 20,063 kg of mercury"):
            async with self.people.member(f"{OSH.code}/{KEY_OFFICER}") as osh:
                sent = await osh.send(from_json(SEIZURE), [BATKEN.code, BISHKEK.code], tlp=Tlp.GREEN)
            async with self.people.member(f"{BISHKEK.code}/{KEY_OFFICER}") as bishkek:
                await bishkek.fetch()
                opened = await bishkek.read(sent.id)
                self.steps.check("Bishkek verified and opened it", opened.content.kind == "seizure")
                self._show(SEIZURE)
        return sent.id

    async def _verify(self, threads: dict[str, UUID]) -> None:
        with self.steps.step("`sealwire verify` checks the whole exchange offline"):
            async with self.people.member(f"{OSH.code}/{ANALYST}") as osh:
                await osh.fetch()
                for name, envelope_id in threads.items():
                    file = await self._export(osh, name, envelope_id)
                    verdict = await asyncio.to_thread(self._run_verify, file)
                    held = [finding for finding in verdict.get("findings", []) if finding["ok"]]
                    self.steps.check(f"{file.name}: {len(held)} checks hold", verdict.get("ok"))
                    altered = self.people.folder / f"{name}.altered"
                    altered.write_bytes(_with_one_bit_flipped(file.read_bytes()))
                    verdict = await asyncio.to_thread(self._run_verify, altered)
                    refused = "error" in verdict or verdict.get("ok") is False
                    self.steps.check("with one bit flipped it is refused", refused)

    async def _export(self, member: Member, name: str, envelope_id: UUID) -> Path:
        file = self.people.folder / f"{name}.sealwire"
        file.write_bytes((await member.export(envelope_id)).encode())
        return file

    def _run_verify(self, file: Path) -> dict[str, Any]:
        command = [sys.executable, "-m", "sealwire.cli", "verify", str(file), "--json"]
        done = subprocess.run(  # noqa: S603  # our own command line
            [*command, "--founding", self.people.founding],
            capture_output=True,
            timeout=_VERIFY_TIMEOUT_S,
            check=False,
        )
        try:
            verdict: dict[str, Any] = json.loads(done.stdout)
        except ValueError as error:
            raise StepFailed(f"`sealwire verify` gave no verdict (exit code {done.returncode})") from error
        return verdict

    def _show(self, notice: Path) -> None:
        for section in render(from_json(notice), "en"):
            self.steps.say(f"     {section.title}")
            for row in section.rows:
                self.steps.say(f"       {row.title}: {row.value}")


def _with_one_bit_flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
