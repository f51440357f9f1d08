"""Enrolment at the command line: what a voucher must hear, and what the exchange and the client refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.cli.conftest import Scene

NOT_HEARD = "00000 00000 00000 00000 00000 00000"


def test_keys_are_vouched_for_only_with_the_fingerprint_that_was_heard(scene: Scene) -> None:
    code = scene.osh.run("admin", "invite", "KG-OSH", "heard-1", "--role", "analyst")["code"]
    desk = scene.office.desk("heard-1")
    shown = desk.run("enrol", "KG-OSH", "heard-1", typed=f"{code}\n")
    vouch = ("admin", "vouch", "KG-OSH", "heard-1", "--fingerprint")
    assert scene.osh.refused(*vouch, NOT_HEARD) == (ExitCode.REFUSED, "fingerprint-differs")
    assert desk.refused("enrol", "--finish") == (ExitCode.LOCKED, "not-enrolled")
    assert desk.run("whoami")["status"] == "waiting"
    scene.osh.run(*vouch, shown["fingerprint"])
    assert desk.run("enrol", "--finish")["unit"] == "KG-OSH"
    assert desk.run("whoami")["status"] == "active"


def test_a_code_works_once_and_another_never(scene: Scene) -> None:
    code = scene.osh.run("admin", "invite", "KG-OSH", "once-1", "--role", "analyst")["code"]
    scene.office.desk("once-1").run("enrol", "KG-OSH", "once-1", typed=f"{code}\n")
    second = scene.office.desk("once-1-again")
    enrol = ("enrol", "KG-OSH", "once-1")
    assert second.refused(*enrol, typed=f"{code}\n") == (ExitCode.REFUSED, "enrolment-code-used")
    assert second.refused(*enrol, typed="AAAA-BBBB-CCCC-DDDD\n") == (ExitCode.REFUSED, "wrong-enrolment-code")


def test_roles_are_taken_from_the_invitation_of_this_device_never_from_the_server(
    scene: Scene,
) -> None:
    code = scene.osh.run("admin", "invite", "KG-OSH", "roles-1", "--role", "viewer")["code"]
    store = scene.osh.folder / "state.db"
    before = store.stat().st_mtime_ns
    desk = scene.office.desk("roles-1")
    shown = desk.run("enrol", "KG-OSH", "roles-1", typed=f"{code}\n")["fingerprint"]
    other = scene.office.enrolled("KG-OSH", "key-2", voucher=scene.osh)
    vouch = ("admin", "vouch", "KG-OSH", "roles-1", "--fingerprint", shown)
    assert other.refused(*vouch) == (ExitCode.REFUSED, "roles-unknown")
    other.run(*vouch, "--role", "viewer")
    assert desk.run("enrol", "--finish")["officer"] == "roles-1"
    assert store.stat().st_mtime_ns >= before


def test_who_is_no_key_officer_cannot_invite(scene: Scene) -> None:
    analyst = scene.office.enrolled("KG-OSH", "analyst-9", voucher=scene.osh, role="analyst")
    exit_code, _ = analyst.refused("admin", "invite", "KG-OSH", "someone", "--role", "analyst")
    assert exit_code == ExitCode.REFUSED


def test_an_administrator_of_another_country_opens_no_unit_here(scene: Scene) -> None:
    abroad = scene.office.administrator("admin-kz", scope="KZ")
    abroad.open_unit("KZ-AKT", en="Aktau", ru="Актау")
    refusal = abroad.refused("admin", "open-unit", "KG-NAR", "--name", "en=Naryn")
    assert refusal == (ExitCode.REFUSED, "wrong-authority")


def test_an_administrator_is_appointed_only_with_the_fingerprint_that_was_heard(
    scene: Scene, tmp_path: Path
) -> None:
    desk, card = scene.office.desk("admin-9"), tmp_path / "card"
    desk.run("admin", "keys", "admin-9", "--card", card)
    appoint = ("admin", "appoint", card, "--root", scene.office.folder / "root", "--fingerprint", NOT_HEARD)
    assert desk.refused(*appoint) == (ExitCode.REFUSED, "fingerprint-differs")
