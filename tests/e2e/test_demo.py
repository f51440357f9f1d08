"""`make demo ONCE=1` plays the main job and says so in its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest

if TYPE_CHECKING:
    from e2e.conftest import Played


@pytest.fixture(scope="session")
def played_again(played: Played) -> Played:
    from e2e.conftest import play  # noqa: PLC0415  # the fixture's own function, found by pytest's path

    return play(played.state)


def test_every_step_holds(played: Played) -> None:
    assert played.code == 0, played.output
    assert played.report["ok"] is True
    steps = played.report["steps"]
    assert len(steps) == 12
    assert all(set(step) == {"name", "ok", "seconds"} and step["ok"] for step in steps)


@pytest.mark.parametrize("line", ["accepted at position", "acknowledged", "mercury", "one bit flipped"])
def test_it_prints_what_was_checked(played: Played, line: str) -> None:
    assert line in played.output


def test_a_second_demo_goes_on_with_the_same_programme(played: Played, played_again: Played) -> None:
    assert played_again.code == 0, played_again.output
    assert played_again.report["ok"] is True
    founding = (played.state / "founding").read_text().strip()
    assert f"founding hash {founding}" in played.output
    assert f"founding hash {founding}" in played_again.output


def test_no_process_is_left(played_again: Played) -> None:
    state = str(played_again.state)
    assert [p for p in psutil.process_iter(["cmdline"]) if state in " ".join(p.info["cmdline"] or [])] == []
