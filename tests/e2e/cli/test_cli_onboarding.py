"""Onboarding at the command line, against the real exchange: the guide, the plain commands, the refusals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sealwire.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene
    from simulators.desks import Desk
    from typer.testing import Result

EXAMPLES = Path(__file__).parents[3] / "examples"
PAPERS = EXAMPLES / "batken"
WARNING, FEEDBACK = (EXAMPLES / "acetic-acid" / name for name in ("warning.json", "feedback.json"))
ALAY = "KG-ALAY"
SITE = ("--name", "en=Naryn", "--kind", "land_crossing", "--place", "Naryn", "--agency", "Customs")
REQUEST = [str(PAPERS / "letter.txt"), "2021-02-15", "Alay", "", "land_crossing", "Alay", "Customs, Police"]
PLAN = ["yes", "Needs assessment", "2021-05-24", "2021-05-28", "Alay", "inl", "2"]
ASSESSMENT = [
    str(PAPERS / "assessment.txt"), "2021-05-28", "2", "Two rooms", "Fibre",
    "Workstation=2", "Endoscope=1", "", "theory, practical",
]  # fmt: skip
OFFICERS = [
    "key-1",
    "Officer One",
    "female",
    "Captain",
    "Customs",
    "analyst-1",
    "Officer Two",
    "male",
    "",
    "",
    "",
]
EQUIPMENT = [
    "Workstation", "2", "WS-1, WS-2", "new", "Endoscope", "1", "", "it has no plate", "used", "",
    "2022-02-15", "japan", str(PAPERS / "handover-act.txt"),
]  # fmt: skip


def course(title: str, first: str, last: str) -> list[str]:
    """Answers about a new course where others are known, and both officers' results."""
    return ["", title, "Osh", first, last, "A Trainer, Another", "inl", "passed", "passed"]


@dataclass
class Guide:
    """An administrator of KG at the guide."""

    desk: Desk
    unit: str = "alay"

    def led(self, *answers: str) -> Result:
        typed = "".join(f"{each}\n" for each in answers)
        return self.desk.result("admin", "onboard", self.unit, "--stdin", typed=typed)

    def case(self) -> dict[str, Any]:
        return self.desk.run("admin", "case", "show", self.unit)


@pytest.fixture(scope="module")
def keeper(scene: Scene) -> Desk:
    return scene.office.administrator("admin-keeper", scope="KG")


