"""Names by language as they are typed: en=Batken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.onboarding.prompts import AnswerUnclear

if TYPE_CHECKING:
    from collections.abc import Iterable


def by_language(typed: Iterable[str]) -> dict[str, str]:
    """Return names by language.

    Raises:
        AnswerUnclear: One has another form than en=Batken.
    """
    names = {}
    for text in typed:
        language, separator, name = text.partition("=")
        if not separator or not name:
            raise AnswerUnclear("A name is given as en=Batken.")
        names[language] = name
    return names
