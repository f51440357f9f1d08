"""Commands about files: export a thread, verify one offline."""

import os
from pathlib import Path
from typing import Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.exit_codes import ExitCode


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "export")(export)
    command(app, "verify")(verify)


def export(
    settings: Settings,
    envelope: Annotated[str, typer.Argument(help="Any envelope of the thread: its id or last digits.")],
    target: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    *,
    disclose: Annotated[
        bool, typer.Option("--disclose", help="Add the content keys: whoever has the file reads the texts.")
    ] = False,
) -> None:
    """Write a thread, with its directory and receipts, to a file that anyone can verify offline."""
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> None:
        file = await member.export(member.find(envelope), disclose=disclose)
        data = file.encode()
        write(target, data)
        settings.show(
            {
                "file": str(target),
                "bytes": len(data),
                "envelopes": len(file.envelopes),
                "receipts": len(file.receipts),
                "disclosed": len(file.content_keys),
            },
            f"Wrote {target}: {len(file.envelopes)} envelopes, {len(file.receipts)} receipts, "
            + (f"{len(file.content_keys)} texts disclosed" if disclose else "no text disclosed"),
        )

    settings.with_member(work)


def verify(
    settings: Settings,
    file: Annotated[Path, typer.Argument(help="A file that `sealwire export` wrote.")],
    founding: Annotated[
        str | None, typer.Option(help="The founding hash; otherwise the one that the home has pinned.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="Language of the titles: en or ru.")] = "en",
) -> None:
    """Verify an exported thread offline, with nothing but the founding hash, and show what is disclosed."""
    from sealwire.cli.notice_text import content_lines  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.shapes import content_json, finding_json  # noqa: PLC0415  # keeps --help fast
    from sealwire.client import exchange_file, offline  # noqa: PLC0415  # keeps --help fast

    pinned = _founding(settings, founding)
    report = offline.verify(exchange_file.read_file(_read(file)), pinned)
    if settings.as_json:
        findings = [finding_json(each) for each in report.findings]
        contents = {str(each): content_json(content) for each, content in report.contents.items()}
        output.result(
            {
                "ok": report.ok,
                "findings": findings,
                "contents": contents,
                "not_proved": list(offline.NOT_PROVED),
            }
        )
    else:
        for each in report.findings:
            said = each.said if each.ok else f"{each.failure}: {each.reason}"
            output.lines([f"{'ok    ' if each.ok else 'FAILED'} {each.check:10} {each.about:38} {said}"])
        for envelope_id, content in report.contents.items():
            output.lines(["", f"Envelope {envelope_id}", *content_lines(content, language)])
        output.lines(["", "Not proved by this:", *(f"- {each}" for each in offline.NOT_PROVED)])
    if not report.ok:
        output.message("sealwire: the file does not verify; do not rely on it")
        raise typer.Exit(ExitCode.REFUSED)


def _founding(settings: Settings, typed: str | None) -> bytes:
    if typed is None:
        return settings.loaded().founding
    try:
        return bytes.fromhex(typed)
    except ValueError as error:
        raise typer.BadParameter("A founding hash has 64 hexadecimal digits.") from error


def _read(file: Path) -> bytes:
    from sealwire.client.exchange_file import MAX_FILE_BYTES  # noqa: PLC0415  # keeps --help fast

    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror or 'it cannot be read'}.") from error


def write(file: Path, data: bytes) -> None:
    """Write a file that only its owner may read; a file that is there is replaced."""
    try:
        # For its owner only: it holds texts, or personal data.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            if file.is_file():
                file.chmod(0o600)  # one that was there keeps its mode otherwise
            opened.write(data)
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror or 'it cannot be written'}.") from error
