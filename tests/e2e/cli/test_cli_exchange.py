"""The main job at the command line, against the real exchange: enrol, warn, read, answer, verify."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sealwire.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e.cli.conftest import Scene
    from simulators.desks import Desk

EXAMPLES = Path(__file__).parents[3] / "examples"
WARNING = EXAMPLES / "acetic-acid" / "warning.json"
FEEDBACK = EXAMPLES / "acetic-acid" / "feedback.json"
CLOSED_PORT = "http://127.0.0.1:9"


def ids(desk: Desk) -> list[str]:
    return [each["id"] for each in desk.run("inbox")["envelopes"]]


def kinds(desk: Desk, envelope: str) -> set[tuple[str, str]]:
    return {(each["unit"], each["kind"]) for each in desk.run("receipts", envelope)["receipts"]}


@pytest.fixture
def without_link(scene: Scene) -> Iterator[Desk]:
    """Osh's desk while nothing answers at the address it knows."""
    config = scene.osh.folder / "config.json"
    before = config.read_text(encoding="utf-8")
    config.write_text(json.dumps({**json.loads(before), "server": CLOSED_PORT}), encoding="utf-8")
    yield scene.osh
    config.write_text(before, encoding="utf-8")


def test_a_warning_is_read_acknowledged_and_answered_and_the_thread_verifies(
    scene: Scene, tmp_path: Path
) -> None:
    sent = scene.osh.run("send", WARNING, "--to", "KG-BAT", "--to", "KG-BIS", "--due-hours", "48")
    assert not sent["pending"]
    assert sent["position"] >= 1
    assert sent["id"] in scene.batken.run("inbox")["new"]
    opened = scene.batken.run("read", sent["id"][-12:])
    assert opened["content"] == json.loads(WARNING.read_text(encoding="utf-8"))["content"]
    assert (opened["from"], opened["officer"], opened["missing"]) == ("KG-OSH", "key-1", [])
    scene.batken.run("acknowledge", sent["id"])
    answer = scene.batken.run("answer", sent["id"], FEEDBACK)
    assert scene.osh.run("read", answer["id"])["re"] == sent["id"]
    assert scene.bishkek.run("read", sent["id"])["kind"] == "warning"
    assert kinds(scene.osh, sent["id"]) == {
        ("KG-BAT", "delivered"), ("KG-BAT", "opened"), ("KG-BAT", "acknowledged"),
        ("KG-BIS", "delivered"), ("KG-BIS", "opened"),
    }  # fmt: skip
    file = tmp_path / "thread.cbor"
    assert scene.osh.run("export", sent["id"], "--output", file)["envelopes"] == 2
    verified = scene.administrator.run("verify", file)
    assert (verified["ok"], verified["contents"]) == (True, {})


def test_every_command_that_shows_text_shows_it_in_words(scene: Scene) -> None:
    sent = scene.osh.run("send", WARNING, "--to", "KG-BAT")
    shown = {
        "inbox": scene.batken.result("inbox"),
        "read": scene.batken.result("read", sent["id"], "--language", "ru"),
        "receipts": scene.osh.result("receipts", sent["id"]),
        "units": scene.osh.result("units"),
        "whoami": scene.osh.result("whoami"),
        "sync": scene.osh.result("sync"),
        "enrolments": scene.administrator.result("admin", "enrolments", "KG-OSH"),
    }
    assert {name: done.exit_code for name, done in shown.items()} == dict.fromkeys(shown, 0)
    assert "Предупреждение" in shown["read"].stdout
    assert sent["id"][-12:] in shown["inbox"].stdout.replace("\n", "")


def test_watch_ends_after_as_many_envelopes_as_were_asked_for(scene: Scene) -> None:
    scene.batken.run("inbox")
    sent = scene.osh.run("send", WARNING, "--to", "KG-BAT")
    assert scene.batken.run("watch", "--count", "1")["id"] == sent["id"]


