"""Write the tables of docs/profiles.md from the tables that the code runs; `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sealwire_profiling.frame.domain.columns import DECLARED, JUDGED, REMEMBERED, TOGETHER
from sealwire_profiling.rules.domain.functions import field_functions
from sealwire_profiling.rules.domain.ready import ready_profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sealwire_profiling.frame.domain.columns import Column

TARGET = Path(__file__).resolve().parents[1] / "docs" / "profiles.md"
_BEGIN, _END = "<!-- generated: {} -->\n", "<!-- end: {} -->\n"


def tables() -> dict[str, str]:
    """Return each generated table by its name in the page."""
    return {
        "declared": _vocabulary(DECLARED),
        "remembered": _vocabulary(REMEMBERED),
        "together": _vocabulary(TOGETHER),
        "judged": _vocabulary(JUDGED),
        "functions": _table(
            ("function", "gives", "meaning", "значение"),
            (
                (f"`{_cell(each.example)}`", each.result, each.meaning["en"], each.meaning["ru"])
                for each in field_functions()
            ),
        ),
        "ready": _table(
            ("code", "title", "rule", "weight", "lane", "indicator described in"),
            (
                (
                    f"`{each.code}`",
                    each.profile.title.en,
                    f"`{_cell(each.profile.rule)}`",
                    str(each.profile.weight),
                    each.profile.lane.value,
                    f"{each.source.title}; {each.source.publisher}, {each.source.year}",
                )
                for each in ready_profiles()
            ),
        ),
    }


def filled(page: str) -> str:
    """Return the page with each table between its marks."""
    for name, table in tables().items():
        before, begin, rest = page.partition(_BEGIN.format(name))
        _, end, after = rest.partition(_END.format(name))
        if not (begin and end):
            sys.exit(f"docs/profiles.md has no marks of {name}")
        page = before + begin + table + end + after
    return page


def _vocabulary(columns: Iterable[Column]) -> str:
    return _table(
        ("variable", "kind", "meaning"), ((f"`{c.name}`", c.kind.value, c.meaning) for c in columns)
    )


def _cell(code: str) -> str:
    return code.replace("|", "\\|")


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = "|" + "---|" * len(headings) + "\n"
    lines = [f"| {' | '.join(line)} |\n" for line in (headings, *rows)]
    return lines[0] + rule + "".join(lines[1:])


if __name__ == "__main__":
    found = TARGET.read_text(encoding="utf-8")
    if "--check" not in sys.argv:
        TARGET.write_text(filled(found), encoding="utf-8")
    elif found != filled(found):
        sys.exit("docs/profiles.md is out of date: run python tools/profile_docs.py")
