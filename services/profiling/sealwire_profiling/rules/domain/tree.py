"""A checked rule as a tree: what is left of CEL for the compiler to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Value: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Position:
    """Where in the text something stands; both count from 1, in code points."""

    line: int
    column: int

    @classmethod
    def of(cls, text: str, offset: int) -> Position:
        """Return the position of the code point at an offset."""
        before = text[: max(offset, 0)]
        return cls(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


@dataclass(frozen=True, slots=True)
class Node:
    """What every node has; `kind` is its CEL type as Kind spells it, or "other"."""

    kind: str
    at: Position


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written in the rule."""

    value: Value


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """A column, or the name that a quantifier binds."""

    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """An operator or function; `overload` says which by its types, the target of a method comes first."""

    overload: str
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Items(Node):
    """A list written in the rule."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`over.exists(name, body)`, or `over.all(name, body)` where `every`."""

    every: bool
    over: Node
    name: str
    body: Node


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below a node."""
    match node:
        case Call():
            return node.arguments
        case Items():
            return node.items
        case Quantified():
            return (node.over, node.body)
    return ()


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Yield every node of a tree with its depth, the root's being 1; without recursion."""
    waiting = [(node, 1)]
    while waiting:
        current, depth = waiting.pop()
        yield current, depth
        waiting.extend((each, depth + 1) for each in children(current))


_OF_SETS = ("list_string", "listed", "mentions", "country_in")


def sets_used(node: Node) -> frozenset[tuple[str, str]]:
    """Return the named sets that a tree uses, as kind ("list" or "group") and name."""
    return frozenset(
        ("group" if call.overload.startswith("country_in") else "list", str(call.arguments[-1].value))
        for call, _ in walk(node)
        if isinstance(call, Call) and call.overload.startswith(_OF_SETS)
        if isinstance(call.arguments[-1], Literal)
    )


def free_variables(node: Node) -> frozenset[str]:
    """Return the names that a tree takes from outside: those of columns."""
    match node:
        case Variable():
            return frozenset({node.name})
        case Quantified():
            return free_variables(node.over) | (free_variables(node.body) - {node.name})
    return frozenset().union(*(free_variables(each) for each in children(node)))


def fingerprint(node: Node) -> str:
    """Return a text that two trees share only where they mean the same; positions do not count."""
    below = ",".join(fingerprint(each) for each in children(node))
    match node:
        case Literal():
            return f"{node.kind}:{node.value!r}"
        case Variable():
            return node.name
        case Call():
            return f"{node.overload}({below})"
        case Quantified():
            return f"{'all' if node.every else 'exists'} {node.name} {below}"
    return f"[{below}]"
