"""What the commands print of watch lists, hits and cleared pairs: rows of tables, and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.output import when
from sealwire.cli.profiling.asking import Language, worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.contract.profiling.clearances import ClearanceRecord
    from sealwire.contract.profiling.lists import (
        EntryContent,
        EntryRecord,
        HitRecord,
        ListChange,
        ListRecord,
    )


def list_row(found: ListRecord) -> list[str]:
    """Return a list as cells."""
    title = next(iter(found.titles.values()))
    dated = f"{found.dated:%Y-%m-%d}" if found.dated else "-"
    counts = map(str, (found.active, found.expired, found.removed))
    return [found.code, title, found.kind.value, found.effect.value, found.form.value, *counts, dated]


def entry_row(found: EntryRecord) -> list[str]:
    """Return an entry as cells."""
    content = found.content
    return [str(found.id), str(found.version), content.kind.value, _names(content), _numbers(content),
            content.reason, str(content.expires_on or "-")]  # fmt: skip


def entry_lines(found: EntryRecord) -> Iterator[str]:
    """Yield a version of an entry, a line for each thing to know."""
    content = found.content
    yield f"Version {found.version}, {found.state.value}, {when(found.entered_at)} UTC by {found.entered_by}"
    yield f"  {content.kind.value}: {_names(content)}"
    if content.identifiers:
        yield f"  Numbers: {_numbers(content)}"
    yield f"  Until {content.expires_on or '-'}, {content.confidence.value} confidence"
    yield f"  From {content.source.value} {content.reference}".rstrip()
    yield f"  Reason: {content.reason}"
    if found.removal:
        yield f"  Removed: {found.removal}"


def change_row(found: ListChange) -> list[str]:
    """Return a change as cells."""
    return [when(found.at), found.by, f"{found.subject} {found.name}", str(found.version),
            ", ".join(found.fields), found.note]  # fmt: skip


def hit_row(found: HitRecord, language: Language) -> list[str]:
    """Return a hit as cells; a cleared one says by which clearance."""
    reasons = "\n".join(worded(each, language) for each in found.reasons)
    cleared = str(found.cleared) if found.cleared else "-"
    return [found.list, found.matched, f"{found.score:.2f}", found.effect.value, reasons, str(found.entry),
            cleared]  # fmt: skip


def clearance_row(found: ClearanceRecord) -> list[str]:
    """Return a cleared pair as cells."""
    return [str(found.id), found.state.value, found.list, found.value, str(found.entry),
            str(found.expires_on), found.cleared_by, found.reason]  # fmt: skip


def _names(content: EntryContent) -> str:
    return "; ".join(each.text for each in content.names) or "-"


def _numbers(content: EntryContent) -> str:
    return "; ".join(f"{each.kind.value} {each.value}" for each in content.identifiers) or "-"
