"""Files of each message type, written from the UN directories: what is read of them, and what is told."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sealwire_profiling.intake.domain.edifact.reading import looks_like_edifact, read
from sealwire_profiling.intake.domain.edifact.syntax import opening, plain
from sealwire_profiling.intake.domain.edifact.tokenizer import Tokenizer
from stdnum import iso6346
from unit.profiling.edifact.cases import KINDS, Case, cases

AT_LEAST = 30
ALL = [pytest.param(case, id=f"{kind}: {case.name}") for kind in KINDS for case in cases(kind)]
NOT_THERE = {"segment-missing", "header-missing", "trailer-missing", "message-trailer-missing"}
NOT_IN_ITS_SEGMENT = NOT_THERE | {"reference-missing", "equipment-unplaced", "service-characters"}
CONTAINER = re.compile(rb"ZZZU[0-9]{7}")


@pytest.mark.parametrize("kind", KINDS)
def test_each_message_type_has_thirty_cases_or_more_and_faults_among_them(kind: str) -> None:
    found = cases(kind)
    assert len({case.data for case in found}) >= AT_LEAST
    assert len({case.name for case in found}) == len(found)
    assert sum(bool(case.errors) for case in found) >= AT_LEAST // 3
    assert sum(not case.errors for case in found) >= AT_LEAST // 3


@pytest.mark.parametrize("case", ALL)
def test_what_is_read_and_told_is_what_the_case_expects(case: Case) -> None:
    assert looks_like_edifact(case.data)
    parsed = list(read(case.data))
    kept = [each for each in parsed if each.consignment is not None]
    consignments = [each.consignment.model_dump(mode="json") for each in kept if each.consignment]
    assert _told(parsed, kept=False) == case.errors
    assert _told(parsed, kept=True) == case.warnings
    if case.kept is not None:
        assert len(consignments) == case.kept
    for wanted, found in zip(case.expect, consignments, strict=False):
        _agree(wanted, found, case.name)
    assert len(consignments) >= len(case.expect)
    if case.last:
        assert consignments[-1]["reference"] == case.last


@pytest.mark.parametrize("case", ALL)
def test_each_error_stands_at_a_segment_with_the_tag_that_it_names(case: Case) -> None:
    tags = _tags(case.data)
    for parsed in read(case.data):
        for error in parsed.errors:
            if error.column and error.code not in NOT_IN_ITS_SEGMENT:
                assert tags[error.line - 1] == error.column.split()[0], error


def test_the_containers_of_the_files_have_the_owner_code_zzz_and_right_check_digits() -> None:
    numbers = {found for kind in KINDS for case in cases(kind) for found in CONTAINER.findall(case.data)}
    assert len(numbers) > 3
    assert [number for number in numbers if not iso6346.is_valid(number.decode())] == []


def _told(parsed: list[Any], *, kept: bool) -> list[str]:
    return [
        f"{error.column}: {error.code}"
        for each in parsed
        if (each.consignment is not None) is kept
        for error in each.errors
    ]


def _agree(wanted: Any, found: Any, where: str) -> None:
    """Compare what a case names; lists must have as many parts, `none` means that nothing was read."""
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            _agree(value, found[key], f"{where} / {key}")
    elif isinstance(wanted, list):
        assert len(wanted) == len(found), f"{where}: {found}"
        for place, (each, other) in enumerate(zip(wanted, found, strict=True)):
            _agree(each, other, f"{where} / {place}")
    else:
        assert found == (None if wanted == "none" else wanted), where


def _tags(data: bytes) -> list[str]:
    tags: list[str] = []
    data, at = plain(data), 0
    while (begun := opening(data, at)) is not None:
        tokens = Tokenizer(data, begun, number=len(tags))
        for segment in tokens:
            tags.append(segment.tag)
            if segment.tag == "UNZ":
                break
        at = tokens.position
    return tags
