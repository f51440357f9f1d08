"""Red flags of destination, end use, end user and licence as questions, and what the answers mean."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = files(__package__).joinpath("questions.toml")


class Answer(StrEnum):
    """What an officer answers; not answered is unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class About(StrEnum):
    """What a question is about."""

    DESTINATION = "destination"
    END_USE = "end-use"
    END_USER = "end-user"
    ROUTE = "route"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class Question:
    """A guided question; its texts are per language, `en` and `ru`.

    Attributes:
        id: Stable, kebab-case.
        about: What it is about.
        flag: The answer that is a red flag.
        texts: The question.
        reasons: Why it is asked.
        effects: What the red flag says, as half a sentence.
    """

    id: str
    about: About
    flag: Answer
    texts: Mapping[str, str]
    reasons: Mapping[str, str]
    effects: Mapping[str, str]


def flags(answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """Return the questions whose answer is a red flag."""
    return tuple(each for each in questions().values() if answers.get(each.id) is each.flag)


def open_questions(answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """Return the questions that nobody has answered with yes or no."""
    unknown = {None, Answer.UNKNOWN}
    return tuple(each for each in questions().values() if answers.get(each.id) in unknown)


@cache
def questions() -> Mapping[str, Question]:
    """Return every question by its id, in the order in which they are asked."""
    with _TABLE.open("rb") as file:
        table = tomllib.load(file)
    return {
        name: Question(
            id=name,
            about=About(row["about"]),
            flag=Answer(row["flag"]),
            texts=row["text"],
            reasons=row["why"],
            effects=row["effect"],
        )
        for name, row in table.items()
        if name != "source"
    }
