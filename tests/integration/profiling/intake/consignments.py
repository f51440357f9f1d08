"""Consignments that tests file without a file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.intake.adapters import consignments, filing
from sealwire_profiling.intake.domain.amending import changes
from sealwire_profiling.intake.domain.stored import Filing, Version
from sealwire_profiling.tenancy import Tenant

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire_chassis.database import Database

COMPANY = "ОсОО «Ак-Жол»"  # noqa: RUF001 - Cyrillic, as companies write themselves
KG, KZ = Tenant("KG"), Tenant("KZ")
RECEIVED_AT = 1_789_000_000
SOURCE = "manifests"


def consignment(reference: str = "BL-1", **more: Any) -> Consignment:
    """Return a consignment with parties, goods, a sealed container and two legs."""
    return Consignment.model_validate(
        {
            "reference": reference,
            "office": "KG10",
            "declared_on": date(2026, 9, 1),
            "currency": "USD",
            "parties": [
                {"role": "shipper", "name": "Guangzhou Tools Co., Ltd", "country": "CN", "phone": "+86 20 1"},
                {"role": "consignee", "name": COMPANY, "country": "KG", "identifier": "0123456789"},
            ],
            "goods": [
                {
                    "description": "Gate valves",
                    "hs": "84818000",
                    "packages": 10,
                    "gross_kg": 1100.0,
                    "net_kg": 1000.0,
                    "value": 5000.0,
                }
            ],
            "equipment": [{"kind": "container", "number": "MSKU 123456-5", "seals": [{"number": "S1"}]}],
            "legs": [{"place": "CNCAN", "country": "CN"}, {"place": "KGOSS", "country": "KG"}],
            **more,
        }
    )


async def filed(
    database: Database,
    tenant: Tenant,
    *wanted: Consignment,
    source: str = SOURCE,
    upload: UUID | None = None,
    at: int = RECEIVED_AT,
) -> None:
    """Store consignments, each new or over the version that is there; `at` is in Unix seconds."""
    async with database.transaction() as session:
        known = await consignments.by_reference(
            session, tenant=tenant, source=source, references=[each.reference for each in wanted], lock=True
        )
        filings = []
        for line, each in enumerate(wanted, 1):
            before = known.get(each.reference)
            number = before.current.number + 1 if before else 1
            changed = changes(before.consignment, each) if before else ()
            version = Version(number, at, upload, line, changed, each)
            amended = tuple(sorted({*changed, *(before.amended if before else ())}))
            filings.append(Filing(before.id if before else uuid4(), source, version, amended))
        await filing.save(session, filings, tenant=tenant)
