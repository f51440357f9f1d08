"""The commands, gathered; their modules import what they need when they run."""

from __future__ import annotations

import typer

from sealwire.cli import admin, audit, enrolment, files, lasting, mail, recovery, revoking, root, writing
from sealwire.cli.onboarding import commands as onboarding
from sealwire.cli.people import commands as people
from sealwire.cli.profiling import commands as profiling

app = typer.Typer(
    name="sealwire",
    help="End-to-end encrypted exchange between Port Control Units.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
administration = typer.Typer(
    help="For administrators and key officers: programme, units and officers.", no_args_is_help=True
)
for part in (enrolment, writing, mail, files, people, profiling, audit, lasting, recovery):
    part.add_to(app)
for part in (admin, revoking, root, onboarding):
    part.add_to(administration)
recovery.add_to_administration(administration)
app.add_typer(administration, name="admin")
