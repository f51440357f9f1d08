"""Everybody in the demo: a root key that stays offline, an administrator, and officers in each unit."""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sealwire.checkpoint import parse_vkey
from sealwire.client import administration, enrolment, home
from sealwire.client.administration import Appointment, Card, Rules
from sealwire.client.home import NotEnrolled
from sealwire.client.member import Member
from sealwire.client.session import open_session
from sealwire.directory.applicant import publics_of
from sealwire.directory.fields import Log
from sealwire.errors import SealwireError

from sealwire_local.secret_files import kept_secret

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from sealwire.client.home import Home

PROGRAMME = "Container Control Programme (demo)"
COUNTRY = "KG"
ADMINISTRATOR = "admin-kg"
KEY_OFFICER, ANALYST = "key-1", "analyst-1"
LEAVER = "search-1"
"""Of Osh, until the officer leaves."""


@dataclass(frozen=True)
class PortControlUnit:
    """A unit of the demo; the codes are the demo's own, the posts exist."""

    code: str
    names: dict[str, str]


BISHKEK = PortControlUnit("KG-BISHKEK", {"en": "Bishkek", "ru": "Бишкек"})
OSH = PortControlUnit("KG-OSH", {"en": "Osh", "ru": "Ош"})
BATKEN = PortControlUnit("KG-BATKEN", {"en": "Batken", "ru": "Баткен"})


@dataclass(frozen=True)
class People:
    """Where everybody's keys lie, each under a passphrase of its own, and where the exchange is.

    Attributes:
        folder: Of the demo, inside the state folder.
        server: The gateway's address; empty before it runs.
        founding: The founding hash, in hex; empty before the founding.
    """

    folder: Path
    server: str = ""
    founding: str = ""

    def found(self) -> str:
        """Found the programme, or find it founded, and return the founding hash."""
        root = self.folder / "root"
        if not (root / administration.FOUNDING).exists():
            administration.found(root, Rules(PROGRAMME), self.passphrase("root"), now=int(time.time()))
        return hashlib.sha256(administration.read_founding(root)).hexdigest()

    async def appoint_administrator(self) -> None:
        """Publish the founding statement, and let the root key appoint the country's administrator."""
        place = self.home("administrator")
        if not place.keys_path.exists():
            administration.make_administrator(place, ADMINISTRATOR, self.passphrase("administrator"))
        async with self.member("administrator") as administrator:
            opened = administrator.session
            statement = administration.read_founding(self.folder / "root")
            await administration.publish(opened.exchange, opened.directory, statement)
            if opened.vault.keys.device_id in opened.directory.state.administrators:
                return
            publics = publics_of(opened.vault.keys)
            card = Card(ADMINISTRATOR, publics.sign, publics.auth, publics.seal)
            root = administration.root_key(self.folder / "root", self.passphrase("root"))
            await administration.appoint(
                opened.exchange, opened.directory, Appointment(card, COUNTRY), key=root, now=opened.now()
            )

    async def appoint_logs(self, keys: Iterable[str]) -> None:
        """Let the root key appoint the keys that sign the logs' checkpoints, unless they are appointed."""
        async with self.member("administrator") as administrator:
            opened = administrator.session
            root = administration.root_key(self.folder / "root", self.passphrase("root"))
            for text in keys:
                state = await administrator.sync_directory()
                _, public = parse_vkey(text)
                if public not in {key for log in Log for key in state.log_keys(log)}:
                    await administration.appoint_log(
                        opened.exchange, opened.directory, text, key=root, now=opened.now()
                    )

    async def has_left(self, unit: PortControlUnit, officer: str) -> bool:
        """Tell whether an officer was enrolled in a unit and counts no more."""
        async with self.member("administrator") as administrator:
            known = (await administrator.sync_directory()).units[unit.code].officers.get(officer)
            return known is not None and not known.active

    async def open_unit(self, administrator: Member, unit: PortControlUnit) -> None:
        """Open a unit unless it is open already."""
        state = await administrator.sync_directory()
        if state.unit(unit.code) is None:
            await administrator.open_unit(unit.code, unit.names)

    async def enrol(
        self, voucher: Member, unit: PortControlUnit, officer: str, roles: list[str]
    ) -> bool | None:
        """Enrol an officer through code, fingerprint and voucher.

        Returns:
            Whether a wrong fingerprint was refused on the way; None where the officer was enrolled before.
        """
        name = f"{unit.code}/{officer}"
        place = self.home(name)
        if not place.keys_path.exists():
            enrolment.make_keys(place, self.passphrase(name))
        if await self._is_enrolled(name):
            return None
        code = (await voucher.invite(unit.code, officer, roles)).code
        shown = await enrolment.present(
            place, self.passphrase(name), unit=unit.code, officer=officer, code=code
        )
        wrong = shown[:-1] + str((int(shown[-1]) + 1) % 10)
        refused = await _vouching_is_refused(voucher, unit.code, officer, fingerprint=wrong)
        await voucher.vouch(unit.code, officer, fingerprint=shown)
        async with self.member(name) as enrolled:
            await enrolled.sync()
        return refused

    @asynccontextmanager
    async def member(self, name: str) -> AsyncIterator[Member]:
        """Open somebody's home, and close it again."""
        async with Member(open_session(self.home(name), self.passphrase(name))) as opened:
            yield opened

    def home(self, name: str) -> Home:
        """Return somebody's home, made when missing, at the address of the gateway that runs now."""
        folder = self.folder / name
        try:
            known = home.load(folder)
        except home.NoHome:
            return home.create(folder, server=self.server, founding=self.founding)
        if known.config.server == self.server:
            return known
        # The gateway may have another port this time; the command line reads the address from the home.
        moved = replace(known, config=replace(known.config, server=self.server))
        return moved.named(unit=known.config.unit, officer=known.config.officer)

    def passphrase(self, name: str) -> str:
        """Return somebody's passphrase; people remember theirs, the demo keeps them in files of mode 0600."""
        file = self.folder / "passphrases" / name.replace("/", ".")
        return kept_secret(file, lambda: secrets.token_urlsafe(18))

    async def _is_enrolled(self, name: str) -> bool:
        async with self.member(name) as opened:
            try:
                await opened.sync()
            except NotEnrolled:
                return False
            return True


async def _vouching_is_refused(voucher: Member, unit: str, officer: str, *, fingerprint: str) -> bool:
    try:
        await voucher.vouch(unit, officer, fingerprint=fingerprint)
    except SealwireError as error:
        return error.code == enrolment.FingerprintDiffers.code
    return False
