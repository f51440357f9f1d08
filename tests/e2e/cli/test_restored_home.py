"""A home that is copied back from a backup counts on from what it has sent since, and looks like no liar."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene
    from simulators.desks import Desk

WARNING = Path(__file__).parents[3] / "examples" / "acetic-acid" / "warning.json"


def back_up(desk: Desk, copy: Path) -> None:
    with closing(sqlite3.connect(desk.folder / "state.db")) as home:
        home.execute("VACUUM INTO ?", (str(copy),))


def restore(desk: Desk, copy: Path) -> None:
    for file in desk.folder.glob("state.db*"):
        file.unlink()
    shutil.copy(copy, desk.folder / "state.db")


def sent(desk: Desk) -> str:
    answer = desk.run("send", WARNING, "--to", "KG-BAT")
    assert answer["position"] is not None
    return str(answer["id"])


@pytest.mark.parametrize("since", [0, 1, 3], ids=["nothing", "one", "several"])
def test_what_is_sent_after_a_backup_came_back_is_accepted_and_all_of_it_can_be_read(
    scene: Scene, tmp_path: Path, since: int
) -> None:
    osh, batken, copy = scene.osh, scene.batken, tmp_path / "backup.db"
    ids = [sent(osh)]
    back_up(osh, copy)
    ids += [sent(osh) for _ in range(since)]
    restore(osh, copy)
    ids += [sent(osh), sent(osh)]
    for desk in (osh, batken):
        desk.run("inbox")
        for each in ids:
            assert desk.run("read", each)["kind"] == "warning"
    assert batken.run("read", ids[-1])["missing"] == []
