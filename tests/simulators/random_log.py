"""Logs of random statements: whatever the rules accept, in any order, by whoever may say it."""

from __future__ import annotations

from functools import partial
from itertools import count
from random import Random
from typing import TYPE_CHECKING, TypeVar

from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author
from sealwire.directory.rules import apply
from sealwire.directory.state import State, UnitStatus
from sealwire.errors import SealwireError
from simulators.programme import Programme, device_keys, seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sealwire.private_keys import DeviceKeys, SigningKey

    Saying = Callable[[Author], object]

T = TypeVar("T")
UNITS = ("KG-OSH", "KG-BAT", "KZ-AKT")
OFFICERS = ("o1", "o2", "o3")
ROLES = (["key_officer"], ["analyst"], ["viewer"], ["key_officer", "viewer"])
EPOCHS = (1, 2, 3, None, None)


class RandomLog:
    """Grows by statements that somebody may say; the same number makes the same log."""

    def __init__(self, number: int) -> None:
        self._choose = Random(number).randrange  # noqa: S311 - no secrets, but the same ones each time
        self._fresh = count()
        self.programme = Programme()
        self.states = [State.empty(self.programme.founding), self.programme.state]
        self.signers: list[SigningKey] = [self.programme.root]
        for handle, scope in (("whole", "*"), ("kg", "KG")):
            self.signers.append(self.programme.appoint(handle, scope).sign)
            self.states.append(self.programme.state)
        for unit in UNITS:
            self._say(partial(Author.open_unit, unit=unit, name={"en": unit}))
            self._restart(unit)

    @property
    def state(self) -> State:
        """The directory now."""
        return self.states[-1]

    def grow(self, steps: int) -> None:
        """Try so many random statements, each by everyone until it is accepted from somebody."""
        for _ in range(steps):
            unit = self._one_of(UNITS)
            self._say(self._one_of(self._sayings())(unit))
            known = self.state.units[unit]
            if known.status is UnitStatus.SUSPENDED and not self._choose(3):
                self._say(partial(Author.resume_unit, unit=unit))
            elif not known.has_key_officer() and not self._choose(3):
                self._restart(unit)

    def _restart(self, unit: str) -> None:
        """Give a unit a key officer's device and an epoch, as far as the rules allow."""
        officer, publics = f"key{next(self._fresh)}", publics_of(self._keys())
        self._say(partial(Author.enrol, unit=unit, officer=officer, roles=["key_officer"]))
        self._say(partial(Author.add_device, unit=unit, officer=officer, publics=publics))
        self._say(self._open_epoch(unit))

    def _sayings(self) -> tuple[Callable[[str], Saying], ...]:
        # The way to a unit at work is long, so its steps are likelier than what undoes them.
        forward = (self._enrol, self._add_device, self._open_epoch) * 3
        if not self._choose(50):
            return (lambda _: partial(Author.close_unit, unit=UNITS[2], reason="moved"),)
        return (*forward, self._set_recovery, self._about_unit, self._about_unit, self._about_programme)

    def _about_unit(self, unit: str) -> Saying:
        sayings: tuple[Saying, ...] = (
            partial(Author.officer_left, unit=unit, officer=self._one_of(OFFICERS)),
            partial(self._revoke, unit=unit, among=self._choose(8)),
            partial(Author.close_epoch, unit=unit),
            partial(Author.suspend_unit, unit=unit, reason="audit"),
            partial(Author.resume_unit, unit=unit),
            partial(Author.recover_unit, unit=unit, reason="a fire"),
            partial(Author.change_unit, unit=unit, name={"en": unit, "ru": "Ош"}),
        )
        return self._one_of(sayings)

    def _about_programme(self, _: str) -> Saying:
        number, keys = next(self._fresh), self._keys()
        sign, auth = keys.sign.public, keys.auth.public
        sayings: tuple[Saying, ...] = (
            partial(Author.appoint, administrator=f"a{number}", scope="KG", sign=sign, auth=auth),
            partial(Author.appoint_log, log=self._one_of(("directory", "envelopes")), key=sign),
            partial(Author.remove_administrator, administrator="kg"),
        )
        return self._one_of(sayings)

    def _enrol(self, unit: str) -> Saying:
        return partial(Author.enrol, unit=unit, officer=self._one_of(OFFICERS), roles=self._one_of(ROLES))

    def _add_device(self, unit: str) -> Saying:
        officer, epoch = self._one_of(OFFICERS), self._one_of(EPOCHS)
        publics = publics_of(self._keys())
        return partial(Author.add_device, unit=unit, officer=officer, publics=publics, epoch=epoch)

    def _open_epoch(self, unit: str) -> Saying:
        return partial(Author.open_epoch, unit=unit, key=seed(f"epoch {next(self._fresh)}"))

    def _set_recovery(self, unit: str) -> Saying:
        keys = self._keys()
        return partial(
            Author.set_recovery, unit=unit, sign=keys.sign.public, seal=keys.seal.key_id, of=(2, 3)
        )

    def _revoke(self, author: Author, *, unit: str, among: int) -> None:
        devices = [device.id for device in author.state.units[unit].active_devices()]
        author.revoke_device(unit, [*devices, bytes(32)][among % (len(devices) + 1)])

    def _keys(self) -> DeviceKeys:
        keys = device_keys(f"random {next(self._fresh)}")
        self.signers.append(keys.sign)
        return keys

    def _one_of(self, several: Sequence[T]) -> T:
        return several[self._choose(len(several))]

    def _say(self, saying: Saying) -> None:
        for signer in tuple(self.signers):
            author = Author(self.state, signer, now=self.programme.now + self.state.size)
            try:
                saying(author)
            except SealwireError:
                continue
            self.states.extend(apply(self.state, raw) for raw in author.statements)
            self.programme.take(author.statements)
            return
