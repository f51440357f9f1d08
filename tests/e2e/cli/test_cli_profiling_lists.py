"""Lists and strategic goods at the command line, by an analyst and the head of their unit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from e2e.cli.conftest import OSH
from e2e.cli.profiling_work import NEXT_YEAR, WANTED
from sealwire.cli.exit_codes import ExitCode
from simulators.un_list import consolidated

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.cli.profiling_work import Work


def test_entries_of_a_list_are_changed_removed_and_go_out_and_in_as_a_table(
    work: Work, tmp_path: Path
) -> None:
    make = ("profile", "list-make", "firms", "--title", "ru=Фирмы", "--kind", "company", "--owner", OSH)
    assert work.analyst.run(*make)["version"] == 1
    entry, table = tmp_path / "entry.json", tmp_path / "firms.csv"
    table.write_text("", encoding="utf-8")
    table.chmod(0o644)
    said = {"names": [{"text": "Sary-Tash Line LLC"}], "reason": "A front", "expires_on": NEXT_YEAR}
    entry.write_text(json.dumps(said), encoding="utf-8")
    added = work.analyst.run("profile", "list-add", "firms", entry, "--source", "document")
    assert (added["content"]["kind"], added["content"]["source"]) == ("company", "document")
    entry.write_text(json.dumps({"reason": "A front of another"}), encoding="utf-8")
    revised = work.analyst.run("profile", "list-revise", "firms", added["id"], entry)
    assert (revised["version"], revised["content"]["names"]) == (2, added["content"]["names"])
    entry.write_text(json.dumps({"reasn": "misspelt"}), encoding="utf-8")
    assert work.analyst.result("profile", "list-revise", "firms", added["id"], entry).exit_code == 2
    work.analyst.run("profile", "list-export", "firms", table)
    assert table.stat().st_mode & 0o077 == 0
    assert work.analyst.run("profile", "list-import", "firms", table)["unchanged"] == 1
    lines = ["kind;names;reason;source;confidence;expires_on", f"company;A Firm;Seen;notice;low;{NEXT_YEAR}"]
    table.write_text("\n".join([*lines, f"ship;B;Seen;notice;low;{NEXT_YEAR}"]), encoding="utf-8")
    dry = work.analyst.result("profile", "list-import", "firms", table, "--dry-run")
    assert dry.exit_code == ExitCode.REFUSED
    assert "Nothing was entered; it would be: 1 new, 0 changed, 0 unchanged, 1 refused" in dry.stdout
    gone = work.analyst.run("profile", "list-remove", "firms", added["id"], "--reason", "Cleared in court")
    assert (gone["state"], gone["version"]) == ("removed", 3)
    assert work.head.run("profile", "list-show", "firms")["entries"] == []
    history = work.head.result("profile", "list-show", "firms", added["id"]).stdout
    assert history.index("Removed: Cleared in court") < history.index("Version 2, ")
    assert len(work.head.run("profile", "list-changes", "firms")["changes"]) == 4


def test_what_is_not_said_of_a_list_stays_as_it_is(work: Work) -> None:
    make = ("profile", "list-make", "lorries")
    assert work.analyst.refused(*make, "--kind", "container")[1] == "filing-refused"
    said = ("--title", "en=Lorries", "--kind", "container", "--owner", OSH, "--effect", "mandatory")
    work.analyst.run(*make, *said)
    changed = work.analyst.run(*make, "--title", "ru=Грузовики")
    assert (changed["version"], changed["effect"]) == (2, "mandatory")
    assert changed["titles"] == {"en": "Lorries", "ru": "Грузовики"}
    assert work.analyst.refused(*make, "--kind", "mixed")[1] == "list-fixed"


def test_a_file_of_the_un_that_drops_much_is_applied_when_an_officer_confirms(
    work: Work, tmp_path: Path
) -> None:
    make = ("profile", "list-make", "un", "--title", "en=UN", "--kind", "mixed", "--owner", "UN")
    work.analyst.run(*make, "--form", "un-consolidated", "--effect", "mandatory")
    whole, file = consolidated(20), tmp_path / "consolidated.xml"
    file.write_bytes(whole.xml())
    assert work.analyst.run("profile", "un-import", "un", file)["added"] == 20
    file.write_bytes(whole.without(*(each.data_id for each in whole.listed[:5])).xml())
    looked = work.analyst.result("profile", "un-import", "un", file, "--dry-run").stdout
    assert "Nothing was applied; it would be: 0 new, 0 changed, 5 dropped" in looked
    assert "It will need --confirm: shrinks" in looked
    refused = work.analyst.refused("profile", "un-import", "un", file)
    assert refused == (ExitCode.REFUSED, "confirmation-needed")
    assert work.analyst.run("profile", "un-import", "un", file, "--confirm")["removed"] == 5
    file.write_bytes(b"")
    assert work.analyst.refused("profile", "un-import", "un", file)[1] == "unreadable-list"


def test_a_cleared_hit_is_shown_as_cleared_until_the_clearance_is_taken_back(work: Work) -> None:
    look = ("profile", "screen", WANTED, "--what", "container")
    (hit,) = work.analyst.run(*look)["hits"]
    assert (hit["list"], hit["effect"], hit["cleared"]) == ("seized", "mandatory", None)
    why = ("--reason", "Sold and renumbered", "--expires", NEXT_YEAR)
    made = work.analyst.run("profile", "clear", hit["entry"], WANTED, "--what", "container", *why)
    assert work.analyst.run(*look)["hits"][0]["cleared"] == made["id"]
    assert made["id"][:8] in work.analyst.result(*look, "--language", "ru").stdout
    renew = ("profile", "clearance-renew", made["id"], *why)
    assert work.analyst.refused(*renew) == (ExitCode.REFUSED, "second-look")
    assert work.head.run(*renew)["version"] == 2
    active = work.analyst.run("profile", "clearances", "--state", "active")["clearances"]
    assert [each["id"] for each in active] == [made["id"]]
    work.analyst.run("profile", "clearance-withdraw", made["id"], "--reason", "It was the same one")
    assert work.analyst.run(*look)["hits"][0]["cleared"] is None


def test_a_list_that_changes_is_shown_where_the_consignment_stands_in_the_selection(work: Work) -> None:
    make = ("profile", "list-make", "fronts", "--title", "en=Fronts", "--kind", "container", "--owner", OSH)
    work.analyst.run(*make, "--effect", "mandatory")
    why = ("--reason", "Seen at a warehouse", "--expires", NEXT_YEAR)
    added = work.analyst.run("profile", "list-add", "fronts", "--container", "TGHU7654321", *why)
    asked = ("profile", "rescreenings", "--selection", work.selection["id"])

    def changed() -> list[str]:
        found = work.analyst.run(*asked, "--limit", "100")["rescreenings"]
        return [each["id"] for each in found if each["counts"]["changed"]]

    within = time.monotonic() + 60
    while not (found := changed()) and time.monotonic() < within:
        time.sleep(0.2)
    [row] = work.analyst.run("profile", "rescreening", found[0])["rows"]
    assert (row["reference"], [hit["entry"] for hit in row["added"]]) == ("BL-2", [added["id"]])
    told = work.analyst.result("profile", "rescreening", found[0], "--language", "ru").stdout
    assert "1 changed, 1 to be opened by a list now" in told
    assert "Added: fronts, mandatory, 1.00, equipment.number: TGHU7654321 as TGHU7654321\n" in told
    assert found[0][:8] in work.head.result(*asked).stdout
    ranked = ("profile", "ranked", work.selection["id"], "--changed")
    [place] = work.analyst.run(*ranked)["rows"]
    assert place["reasons"][0]["text"].startswith("Since this selection was made, the list fronts matches")
    shown = work.analyst.result(*ranked).stdout
    assert "lists say something else of 1 of them" in shown
    assert ("BL-2" in shown, "BL-3" in shown) == (True, False)


def test_advice_says_why_an_expert_is_needed_and_takes_answers(work: Work, tmp_path: Path) -> None:
    consignment, flour = work.row("BL-1")["consignment"], work.row("BL-3")["consignment"]
    table = tmp_path / "control.csv"
    table.write_text("hs;entry\n8458;2B001\nx;2B002\n", encoding="utf-8")
    file = ("profile", "control-table", "national", table, "--edition", "2026", "--source", "Government")
    assert work.analyst.refused(*file)[1] == "not-allowed"
    filed = work.head.result(*file)
    assert (filed.exit_code, "Filed version 1: 1 rows, 1 lines refused" in filed.stdout) == (1, True)
    said = work.analyst.result("profile", "advice", consignment).stdout
    assert said.startswith("This needs an expert, because HS 845811")
    assert "2B001" in said
    assert "Ask the expert:\n  Does a data sheet" in said
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"weapons-use": "yes", "resembles-listed": "no"}), encoding="utf-8")
    told = work.analyst.run("profile", "advice", consignment, "--answers", answers)
    assert "weapons of mass destruction" in told["sentence"]["en"]
    assert "resembles-listed" not in told["open_questions"]
    answers.write_text(json.dumps({"weapon-use": "yes"}), encoding="utf-8")
    assert work.analyst.result("profile", "advice", consignment, "--answers", answers).exit_code == 2
    assert work.analyst.run("profile", "advice", flour)["result"] == "nothing-asks-for-an-expert"
    typed = "perhaps\nн\nд\n" + "\n" * 30
    asked = work.analyst.run("profile", "advice", flour, "--ask", "--language", "ru", typed=typed)
    assert asked["sentence"]["ru"].endswith("конечное использование не названо.")
    work.head.run("profile", "control-table-retire", "national")
    (retired,) = work.analyst.run("profile", "control-tables")["tables"]
    assert (retired["version"], retired["rows"]) == (2, 0)


def test_answers_requests_and_replies_are_kept_and_seen_in_the_list(work: Work, tmp_path: Path) -> None:
    consignment, file = work.row("BL-1")["consignment"], tmp_path / "said.json"
    assert work.row("BL-1")["expert"]["stage"] == "not-answered"
    assert work.row("BL-3").get("expert") is None
    file.write_text(json.dumps({"weapons-use": "yes"}), encoding="utf-8")
    kept = work.analyst.run("profile", "goods-answer", consignment, "--answers", file)
    assert (kept["standing"]["stage"], kept["records"][0]["recorded_by"]) == ("answered", f"{OSH}/profiler-1")
    typed = "n\n" + "\n" * 30
    again = work.head.run("profile", "goods-answer", consignment, typed=typed)
    assert [each["answered_by"] for each in again["answers"]] == [f"{OSH}/chief-1", f"{OSH}/profiler-1"]
    file.write_text(json.dumps({"weapon-use": "yes"}), encoding="utf-8")
    assert work.analyst.result("profile", "goods-answer", consignment, "--answers", file).exit_code == 2
    asked = work.analyst.run("profile", "goods-asked", consignment, "KG-STC")
    number = str(asked["records"][-1]["number"])
    assert "asked, the answer is awaited" in work.analyst.result("profile", "consignment", consignment).stdout
    assert work.row("BL-1")["expert"] == {"stage": "with-an-expert", "outdated": False}
    file.write_text(json.dumps({"says": "cannot-tell", "words": "Send the data sheet"}), encoding="utf-8")
    assert work.analyst.refused("profile", "goods-reply", consignment, "1", file)[1] == "no-such-request"
    work.analyst.run("profile", "goods-reply", consignment, number, file)
    shown = work.head.result("profile", "goods", consignment).stdout
    assert shown.startswith("Expert: has answered\nThis needs an expert, because ")
    assert "cannot-tell: Send the data sheet" in shown
    assert "Expert" in work.analyst.result("profile", "ranked", work.selection["id"]).stdout


def test_at_a_terminal_what_is_open_is_asked(work: Work) -> None:
    keyboard, terminal = os.openpty()
    os.write(keyboard, b"y\n" + b"n\n" * 30)
    command = [sys.executable, "-m", "sealwire.cli", "profile", "advice", work.row("BL-1")["consignment"]]
    environment = {
        **os.environ,
        "SEALWIRE_HOME": str(work.analyst.folder),
        "SEALWIRE_PASSPHRASE": work.analyst.passphrase,
    }
    try:
        done = subprocess.run(
            [*command, "--json"], stdin=terminal, env=environment, capture_output=True, text=True, timeout=60,
            check=True,
        )  # fmt: skip
    finally:
        os.close(keyboard)
        os.close(terminal)
    told = json.loads(done.stdout)
    assert "the buyer resembles a listed party" in told["sentence"]["en"]
    assert told["open_questions"] == []
    assert "Does the buyer, or its address, resemble somebody" in done.stderr
