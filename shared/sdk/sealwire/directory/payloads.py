"""The seventeen kinds of statement, each a frozen value whose fields know their own check.

A kind and its fields are written here once; reading, writing and the authority table follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar

from sealwire.directory import fields as checks
from sealwire.directory.refusals import MalformedStatement, UnknownKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sealwire.cbor import Value

PROGRAMME = ""  # the subject of statements about the programme itself; a unit code is never empty


def _checked(check: Callable[[object], object]) -> Any:
    return field(metadata={"check": check})


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What every statement says: when."""

    kind: ClassVar[str]

    ts: int = _checked(checks.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFounded(Payload):
    """The programme begins, with its root key and the settings of its epochs."""

    kind = "programme.founded"

    prev: None = _checked(checks.no_hash)
    name: str = _checked(checks.text)
    root: bytes = _checked(checks.signing_key)
    retention_days: int = _checked(checks.positive)
    epoch_days: int = _checked(checks.positive)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterPayload(Payload):
    """A statement that follows another one about the same subject (`prev`: its hash)."""

    prev: bytes = _checked(checks.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorAppointed(LaterPayload):
    """An administrator may act for the programme ("*") or for a country."""

    kind = "administrator.appointed"

    administrator: str = _checked(checks.handle)
    scope: str = _checked(checks.scope)
    sign: bytes = _checked(checks.signing_key)
    auth: bytes = _checked(checks.signing_key)
    until: int = _checked(checks.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorRemoved(LaterPayload):
    """An administrator may not act any more."""

    kind = "administrator.removed"

    administrator: str = _checked(checks.handle)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAppointed(LaterPayload):
    """Checkpoints of a log are signed with this key from now on; those of an earlier key stay good."""

    kind = "log.appointed"

    log: str = _checked(checks.log)
    key: bytes = _checked(checks.signing_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPayload(LaterPayload):
    """A statement about a unit."""

    unit: str = _checked(checks.unit_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOpened(UnitPayload):
    """A unit joins the exchange."""

    kind = "unit.opened"

    name: Mapping[str, str] = _checked(checks.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(UnitPayload):
    """A unit has a new name."""

    kind = "unit.changed"

    name: Mapping[str, str] = _checked(checks.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSuspended(UnitPayload):
    """A unit may not act or be sent to until it is resumed; its epoch closes."""

    kind = "unit.suspended"

    reason: str = _checked(checks.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResumed(UnitPayload):
    """A suspended unit is open again, without an epoch."""

    kind = "unit.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClosed(UnitPayload):
    """A unit has left for good; its devices are revoked and its epoch closes."""

    kind = "unit.closed"

    reason: str = _checked(checks.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecovered(UnitPayload):
    """A unit begins again by its recovery key: all officers are gone, devices revoked, the epoch closed."""

    kind = "unit.recovered"

    reason: str = _checked(checks.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySet(UnitPayload):
    """`threshold` of `shares` together hold the private halves of these keys; replaces an earlier one."""

    kind = "recovery.set"

    sign: bytes = _checked(checks.signing_key)
    seal: bytes = _checked(checks.digest)
    threshold: int = _checked(checks.shares)
    shares: int = _checked(checks.shares)

    def __post_init__(self) -> None:
        if self.threshold > self.shares:
            raise MalformedStatement("A recovery has at least as many shares as its threshold.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerEnrolled(UnitPayload):
    """An officer works in a unit, under a handle and with roles."""

    kind = "officer.enrolled"

    officer: str = _checked(checks.handle)
    roles: tuple[checks.Role, ...] = _checked(checks.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerLeft(UnitPayload):
    """An officer has left; the officer's devices are revoked and the epoch closes."""

    kind = "officer.left"

    officer: str = _checked(checks.handle)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAdded(UnitPayload):
    """An officer has a device until a time; `seal` is its X-Wing key's hash, `epoch` the number granted."""

    kind = "device.added"

    officer: str = _checked(checks.handle)
    sign: bytes = _checked(checks.signing_key)
    auth: bytes = _checked(checks.signing_key)
    seal: bytes = _checked(checks.digest)
    epoch: int | None = _checked(checks.epoch_or_none)
    until: int = _checked(checks.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRevoked(UnitPayload):
    """A device counts no more; the epoch closes."""

    kind = "device.revoked"

    device: bytes = _checked(checks.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochOpened(UnitPayload):
    """The unit is sent to under a new key, whose seed was granted to `devices`."""

    kind = "epoch.opened"

    number: int = _checked(checks.positive)
    key: bytes = _checked(checks.digest)
    until: int = _checked(checks.seconds)
    devices: tuple[bytes, ...] = _checked(checks.device_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochClosed(UnitPayload):
    """The unit is not sent to under this epoch's key any more."""

    kind = "epoch.closed"

    number: int = _checked(checks.positive)


KINDS: dict[str, type[Payload]] = {
    payload.kind: payload
    for payload in (
        ProgrammeFounded,
        AdministratorAppointed,
        AdministratorRemoved,
        LogAppointed,
        UnitOpened,
        UnitChanged,
        UnitSuspended,
        UnitResumed,
        UnitClosed,
        UnitRecovered,
        RecoverySet,
        OfficerEnrolled,
        OfficerLeft,
        DeviceAdded,
        DeviceRevoked,
        EpochOpened,
        EpochClosed,
    )
}
_CHECKS: dict[str, dict[str, Callable[[object], object]]] = {
    kind: {each.name: each.metadata["check"] for each in fields(payload)} for kind, payload in KINDS.items()
}


def subject_of(payload: Payload) -> str:
    """Return the code of the unit that a statement is about, or PROGRAMME."""
    return payload.unit if isinstance(payload, UnitPayload) else PROGRAMME


def read_payload(value: Value) -> Payload:
    """Return the payload that a decoded CBOR map spells.

    Raises:
        MalformedStatement: A field is missing, unknown or of another form.
        UnknownKind: This version does not know the kind.
    """
    if not isinstance(value, dict):
        raise MalformedStatement("A payload is a map.")
    kind = value.get("kind")
    if not isinstance(kind, str):
        raise MalformedStatement("A payload has a kind.")
    if kind not in KINDS:
        raise UnknownKind
    wanted = _CHECKS[kind]
    if value.keys() - {"kind"} != wanted.keys():
        raise MalformedStatement(f"A {kind} statement has exactly: {', '.join(sorted(wanted))}.")
    return KINDS[kind](**{name: check(value[name]) for name, check in wanted.items()})  # type: ignore[arg-type]  # checked by name above


def write_payload(payload: Payload) -> dict[str, Value]:
    """Return the CBOR map that spells a payload."""
    written: dict[str, Value] = {"kind": payload.kind}
    for name in _CHECKS[payload.kind]:
        value = getattr(payload, name)
        written[name] = [_plain(item) for item in value] if isinstance(value, tuple) else value
    return written


def _plain(item: bytes | checks.Role) -> Value:
    return item.value if isinstance(item, checks.Role) else item
