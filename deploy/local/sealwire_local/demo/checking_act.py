"""The last act: exported threads are verified offline, with nothing but the founding hash."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from sealwire_local.demo.people import ANALYST, OSH
from sealwire_local.demo.steps import StepFailed

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sealwire_local.demo.stage import Stage

_TIMEOUT_S = 60


async def play(stage: Stage, threads: dict[str, UUID]) -> None:
    """Verify each thread as it was exported, and with one bit flipped."""
    with stage.steps.step("`sealwire verify` checks the whole exchange offline"):
        async with stage.people.member(f"{OSH.code}/{ANALYST}") as osh:
            await osh.fetch()
            for name, envelope_id in threads.items():
                await _verify(stage, await stage.export(osh, name, envelope_id))


async def _verify(stage: Stage, file: Path) -> None:
    verdict = await asyncio.to_thread(_run, stage, file)
    held = [finding for finding in verdict.get("findings", []) if finding["ok"]]
    stage.steps.check(f"{file.name}: {len(held)} checks hold", verdict.get("ok"))
    verdict = await asyncio.to_thread(_run, stage, _altered(file))
    refused = "error" in verdict or verdict.get("ok") is False
    stage.steps.check("with one bit flipped it is refused", refused)


def _run(stage: Stage, file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "sealwire.cli", "verify", str(file), "--json"]
    done = subprocess.run(  # noqa: S603  # our own command line
        [*command, "--founding", stage.people.founding],
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    try:
        verdict: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise StepFailed(f"`sealwire verify` gave no verdict (exit code {done.returncode})") from error
    return verdict


def _altered(file: Path) -> Path:
    """Write a copy with one bit flipped beside a file."""
    data, copy = bytearray(file.read_bytes()), file.with_suffix(".altered")
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    return copy
