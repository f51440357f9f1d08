"""A unit that lost every home, on the real exchange: shares, drill, new beginning, the unread envelope."""

from __future__ import annotations

import re
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sealwire.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene
    from simulators.desks import Desk

WARNING = Path(__file__).parents[3] / "examples" / "acetic-acid" / "warning.json"
TOKMOK = "KG-TOK"
RECOVER = ("recover", TOKMOK, "key-2", "--reason", "fire in the customs post")


@pytest.fixture(scope="module")
def tokmok(scene: Scene) -> Desk:
    """The desk of the one key officer of a unit of its own, which is lost in these tests."""
    scene.administrator.open_unit(TOKMOK, en="Tokmok")
    return scene.office.enrolled(TOKMOK, "key-1", voucher=scene.administrator)


def set_up(desk: Desk, folder: Path, *, threshold: int = 2, shares: int = 3) -> list[Path]:
    numbers = ("--threshold", str(threshold), "--shares", str(shares))
    done = desk.run("admin", "recovery-setup", *numbers, "--to-folder", folder)
    desk.ease()
    return [Path(path) for path in done["files"]]


def given(paths: list[Path]) -> list[str]:
    return [argument for path in paths for argument in ("--share-file", str(path))]


def test_a_unit_that_lost_every_home_recovers_reads_what_it_missed_and_sends_again(
    scene: Scene, tokmok: Desk, tmp_path: Path
) -> None:
    shares = set_up(tokmok, tmp_path / "shares", threshold=3, shares=4)
    missed = scene.osh.run("send", WARNING, "--to", TOKMOK)["id"]
    # Every home of the unit is gone here; nothing but three pieces of paper is left.
    new = scene.office.desk("tokmok-new")
    refused = new.refused(*RECOVER, *given(shares[:2]))
    assert refused == (ExitCode.REFUSED, "shares-missing")
    assert tokmok.run("whoami")["status"] == "active"
    done = new.run(*RECOVER, *given(shares[1:]))
    new.ease()
    assert done["epochs_read_again"] == 1
    assert missed in new.run("inbox")["new"]
    assert new.run("read", missed)["kind"] == "warning"
    assert new.run("send", WARNING, "--to", "KG-OSH")["position"] >= 1
    assert new.run("admin", "recovery-drill", *given(shares[:3]))["epoch"] == done["epoch"]
    # Everybody else sees it, and the lost home is worth nothing.
    (seen,) = scene.osh.run("devices", TOKMOK)["devices"]
    assert (seen["device"], seen["officer"]) == (done["device"], "key-2")
    assert f"{TOKMOK} began again" in scene.batken.result("sync").stderr
    assert "fire in the customs post" in scene.bishkek.result("sync").stderr
    assert tokmok.refused("sync") == (ExitCode.LOCKED, "device-revoked")
    sent = scene.osh.run("send", WARNING, "--to", TOKMOK)["id"]
    assert new.run("read", sent)["kind"] == "warning"
    assert tokmok.refused("read", sent)[0] == ExitCode.LOCKED
    colleague = scene.office.enrolled(TOKMOK, "analyst-1", voucher=new, role="analyst")
    assert colleague.run("read", sent)["kind"] == "warning"


@pytest.fixture(scope="module")
def kant(scene: Scene) -> Desk:
    scene.administrator.open_unit("KG-KNT", en="Kant")
    return scene.office.enrolled("KG-KNT", "key-1", voucher=scene.administrator)


def test_each_share_is_shown_to_its_holder_and_confirmed_before_the_recovery_counts(
    scene: Scene, kant: Desk
) -> None:
    setup = ("admin", "recovery-setup", "--threshold", "2", "--shares", "2")
    # The last words are not known before they are shown: nobody has confirmed anything, and nothing counts.
    assert kant.refused(*setup, typed="no\n") == (ExitCode.REFUSED, "no-answer")
    assert kant.refused("admin", "recovery-drill", typed="") == (ExitCode.REFUSED, "no-answer")
    assert "KG-KNT" in scene.administrator.run("expiring")["without_recovery"]


def test_a_share_names_unit_number_and_threshold_and_its_file_is_its_owners(
    kant: Desk, tmp_path: Path
) -> None:
    first, second = set_up(kant, tmp_path / "shares", shares=2)
    text = first.read_text(encoding="ascii")
    assert "KG-KNT: recovery share 1 of 2; any 2 recover the unit" in text
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert first.parent.stat().st_mode & 0o077 == 0
    setup = ("admin", "recovery-setup", "--threshold", "2", "--shares", "2")
    again = kant.refused(*setup, "--to-folder", first.parent)
    assert second.name == "KG-KNT-share-2-of-2.txt"
    assert again == (ExitCode.REFUSED, "share-file-exists")
    assert "KG-KNT" not in kant.run("expiring")["without_recovery"]


def test_a_drill_takes_typed_shares_asks_again_after_an_error_and_says_that_it_worked(
    kant: Desk, tmp_path: Path
) -> None:
    files = set_up(kant, tmp_path / "typed", shares=3)
    one, two = (re.sub("(?m)^#.*$", "", path.read_text(encoding="ascii")).strip() for path in files[:2])
    wrong = one.replace(one.split()[9], "acid", 1) if one.split()[9] != "acid" else one + " acid"
    done = kant.result("admin", "recovery-drill", typed=f"{wrong}\n{one}\n{one}\n{two.upper()}\n")
    assert done.exit_code == 0, done.output
    assert "It worked: these shares are those of KG-KNT" in done.stdout
    assert "Nothing was posted. The next drill is wise before 20" in done.stdout
    assert "read it again word by word" in done.stderr
    assert "That one was given already." in done.stderr
    missing = kant.refused("admin", "recovery-drill", typed=f"{one}\n")
    assert missing == (ExitCode.REFUSED, "shares-missing")
    assert kant.run("admin", "recovery-drill", *given(files[1:]))["next_at"] > time.time()


def test_no_share_is_printed_where_a_script_would_keep_it(kant: Desk, tmp_path: Path) -> None:
    numbers = ("--threshold", "2", "--shares", "2")
    done = kant.result("admin", "recovery-setup", *numbers, "--json", "--to-folder", tmp_path / "kept")
    kept = [path.read_text(encoding="ascii").splitlines()[1] for path in (tmp_path / "kept").iterdir()]
    assert len(kept) == 2
    for share in kept:
        assert not any(" ".join(share.split()[at : at + 3]) in done.output for at in range(30))
    store = b"".join(path.read_bytes() for path in kant.folder.iterdir() if path.is_file())
    assert not any(share.encode() in store for share in kept)
