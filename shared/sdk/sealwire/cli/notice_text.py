"""A sealed content as an officer reads it, and a notice as an officer types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sealwire.cli import output
from sealwire.cli.asking import ask
from sealwire.cli.shapes import content_json
from sealwire.errors import SealwireError, Unprocessable
from sealwire.notices import NoticeInvalid, from_answers, from_json, parse, prompts, render

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.envelope.content import Content
    from sealwire.notices import Notice, Prompt, Refusal

MAX_CHOICES_SHOWN = 30


class NoticeMissing(Unprocessable, code="notice-missing"):
    """Name the file of the notice, or give --kind and answer the questions."""


def content_lines(content: Content, language: str) -> list[str]:
    """Return a content as lines: rendered where its kind is known, otherwise as it came.

    Args:
        content: What was sealed.
        language: `en` or `ru`.
    """
    try:
        sections = render(parse(content.kind, content.schema, content.content), language)
    except SealwireError as error:
        shown = json.dumps(content_json(content)["content"], ensure_ascii=False, indent=2)
        return [f"{content.kind}, schema {content.schema} ({error.title()})", *shown.splitlines()]
    lines = []
    for section in sections:
        lines.extend(["", section.title])
        # Set in, so that no line of a note can pass for one that this program wrote.
        lines.extend(f"  {row.title}: {row.value}".replace("\n", "\n      ") for row in section.rows)
    return lines


def notice_from(file: Path | None, kind: str | None, *, language: str) -> Notice:
    """Return the notice of a file, or the one that is typed now.

    Raises:
        NoticeMissing: Neither a file nor a kind was named.
        NoticeInvalid: A field breaks a rule; each is listed with the reason.
    """
    if file is not None:
        return from_json(file)
    if kind is None:
        raise NoticeMissing
    return _typed(kind, prompts(kind, language))


def _typed(kind: str, questions: list[Prompt]) -> Notice:
    answers = {each.path: _ask(each) for each in questions}
    while True:
        try:
            return from_answers(kind, answers)
        except NoticeInvalid as error:
            again = [each for each in questions if any(_concerns(each, found) for found in error.refusals)]
            if not again:
                raise
            output.message(error.detail)
            answers.update({each.path: _ask(each) for each in again})


def _concerns(question: Prompt, refusal: Refusal) -> bool:
    asked, refused = f"{question.path}.", f"{refusal.field}."
    return asked.startswith(refused) or refused.startswith(asked)


def _ask(question: Prompt) -> str:
    # A list of all countries would push the questions off the screen; officers know those codes.
    if 0 < len(question.choices) <= MAX_CHOICES_SHOWN:
        output.message("  " + ", ".join(f"{code} = {title}" for code, title in question.choices))
    text = question.title if question.required else f"{question.title} (may be left empty)"
    return ask(text, required=question.required)
