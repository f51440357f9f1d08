"""What onboarding refuses; `missing` in the facts is a list of codes and sentences."""

from __future__ import annotations

from sealwire.errors import Conflict, Unprocessable


class EvidenceMissing(Conflict, code="evidence-missing"):
    """The step needs evidence that is not there; file what `missing` names, then ask again."""


class StateSkipped(Conflict, code="state-skipped"):
    """A step leads to the next state only; `next` says which that is, `missing` what the asked one lacks."""


class StateFollowsLog(Conflict, code="state-follows-log"):
    """Units are suspended, resumed and closed by a statement in the log; the case follows by itself."""


class OnboardingIncomplete(Conflict, code="onboarding-incomplete"):
    """The unit cannot be opened in the log before its onboarding case has come to `practised`."""


class NotReopened(Conflict, code="not-reopened"):
    """A case goes back to an earlier state, but not before `practised` once its unit stands in the log."""


class CaseExists(Conflict, code="case-exists"):
    """There is a case for this unit already; go on with that one."""


class CaseChanged(Conflict, code="case-changed"):
    """Somebody has changed the case meanwhile; read it again and decide anew."""


class DatedAhead(Unprocessable, code="dated-ahead"):
    """What has not happened yet cannot be filed; compare the date with the document."""


class FileUnknown(Unprocessable, code="evidence-file-unknown"):
    """A cited file is not there; put it in under its SHA-256 first."""


class FileDiffers(Unprocessable, code="evidence-file-differs"):
    """The bytes do not have the hash of the address; compute it again and send the whole file."""


class FileTypeRefused(Unprocessable, code="evidence-file-type"):
    """The file is of no type that is kept; send PDF, JPEG, PNG, TIFF, DOCX, XLSX, CSV, text or CBOR."""


class DonorUnknown(Unprocessable, code="donor-unknown"):
    """No donor has this id; add the donor first."""


class TestNoticeUnproven(Unprocessable, code="test-notice-unproven"):
    """The two envelopes do not show that the unit exchanged a notice and its answer; hand in others."""

    __test__ = False  # pytest would take the name for a test


class IdTaken(Conflict, code="handover-id-taken"):
    """This id names a handover to another unit; take a new one."""