@pytest.fixture(scope="module")
def sandbox(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(scene.osh, scene.batken, "KG-BAT", tmp_path_factory.mktemp("sandbox") / "thread.cbor")


def exported(sender: Desk, answerer: Desk, unit: str, file: Path) -> Path:
    """Return the exported thread of a notice to a unit and its answer."""
    sent = sender.run("send", WARNING, "--to", unit)
    answerer.run("read", sent["id"])
    answer = answerer.run("answer", sent["id"], FEEDBACK)
    sender.run("read", answer["id"])
    sender.run("export", sent["id"], "--output", file)
    return file


def test_the_guide_leads_from_the_request_to_the_opening(
    scene: Scene, keeper: Desk, sandbox: Path, tmp_path: Path
) -> None:
    guide = Guide(keeper)
    stopped = guide.led(*REQUEST, *PLAN)
    assert stopped.exit_code == ExitCode.REFUSED
    assert guide.case()["state"] == "agreed"

    # Another day: a slip in an answer is told and asked again, and what was filed is not asked for twice.
    resumed = guide.led("no such file", *ASSESSMENT, *OFFICERS, *course("Theory", "2021-09-06", "2021-09-10"))
    assert "agreed" in resumed.stdout
    assert "assessment report" in resumed.stderr
    assert guide.case()["state"] == "trained"

    guide.led(*EQUIPMENT, *course("Practice", "2022-04-04", "2022-04-08"), str(sandbox), "2022-04-08")
    assert guide.case()["state"] == "practised"
    assert guide.case()["ask"]["what"] == "unit"

    invited = guide.led("", "key-1", "")
    code = invited.stderr.partition("Code for key-1: ")[2].split()[0]
    assert "recovery-setup" in invited.stderr
    first = scene.office.desk(f"{ALAY}-key-1")
    shown = first.run("enrol", ALAY, "key-1", typed=f"{code}\n")
    vouched = guide.led(shown["fingerprint"])
    assert f"sealwire admin invite {ALAY}" in vouched.stderr
    first.run("enrol", "--finish")
    first.ease()
    scene.office.enrolled(ALAY, "analyst-1", voucher=first, role="analyst")

    thread = exported(first, scene.osh, "KG-OSH", tmp_path / "test.cbor")
    opened = guide.led(str(thread), str(PAPERS / "opening-act.txt"), "2022-05-01")
    assert opened.exit_code == ExitCode.DONE, opened.output
    assert (guide.case()["state"], guide.case()["ask"]) == ("open", None)
    assert guide.led().exit_code == ExitCode.DONE


def test_a_slip_in_an_answer_costs_that_answer_only(keeper: Desk) -> None:
    guide = Guide(keeper, "nookat")
    quoted = [f"'{REQUEST[0]}'", "15.02.2021", *REQUEST[1:-1], ", ,", REQUEST[-1]]
    planned = [*PLAN[:3], "2021-05-20", *PLAN[3:]]
    assessed = [*ASSESSMENT[:5], "Workstation", "Workstation=many", *ASSESSMENT[5:]]
    named = ["Ключ-1", "KEY-1", *OFFICERS[1:]]
    taught = [*course("Theory", "2021-09-06", "2021-09-10")[:-1], "pass", "failed"]
    told = guide.led(*quoted, *planned, *assessed, *named, *taught).stderr
    for said in (
        "A day is written as", "It is one name or more", "It is 2021-05-24 or later",
        "Equipment is given as Workstation=2", "A handle has 1 to 32 of a-z", "It is one of passed",
    ):  # fmt: skip
        assert said in told
    assert [each["handle"] for each in guide.case()["officers"]] == ["key-1", "analyst-1"]
    assert guide.case()["ask"]["why"] == "a theoretical course passed by analyst-1"


def test_an_officer_who_failed_is_replaced_by_another(keeper: Desk) -> None:
    guide, case = Guide(keeper, "nookat"), ("admin", "case")
    withdraw = (*case, "withdraw", "nookat")
    assert "sealwire admin case withdraw KG-NOOKAT" in guide.case()["ask"]["command"]
    left = keeper.run(*withdraw, "analyst-1")
    assert [each["handle"] for each in left["officers"]] == ["key-1"]
    assert [each["code"] for each in left["next"]["missing"]] == ["officers"]
    assert keeper.refused(*withdraw, "analyst-1")[1] == "not-nominated"
    assert keeper.run(*case, "nominate", "nookat", "analyst-2", "Another")["next"]["missing"][0]["text"] == (
        "a theoretical course passed by analyst-2"
    )


def test_the_guide_takes_a_memorandum_in_place_of_a_plan_and_no_draft(keeper: Desk, tmp_path: Path) -> None:
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps({"status": "draft", "activities": []}), encoding="utf-8")
    keeper.run("admin", "plan", "set", "KG", "2031", draft)
    guide = Guide(keeper, "jalal")
    planned = [each.replace("2021-", "2031-") for each in PLAN]
    told = guide.led(*REQUEST, *planned)
    assert told.exit_code == ExitCode.REFUSED
    assert "The year's work plan is a draft" in told.stderr
    assert guide.case()["state"] == "requested"
    guide.led("perhaps", "no", str(PAPERS / "letter.txt"), "2021-03-10")
    assert guide.case()["state"] == "agreed"


