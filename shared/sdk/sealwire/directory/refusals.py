"""What the directory refuses, one class for each check, so that a caller learns which one failed."""

from __future__ import annotations

from sealwire.errors import BadRequest, Conflict, Forbidden, Unprocessable


class MalformedStatement(BadRequest, code="malformed-statement"):
    """The statement is not of the form that docs/protocol/directory.md gives for its kind."""


class UnknownKind(BadRequest, code="unknown-statement-kind"):
    """This version does not know statements of this kind; update the software before going on."""


class MalformedBatch(BadRequest, code="malformed-batch"):
    """The body is not a batch of statements, keys and grants."""


class MalformedEnrolment(BadRequest, code="malformed-enrolment"):
    """The body is not an enrolment request."""


class NotFounded(Conflict, code="not-founded"):
    """The programme has not been founded yet; its first statement must be the founding."""


class AlreadyFounded(Conflict, code="already-founded"):
    """The programme is founded already; a log has one founding."""


class WrongFounding(Conflict, code="wrong-founding"):
    """This is not the founding that is pinned here; compare the founding hash with your administrator."""


class OutOfOrder(Conflict, code="out-of-order"):
    """The statement does not follow the last one about its subject; fetch the log and sign again."""


class TimeWentBack(Unprocessable, code="time-went-back"):
    """The statement is dated before the previous one about its subject; check the clock and sign again."""


class UnknownSigner(Forbidden, code="unknown-signer"):
    """No root, administrator or device of the directory signs with this key."""


class SignerExpired(Forbidden, code="signer-expired"):
    """The signer's time is over; a device is enrolled anew, an administrator appointed anew."""


class WrongAuthority(Forbidden, code="wrong-authority"):
    """The signer may not say this about this subject; ask whom the authority table names."""


class KeyReused(Conflict, code="key-reused"):
    """A key stands in the log already; make a new one for every device and every use."""


class AlreadyInDirectory(Conflict, code="already-in-directory"):
    """The directory has this already; fetch the log."""


class NotInDirectory(Unprocessable, code="not-in-directory"):
    """The statement speaks of something that the directory does not have, or that is no longer active."""


class WrongUnitStatus(Conflict, code="wrong-unit-status"):
    """The unit's status does not allow this; see whether it is open, suspended or closed."""


class WrongEpoch(Conflict, code="wrong-epoch"):
    """The statement does not fit the unit's epochs; fetch the log and sign again."""


class TooManyDevices(Conflict, code="too-many-devices"):
    """The unit has as many devices as one epoch can be granted to; revoke those that are used no more."""


class EpochTooLong(Unprocessable, code="epoch-too-long"):
    """The epoch ends before it begins, or lasts longer than the programme's founding allows."""


class WrongEpochDevices(Conflict, code="wrong-epoch-devices"):
    """An epoch names exactly the devices that read for its unit; fetch the log and sign again."""


class EndsBeforeItBegins(Unprocessable, code="ends-before-it-begins"):
    """The end that the statement gives is not after its own time; check the clock and sign again."""


class BadProof(Forbidden, code="bad-proof-of-possession"):
    """The enrolment request is not signed by the keys that it brings; start the enrolment again."""


class BadGrant(Forbidden, code="bad-grant"):
    """The grant does not hold the seed of the epoch that the log names, or the key is not the device's."""
