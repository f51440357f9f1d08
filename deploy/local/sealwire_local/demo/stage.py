"""What every act of the demo is given, and what several of them do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sealwire.directory.fields import Role
from sealwire.notices import from_json, render

from sealwire_local.demo.people import ANALYST, KEY_OFFICER

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.client.member import Member

    from sealwire_local.demo.people import People, PortControlUnit
    from sealwire_local.demo.steps import Steps

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
WARNING = EXAMPLES / "acetic-acid" / "warning.json"
FEEDBACK = EXAMPLES / "acetic-acid" / "feedback.json"
SEIZURE = EXAMPLES / "aktau-mercury" / "seizure.json"


@dataclass(frozen=True)
class Stage:
    """Where the acts are played, on a stack that runs.

    Attributes:
        steps: Where each step is played.
        people: Everybody's homes.
        log_keys: The public keys of the logs, as their servers show them.
    """

    steps: Steps
    people: People
    log_keys: tuple[str, ...] = ()

    async def enrol_key_holders(self, unit: PortControlUnit) -> None:
        """Enrol a unit's key officer, vouched for by the administrator, who then vouches for an analyst."""
        async with self.people.member("administrator") as administrator:
            first = await self.people.enrol(administrator, unit, KEY_OFFICER, [Role.KEY_OFFICER])
        self._say_enrolled(KEY_OFFICER, first)
        await self.enrol_colleague(unit, ANALYST, Role.ANALYST)
        async with self.people.member(f"{unit.code}/{KEY_OFFICER}") as key_officer:
            known = (await key_officer.sync_directory()).units[unit.code]
        epoch = known.open_epoch()
        held = epoch is not None and len(epoch.devices) == len(known.readers(epoch.until))
        self.steps.check("the devices of those officers hold the unit's key, and nobody else does", held)

    async def enrol_colleague(self, unit: PortControlUnit, officer: str, role: Role) -> None:
        """Enrol an officer, vouched for by the unit's key officer."""
        async with self.people.member(f"{unit.code}/{KEY_OFFICER}") as key_officer:
            self._say_enrolled(officer, await self.people.enrol(key_officer, unit, officer, [role]))

    def show(self, notice: Path) -> None:
        """Print a notice as an officer reads it."""
        for section in render(from_json(notice), "en"):
            self.steps.say(f"     {section.title}")
            for row in section.rows:
                self.steps.say(f"       {row.title}: {row.value}")

    async def export(self, member: Member, name: str, envelope_id: UUID) -> Path:
        """Write an envelope's thread to a file, and return its path."""
        file = self.people.folder / f"{name}.sealwire"
        file.write_bytes((await member.export(envelope_id)).encode())
        return file

    def _say_enrolled(self, officer: str, refused: bool | None) -> None:  # noqa: FBT001  # an answer, no switch
        if refused is None:
            self.steps.say(f"     {officer} was enrolled by an earlier demo")
        else:
            what = f"{officer}: a wrong fingerprint is refused, the right one vouched for"
            self.steps.check(what, refused)