def test_the_guide_sets_a_handover_right_that_lacks_its_act_and_serials(keeper: Desk, tmp_path: Path) -> None:
    case = json.loads((PAPERS / "case.json").read_text(encoding="utf-8"))
    case["case"]["unit"] = "KG-TALAS"
    for name in ("letter.txt", "assessment.txt"):
        (tmp_path / name).write_bytes((PAPERS / name).read_bytes())
    case["history"] = case["history"][:-1]
    case["evidence"].append({"kind": "agreement", "file": "letter.txt", "dated": "2021-03-10"})
    handover = case["handovers"][0]
    handover["id"] = "5ea10000-0000-4000-8000-00000000a1a5"
    handover["handover"].update(donor=None, act=None)
    handover["handover"]["items"][0]["serials"] = []
    (tmp_path / "case.json").write_text(json.dumps(case), encoding="utf-8")
    assert keeper.run("admin", "case", "import", tmp_path / "case.json")["ask"]["what"] == "handover_detail"
    items = [
        "Workstation", "2", "WS-1, WS-2", "new", "Fibre-optic endoscope", "1", "EN-1", "new",
        "Container tool set", "2", "", "hand tools", "new", "",
    ]  # fmt: skip
    guide = Guide(keeper, "talas")
    guide.led("2", "1", str(PAPERS / "handover-act.txt"), "japan", *items)
    assert guide.case()["state"] == "equipped"
    assert len(guide.case()["handovers"]) == 1


def test_the_guide_never_waits_where_nobody_can_answer(keeper: Desk) -> None:
    told = keeper.result("admin", "onboard", "kg-nobody", typed="yes\n")
    assert told.exit_code == ExitCode.REFUSED
    assert "there is no case for KG-NOBODY" in told.stderr
    ended = Guide(keeper, "nobody").led()
    assert ended.exit_code == ExitCode.REFUSED
    assert "Letter that asks for the unit" in ended.stderr
    done = keeper.result("admin", "onboard", "nobody", "--json")
    assert done.exit_code == ExitCode.REFUSED
    assert json.loads(done.stdout)["ask"]["what"] == "request"


