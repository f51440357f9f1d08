"""The gateway as an ASGI app: finds who answers a request, and turns every refusal into a problem."""

from __future__ import annotations

import time
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sealwire.contract import paths
from sealwire.errors import SealwireError
from sealwire_chassis import ops
from sealwire_chassis.logs import get_logger

from sealwire_gateway.docs import docs_answer
from sealwire_gateway.messages import Answer, Request, Room, json_answer, problem_answer
from sealwire_gateway.openapi import merge
from sealwire_gateway.refusals import MethodNotAllowed, NotReady
from sealwire_gateway.routes import find_route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sealwire_chassis.ops import Check
    from starlette.types import Receive, Scope, Send

    from sealwire_gateway.acceptance import Acceptance
    from sealwire_gateway.calls import Calls

    Own = Callable[[], Awaitable[Answer]]

_log = get_logger(__name__)
OPENAPI = "/openapi.json"
DOCS = "/docs"
# The services' documents change with their releases; a rolling update is seen after this.
OPENAPI_AGE_S = 30.0


class Health:
    """Answers the two health addresses of the public port."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    async def live(self) -> Answer:
        """Return that the process runs."""
        return json_answer({"live": True})

    async def ready(self) -> Answer:
        """Return that every check holds.

        Raises:
            NotReady: One does not; the facts name each.
        """
        results = await ops.ready(self._checks)
        checks = [{"name": name, "state": state} for name, state in results.items()]
        if any(state != "ok" for state in results.values()):
            raise NotReady(checks=checks)
        return json_answer({"ready": True, "checks": checks})


class OpenApi:
    """Answers the merged document, kept for half a minute."""

    def __init__(self, fetch: Callable[[], Awaitable[Mapping[str, Any]]]) -> None:
        self._fetch = fetch
        self._kept: tuple[float, Answer] | None = None

    async def answer(self) -> Answer:
        """Return the document.

        Raises:
            Unavailable: A service does not answer.
        """
        if self._kept is None or time.monotonic() - self._kept[0] > OPENAPI_AGE_S:
            document = merge(await self._fetch(), version=version("sealwire-gateway"))
            self._kept = time.monotonic(), json_answer(document)
        return self._kept[1]


class Gateway:
    """The ASGI app."""

    def __init__(self, acceptance: Acceptance, calls: Calls, health: Health, openapi: OpenApi) -> None:
        self._acceptance = acceptance
        self._calls = calls
        self._room = Room()
        self._own: dict[str, Own] = {
            paths.HEALTH_LIVE: health.live,
            paths.HEALTH_READY: health.ready,
            OPENAPI: openapi.answer,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other kinds of connection are closed."""
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        request = Request(scope, receive, self._room)
        answer = await self._answer(request)
        await answer.send(send)

    async def _answer(self, request: Request) -> Answer:
        try:
            request.check_head()
            if request.path == paths.ENVELOPES:
                _check_method(request, "POST")
                return await self._acceptance.answer(request)
            return await self._other(request)
        except SealwireError as error:
            return problem_answer(error)
        except Exception as error:  # noqa: BLE001 - the last place where a failure can become an answer
            _log.exception("request failed", error, path=request.path[:200])
            return problem_answer(SealwireError())

    async def _other(self, request: Request) -> Answer:
        own = self._own.get(request.path)
        if own is not None:
            _check_method(request, "GET")
            return await own()
        if request.path == DOCS or request.path.startswith(DOCS + "/"):
            _check_method(request, "GET")
            return docs_answer(request.path)
        return await self._calls.answer(request, find_route(request.method, request.path))


def _check_method(request: Request, allowed: str) -> None:
    if request.method != allowed:
        raise MethodNotAllowed(allow=allowed)
