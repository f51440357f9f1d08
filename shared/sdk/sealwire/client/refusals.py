"""What a client refuses of an exchange's logs: each names what the exchange did, or failed to show.

`ServerLied` is the family of what an honest exchange never does, whatever fails in it: it becomes evidence.
"""

from __future__ import annotations

from sealwire.errors import Conflict, Unprocessable


class ServerLied(Conflict):
    """The exchange showed what an honest one would not."""


class DirectoryRolledBack(ServerLied, code="directory-rolled-back"):
    """The server shows an older directory than before; do not send, and tell your administrator."""


class DirectoryDiffers(ServerLied, code="directory-differs"):
    """The server shows another directory than others saw; do not send, and tell your administrator."""


class DirectoryForged(ServerLied, code="directory-forged"):
    """The server shows a statement that breaks the rules; do not send, and tell your administrator."""


class DirectoryHidden(ServerLied, code="directory-hidden"):
    """The server hides statements that the sender saw; do not send, and tell your administrator."""


class CheckpointForged(ServerLied, code="checkpoint-forged"):
    """The server's checkpoint is not signed by the key that the root appointed; tell your administrator."""


class CheckpointMismatch(ServerLied, code="checkpoint-mismatch"):
    """The server's checkpoint is not of the statements shown; do not send, and tell your administrator."""


class CheckpointsContradict(ServerLied, code="checkpoints-contradict"):
    """The server has signed two different logs of one size; do not send, and tell your administrator."""


class LogRolledBack(ServerLied, code="log-rolled-back"):
    """The server shows an older log of envelopes than before; do not send, and tell your administrator."""


class LogRewritten(ServerLied, code="log-rewritten"):
    """The server's log of envelopes was written anew; do not send, and tell your administrator."""


class ProofWrong(ServerLied, code="proof-wrong"):
    """The server's proof does not show the envelope at its place in the log; tell your administrator."""


class CheckpointMissing(Conflict, code="checkpoint-missing"):
    """The server shows no checkpoint of its log, so that it cannot be held to it; tell your administrator."""


class DirectoryBehind(Unprocessable, code="directory-behind"):
    """The sender has seen a longer directory than the one here; fetch it again."""