def test_one_ctrl_c_ends_an_open_question(keeper: Desk) -> None:
    environment = {
        **os.environ,
        "SEALWIRE_HOME": str(keeper.folder),
        "SEALWIRE_PASSPHRASE": keeper.passphrase,
    }
    command = [sys.executable, "-m", "sealwire.cli", "admin", "onboard", "nobody", "--stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        said = b""
        while not said.endswith(b"path of the file: "):
            more = process.stderr.read(1)
            assert more, said
            said += more
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == ExitCode.INTERRUPTED


def test_every_step_is_a_plain_command_too(keeper: Desk, sandbox: Path, tmp_path: Path) -> None:
    letter = ("--letter", PAPERS / "letter.txt", "--dated", "2021-02-15")
    asked = keeper.run("admin", "case", "request", "naryn", *letter, *SITE)
    assert (asked["unit"], asked["state"]) == ("KG-NARYN", "requested")
    case, unit = ("admin", "case"), "kg-naryn"
    keeper.run(*case, "change", unit, "--donor", "japan", "--agency", "Customs", "--agency", "Police")
    keeper.run(*case, "file", unit, "agreement", PAPERS / "letter.txt", "--dated", "2021-03-10")
    keeper.run(*case, "step", unit, "agreed")
    keeper.run(
        *case, "file", unit, "assessment", PAPERS / "assessment.txt", "--dated", "2021-05-28",
        "--staff", "2", "--premises", "Rooms", "--link", "Fibre",
        "--equipment", "Endoscope=1", "--training", "theory",
    )  # fmt: skip
    keeper.run(*case, "step", unit, "assessed")
    for handle, gender in (("key-1", "female"), ("analyst-1", "male")):
        keeper.run(*case, "nominate", unit, handle, f"Officer {handle}", "--gender", gender)
    theory, practice = (add_course(keeper, kind) for kind in ("theory", "practical"))
    took_part = ("admin", "course", "participants")
    assert keeper.refused(*took_part, theory, unit, "--passed", "nobody")[1] == "not-nominated"
    keeper.run(*took_part, theory, unit, "--passed", "key-1", "--failed", "analyst-1")
    missing = keeper.result(*case, "step", unit, "trained")
    assert missing.exit_code == ExitCode.REFUSED
    assert "theoretical course passed by analyst-1" in missing.stderr
    assert "sealwire admin course add --kind theory" in missing.stderr
    kept = keeper.run(*took_part, theory, unit, "--passed", "analyst-1")["participants"]
    assert {each["handle"]: each["result"] for each in kept} == {"key-1": "passed", "analyst-1": "passed"}
    keeper.run(*case, "step", unit, "trained")
    items = tmp_path / "items.csv"
    items.write_text("item,quantity,serials\nEndoscope,1,\n", encoding="utf-8")
    handover = ("admin", "handover", "add", unit, "--on", "2022-02-15", "--items", items)
    number = keeper.run(*handover)["id"]
    lacks = {each["code"] for each in keeper.run(*case, "show", unit)["next"]["missing"]}
    assert lacks == {"donor", "handover_act", "serials"}
    items.write_text("item,quantity,serials\nEndoscope,1,E-1\n", encoding="utf-8")
    keeper.run(*handover, "--donor", "japan", "--act", PAPERS / "handover-act.txt", "--id", number)
    keeper.run(*case, "step", unit, "equipped")
    keeper.run(*took_part, practice, unit, "--passed", "key-1", "--passed", "analyst-1")
    keeper.run(*case, "file", unit, "sandbox", sandbox, "--dated", "2022-04-08")
    assert keeper.run(*case, "step", unit, "practised")["ask"]["what"] == "unit"
    assert keeper.run(*case, "reopen", unit, "equipped", "--reason", "A slip")["state"] == "equipped"
    events = [each["what"] for each in keeper.run(*case, "history", unit)["events"]]
    assert events[0] == "requested"
    assert events[-1] == "reopened"
    told = keeper.result(*case, "history", unit).stdout
    for of in ("assessment", "equipped, A slip", "2022-02-15"):
        assert of in told
    cited = keeper.run(*case, "show", unit)["evidence"][0]["evidence"]["file"]
    keeper.run(*case, "document", cited, "--output", tmp_path / "letter.txt")
    assert (tmp_path / "letter.txt").read_bytes() == (PAPERS / "letter.txt").read_bytes()


def add_course(keeper: Desk, kind: str) -> str:
    days = ("2021-09-06", "2021-09-10") if kind == "theory" else ("2022-04-04", "2022-04-08")
    made = keeper.run(
        "admin", "course", "add", "--kind", kind, "--title", f"A {kind} course", "--country", "KG",
        "--place", "Osh", "--starts", days[0], "--ends", days[1], "--trainer", "A Trainer", "--donor", "inl",
    )  # fmt: skip
    return str(made["id"])


def test_a_unit_older_than_the_exchange_comes_in_whole_and_is_counted(keeper: Desk, tmp_path: Path) -> None:
    for year in ("2021", "2022"):
        keeper.run("admin", "plan", "set", "KG", year, PAPERS / f"work-plan-{year}.json")
    assert {plan["year"] for plan in keeper.run("admin", "plan", "show")["plans"]} >= {2021, 2022}
    taken = keeper.run("admin", "case", "import", PAPERS / "case.json")
    assert (taken["unit"], taken["state"]) == ("KG-BATKEN", "equipped")
    assert keeper.refused("admin", "case", "import", PAPERS / "case.json")[1] == "case-exists"
    listed = keeper.run("admin", "case", "list", "--state", "equipped")["cases"]
    assert "KG-BATKEN" in {each["unit"] for each in listed}
    late = {each["unit"]: each["next"] for each in keeper.run("admin", "case", "overdue")["cases"]}
    assert late["KG-BATKEN"]["state"] == "practised"
    report = keeper.run("admin", "report", "--per", "unit", "--unit", "KG-BATKEN")
    assert report["officers"] == 4
    for form, holds in (("csv", "KG-BATKEN"), ("html", "</html>"), ("json", '"officers"')):
        file = tmp_path / f"report.{form}"
        keeper.run("admin", "report", "--unit", "KG-BATKEN", "--format", form, "--out", file)
        assert holds in file.read_text(encoding="utf-8-sig")
        assert "Example Officer" not in file.read_text(encoding="utf-8-sig")


def test_a_field_that_the_exchange_refuses_is_named(keeper: Desk, tmp_path: Path) -> None:
    report = ("admin", "report", "--format", "csv", "--out", tmp_path / "report.csv", "--language")
    refused = keeper.result(*report, "ky")
    assert refused.exit_code == ExitCode.REFUSED
    assert "query.language: enum" in refused.stderr
    assert keeper.result(*report, "ru").exit_code == ExitCode.DONE


def test_the_tables_are_shown_in_words(keeper: Desk) -> None:
    for arguments in (
        ("case", "list"), ("case", "overdue"), ("case", "show", "osh"), ("case", "history", "osh"),
        ("course", "list"), ("plan", "show"), ("donor", "list"), ("report",),
    ):  # fmt: skip
        done = keeper.result("admin", *arguments)
        assert done.exit_code == ExitCode.DONE, done.output
        assert done.stdout.strip()


def test_a_unit_is_not_opened_in_the_log_before_its_officers_have_practised(keeper: Desk) -> None:
    early = keeper.result("admin", "open-unit", "KG-SUUSAMYR", "--name", "en=Suusamyr")
    assert early.exit_code == ExitCode.REFUSED
    assert "letter that asks for the unit" in early.stderr
    assert "sealwire admin case file KG-SUUSAMYR letter" in early.stderr
    assert keeper.refused("admin", "open-unit", "KG-SUUSAMYR", "--name", "en=Suusamyr")[1] == (
        "onboarding-incomplete"
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["case", "show", "suusamyr"], "not-found", id="there is no case"),
        pytest.param(["case", "show", "ta las"], "malformed-identifier", id="no unit"),
        pytest.param(["case", "step", "suusamyr", "happy"], "answer-unclear", id="no state"),
        pytest.param(
            ["case", "file", "suusamyr", "letter", "letter.exe", "--dated", "2021-01-01"],
            "document-kind-unknown", id="a program as a letter",
        ),
        pytest.param(
            ["case", "file", "suusamyr", "letter", str(PAPERS / "letter.txt")],
            "onboarding-field", id="no date"
        ),
        pytest.param(
            ["case", "file", "suusamyr", "letter", str(PAPERS / "letter.txt"), "--dated", "2021-02-30"],
            "onboarding-field", id="a day that is none",
        ),
        pytest.param(["plan", "set", "KG", "2021", "absent.json"], "onboarding-form-unreadable", id="absent"),
        pytest.param(["donor", "set", "fund", "--name", "en=Fund"], "not-allowed", id="a donor"),
    ],
)  # fmt: skip
def test_what_cannot_be_filed_is_refused_by_name(keeper: Desk, arguments: list[str], code: str) -> None:
    assert keeper.refused("admin", *arguments)[1] == code


def test_a_programme_administrator_keeps_the_donors_and_names_countries(scene: Scene) -> None:
    scene.administrator.run("admin", "donor", "set", "fund", "--name", "en=Fund")
    donors = scene.administrator.run("admin", "donor", "list")["donors"]
    assert {"inl", "exbs", "japan", "fund"} <= {each["id"] for each in donors}
    assert scene.administrator.refused("admin", "onboard", "batken")[1] == "country-not-named"


def test_a_key_officer_sees_the_own_case_and_moves_nothing(scene: Scene) -> None:
    assert scene.osh.run("admin", "case", "show", "osh")["unit"] == "KG-OSH"
    assert scene.osh.refused("admin", "case", "step", "osh", "connected")[1] == "not-allowed"
