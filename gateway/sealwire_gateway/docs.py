"""The reader of the merged OpenAPI at /docs: Swagger UI from a Python package, no address outside.

Ports are often behind a link that reaches the exchange and nothing else.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from sealwire_gateway.messages import Answer
from sealwire_gateway.refusals import NoSuchAddress

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from sealwire_gateway.messages import Header

HTML_HEADERS: list[Header] = [
    # Swagger UI writes style attributes and draws its icons from data addresses; it runs no inline script.
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_PAGE = b"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sealwire API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
# Nothing can be tried out from the page: a request needs a device's key, which no page may hold.
_START = b"""SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#api", supportedSubmitMethods: [], deepLinking: true, validatorUrl: null,
});
"""
_ASSETS = {
    "/docs/swagger-ui.css": b"text/css; charset=utf-8",
    "/docs/swagger-ui-bundle.js": b"text/javascript; charset=utf-8",
}


def docs_answer(path: str) -> Answer:
    """Return the page, its script or one of its assets.

    Raises:
        NoSuchAddress: The page has no such part.
    """
    if path == "/docs":
        return Answer(200, _PAGE, b"text/html; charset=utf-8", HTML_HEADERS)
    if path == "/docs/start.js":
        return Answer(200, _START, b"text/javascript; charset=utf-8")
    if path not in _ASSETS:
        raise NoSuchAddress
    return Answer(200, _asset(path.rpartition("/")[2]), _ASSETS[path])


def _asset(name: str) -> bytes:
    asset: Traversable = files("fastapi_offline").joinpath("static", name)
    return asset.read_bytes()
