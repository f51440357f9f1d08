"""Commands that check the exchange: audit."""

from base64 import b64encode
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command, run
from sealwire.cli.exit_codes import ExitCode
from sealwire.cli.shapes import finding_json

if TYPE_CHECKING:
    from sealwire.client.audit import Audit
    from sealwire.client.evidence import Evidence


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "audit")(audit)


def audit(
    settings: Settings,
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Check what is here, ask nothing.")] = False,
    reviewed: Annotated[
        bool,
        typer.Option(
            "--reviewed",
            help="Say that the evidence was looked at and told of: sending goes on.",
        ),
    ] = False,
) -> None:
    """Check this home from the founding hash on, and the exchange against it, and show the evidence."""
    import time  # noqa: PLC0415  # keeps --help fast

    from sealwire.client import evidence  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.audit import audit as check  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.exchange import Exchange  # noqa: PLC0415  # keeps --help fast

    home = settings.loaded()

    async def work() -> "tuple[Audit, list[Evidence]]":
        store, exchange = home.store(), None if offline else Exchange(home.config.server)
        try:
            report = await check(store, home.founding, exchange)
            if reviewed:
                evidence.review(store, int(time.time()))
            return report, evidence.everything(store)
        finally:
            if exchange is not None:
                await exchange.close()
            store.close()

    report, kept = run(work())
    ok = all(each.ok for each in report.findings) and (reviewed or report.ok)
    settings.show(_json(report, kept, ok=ok), *_lines(report, kept))
    if not ok:
        output.message("sealwire: the audit failed; do not send, and tell your administrator")
        raise typer.Exit(ExitCode.REFUSED)


def _json(report: "Audit", kept: "list[Evidence]", *, ok: bool) -> output.Json:
    return {
        "ok": ok,
        "findings": [finding_json(each) for each in report.findings],
        "unchecked": report.unchecked,
        "evidence": [
            {
                "number": each.number,
                "code": each.code,
                "detail": each.detail,
                "ours": b64encode(each.ours).decode(),
                "theirs": b64encode(each.theirs).decode(),
                "first_at": each.first_at,
                "last_at": each.last_at,
                "reviewed_at": each.reviewed_at,
            }
            for each in kept
        ],
    }


def _lines(report: "Audit", kept: "list[Evidence]") -> list[str]:
    lines = []
    for each in report.findings:
        said = each.said if each.ok else f"{each.failure}: {each.reason}"
        lines.append(f"{'ok    ' if each.ok else 'FAILED'} {each.check:10} {each.about:14} {said}")
    lines += [f"NOT CHECKED {each}" for each in report.unchecked]
    for piece in kept:
        seen = "reviewed" if piece.reviewed_at is not None else "NOT REVIEWED"
        noted = f"{output.when(piece.first_at)} UTC, {seen}"
        lines.append(f"EVIDENCE {piece.number}  {piece.code}, {noted}  {piece.detail}")
    return lines
