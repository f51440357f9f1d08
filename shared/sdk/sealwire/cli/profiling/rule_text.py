"""A rule's text at the command line: where it stands, and how its faults are shown under it."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sealwire.cli import output
from sealwire.cli.profiling.asking import Language, opened, read_json, worded
from sealwire.cli.profiling.shadows import evidence_lines
from sealwire.errors import SealwireError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sealwire.cli.command import Settings
    from sealwire.client.profiling.rules import Rules
    from sealwire.contract.profiling.rules import FaultRecord, ProfileVersion


def rule_of(typed: str) -> str:
    """Return a rule's text: of the file that is named, or else what was typed.

    A file with a profile in JSON, as `rule-draft` takes it, gives the profile's rule.

    Raises:
        BadParameter: The file is no text, or has no rule.
    """
    try:
        text = Path(typed).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{typed}: it is no text in UTF-8.") from error
    except (OSError, ValueError):
        return typed
    if not text.lstrip().startswith("{"):
        return text.rstrip("\r\n")
    try:
        return str(filing_of(json.loads(text))["profile"]["rule"])
    except (ValueError, LookupError, TypeError) as error:
        raise typer.BadParameter(f"{typed}: there is no rule in it.") from error


def filing_of(values: dict[str, Any]) -> dict[str, Any]:
    """Return what is filed: as it stands in a file, or made of a profile alone, which is a first version."""
    return values if "profile" in values else {"after": 0, "profile": values}


def read_filing(path: Path) -> dict[str, Any]:
    """Return what a file of a profile says; see `filing_of`.

    Raises:
        BadParameter: It is no JSON object.
    """
    with opened(path) as file:
        return filing_of(read_json(file))


def fault_lines(rule: str, fault: FaultRecord, language: Language) -> Iterator[str]:
    """Yield a fault with its place, and the line that it stands in with a caret below."""
    from rich.cells import cell_len  # noqa: PLC0415  # keeps --help fast

    yield f"{fault.line}:{fault.column}  {worded(fault.sentence, language)} ({fault.code})"
    lines = rule.replace("\r\n", "\n").split("\n")
    if fault.line > len(lines):
        return
    # A tab would be as wide as the terminal likes, and the caret beside the fault.
    text = lines[fault.line - 1].replace("\t", " ")
    yield f"  {text}"
    # Chinese letters take two places, a combining mark none.
    yield f"  {' ' * cell_len(text[: fault.column - 1])}^"


@asynccontextmanager
async def faults_shown(
    settings: Settings, rules: Rules, rule: str | None, language: Language
) -> AsyncIterator[None]:
    """Show what is wrong with a rule, and where, if what is done meanwhile is refused for it.

    Args:
        settings: Whether a person reads.
        rules: To ask.
        rule: The text; None where a filed one is used.
        language: Of the sentences.
    """
    try:
        yield
    except SealwireError as error:
        if error.code == "rule-faulty" and rule is not None and not settings.as_json:
            for each in (await rules.check(rule)).faults:
                output.lines(fault_lines(rule, each, language))
        raise


def version_lines(found: ProfileVersion, language: Language) -> Iterator[str]:
    """Yield a version of a profile, a line for each thing to know."""
    profile = found.profile
    yield f"Profile  {found.code}, version {found.number}: {found.state.value}"
    yield f"Title    {worded(profile.title, language)}"
    yield f"Why      {worded(profile.why, language)}"
    yield f"Lane     {profile.lane.value}, {profile.weight} points, {profile.commodity}"
    yield f"Written  {output.when(found.written_at)} UTC by {found.author}"
    for event in found.events:
        yield f"Step     {event.step.value} {output.when(event.at)} UTC by {event.by}"
    for line in profile.rule.splitlines():
        yield f"  {line}"
    yield from evidence_lines(found.shadow)
