"""The last act: a home is audited against the exchange, and exported threads are verified offline."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from sealwire.client import proofs
from sealwire.directory.fields import Log

from sealwire_local.demo.people import ANALYST, OSH
from sealwire_local.demo.steps import StepFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from uuid import UUID

    from sealwire.client.member import Member

    from sealwire_local.demo.stage import Stage

_TIMEOUT_S = 60
_PROOFS_WITHIN_S = 10.0  # a checkpoint covers an envelope within two seconds of its acceptance
_PAUSE_S = 0.2


async def play(stage: Stage, threads: dict[str, UUID]) -> None:
    """Audit Osh's home, then verify each thread as it was exported, and with one bit flipped."""
    name = f"{OSH.code}/{ANALYST}"
    async with stage.people.member(name) as osh:
        await _until_proven(osh, threads.values())
        files = [await stage.export(osh, each, envelope_id) for each, envelope_id in threads.items()]
    with stage.steps.step("`sealwire audit` checks a home from the founding on, and the exchange against it"):
        await _audit(stage, stage.people.home(name).folder)
    with stage.steps.step("`sealwire verify` checks the whole exchange offline"):
        for file in files:
            await _verify(stage, file)


async def _until_proven(member: Member, envelopes: Iterable[UUID]) -> None:
    await member.fetch()
    waiting, patience_s = set(envelopes), _PROOFS_WITHIN_S
    while waiting:
        await member.sync()
        waiting = {each for each in waiting if proofs.get(member.session.store, each) is None}
        if waiting and patience_s <= 0:
            raise StepFailed(f"{len(waiting)} envelopes are not proven after {_PROOFS_WITHIN_S:.0f} s")
        patience_s -= _PAUSE_S
        await asyncio.sleep(_PAUSE_S if waiting else 0)


async def _audit(stage: Stage, home: Path) -> None:
    report = await asyncio.to_thread(_run, "audit", "--home", str(home))
    findings = report.get("findings", [])
    for each in findings:
        stage.steps.check(f"{each['check']}, {each['about']}: {each['said'] or each['reason']}", each["ok"])
    signed = {each["about"] for each in findings if each["said"].endswith(", signed")}
    both = {log.value for log in Log}
    stage.steps.check(
        "both logs' checkpoints are signed with the keys that the root appointed", signed == both
    )
    whole = report.get("ok") and not report["unchecked"] and not report["evidence"]
    stage.steps.check("nothing was left unchecked, and nothing is held against the exchange", whole)


async def _verify(stage: Stage, file: Path) -> None:
    pinned = ("--founding", stage.people.founding)
    verdict = await asyncio.to_thread(_run, "verify", str(file), *pinned)
    held = [finding for finding in verdict.get("findings", []) if finding["ok"]]
    stage.steps.check(f"{file.name}: {len(held)} checks hold", verdict.get("ok"))
    places = [finding["said"] for finding in held if finding["check"] == "acceptance"]
    proven = places and all("proven" in said for said in places)
    stage.steps.check(f"{len(places)} envelopes are proven at their place in the log", proven)
    verdict = await asyncio.to_thread(_run, "verify", str(_altered(file)), *pinned)
    refused = "error" in verdict or verdict.get("ok") is False
    stage.steps.check("with one bit flipped it is refused", refused)


def _run(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  # our own command line
        [sys.executable, "-m", "sealwire.cli", *arguments, "--json"],
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    try:
        verdict: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        said = f"`sealwire {arguments[0]}` gave no verdict (exit code {done.returncode})"
        raise StepFailed(said) from error
    return verdict


def _altered(file: Path) -> Path:
    """Write a copy with one bit flipped beside a file."""
    data, copy = bytearray(file.read_bytes()), file.with_suffix(".altered")
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    return copy
