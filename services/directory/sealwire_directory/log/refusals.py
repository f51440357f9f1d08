"""What the directory service refuses beyond the rules of the log itself."""

from __future__ import annotations

from sealwire.errors import Conflict, Forbidden, Unavailable, Unprocessable


class StatementFutureDated(Unprocessable, code="statement-future-dated"):
    """The statement is dated more than ten minutes ahead; check the clock and sign again."""


class KeyMissing(Unprocessable, code="key-missing"):
    """A statement names an X-Wing key that the batch does not bring; send it along."""


class KeyNotNamed(Unprocessable, code="key-not-named"):
    """The batch brings a key that none of its statements names."""


class GrantMissing(Unprocessable, code="grant-missing"):
    """A device of the epoch, or the unit's recovery key, gets no grant; send one to each but the signer."""


class GrantNotNamed(Unprocessable, code="grant-not-named"):
    """The batch brings a grant that none of its statements names, or one twice."""


class NotAVoucher(Forbidden, code="not-a-voucher"):
    """Only an administrator of the unit or one of its key officers may do this."""


class InvitationTime(Unprocessable, code="invitation-time"):
    """An invitation expires in the future, and within seven days."""


class CodeTaken(Conflict, code="enrolment-code-taken"):
    """This code was announced before with other facts; make a new one."""


class WrongCode(Forbidden, code="wrong-enrolment-code"):
    """No invitation to this unit under this handle has this code; compare both with your voucher."""


class CodeExpired(Forbidden, code="enrolment-code-expired"):
    """The code has expired; ask your voucher for a new one."""


class CodeUsed(Conflict, code="enrolment-code-used"):
    """The code was used before; if that was not you, warn your voucher, and ask for a new one."""


class LogKeyNotHeld(Unprocessable, code="log-key-not-held"):
    """The service does not sign with this key; appoint the one that its `log-key` command shows."""


class LogCorrupt(Unavailable, code="log-corrupt"):
    """The stored log does not verify any more; the operator must restore it."""
