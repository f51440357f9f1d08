"""The types that all of onboarding's messages are made of."""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from sealwire.contract.models import HexHash

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LIST = 500
MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_CASE_BYTES = 1_048_576
"""Bytes of a JSON document about a case."""

UnitCode = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{2,12}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]
Handle = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,31}$")]
DonorId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$", description="As in the list of donors.")]
Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"
    ),
]
"""One line of text."""
Remark = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"),
]
"""Text that may be empty and may have several lines."""
Reason = Annotated[Remark, Field(min_length=1)]
Names = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], Line],
    Field(min_length=1, max_length=16, description="By language, ISO 639."),
]
Quantity = Annotated[int, Field(ge=1, le=1_000_000)]
FileHash = Annotated[HexHash, Field(description="SHA-256 of a file that was put in before.")]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2200, 1, 1))]


class Filed(BaseModel):
    """What a caller files; an unknown field is refused, so that a slip of the pen loses no evidence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CourseKind(StrEnum):
    """What a course teaches; source: the programme's public reports."""

    THEORY = "theory"
    PRACTICAL = "practical"
    STEC = "stec"
    DOCUMENT_AND_SEAL = "document_and_seal"
    X_RAY = "x_ray"
    COPES = "copes"
    MENTORING = "mentoring"
    STUDY_TOUR = "study_tour"


def check_once(names: Iterable[object]) -> None:
    """Refuse a list that names one thing twice: which of the two is meant, nobody can tell.

    Raises:
        PydanticCustomError: One is named twice; to be raised in a validator.
    """
    twice = [str(name) for name, times in Counter(names).items() if times > 1]
    if twice:
        raise PydanticCustomError("named_twice", "named twice: {names}", {"names": ", ".join(twice)})


def check_order(days: Iterable[date]) -> None:
    """Refuse days of which one lies before the one that it follows.

    Raises:
        PydanticCustomError: One does; to be raised in a validator.
    """
    for before, after in pairwise(days):
        if after < before:
            raise PydanticCustomError(
                "wrong_order", "{after} cannot follow {before}", {"after": str(after), "before": str(before)}
            )
