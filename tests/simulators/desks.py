"""Desks: a person with a home folder who works through the command line, against a real exchange."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealwire import keystore
from sealwire.cli.app import app
from sealwire.client.home import KEYS
from sealwire.client.member import Member
from sealwire.client.onboarding import Onboarding
from sealwire_local.past_cases import past_case, take_over
from typer.testing import CliRunner

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire_local.past_cases import PastCase
    from typer.testing import Result

PASSPHRASE = "correct horse battery staple"
EASY = keystore.Cost(memory_kib=64, iterations=1, lanes=1)


@dataclass
class Desk:
    """One person's home folder and passphrase."""

    folder: Path
    passphrase: str = PASSPHRASE

    def result(self, *arguments: str | Path, typed: str | None = None) -> Result:
        """Run a command and return all of it."""
        environment = {"SEALWIRE_HOME": str(self.folder), "SEALWIRE_PASSPHRASE": self.passphrase}
        return CliRunner().invoke(app, [str(each) for each in arguments], env=environment, input=typed)

    def run(self, *arguments: str | Path, typed: str | None = None) -> dict[str, Any]:
        """Run a command that must succeed and return its JSON."""
        done = self.result(*arguments, "--json", typed=typed)
        assert done.exit_code == 0, done.output
        value: dict[str, Any] = json.loads(done.stdout)
        return value

    def refused(self, *arguments: str | Path, typed: str | None = None) -> tuple[int, str]:
        """Run a command that must fail and return its exit code and the problem's code."""
        done = self.result(*arguments, "--json", typed=typed)
        assert done.exit_code != 0, done.output
        assert "Traceback" not in done.output
        assert done.stderr.count("\n") >= 1
        return done.exit_code, json.loads(done.stdout)["error"]["code"]

    def ease(self) -> None:
        """Lock the keys again so that guessing costs nothing, which saves a third of a second a command."""
        path = self.folder / KEYS
        keystore.save(path, keystore.load(path, self.passphrase), self.passphrase, cost=EASY)

    def open_unit(self, code: str, **names: str) -> None:
        """Open a unit that is older than the exchange: its case is imported before."""
        names = names or {"en": code}
        asyncio.run(_import_case(self, past_case(code, names)))
        options = [each for language, name in names.items() for each in ("--name", f"{language}={name}")]
        self.run("admin", "open-unit", code, *options)


async def _import_case(desk: Desk, case: PastCase) -> None:
    async with Member.open(desk.folder, desk.passphrase) as member:
        await take_over(Onboarding(member.session.exchange.door), case)


@dataclass
class Office:
    """A programme with its root key, a running exchange, and the desks of those who work in it."""

    folder: Path
    server: str
    founding: str

    def desk(self, name: str) -> Desk:
        """Return a new desk whose home is set up, without keys."""
        desk = Desk(self.folder / name)
        desk.run("init", "--server", self.server, "--founding", self.founding)
        return desk

    def administrator(self, handle: str, *, scope: str = "*") -> Desk:
        """Return an administrator's desk, appointed."""
        desk = self.desk(handle)
        card = self.folder / f"{handle}.card"
        shown = desk.run("admin", "keys", handle, "--card", card)
        desk.ease()
        root, heard = self.folder / "root", shown["fingerprint"]
        desk.run("admin", "appoint", card, "--root", root, "--scope", scope, "--fingerprint", heard)
        return desk

    def enrolled(self, unit: str, handle: str, *, voucher: Desk, role: str = "key_officer") -> Desk:
        """Return the desk of an officer who was invited, enrolled, vouched for, and has begun work."""
        code = voucher.run("admin", "invite", unit, handle, "--role", role)["code"]
        desk = self.desk(f"{unit}-{handle}")
        shown = desk.run("enrol", unit, handle, typed=f"{code}\n")
        voucher.run("admin", "vouch", unit, handle, typed=f"{shown['fingerprint']}\n")
        desk.run("enrol", "--finish")
        desk.ease()
        return desk
