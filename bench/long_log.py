"""A directory log as long as wanted, of the kind that years of a programme leave behind.

Units open; month after month each renews its epoch, and now and then an officer leaves and another joins.
Everything is signed and follows the rules; only the grants are random bytes, since no server can open them.
"""

from __future__ import annotations

import hashlib
import os
from itertools import count
from typing import TYPE_CHECKING

from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author, found
from sealwire.directory.batch import GRANT_BYTES, MAX_BATCH, MAX_STATEMENTS, Batch, Grant
from sealwire.directory.rules import apply
from sealwire.directory.state import State
from sealwire.keys import key_id
from sealwire.private_keys import DeviceKeys, SealKey, SigningKey

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS = 192  # the programme's units in the world, about
_ROUND = 4  # in every fourth month of a unit an officer leaves and another joins
_FULL = MAX_BATCH * 3 // 4
_MANY = MAX_STATEMENTS - 10


class LongLog:
    """Written in memory; `grow` yields it as batches to append after the `beginning`.

    Attributes:
        founding: The founding hash.
        administrator: Who opens the units.
        beginning: The founding and the administrator's appointment.
        state: The directory after everything yielded so far.
        codes: The units' codes.
        keepers: The key officer's device of each unit.
    """

    def __init__(self, *, now: int, units: int = UNITS) -> None:
        self.now = now
        self.root = SigningKey.generate()
        founding = found(self.root, "Benchmark", now=now)
        self.founding = hashlib.sha256(founding).digest()
        self.administrator = DeviceKeys.generate()
        author = Author(apply(State.empty(self.founding), founding), self.root, now=now)
        sign, auth = self.administrator.sign, self.administrator.auth
        author.appoint("bench", "*", sign=sign.public, auth=auth.public)
        self.state = author.state
        self.beginning = Batch((founding, *author.statements))
        self.codes = [f"KG-L{number:03}" for number in range(units)]
        self.keepers: dict[str, DeviceKeys] = {}
        self._work = self._pieces()

    def grow(self, size: int) -> Iterator[Batch]:
        """Yield batches until the log has at least so many statements."""
        while self.state.size < size:
            yield self._batch(size)

    def _batch(self, size: int) -> Batch:
        statements: list[bytes] = []
        keys: list[bytes] = []
        grants: list[Grant] = []
        octets = 0
        while octets < _FULL and len(statements) < _MANY and self.state.size < size:
            piece = next(self._work)
            statements += piece.statements
            keys += piece.keys
            grants += piece.grants
            octets += len(piece.encode())
        return Batch(tuple(statements), tuple(keys), tuple(grants))

    def _pieces(self) -> Iterator[Batch]:
        for code in self.codes:
            yield self._opened(code)
        for month in count():
            for code in self.codes:
                yield self._staff_changed(code, month) if month % _ROUND == 0 else self._renewed(code)

    def _opened(self, code: str) -> Batch:
        keeper = self.keepers[code] = DeviceKeys.generate()
        author = Author(self.state, self.administrator.sign, now=self.now)
        author.open_unit(code, {"en": f"Post {code}"})
        author.enrol(code, "key-1", ["key_officer"])
        author.add_device(code, "key-1", publics_of(keeper))
        return self._said(author, code, keeper.seal.public)

    def _renewed(self, code: str) -> Batch:
        author = Author(self.state, self.keepers[code].sign, now=self.now)
        author.close_epoch(code)
        return self._said(author, code, _epoch(author, code))

    def _staff_changed(self, code: str, month: int) -> Batch:
        """Let an officer join and the one before leave, and renew the epoch: one atomic batch."""
        joins = DeviceKeys.generate()
        author = Author(self.state, self.keepers[code].sign, now=self.now)
        if month > 0:
            author.officer_left(code, f"analyst-{month - _ROUND}")
        author.enrol(code, f"analyst-{month}", ["analyst"])
        author.add_device(code, f"analyst-{month}", publics_of(joins))
        return self._said(author, code, joins.seal.public, _epoch(author, code))

    def _said(self, author: Author, code: str, *keys: bytes) -> Batch:
        """Take over what was said about a unit, with a grant for each reader but the author."""
        self.state = author.state
        epoch = author.state.units[code].open_epoch()
        opened = epoch is not None and epoch.key in map(key_id, keys)
        readers = epoch.devices - {self.keepers[code].device_id} if epoch and opened else frozenset()
        grants = tuple(Grant(epoch.key, device, os.urandom(GRANT_BYTES)) for device in readers if epoch)
        return Batch(tuple(author.statements), keys, grants)


def _epoch(author: Author, code: str) -> bytes:
    public = SealKey.generate().public
    author.open_epoch(code, key_id(public))
    return public
