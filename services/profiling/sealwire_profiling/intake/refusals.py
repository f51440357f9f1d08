"""What the room refuses; each says what to do next."""

from __future__ import annotations

from sealwire.errors import BadRequest, Conflict, SealwireError, TooManyRequests, Unprocessable


class ColumnsNotFound(Unprocessable, code="columns-not-found"):
    """The file's headings do not fit the source; correct the headings, or the source's mapping."""


class UnknownPaths(Unprocessable, code="unknown-paths"):
    """The mapping names fields that a consignment does not have; take them from the list of paths."""


class UnknownFormat(BadRequest, code="unknown-format"):
    """The file is of no format that is read, or of another than was said; send CSV, XLSX, JSON or EDIFACT."""


class MalformedJson(BadRequest, code="malformed-json"):
    """The file is neither a JSON array of objects nor has one on each line; correct it and send it again."""


class SourceChanged(Conflict, code="source-changed"):
    """Somebody else has changed this source since you read it; read it again, and change that."""


class TooManySources(Conflict, code="too-many-sources"):
    """There are as many sources as there may be; use one of them."""


class TooManyUploads(TooManyRequests, code="too-many-uploads"):
    """Too many uploads wait for their parts or to be read; finish those first."""


class PartiesNotReady(Conflict, code="parties-not-ready"):
    """The parties of this upload are not worked out yet; ask again some seconds after its file was read."""


class PartiesFailed(Conflict, code="parties-failed"):
    """The parties of this upload could not be worked out; all else is there. Tell who runs the service."""


class PartiesNotKept(Conflict, code="parties-not-kept"):
    """Nobody whom this upload names is kept: it was a dry run, or is erased; send the file again."""


class UploadClosed(Conflict, code="upload-closed"):
    """All parts of this upload were received already; start another one for another file."""


class PartMisplaced(Unprocessable, code="part-misplaced"):
    """Parts count from 1, and all but the last have the same size; send the part that belongs there."""


class PartDiffers(Unprocessable, code="part-differs"):
    """The part has another hash than was said, or than the one received before; send it again."""


class PartsMissing(Conflict, code="parts-missing"):
    """Parts of the file are missing; send those that the facts name, then finish again."""


class FileDiffers(Conflict, code="upload-differs"):
    """The parts together are not the file that was announced; start another upload."""


class PartiesWithheld(Unprocessable, code="parties-withheld"):
    """Your role does not see parties, so you cannot search by them; ask an analyst."""


class ReadingBroke(SealwireError, code="reading-broke"):
    """Reading broke off, what was read before is kept; tell the operator, and send the file again."""


class LeaseLost(Conflict, code="lease-lost"):
    """Another process reads this upload by now; nothing is to be done."""
