"""Every refusal of Sealwire: one class each, with the code and status that go over the wire.

A class's docstring is its title: what happened, and what the reader does next. Facts are public
values (codes, ids, limits), never sealed content, keys or passphrases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Fact = str | int | bool | None | list[str] | list[dict[str, str]]

PROBLEM_TYPE = "urn:sealwire:problem:"
_by_code: dict[str, type[SealwireError]] = {}


class SealwireError(Exception):
    """Something went wrong inside Sealwire; nothing was changed."""

    # Of the class, but for a refusal that only the other side knows: that instance has its own.
    code: str = "internal"
    status: int = 500

    def __init_subclass__(cls, *, code: str | None = None, status: int | None = None) -> None:
        """Give a refusal its wire code and HTTP status; a family (no code) is not registered.

        Raises:
            TypeError: Two classes claim one code.
        """
        if status is not None:
            cls.status = status
        if code is None:
            return
        if code in _by_code:
            raise TypeError(f"problem code {code} is taken by {_by_code[code].__name__}")
        cls.code = code
        _by_code[code] = cls

    def __init__(self, detail: str = "", **facts: Fact) -> None:
        self.detail = detail
        self.facts = facts
        super().__init__(f"{self.title()} {detail}".strip())

    @classmethod
    def title(cls) -> str:
        """Return the first line of the class's docstring, which a user reads."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]

    def problem(self) -> dict[str, Fact]:
        """Return the RFC 9457 problem document of this refusal."""
        body: dict[str, Fact] = {
            "type": PROBLEM_TYPE + self.code,
            "title": self.title(),
            "status": self.status,
            "code": self.code,
        }
        if self.detail:
            body["detail"] = self.detail
        return {**self.facts, **body}


class BadRequest(SealwireError, status=400):
    """The request cannot be read."""


class Unauthorised(SealwireError, status=401):
    """The caller could not be told."""


class Forbidden(SealwireError, status=403):
    """The caller may not do this."""


class NotFound(SealwireError, code="not-found", status=404):
    """There is no such thing, or the caller may not see it."""


class Conflict(SealwireError, status=409):
    """The state of things does not allow this."""


class TooLarge(SealwireError, code="too-large", status=413):
    """This is larger than the limit; send less."""


class Unprocessable(SealwireError, status=422):
    """The request can be read but breaks a rule."""


class TooManyRequests(SealwireError, code="too-many-requests", status=429):
    """Too many requests; wait as long as Retry-After says, then send again."""


class Unavailable(SealwireError, code="unavailable", status=503):
    """A part of the exchange does not answer; nothing is lost, send the same bytes again."""


def from_problem(body: Mapping[str, Fact], status: int) -> SealwireError:
    """Return the refusal that a problem document describes.

    Args:
        body: The decoded RFC 9457 document; unknown members become facts.
        status: The HTTP status it came with.

    Returns:
        The registered class where its code is known; else the family of that status (SealwireError where
        there is none) with the code, status and title that came.
    """
    code, detail = str(body.get("code") or ""), str(body.get("detail") or "")
    known = _by_code.get(code)
    if known is not None:
        error = known(detail)
    else:
        error = _FAMILIES.get(status, SealwireError)(f"{body.get('title') or ''} {detail}".strip())
        error.code, error.status = code or error.code, status
    # Not as keyword arguments: the names come from outside, and one could be a parameter's.
    error.facts = {name: value for name, value in body.items() if name not in _MEMBERS}
    return error


_MEMBERS = frozenset({"type", "title", "status", "code", "detail"})
_FAMILIES: dict[int, type[SealwireError]] = {
    family.status: family
    for family in (
        BadRequest,
        Unauthorised,
        Forbidden,
        NotFound,
        Conflict,
        TooLarge,
        Unprocessable,
        TooManyRequests,
        Unavailable,
    )
}
