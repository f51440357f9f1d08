"""Uploads as they are kept, and the things of a file in chunks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from sealwire.contract.profiling.intake import Mapping, UploadOut
from sealwire.errors import SealwireError

from sealwire_profiling.intake.domain.parsed import LineError, Parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from sealwire_profiling.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload.

    Attributes:
        told: What its uploader is told of it.
        position: How many things of the file are stored.
        mapping: Of its source when the file was complete.
    """

    told: UploadOut
    position: int = 0
    mapping: Mapping = field(default_factory=Mapping)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An upload that one worker reads, and whose it is."""

    tenant: Tenant
    upload: Upload
    worker: UUID

    @property
    def id(self) -> UUID:
        """Of the upload."""
        return self.upload.told.id


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of a chunk."""

    added: int = 0
    amended: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Things of a file that are stored together; `failure` if the file cannot be read further."""

    parsed: tuple[Parsed, ...]
    failure: SealwireError | None
    last: bool

    @property
    def errors(self) -> tuple[LineError, ...]:
        """What is wrong with its lines."""
        return tuple(error for each in self.parsed for error in each.errors)

    @property
    def line(self) -> int:
        """The last line that something stands at."""
        return max((each.line for each in self.parsed), default=0)


def take(parsed: Iterator[Parsed], size: int) -> Chunk:
    """Return the next things of a file; what was read before it failed is kept."""
    taken: list[Parsed] = []
    try:
        taken.extend(islice(parsed, size))
    except SealwireError as failure:
        return Chunk(tuple(taken), failure, last=True)
    return Chunk(tuple(taken), None, last=len(taken) < size)


def unrepeated(parsed: Iterable[Parsed]) -> Iterator[Parsed]:
    """Yield what stands in a file; of one reference only the first counts: which of two would be newer?"""
    seen: set[str] = set()
    for each in parsed:
        if each.consignment is None:
            yield each
        elif (reference := each.consignment.reference) in seen:
            message = "An earlier line of the file has the same reference; keep one of them."
            error = LineError(each.line, "reference", "reference-repeated", message)
            yield Parsed(each.line, None, (*each.errors, error))
        else:
            seen.add(reference)
            yield each
