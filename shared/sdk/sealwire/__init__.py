"""Sealwire SDK: what a unit's own machine needs to take part in the exchange.

    async with Member.open(Path("home"), passphrase) as member:
        sent = await member.send(from_json(Path("warning.json")), ["KG-BAT"])

The names below are the public surface; modules not named here may change. Nothing is loaded before
it is asked for, so that a server which needs `sealwire.errors` does not load the client.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sealwire.client.exchange_file import ExchangeFile, read_file
    from sealwire.client.home import Home, create
    from sealwire.client.member import Member
    from sealwire.client.offline import Report, verify
    from sealwire.client.reading import Listed, Opened
    from sealwire.client.sending import Sent
    from sealwire.envelope.format import Tlp
    from sealwire.errors import SealwireError
    from sealwire.notices import Notice, from_answers, from_json, parse, render

__all__ = [
    "ExchangeFile",
    "Home",
    "Listed",
    "Member",
    "Notice",
    "Opened",
    "Report",
    "SealwireError",
    "Sent",
    "Tlp",
    "create",
    "from_answers",
    "from_json",
    "parse",
    "read_file",
    "render",
    "verify",
]

_HOMES = {
    "ExchangeFile": "sealwire.client.exchange_file",
    "Home": "sealwire.client.home",
    "Listed": "sealwire.client.reading",
    "Member": "sealwire.client.member",
    "Notice": "sealwire.notices",
    "Opened": "sealwire.client.reading",
    "Report": "sealwire.client.offline",
    "SealwireError": "sealwire.errors",
    "Sent": "sealwire.client.sending",
    "Tlp": "sealwire.envelope.format",
    "create": "sealwire.client.home",
    "from_answers": "sealwire.notices",
    "from_json": "sealwire.notices",
    "parse": "sealwire.notices",
    "read_file": "sealwire.client.exchange_file",
    "render": "sealwire.notices",
    "verify": "sealwire.client.offline",
}


def __getattr__(name: str) -> object:
    module = _HOMES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return sorted(__all__)
