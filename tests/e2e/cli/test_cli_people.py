"""Units and officers at the command line: filed, found, on duty, in groups, in files, in the history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sealwire.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.cli.conftest import Scene

BISHKEK = ZoneInfo("Asia/Bishkek")
UNIT = (
    "--kind", "land_crossing", "--local-code", "KYZYL-BEL", "--place", "Баткен", "--point", "40.06,70.82",
    "--agency", "State Customs Service", "--language", "ky", "--language", "ru", "--hours", "24/7",
    "--time-zone", "Asia/Bishkek", "--segment", "central-asia",
    "--contact", "phone:+996 3622 5 05 05|duty room",
)  # fmt: skip


def _now(hours: int) -> str:
    return (dt.datetime.now(BISHKEK) + dt.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def test_a_unit_is_filed_by_its_key_officer_and_found_by_another(scene: Scene) -> None:
    filed = scene.batken.run("unit", "set", "KG-BAT", *UNIT)
    assert (filed["version"], filed["open_now"], filed["status"]) == (1, True, "open")
    found = scene.osh.run("unit", "search", "баткен", "--country", "KG")["units"]
    assert [unit["code"] for unit in found] == ["KG-BAT"]
    changed = scene.batken.run("unit", "set", "KG-BAT", "--hours", "Mo-Fr 08:00-18:00")
    assert (changed["version"], changed["particulars"]["place"]) == (2, "Баткен")
    stale = ("unit", "set", "KG-BAT", "--kind", "rail", "--version", "1")
    assert scene.batken.refused(*stale) == (ExitCode.REFUSED, "changed-meanwhile")
    assert scene.osh.refused("unit", "set", "KG-BAT", "--kind", "rail") == (ExitCode.REFUSED, "not-allowed")
    malformed = ("unit", "set", "KG-BAT", "--kind", "harbour")
    assert scene.batken.refused(*malformed) == (ExitCode.REFUSED, "filing-refused")
    text = scene.osh.result("unit", "show", "KG-BAT").stdout
    assert "phone +996 3622 5 05 05 (duty room)" in text
    history = scene.batken.run("unit", "changes", "KG-BAT")["changes"]
    assert [each["version"] for each in history] == [2, 1]
    assert [each["field"] for each in history[0]["fields"]] == ["hours"]
    assert scene.osh.refused("unit", "changes", "KG-BAT") == (ExitCode.REFUSED, "not-allowed")


def test_who_is_on_duty_is_found_with_their_number(scene: Scene) -> None:
    scene.osh.run("unit", "set", "KG-OSH", *UNIT)
    shift = f"key-1 {_now(-1)} {_now(1)}"
    assert scene.osh.run("unit", "duty", "KG-OSH", "--shift", shift)["on_duty"] == ["key-1"]
    later = f"key-1 {_now(10)} {_now(20)}"
    assert len(scene.osh.run("unit", "duty", "KG-OSH", "--shift", later, "--add")["shifts"]) == 2
    scene.osh.run("officer", "set", "KG-OSH", "key-1", "--name", "Айбек", "--contact", "mobile:+996 555 1")
    found = scene.batken.run("unit", "search", "--on-duty")["units"]
    assert ("KG-OSH", ["key-1"]) in [(unit["code"], unit["on_duty"]) for unit in found]
    (officer,) = [
        each
        for each in scene.batken.run("officer", "list", "KG-OSH")["officers"]
        if each["handle"] == "key-1"
    ]
    assert (officer["roles"], officer["withheld"]) == (["key_officer"], ["gender"])
    assert officer["particulars"]["contacts"][0]["value"] == "+996 555 1"
    assert "Айбек" in scene.batken.result("officer", "list", "KG-OSH").stdout
    roster = scene.batken.result("unit", "duty", "KG-OSH").stdout
    assert "On duty now: key-1" in roster


def test_groups_and_segments_are_saved_in_versions(scene: Scene) -> None:
    admin = scene.administrator
    first = admin.run("group", "save", "south", "KG-OSH", "KG-BAT", "--scope", "KG", "--note", "южная дорога")
    second = admin.run("group", "save", "south", "KG-OSH", "--scope", "KG")
    assert (first["version"], second["version"]) == (1, 2)
    assert scene.osh.run("group", "show", "south", "--version", "1") == first
    assert scene.osh.run("group", "list")["groups"] == [second]
    assert [unit["code"] for unit in scene.osh.run("unit", "search", "--group", "south")["units"]] == [
        "KG-OSH"
    ]
    saved = admin.run("segment", "save", "fergana", "KG", "TJ", "UZ", "--name", "en=Fergana")
    listed = scene.osh.run("segment", "list")["segments"]
    assert [each["code"] for each in listed] == ["central-asia", "fergana"]
    assert saved in listed


def test_tables_go_out_and_come_back(scene: Scene, tmp_path: Path) -> None:
    for name in ("units.csv", "units.xlsx", "officers.csv"):
        table, file = name.partition(".")[0], tmp_path / name
        scene.administrator.run(f"export-{table}", file)
        assert file.stat().st_mode & 0o077 == 0
        report = scene.administrator.run(f"import-{table}", file)
        assert (report["unchanged"], report["refused"]) == (report["lines"], 0)
        assert report["lines"] >= 3
    bad = tmp_path / "bad.csv"
    bad.write_text("code;kind;unlocode;time_zone\nKG-NEW;ship;KGOSS;Asia/Bishkek\n", encoding="utf-8")
    done = scene.administrator.result("import-units", bad)
    assert done.exit_code == ExitCode.REFUSED
    assert "invalid-value" in done.stdout
    good = tmp_path / "good.csv"
    good.write_text("code;kind;unlocode;time_zone\nKG-NEW;rail;KGOSS;Asia/Bishkek\n", encoding="utf-8")
    dry = scene.administrator.run("import-units", good, "--dry-run")
    assert (dry["created"], dry["applied"]) == (1, False)
    assert scene.administrator.run("import-units", good)["applied"] is True
    assert scene.osh.run("unit", "show", "KG-NEW")["status"] == "planned"
