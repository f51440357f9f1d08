"""A consignment of many segments costs as much for each as one of few: counted in lines that are run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from sealwire_profiling.intake.domain.edifact.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

# Past the most nodes that are gathered of a consignment, so that its limits are met before what is compared.
FIRST, MORE = 2_100, 500
_OPENING = {
    "CUSCAR": "UNH+1+CUSCAR:D:95B:UN'BGM+785+M1+9'CNI+1+BL1'",
    "IFTMIN": "UNH+1+IFTMIN:D:95B:UN'BGM+705+BL1+9'",
    "BAPLIE": "UNH+1+BAPLIE:D:95B:UN'BGM++1+9'LOC+147+0010101::5'",
}
_SEGMENTS: dict[str, Callable[[int], str]] = {
    "goods": lambda n: f"GID+{n}+1:CT'",
    "goods with descriptions": lambda n: f"GID+{n}+1:CT'" if n % 2 else f"FTX+AAA+++{'x' * 60}'",
    "descriptions of one item": lambda n: f"FTX+AAA+++text {n} {'y' * 200}'",
    "released signs": lambda _: "FTX+AAA+++a??b?+c?:d'",
    "documents": lambda n: f"RFF+IV:{n}'",
    "one document": lambda _: "RFF+IV:7'",
    "attached documents": lambda n: f"DOC+380+{n}'",
    "places": lambda n: f"LOC+9+CN{chr(65 + n % 26)}AA'",
    "places with days": lambda n: "LOC+9+CNCAN'" if n % 2 else "DTM+132:20260901:102'",
    "transports": lambda n: f"TDT+{n}+V'",
    "parties": lambda n: f"NAD+CN+++N{n}'",
    "containers": lambda n: f"EQD+CN+MSKU{n}'",
    "seals": lambda n: f"SEL+{n}'",
    "placements": lambda n: f"SGP+MSKU{n}'",
    "weights": lambda _: "MEA+AAE+G+KGM:10'",
    "dangers": lambda n: f"DGS+IMD+3+{n % 9999:04d}'",
    "codes": lambda n: f"CST++{n:08d}'",
    "values": lambda n: f"MOA+44:{n}:USD'",
    "faults": lambda _: "MEA+AAE+G+XXX:1'",
    "unknown segments": lambda _: "ZZZ+1'",
    "unreadable segments": lambda _: "no segment'",
}


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of Python a piece of work runs, each turn of a loop in a line as one."""
    count, before = 0, sys.gettrace()

    def local(_frame: object, event: str, _value: object) -> Any:
        nonlocal count
        count += event == "line"
        return local

    sys.settrace(lambda *_: local)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def message(kind: str, segment: Callable[[int], str], many: int) -> bytes:
    body = "".join(segment(number) for number in range(many))
    return f"UNB+UNOC:3+S+R+260901:1200+1'{_OPENING[kind]}{body}UNT+9+1'UNZ+1+1'".encode()


def grows(cost: Callable[[int], int]) -> tuple[int, int]:
    """Return what some segments more cost, and as many again after those."""
    cost(MORE)  # what is done once, such as reading a table, is done
    first, second, third = (cost(FIRST + MORE * parts) for parts in range(3))
    return second - first, third - second


@pytest.mark.parametrize("what", _SEGMENTS)
@pytest.mark.parametrize("kind", _OPENING)
def test_the_last_segments_of_a_consignment_cost_no_more_than_those_before(kind: str, what: str) -> None:
    def cost(many: int) -> int:
        data = message(kind, _SEGMENTS[what], many)
        return lines_run(lambda: list(read(data)))

    earlier, later = grows(cost)
    assert MORE < later <= earlier * 1.02


def test_the_count_tells_work_that_grows_with_what_was_read_before() -> None:
    def squared(many: int) -> int:
        return lines_run(lambda: sum(1 for one in range(many // 10) for _ in range(one)))

    earlier, later = grows(squared)
    assert later > earlier * 1.1
