"""A rule's text to a checked tree, or to faults with positions."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING

from sealwire_profiling.frame.domain.columns import VOCABULARY
from sealwire_profiling.rules.domain.environment import cel_environment
from sealwire_profiling.rules.domain.faults import Fault, Refused, fault
from sealwire_profiling.rules.domain.functions import field_functions
from sealwire_profiling.rules.domain.tree import Node, Position, Quantified, walk
from sealwire_profiling.rules.domain.wire import read

if TYPE_CHECKING:
    from cel_expr_python import cel

MAX_TEXT = 4_000
"""Code points of a rule's text."""
MAX_DEPTH = 32
"""Levels of its tree, and of its brackets; as deep as the library goes."""
MAX_PARTS = 500
"""Nodes of its tree."""
MAX_FAULTS = 20
"""So many faults are told at once; the others follow from them as a rule."""

_START = Position(1, 1)
# The library writes "ERROR: <input>:line:column: message", then the line and a caret.
_ERROR = re.compile(r"ERROR: <input>:(\d+):(-?\d+): (.*)")
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_NO_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '([^']*)'")
# Halves of a UTF-16 pair: no text that can be sent on.
_HALF = re.compile("[\ud800-\udfff]")
_TOO_DEEP = "recursion"
_OPENING, _CLOSING = "([{", ")]}"


def check(text: str) -> Node:
    """Return the tree of a rule's text.

    Raises:
        Refused: The text is no CEL, its types do not fit, it is no bool, or larger than the bounds.
    """
    _bound(text)
    try:
        expression = _environment().compile(text)
    except RuntimeError as error:
        raise Refused(*_faults(str(error), text)) from None
    tree = read(expression.serialize(), text)
    parts = list(walk(tree))
    if len(parts) > MAX_PARTS:
        raise Refused(fault("too-large", _START, what=str(MAX_PARTS)))
    if max(depth for _, depth in parts) > MAX_DEPTH:
        raise Refused(fault("too-deep", _START, what=str(MAX_DEPTH)))
    if tree.kind != "bool":
        raise Refused(fault("not-bool", _START, what=str(expression.return_type()).lower()))
    _refuse_nested(tree)
    return tree


@cache
def _environment() -> cel.Env:
    return cel_environment()


def _bound(text: str) -> None:
    if not text.strip():
        raise Refused(fault("empty", _START))
    if len(text) > MAX_TEXT:
        raise Refused(fault("too-long", _START, what=str(MAX_TEXT)))
    if half := _HALF.search(text):
        raise Refused(fault("half-character", Position.of(text, half.start())))
    depth = 0
    for offset, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth > MAX_DEPTH:
            raise Refused(fault("too-deep", Position.of(text, offset), what=str(MAX_DEPTH)))


def _refuse_nested(tree: Node) -> None:
    for node, _ in walk(tree):
        if isinstance(node, Quantified):
            below = [inner for inner, _ in walk(node) if isinstance(inner, Quantified)]
            if len(below) > 1:
                raise Refused(fault("nested-quantifier", node.at))


def _faults(message: str, text: str) -> list[Fault]:
    if _TOO_DEEP in message:
        return [fault("too-deep", _START, what=str(MAX_DEPTH))]
    found = [
        _fault(said, Position(int(line), max(int(column), 1)))
        for line, column, said in _ERROR.findall(message)
    ]
    return found[:MAX_FAULTS] or [fault("refused", _START, what=_short(message, text))]


def _fault(said: str, at: Position) -> Fault:
    said = said.removesuffix(" [INVALID_ARGUMENT]").rstrip()
    # The library names the two kinds by their protobuf messages.
    said = said.replace("google.protobuf.Timestamp", "timestamp").replace(
        "google.protobuf.Duration", "duration"
    )
    if unknown := _UNDECLARED.match(said):
        near = difflib.get_close_matches(unknown[1], _names(), n=1)
        hint = "meant" if near else ("write-quotes" if unknown[1].isupper() else "")
        return fault("unknown-name", at, what=unknown[1], hint=hint, near=near[0] if near else "")
    if (mixed := _NO_OVERLOAD.match(said)) and "null_type" in mixed[2]:
        return fault("null", at)
    if mixed := _NO_OVERLOAD.match(said):
        what = f"{mixed[1].strip('_')} {mixed[2]}"
        return fault("wrong-types", at, what=what, hint=_type_hint(mixed[1], mixed[2]))
    if said.startswith("Syntax error: "):
        return fault("syntax", at, what=said.removeprefix("Syntax error: "), hint="write-and")
    return fault("refused", at, what=said)


def _type_hint(operator: str, kinds: str) -> str:
    found = [kind.strip() for kind in kinds.strip("()").split(",")]
    if not operator.strip("_!=<>+-*/%@in"):
        if sorted(found) == ["double", "int"]:
            return "write-double"
        if any("timestamp" in kind for kind in found):
            return "write-date"
        if "string" in found and len(set(found)) > 1:
            return "write-quotes"
    return ""


@cache
def _names() -> list[str]:
    return [*VOCABULARY, *(each.name for each in field_functions())]


def _short(message: str, text: str) -> str:
    return message.replace(text, "").splitlines()[0][:120] if message else ""
