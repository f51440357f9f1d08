"""Taking out of use at the command line: a lost device, an officer who leaves, a unit that is suspended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sealwire import checkpoint
from sealwire.cli.exit_codes import ExitCode
from simulators.programme import device_keys

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene
    from simulators.desks import Desk

WARNING = Path(__file__).parents[3] / "examples" / "acetic-acid" / "warning.json"
NARYN = "KG-NAR"


@pytest.fixture(scope="module")
def naryn(scene: Scene) -> Desk:
    """The desk of the key officer of a unit of its own, which these tests change."""
    scene.administrator.open_unit(NARYN, en="Naryn")
    return scene.office.enrolled(NARYN, "key-1", voucher=scene.administrator)


def epoch(desk: Desk, unit: str = NARYN) -> int | None:
    number: int | None = next(each["epoch"] for each in desk.run("units")["units"] if each["unit"] == unit)
    return number


def test_a_revoked_device_opens_nothing_sealed_afterwards_and_is_refused(scene: Scene, naryn: Desk) -> None:
    lost = scene.office.enrolled(NARYN, "analyst-1", voucher=naryn, role="analyst")
    before = scene.osh.run("send", WARNING, "--to", NARYN)["id"]
    assert lost.run("read", before)["kind"] == "warning"
    done = naryn.run("admin", "revoke-device", NARYN, "analyst-1")
    assert [each["officer"] for each in done["revoked"]] == ["analyst-1"]
    assert done["epoch"] == epoch(scene.osh) == 2
    after = scene.osh.run("send", WARNING, "--to", NARYN)["id"]
    assert naryn.run("read", after)["kind"] == "warning"
    for command in (("inbox",), ("sync",), ("read", after), ("send", WARNING, "--to", "KG-OSH")):
        assert lost.refused(*command) == (ExitCode.LOCKED, "device-revoked"), command
    assert lost.run("whoami")["status"] == "revoked"


def test_a_device_is_picked_by_its_fingerprint_where_a_handle_does_not_tell(
    scene: Scene, naryn: Desk
) -> None:
    first = scene.office.enrolled(NARYN, "twice-1", voucher=naryn, role="analyst")
    code = naryn.run("admin", "invite", NARYN, "twice-1", "--role", "analyst")["code"]
    second = scene.office.desk("twice-1-again")
    shown = second.run("enrol", NARYN, "twice-1", typed=f"{code}\n")["fingerprint"]
    naryn.run("admin", "vouch", NARYN, "twice-1", "--fingerprint", shown)
    second.run("enrol", "--finish")
    listed = {each["fingerprint"]: each for each in naryn.run("devices", NARYN)["devices"]}
    assert {shown, first.run("whoami")["fingerprint"]} < set(listed)
    assert listed[shown]["officer"] == "twice-1"
    assert listed[shown]["since"] < listed[shown]["until"]
    revoke = ("admin", "revoke-device", NARYN)
    assert naryn.refused(*revoke, "twice-1") == (ExitCode.REFUSED, "ambiguous-device")
    assert naryn.refused(*revoke, "00000 0") == (ExitCode.REFUSED, "no-such-device")
    assert naryn.refused(*revoke, shown[:4]) == (ExitCode.REFUSED, "no-such-device")
    done = naryn.run(*revoke, shown[:11])
    assert [each["device"] for each in done["revoked"]] == [listed[shown]["device"]]
    assert first.run("sync")["officer"] == "twice-1"
    assert second.refused("sync") == (ExitCode.LOCKED, "device-revoked")


def test_all_devices_of_an_officer_who_left_are_revoked(scene: Scene, naryn: Desk) -> None:
    leaving = scene.office.enrolled(NARYN, "leaving-1", voucher=naryn, role="search_team")
    number = epoch(naryn)
    done = naryn.run("admin", "officer-left", NARYN, "leaving-1")
    assert len(done["revoked"]) == 1
    assert number is not None
    assert done["epoch"] == number + 1
    assert leaving.refused("inbox") == (ExitCode.LOCKED, "device-revoked")
    again = naryn.refused("admin", "officer-left", NARYN, "leaving-1")
    assert again == (ExitCode.REFUSED, "not-in-directory")


def test_what_an_administrator_revokes_closes_the_epoch_and_the_unit_opens_the_next(
    scene: Scene, naryn: Desk
) -> None:
    gone = scene.office.enrolled(NARYN, "gone-1", voucher=naryn, role="analyst")
    done = scene.administrator.run("admin", "revoke-device", NARYN, "gone-1")
    assert done["epoch"] is None
    assert epoch(scene.osh) is None
    # Until then the unit is sent to by device: what matters arrives, and not at the revoked one.
    sent = scene.osh.run("send", WARNING, "--to", NARYN)["id"]
    assert naryn.run("read", sent)["kind"] == "warning"
    assert gone.refused("read", sent) == (ExitCode.LOCKED, "device-revoked")
    naryn.run("sync")
    assert epoch(scene.osh) is not None


def test_who_is_no_key_officer_revokes_nobody(scene: Scene, naryn: Desk) -> None:
    analyst = scene.office.enrolled(NARYN, "analyst-2", voucher=naryn, role="analyst")
    for command in (("revoke-device", NARYN, "key-1"), ("officer-left", NARYN, "key-1")):
        assert analyst.refused("admin", *command) == (ExitCode.REFUSED, "wrong-authority")
    assert naryn.run("sync")["officer"] == "key-1"


def test_a_suspended_unit_takes_no_part_until_it_is_resumed(scene: Scene, naryn: Desk) -> None:
    suspend = ("admin", "suspend-unit", NARYN, "--reason", "moves to another building")
    assert naryn.refused(*suspend) == (ExitCode.REFUSED, "wrong-authority")
    scene.administrator.run(*suspend)
    assert scene.osh.refused("send", WARNING, "--to", NARYN) == (ExitCode.REFUSED, "unit-not-open")
    scene.administrator.run("admin", "resume-unit", NARYN)
    naryn.run("sync")
    assert scene.osh.run("send", WARNING, "--to", NARYN)["position"] >= 1


def test_a_unit_is_closed_only_when_its_code_is_typed_again(scene: Scene) -> None:
    code = "KG-TLS"
    scene.administrator.open_unit(code, en="Talas")
    desk = scene.office.enrolled(code, "key-1", voucher=scene.administrator)
    close = ("admin", "close-unit", code, "--reason", "no crossing any more")
    assert scene.administrator.result(*close, typed="KG-NAR\n").exit_code == ExitCode.USAGE
    assert desk.run("sync")["unit"] == code
    scene.administrator.run(*close, typed=f"{code}\n")
    assert desk.refused("sync") == (ExitCode.LOCKED, "device-revoked")


def test_an_administrator_who_was_removed_says_nothing_any_more(scene: Scene) -> None:
    national = scene.office.administrator("admin-uz", scope="UZ")
    national.open_unit("UZ-TAS", en="Tashkent")
    remove = ("admin", "remove-administrator", "admin-uz")
    assert scene.osh.refused(*remove) == (ExitCode.REFUSED, "wrong-authority")
    scene.administrator.run(*remove)
    opening = ("admin", "open-unit", "UZ-NAV", "--name", "en=Navoi")
    assert national.refused(*opening) == (ExitCode.REFUSED, "wrong-authority")


def test_a_programme_administrator_appoints_the_administrator_of_a_country(
    scene: Scene, tmp_path: Path
) -> None:
    desk, card = scene.office.desk("admin-tm"), tmp_path / "card"
    shown = desk.run("admin", "keys", "admin-tm", "--card", card)["fingerprint"]
    desk.ease()
    appoint = ("admin", "appoint", card, "--scope", "TM", "--fingerprint", shown)
    assert scene.osh.refused(*appoint) == (ExitCode.REFUSED, "wrong-authority")
    scene.administrator.run(*appoint)
    assert desk.run("whoami")["status"] == "waiting"
    desk.run("expiring")
    assert desk.run("whoami")["administrator_of"] == "TM"


def test_the_key_of_another_programmes_log_is_not_appointed(scene: Scene) -> None:
    foreign = checkpoint.vkey(f"sealwire/{'5f' * 32}/directory", device_keys("another log").sign.public)
    root = ("--root", scene.office.folder / "root")
    refused = scene.administrator.refused("admin", "appoint-log", foreign, *root)
    assert refused == (ExitCode.REFUSED, "foreign-log-key")


def test_what_ends_is_listed_in_words_for_officers_and_administrators(scene: Scene) -> None:
    within = ("expiring", "--within-days", "800")
    own = {each["kind"] for each in scene.osh.run(*within)["endings"]}
    assert own == {"device", "epoch"}
    everywhere = scene.administrator.run(*within)["endings"]
    assert {"KG-OSH", "KG-BAT", "*"} <= {each["place"] for each in everywhere}
    assert [each["until"] for each in everywhere] == sorted(each["until"] for each in everywhere)
    shown = scene.osh.result(*within)
    assert "epoch" in shown.stdout
    assert "KG-OSH has no recovery; see `sealwire admin recovery-setup`" in shown.stderr


def test_the_root_removes_a_programme_administrator(scene: Scene) -> None:
    other = scene.office.administrator("admin-2")
    remove = ("admin", "remove-administrator", "admin-2")
    assert scene.administrator.refused(*remove) == (ExitCode.REFUSED, "wrong-authority")
    scene.administrator.run(*remove, "--root", scene.office.folder / "root")
    opening = ("admin", "open-unit", "TJ-DYU", "--name", "en=Dushanbe")
    assert other.refused(*opening) == (ExitCode.REFUSED, "wrong-authority")


def test_what_the_commands_say_is_said_in_words(scene: Scene, naryn: Desk) -> None:
    scene.office.enrolled(NARYN, "words-1", voucher=naryn, role="analyst")
    listed = naryn.result("devices", NARYN).stdout
    assert "words-1" in listed
    assert "Fingerprint" in listed
    done = naryn.result("admin", "revoke-device", NARYN, "words-1").stdout
    assert "Revoked words-1's device" in done
    assert f"{NARYN} is sent to under epoch" in done
