"""Segments: our tokenizer beside pydifact's on valid input, and where it ends what has no end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydifact.exceptions import EDISyntaxError
from pydifact.parser import Parser
from sealwire_profiling.intake.domain.edifact.syntax import LEVEL_A, looks_like_edifact, opening
from sealwire_profiling.intake.domain.edifact.tokenizer import (
    MAX_PARTS,
    MAX_SEGMENT_BYTES,
    Segment,
    Tokenizer,
)

Written = list[tuple[str, list[list[str]]]]

TAGS = st.sampled_from(["LOC", "FTX", "NAD", "RFF", "DTM", "X12", "ZZZ"])
TEXTS = st.text(st.sampled_from(":+?'aBc 1éЖ,."), max_size=8)
SEGMENTS = st.lists(
    st.tuples(TAGS, st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=5)),
    min_size=1,
    max_size=6,
)
BREAKS = st.sampled_from(["", "\n", "\r\n"])
quiet = pytest.mark.filterwarnings("ignore::Warning")


def _tokens(text: str, characters: str = "") -> list[Segment]:
    data = f"{characters}UNB+UNOW:4'{text}".encode()
    begun = opening(data)
    assert begun is not None
    return list(Tokenizer(data, begun))[1:]


def _written(segments: Written, breaks: str) -> str:
    release = str.maketrans({each: f"?{each}" for each in "?:+'"})
    return "".join(
        "+".join([tag, *(":".join(part.translate(release) for part in parts) for parts in elements)])
        + "'"
        + breaks
        for tag, elements in segments
    )


def _trimmed(elements: list[list[str]]) -> list[list[str]]:
    """Return elements without empty components at their ends, of which pydifact keeps none."""
    trimmed = [list(parts) for parts in elements]
    for parts in trimmed:
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
    return trimmed


@quiet
@settings(max_examples=150)
@given(SEGMENTS, BREAKS)
def test_valid_input_is_taken_apart_as_pydifact_does(segments: Written, breaks: str) -> None:
    text = _written(segments, breaks)
    theirs = [
        (each.tag, [[part] if isinstance(part, str) else list(part) for part in each.elements])
        for each in Parser().parse(text)
    ]
    ours = [(each.tag, _trimmed(each.elements)) for each in _tokens(text)]
    assert ours == theirs


@settings(max_examples=100)
@given(SEGMENTS, BREAKS)
def test_what_was_written_is_read(segments: Written, breaks: str) -> None:
    read = _tokens(_written(segments, breaks))
    assert [(each.tag, each.elements, each.fault) for each in read] == [(*each, "") for each in segments]


@quiet
@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("LOC+9''LOC+8'", [("LOC", [["9"]]), ("LOC", [["8"]])]),
        ("FTX+?'UNA:;.? x'LOC+8'", [("FTX", [["'UNA", ";. x"]]), ("LOC", [["8"]])]),
        ("FTX+a?\nb'LOC+8'", [("FTX", [["a b"]]), ("LOC", [["8"]])]),
        ("loc 9'LOC+8'", [("", []), ("LOC", [["8"]])]),
    ],
    ids=["an empty segment", "a text that looks like UNA", "a released break", "a segment that is none"],
)
def test_where_pydifact_gives_up_the_whole_file_the_rest_is_read(text: str, ours: Written) -> None:
    assert [(each.tag, each.elements) for each in _tokens(text)] == ours
    with pytest.raises((EDISyntaxError, ValueError)):
        list(Parser().parse(text))


@pytest.mark.parametrize("advice", ["UNA:+.? '", "UNA;*,!.#", "UNA|^.\\ ~", "UNA:+. *'"])
def test_the_characters_of_una_separate_and_release(advice: str) -> None:
    component, element, _, release, _, terminator = list(advice[3:])
    word = f"a{release}{element}b" if release != " " else "ab"
    data = f"{advice}UNB{element}UNOA{component}2{terminator}FTX{element}{word}{component}c{terminator}"
    begun = opening(data.encode())
    assert begun is not None
    assert begun.faults == ()
    segments = list(Tokenizer(data.encode(), begun))
    assert segments[1].elements == [[word.replace(release, "") if release != " " else word, "c"]]


@pytest.mark.parametrize(
    "advice", ["UNA::.? '", "UNA:+.?  ", "UNAab.c d", "UNA:+x? '", "UNA\u00e9+.? '", "UNA:+.: '"]
)
def test_characters_that_cannot_separate_are_refused(advice: str) -> None:
    begun = opening(f"{advice}UNB+UNOA:2'".encode("latin-1"))
    assert begun is not None
    assert begun.faults == ("service-characters",)
    assert begun.characters == LEVEL_A


def test_segments_are_found_across_the_blocks_in_which_the_file_is_read() -> None:
    count = 3 * MAX_SEGMENT_BYTES // 20
    text = "".join(f"FTX+A?'{number:08}?????''" for number in range(count))
    read = _tokens(text)
    assert [each.elements for each in read] == [[[f"A'{number:08}??'"]] for number in range(count)]


def test_a_segment_that_is_too_long_is_left_out_and_the_next_is_read() -> None:
    read = _tokens(f"FTX+{'x' * (MAX_SEGMENT_BYTES + 5)}'LOC+9'")
    assert [(each.tag, each.fault) for each in read] == [("", "segment-too-long"), ("LOC", "")]
    longest = _tokens(f"FTX+{'x' * (MAX_SEGMENT_BYTES - 10)}'LOC+9'")
    assert [(each.tag, each.fault) for each in longest] == [("FTX", ""), ("LOC", "")]


def test_a_segment_of_too_many_parts_is_left_out_and_the_next_is_read() -> None:
    read = _tokens(f"FTX{'+' * (MAX_PARTS + 1)}'FTX{'+' * MAX_PARTS}'")
    assert [(each.tag, each.fault) for each in read] == [("", "segment-too-long"), ("FTX", "")]


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (b"UNB+UNOA:2+A+B'", True),
        (b"UNA:+.? 'UNB+UNOA:2+A+B'", True),
        (b"\xef\xbb\xbf\r\n UNA:+.? '\r\nUNB+UNOA:2'", True),
        (b"UNH+1+CUSCAR:D:95B:UN'", True),
        ("UNB+UNOY:4'".encode("utf-16"), True),
        (b"UNB\x1dUNOB\x1f1\x1c", True),
        (b"", False),
        (b"UNB", False),
        (b"UNBELIEVABLE;1\n", False),
        (b"UNA voce poco fa", False),
        (b"reference,consignee\nUNB+1,X\n", False),
        (b"PK\x03\x04", False),
        (b'{"UNB": 1}', False),
        (b"ISA*00*          *00*", False),
    ],
)
def test_a_file_is_told_by_its_beginning(data: bytes, *, is_one: bool) -> None:
    assert looks_like_edifact(data) is is_one
