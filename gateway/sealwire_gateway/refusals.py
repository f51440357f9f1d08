"""What the gateway itself refuses, beside the signature checks and the envelope rules."""

from __future__ import annotations

from sealwire.errors import BadRequest, Conflict, NotFound, Unavailable


class NoSuchAddress(NotFound, code="no-such-address"):
    """There is nothing at this address; see /docs for those there are."""


class MethodNotAllowed(BadRequest, code="method-not-allowed", status=405):
    """This address does not take this method."""


class UnsupportedMediaType(BadRequest, code="unsupported-media-type", status=415):
    """The body is of another media type than this address takes."""


class MalformedQuery(BadRequest, code="malformed-query"):
    """The query of the address is not ASCII, or longer than the limit."""


class ConnectionLost(BadRequest, code="connection-lost"):
    """The caller hung up before the request was complete."""


class DirectorySplit(Conflict, code="directory-split"):
    """The sender was shown another directory than this exchange has; stop, and compare log roots by phone."""


class DirectoryAhead(Unavailable, code="directory-ahead"):
    """The sender's directory is newer than this gateway's; send the same bytes again in a moment."""


class DirectoryUnsynced(Unavailable, code="directory-unsynced"):
    """The gateway has not yet verified the directory; send the same bytes again in a moment."""


class NotReady(Unavailable, code="not-ready"):
    """The gateway cannot do its work yet; the checks say what is missing."""
