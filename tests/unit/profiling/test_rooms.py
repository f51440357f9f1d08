"""Words that several rooms use are the same words: codes of checks, of notices, of commodity groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sealwire.contract.profiling import consignments, inspections, rules, selections
from sealwire.notices.codelists import codelist
from sealwire_profiling.assessments.domain.choosing import SEVERITY
from sealwire_profiling.checks.domain.findings import codes
from sealwire_profiling.frame.domain.columns import SCHEMA
from sealwire_profiling.goods.domain.terms import term_groups
from sealwire_profiling.model.domain.spec import FRAME
from sealwire_profiling.rules.domain.ready import ready_profiles
from sealwire_profiling.selection.domain import rows

if TYPE_CHECKING:
    from enum import StrEnum

OF_NOTICES: dict[str, tuple[type[StrEnum], str]] = {
    "direction": (consignments.Direction, "direction"),
    "mode": (consignments.Mode, "mode"),
    "party": (consignments.PartyRole, "party-role"),
    "equipment": (consignments.EquipmentKind, "transport-unit"),
    "document": (consignments.DocumentKind, "document"),
    "seal issuer": (consignments.SealIssuer, "seal-issuer"),
    "seal condition": (consignments.SealCondition, "seal-condition"),
    "outcome": (inspections.Outcome, "outcome"),
    "lane": (selections.Lane, "lane"),
}


@pytest.mark.parametrize(("words", "name"), OF_NOTICES.values(), ids=OF_NOTICES.keys())
def test_a_warning_can_be_filled_in_since_the_codes_are_those_of_notices(
    words: type[StrEnum], name: str
) -> None:
    assert {each.value for each in words} == set(codelist(name).codes)


def test_what_was_done_has_the_codes_of_the_feedback_notice() -> None:
    assert {each.value for each in inspections.Kind} == set(codelist("action").codes) - {"none"}


def test_ready_profiles_name_checks_that_there_are() -> None:
    named = {
        code for each in ready_profiles() for code in re.findall(r'has_check\("([^"]+)"\)', each.profile.rule)
    }
    assert named
    assert named <= set(codes())


def test_ready_profiles_and_severities_name_commodity_groups_that_there_are() -> None:
    groups = set(codelist("commodity-group").codes)
    assert {each.profile.commodity for each in ready_profiles()} <= groups
    assert set(SEVERITY) <= groups


def test_ready_profiles_name_groups_of_terms_that_there_are() -> None:
    named = {
        code
        for each in ready_profiles()
        for code in re.findall(r'"([a-z-]+)" in control_terms', each.profile.rule)
    }
    assert named <= set(term_groups())


def test_lanes_and_slots_are_the_same_in_domain_and_contract() -> None:
    assert [each.value for each in rows.Lane] == [each.value for each in selections.Lane]
    assert [each.value for each in rows.Slot] == [each.value for each in selections.Slot]
    assert {each.value for each in rules.Lane} < {each.value for each in selections.Lane}


def test_the_model_reads_columns_that_the_frame_has() -> None:
    assert set(FRAME.columns) <= {*SCHEMA, "rules"}
