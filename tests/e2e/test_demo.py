"""`make demo` plays the main job, says so in its report, and stays up until Ctrl-C."""

from __future__ import annotations

import shlex
import signal
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil
import pytest
from e2e.conftest import DEMO_TIMEOUT_S, Played, demo_command

if TYPE_CHECKING:
    from pathlib import Path

STEPS = 26


@dataclass(frozen=True)
class Stayed:
    """A second demo in the same folder, without --once, until Ctrl-C; and what its last advice printed."""

    demo: Played
    looked: subprocess.CompletedProcess[str]


def look_around(advice: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(shlex.split(advice), capture_output=True, text=True, timeout=60, check=False)


def stay(state: Path) -> Stayed:
    lines: list[str] = []
    with subprocess.Popen(
        demo_command(state),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        watchdog = threading.Timer(DEMO_TIMEOUT_S, process.kill)
        watchdog.start()
        try:
            for line in process.stdout:
                lines.append(line)
                if line.startswith("Ctrl-C"):
                    break
            assert len(lines) > 1, "it ended at once"
            looked = look_around(lines[-2])
            process.send_signal(signal.SIGINT)
            lines += list(process.stdout)
            code = process.wait()
        finally:
            watchdog.cancel()
            process.kill()
    return Stayed(Played(state, code, "".join(lines)), looked)


@pytest.fixture(scope="session")
def stayed(played: Played) -> Stayed:
    return stay(played.state)


def test_every_step_holds(played: Played) -> None:
    assert played.code == 0, played.output
    assert played.report["ok"] is True
    steps = played.report["steps"]
    assert len(steps) == STEPS
    assert all(set(step) == {"name", "ok", "seconds"} and step["ok"] for step in steps)


@pytest.mark.parametrize("line", ["accepted at position", "acknowledged", "mercury", "one bit flipped"])
def test_it_prints_what_was_checked(played: Played, line: str) -> None:
    assert line in played.output


@pytest.mark.parametrize(
    "line",
    [
        "Bishkek works already: its case is imported",
        "a case cannot skip a state: state-skipped",
        "missing: a practical course passed by key-1",
        "missing: the file of a sample warning and feedback exchanged in the sandbox",
        "KG-BATKEN is refused, and what is missing is named: onboarding-incomplete",
        "the case is open",
    ],
)
def test_batken_is_onboarded_step_by_step_and_not_opened_early(played: Played, line: str) -> None:
    assert line in played.output


def test_batken_was_refused_before_it_opened(played: Played) -> None:
    refused, opened = (played.output.index(each) for each in ("onboarding-incomplete", "Batken opens"))
    assert refused < opened


@pytest.mark.parametrize(
    "line",
    [
        "in the log nothing stands between the two",
        "the API refuses the mailbox to the leaver: revoked-key",
        "none of the leaver's 2 keys opens it",
        "a colleague's keys open both",
    ],
)
def test_who_left_osh_reads_nothing_new(played: Played, line: str) -> None:
    assert line in played.output


@pytest.mark.parametrize(
    "line",
    [
        "both logs' checkpoints are signed with the keys that the root appointed",
        "nothing was left unchecked, and nothing is held against the exchange",
        "2 envelopes are proven at their place in the log",
    ],
)
def test_the_exchange_is_audited_and_proven(played: Played, line: str) -> None:
    assert line in played.output


def test_a_second_demo_tries_the_leavers_keys_and_an_early_opening_again(stayed: Stayed) -> None:
    assert "KG-NARYN is refused, and what is missing is named" in stayed.demo.output
    assert "none of the leaver's 2 keys opens it" in stayed.demo.output


def test_a_second_demo_goes_on_with_the_same_programme(played: Played, stayed: Stayed) -> None:
    assert stayed.demo.code == 0, stayed.demo.output
    assert stayed.demo.report["ok"] is True
    founding = (played.state / "founding").read_text().strip()
    assert f"founding hash {founding}" in played.output
    assert f"founding hash {founding}" in stayed.demo.output


def test_the_command_that_it_prints_to_look_around_works(stayed: Stayed) -> None:
    assert stayed.looked.returncode == 0, stayed.looked.stderr
    assert "KG-OSH" in stayed.looked.stdout


def test_ctrl_c_stops_it_and_no_process_is_left(stayed: Stayed) -> None:
    assert "stopping" in stayed.demo.output
    state = str(stayed.demo.state)
    assert [p for p in psutil.process_iter(["cmdline"]) if state in " ".join(p.info["cmdline"] or [])] == []
