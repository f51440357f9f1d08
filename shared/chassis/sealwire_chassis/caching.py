"""Public answers that others may keep: for ever if they never change, else to be asked for again by a tag."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fastapi import Response

if TYPE_CHECKING:
    from fastapi import Request

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
"""Headers of an answer whose address has one content."""
_ASK_AGAIN = "public, no-cache"
"""RFC 9111 section 5.2.2.4. No second of staleness: an older checkpoint than before is how a lie looks."""


def current(request: Request, body: bytes, media_type: str) -> Response:
    """Return what an address holds now, or 304 to who has just that (RFC 9110 section 13.1.2).

    Args:
        request: Its `if-none-match` names what the caller has.
        body: The content.
        media_type: Of the content.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": _ASK_AGAIN}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if not known.isdisjoint({tag, "*"}):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