def test_a_colleague_who_joins_later_reads_what_the_unit_was_sent(scene: Scene) -> None:
    before = scene.osh.run("send", WARNING, "--to", "KG-BIS")
    colleague = scene.office.enrolled("KG-BIS", "analyst-2", voucher=scene.bishkek, role="analyst")
    after = scene.osh.run("send", WARNING, "--to", "KG-BIS")
    for envelope in (before, after):
        assert colleague.run("read", envelope["id"])["kind"] == "warning"
    own = colleague.run("send", WARNING, "--to", "KG-OSH")
    assert scene.bishkek.run("read", own["id"])["officer"] == "analyst-2"


def test_a_red_notice_opens_for_the_named_officer_and_for_nobody_else(scene: Scene) -> None:
    colleague = scene.office.enrolled("KG-BAT", "analyst-3", voucher=scene.batken, role="analyst")
    sent = scene.osh.run("send", WARNING, "--to", "KG-BAT/key-1", "--tlp", "RED")
    assert scene.batken.run("read", sent["id"])["tlp"] == "RED"
    assert scene.osh.run("read", sent["id"])["tlp"] == "RED"
    assert colleague.refused("read", sent["id"]) == (ExitCode.REFUSED, "not-addressed")
    answer = scene.batken.run("answer", sent["id"], FEEDBACK)
    assert scene.osh.run("read", answer["id"])["tlp"] == "RED"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["--to", "KG-BAT", "--tlp", "RED"], "mark-broken", id="RED to a whole unit"),
        pytest.param(["--to", "KG-BAT/key-1"], "mark-broken", id="an officer under another mark than RED"),
        pytest.param(
            ["--to", "KG-BAT", "--to", "KG-BIS", "--tlp", "AMBER+STRICT"], "mark-broken",
            id="AMBER+STRICT to two units",
        ),
        pytest.param(["--to", "KG-NIX"], "unknown-recipient", id="a unit that is not there"),
        pytest.param(
            ["--to", "KG-BAT/nobody", "--tlp", "RED"], "unknown-recipient", id="nobody of that handle"
        ),
        pytest.param(["--to", "batken"], "malformed-identifier", id="no unit's code"),
    ],
)  # fmt: skip
def test_a_wrongly_addressed_notice_is_refused_before_a_number_is_spent(
    scene: Scene, arguments: list[str], code: str
) -> None:
    seq = scene.osh.run("read", scene.osh.run("send", WARNING, "--to", "KG-BAT")["id"])["seq"]
    assert scene.osh.refused("send", WARNING, *arguments) == (ExitCode.REFUSED, code)
    following = scene.osh.run("send", WARNING, "--to", "KG-BAT", "--tlp", "AMBER+STRICT")
    assert scene.osh.run("read", following["id"])["seq"] == seq + 1


def test_without_a_link_a_notice_waits_and_sync_sends_the_same_bytes(
    scene: Scene, without_link: Desk
) -> None:
    kept = without_link.result("send", WARNING, "--to", "KG-BAT", "--json")
    assert kept.exit_code == ExitCode.OFFLINE
    assert (sent := json.loads(kept.stdout))["pending"]
    assert without_link.refused("inbox") == (ExitCode.OFFLINE, "offline")
    config = without_link.folder / "config.json"
    values = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(json.dumps({**values, "server": scene.office.server}), encoding="utf-8")
    synced = without_link.run("sync")
    assert [each["id"] for each in synced["sent"]] == [sent["id"]]
    assert synced["pending"] == []
    assert scene.batken.run("read", sent["id"])["missing"] == []
    assert without_link.run("sync")["sent"] == []


def test_an_envelope_that_is_nowhere_is_refused(scene: Scene) -> None:
    nowhere = "019a0000-0000-7000-8000-00000000dead"
    assert scene.osh.refused("read", nowhere) == (ExitCode.REFUSED, "no-such-envelope")
    assert scene.osh.refused("read", "ffffffffffff") == (ExitCode.REFUSED, "no-such-envelope")
