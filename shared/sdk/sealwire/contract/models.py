"""The JSON answers of the exchange: acceptance, mailbox and receipts."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

MAX_PAGE_ENTRIES = 500
MAX_PAGE_BYTES = 4_194_304
"""Bytes of the envelopes in one mailbox page, before base64."""
MAX_WAIT_S = 30
MAX_POSITION = 2**63 - 1
MAX_SECONDS = 2**53 - 1

Position = Annotated[int, Field(ge=1, le=MAX_POSITION)]
Seconds = Annotated[int, Field(ge=0, le=MAX_SECONDS)]


def _from_base64(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return b64decode(value, validate=True)
    except (Base64Error, ValueError) as error:
        raise ValueError("not base64") from error


def _to_base64(value: bytes) -> str:
    return b64encode(value).decode("ascii")


Base64 = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(_to_base64, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes, written in JSON as standard base64 with padding (RFC 4648 section 4)."""

HexHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 hash or key id in lower-case hex."""


class ContractModel(BaseModel):
    """An answer: immutable; fields are only ever added, so an older reader ignores what it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )


class AcceptanceOut(ContractModel):
    """The envelope is durably stored; the same bytes are always answered the same."""

    id: UUID
    position: Position = Field(description="Place in the envelope log, from 1, without gaps.")
    accepted_at: Seconds = Field(description="Unix seconds.")
    digest: HexHash = Field(description="SHA-256 of the envelope's bytes, which is its leaf in the log.")


class MailboxEntry(ContractModel):
    """An envelope in the caller's unit's mailbox: what its header shows, and its bytes if asked for."""

    position: Position
    id: UUID
    sender: str = Field(alias="from", description="The sending unit.")
    device: HexHash = Field(description="The sending device.")
    sent_at: int = Field(description="Unix seconds, by the sender's clock.")
    accepted_at: Seconds = Field(description="Unix seconds.")
    priority: int = Field(ge=0, le=2, description="0 routine, 1 urgent, 2 flash.")
    tlp: str
    answers: UUID | None = Field(default=None, alias="re", description="The envelope that this one answers.")
    due: int | None = Field(default=None, description="An answer is expected by then; Unix seconds.")
    size: int = Field(description="Bytes of the envelope.")
    envelope: Base64 | None = None


class MailboxPage(ContractModel):
    """A page of a mailbox, in the order of acceptance."""

    entries: list[MailboxEntry]
    next: int = Field(description="Ask for the next page with after=next.")
    more: bool = Field(description="Whether the next page has entries now.")


class ReceiptOut(ContractModel):
    """A receipt that a recipient's device signed."""

    unit: str
    device: HexHash
    kind: str = Field(description="delivered, opened or acknowledged.")
    ts: int = Field(description="Unix seconds, by the device's clock.")
    receipt: Base64 = Field(description="The signed receipt; verify it, do not trust the other fields.")


class ReceiptsOut(ContractModel):
    """The receipts of an envelope."""

    receipts: list[ReceiptOut]
