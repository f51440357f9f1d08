"""What the commands print of envelopes, receipts and members: the JSON forms and the lines beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.cli.output import Json, when

if TYPE_CHECKING:
    from sealwire import cbor
    from sealwire.client.offline import Finding
    from sealwire.client.reading import Listed, Opened
    from sealwire.client.receipts import CheckedReceipt
    from sealwire.client.sending import Sent
    from sealwire.envelope.content import Content
    from sealwire.envelope.format import Header

PRIORITIES = ("routine", "urgent", "flash")


def header_json(header: Header) -> Json:
    """Return what the header of an envelope shows."""
    return {
        "id": str(header.id),
        "from": header.sender,
        "device": header.device.hex(),
        "to": list(dict.fromkeys(recipient.unit for recipient in header.to)),
        "sent_at": header.sent_at,
        "priority": header.priority,
        "tlp": header.tlp.value,
        "re": str(header.answers) if header.answers else None,
        "due": header.due,
        "seq": header.seq,
    }


def listed_json(listed: Listed) -> Json:
    """Return a line of the inbox."""
    return {
        **header_json(listed.header),
        "position": listed.position,
        "accepted_at": listed.accepted_at,
        "opened": listed.opened,
        "own": listed.own,
        "problem": listed.problem,
    }


def listed_row(listed: Listed) -> list[str]:
    """Return a line of the inbox as cells: id, from, sent, priority, mark, state."""
    header = listed.header
    if listed.problem:
        state = f"FAILED: {listed.problem}"
    elif listed.own:
        state = "sent" if listed.position is not None else "waits"
    else:
        state = "read" if listed.opened else "new"
    answers = f", answers {str(header.answers)[-12:]}" if header.answers else ""
    return [
        str(header.id)[-12:],
        header.sender,
        when(header.sent_at),
        PRIORITIES[header.priority],
        f"TLP:{header.tlp.value}",
        state + answers,
    ]


def sent_json(sent: Sent) -> Json:
    """Return what became of an envelope."""
    return {
        "id": str(sent.id),
        "position": sent.position,
        "accepted_at": sent.accepted_at,
        "pending": sent.position is None and sent.refused is None,
        "refused": sent.refused,
    }


def content_json(content: Content) -> Json:
    """Return the sealed part as the notice file that it was made from.

    A notice of ours has no byte strings; whatever else a sender sealed is shown in hex.
    """
    return {"kind": content.kind, "schema": content.schema, "content": _shown(content.content)}


def _shown(value: cbor.Value) -> Any:
    match value:
        case bytes():
            return value.hex()
        case list():
            return [_shown(item) for item in value]
        case dict():
            return {name: _shown(item) for name, item in value.items()}
    return value


def opened_json(opened: Opened) -> Json:
    """Return an opened envelope with what was checked of it."""
    return {
        **header_json(opened.header),
        **content_json(opened.content),
        "officer": opened.sender.officer,
        "position": opened.position,
        "accepted_at": opened.accepted_at,
        "checked": ["signature", "sender", "directory", "recipients", "mark", "content"],
        "sender_revoked": opened.sender_revoked,
        "unit_status": opened.unit_status,
        "directory_current": opened.directory_current,
        "missing": opened.missing,
    }


def opened_lines(opened: Opened) -> list[str]:
    """Return the head of an opened envelope: who sent it, under which mark, and what needs attention."""
    header, sender = opened.header, opened.sender
    lines = [
        f"Envelope  {header.id}",
        f"From      {sender.unit}/{sender.officer}, signature and directory checked",
        f"To        {', '.join(header_json(header)['to'])}",
        f"Sent      {when(header.sent_at)} UTC, accepted {when(opened.accepted_at)}",
        f"Marks     TLP:{header.tlp.value}, {PRIORITIES[header.priority]}",
    ]
    if header.answers:
        lines.append(f"Answers   {header.answers}")
    if header.due is not None:
        lines.append(f"Answer by {when(header.due)} UTC")
    if opened.sender_revoked:
        lines.append("ATTENTION the sending device was revoked since; confirm by phone before you act")
    if opened.unit_status != "open":
        lines.append(
            f"ATTENTION the sending unit is {opened.unit_status} now; confirm by phone before you act"
        )
    if not opened.directory_current:
        lines.append("ATTENTION no link: whether the sender was revoked since is not known")
    if opened.missing:
        numbers = ", ".join(map(str, opened.missing))
        lines.append(f"ATTENTION not arrived from this device: number {numbers}; ask the sender")
    return lines


def receipt_json(receipt: CheckedReceipt) -> Json:
    """Return a receipt whose signature was checked."""
    return {
        "unit": receipt.unit,
        "officer": receipt.officer,
        "device": receipt.device.hex(),
        "kind": receipt.kind,
        "ts": receipt.signed_at,
        "revoked": receipt.revoked,
    }


def finding_json(finding: Finding) -> Json:
    """Return one check of `verify` or `audit`."""
    return {
        "check": str(finding.check),
        "about": finding.about,
        "ok": finding.ok,
        "said": finding.said,
        "failure": finding.failure,
        "reason": finding.reason,
    }
