"""What a notice may be made of: text, whole numbers, booleans, null, lists and maps, all within limits.

The same values exist in CBOR, JSON and every language that reads notices. Bytes and fractions do not:
binary values are carried as text, numbers with a fraction as decimal text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.notices.errors import NoticeInvalid, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 12
MAX_VALUES = 20_000
_INTEGERS = range(-(2**63), 2**63)


def check_plain(content: object) -> None:
    """Refuse a content that is no map, or holds something that cannot be carried.

    Raises:
        NoticeInvalid: Names each place and what is wrong there.
    """
    if not isinstance(content, dict):
        raise NoticeInvalid.of([Refusal("", "the content must be a map of fields")])
    found = []
    for count, (path, value) in enumerate(_values("", content, 0)):
        if count >= MAX_VALUES:
            raise NoticeInvalid.of([Refusal("", f"it holds more than {MAX_VALUES} values")])
        reason = _reason(value)
        if reason:
            found.append(Refusal(path, reason))
    if found:
        raise NoticeInvalid.of(found)


def _values(path: str, value: object, depth: int) -> Iterator[tuple[str, object]]:
    yield path, value
    if not isinstance(value, dict | list):
        return
    if depth >= MAX_DEPTH:
        raise NoticeInvalid.of([Refusal(path, f"it is nested deeper than {MAX_DEPTH} levels")])
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _values(f"{path}.{_shown(key)}".lstrip("."), item, depth + 1)


def _reason(value: object) -> str:
    if value is None or isinstance(value, bool | list):
        return ""
    if isinstance(value, dict):
        return "" if all(isinstance(key, str) and _is_text(key) for key in value) else "its keys must be text"
    if isinstance(value, str):
        return "" if _is_text(value) else "it is not valid Unicode text"
    if isinstance(value, int):
        return "" if value in _INTEGERS else "the whole number is too large; write it as text"
    if isinstance(value, float):
        return 'numbers with a fraction are written as text, such as "1.5"'
    return "only text, whole numbers, true, false, null, lists and maps can be carried"


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(key: object) -> str:
    text = key if isinstance(key, str) else str(key) if isinstance(key, int) else type(key).__name__
    return "".join(character if character.isprintable() else "?" for character in text[:80])
