"""The ready profiles, from published indicators, and the named sets to start them with."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.rules import Profile, ReadyRecord, SourceRecord

from sealwire_profiling.rules.domain.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def ready_profiles() -> tuple[ReadyRecord, ...]:
    """Return all ready profiles, in the order of ready.toml, each with the source of its indicator."""
    table = _table()
    sources = {name: SourceRecord.model_validate(each) for name, each in table["sources"].items()}
    return tuple(
        ReadyRecord(
            code=each["code"],
            profile=Profile.model_validate({name: each[name] for name in Profile.model_fields}),
            source=sources[each["source"]],
        )
        for each in table["profile"]
    )


@cache
def starting_sets() -> Environment:
    """Return the named sets that ready profiles start with; some are empty, to be filled."""
    table = _table()
    return Environment(_sets(table["lists"]), _sets(table["groups"]))


def _sets(table: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in table.items()}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("ready.toml").read_text(encoding="utf-8"))
