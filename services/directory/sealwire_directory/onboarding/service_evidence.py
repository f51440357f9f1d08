"""The use cases of evidence: put files in, cite them as evidence, read them again."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.onboarding import MAX_FILE_BYTES, FileOut, TestNotice
from sealwire.errors import TooLarge

from sealwire_directory.onboarding.adapters import evidence
from sealwire_directory.onboarding.domain.connecting import check_test_notice
from sealwire_directory.onboarding.domain.media import StoredFile, media_of
from sealwire_directory.onboarding.gathering import found, to_change
from sealwire_directory.onboarding.refusals import FileDiffers, FileUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.contract.onboarding import EvidenceIn

    from sealwire_directory.onboarding.acting import Acting


async def put_file(acting: Acting, sha256: str, content: bytes, *, declared: str) -> FileOut:
    """Store a file under its hash; the same again changes nothing.

    Args:
        acting: Somebody who keeps cases.
        sha256: Of the content, hex.
        content: All of it.
        declared: Its Content-Type.

    Raises:
        TooLarge: It has more than 5 MiB.
        FileDiffers: It has another hash.
        FileTypeRefused: It is of no type that is kept.
        NotAllowed: The caller keeps no cases.
    """
    acting.check_anywhere(Action.EDIT_CASES)
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge(max_bytes=MAX_FILE_BYTES)
    digest = hashlib.sha256(content).digest()
    if digest.hex() != sha256:
        raise FileDiffers(sha256=digest.hex())
    # Five MiB of CBOR take a good part of a second to look through: too long for the event loop.
    media = await asyncio.to_thread(media_of, content, declared)
    stored = await evidence.put_file(
        acting.session, StoredFile(digest, media, content), at=acting.now, by=bytes.fromhex(acting.who.key)
    )
    return FileOut(sha256=sha256, media=stored.media, size=len(stored.content))


async def read_file(acting: Acting, sha256: str) -> StoredFile:
    """Return a file that is cited by a case which the caller may see.

    Raises:
        NotAllowed: The caller may see no cases.
        NotFound: There is no such file, or none of the caller's cases cites it.
    """
    seen = acting.seen(Action.READ_CASES)
    return found(await evidence.cited_file(acting.session, bytes.fromhex(sha256), seen))


async def file_evidence(acting: Acting, unit: str, filed: EvidenceIn) -> None:
    """File a piece of evidence, whatever state the case is in.

    Raises:
        FileUnknown: A cited file is not there.
        DatedAhead: It is dated in the future.
        TestNoticeUnproven: The two envelopes do not show what they should.
        SealwireError: The caller may not, there is no case, or an envelope is not genuine.
    """
    await to_change(acting, unit)
    if isinstance(filed, TestNotice):
        cited = [filed.notice, filed.answer]
        await cite(acting, unit, cited)
        await _check_test_notice(acting, unit, filed)
    else:
        cited = [filed.file]
        acting.check_past(filed.dated)
        await cite(acting, unit, cited)
    event = await acting.note(unit, "evidence filed", kind=filed.kind.value, files=cited)
    await evidence.add(acting.session, filed, event)


async def cite(acting: Acting, unit: str, hashes: Iterable[str]) -> None:
    """Let a case cite files.

    Raises:
        FileUnknown: One is not there.
    """
    wanted = list(hashes)
    if unknown := await evidence.unknown_files(acting.session, wanted):
        raise FileUnknown(files=unknown)
    await evidence.cite(acting.session, unit, wanted)


async def _check_test_notice(acting: Acting, unit: str, filed: TestNotice) -> None:
    notice = found(await evidence.get_file(acting.session, bytes.fromhex(filed.notice)))
    answer = found(await evidence.get_file(acting.session, bytes.fromhex(filed.answer)))
    directory = await acting.directory()
    check_test_notice(directory, unit, notice=notice.content, answer=answer.content, now=acting.now)
