"""Notices from the content of an envelope, or from a JSON file, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from sealwire.notices.errors import NoticeInvalid, NoticeUnreadable, Refusal, UnknownKind
from sealwire.notices.feedback import FeedbackNotice
from sealwire.notices.seizure import SeizureNominalNotice, SeizureNotice
from sealwire.notices.warning import WarningNotice

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.notices.notice import Notice

MAX_JSON_BYTES = 1_048_576

KINDS: dict[str, type[Notice]] = {
    model.KIND: model for model in (WarningNotice, FeedbackNotice, SeizureNotice, SeizureNominalNotice)
}


def parse(kind: str, schema: int, content: object) -> Notice:
    """Return the notice that the body of an envelope holds.

    Args:
        kind: One of KINDS.
        schema: The version it was written with, from 1; a later one than ours is read as far as known.
        content: The map of fields.

    Raises:
        UnknownKind: This release does not know the kind.
        NoticeInvalid: A field breaks a rule; each is listed with the reason.
    """
    return model_of(kind).read(schema, content)


def model_of(kind: str) -> type[Notice]:
    """Return the model of a kind.

    Raises:
        UnknownKind: This release does not know the kind.
    """
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise UnknownKind(f"Known kinds are {', '.join(KINDS)}.")
    return model


def from_json(source: str | Path) -> Notice:
    """Return the notice of a JSON text, or of a file: an object with `kind`, `schema` and `content`.

    Args:
        source: JSON text, or the path (a Path) of a UTF-8 file of at most 1 MiB.

    Raises:
        NoticeUnreadable: The file cannot be read, or is no JSON object with these three members.
        UnknownKind: This release does not know the kind.
        NoticeInvalid: A field breaks a rule; each is listed with the reason.
    """
    document = _decode(_text(source))
    if not isinstance(document, dict) or document.keys() != {"kind", "schema", "content"}:
        raise NoticeUnreadable("It needs exactly the members kind, schema and content.")
    return parse(document["kind"], document["schema"], document["content"])


def to_json(notice: Notice) -> str:
    """Return the JSON text of a notice, as `from_json` reads it."""
    document = {"kind": notice.kind, "schema": notice.schema_version, "content": notice.content()}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _text(source: str | Path) -> str:
    if isinstance(source, str):
        return source
    try:
        with source.open("rb") as file:
            data = file.read(MAX_JSON_BYTES + 1)
        if len(data) > MAX_JSON_BYTES:
            raise NoticeUnreadable("The file is larger than 1 MiB.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise NoticeUnreadable(f"{source.name}: {error.strerror or 'it cannot be opened'}.") from error
    except UnicodeDecodeError as error:
        raise NoticeUnreadable(f"{source.name} is not UTF-8 text.") from error


def _decode(text: str) -> object:
    try:
        return json.loads(
            text,
            parse_float=_refuse_fraction,
            parse_constant=_refuse_fraction,
            object_pairs_hook=_without_repeats,
        )
    except json.JSONDecodeError as error:
        raise NoticeUnreadable(f"Line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise NoticeUnreadable("It has a number too long, or lists nested too deep.") from error


def _refuse_fraction(number: str) -> NoReturn:
    raise NoticeInvalid.of(
        [Refusal("", f"the number {number[:40]} has a fraction: write it in quotes, as text")]
    )


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NoticeUnreadable("A member stands twice in one object.")
    return members
