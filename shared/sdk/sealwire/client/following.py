"""Following the exchange's directory: from its signed checkpoint, page by page, to what this device keeps.

Statements are kept only once the checkpoint is shown to cover them; until then they are held in memory, and a
lie leaves nothing behind but the evidence of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client import checkpoints
from sealwire.client.refusals import (
    CheckpointForged,
    CheckpointMismatch,
    CheckpointMissing,
    CheckpointsContradict,
    DirectoryDiffers,
    DirectoryForged,
    DirectoryRolledBack,
)
from sealwire.contract.log import PAGE_STATEMENTS
from sealwire.directory.fields import Log
from sealwire.directory.refusals import UnknownKind
from sealwire.directory.rules import apply
from sealwire.errors import NotFound, SealwireError, TooManyRequests, Unavailable
from sealwire.proofs import verify_consistency

if TYPE_CHECKING:
    from sealwire.client.checkpoints import Shown
    from sealwire.client.directory import DirectoryCopy
    from sealwire.client.exchange import Exchange
    from sealwire.directory.state import State

KEEP_EVERY = 64 * PAGE_STATEMENTS
"""Statements after which a long fetch keeps what it has: one that is interrupted need not begin again."""


class Ahead:
    """Statements beyond a copy: checked by the rules, and not yet by the checkpoint.

    Attributes:
        start: Statements before them.
        statements: Them.
        roots: The root after each.
        state: The directory after the last.
    """

    def __init__(self, state: State) -> None:
        self.start = state.size
        self.statements: list[bytes] = []
        self.roots: list[bytes] = []
        self.state = state

    def take(self, statements: list[bytes]) -> None:
        """Add statements that follow the rules.

        Raises:
            DirectoryForged: One does not; `check` says which rule it breaks.
            UnknownKind: One is of a kind that this program does not know.
        """
        for raw in statements:
            try:
                self.state = apply(self.state, raw)
            except UnknownKind:
                raise
            except SealwireError as error:
                said = f"Statement {self.state.size + 1}: {error.title()} {error.detail}".strip()
                raise DirectoryForged(said, check=error.code) from error
            self.statements.append(raw)
            self.roots.append(self.state.root())


async def follow(copy: DirectoryCopy, exchange: Exchange) -> None:
    """Bring a copy up to the checkpoint that the exchange shows.

    Raises:
        ServerLied: What is shown is no honest continuation; both checkpoints are kept as evidence.
        CheckpointMissing: No checkpoint is shown.
        UnknownKind: This program is too old for the log.
        Unavailable: The exchange does not answer, or it is none.
    """
    copy.read()
    known = copy.state.size
    note = await _note(exchange)
    with checkpoints.evidence_of(copy.store, Log.DIRECTORY, note):
        shown = checkpoints.read(note, copy.state.founding, Log.DIRECTORY)
        # While the answer was on its way, another task or process of this home may have come further.
        if shown.size <= copy.state.size:
            _compare(copy, shown, known)
        else:
            await _fetch(copy, exchange, shown)
    checkpoints.keep(copy.store, shown)


async def _note(exchange: Exchange) -> bytes:
    try:
        return await exchange.logs.checkpoint(Log.DIRECTORY)
    except NotFound as error:
        raise CheckpointMissing from error


def _compare(copy: DirectoryCopy, shown: Shown, known: int) -> None:
    """Check a checkpoint of what is here already."""
    checkpoints.verify(shown, copy.state, old=shown.size < copy.state.size)
    if copy.root_at(shown.size) != shown.root:
        last = checkpoints.last(copy.store, Log.DIRECTORY)
        if last is not None and last.size == shown.size:
            raise CheckpointsContradict(size=shown.size)
        raise DirectoryDiffers("Its checkpoint is of other statements.", size=shown.size)
    if shown.size < known:
        raise DirectoryRolledBack(known=known, shown=shown.size)


async def _fetch(copy: DirectoryCopy, exchange: Exchange, shown: Shown) -> None:
    ahead = Ahead(copy.state)
    while ahead.state.size < shown.size:
        await _take_page(copy, exchange, shown, ahead=ahead)
        if len(ahead.statements) >= KEEP_EVERY and _is_signed(shown, ahead.state):
            await _check_covered(exchange, shown, ahead.state)
            copy.add(ahead)
            ahead = Ahead(ahead.state)
    if ahead.state.root() != shown.root:
        raise CheckpointMismatch("Its root is another.", size=shown.size)
    checkpoints.verify(shown, ahead.state)
    copy.add(ahead)


async def _take_page(copy: DirectoryCopy, exchange: Exchange, shown: Shown, *, ahead: Ahead) -> None:
    number, overlap = divmod(ahead.state.size, PAGE_STATEMENTS)
    start = number * PAGE_STATEMENTS
    expected = min(shown.size - start, PAGE_STATEMENTS)
    try:
        page = (await exchange.logs.page(number))[:expected]
    except NotFound:
        page = []
    if len(page) < expected:
        raise CheckpointMismatch("Fewer statements are shown than it counts.", size=shown.size)
    # Only the first page overlaps what is here; later ones begin where the one before ended.
    if overlap and page[:overlap] != copy.statements(after=start, limit=overlap):
        raise DirectoryDiffers("Statements that were seen before are others now.", size=ahead.state.size)
    ahead.take(page[overlap:])


def _is_signed(shown: Shown, state: State) -> bool:
    try:
        return checkpoints.verify(shown, state)
    except CheckpointForged:
        # The key may be one that is appointed further on; the whole log is held until then.
        return False


async def _check_covered(exchange: Exchange, shown: Shown, state: State) -> None:
    """Check that a checkpoint's log begins with the statements up to a state."""
    if state.size == shown.size:
        return
    try:
        proof = await exchange.logs.consistency(Log.DIRECTORY, state.size, shown.size)
        verify_consistency(state.size, state.root(), second=shown.size, second_root=shown.root, proof=proof)
    except (Unavailable, TooManyRequests):
        raise
    except SealwireError as error:
        raise CheckpointMismatch("Its log begins otherwise.", size=state.size, check=error.code) from error
