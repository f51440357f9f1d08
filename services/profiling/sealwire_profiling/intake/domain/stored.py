"""Consignments as they are kept, and what is searched for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sealwire.contract.profiling.consignments import Consignment

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a consignment.

    Attributes:
        number: From 1; one more with each amendment.
        received_at: Unix seconds.
        upload: The upload that brought it, if a file did.
        line: Line, row or message of the file.
        changed: Fields that it changed; empty for the first. See `amending.changes`.
        consignment: What it declares.
    """

    number: int
    received_at: int
    upload: UUID | None
    line: int
    changed: tuple[str, ...]
    consignment: Consignment


@dataclass(frozen=True, slots=True)
class Stored:
    """A consignment as it stands.

    Attributes:
        id: Unique in the administration.
        source: Where its documents came from.
        current: The newest version.
        amended: Fields that any amendment changed.
        open: Whether it is still to be decided about.
        fingerprint: Of what it declares; see `amending.fingerprint`.
    """

    id: UUID
    source: str
    current: Version
    amended: tuple[str, ...]
    open: bool
    fingerprint: bytes

    @property
    def consignment(self) -> Consignment:
        """What it declares now."""
        return self.current.consignment


@dataclass(frozen=True, slots=True)
class Filing:
    """A consignment to be stored: new, or over the version before it."""

    id: UUID
    source: str
    version: Version
    amended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Which consignments are wanted; what is left empty does not narrow.

    Attributes:
        upload: Brought or last amended by this upload.
        reference: The whole reference.
        container: Number of a container, truck, trailer or wagon; spaces and case do not count.
        party: Words that the names of its parties have, all of them.
        office: Code of the office.
        since: First day of declaration, or of receipt where none is declared.
        until: Last day.
        after: Id behind which the page begins, or "".
        limit: Most that are returned.
    """

    upload: UUID | None = None
    reference: str = ""
    container: str = ""
    party: str = ""
    office: str = ""
    since: date | None = None
    until: date | None = None
    after: str = ""
    limit: int = 100


def words(name: str) -> set[str]:
    """Return the words of a party's name by which it is found, case and compatibility forms apart."""
    return set(_WORD.findall(unicodedata.normalize("NFKC", name).casefold()))


def container_key(number: str) -> str:
    """Return a container's number as it is searched for: letters and digits only."""
    return "".join(character for character in number.upper() if character.isalnum())
