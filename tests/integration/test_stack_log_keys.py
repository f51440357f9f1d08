"""The stack makes a key for each log, keeps it to itself, and shows the half that the root appoints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sealwire.checkpoint import origin, parse_vkey
from sealwire.directory.fields import Log
from sealwire_local import log_keys
from sealwire_local.folder import StateFolder
from sealwire_local.services import SERVICES
from sealwire_local.stack import Stack

if TYPE_CHECKING:
    from pathlib import Path

FOUNDING = "0f" * 32


def command(state: Path, *more: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "sealwire_local", "--state", str(state), "log-keys", *more]
    return subprocess.run(program, check=False, capture_output=True, text=True)


def test_each_log_has_a_key_of_its_own_that_stays(tmp_path: Path) -> None:
    keys = Stack(tmp_path, FOUNDING).log_keys
    assert set(keys) == {"directory", "envelopes"}
    assert keys[Log.DIRECTORY] != keys[Log.ENVELOPES]
    assert Stack(tmp_path, FOUNDING).log_keys == keys
    assert Stack(tmp_path / "other", FOUNDING).log_keys != keys


def test_the_seeds_are_private_and_hexadecimal(tmp_path: Path) -> None:
    for log in Log:
        file = log_keys.key_file(StateFolder(tmp_path), log)
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700
        assert len(bytes.fromhex(file.read_text())) == 32


def test_only_the_process_that_runs_a_log_is_told_its_key() -> None:
    assert {service.name: service.log for service in SERVICES if service.log} == {
        "directory": "directory",
        "alerts": "envelopes",
    }


def test_the_command_shows_what_the_root_appoints(tmp_path: Path) -> None:
    StateFolder(tmp_path).founding(FOUNDING)
    keys = Stack(tmp_path, FOUNDING).log_keys
    shown = json.loads(command(tmp_path, "--json").stdout)
    lines = dict(line.split() for line in command(tmp_path).stdout.splitlines())
    assert shown == lines
    for log in Log:
        assert parse_vkey(shown[log]) == (origin(bytes.fromhex(FOUNDING), log), keys[log])


@pytest.mark.parametrize(
    ("module", "log"), [("sealwire_directory", Log.DIRECTORY), ("sealwire_alerts", Log.ENVELOPES)]
)
def test_a_service_shows_the_key_that_it_signs_with(tmp_path: Path, module: str, log: Log) -> None:
    signer = log_keys.signer(StateFolder(tmp_path), FOUNDING, log)
    told = {
        "SEALWIRE_FOUNDING": FOUNDING,
        "SEALWIRE_LOG_KEY_FILE": str(log_keys.key_file(StateFolder(tmp_path), log)),
    }
    program = [sys.executable, "-m", module, "log-key"]
    shown = subprocess.run(program, env={**os.environ, **told}, check=True, capture_output=True, text=True)
    assert shown.stdout == signer.vkey + "\n"


@pytest.mark.parametrize("prepared", [False, True])
def test_without_a_programme_there_is_no_name_for_a_key(tmp_path: Path, *, prepared: bool) -> None:
    if prepared:
        StateFolder(tmp_path).founding(FOUNDING)
    assert command(tmp_path).returncode == (0 if prepared else 2)
