"""Refusals of the notices: what an officer reads when a notice breaks a rule."""

from __future__ import annotations

from typing import NamedTuple

from sealwire.errors import BadRequest, Forbidden, NotFound, Unprocessable
from sealwire.identification import ValueNotValid

__all__ = [
    "MAX_LISTED",
    "AudienceTooWide",
    "NoticeInvalid",
    "NoticeUnreadable",
    "Refusal",
    "UnknownCodelist",
    "UnknownKind",
    "ValueNotValid",
]

MAX_LISTED = 50


class Refusal(NamedTuple):
    """One field and, in plain words, why it was refused; the path is dotted (`goods.0.hs.code`)."""

    field: str
    reason: str


class NoticeInvalid(Unprocessable, code="notice-invalid"):
    """The notice breaks the rules of its kind; mend the fields listed."""

    @classmethod
    def of(cls, refusals: list[Refusal], *, remark: str = "") -> NoticeInvalid:
        """Return the error that lists these refusals, at most 50 of them.

        Args:
            refusals: What was refused, in the order of the fields.
            remark: A sentence to put before them.
        """
        listed = refusals[:MAX_LISTED]
        sentences = [f"{item.field or 'the notice'}: {item.reason}" for item in listed]
        if len(refusals) > MAX_LISTED:
            sentences.append(f"and {len(refusals) - MAX_LISTED} more")
        fields = [{"field": item.field, "reason": item.reason} for item in listed]
        return cls(f"{remark} {'; '.join(sentences)}.".strip(), fields=fields)

    @property
    def refusals(self) -> list[Refusal]:
        """The refused fields with their reasons."""
        fields = self.facts.get("fields")
        pairs = [item for item in fields if isinstance(item, dict)] if isinstance(fields, list) else []
        return [Refusal(item["field"], item["reason"]) for item in pairs]


class UnknownKind(Unprocessable, code="unknown-notice-kind"):
    """This kind of notice is not known here; update the client, or check the spelling."""


class NoticeUnreadable(BadRequest, code="notice-unreadable"):
    """The file or text is not a notice in JSON; write an object with kind, schema and content."""


class AudienceTooWide(Forbidden, code="audience-too-wide"):
    """This kind of notice stays with the sender's own administration; address units of the same country."""


class UnknownCodelist(NotFound, code="unknown-codelist"):
    """There is no such codelist or language."""
