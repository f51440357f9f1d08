"""Patterns of `matches`: RE2's, written again for the engine of the columns so that both find the same.

The two engines are near relatives. They differ in the classes of digits, words and spaces, which know only
ASCII in RE2, and in what brackets may hold. So a pattern is read here by a small grammar; what is not in
it is refused.
"""

from __future__ import annotations

import re

MAX_PATTERN = 500
"""Code points of a pattern."""
MAX_REPEAT = 100
"""Upper figure of {n,m}: repeats multiply the automaton."""

_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
_SIMPLE = set("tnrfv")
_EDGES = {"b": r"(?-u:\b)", "A": r"\A", "z": r"\z"}
_FLAGS = re.compile(r"\?(?:[ims]+\)|[ims]*:)")
_REPEAT = re.compile(r"\{(\d{1,4})(?:(,)(\d{0,4}))?\}")
_ESCAPED = set(r"\.+*?()|[]{}^$-/&~#@!%,:;<>=\"'` _")


class BadPattern(ValueError):
    """The pattern is outside of what profiles take; the message says which part."""


def translate(pattern: str) -> str:
    """Return a pattern of RE2 as the columns' engine must be given it.

    Raises:
        BadPattern: It is too long, or has something that profiles do not take.

    Source: RE2 syntax page; docs of the Rust crate regex, "Syntax".
    """
    if len(pattern) > MAX_PATTERN:
        raise BadPattern(f"longer than {MAX_PATTERN} characters")
    out: list[str] = []
    at = 0
    while at < len(pattern):
        piece, at = _piece(pattern, at)
        out.append(piece)
    return "".join(out)


def _piece(pattern: str, at: int) -> tuple[str, int]:
    match pattern[at]:
        case "\\":
            return _escape(pattern, at)
        case "[":
            return _brackets(pattern, at)
        case "(" if pattern.startswith("(?", at):
            flags = _FLAGS.match(pattern, at + 1)
            if not flags:
                raise BadPattern(pattern[at : at + 4])
            return f"({flags[0]}", flags.end()
        case "{":
            return _repeat(pattern, at)
    return pattern[at], at + 1


def _repeat(pattern: str, at: int) -> tuple[str, int]:
    found = _REPEAT.match(pattern, at)
    if not found:
        raise BadPattern(pattern[at : at + 4] + r": write \{")
    if max(int(found[1]), int(found[3] or 0)) > MAX_REPEAT:
        raise BadPattern(f"{found[0]}: at most {MAX_REPEAT}")
    return found[0], found.end()


def _escape(pattern: str, at: int) -> tuple[str, int]:
    letter = pattern[at + 1 : at + 2]
    if letter in _EDGES:
        return _EDGES[letter], at + 2
    if letter in _SIMPLE:
        return "\\" + letter, at + 2
    if letter.lower() in _CLASSES:
        negated = "^" if letter.isupper() else ""
        return f"[{negated}{_CLASSES[letter.lower()]}]", at + 2
    if letter in _ESCAPED:
        return re.escape(letter), at + 2
    raise BadPattern(f"\\{letter}")


def _brackets(pattern: str, at: int) -> tuple[str, int]:
    start, out = at, ["["]
    at += 1
    if pattern.startswith("^", at):
        out.append("^")
        at += 1
    first = True
    while first or not pattern.startswith("]", at):
        if at >= len(pattern):
            raise BadPattern(pattern[start : start + 10] + ": no ]")
        piece, at = _member(pattern, at)
        out.append(piece)
        first = False
    return "".join([*out, "]"]), at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    """Return one member of a class: a character, a range, or a class of its own."""
    low, after = _in_brackets(pattern, at)
    is_class = pattern[at] == "\\" and pattern[at + 1] in _CLASSES
    if is_class or not pattern.startswith("-", after) or pattern[after + 1 : after + 2] in {"", "]"}:
        return low, after
    high, end = _in_brackets(pattern, after + 1)
    return f"{low}-{high}", end


def _in_brackets(pattern: str, at: int) -> tuple[str, int]:
    """Return a character of a class, or a class of its own."""
    character = pattern[at]
    if character == "\\":
        letter = pattern[at + 1 : at + 2]
        if letter in _CLASSES:
            return _CLASSES[letter], at + 2
        if letter in _SIMPLE:
            return "\\" + letter, at + 2
        if letter in _ESCAPED:
            return re.escape(letter), at + 2
        raise BadPattern(f"[\\{letter}]")
    if character == "[":
        raise BadPattern(r"[ inside of brackets: write \[")
    # Set operations of the other engine: && -- ~~.
    return ("\\" + character if character in "&~-]^" else character), at + 1
