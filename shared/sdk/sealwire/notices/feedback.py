"""The feedback: what a unit did about a warning and what came of it, simplified form."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from sealwire.notices.errors import Refusal
from sealwire.notices.fields import Code, Count, Instant, Line, Note, Reference, Unit
from sealwire.notices.notice import Notice, Part
from sealwire.notices.place import Place
from sealwire.notices.transport import Document, Seal

_NEEDS = {
    "seizure": ("seizure_reference", "an outcome of seizure names the seizure by its reference"),
    "forwarded": ("forwarded_to", "say to which unit it was forwarded"),
    "not-controlled": ("not_controlled_because", "say why it was not controlled"),
}
_AFTER_A_CONTROL = frozenset({"no-irregularity", "administrative", "permit-missing", "seizure"})


class IndicatorVerdict(Part):
    """Whether an indicator of the warning was right."""

    text: Line
    rule: Reference | None = None
    verdict: Annotated[str, Code("verdict")]


class FeedbackNotice(Notice):
    """The answer to a warning."""

    KIND: ClassVar[str] = "feedback"

    warning_reference: Reference
    located: Annotated[str, Code("located")]
    leg: Count | None = None
    actions: Annotated[list[Annotated[str, Code("action")]], Field(min_length=1, max_length=7)]
    controlled_at: Instant | None = None
    place: Place | None = None
    unit: Unit | None = None
    seals_found: list[Seal] = Field(default_factory=list, max_length=20)
    documents_match: bool | None = None
    outcome: Annotated[str, Code("outcome")]
    seizure_reference: Reference | None = None
    forwarded_to: Unit | None = None
    not_controlled_because: Note | None = None
    evidence: list[Note] = Field(default_factory=list, max_length=20)
    documents: list[Document] = Field(default_factory=list, max_length=50)
    released_at: Instant | None = None
    usefulness: Annotated[int, Field(ge=1, le=5)]
    indicators: list[IndicatorVerdict] = Field(default_factory=list, max_length=50)
    note_for_next_leg: Note | None = None

    def rules(self) -> Iterator[Refusal]:
        """Outcome, actions and dates agree with each other."""
        yield from self._outcome_is_explained()
        yield from self._actions_fit()
        if self.controlled_at and self.released_at and self.released_at < self.controlled_at:
            yield Refusal("released_at", "it is earlier than controlled_at")

    def _outcome_is_explained(self) -> Iterator[Refusal]:
        for outcome, (field, reason) in _NEEDS.items():
            given = getattr(self, field) is not None
            if self.outcome == outcome and not given:
                yield Refusal(field, reason)
            if self.outcome != outcome and given:
                yield Refusal(field, f"it goes with the outcome {outcome} only")

    def _actions_fit(self) -> Iterator[Refusal]:
        nothing_done = "none" in self.actions
        if nothing_done and len(self.actions) > 1:
            yield Refusal("actions", "none stands alone")
        if nothing_done and self.outcome in _AFTER_A_CONTROL:
            yield Refusal("actions", "this outcome follows a control; name what was done")
        if not nothing_done and self.outcome == "not-controlled":
            yield Refusal("outcome", "actions were taken, so it was controlled")
        if self.located != "yes" and self.outcome in _AFTER_A_CONTROL:
            yield Refusal("located", "this outcome needs a shipment that was found")
