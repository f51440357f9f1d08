"""The authority table of docs/protocol/directory.md section 5, walked cell by cell."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypedDict

import pytest
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author, found, sign_statement
from sealwire.directory.authority import AUTHORITY
from sealwire.directory.fields import Role
from sealwire.directory.payloads import (
    KINDS,
    PROGRAMME,
    AdministratorAppointed,
    AdministratorRemoved,
    DeviceAdded,
    DeviceRevoked,
    EpochClosed,
    EpochOpened,
    LogAppointed,
    OfficerEnrolled,
    OfficerLeft,
    Payload,
    RecoverySet,
    UnitChanged,
    UnitClosed,
    UnitOpened,
    UnitRecovered,
    UnitResumed,
    UnitSuspended,
)
from sealwire.directory.refusals import AlreadyFounded, UnknownSigner, WrongAuthority
from sealwire.directory.rules import apply, head_of
from sealwire.directory.statement import parse
from sealwire.private_keys import SealKey, SigningKey
from simulators.programme import AKTAU, NOW, OSH, Programme, device_keys, populated

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire.directory.state import State

ROOT = {"root"}
SENIOR = {"programme administrator"}
IN_SCOPE = SENIOR | {"administrator of the country"}
KEY_OFFICER = {"key officer"}
MEMBER = KEY_OFFICER | {"analyst", "integration"}
RECOVERY = {"recovery key"}

NEW = device_keys("new")
EPOCH = SealKey.from_seed(bytes(32)).key_id
NAME = {"en": "Osh"}
FAR = NOW + 10**8
OTHER = device_keys("analyst.osh").device_id


def appoint(scope: str) -> Callable[[State], Payload]:
    sign, auth = NEW.sign.public, NEW.auth.public
    return lambda s: AdministratorAppointed(
        **after(s, PROGRAMME), administrator="new", scope=scope, sign=sign, auth=auth, until=FAR
    )


def remove(handle: str) -> Callable[[State], Payload]:
    return lambda s: AdministratorRemoved(**after(s, PROGRAMME), administrator=handle)


def enrol(*roles: Role) -> Callable[[State], Payload]:
    return lambda s: OfficerEnrolled(**after(s), unit=OSH, officer="new", roles=roles)


def add_device(officer: str) -> Callable[[State], Payload]:
    p = publics_of(NEW)
    return lambda s: DeviceAdded(
        **after(s),
        unit=OSH,
        officer=officer,
        sign=p.sign,
        auth=p.auth,
        seal=p.seal_id,
        epoch=None,
        until=FAR,
    )


def appoint_log(state: State) -> Payload:
    return LogAppointed(**after(state, PROGRAMME), log="directory", key=NEW.sign.public)


def set_recovery(state: State) -> Payload:
    sign, seal = NEW.sign.public, NEW.seal.key_id
    return RecoverySet(**after(state), unit=OSH, sign=sign, seal=seal, threshold=2, shares=3)


def recover(state: State) -> Payload:
    return UnitRecovered(**after(state), unit=OSH, reason="all devices lost")


def open_epoch(state: State) -> Payload:
    head = after(state)
    devices = tuple(device.id for device in state.units[OSH].readers(head["ts"]))
    return EpochOpened(**head, unit=OSH, number=3, key=EPOCH, until=head["ts"] + 1, devices=devices)


class After(TypedDict):
    ts: int
    prev: bytes


def after(state: State, subject: str = OSH) -> After:
    prev, ts = head_of(state, subject)
    return {"ts": ts, "prev": prev}


def say(signer: str, saying: str) -> Callable[[Programme, dict[str, SigningKey]], None]:
    def prepare(programme: Programme, signers: dict[str, SigningKey]) -> None:
        arguments = {
            "suspend_unit": (OSH, "audit"),
            "close_epoch": (OSH,),
            "officer_left": (OSH, "key.kg-osh"),
            "recover_unit": (OSH, "all devices lost"),
        }
        programme.say(signers[signer], lambda a: getattr(a, saying)(*arguments[saying]))

    return prepare


def nothing(_programme: Programme, _signers: dict[str, SigningKey]) -> None:
    pass


NO_KEY_OFFICER = say("administrator of the country", "officer_left")
SUSPENDED = say("administrator of the country", "suspend_unit")
NO_EPOCH = say("key officer", "close_epoch")
RECOVERED = say("recovery key", "recover_unit")


def key_officer_again(programme: Programme, signers: dict[str, SigningKey]) -> None:
    """Recover the unit, and enrol a key officer who has no device yet."""
    RECOVERED(programme, signers)
    programme.say(signers["recovery key"], lambda a: a.enrol(OSH, "deputy", ["key_officer"]))


def recovered_and_at_work(programme: Programme, signers: dict[str, SigningKey]) -> None:
    """Recover the unit, give a key officer a device, and lose that device again."""
    key_officer_again(programme, signers)
    first = publics_of(device_keys("deputy"))
    programme.say(signers["recovery key"], lambda a: a.add_device(OSH, "deputy", first))
    device = device_keys("deputy").device_id
    programme.say(signers["administrator of the country"], lambda a: a.revoke_device(OSH, device))


# statement, what happened before it, who may say it
Row = tuple["Callable[[State], Payload]", "Callable[[Programme, dict[str, SigningKey]], None]", set[str]]
TABLE: dict[str, Row] = {
    "appoint an administrator of the programme": (appoint("*"), nothing, ROOT),
    "appoint an administrator of a country": (appoint("KG"), nothing, ROOT | SENIOR),
    "remove an administrator of the programme": (remove("whole"), nothing, ROOT),
    "remove an administrator of a country": (remove("kz"), nothing, ROOT | SENIOR),
    "appoint the key of a log": (appoint_log, nothing, ROOT),
    "open a unit": (
        lambda s: UnitOpened(ts=0, prev=s.founding, unit="KG-NEW", name=NAME),
        nothing,
        IN_SCOPE,
    ),
    "change a unit": (lambda s: UnitChanged(**after(s), unit=OSH, name=NAME), nothing, IN_SCOPE),
    "suspend a unit": (lambda s: UnitSuspended(**after(s), unit=OSH, reason="audit"), nothing, IN_SCOPE),
    "resume a unit": (lambda s: UnitResumed(**after(s), unit=OSH), SUSPENDED, IN_SCOPE),
    "close a unit": (lambda s: UnitClosed(**after(s), unit=OSH, reason="moved"), nothing, IN_SCOPE),
    "close a suspended unit": (
        lambda s: UnitClosed(**after(s), unit=OSH, reason="moved"),
        SUSPENDED,
        IN_SCOPE,
    ),
    "enrol an officer": (enrol(Role.ANALYST), nothing, KEY_OFFICER),
    "enrol a second key officer": (enrol(Role.KEY_OFFICER), nothing, KEY_OFFICER),
    "enrol a key officer where none has a device": (enrol(Role.KEY_OFFICER), NO_KEY_OFFICER, IN_SCOPE),
    "enrol an analyst where no key officer has a device": (enrol(Role.ANALYST), NO_KEY_OFFICER, set()),
    "enrol an officer of a suspended unit": (enrol(Role.ANALYST), SUSPENDED, set()),
    "say that an officer left": (
        lambda s: OfficerLeft(**after(s), unit=OSH, officer="viewer.osh"),
        nothing,
        IN_SCOPE | KEY_OFFICER,
    ),
    "say that an officer of a suspended unit left": (
        lambda s: OfficerLeft(**after(s), unit=OSH, officer="viewer.osh"),
        SUSPENDED,
        IN_SCOPE,
    ),
    "add a device": (add_device("analyst.osh"), nothing, KEY_OFFICER),
    "add a key officer's second device": (add_device("lost.osh"), nothing, KEY_OFFICER),
    "add a key officer's device where none is": (add_device("lost.osh"), NO_KEY_OFFICER, IN_SCOPE),
    "add a device of a key officer who left": (add_device("key.kg-osh"), NO_KEY_OFFICER, set()),
    "add an analyst's device where no key officer has one": (
        add_device("analyst.osh"),
        NO_KEY_OFFICER,
        set(),
    ),
    "revoke a device": (
        lambda s: DeviceRevoked(**after(s), unit=OSH, device=OTHER),
        nothing,
        IN_SCOPE | KEY_OFFICER,
    ),
    "revoke a device of a suspended unit": (
        lambda s: DeviceRevoked(**after(s), unit=OSH, device=OTHER),
        SUSPENDED,
        IN_SCOPE,
    ),
    "set a recovery key": (set_recovery, nothing, KEY_OFFICER),
    "set a recovery key of a suspended unit": (set_recovery, SUSPENDED, set()),
    "recover a unit": (recover, nothing, RECOVERY),
    "recover a unit that lost its key officers": (recover, NO_KEY_OFFICER, RECOVERY),
    "recover a suspended unit": (recover, SUSPENDED, set()),
    "enrol a key officer of a recovered unit": (enrol(Role.KEY_OFFICER), RECOVERED, IN_SCOPE | RECOVERY),
    "enrol an analyst of a recovered unit": (enrol(Role.ANALYST), RECOVERED, set()),
    "add a key officer's device to a recovered unit": (
        add_device("deputy"),
        key_officer_again,
        IN_SCOPE | RECOVERY,
    ),
    "add a key officer's device to a unit that was recovered and lost its devices again": (
        add_device("deputy"),
        recovered_and_at_work,
        IN_SCOPE,
    ),
    "open an epoch": (open_epoch, NO_EPOCH, MEMBER),
    "close an epoch": (lambda s: EpochClosed(**after(s), unit=OSH, number=2), nothing, MEMBER),
}
EVERYONE = tuple(populated()[1])


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("what", TABLE)
def test_a_statement_is_accepted_from_those_of_the_table_and_refused_from_all_others(
    what: str, who: str
) -> None:
    programme, signers = populated()
    statement, prepare, accepted = TABLE[what]
    prepare(programme, signers)
    raw = sign_statement(statement(programme.state), signers[who])
    if who in accepted:
        assert apply(programme.state, raw).size == programme.state.size + 1
    else:
        with pytest.raises(WrongAuthority):
            apply(programme.state, raw)


def test_every_kind_but_the_founding_is_walked() -> None:
    programme, signers = populated()
    kinds = {statement(programme.state).kind for statement, _, _ in TABLE.values()}
    assert kinds == KINDS.keys() - {"programme.founded"}
    assert {kind.kind for kind in AUTHORITY} == KINDS.keys()
    assert len(signers) == 14


@pytest.mark.parametrize("who", EVERYONE)
def test_nobody_founds_a_founded_programme(who: str) -> None:
    programme, signers = populated()
    with pytest.raises(AlreadyFounded):
        apply(programme.state, found(signers[who], "Another programme", now=programme.now))


def test_a_key_that_the_log_does_not_name_says_nothing() -> None:
    programme, _ = populated()
    raw = sign_statement(UnitChanged(**after(programme.state), unit=OSH, name=NAME), NEW.sign)
    with pytest.raises(UnknownSigner):
        apply(programme.state, raw)


def test_an_auth_key_signs_no_statements() -> None:
    programme, _ = populated()
    raw = sign_statement(UnitChanged(**after(programme.state), unit=OSH, name=NAME), device_keys("kg").auth)
    with pytest.raises(UnknownSigner):
        apply(programme.state, raw)


def test_a_key_officer_speaks_for_the_own_unit_only() -> None:
    programme, signers = populated()
    foreign = UnitChanged(**after(programme.state, AKTAU), unit=AKTAU, name=NAME)
    with pytest.raises(WrongAuthority):
        apply(programme.state, sign_statement(foreign, signers["key officer"]))
    own = OfficerEnrolled(**after(programme.state), unit=OSH, officer="new", roles=(Role.ANALYST,))
    assert apply(programme.state, sign_statement(own, signers["key officer"])).units[OSH].officers["new"]


def test_an_administrator_takes_over_a_unit_only_in_the_open() -> None:
    """Not forbidden: a unit that lost its key officers' devices must be started again by somebody."""
    programme, signers = populated()
    country, mine = signers["administrator of the country"], device_keys("an administrator's own")
    own = [
        lambda a: a.enrol(OSH, "mine", ["key_officer"]),
        lambda a: a.add_device(OSH, "mine", publics_of(mine)),
    ]
    with pytest.raises(WrongAuthority):
        programme.say(country, *own)
    key_officers = [
        device.id
        for device in programme.state.units[OSH].active_devices()
        if Role.KEY_OFFICER in device.roles
    ]
    size = programme.state.size
    programme.say(country, *(partial(Author.revoke_device, unit=OSH, device=each) for each in key_officers))
    assert programme.state.units[OSH].open_epoch() is None
    programme.say(country, *own)
    programme.open_epoch(OSH, mine)
    said = [parse(raw) for raw in programme.statements[size:]]
    by_administrator = [each.payload.kind for each in said if each.key_id == country.key_id]
    assert by_administrator == ["device.revoked"] * len(key_officers) + ["officer.enrolled", "device.added"]
