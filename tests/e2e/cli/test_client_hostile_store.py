"""An envelope is checked each time that it is read: what was altered on the way or on the disk is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sealwire.cli.exit_codes import ExitCode
from sealwire.client.store import Store
from simulators.sealing import flipped

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene

WARNING = Path(__file__).parents[3] / "examples" / "acetic-acid" / "warning.json"


@pytest.mark.parametrize(
    ("bit", "code"),
    [
        pytest.param(-1, "bad-signature", id="its signature"),
        pytest.param(-8 * 700, "bad-signature", id="its body"),
        pytest.param(0, "malformed-cbor", id="its form"),
    ],
)
def test_an_altered_envelope_is_neither_opened_nor_acknowledged(scene: Scene, bit: int, code: str) -> None:
    sent = scene.osh.run("send", WARNING, "--to", "KG-BAT")
    assert sent["id"] in scene.batken.run("inbox")["new"]
    store = Store(scene.batken.folder / "state.db")
    key = UUID(sent["id"]).bytes
    (raw,) = store.rows("SELECT raw FROM envelopes WHERE id = ?", (key,))[0]
    store.execute("UPDATE envelopes SET raw = ? WHERE id = ?", (flipped(raw, bit), key))
    assert scene.batken.refused("read", sent["id"]) == (ExitCode.REFUSED, code)
    assert scene.batken.refused("acknowledge", sent["id"]) == (ExitCode.REFUSED, code)
    store.execute("UPDATE envelopes SET raw = ? WHERE id = ?", (raw, key))
    store.close()
    assert scene.batken.run("read", sent["id"])["kind"] == "warning"
