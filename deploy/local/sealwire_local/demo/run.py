"""`demo`: found, start, play, report; then stay up until Ctrl-C, or end with the verdict."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sealwire.directory.fields import Log

from sealwire_local import log_keys, preflight
from sealwire_local.commands import FAILED, OK, say, stay, stopped_at_the_end
from sealwire_local.demo.people import People
from sealwire_local.demo.scenario import play
from sealwire_local.demo.stage import Stage
from sealwire_local.demo.steps import Steps
from sealwire_local.stack import PARTS, Options, Stack

if TYPE_CHECKING:
    from argparse import Namespace

    from sealwire_local.folder import StateFolder

REPORT = "demo-report.json"


def demo(folder: StateFolder, arguments: Namespace) -> int:
    """Play the main job on a real stack.

    Returns:
        0 only if every step held.

    Raises:
        StackRefused: This machine or folder does not allow it.
        SealwireError: A step did not hold; the report says which.
    """
    steps = Steps(say)
    preflight.check_folder(folder.path)
    (folder.path / REPORT).unlink(missing_ok=True)  # of an earlier demo, which says nothing of this one
    people = People(folder.demo, server=f"http://127.0.0.1:{arguments.port}")
    try:
        with steps.step("The programme is founded, offline"):
            people = replace(people, founding=folder.founding(people.found()))
            steps.check(f"founding hash {people.founding}", people.founding)
        stack = Stack(folder.path, people.founding, Options(port=arguments.port, report=_detail))
        with stopped_at_the_end(stack):
            _play(stack, steps, people)
            steps.complete = True
            steps.write(folder.path / REPORT)
            if not arguments.once:
                _addresses(stack, people)
                stay()
    finally:
        with contextlib.suppress(OSError):  # on a full disk the error under way says more
            steps.write(folder.path / REPORT)
    say(f"\n{len(steps.done)} steps, {'all held' if steps.ok else 'not all held'}: {folder.path / REPORT}")
    return OK if steps.ok else FAILED


def _play(stack: Stack, steps: Steps, people: People) -> None:
    with steps.step("The local stack starts: PostgreSQL, NATS, directory, alerts, gateway"):
        stack.start()
        steps.check(f"each of {len(PARTS)} parts answers that it is ready", all(map(stack.is_ready, PARTS)))
    people = replace(people, server=stack.gateway_url)
    keys = tuple(log_keys.signer(stack.folder, stack.founding, log).vkey for log in Log)
    asyncio.run(play(Stage(steps, people, keys)))


def _addresses(stack: Stack, people: People) -> None:
    say(f"\nThe exchange is up: {stack.gateway_url}")
    say(f"  API documentation   {stack.gateway_url}/docs")
    say(f"  readiness           {stack.gateway_url}/health/ready")
    say(f"  homes of everybody  {people.folder}")
    say("Look around as an officer, in another terminal:")
    home = people.folder / "KG-BATKEN" / "analyst-1"
    passphrase = people.folder / "passphrases" / "KG-BATKEN.analyst-1"
    program = Path(sys.executable).with_name("sealwire")
    say(f"  {shlex.join(map(str, (program, 'inbox', '--home', home, '--passphrase-file', passphrase)))}")


def _detail(line: str) -> None:
    say(f"   {line}")
