"""What the guide asks for next, from the case alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sealwire.cli.onboarding import imports
from sealwire.cli.onboarding.asks import What, next_ask
from sealwire.cli.onboarding.shown import case_json, case_lines
from sealwire.cli.onboarding.units import CountryNotNamed, unit_code
from sealwire.contract.onboarding import CaseOut, CaseState, Missing, NextStep, TestNotice
from sealwire.identifiers import MalformedIdentifier

UNIT = "KG-BATKEN"
EXAMPLE = Path(__file__).parents[3] / "examples" / "batken" / "case.json"


def case(state: CaseState, following: CaseState | None, *codes: str, warned: str = "") -> CaseOut:
    lacks = [Missing(code=code, text=f"the {code} of KG-BATKEN") for code in codes]
    warnings = [Missing(code="practice_window", text=warned)] if warned else []
    step = NextStep(state=following, missing=lacks, warnings=warnings) if following else None
    return CaseOut(
        unit=UNIT, country="KG", state=state, since=0, version=3, name={"en": "Batken"}, donors=[],
        site=None, agencies=[], officers=[], evidence=[], handovers=[], next=step,
    )  # fmt: skip


def test_without_a_case_the_request_is_asked_for() -> None:
    ask = next_ask(UNIT, None)
    assert ask is not None
    assert ask.what is What.REQUEST
    assert ask.command.startswith(f"sealwire admin case request {UNIT}")


@pytest.mark.parametrize(
    ("code", "what", "command"),
    [
        ("letter", What.LETTER, "case file KG-BATKEN letter"),
        ("site", What.PARTICULARS, "case change KG-BATKEN"),
        ("agencies", What.PARTICULARS, "case change KG-BATKEN"),
        ("agreement", What.AGREEMENT, "plan set KG YEAR"),
        ("assessment", What.ASSESSMENT, "case file KG-BATKEN assessment"),
        ("officers", What.OFFICERS, "case nominate KG-BATKEN"),
        ("theory", What.THEORY, "course add --kind theory"),
        ("equipment", What.HANDOVER, "handover add KG-BATKEN"),
        ("donor", What.HANDOVER_DETAIL, "--id HANDOVER"),
        ("handover_act", What.HANDOVER_DETAIL, "--id HANDOVER"),
        ("serials", What.HANDOVER_DETAIL, "--id HANDOVER"),
        ("practical", What.PRACTICAL, "course add --kind practical"),
        ("sandbox", What.SANDBOX, "case file KG-BATKEN sandbox"),
        ("unit_opened", What.UNIT, "open-unit KG-BATKEN"),
        ("key_holders", What.KEY_HOLDERS, "invite KG-BATKEN"),
        ("test_notice", What.TEST_NOTICE, "case file KG-BATKEN test_notice"),
        ("opening", What.OPENING, "case file KG-BATKEN opening"),
    ],
)
def test_what_a_gate_names_is_asked_for_with_its_command(code: str, what: What, command: str) -> None:
    ask = next_ask(UNIT, case(CaseState.REQUESTED, CaseState.AGREED, code))
    assert ask is not None
    assert (ask.what, ask.why) == (what, f"the {code} of KG-BATKEN")
    assert command in ask.command
    assert "{" not in ask.command


def test_the_first_missing_thing_comes_first() -> None:
    ask = next_ask(UNIT, case(CaseState.AGREED, CaseState.ASSESSED, "assessment", "officers"))
    assert ask is not None
    assert ask.what is What.ASSESSMENT


def test_when_nothing_is_missing_the_step_is_next() -> None:
    ask = next_ask(UNIT, case(CaseState.AGREED, CaseState.ASSESSED))
    assert ask is not None
    assert (ask.what, ask.command) == (What.STEP, "sealwire admin case step KG-BATKEN assessed")


def test_a_gate_of_a_newer_exchange_is_told_and_not_guessed_at() -> None:
    ask = next_ask(UNIT, case(CaseState.AGREED, CaseState.ASSESSED, "horoscope"))
    assert ask is not None
    assert (ask.what, ask.command) == (What.OTHER, "")


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.SUSPENDED, CaseState.CLOSED])
def test_nothing_is_asked_of_a_case_without_a_next_state(state: CaseState) -> None:
    assert next_ask(UNIT, case(state, None)) is None
    assert case_json(case(state, None))["ask"] is None


def test_what_is_missing_is_shown_once_with_its_command() -> None:
    shown = case_lines(case(CaseState.AGREED, CaseState.ASSESSED, "theory", "theory", warned="late"))
    assert sum("missing" in line for line in shown) == 2
    assert sum("course add" in line for line in shown) == 1
    assert any("unusual   late" in line for line in shown)


@pytest.mark.parametrize(
    ("typed", "scope", "code"),
    [
        ("batken", "KG", UNIT), ("kg-batken", "KG", UNIT), ("KG-BATKEN", "KG", UNIT),
        ("kg-batken", "*", UNIT), ("kz-aktau", "KG", "KZ-AKTAU"),
    ],
)  # fmt: skip
def test_a_unit_is_found_however_it_is_typed(typed: str, scope: str, code: str) -> None:
    assert unit_code(typed, scope) == code


def test_a_bare_name_needs_a_country() -> None:
    with pytest.raises(CountryNotNamed):
        unit_code("batken", "*")


def test_what_is_no_unit_is_refused() -> None:
    with pytest.raises(MalformedIdentifier):
        unit_code("bat ken", "KG")


def test_an_imported_case_cites_its_files_by_hash() -> None:
    document, files = imports.read(EXAMPLE)
    assert document.case.letter is not None
    cited = {
        document.case.letter.file,
        *(each.file for each in document.evidence if not isinstance(each, TestNotice)),
    }
    cited |= {each.handover.act for each in document.handovers if each.handover.act}
    assert cited == {each.sha256 for each in files}
    assert len(cited) == 3
