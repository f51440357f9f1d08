"""A notice is made by answering questions; a wrong answer is asked for again, the right ones are kept."""

from __future__ import annotations

import io

import pytest
from sealwire.cli.asking import NoAnswer
from sealwire.cli.notice_text import NoticeMissing, content_lines, notice_from
from sealwire.client.member import content_of
from sealwire.envelope.content import Content
from sealwire.notices import prompts

ANSWERS = {
    "warning_reference": "W-2016-0117",
    "located": "yes",
    "actions": "document-check, scan",
    "outcome": "no-irregularity",
    "usefulness": "4",
}


def _typed(answers: dict[str, str], *more: str) -> io.StringIO:
    lines = [answers.get(question.path, "") for question in prompts("feedback", "en")]
    return io.StringIO("\n".join([*lines, *more]) + "\n")


def test_the_answers_make_the_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", _typed(ANSWERS))
    notice = notice_from(None, "feedback", language="en")
    assert notice.content()["actions"] == ["document-check", "scan"]
    assert any("W-2016-0117" in line for line in content_lines(content_of(notice), "ru"))


def test_only_the_wrong_answer_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", _typed({**ANSWERS, "usefulness": "nine"}, "5"))
    assert notice_from(None, "feedback", language="en").content()["usefulness"] == 5
    shown = capsys.readouterr()
    assert "usefulness: it must be a whole number" in shown.err
    assert shown.out == ""


def test_an_input_that_ends_early_makes_no_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("W-1\n"))
    with pytest.raises(NoAnswer):
        notice_from(None, "feedback", language="en")


def test_neither_a_file_nor_a_kind_makes_no_notice() -> None:
    with pytest.raises(NoticeMissing):
        notice_from(None, None, language="en")


def test_a_kind_that_this_version_does_not_know_is_shown_as_it_came() -> None:
    lines = content_lines(Content("from-the-future", 1, {"text": "Ош"}), "en")
    assert lines[0].startswith("from-the-future, schema 1")
    assert '  "text": "Ош"' in lines
