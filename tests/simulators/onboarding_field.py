"""A directory whose administrator of Kyrgyzstan keeps cases and signs statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sealwire.directory.applicant import publics_of
from sealwire.directory.batch import Batch
from sealwire.directory.grants import seal_grant
from sealwire.envelope.format import NO_PREVIOUS, DirectorySeen, Recipient, Tlp
from sealwire.envelope.seal import Content, Draft, seal
from sealwire.identifiers import new_id
from sealwire.private_keys import SealKey
from simulators.programme import device_keys, seed

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    import httpx
    from sealwire.directory.author import Author
    from sealwire.directory.batch import Grant
    from sealwire.private_keys import DeviceKeys, SigningKey
    from simulators.casework import Caseworker
    from simulators.programme import Programme

KG = device_keys("kg")
DAY_S = 86_400


class Directory(Protocol):
    """A process of the directory, called without a socket."""

    programme: Programme
    http: httpx.AsyncClient

    async def append(self, batch: Batch | bytes) -> httpx.Response: ...


@dataclass
class Field:
    """The directory, and the caseworker that the administrator is."""

    service: Directory
    worker: Caseworker

    @property
    def programme(self) -> Programme:
        return self.service.programme

    async def say(self, key: SigningKey, *sayings: Callable[[Author], object]) -> httpx.Response:
        """Let a key sign statements that need no keys, and append them."""
        author = self.programme.author(key)
        for saying in sayings:
            saying(author)
        answer = await self.service.append(Batch(tuple(author.statements)))
        if answer.is_success:
            self.programme.take(author.statements)
        return answer

    async def opened(self, unit: str) -> httpx.Response:
        """Ask the log to open a unit."""
        return await self.say(KG.sign, lambda a: a.open_unit(unit, {"en": unit}))

    async def staffed(self, unit: str, *handles: str) -> list[DeviceKeys]:
        """Enrol key officers with a device each, and open the unit's epoch to all of them."""
        before = len(self.programme.statements)
        voucher, keys = KG.sign, []
        for handle in handles:
            keys.append(self.programme.join(unit, handle, ["key_officer"], voucher=voucher))
            voucher = keys[0].sign
        epoch = self.programme.open_epoch(unit, keys[0])
        grants = tuple(self._grant(unit, epoch, key) for key in keys)
        publics = (*(publics_of(key).seal for key in keys), epoch.public)
        said = tuple(self.programme.statements[before:])
        answer = await self.service.append(Batch(said, publics, grants))
        assert answer.status_code == 201, answer.text
        return keys

    def envelope(self, sender: str, keys: DeviceKeys, *, to: str, answers: UUID | None = None) -> bytes:
        """Return a sealed message to a unit's first epoch."""
        state, epoch = self.programme.state, SealKey.from_seed(seed(f"{to}/epoch/1"))
        draft = Draft(
            id=new_id(self.programme.now * 1000),
            sender=sender,
            seq=1,
            prev=NO_PREVIOUS,
            sent_at=self.programme.now,
            expires_at=self.programme.now + DAY_S,
            directory=DirectorySeen(state.size, state.root()),
            tlp=Tlp.AMBER,
            answers=answers,
        )
        content = Content("message", 1, {"text": "Can you read this?"})
        recipient = (Recipient(to, epoch.key_id, 1), epoch.public)
        return seal(draft, content, recipients=[recipient], sign=keys.sign).raw

    def _grant(self, unit: str, epoch: SealKey, keys: DeviceKeys) -> Grant:
        device = self.programme.state.device(keys.device_id)
        assert device is not None
        number = len(self.programme.state.units[unit].epochs)
        return seal_grant(epoch, number, device=device, public=keys.seal.public)
