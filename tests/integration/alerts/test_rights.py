"""Every row of the authorisation table, at every route of alerts that is about notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire.authorisation import MATRIX, Action, Actor, Reach
from sealwire.contract import paths
from sealwire.envelope.format import parse
from sealwire_chassis.caller import Caller
from simulators.posting import BATKEN, OSH, PostingDevice

if TYPE_CHECKING:
    from integration.alerts.conftest import Part

_SCOPES = {Actor.PROGRAMME_ADMINISTRATOR: "*", Actor.COUNTRY_ADMINISTRATOR: BATKEN[:2]}


def caller_of(actor: Actor, device: PostingDevice, *, unit: str) -> Caller:
    sign = device.sign.public.hex()
    if actor in _SCOPES:
        return Caller(key="0a" * 32, kind="administrator", officer="a-1", scope=_SCOPES[actor], sign=sign)
    key = device.sign.key_id.hex()
    return Caller(key=key, kind="device", unit=unit, officer="o-1", roles=(actor,), sign=sign)


@pytest.mark.parametrize("own", [True, False], ids=["own unit", "foreign unit"])
@pytest.mark.parametrize("actor", list(Actor))
async def test_notices_are_read_and_signed_for_by_whom_the_matrix_names(
    alerts: Part, actor: Actor, *, own: bool
) -> None:
    unit = BATKEN if own else "KZ-AKT"
    device = PostingDevice(unit)
    envelope = PostingDevice(OSH).envelope((BATKEN,))
    await alerts.accept(envelope)
    address = parse(envelope).id
    allowed = MATRIX[Action.READ_NOTICES][actor] is Reach.OWN
    # What the table lets one do, but with somebody else's envelope, is answered as if there were none.
    read = (200 if own else 404) if allowed else 403
    async with alerts.client(caller_of(actor, device, unit=unit)) as client:
        mailbox = await client.get(paths.MAILBOX)
        answers = [await client.get(path) for path in (paths.envelope(address), paths.receipts(address))]
        receipt = await client.post(paths.receipts(address), content=device.receipt(envelope))
        proof = await client.get(paths.envelope(address) + "/proof")
    assert mailbox.status_code == (200 if allowed else 403)
    assert {answer.status_code for answer in answers} == {read}
    assert receipt.status_code == (201 if read == 200 else read)
    assert (proof.status_code == 403) is not allowed
    if not allowed:
        refused = {answer.json()["code"] for answer in (mailbox, *answers, receipt, proof)}
        assert refused == {"not-allowed"}
    elif own:
        assert len(mailbox.json()["entries"]) == 1
