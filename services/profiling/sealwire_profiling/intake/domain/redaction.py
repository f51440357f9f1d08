"""Consignments as callers may see them: parties only for those whose role has to know them.

A company's name cannot be told from a person's, so all of a party but its role and country is personal.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import Filed, Party
from sealwire.contract.profiling.intake import ConsignmentOut, VersionOut

if TYPE_CHECKING:
    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.intake.domain.stored import Stored, Version


def redacted(consignment: Consignment) -> Consignment:
    """Return a consignment whose parties show their role and country only."""
    parties = tuple(Party(role=each.role, name="", country=each.country) for each in consignment.parties)
    return consignment.model_copy(update={"parties": parties})


def shown(stored: Stored, *, parties: bool) -> ConsignmentOut:
    """Return a consignment for a caller who sees parties, or not."""
    filed = _filed(stored.current, stored.source, stored.amended, parties=parties)
    return ConsignmentOut(
        **dict(filed), id=stored.id, upload=stored.current.upload, open=stored.open, redacted=not parties
    )


def shown_version(version: Version, source: str, *, parties: bool) -> VersionOut:
    """Return a version for a caller who sees parties, or not."""
    filed = _filed(version, source, version.changed, parties=parties)
    return VersionOut(filed=filed, upload=version.upload, changed=version.changed)


def _filed(version: Version, source: str, amended: tuple[str, ...], *, parties: bool) -> Filed:
    return Filed(
        version=version.number,
        received_at=datetime.fromtimestamp(version.received_at, UTC),
        source=source,
        line=version.line,
        amended=amended,
        consignment=version.consignment if parties else redacted(version.consignment),
    )
