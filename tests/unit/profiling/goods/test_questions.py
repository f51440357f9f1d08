"""The guided questions: whole in both languages, and what their answers mean."""

from __future__ import annotations

from sealwire_profiling.goods.domain.questions import About, Answer, flags, open_questions, questions


def test_every_question_has_text_reason_and_effect_in_both_languages() -> None:
    assert len(questions()) >= 16
    for each in questions().values():
        for texts in (each.texts, each.reasons, each.effects):
            assert set(texts) == {"en", "ru"}
            assert all(texts.values())
        assert all(text.endswith("?") for text in each.texts.values()), each.id
        assert not any(text.endswith(".") for text in each.effects.values()), each.id


def test_every_subject_is_asked_about() -> None:
    assert {each.about for each in questions().values()} == set(About)


def test_an_answer_is_a_flag_only_where_the_question_says_so() -> None:
    for each in questions().values():
        other = Answer.NO if each.flag is Answer.YES else Answer.YES
        assert flags({each.id: each.flag}) == (each,)
        assert flags({each.id: other}) == ()
        assert flags({each.id: Answer.UNKNOWN}) == ()


def test_what_is_unknown_or_not_asked_stays_open() -> None:
    first, second, *rest = questions().values()
    answers = {first.id: Answer.UNKNOWN, second.id: Answer.NO}
    assert open_questions(answers) == (first, *rest)
    assert open_questions(dict.fromkeys(questions(), Answer.YES)) == ()
