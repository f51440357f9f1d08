"""The local stack starts everything, restarts what crashes, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from sealwire_local import record
from sealwire_local.folder import StateFolder
from sealwire_local.probes import get
from sealwire_local.stack import PARTS, Options, Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOUNDING = "ab" * 32


def wait_until(condition: Callable[[], bool], *, timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def command(state: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "sealwire_local", "--state", str(state), *arguments]


def run(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(state, *arguments), capture_output=True, text=True, timeout=120, check=False
    )


def processes_of(state: Path) -> list[psutil.Process]:
    """Everything that runs and was told about a state folder, by command line or environment."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), *process.environ().values()]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(str(state) in word for word in words):
            found.append(process)
    return found


@pytest.fixture(scope="module")
def news() -> list[str]:
    return []


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, news: list[str]) -> Iterator[Stack]:
    state = tmp_path_factory.mktemp("a path with spaces") / ".sealwire"
    with Stack(state, FOUNDING, Options(report=news.append)) as running:
        yield running


def test_ready_means_that_every_check_answers(stack: Stack) -> None:
    assert all(stack.is_ready(part) for part in PARTS)
    status, body = get(stack.port, "/health/live")
    assert (status, json.loads(body)) == (200, {"live": True})


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_killed_is_restarted_and_reported(stack: Stack, news: list[str], part: str) -> None:
    before = stack.restarts(part)
    stack.kill(part)
    wait_until(lambda: stack.restarts(part) > before)
    stack.wait_ready()
    assert any(line.startswith(f"{part} ended by SIGKILL") for line in news)
    assert f"{part} ended by SIGKILL" in (stack.folder.logs / "events.log").read_text()


def test_a_restart_on_demand_brings_a_new_process_and_counts_as_no_crash(stack: Stack) -> None:
    old, crashes = stack.process("gateway"), stack.restarts("gateway")
    stack.restart("gateway")
    new = stack.process("gateway")
    assert old is not None
    assert new is not None
    assert (new.pid != old.pid, stack.restarts("gateway")) == (True, crashes)
    stack.wait_ready()


def test_secrets_are_readable_by_their_owner_only(stack: Stack) -> None:
    files = list(stack.folder.secrets.iterdir())
    assert len(files) >= len(("superuser", "directory", "alerts", "gateway"))
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert stack.folder.secrets.stat().st_mode & 0o777 == 0o700


def test_passwords_are_in_no_command_line_and_no_environment(stack: Stack) -> None:
    secrets = [file.read_text().strip() for file in stack.folder.secrets.iterdir()]
    for part in PARTS:
        process = stack.process(part)
        assert process is not None
        words = [*process.cmdline(), *process.environ().values()]
        assert words
        assert not [word for word in words for secret in secrets if secret in word]


def test_a_second_stack_in_the_same_folder_is_refused_in_one_line(stack: Stack) -> None:
    second = run(stack.folder.path, "up", "--founding", FOUNDING, "--port", "0")
    # The stack was started by code here, so no founding is kept: the hash given is taken.
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert f"is up already (process {os.getpid()}" in second.stderr


def test_up_in_the_background_is_seen_comes_up_again_and_stop_leaves_no_process(tmp_path: Path) -> None:
    state = tmp_path / "in the background" / ".sealwire"
    try:
        first = run(state, "up", "--detach", "--port", "0", "--founding", FOUNDING)
        assert first.returncode == 0, first.stdout + first.stderr
        assert run(state, "status").returncode == 0
        status = json.loads(run(state, "status", "--json").stdout)
        assert status["up"]
        assert list(status["parts"]) == list(PARTS)
        assert "is ready at" in run(state, "logs", "events").stdout
        assert len(processes_of(state)) > len(PARTS)
        assert run(state, "stop").returncode == 0
        assert processes_of(state) == []
        assert run(state, "status").returncode == 1
        assert run(state, "up", "--detach", "--port", "0").returncode == 0
    finally:
        run(state, "stop")
    assert run(state, "reset").returncode == 2
    assert (state / "postgres").exists()
    (state / "officer.keys").write_text("of another program")
    assert run(state, "reset", "--yes").returncode == 0
    assert [path.name for path in state.iterdir()] == ["officer.keys"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed process")
def test_nothing_is_left_when_the_supervisor_itself_is_killed(tmp_path: Path) -> None:
    state = tmp_path / ".sealwire"
    try:
        assert run(state, "up", "--detach", "--port", "0", "--founding", FOUNDING).returncode == 0
        running = record.read(StateFolder(state))
        assert running is not None
        os.kill(running.supervisor.pid, signal.SIGKILL)
        wait_until(lambda: processes_of(state) == [], timeout_s=20)
        assert run(state, "up", "--detach", "--port", "0").returncode == 0
    finally:
        run(state, "stop")
    assert processes_of(state) == []


def test_up_in_the_foreground_ends_cleanly_at_ctrl_c(tmp_path: Path) -> None:
    state = tmp_path / ".sealwire"
    arguments = command(state, "up", "--port", "0", "--founding", FOUNDING)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: (found := record.read(StateFolder(state))) is not None and found.ready)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")
    assert output.endswith("stopping\n")
    assert processes_of(state) == []


def test_a_reader_who_has_gone_is_no_news(stack: Stack) -> None:
    program = " ".join(map(shlex.quote, command(stack.folder.path, "logs", "-n", "100000")))
    done = subprocess.run(
        ["sh", "-c", f"{program} | true"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_leftovers_are_ended_and_processes_that_only_bear_their_number_are_not(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path)
    sleepers = [subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) for _ in range(2)]
    ours, foreign = sleepers
    try:
        mark = record.Running.of(ours.pid)
        other = record.Running(foreign.pid, record.Running.of(foreign.pid).started - 3600)
        parts = {"nats": record.Part(mark), "alerts": record.Part(other)}
        record.Record(record.Running(1, 0.0), "http://127.0.0.1:1", parts=parts).write(folder)
        assert record.end_leftovers(folder) == ["nats"]
        assert not psutil.pid_exists(ours.pid)
        assert foreign.poll() is None
    finally:
        for sleeper in sleepers:
            sleeper.kill()
            sleeper.wait()


def test_a_busy_port_is_named_with_its_holder_in_one_line_and_nothing_starts(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        refused = run(tmp_path / ".sealwire", "up", "--founding", FOUNDING, "--port", str(port))
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert f"port {port} for the gateway is in use by process {os.getpid()}" in refused.stderr
    assert "--port" in refused.stderr
    assert processes_of(tmp_path) == []


def test_a_part_that_cannot_start_is_named_in_one_line_and_nothing_is_left(tmp_path: Path) -> None:
    state = tmp_path / ".sealwire"
    state.mkdir()
    (state / "nats").write_text("a file where NATS wants its folder")
    refused = run(state, "up", "--founding", FOUNDING, "--port", "0")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr
    assert processes_of(state) == []
