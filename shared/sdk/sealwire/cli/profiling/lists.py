"""Commands about watch lists and their entries: lists, and those that begin with `list-`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled, given
from sealwire.cli.profiling.asking import opened, read_json, with_lists
from sealwire.cli.profiling.list_shapes import change_row, entry_lines, entry_row, list_row
from sealwire.errors import NotFound

if TYPE_CHECKING:
    from sealwire.client.profiling.lists import WatchLists
    from sealwire.contract.profiling.lists import Entries, EntryRecord, ListChanges, ListRecord

_List = Annotated[str, typer.Argument(help="The list's code.")]
_Entry = Annotated[UUID, typer.Argument(help="The entry's id.")]
_Reason = Annotated[str, typer.Option(help="Why; it stays on record with your name.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("lists", lists),
        ("list-make", list_make),
        ("list-show", list_show),
        ("list-changes", list_changes),
        ("list-add", list_add),
        ("list-revise", list_revise),
        ("list-remove", list_remove),
    ):
        command(app, name)(function)


def lists(settings: Settings) -> None:
    """List the watch lists, and how many entries each has."""

    async def ask(lists: "WatchLists") -> "tuple[ListRecord, ...]":
        return await lists.lists()

    found = with_lists(settings, ask)
    if settings.as_json:
        output.result({"lists": [each.model_dump(mode="json") for each in found]})
        return
    headings = ["List", "Title", "Of", "Effect", "Form", "Active", "Expired", "Removed", "Dated"]
    output.table(headings, map(list_row, found))


def list_make(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    code: _List,
    titles: Annotated[
        list[str] | None, typer.Option("--title", help='By language: en="Seized"; repeatable.')
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="container, company, person, vessel, phone, identifier or mixed.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="The unit or service that answers for it.")] = None,
    effect: Annotated[
        str | None, typer.Option(help="What a hit does: mandatory, score, information; a new list scores.")
    ] = None,
    matching: Annotated[
        str | None, typer.Option(help="How names are compared: exact, or by itself graded.")
    ] = None,
    form: Annotated[str | None, typer.Option(help="own by itself, or un-consolidated for the UN's.")] = None,
) -> None:
    """Make a watch list, which needs a title, a kind and an owner; or change what is said of one."""
    from sealwire.contract.profiling.lists import ListFiling  # noqa: PLC0415  # keeps --help fast

    by_language = dict(map(_title, titles or []))
    said = given(kind=kind, owner=owner, effect=effect, matching=matching, form=form)

    async def work(lists: "WatchLists") -> "ListRecord":
        known = next((each for each in await lists.lists() if each.code == code), None)
        # What is not said stays as it is: a new title must not make a mandatory list a scoring one.
        before: dict[str, Any] = {"effect": "score"}
        if known is not None:
            before = known.model_dump(include=set(ListFiling.model_fields))
        named = {"titles": {**before.get("titles", {}), **by_language}}
        return await lists.file(code, filled(ListFiling, {**before, **said, **named}))

    made = with_lists(settings, work)
    settings.show(made.model_dump(mode="json"), f"Saved {made.code}, version {made.version}")


def list_show(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    code: _List,
    entry: Annotated[UUID | None, typer.Argument(help="An entry's id: all its versions.")] = None,
    state: Annotated[str, typer.Option(help="active, expired or removed.")] = "active",
    after: Annotated[UUID | None, typer.Option(help="Id of the last entry of the page before.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 100,
) -> None:
    """Show the entries of a list, or one with its history."""
    from sealwire.contract.profiling.lists import Entries, EntryState  # noqa: PLC0415  # keeps --help fast

    if state not in set(EntryState):
        raise typer.BadParameter(f"A state is one of {', '.join(EntryState)}.")

    async def ask(lists: "WatchLists") -> "Entries":
        if entry is not None:
            return Entries(entries=await lists.entry(code, entry))
        return await lists.entries(code, EntryState(state), after=after, limit=limit)

    page = with_lists(settings, ask)
    if settings.as_json:
        output.result(page.model_dump(mode="json"))
        return
    if entry is not None:
        output.lines(line for each in page.entries for line in entry_lines(each))
        return
    headings = ["Entry", "Version", "Kind", "Names", "Numbers", "Reason", "Until"]
    output.table(headings, map(entry_row, page.entries))
    if page.next is not None:
        output.lines([f"There are more: --after {page.next}"])


def list_changes(
    settings: Settings,
    code: _List,
    before: Annotated[int | None, typer.Option(help="Number of the last change of the page before.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 100,
) -> None:
    """Show who changed what on a list and its clearances, newest first."""

    async def ask(lists: "WatchLists") -> "ListChanges":
        return await lists.changes(code, before=before, limit=limit)

    page = with_lists(settings, ask)
    if settings.as_json:
        output.result(page.model_dump(mode="json"))
        return
    output.table(["When", "By", "What", "Version", "Fields", "Note"], map(change_row, page.changes))
    if page.next is not None:
        output.lines([f"There are more: --before {page.next}"])


def list_add(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    code: _List,
    file: Annotated[
        Path | None, typer.Argument(help="The entry as JSON; otherwise the options say it.")
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="The first is the main one, others are aliases.")
    ] = None,
    container: Annotated[list[str] | None, typer.Option(help="Number of a container or vehicle.")] = None,
    number: Annotated[
        list[str] | None, typer.Option(help="Another: imo:9074729, phone:+996..., number:AN123.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="What it is, on a list of mixed kinds.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is entered.")] = None,
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it hits.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="document, notice or observation.")] = None,
    reference: Annotated[str | None, typer.Option(help="Which document or notice.")] = None,
    confidence: Annotated[str | None, typer.Option(help="low, medium or high.")] = None,
) -> None:
    """Enter something on a list; without more said it is an observation of medium confidence."""
    from sealwire.contract.profiling.lists import EntryFiling  # noqa: PLC0415  # keeps --help fast

    typed = given(
        names=name and [{"text": each} for each in name],
        identifiers=_identifiers(container or [], number or []) or None,
        kind=kind,
        reason=reason,
        expires_on=expires and expires.date(),
        source=source,
        reference=reference,
        confidence=confidence,
    )
    told = _told(file)

    async def work(lists: "WatchLists") -> "EntryRecord":
        usual = {"kind": await _usual_kind(lists, code), "source": "observation", "confidence": "medium"}
        return await lists.add(code, filled(EntryFiling, {**given(**usual), **told, **typed}))

    _tell(settings, with_lists(settings, work))


def list_revise(
    settings: Settings,
    code: _List,
    entry: _Entry,
    file: Annotated[Path, typer.Argument(help="What changes, as JSON; other fields stay as they are.")],
) -> None:
    """Enter the next version of an entry."""
    from sealwire.contract.profiling.lists import EntryFiling  # noqa: PLC0415  # keeps --help fast

    changes = _told(file)

    async def work(lists: "WatchLists") -> "EntryRecord":
        newest = (await lists.entry(code, entry))[0]
        values = {**newest.content.model_dump(mode="json"), "version": newest.version, **changes}
        return await lists.revise(code, entry, filled(EntryFiling, values))

    _tell(settings, with_lists(settings, work))


def list_remove(settings: Settings, code: _List, entry: _Entry, reason: _Reason) -> None:
    """Take an entry off its list; it stays readable."""
    from sealwire.contract.profiling.lists import Removal  # noqa: PLC0415  # keeps --help fast

    async def work(lists: "WatchLists") -> "EntryRecord":
        newest = (await lists.entry(code, entry))[0]
        return await lists.remove(code, entry, filled(Removal, {"version": newest.version, "reason": reason}))

    _tell(settings, with_lists(settings, work))


def _title(typed: str) -> tuple[str, str]:
    language, _, title = typed.partition("=")
    if not title:
        raise typer.BadParameter('A title is given as en="Seized containers".')
    return language, title


def _identifiers(containers: list[str], numbers: list[str]) -> list[dict[str, str]]:
    found = [{"kind": "container", "value": each} for each in containers]
    for typed in numbers:
        kind, _, value = typed.partition(":")
        if not value:
            raise typer.BadParameter("A number is given as imo:9074729.")
        found.append({"kind": kind, "value": value.strip()})
    return found


def _told(file: Path | None) -> dict[str, Any]:
    """Return what a file says of an entry; a field that is misspelt would be lost."""
    from sealwire.contract.profiling.lists import EntryFiling  # noqa: PLC0415  # keeps --help fast

    if file is None:
        return {}
    with opened(file) as data:
        values = read_json(data)
    if unknown := values.keys() - EntryFiling.model_fields.keys():
        raise typer.BadParameter(f"An entry has no such fields: {', '.join(sorted(unknown))}.")
    return values


async def _usual_kind(lists: "WatchLists", code: str) -> str | None:
    """Return of which kind all entries of a list are; None where they are mixed."""
    from sealwire.contract.profiling.lists import ListKind  # noqa: PLC0415  # keeps --help fast

    kinds = {each.code: each.kind for each in await lists.lists()}
    if code not in kinds:
        raise NotFound(list=code)
    return None if kinds[code] is ListKind.MIXED else kinds[code].value


def _tell(settings: Settings, entry: "EntryRecord") -> None:
    settings.show(
        entry.model_dump(mode="json"),
        f"Entry {entry.id} of {entry.list}, version {entry.version}: {entry.state.value}",
    )
