"""An officer leaves Osh and can read nothing new: the keys that the leaver still has are really tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire import keystore
from sealwire.client import revocation
from sealwire.envelope.format import parse, wrap_info
from sealwire.errors import SealwireError
from sealwire.notices import from_json
from sealwire.private_keys import CannotOpen, SealKey

from sealwire_local.demo.people import ANALYST, BISHKEK, KEY_OFFICER, LEAVER, OSH
from sealwire_local.demo.stage import WARNING

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path
    from uuid import UUID

    from sealwire.envelope.format import ParsedEnvelope

    from sealwire_local.demo.stage import Stage

_NAME = f"{OSH.code}/{LEAVER}"


async def play(stage: Stage) -> None:
    """Let the officer leave, then try everything that the leaver could."""
    kept = stage.people.folder / "sent-before-the-officer-left.cbor"
    with stage.steps.step("An officer leaves Osh: revocation and the next key in one batch"):
        if await stage.people.has_left(OSH, LEAVER):
            stage.steps.say("     left during an earlier demo")
        else:
            await _read_before(stage, kept)
            await _leave(stage)
        await _check_epoch(stage)
    with stage.steps.step("The officer who left can read nothing new; who stayed can"):
        await _try(stage, parse(kept.read_bytes()))


async def _read_before(stage: Stage, kept: Path) -> None:
    sent = await _to_osh(stage)
    async with stage.people.member(_NAME) as leaver:
        await leaver.fetch()
        opened = await leaver.read(sent)
        stage.steps.check("until then the officer reads what Osh is sent", opened.header.id == sent)
        _keep(kept, await leaver.session.exchange.envelope(sent))


async def _leave(stage: Stage) -> None:
    async with stage.people.member(f"{OSH.code}/{KEY_OFFICER}") as key_officer:
        gone = await revocation.officer_left(key_officer.session, OSH.code, LEAVER)
        stage.steps.check(f"{len(gone.devices)} device is revoked", len(gone.devices) == 1)
        stage.steps.check(f"epoch {gone.epoch} is opened with it", gone.epoch)
        unit = key_officer.session.unit()
        epoch, ended = unit.open_epoch(), unit.devices[gone.devices[0].id].ended
        together = epoch is not None and ended is not None and epoch.since == ended + 1
        stage.steps.check("in the log nothing stands between the two", together)


async def _check_epoch(stage: Stage) -> None:
    async with stage.people.member(f"{OSH.code}/{KEY_OFFICER}") as key_officer:
        await key_officer.sync()
        unit = key_officer.session.unit()
        epoch = unit.open_epoch()
        holders = {unit.devices[device].officer for device in epoch.devices} if epoch is not None else set()
        what = f"Osh's key is held by {' and '.join(sorted(holders))}, and by nobody else"
        stage.steps.check(what, holders == {KEY_OFFICER, ANALYST})


async def _try(stage: Stage, before: ParsedEnvelope) -> None:
    sent = await _to_osh(stage)
    async with stage.people.member(f"{OSH.code}/{ANALYST}") as stayed:
        await stayed.fetch()
        opened = await stayed.read(sent)
        stage.steps.check(f"{ANALYST} opens what is sealed afterwards", opened.header.id == sent)
        after = parse(await stayed.session.exchange.envelope(sent))
        epoch = stayed.session.unit().open_epoch()
    async with stage.people.member(_NAME) as leaver:
        for what, asked in (
            ("the mailbox", leaver.session.exchange.mailbox(after=0, limit=1)),
            ("the envelope", leaver.session.exchange.envelope(sent)),
            ("the new key", leaver.session.exchange.grant(epoch.key if epoch is not None else b"")),
        ):
            code = await _refusal(asked)
            stage.steps.check(f"the API refuses {what} to the leaver: {code}", code)
    theirs, others = _keys(stage, _NAME), _keys(stage, f"{OSH.code}/{ANALYST}")
    stage.steps.check(
        f"with a copy of the bytes none of the leaver's {len(theirs)} keys opens it",
        not _opens(after, theirs),
    )
    stage.steps.check(
        "although they open what was sealed before, and a colleague's keys open both",
        _opens(before, theirs) and _opens(before, others) and _opens(after, others),
    )


async def _to_osh(stage: Stage) -> UUID:
    async with stage.people.member(f"{BISHKEK.code}/{ANALYST}") as bishkek:
        return (await bishkek.send(from_json(WARNING), [OSH.code])).id


async def _refusal(asked: Awaitable[object]) -> str:
    try:
        await asked
    except SealwireError as error:
        return error.code
    return ""


def _keep(file: Path, raw: bytes) -> None:
    file.write_bytes(raw)


def _keys(stage: Stage, name: str) -> list[SealKey]:
    kept = keystore.load(stage.people.home(name).keys_path, stage.people.passphrase(name))
    return [kept.device.seal, *map(SealKey.from_seed, kept.epochs.values())]


def _opens(parsed: ParsedEnvelope, keys: list[SealKey]) -> bool:
    """Tell whether any key opens any wrap, whatever the header says of whom it is for."""
    return any(_unwraps(parsed, index, key) for index in range(len(parsed.header.to)) for key in keys)


def _unwraps(parsed: ParsedEnvelope, index: int, key: SealKey) -> bool:
    unit = parsed.header.to[index].unit
    try:
        key.open(parsed.wrap(index), wrap_info(parsed.header_hash, unit, index))
    except CannotOpen:
        return False
    return True
