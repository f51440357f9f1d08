"""Risk profiling at the command line, by an analyst and the head of their unit: from a file to a warning."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from e2e.cli.conftest import OSH
from e2e.cli.profiling_work import ADOPTED, BUDGET, HEAVY, RULE, SOON_S, TODAY, WANTED
from sealwire.cli.exit_codes import ExitCode
from sealwire.notices import from_json
from sealwire.notices.warning import WarningNotice

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.cli.profiling_work import Work


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
