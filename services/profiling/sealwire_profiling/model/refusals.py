"""What the room refuses; each says what to do next."""

from __future__ import annotations

from sealwire.errors import Conflict, SealwireError, TooManyRequests, Unprocessable


class ModelUnavailable(SealwireError, code="model-unavailable", status=503):
    """No risk model can be used; select by rules, and train or promote a model."""


class ModelDamaged(ModelUnavailable, code="model-damaged", status=503):
    """The stored model is not what was stored; select by rules, and train it again."""


class TooLittleToLearn(Unprocessable, code="too-little-to-learn"):
    """Too few inspected consignments or findings to learn from; record more outcomes first."""


class LabelsUnfit(Unprocessable, code="labels-unfit"):
    """There must be one outcome, 0 or 1, for each consignment, and as many groups and days; correct them."""


class LeakyColumns(Unprocessable, code="leaky-columns"):
    """Columns give the outcome away or are known only after the inspection; leave them out."""


class ColumnsMissing(Unprocessable, code="columns-missing"):
    """The table lacks columns that the model reads; add them."""


class WrongStage(Conflict, code="wrong-model-stage"):
    """A model goes from candidate to shadow to promoted to retired; take the next step."""


class ShadowTooShort(Conflict, code="shadow-too-short"):
    """The model has not run beside the present one for long enough; let it run on."""


class WorseThanPresent(Conflict, code="model-worse-than-present"):
    """The model is worse than the one in use; look at both cards, and or promote it `despite` that."""


class TooManyTrainings(TooManyRequests, code="too-many-trainings"):
    """Too many models of the administration wait to be trained already; ask again when one is trained."""
