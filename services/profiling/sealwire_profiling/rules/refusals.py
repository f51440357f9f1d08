"""What the room refuses; each says what to do next."""

from __future__ import annotations

from sealwire.errors import Conflict, Forbidden, Unprocessable


class RuleFaulty(Unprocessable, code="rule-faulty"):
    """The text is no rule yet; correct what stands under `faults`, each with its line and column."""


class ProfileChanged(Conflict, code="profile-changed"):
    """Somebody else has filed a version since you read the profile; read it again, and change that."""


class WrongStep(Conflict, code="profile-wrong-step"):
    """The version does not stand where this step begins; `state` says where it stands."""


class SecondOfficer(Forbidden, code="profile-second-officer"):
    """A version is approved by another officer than its author; ask a colleague."""


class SetsEmpty(Conflict, code="profile-sets-empty"):
    """The profile names sets that have no values yet, so it would never hold; fill them first."""


class SetChanged(Conflict, code="rule-set-changed"):
    """Somebody else has changed this set since you read it; read it again, and change that."""


class SetInUse(Conflict, code="rule-set-in-use"):
    """A profile that runs needs values in this set; retire the profile first."""


class TooManyVersions(Conflict, code="too-many-versions"):
    """The profile has as many versions as it can; begin a new one under another code."""


class TooManySets(Conflict, code="too-many-rule-sets"):
    """The administration has as many named sets as it can; use one that there is."""


class PeriodUpsideDown(Unprocessable, code="period-upside-down"):
    """The period ends before it begins; turn `since` and `until` round."""


class PeriodTooLong(Unprocessable, code="period-too-long"):
    """The period has more days than are replayed at once; take a shorter one."""
