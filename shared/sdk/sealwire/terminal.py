"""Text of others on a terminal: it may say anything, and steer nothing."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return text with everything that a terminal might obey shown as `?`, except line breaks."""
    return "".join(each if each.isprintable() or each == "\n" else "?" for each in text)
