"""What the room's routes take: who or what a path names, and which part of a list is wanted."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sealwire.contract.profiling.lists import LIST_CODE, MAX_PAGE_ENTRIES, MAX_PARTS, EntryState

from sealwire_profiling.dependencies import CallDep  # noqa: TC001 - FastAPI reads it at run time
from sealwire_profiling.lists.adapters.entries import Page

ListPath = Annotated[str, Path(alias="list", pattern=LIST_CODE, description="A list's code.")]
EntryPath = Annotated[UUID, Path(alias="entry")]
ImportPath = Annotated[UUID, Path(alias="import")]
PartPath = Annotated[int, Path(alias="number", ge=1, le=MAX_PARTS)]
ClearancePath = Annotated[UUID, Path(alias="clearance")]
DryRun = Annotated[bool, Query(description="Report what it would do, and do nothing.")]


class EntriesQuery(BaseModel):
    """Which entries of a list."""

    model_config = ConfigDict(extra="forbid")

    state: EntryState = EntryState.ACTIVE
    after: UUID | None = Field(default=None, description="The page before's `next`.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_ENTRIES)


class ChangesQuery(BaseModel):
    """Which part of a list's history."""

    model_config = ConfigDict(extra="forbid")

    before: int | None = Field(default=None, ge=1, le=2**63 - 1, description="The page before's `next`.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_ENTRIES)


def page_of(call: CallDep, asked: Annotated[EntriesQuery, Query()]) -> Page:
    """Return which page of a list a request asks for."""
    return Page(on=call.today, state=asked.state, after=asked.after, limit=asked.limit)
