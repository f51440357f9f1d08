"""One OpenAPI document for the whole exchange, made from those of the services.

Only addresses that the route table opens are shown; names of components get their service's name in
front, because two services may use one name for two things.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sealwire.contract import paths
from sealwire.contract.models import AcceptanceOut

from sealwire_gateway.refusals import MethodNotAllowed, NoSuchAddress
from sealwire_gateway.routes import Route, find_route

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = Any
SCHEME = "requestSignature"
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_PARAMETER = re.compile(r"\{[^}]+\}")
_DESCRIPTION = """\
End-to-end encrypted exchange for Port Control Units. The servers route ciphertext and hold no key.

Every refusal is `application/problem+json` with a stable `code`. Operations with a lock need a request
signature (RFC 9421, Ed25519, label and tag `sealwire`) over `@method`, `@target-uri` and `content-digest`
with `created`, `nonce`, `keyid` and `alg`; the SDK makes it. Envelopes and statements are signed themselves.
"""


def merge(services: Mapping[str, Json], *, version: str) -> Json:
    """Return the document of the gateway and the services behind it.

    Args:
        services: OpenAPI 3.1 documents by service name.
        version: Of the gateway.
    """
    document = _own(version)
    for service, theirs in services.items():
        renamed = _rename(theirs, service)
        for path, item in renamed.get("paths", {}).items():
            for method, operation in item.items():
                _add_operation(document, (service, path, method), operation)
        for kind, components in renamed.get("components", {}).items():
            if kind != "securitySchemes":
                document["components"].setdefault(kind, {}).update(components)
    return document


def _add_operation(document: Json, where: tuple[str, str, str], operation: Json) -> None:
    service, path, method = where
    route = _route_of(service, path, method)
    if route is None:
        return
    shown = {**operation, "tags": [service], "security": [{SCHEME: []}] if route.signed else []}
    if "operationId" in shown:
        shown["operationId"] = f"{service}.{shown['operationId']}"
    if "parameters" in shown:
        # Headers of this prefix are the gateway's word to the services; a caller's are dropped.
        shown["parameters"] = [
            p for p in shown["parameters"] if not str(p.get("name")).startswith("sealwire-")
        ]
    document["paths"].setdefault(path, {})[method] = shown


def _route_of(service: str, path: str, method: str) -> Route | None:
    """Return the open route of an operation; "0" stands for a path parameter, every pattern takes it."""
    if method not in _METHODS:
        return None
    try:
        route = find_route(method.upper(), _PARAMETER.sub("0", path))
    except (NoSuchAddress, MethodNotAllowed):
        return None
    return route if route.service == service else None


def _rename(value: Json, service: str) -> Json:
    """Return a document whose components, and all references to them, carry the service's name."""
    if isinstance(value, list):
        return [_rename(item, service) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {key: _rename(item, service) for key, item in value.items()}
    reference = renamed.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/components/"):
        kind, _, name = reference.removeprefix("#/components/").partition("/")
        renamed["$ref"] = f"#/components/{kind}/{service}.{name}"
    if "openapi" in renamed and isinstance(renamed.get("components"), dict):
        renamed["components"] = {
            kind: {f"{service}.{name}": item for name, item in components.items()}
            for kind, components in renamed["components"].items()
        }
    return renamed


def _own(version: str) -> Json:
    """Return what the gateway answers itself."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sealwire", "version": version, "description": _DESCRIPTION},
        "paths": {
            paths.ENVELOPES: {"post": _accept_operation()},
            paths.HEALTH_LIVE: {"get": _health_operation("live", "The process runs.")},
            paths.HEALTH_READY: {
                "get": _health_operation("ready", "The gateway can accept; else says why not.")
            },
        },
        "components": {
            "securitySchemes": {SCHEME: {"type": "apiKey", "in": "header", "name": "Signature-Input"}},
            "schemas": {
                "Acceptance": AcceptanceOut.model_json_schema(ref_template="#/components/schemas/{model}"),
                "Problem": _PROBLEM,
            },
        },
    }


_PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457; `code` is stable, `title` says what to do, further members are facts.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}


def _content(media_type: str, schema: Json) -> Json:
    return {"content": {media_type: {"schema": schema}}}


def _problem(description: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, **_content("application/problem+json", schema)}


def _accept_operation() -> Json:
    accepted = _content("application/json", {"$ref": "#/components/schemas/Acceptance"})
    body = {"type": "string", "contentMediaType": paths.CBOR, "description": "docs/protocol/envelope.md"}
    return {
        "operationId": "gateway.post_envelope",
        "tags": ["gateway"],
        "summary": "Hand in a sealed envelope",
        "description": "Answered when it is durably stored. The same bytes again get the same answer.",
        "security": [],
        "requestBody": {"required": True, **_content(paths.CBOR, body)},
        "responses": {
            "202": {"description": "Stored.", **accepted},
            "400": _problem("malformed-envelope, malformed-cbor"),
            "403": _problem("bad-signature, unknown-sender, sender-mismatch, sender-role, device-expired"),
            "409": _problem("duplicate-id, sequence-reused, epoch-closed, unit-not-open, directory-split"),
            "413": _problem("too-large"),
            "415": _problem("unsupported-media-type"),
            "422": _problem("future-dated, expired, unknown-recipient, recipient-role, mark-broken"),
            "429": _problem("too-many-requests"),
            "503": _problem(
                "unavailable, busy, directory-ahead, directory-unsynced; send the same bytes again"
            ),
        },
    }


def _health_operation(name: str, summary: str) -> Json:
    return {
        "operationId": f"gateway.{name}",
        "tags": ["gateway"],
        "summary": summary,
        "security": [],
        "responses": {"200": {"description": "Yes."}, "503": _problem("No.")},
    }
