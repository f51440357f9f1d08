"""The days that an operator plans for a step, from the environment to the list of what is late."""

from __future__ import annotations

import pytest
from architecture.source import ROOT
from sealwire.contract.onboarding import CaseState
from sealwire_chassis.settings import BadSettings, load
from sealwire_directory.onboarding.domain.overdue import PLANNED_DAYS, planned_days
from sealwire_directory.settings import DirectorySettings

VARIABLE = "SEALWIRE_ONBOARDING_DAYS"


def test_single_steps_are_set_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, '{"agreed": 60}')
    planned = planned_days(load(DirectorySettings).onboarding_days)
    assert planned == {**PLANNED_DAYS, CaseState.AGREED: 60}


@pytest.mark.parametrize("value", ['{"agreed": 0}', '{"somewhere": 60}', "60", "{"])
def test_what_plans_nothing_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(BadSettings):
        load(DirectorySettings)


def test_the_document_says_the_planned_days() -> None:
    rows = (ROOT / "docs" / "onboarding.md").read_text(encoding="utf-8").splitlines()
    heading = next(row for row in rows if row.startswith("| agreed |"))
    days = rows[rows.index(heading) + 2]
    cells = zip(heading.strip("| ").split(" | "), days.strip("| ").split(" | "), strict=True)
    assert {CaseState(state): int(count) for state, count in cells} == PLANNED_DAYS
