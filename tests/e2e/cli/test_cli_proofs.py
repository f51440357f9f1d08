"""Once the root has appointed the logs' keys, a running exchange is held to what it signed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sealwire import checkpoint

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene
    from simulators.desks import Desk

WARNING = Path(__file__).parents[3] / "examples" / "acetic-acid" / "warning.json"
WITHIN_S = 10


@pytest.fixture
def signed(scene: Scene) -> Scene:
    """The exchange after both keys were appointed, which nobody here need have done before."""
    if not scene.osh.run("sync")["directory_signed"]:
        founding = bytes.fromhex(scene.office.founding)
        for log, public in scene.stack.log_keys.items():
            key = checkpoint.vkey(checkpoint.origin(founding, log), public)
            scene.administrator.run("admin", "appoint-log", key, "--root", scene.office.folder / "root")
    return scene


def exported(desk: Desk, envelope: str, file: Path) -> str:
    """Return what verify says of the acceptance in an exported thread, when it is proven."""
    deadline = time.monotonic() + WITHIN_S
    while True:
        desk.run("export", envelope, "--output", file)
        verified = desk.run("verify", file)
        [said] = [each["said"] for each in verified["findings"] if each["check"] == "acceptance"]
        if "proven" in said or time.monotonic() > deadline:
            return str(said)
        time.sleep(0.2)


def test_a_sent_warning_is_proven_in_the_log_for_both_sides(signed: Scene, tmp_path: Path) -> None:
    sent = signed.osh.run("send", WARNING, "--to", "KG-BAT")
    place = f"place {sent['position']} in the log, proven under a checkpoint of "
    assert exported(signed.osh, sent["id"], tmp_path / "osh.cbor").startswith(place)
    signed.batken.run("read", sent["id"])
    assert exported(signed.batken, sent["id"], tmp_path / "batken.cbor").startswith(place)


def test_a_home_at_work_passes_its_audit_against_the_running_exchange(signed: Scene) -> None:
    assert signed.osh.run("sync")["directory_signed"]
    audited = signed.osh.run("audit")
    assert (audited["ok"], audited["unchecked"], audited["evidence"]) == (True, [], [])
    checked = {(each["check"], each["about"]) for each in audited["findings"]}
    assert {("server", "directory"), ("server", "envelopes"), ("statements", "directory")} <= checked
