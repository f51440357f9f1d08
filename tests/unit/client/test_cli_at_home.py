"""The command line as far as it needs no exchange: exit codes, JSON, and what it says when it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sealwire
import typer.main
from sealwire import keystore
from sealwire.cli.app import app
from sealwire.cli.exit_codes import MEANINGS, ExitCode, exit_code_of
from sealwire.client import home
from sealwire.client.http import Offline
from sealwire.client.session import DeviceRevoked
from sealwire.envelope.verify import EpochClosed
from sealwire.errors import SealwireError, TooManyRequests
from sealwire.keystore import WrongPassphrase
from sealwire.terminal import printable
from simulators.desks import Desk
from simulators.threads import Thread

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
FOUNDING = "5f" * 32
# An interpreter that imports one of these pays a tenth of a second and more before the first line is printed.
HEAVY = {"asyncio", "cryptography", "httpx", "pydantic", "sealwire.client.member"}
INIT = ("init", "--server", "https://exchange.example", "--founding", FOUNDING)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home")


@pytest.fixture(scope="module")
def thread() -> Thread:
    return Thread()


def test_a_home_is_made_once_and_its_folder_is_for_its_owner_only(desk: Desk) -> None:
    assert desk.run(*INIT) == {
        "home": str(desk.folder), "server": "https://exchange.example", "founding": FOUNDING,
    }  # fmt: skip
    assert desk.folder.stat().st_mode & 0o077 == 0
    assert (desk.folder / "state.db").stat().st_mode & 0o077 == 0
    assert desk.refused(*INIT) == (ExitCode.REFUSED, "home-exists")


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        pytest.param(["inbox"], ExitCode.LOCKED, "no-home", id="without a home nothing is read"),
        pytest.param(["units"], ExitCode.LOCKED, "no-home", id="without a home there is no directory"),
        pytest.param(
            ["init", "--server", "http://exchange.example", "--founding", FOUNDING],
            ExitCode.REFUSED, "bad-setting", id="another machine is not reached in the clear",
        ),
        pytest.param(
            ["init", "--server", "https://[exchange", "--founding", FOUNDING],
            ExitCode.REFUSED, "bad-setting", id="an address that is none",
        ),
        pytest.param(
            ["init", "--server", "https://exchange.example:99999", "--founding", FOUNDING],
            ExitCode.REFUSED, "bad-setting", id="a port that is none",
        ),
        pytest.param(
            ["admin", "found", "programme", "--name", "n" * 201],
            ExitCode.REFUSED, "malformed-statement", id="a founding that nobody would accept",
        ),
        pytest.param(
            ["init", "--server", "https://exchange.example", "--founding", "5f"],
            ExitCode.REFUSED, "bad-setting", id="a founding hash has its whole length",
        ),
        pytest.param(
            ["send", "absent.json", "--to", "KG-BAT"],
            ExitCode.REFUSED, "notice-unreadable", id="a notice's file must be there",
        ),
        pytest.param(
            ["send", "--to", "KG-BAT"], ExitCode.REFUSED, "notice-missing", id="something must be sent"
        ),
    ],
)  # fmt: skip
def test_a_refusal_has_its_exit_code_and_its_problem(
    desk: Desk, arguments: list[str], code: int, problem: str
) -> None:
    assert desk.refused(*arguments) == (code, problem)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["no-such-command"], id="an unknown command"),
        pytest.param(["read"], id="a missing argument"),
        pytest.param(["send", "notice.json", "--priority", "3", "--to", "KG-BAT"], id="a value out of range"),
        pytest.param(["send", "notice.json"], id="nobody is addressed"),
        pytest.param(["send", "notice.json", "--to", "KG-BAT", "--tlp", "PINK"], id="no mark of TLP"),
        pytest.param(["enrol"], id="neither who enrols nor --finish"),
        pytest.param(["verify", "absent.cbor", "--founding", FOUNDING], id="a file that is not there"),
        pytest.param(["admin", "invite", "KG-OSH", "key-1", "--role", "king"], id="no role of the programme"),
    ],
)
def test_a_command_written_wrongly_ends_with_the_usage_code(desk: Desk, arguments: list[str]) -> None:
    assert desk.result(*arguments).exit_code == ExitCode.USAGE


def test_a_home_without_keys_is_not_enrolled(desk: Desk) -> None:
    desk.run(*INIT)
    assert desk.refused("inbox") == (ExitCode.LOCKED, "not-enrolled")
    assert desk.refused("send", ROOT / "examples/acetic-acid/warning.json", "--to", "KG-BAT") == (
        ExitCode.LOCKED, "not-enrolled",
    )  # fmt: skip


def test_keys_open_with_their_passphrase_only_and_are_never_printed(desk: Desk, tmp_path: Path) -> None:
    desk.run(*INIT)
    made = desk.run("admin", "keys", "admin-1", "--card", tmp_path / "card")
    shown = desk.result("whoami", "--json").output
    assert json.loads(shown)["fingerprint"] == made["fingerprint"]
    secrets = keystore.load(home.load(desk.folder).keys_path, desk.passphrase).device
    for seed in (secrets.sign.seed, secrets.auth.seed, secrets.seal.seed):
        assert seed.hex() not in shown
    wrong = replace(desk, passphrase="another")
    assert wrong.refused("whoami") == (ExitCode.LOCKED, "wrong-passphrase")


def test_a_passphrase_may_stand_in_a_file_and_never_in_an_argument(desk: Desk, tmp_path: Path) -> None:
    desk.run(*INIT)
    desk.run("admin", "keys", "admin-1", "--card", tmp_path / "card")
    file = tmp_path / "passphrase"
    file.write_text(desk.passphrase + "\n")
    assert replace(desk, passphrase="").run("whoami", "--passphrase-file", file)["status"] == "waiting"
    assert replace(desk, passphrase="").refused("whoami") == (ExitCode.LOCKED, "passphrase-missing")
    assert desk.result("whoami", "--passphrase", desk.passphrase).exit_code == ExitCode.USAGE


def test_a_card_that_could_not_be_written_is_made_again_from_the_same_keys(
    desk: Desk, tmp_path: Path
) -> None:
    desk.run(*INIT)
    keys = ("admin", "keys", "admin-1", "--card")
    assert desk.refused(*keys, tmp_path / "absent" / "card") == (ExitCode.REFUSED, "folder-unusable")
    made = desk.run(*keys, tmp_path / "card")
    assert made["fingerprint"] == desk.run("whoami")["fingerprint"]
    other = ("admin", "keys", "admin-2", "--card", tmp_path / "other")
    assert desk.refused(*other) == (ExitCode.REFUSED, "home-exists")
    wrong = replace(desk, passphrase="another")
    assert wrong.refused(*keys, tmp_path / "card") == (ExitCode.LOCKED, "wrong-passphrase")


@pytest.mark.parametrize("who", [("kg", "key-1"), ("KG-OSH", "Key 1")])
def test_who_cannot_be_is_refused_before_anything_is_asked_of_the_exchange(
    desk: Desk, who: tuple[str, str]
) -> None:
    desk.run(*INIT)
    refused = desk.refused("enrol", *who, typed="AAAA-BBBB-CCCC-DDDD\n")
    assert refused == (ExitCode.REFUSED, "malformed-identifier")


def test_a_home_that_was_changed_to_go_in_the_clear_is_refused(desk: Desk) -> None:
    desk.run(*INIT)
    config = desk.folder / "config.json"
    config.write_text(config.read_text(encoding="utf-8").replace("https://", "http://"), encoding="utf-8")
    assert desk.refused("inbox") == (ExitCode.REFUSED, "bad-setting")


def test_a_founding_is_made_once_and_keeps_its_root_key_locked(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "programme"
    founded = desk.run("admin", "found", folder, "--name", "Container Control")
    assert len(founded["founding"]) == 64
    assert (folder / "root.sealwire").stat().st_mode & 0o077 == 0
    again = ("admin", "found", folder, "--name", "Another")
    assert desk.refused(*again) == (ExitCode.REFUSED, "programme-exists")


def test_verify_needs_no_home_and_says_what_holds(desk: Desk, thread: Thread, tmp_path: Path) -> None:
    file = tmp_path / "thread.cbor"
    file.write_bytes(thread.file().encode())
    verified = desk.run("verify", file, "--founding", thread.programme.founding.hex())
    assert verified["ok"]
    assert len(verified["contents"]) == 3
    text = desk.result("verify", file, "--founding", thread.programme.founding.hex())
    assert text.exit_code == ExitCode.DONE
    assert "FAILED" not in text.stdout


def test_verify_ends_with_refused_when_a_check_fails(desk: Desk, thread: Thread, tmp_path: Path) -> None:
    file = tmp_path / "thread.cbor"
    file.write_bytes(thread.file().encode())
    done = desk.result("verify", file, "--founding", FOUNDING, "--json")
    assert done.exit_code == ExitCode.REFUSED
    assert json.loads(done.stdout)["ok"] is False
    file.write_bytes(b"no exchange file")
    assert desk.refused("verify", file, "--founding", FOUNDING) == (
        ExitCode.REFUSED, "malformed-exchange-file",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EpochClosed(), ExitCode.REFUSED),
        (WrongPassphrase(), ExitCode.LOCKED),
        (DeviceRevoked(), ExitCode.LOCKED),
        (Offline(), ExitCode.OFFLINE),
        (TooManyRequests(), ExitCode.OFFLINE),
        (SealwireError(), ExitCode.OFFLINE),
    ],
)
def test_a_family_of_refusals_has_its_exit_code(error: SealwireError, code: ExitCode) -> None:
    assert exit_code_of(error) is code


def test_the_documented_exit_codes_are_the_programs() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert set(MEANINGS) == set(ExitCode)
    for code, meaning in MEANINGS.items():
        assert f"| {code.value} | {meaning} |" in page


def test_the_documented_help_is_the_programs() -> None:
    checked = subprocess.run([sys.executable, ROOT / "tools" / "cli_docs.py", "--check"], check=False)
    assert checked.returncode == 0


def test_what_others_wrote_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[2Jb\u202ec\r\x07d\n") == "a?[2Jb?c??d\n"
    assert printable("Ош, Баткен\n") == "Ош, Баткен\n"


def test_every_command_has_the_shared_options() -> None:
    every = list(commands_of(typer.main.get_command(app)))
    assert len(every) >= 20
    for each in every:
        options = {name for param in each.params for name in param.opts}
        assert {"--home", "--json", "--passphrase-file"} <= options, each.name


def commands_of(command: Any) -> Iterator[Any]:
    groups = getattr(command, "commands", None)
    if groups is None:
        yield command
    else:
        for each in groups.values():
            yield from commands_of(each)


def test_help_imports_nothing_but_the_command_line() -> None:
    assert imported_by("--help") & HEAVY == set()


def test_a_command_imports_what_it_needs() -> None:
    assert "sealwire.client.member" in imported_by("inbox", "--home", "nowhere") & HEAVY


def imported_by(*arguments: str) -> set[str]:
    call = [sys.executable, "-X", "importtime", "-m", "sealwire.cli", *arguments]
    said = subprocess.run(call, check=False, capture_output=True, text=True).stderr
    return {line.rsplit("|", 1)[1].strip() for line in said.splitlines() if line.count("|") == 2}


@pytest.mark.parametrize("name", sealwire.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(sealwire, name) is not None


def test_errors_load_without_the_client() -> None:
    code = "import sealwire.errors, sys; sys.exit(any(m.startswith('sealwire.client') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
