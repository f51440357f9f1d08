"""Evidence against the exchange: what it showed and should not have, kept as it came.

While some was not looked at, nothing is sent (docs/decisions/0021): `sealwire audit` shows it, and an officer
says with `sealwire audit --reviewed` that it was seen. It is kept for good.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.errors import Conflict

if TYPE_CHECKING:
    from sealwire.client.refusals import ServerLied
    from sealwire.client.store import Store

MAX_PIECES = 100
"""Pieces kept of each code: the first tell the story, and a server could make up more until the disk is full.

Of each, so that made-up ones of a kind that convinces nobody keep out none that does.
"""


class ServerDistrusted(Conflict, code="server-distrusted"):
    """There is evidence that the exchange lied to this device; run `sealwire audit` before you send."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that the exchange should not have shown.

    Attributes:
        number: By which officers speak of it.
        code: Of the check that it failed.
        ours: What was known here before: a signed checkpoint as it came, or nothing.
        theirs: What contradicts it: a signed checkpoint, or an envelope.
        detail: What else there is to say.
        first_at: When it was seen first, Unix seconds by this device's clock.
        last_at: When it was seen last.
        reviewed_at: When an officer said that it was looked at; None until then, and if it is seen again.
    """

    number: int
    code: str
    ours: bytes
    theirs: bytes
    detail: str
    first_at: int
    last_at: int
    reviewed_at: int | None


def keep(store: Store, lie: ServerLied, *, ours: bytes, theirs: bytes, now: int | None = None) -> None:
    """Keep a piece of evidence; the same again only says when, and asks to be looked at again.

    When there are too many of its code, the last of them stands for it.

    Args:
        store: The device's database.
        lie: The refusal, whose detail is kept with it.
        ours: What was known before.
        theirs: What the exchange showed.
        now: Unix seconds; this device's clock if left out.
    """
    seen_at = int(time.time()) if now is None else now
    with store.transaction():
        same = store.row("SELECT number FROM evidence WHERE code = ? AND theirs = ?", (lie.code, theirs))
        count, newest = store.rows("SELECT count(*), max(number) FROM evidence WHERE code = ?", (lie.code,))[
            0
        ]
        if same is None and count < MAX_PIECES:
            store.execute(
                "INSERT INTO evidence (code, ours, theirs, detail, first_at, last_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (lie.code, ours, theirs, described(lie), seen_at, seen_at),
            )
            return
        number = newest if same is None else same[0]
        store.execute(
            "UPDATE evidence SET last_at = ?, reviewed_at = NULL WHERE number = ?", (seen_at, number)
        )


def described(lie: ServerLied) -> str:
    """Return what a refusal says beside its title: its detail and its facts."""
    facts = ", ".join(f"{name}: {value}" for name, value in lie.facts.items())
    return " ".join(part for part in (lie.detail, f"({facts})" if facts else "") if part)


def everything(store: Store) -> list[Evidence]:
    """Return all that is kept, in the order in which it was seen first."""
    rows = store.rows(
        "SELECT number, code, ours, theirs, detail, first_at, last_at, reviewed_at"
        " FROM evidence ORDER BY number"
    )
    return [Evidence(*row) for row in rows]


def review(store: Store, now: int) -> int:
    """Note that an officer has looked at everything that is kept, and return how much was new to them."""
    with store.transaction():
        new = sum(1 for each in everything(store) if each.reviewed_at is None)
        store.execute("UPDATE evidence SET reviewed_at = ? WHERE reviewed_at IS NULL", (now,))
    return new


def check_trust(store: Store) -> None:
    """Refuse to go on while there is evidence that nobody has looked at.

    Raises:
        ServerDistrusted: There is.
    """
    codes = [row[0] for row in store.rows("SELECT DISTINCT code FROM evidence WHERE reviewed_at IS NULL")]
    if codes:
        raise ServerDistrusted(", ".join(codes))
