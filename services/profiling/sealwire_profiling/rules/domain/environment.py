"""What a rule can speak of: the frame's vocabulary, the functions, an administration's named sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from cel_expr_python import cel

from sealwire_profiling.frame.domain.columns import VOCABULARY, Kind
from sealwire_profiling.rules.domain.functions import field_functions

if TYPE_CHECKING:
    from collections.abc import Mapping

CEL_TYPES: Mapping[str, cel.Type] = {
    Kind.STRING: cel.Type.STRING,
    Kind.INT: cel.Type.INT,
    Kind.DOUBLE: cel.Type.DOUBLE,
    Kind.BOOL: cel.Type.BOOL,
    Kind.DATE: cel.Type.TIMESTAMP,
    Kind.STRINGS: cel.Type.List(cel.Type.STRING),
    "dyn": cel.Type.DYN,
}
"""Types of the CEL library by kind; StrEnum members are their texts."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The named sets of one administration.

    Attributes:
        lists: Texts by the list's name.
        groups: Countries, ISO 3166-1 alpha-2, by the group's name.
        mark: Differs where the sets differ.
    """

    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mark: str = field(init=False)

    def __post_init__(self) -> None:
        found = sha256()
        for kind, sets in (("list", self.lists), ("group", self.groups)):
            for name in sorted(sets):
                found.update(repr((kind, name, sorted(sets[name]))).encode())
        object.__setattr__(self, "mark", found.hexdigest()[:16])

    @property
    def empty(self) -> frozenset[tuple[str, str]]:
        """Sets without values, as kind ("list" or "group") and name."""
        kinds = (("list", self.lists), ("group", self.groups))
        return frozenset((kind, name) for kind, sets in kinds for name, values in sets.items() if not values)

    def over(self, start: Environment) -> Environment:
        """Return these sets, and those of another that these do not name."""
        return Environment({**start.lists, **self.lists}, {**start.groups, **self.groups})


def cel_environment() -> cel.Env:
    """Return the CEL library's environment: the variables and functions, with their types and no bodies."""
    functions: dict[str, list[cel.Overload]] = {}
    for each in field_functions():
        parameters = [CEL_TYPES[kind] for kind in each.parameters]
        overload = cel.Overload(each.id, CEL_TYPES[each.result], parameters)
        functions.setdefault(each.name, []).append(overload)
    return cel.NewEnv(
        variables={name: CEL_TYPES[column.kind] for name, column in VOCABULARY.items()},
        functions=[cel.FunctionDecl(name, overloads) for name, overloads in functions.items()],
    )
