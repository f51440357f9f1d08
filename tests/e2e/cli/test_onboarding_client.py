"""Onboarding through the gateway: the largest file passes, a refusal keeps its list, headers come through."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from sealwire import Member
from sealwire.client.onboarding import Onboarding
from sealwire.contract.onboarding import (
    CaseState,
    DonorIn,
    Form,
    Letter,
    ReportFilter,
    StepIn,
)
from sealwire.errors import SealwireError, TooLarge
from sealwire.requests import RequestSigner
from sealwire_local.past_cases import past_case, take_over
from simulators.casework import request_of
from simulators.desks import PASSPHRASE

if TYPE_CHECKING:
    from e2e.cli.conftest import Scene

LARGEST = b"%PDF-" + bytes(5 * 1024 * 1024 - 5)


def new_unit() -> str:
    return f"KG-N{time.monotonic_ns() % 10**9}"


async def test_the_largest_file_passes_the_gateway_and_comes_back_as_a_download(scene: Scene) -> None:
    unit, name = new_unit(), hashlib.sha256(LARGEST).hexdigest()
    async with Member.open(scene.administrator.folder, PASSPHRASE) as member:
        onboarding = Onboarding(member.session.exchange.door)
        assert (await onboarding.put_file(LARGEST)).media == "application/pdf"
        with pytest.raises(TooLarge):
            await onboarding.put_file(LARGEST + b"\0")
        letter = Letter(file=name, dated=request_of(name).letter.dated)  # type: ignore[union-attr]  # always there
        await onboarding.request(request_of(name, unit=unit, letter=letter))
        assert await onboarding.file(name) == LARGEST
        signer = RequestSigner(member.session.vault.keys.auth)
        async with httpx.AsyncClient(base_url=scene.stack.gateway_url, auth=signer) as client:
            answer = await client.get(f"/v1/onboarding/files/{name}")
            page = await client.get("/v1/onboarding/reports", params={"form": "html"})
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.pdf"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_a_refused_step_tells_the_client_what_is_missing(scene: Scene) -> None:
    async with Member.open(scene.administrator.folder, PASSPHRASE) as member:
        onboarding = Onboarding(member.session.exchange.door)
        unit = new_unit()
        await take_over(onboarding, past_case(unit, {"en": unit}, to=CaseState.TRAINED))
        case = await onboarding.case(unit)
        with pytest.raises(SealwireError) as refusal:
            await onboarding.step(unit, StepIn(to=CaseState.PRACTISED, version=case.version))
        assert (refusal.value.code, refusal.value.facts["next"]) == ("state-skipped", "equipped")
        with pytest.raises(SealwireError) as early:
            await member.open_unit(unit, {"en": unit})
        assert (early.value.code, early.value.facts["state"]) == ("onboarding-incomplete", "trained")
        moved = await onboarding.step(unit, StepIn(to=CaseState.EQUIPPED, version=case.version))
        assert moved.state is CaseState.EQUIPPED


async def test_every_list_is_read_with_its_method(scene: Scene) -> None:
    async with Member.open(scene.administrator.folder, PASSPHRASE) as member:
        onboarding = Onboarding(member.session.exchange.door)
        unit = new_unit()
        await take_over(onboarding, past_case(unit, {"en": unit}))
        assert unit in {each.unit for each in (await onboarding.cases(country="KG")).cases}
        assert unit in {each.unit for each in (await onboarding.cases(state=CaseState.PRACTISED)).cases}
        assert unit in {each.unit for each in (await onboarding.overdue()).cases}
        assert (await onboarding.events(unit)).events[0].what == "requested"
        assert (await onboarding.events("KG")).events
        await onboarding.put_donor(unit.lower(), DonorIn(name={"en": unit}))
        assert unit.lower() in {each.detail["donor"] for each in (await onboarding.events("*")).events}
        assert len((await onboarding.courses(unit=unit)).courses) == 2
        assert (await onboarding.work_plans(country="KG", year=1999)).plans == []
        assert "japan" in {each.id for each in (await onboarding.donors()).donors}
        asked = ReportFilter(unit=unit)
        assert (await onboarding.report(asked)).officers == 2
        assert b"<!doctype html>" in await onboarding.report_file(asked, Form.HTML, language="ru")
