"""JSON as it comes: the objects of an array, or one on each line, without holding the whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sealwire_profiling.intake.refusals import MalformedJson

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ITEM = 4 * 1_048_576
"""Characters of an object."""
_GAP = " \t\r\n"


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


# Numbers stay as they were written: a code of digits may begin with 0 in one file and be a number in another.
_decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_constant)


def items(chunks: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of an array, or of lines, each with the line on which it begins; numbers are texts.

    Args:
        chunks: The text, in pieces of any size.

    Raises:
        MalformedJson: From here on it is no JSON, or an object has more than 4 MiB.
    """
    text = _Text(chunks)
    if text.peek() != "[":
        yield from _lines(text)
        return
    text.skip("[")
    if text.peek() == "]":
        text.skip("]")
    else:
        yield text.value()
        while text.peek() == ",":
            text.skip(",")
            yield text.value()
        text.skip("]")
    if text.peek():
        raise MalformedJson(f"Line {text.line}: something stands behind the array.")


def _lines(text: _Text) -> Iterator[tuple[int, dict[str, Any]]]:
    while text.peek():
        yield text.value()


class _Text:
    """The text that was not used yet, and the line where it begins."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._buffer = ""
        self._at = 0
        self.line = 1

    def peek(self) -> str:
        """Return the next character that is no gap, or "" at the end."""
        while True:
            while self._at < len(self._buffer):
                character = self._buffer[self._at]
                if character not in _GAP:
                    return character
                self._use(self._at + 1)
            if not self._more():
                return ""

    def skip(self, sign: str) -> None:
        """Go behind a sign.

        Raises:
            MalformedJson: Another stands there.
        """
        if self.peek() != sign:
            raise MalformedJson(f"Line {self.line}: {sign} is missing.")
        self._use(self._at + 1)

    def value(self) -> tuple[int, dict[str, Any]]:
        """Return the next object and the line on which it begins.

        Raises:
            MalformedJson: There is none, or one of more than MAX_ITEM characters.
        """
        if self.peek() != "{":
            raise MalformedJson(f"Line {self.line}: an object is missing.")
        line = self.line
        while True:
            try:
                value, end = _decoder.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise MalformedJson(f"Line {line}: the object is too deep.") from error
            except ValueError as error:
                if len(self._buffer) - self._at > MAX_ITEM or not self._more():
                    raise MalformedJson(f"Line {line}: this is no JSON, or too long.") from error
            else:
                self._use(end)
                return line, value

    def _use(self, end: int) -> None:
        self.line += self._buffer.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        chunk = next(self._chunks, "")
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        return bool(chunk)
