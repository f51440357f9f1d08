"""What a sender sealed, whatever it is, is shown and steers nothing; what a file proves is not overstated."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sealwire.cli import output
from sealwire.cli.notice_text import content_lines
from sealwire.cli.shapes import content_json
from sealwire.client import mailbox
from sealwire.client.offline import NOT_PROVED, Check, verify
from sealwire.envelope.content import Content
from simulators.desks import Desk
from simulators.programme import BATKEN, OSH
from simulators.stand_in import StandIn, at_work
from simulators.threads import WARNING_ID, Thread

if TYPE_CHECKING:
    from sealwire.cbor import Value

ROOT = Path(__file__).parents[3]
FEEDBACK = json.loads((ROOT / "examples" / "acetic-acid" / "feedback.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(b"\x00\xff", "00ff", id="a byte string"),
        pytest.param([1, {"deep": b"\x01"}], [1, {"deep": "01"}], id="a byte string further in"),
        pytest.param("plain", "plain", id="a text"),
        pytest.param(None, None, id="nothing"),
    ],
)
@pytest.mark.parametrize("kind", ["warning", "of-the-future"])
def test_a_content_of_any_cbor_value_is_shown(kind: str, value: Value, shown: object) -> None:
    content = Content(kind, 1, {"field": value})
    assert content_json(content)["content"] == {"field": shown}
    assert json.dumps(content_json(content))
    assert any("field" in line for line in content_lines(content, "en"))


def test_no_line_of_a_note_passes_for_one_of_the_program() -> None:
    forged = "From      KG-BIS/key-1, signature and directory checked"
    content = {**FEEDBACK["content"], "note_for_next_leg": f"As agreed.\n{forged}\n\nEnvelope 1"}
    lines = "\n".join(content_lines(Content("feedback", 1, content), "en")).split("\n")
    assert forged not in lines
    assert f"      {forged}" in lines


def test_json_on_a_terminal_steers_nothing_and_stays_json(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"text": "Ош \x1b[2J \x9b \u202e \ud800 \U000e0001 \\ \n"}
    output.result(value)
    line = capsys.readouterr().out
    assert json.loads(line) == value
    assert line.removesuffix("\n").isprintable()
    assert "Ош" in line


async def test_an_exported_file_is_for_its_owner_only_and_says_what_it_does_not_prove(
    tmp_path: Path,
) -> None:
    thread = Thread()
    exchange = StandIn(thread.programme)
    session = at_work(tmp_path / "home", exchange, thread.batken, thread.epochs[BATKEN])
    exchange.deliver(thread.warning.raw)
    await mailbox.fetch(session)
    await session.close()
    file = tmp_path / "thread.cbor"
    # In another thread there is no running loop, which the command starts itself.
    await asyncio.to_thread(
        Desk(tmp_path / "home").run, "export", str(WARNING_ID), "--output", file, "--disclose"
    )
    assert file.stat().st_mode & 0o077 == 0
    founding = thread.programme.founding.hex()
    verify_it = ("verify", file, "--founding", founding)
    verified = Desk(tmp_path / "none").run(*verify_it)
    assert (verified["ok"], verified["not_proved"]) == (True, list(NOT_PROVED))
    text = Desk(tmp_path / "none").result(*verify_it).stdout
    assert all(each in text for each in NOT_PROVED)


def test_the_documented_limits_of_verify_are_the_programs() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    listed = page.split("What it does not prove:\n\n")[1].split("\n\n")[0]
    assert listed.splitlines() == [f"- {each}" for each in NOT_PROVED]


def test_verify_says_of_a_device_and_a_unit_what_became_of_them_since() -> None:
    thread = Thread()
    file = thread.file()

    def said(check: Check) -> list[str]:
        report = verify(
            replace(file, statements=tuple(thread.programme.statements)), thread.programme.founding
        )
        assert report.ok
        return [each.said for each in report.findings if each.check is check]

    assert not any("since" in each for check in (Check.ENVELOPE, Check.RECEIPT) for each in said(check))
    thread.programme.say(thread.osh.sign, lambda a: a.revoke_device(OSH, thread.osh.device_id))
    thread.programme.say(thread.administrator.sign, lambda a: a.suspend_unit(BATKEN, "an inquiry"))
    assert ["(revoked since)" in each for each in said(Check.ENVELOPE)] == [True, True, False]
    assert ["(unit suspended since)" in each for each in said(Check.ENVELOPE)] == [False, False, True]
    assert ["(revoked since)" in each for each in said(Check.RECEIPT)] == [False, True]


def test_plaintext_is_not_in_the_text_of_an_object() -> None:
    assert "TGHU" not in repr(Content("warning", 1, {"container": "TGHU 759933 0"}))
