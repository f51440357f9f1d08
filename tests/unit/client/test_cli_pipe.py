"""A reader that has seen enough, such as `head`, is no fault of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("listens", [True, False], ids=["a reader that stays", "a reader that has left"])
def test_a_command_ends_well_whether_its_reader_stays_or_leaves(tmp_path: Path, *, listens: bool) -> None:
    command = [sys.executable, "-m", "sealwire.cli", "init", "--home", str(tmp_path / "home"), "--json"]
    command += ["--server", "http://127.0.0.1:9", "--founding", "ab" * 32]
    reader, writer = os.pipe()
    if not listens:
        os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "home" / "config.json").exists()
    if listens:
        with os.fdopen(reader, "rb") as said:
            assert said.read()
