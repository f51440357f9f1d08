"""One play of the demo that the end-to-end tests look at from several sides."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

DEMO_TIMEOUT_S = 240


@dataclass(frozen=True)
class Played:
    """A demo that has ended: its state folder, exit code, and all that it printed."""

    state: Path
    code: int
    output: str

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.state / "demo-report.json").read_text())
        return report


def demo_command(state: Path) -> list[str]:
    return [sys.executable, "-m", "sealwire_local", "--state", str(state), "demo", "--port", "0"]


def play(state: Path) -> Played:
    command = [*demo_command(state), "--once"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=DEMO_TIMEOUT_S, check=False
    )
    return Played(state, done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("demo") / "a folder with spaces")
