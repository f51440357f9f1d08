"""Recovery shares at the keyboard: each is shown once to its holder, and typed in again when it is needed.

They go to standard error and come from standard input, never into a result that a script keeps.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sealwire.cli import output
from sealwire.cli.asking import NoAnswer, ask
from sealwire.errors import Conflict

if TYPE_CHECKING:
    from sealwire.client.recovery import Ceremony
    from sealwire.recovery import Share

_PER_LINE = 6
_ERASE = "\x1b[2J\x1b[3J\x1b[H"  # the screen, what was scrolled off it, and back to the top


class ShareFileExists(Conflict, code="share-file-exists"):
    """A share's file is there already or cannot be written; give an empty folder of your own."""


def hand_out(ceremony: "Ceremony") -> None:
    """Show each share to its holder, who types its last word to say that it is written down."""
    for share in ceremony.shares:
        output.message("\n".join(["", _title(ceremony, share), *_lines(share), ""]))
        last = share.words.split()[-1]
        while ask("Type its last word when it is written down").lower() != last:
            output.message("That is another word; look at the last line again.")
        if sys.stderr.isatty():
            sys.stderr.write(_ERASE)


def write_files(ceremony: "Ceremony", folder: Path) -> list[Path]:
    """Write each share to a file of its own that only its owner can read, because the user asked for it.

    Raises:
        ShareFileExists: A file cannot be made.
    """
    _, many = ceremony.of
    paths = []
    for share in ceremony.shares:
        path = folder / f"{ceremony.unit}-share-{share.number}-of-{many}.txt"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(f"# {_title(ceremony, share)}\n{share.words}\n", encoding="ascii")
        except OSError as error:
            raise ShareFileExists(f"{path}: {error.strerror}") from error
        paths.append(path)
    return paths


def gather(files: list[Path] | None) -> list[str]:
    """Return the words of the shares in files, or else of those that are typed, as many as are needed.

    Raises:
        MalformedShare: A file holds none.
        NoAnswer: The input ended before the first one.
    """
    from sealwire.recovery import read_share  # noqa: PLC0415  # keeps --help fast

    if files:
        return [_in_file(path) for path in files]
    first = _typed(1)
    shares = [first]
    needed = read_share(first).threshold
    output.message(f"{needed} shares are needed.")
    while len(shares) < needed:
        try:
            share = _typed(len(shares) + 1)
        except NoAnswer:
            break  # what is missing is told by who puts them together
        if share in shares:
            output.message("That one was given already.")
            continue
        shares.append(share)
    return shares


def _typed(number: int) -> str:
    from sealwire.recovery import MalformedShare, read_share  # noqa: PLC0415  # keeps --help fast

    while True:
        try:
            return read_share(ask(f"Share {number}, all its words on one line")).words
        except MalformedShare as error:
            output.message(error.title())


def _in_file(path: Path) -> str:
    from sealwire.recovery import MalformedShare, read_share  # noqa: PLC0415  # keeps --help fast

    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise MalformedShare(f"{path.name} cannot be read.") from error
    return read_share(" ".join(line for line in lines if not line.startswith("#"))).words


def _title(ceremony: "Ceremony", share: "Share") -> str:
    _, many = ceremony.of
    return f"{ceremony.unit}: recovery share {share.number} of {many}; any {share.threshold} recover the unit"


def _lines(share: "Share") -> list[str]:
    words = share.words.split()
    numbered = [f"{number:2} {word:<9}" for number, word in enumerate(words, 1)]
    return ["  ".join(numbered[at : at + _PER_LINE]) for at in range(0, len(numbered), _PER_LINE)]
