"""An answer as the gateway writes it: whom it lets keep what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_gateway.messages import Answer, Header

if TYPE_CHECKING:
    from starlette.types import Message


async def test_what_a_service_lets_others_keep_is_kept_and_nothing_else() -> None:
    shortly: list[Header] = [(b"cache-control", b"public, no-cache"), (b"etag", b'"t"')]
    own, plain = await sent(Answer(200, b"x", headers=shortly)), await sent(Answer(200, b"x"))
    assert own.count((b"cache-control", b"public, no-cache")) == 1
    assert (b"cache-control", b"no-store") not in own
    assert (b"cache-control", b"no-store") in plain
    for headers in (own, plain):
        assert (b"x-content-type-options", b"nosniff") in headers
        assert (b"content-length", b"1") in headers


async def test_an_answer_to_who_has_the_content_says_nothing_about_its_length() -> None:
    headers = await sent(Answer(304, b"", headers=[(b"etag", b'"t"')]))
    assert (b"etag", b'"t"') in headers
    assert not {name for name, _ in headers} & {b"content-length", b"content-type"}


async def sent(answer: Answer) -> list[Header]:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    await answer.send(send)
    headers: list[Header] = messages[0]["headers"]
    return headers
