"""Requests to the gateway: signed, repeated while that changes nothing, and every failure one of ours."""

from __future__ import annotations

import asyncio
import json
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from sealwire.errors import (
    SealwireError,
    TooManyRequests,
    Unauthorised,
    Unavailable,
    from_problem,
)
from sealwire.requests import RequestSigner

if TYPE_CHECKING:
    from sealwire.requests import Signer

ATTEMPTS = 4
MAX_ANSWER_BYTES = 67_108_864
"""More than the largest page of statements or envelopes."""
# Beside the 30 s for each read: whoever sends a byte now and then would hold a command for ever. Long enough
# for the largest page over 64 kbit/s.
WHOLE_ANSWER_S = 900.0
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0
_WAITABLE = (429, 502, 503, 504)
_PROBLEM = "application/problem+json"
_WAIT = re.compile(r"[0-9]{1,9}")  # RFC 9110 section 10.2.3, in seconds
_Model = TypeVar("_Model", bound=BaseModel)


class Offline(Unavailable, code="offline"):
    """The exchange cannot be reached; check the network and try again, nothing is lost."""


class UnexpectedAnswer(Unavailable, code="unexpected-answer", status=502):
    """What answers at the server's address is not this exchange; check the address."""


class KeysLocked(Unauthorised, code="keys-locked"):
    """This needs the device's keys; unlock them with the passphrase."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the gateway.

    Attributes:
        signed: Whether it carries the caller's signature.
        repeatable: Whether sending it twice changes nothing more than once.
        fresh: Whether a cache on the way must ask the gateway.
    """

    method: str
    path: str
    params: dict[str, Any] | None = None
    content: bytes | None = None
    media: str = "application/cbor"
    json: dict[str, Any] | None = None
    signed: bool = True
    repeatable: bool = True
    fresh: bool = False


class Door:
    """A connection to the gateway of one exchange.

    Args:
        server: The gateway's address.
        key: The auth key that signs requests; None where only public things are asked.
        attempts: How often a repeatable request is tried.
    """

    def __init__(self, server: str, key: Signer | None = None, *, attempts: int = ATTEMPTS) -> None:
        self._signer = RequestSigner(key) if key is not None else None
        self._attempts = attempts
        self._client = httpx.AsyncClient(
            base_url=server,
            timeout=httpx.Timeout(30.0, connect=5.0),
            follow_redirects=False,
            headers={"user-agent": "sealwire"},
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(self, request: Request) -> bytes:
        """Return the body that answers a request.

        Raises:
            Offline: The gateway does not answer.
            SealwireError: The gateway refused; the class tells which check.
        """
        left = self._attempts if request.repeatable else 1
        while True:
            left -= 1
            try:
                return _body(*await self._send(request))
            except UnexpectedAnswer:
                raise
            except (Unavailable, TooManyRequests) as error:
                if not left:
                    raise
                pause_s = _pause_s(self._attempts - left, error)
            await asyncio.sleep(pause_s)

    async def model(self, request: Request, model: type[_Model]) -> _Model:
        """Return the JSON that answers a request, as one of the contract's models.

        Raises:
            UnexpectedAnswer: It has another form.
            SealwireError: As for `ask`.
        """
        body = await self.ask(request)
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            raise UnexpectedAnswer(f"{request.method} {request.path}") from error

    async def _send(self, request: Request) -> tuple[httpx.Response, bytes]:
        if request.signed and self._signer is None:
            raise KeysLocked
        try:
            async with (
                asyncio.timeout(WHOLE_ANSWER_S),
                self._client.stream(
                    request.method,
                    request.path,
                    params=request.params,
                    content=request.content,
                    json=request.json,
                    headers=_headers(request),
                    auth=self._signer if request.signed else None,
                    timeout=_timeout(request),
                ) as response,
            ):
                return response, await _read(response)
        except TimeoutError as error:
            raise Offline("The answer does not come to its end.") from error
        except httpx.TransportError as error:
            raise Offline(str(error) or type(error).__name__) from error
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise UnexpectedAnswer(str(error)) from error


def _headers(request: Request) -> dict[str, str]:
    headers = {"content-type": request.media} if request.content is not None else {}
    return {**headers, "cache-control": "no-cache"} if request.fresh else headers


def _timeout(request: Request) -> httpx.Timeout:
    wait = int((request.params or {}).get("wait", 0))
    return httpx.Timeout(30.0 + wait, connect=5.0)


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise UnexpectedAnswer("It has no end.")
    return bytes(body)


def _body(response: httpx.Response, body: bytes) -> bytes:
    if response.is_success:
        return body
    raise refusal(response, body)


def refusal(response: httpx.Response, data: bytes) -> SealwireError:
    """Return what an answer other than a success says, whatever stands in it."""
    error = _named(response, data)
    status = response.status_code
    if error is None:
        # A proxy before the gateway says so without a problem document, and is worth waiting for as well.
        said = f"status {status} without a problem document"
        error = Unavailable(said) if status in _WAITABLE else UnexpectedAnswer(said)
    elif status in _WAITABLE and not isinstance(error, Unavailable | TooManyRequests):
        error = Unavailable(error.detail, was=error.code)
    if (wait := _WAIT.fullmatch(response.headers.get("retry-after", ""))) is not None:
        error.facts["retry_after"] = int(wait[0])
    return error


def _named(response: httpx.Response, data: bytes) -> SealwireError | None:
    if response.headers.get("content-type", "").split(";")[0] != _PROBLEM:
        return None
    try:
        problem = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(problem, dict):
        return None
    return from_problem(problem, response.status_code)


def _pause_s(attempt: int, failure: SealwireError) -> float:
    asked = failure.facts.get("retry_after")
    if isinstance(asked, int):
        return float(min(asked, _LONGEST_PAUSE_S))
    # Spread out, so that clients that lost one server do not return to it at the same moment.
    longest = min(_FIRST_PAUSE_S * 2.0**attempt, _LONGEST_PAUSE_S)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311  # no secret
