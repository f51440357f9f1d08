"""Risk profiling at the command line, by an analyst and the head of their unit: from a file to a warning."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from e2e.cli.conftest import OSH
from sealwire.cli.exit_codes import ExitCode
from sealwire.notices import from_json
from sealwire.notices.warning import WarningNotice
from simulators.un_list import consolidated

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.cli.conftest import Scene
    from simulators.desks import Desk

TODAY = datetime.now(UTC).date()
NEXT_YEAR = str(TODAY + timedelta(days=365))
WANTED = "MSKU1234565"
ADOPTED = ("vague-description", "first-time-consignee")
BUDGET = 3
SOON_S = 60
HEADINGS = (
    "reference;direction;mode;shipper;consignee;container;seal;description;hs;gross weight;declaration date"
)

RULE = "gross_kg > 25000.0"
HEAVY = {
    "title": {"en": "Heavy goods", "ru": "Тяжёлый груз"},
    "rule": RULE,
    "weight": 10,
    "commodity": "other",
    "lane": "yellow",
    "why": {"en": "Few goods weigh so much.", "ru": "Немногие товары столько весят."},
}


def row(number: int, rest: str) -> str:
    return f"BL-{number};import;road;Guangzhou Tools {number};{rest};20000;{TODAY}"


MANIFEST = "\n".join(
    [
        HEADINGS,
        row(1, f"Ak-Jol LLC;{WANTED};S-1;Machine tools for metal;845811"),
        row(2, "Bishkek Foods;TGHU7654321;S-2;General cargo;"),
        *(
            row(n, f"Flour Trader {n};MSCU{600000 + n}3;S-{n};Wheat flour in sacks;110100")
            for n in range(3, 9)
        ),
        "BL-9;import;road;;;;;;;not a weight;yesterday",
    ]
)


@dataclass
class Work:
    """What the analyst and the head have done, as the commands answered it."""

    analyst: Desk
    head: Desk
    uploaded: dict[str, Any]
    entry: dict[str, Any]
    selection: dict[str, Any]

    def ranked(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.analyst.run("profile", "ranked", self.selection["id"])["rows"]
        return rows

    def row(self, reference: str) -> dict[str, Any]:
        return next(each for each in self.ranked() if each["reference"] == reference)


@pytest.fixture(scope="module")
def work(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Work:
    """An uploaded file, two live profiles, a watch list, and a selection of three."""
    analyst, head = (
        scene.office.enrolled(OSH, handle, voucher=scene.osh, role=role)
        for handle, role in (("profiler-1", "analyst"), ("chief-1", "unit_head"))
    )
    file = tmp_path_factory.mktemp("manifest") / "manifest.csv"
    file.write_text(MANIFEST, encoding="utf-8")
    uploaded = json.loads(analyst.result("profile", "upload", file, "--source", "manifests", "--json").stdout)
    analyst.run("profile", "ready", *(word for code in ADOPTED for word in ("--adopt", code)))
    for code in ADOPTED:
        for step in ("shadow", "approve", "go-live"):
            head.run("profile", "rule-step", code, "1", step)
    analyst.run(
        "profile", "list-make", "seized", "--title", "en=Seized before", "--kind", "container",
        "--owner", OSH, "--effect", "mandatory",
    )  # fmt: skip
    entry = analyst.run(
        "profile", "list-add", "seized", "--container", WANTED, "--reason", "Seizure of 2024",
        "--expires", NEXT_YEAR,
    )  # fmt: skip
    upload = uploaded["upload"]["id"]
    selection = analyst.run("profile", "select", "--upload", upload, "--budget", str(BUDGET))
    return Work(analyst, head, uploaded, entry, selection)


def test_a_file_is_read_and_its_wrong_line_is_told(work: Work) -> None:
    upload, errors = work.uploaded["upload"], work.uploaded["errors"]
    assert (upload["added"], upload["refused"]) == (8, 1)
    assert {(each["line"], each["column"]) for each in errors} == {
        (10, "gross weight"),
        (10, "declaration date"),
    }


def test_whom_a_file_names_is_told_and_numbered_companies_stay_apart(work: Work) -> None:
    upload, deadline = work.uploaded["upload"]["id"], time.monotonic() + SOON_S
    while (asked := work.analyst.result("profile", "parties", upload, "--json")).exit_code:
        assert json.loads(asked.stdout)["error"]["code"] == "parties-not-ready"
        assert time.monotonic() < deadline
        time.sleep(0.2)
    told = json.loads(asked.stdout)
    names = [each["name"] for party in told["parties"] for each in party["spellings"]]
    assert len(names) == told["total"] == 16
    assert {f"Guangzhou Tools {number}" for number in range(1, 9)} < set(names)
    page = work.analyst.result("profile", "parties", upload, "--limit", "3").stdout
    assert "There are more, of 16: --after 3" in page
    assert "Bishkek Foods" in work.analyst.result("profile", "parties", upload, "--after", "0").stdout


def test_a_ready_profile_goes_live_when_another_officer_than_its_author_approves_it(work: Work) -> None:
    (draft,) = work.analyst.run("profile", "ready", "--adopt", "seal-missing")["versions"]
    assert (draft["state"], draft["author"]) == ("draft", f"{OSH}/profiler-1")
    step = ("profile", "rule-step", "seal-missing", "1")
    assert work.analyst.run(*step, "shadow")["state"] == "shadow"
    assert work.analyst.refused(*step, "approve") == (ExitCode.REFUSED, "profile-second-officer")
    assert work.head.refused(*step, "go-live") == (ExitCode.REFUSED, "profile-wrong-step")
    assert work.head.run(*step, "approve")["state"] == "approved"
    assert work.analyst.run(*step, "go-live")["state"] == "live"
    assert work.analyst.refused(*step, "jump") == (ExitCode.REFUSED, "filing-refused")
    shown = work.analyst.result("profile", "rule-show", "seal-missing").stdout
    assert f"approve {TODAY}" in shown
    assert f"by {OSH}/chief-1" in shown
    assert work.analyst.run(*step, "retire")["state"] == "retired"


def test_all_ready_profiles_become_drafts_but_for_those_that_there_are(work: Work) -> None:
    ready = work.analyst.run("profile", "ready")["profiles"]
    had = {each["code"] for each in work.analyst.run("profile", "rules")["versions"]}
    adopted = work.analyst.run("profile", "ready", "--all")["versions"]
    assert {each["code"] for each in adopted} == {each["code"] for each in ready} - had
    states = {each["code"]: each["state"] for each in work.head.run("profile", "rules")["versions"]}
    assert {states[code] for code in ADOPTED} == {"live"}
    assert states[adopted[0]["code"]] == "draft"
    assert work.analyst.run("profile", "ready", "--all")["versions"] == []
    assert work.analyst.refused("profile", "ready", "--adopt", "no-such")[1] == "not-found"


def test_a_faulty_rule_is_told_with_a_caret_and_a_sound_one_is_filed(work: Work, tmp_path: Path) -> None:
    file = tmp_path / "heavy.json"
    file.write_text(json.dumps({**HEAVY, "rule": "goods_count > 0\n && gros_kg > 1.0"}), encoding="utf-8")
    checked = work.analyst.result("profile", "rule-check", file, "--language", "ru")
    assert checked.exit_code == ExitCode.REFUSED
    assert "2:5  Нет переменной или функции `gros_kg`" in checked.stdout
    assert "   && gros_kg > 1.0\n      ^\n" in checked.stdout
    drafted = work.analyst.result("profile", "rule-draft", "heavy", file)
    assert drafted.exit_code == ExitCode.REFUSED
    assert "2:5  There is no variable" in drafted.stdout
    assert work.analyst.refused("profile", "rule-draft", "heavy", file)[1] == "rule-faulty"
    assert work.analyst.run("profile", "rule-check", RULE)["variables"] == ["gross_kg"]
    file.write_text(json.dumps(HEAVY), encoding="utf-8")
    assert work.analyst.run("profile", "rule-draft", "heavy", file)["number"] == 1
    saved = tmp_path / "saved.json"
    work.head.run("profile", "rule-show", "heavy", "--save", saved)
    assert work.head.run("profile", "rule-draft", "heavy", saved)["number"] == 2
    assert work.head.refused("profile", "rule-draft", "heavy", saved)[1] == "profile-changed"


def test_a_rule_is_tried_on_the_past_before_it_is_filed_and_after(work: Work) -> None:
    asked = ("profile", "replay", "flour", "--rule")
    told = work.analyst.run(*asked, 'hs("1101")')
    assert (told["looked_at"], told["hits"], told["evaluated"], told["not_evaluable"]) == (8, 6, 7, 1)
    # All are hit by first-time-consignee, which is live.
    assert (told["newly_hit"]["count"], told["no_longer_hit"]["count"]) == (0, 0)
    shown = work.head.result(*asked, 'hs("1101")').stdout
    assert "Hits          6 of 7; 1 not evaluable" in shown
    first = work.head.run("profile", "replay", ADOPTED[1], "--version", "1")
    assert (first["number"], first["hits"]) == (1, 8)
    instead = work.head.result("profile", "replay", ADOPTED[1], "--rule", 'hs("8458")').stdout
    assert "No longer hit 6" in instead
    faulty = work.analyst.result(*asked, "hs(1101)")
    assert faulty.exit_code == ExitCode.REFUSED
    assert "\n    ^\n" in faulty.stdout
    assert work.analyst.refused("profile", "replay", "flour") == (ExitCode.REFUSED, "not-found")
    assert work.analyst.refused(*asked, "true", "--since", "2001-01-01")[1] == "period-too-long"


def test_a_profile_runs_when_the_group_that_it_names_has_values(work: Work, tmp_path: Path) -> None:
    file, named = tmp_path / "diverting.json", tmp_path / "diversion.txt"
    file.write_text(json.dumps({**HEAVY, "rule": 'country_in("diversion")'}), encoding="utf-8")
    work.analyst.run("profile", "rule-draft", "diverting", file)
    step = ("profile", "rule-step", "diverting", "1", "shadow")
    assert work.analyst.refused(*step) == (ExitCode.REFUSED, "profile-sets-empty")
    named.write_text("AE\n\nTR\n", encoding="utf-8")
    saved = work.analyst.run("profile", "rule-set", "group", "diversion", "--set", named)
    assert (saved["version"], saved["values"]) == (1, ["AE", "TR"])
    assert work.analyst.result("profile", "rule-set", "group", "diversion").stdout == "AE\nTR\n"
    assert work.analyst.run(*step)["state"] == "shadow"


def test_a_selection_keeps_to_its_budget_and_its_rows_say_why(work: Work) -> None:
    rows = work.ranked()
    assert len([each for each in rows if each.get("slot")]) == BUDGET
    wanted, vague = work.row("BL-1"), work.row("BL-2")
    assert (wanted["slot"], wanted["lane"]) == ("mandatory", "red")
    assert ("list", "seized") in {(each["kind"], each["code"]) for each in wanted["reasons"]}
    assert set(ADOPTED) <= {each["code"] for each in vague["reasons"] if each["kind"] == "profile"}
    shown = work.analyst.result("profile", "ranked", work.selection["id"], "--language", "ru").stdout
    assert "Описание" in shown


def test_an_override_stays_on_record_with_its_reason(work: Work) -> None:
    left = next(each for each in work.ranked() if not each.get("slot"))
    asked = ("profile", "override", work.selection["id"], left["consignment"], "--do", "add", "--reason")
    assert work.analyst.refused(*asked, "so")[1] == "selection-reason-missing"
    added = work.analyst.run(*asked, "The driver was seen at another warehouse")
    assert (added["slot"], added["lane"]) == ("officer", "red")
    assert "another warehouse" in work.row(left["reference"])["overridden"]


def test_an_inspection_is_counted_and_its_warning_can_be_read_by_every_client(
    work: Work, tmp_path: Path
) -> None:
    consignment, selection = work.row("BL-1")["consignment"], work.selection["id"]
    file, notice = tmp_path / "inspection.json", tmp_path / "warning.json"
    found = {
        "commodity_group": "drug-precursors",
        "description": "Acetic anhydride",
        "amount": 120,
        "unit": "LTR",
    }
    said = {
        "consignment": consignment, "selection": selection, "inspected_on": str(TODAY), "kinds": ["physical"],
        "outcome": "seizure", "findings": [found],
    }  # fmt: skip
    file.write_text(json.dumps(said), encoding="utf-8")
    assert work.analyst.run("profile", "inspect", file)["outcome"] == "seizure"
    figures = work.head.run("profile", "figures")
    assert (figures["inspected"], figures["found"]) == (1, 1)
    assert [(each["name"], each["found"]) for each in figures["by_list"]] == [("seized", 1)]
    estimates = work.head.run("profile", "estimates", "--language", "ru")
    assert (estimates["selections"], estimates["policy"]["precision"]["found"]) == (1, 1)
    assert estimates["prevalence"]["says"].startswith("Пока")
    work.analyst.run("profile", "warn", selection, consignment, notice, "--group", "drug-precursors")
    assert notice.stat().st_mode & 0o077 == 0
    warning = from_json(notice)
    assert isinstance(warning, WarningNotice)
    assert warning.transport is not None
    assert [each.number for each in warning.transport] == [WANTED]


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
