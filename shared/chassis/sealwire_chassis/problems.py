"""Problem documents: how every refusal and failure leaves a FastAPI app (RFC 9457)."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sealwire.errors import PROBLEM_TYPE, SealwireError, Unprocessable
from starlette.exceptions import HTTPException

from sealwire_chassis.logs import get_logger

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEDIA_TYPE = "application/problem+json"
_MAX_ERRORS = 20
_LIMITS = ("gt", "ge", "lt", "le", "min_length", "max_length", "multiple_of", "pattern")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.\-\[\]]")
_SERVER_ERROR = 500
_log = get_logger(__name__)


class InvalidRequest(Unprocessable, code="invalid-request"):
    """The request does not have the form that the API documents; correct the named fields."""


def install(app: FastAPI) -> None:
    """Answer every refusal and failure of an app with a problem document, never with a stack trace."""
    app.add_exception_handler(SealwireError, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_middleware(Barrier)


def problems(*errors: type[SealwireError]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may refuse with these errors.

    Args:
        errors: Refusals that the route documents, apart from invalid-request.
    """
    titles: dict[int | str, list[str]] = {}
    for error in errors:
        titles.setdefault(error.status, []).append(f"{error.code}: {error.title()}")
    return {
        status: {"description": " ".join(lines), "content": {MEDIA_TYPE: {"schema": _SCHEMA}}}
        for status, lines in titles.items()
    }


def encode(error: SealwireError) -> bytes:
    """Return the JSON bytes of a refusal's problem document."""
    return json.dumps(error.problem(), ensure_ascii=False, separators=(",", ":")).encode()


class Barrier:
    """Turns what nothing else caught into 500 `internal`: logged, without detail. The outermost layer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001 - the last place where a failure can become an answer
            _log.exception("request failed", error, path=scope["path"])
            if not started:
                await _response(SealwireError())(scope, receive, send)


async def _on_refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, SealwireError):
        raise error
    if error.status >= _SERVER_ERROR:
        _log.exception("request refused", error, path=request.url.path)
    return _response(error)


async def _on_invalid(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return _response(InvalidRequest(errors=[_field(each) for each in error.errors()[:_MAX_ERRORS]]))


async def _on_http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    body = {"type": PROBLEM_TYPE + code, "title": phrase, "status": error.status_code, "code": code}
    return Response(
        json.dumps(body),
        status_code=error.status_code,
        headers=dict(error.headers or {}),
        media_type=MEDIA_TYPE,
    )


def _response(error: SealwireError) -> Response:
    headers = {}
    retry = error.facts.get("retry_after_s")
    if retry is not None:
        headers["retry-after"] = str(retry)
    return Response(encode(error), status_code=error.status, headers=headers, media_type=MEDIA_TYPE)


def _field(error: dict[str, Any]) -> dict[str, str]:
    # Neither the input nor pydantic's message goes out: messages of custom validators quote values.
    place = ".".join(_UNSAFE.sub("?", str(part))[:64] for part in error.get("loc", ()))
    limits = {name: value for name, value in (error.get("ctx") or {}).items() if name in _LIMITS}
    reason = str(error.get("type", "")).replace("_", " ")
    if limits:
        reason += " (" + ", ".join(f"{name} {value}" for name, value in limits.items()) + ")"
    return {"field": place, "reason": reason}


_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
