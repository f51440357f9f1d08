"""Commands about profiles: rules, ready, rule-show, rule-check, rule-draft, rule-step."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.exit_codes import ExitCode
from sealwire.cli.files import write
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import Language, with_rules, worded
from sealwire.cli.profiling.rule_text import fault_lines, faults_shown, read_filing, rule_of, version_lines
from sealwire.errors import NotFound

if TYPE_CHECKING:
    from sealwire.client.profiling.rules import Rules
    from sealwire.contract.profiling.rules import ProfileVersion, ReadyRecord, TextReport

_Code = Annotated[str, typer.Argument(help="The profile's code.")]
_Language = Annotated[Language, typer.Option("--language", help="Language of the sentences: en or ru.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("rules", rules),
        ("ready", ready),
        ("rule-show", rule_show),
        ("rule-check", rule_check),
        ("rule-draft", rule_draft),
        ("rule-step", rule_step),
    ):
        command(app, name)(function)


def rules(settings: Settings, language: _Language = Language.EN) -> None:
    """List profiles with where each stands: the newest version, and older ones that still run."""

    async def ask(rules: "Rules") -> "tuple[ProfileVersion, ...]":
        return await rules.newest()

    _list(settings, with_rules(settings, ask), language)


def ready(
    settings: Settings,
    adopt: Annotated[list[str] | None, typer.Option(help="File a draft of this one; repeatable.")] = None,
    language: _Language = Language.EN,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="File drafts of all that the administration does not have yet.")
    ] = False,
) -> None:
    """List the ready profiles, from published indicators; with --adopt or --all, file drafts of them."""
    if adopt or everything:

        async def work(rules: "Rules") -> "tuple[ProfileVersion, ...]":
            return await _adopted(rules, adopt or [], everything=everything)

        _list(settings, with_rules(settings, work), language)
        return

    async def ask(rules: "Rules") -> "tuple[ReadyRecord, ...]":
        return await rules.ready()

    found = with_rules(settings, ask)
    if settings.as_json:
        output.result({"profiles": [each.model_dump(mode="json") for each in found]})
        return
    rows = [
        [each.code, each.profile.lane.value, str(each.profile.weight), worded(each.profile.title, language),
         f"{each.source.publisher}, {each.source.title}, {each.source.year}"]
        for each in found
    ]  # fmt: skip
    output.table(["Profile", "Lane", "Points", "Title", "Source"], rows)


def rule_show(
    settings: Settings,
    code: _Code,
    save: Annotated[
        Path | None, typer.Option(help="Write the newest version there, for rule-draft to take back.")
    ] = None,
    language: _Language = Language.EN,
) -> None:
    """Show all versions of a profile, who wrote and approved each, and its rule."""
    from sealwire.contract.profiling.rules import ProfileFiling  # noqa: PLC0415  # keeps --help fast

    async def ask(rules: "Rules") -> "tuple[ProfileVersion, ...]":
        return await rules.versions(code)

    found = with_rules(settings, ask)
    if save is not None:
        newest = found[-1]
        filing = ProfileFiling(after=newest.number, profile=newest.profile)
        write(save, filing.model_dump_json(indent=2).encode())
    settings.show(
        {"versions": [each.model_dump(mode="json") for each in found]},
        *(line for each in found for line in version_lines(each, language)),
    )


def rule_check(
    settings: Settings,
    text: Annotated[str, typer.Argument(help="The rule, or a file with it or with a profile in JSON.")],
    language: _Language = Language.EN,
) -> None:
    """Say what is wrong with a rule's text, and where; nothing is stored."""
    rule = rule_of(text)

    async def ask(rules: "Rules") -> "TextReport":
        return await rules.check(rule)

    report = with_rules(settings, ask)
    variables = ", ".join(report.variables) or "-"
    settings.show(
        report.model_dump(mode="json"),
        *(line for each in report.faults for line in fault_lines(rule, each, language)),
        *([] if report.faults else [f"This is a rule; it looks at: {variables}"]),
    )
    if report.faults:
        raise typer.Exit(ExitCode.REFUSED)


def rule_draft(
    settings: Settings,
    code: _Code,
    file: Annotated[Path, typer.Argument(help="The profile as JSON, or what rule-show --save wrote.")],
    language: _Language = Language.EN,
) -> None:
    """File a profile, or its next version, as a draft; it runs when an officer other than you approved it."""
    from sealwire.contract.profiling.rules import ProfileFiling  # noqa: PLC0415  # keeps --help fast

    filing = filled(ProfileFiling, read_filing(file))

    async def work(rules: "Rules") -> "ProfileVersion":
        async with faults_shown(settings, rules, filing.profile.rule, language):
            return await rules.file(code, filing)

    _tell(settings, with_rules(settings, work))


def rule_step(
    settings: Settings,
    code: _Code,
    version: Annotated[int, typer.Argument(help="Number of the version.")],
    step: Annotated[str, typer.Argument(help="shadow, approve, go-live or retire.")],
) -> None:
    """Put a version into shadow, approve it as a second officer, make it live, or retire it."""
    from sealwire.contract.profiling.rules import StepFiling  # noqa: PLC0415  # keeps --help fast

    wanted = filled(StepFiling, {"step": step}).step

    async def work(rules: "Rules") -> "ProfileVersion":
        return await rules.step(code, version, wanted)

    _tell(settings, with_rules(settings, work))


async def _adopted(rules: "Rules", codes: list[str], *, everything: bool) -> "tuple[ProfileVersion, ...]":
    """File drafts of ready profiles, the same text as they have."""
    from sealwire.contract.profiling.rules import ProfileFiling  # noqa: PLC0415  # keeps --help fast

    known = {each.code: each for each in await rules.ready()}
    if everything:
        had = {each.code for each in await rules.newest()}
        codes = [*codes, *(code for code in known if code not in had and code not in codes)]
    if unknown := [code for code in codes if code not in known]:
        raise NotFound(profile=", ".join(unknown))
    return tuple(
        [await rules.file(code, ProfileFiling(after=0, profile=known[code].profile)) for code in codes]
    )


def _list(settings: Settings, found: "tuple[ProfileVersion, ...]", language: Language) -> None:
    if settings.as_json:
        output.result({"versions": [each.model_dump(mode="json") for each in found]})
        return
    rows = [
        [each.code, str(each.number), each.state.value, each.profile.lane.value, str(each.profile.weight),
         each.author, worded(each.profile.title, language)]
        for each in found
    ]  # fmt: skip
    output.table(["Profile", "Version", "State", "Lane", "Points", "Author", "Title"], rows)


def _tell(settings: Settings, version: "ProfileVersion") -> None:
    settings.show(
        version.model_dump(mode="json"), f"{version.code}, version {version.number}: {version.state.value}"
    )
