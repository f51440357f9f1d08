"""A piece of evidence as it was typed: its files are put in, and it is filed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.cli.onboarding import dialogues, documents, filing, prompts
from sealwire.cli.onboarding.forms import FieldRefused, filled
from sealwire.contract.onboarding import Agreement, Assessment, EvidenceKind, Letter, Opening, Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sealwire.client.onboarding import Onboarding
    from sealwire.contract.onboarding import CaseOut

_DOCUMENTS: Mapping[EvidenceKind, type[Letter | Agreement | Assessment | Sandbox | Opening]] = {
    EvidenceKind.LETTER: Letter,
    EvidenceKind.AGREEMENT: Agreement,
    EvidenceKind.ASSESSMENT: Assessment,
    EvidenceKind.SANDBOX: Sandbox,
    EvidenceKind.OPENING: Opening,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of a piece of evidence.

    Attributes:
        kind: What it shows.
        path: The document; for a test notice the exported thread.
        dated: The document's date; None for a test notice, whose envelopes are dated.
        note: A remark.
        found: What an assessment found.
    """

    kind: str
    path: Path
    dated: str | None
    note: str
    found: Mapping[str, object]


async def file(exchange: Onboarding, unit: str, typed: Typed) -> CaseOut:
    """Put the files in and file the evidence.

    Raises:
        FieldRefused: Something is missing or breaks a rule; nothing was sent.
        SealwireError: A file is refused, here or by the exchange.
    """
    kind = prompts.chosen(EvidenceKind, typed.kind)
    if kind is EvidenceKind.TEST_NOTICE:
        cited = await filing.put_thread(exchange, unit, documents.read(typed.path))
        return await exchange.file_evidence(unit, cited.model_copy(update={"note": typed.note}))
    if typed.dated is None:
        raise FieldRefused("dated: give the document's date, --dated 2021-09-30.")
    if typed.found and kind is not EvidenceKind.ASSESSMENT:
        raise FieldRefused(f"{', '.join(typed.found)}: only an assessment has this.")
    document, form = documents.read(typed.path), _form(kind, typed)
    # Held against the rules before the file is sent, which its hash allows.
    evidence = filled(_DOCUMENTS[kind], file=document.sha256, **form)
    await filing.put(exchange, document)
    return await exchange.file_evidence(unit, evidence)


def _form(kind: EvidenceKind, typed: Typed) -> dict[str, object]:
    form: dict[str, object] = {"dated": typed.dated, "note": typed.note}
    if kind is not EvidenceKind.ASSESSMENT:
        return form
    found = {"equipment": [], "training": [], **typed.found}
    equipment = [dialogues.needed(str(each)) for each in _list(found["equipment"])]
    return {**form, **found, "equipment": equipment}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
