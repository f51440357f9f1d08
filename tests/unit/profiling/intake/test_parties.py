"""The parties of an upload: each with its spellings, roles and consignments, and why it is one."""

# ruff: noqa: RUF001 - Cyrillic letters that look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.profiling.shapes import party_rows
from sealwire.contract.profiling.consignments import PartyRole
from sealwire_profiling.intake.domain.parties import Mention, Mentions

if TYPE_CHECKING:
    from sealwire.contract.profiling.parties import PartyOut

SHIPPER, CONSIGNEE, NOTIFY = PartyRole.SHIPPER, PartyRole.CONSIGNEE, PartyRole.NOTIFY
CYRILLIC, LATIN = "ОсОО «Ак-Жол»", "Ak-Jol LLC"


def parties(*consignments: tuple[tuple[PartyRole, str, str | None], ...]) -> list[PartyOut]:
    mentions = Mentions()
    mentions.take([Mention(*mention) for mention in each] for each in consignments)
    return mentions.parties()


def names(party: PartyOut) -> list[str]:
    return [each.name for each in party.spellings]


def test_two_spellings_are_one_party_with_a_reason_in_two_languages() -> None:
    [party] = parties(((CONSIGNEE, CYRILLIC, "KG"),), ((CONSIGNEE, LATIN, "KG"),), ((NOTIFY, LATIN, "KG"),))
    assert (party.number, party.consignments, party.roles) == (1, 3, (CONSIGNEE, NOTIFY))
    assert [(each.name, each.consignments) for each in party.spellings] == [(LATIN, 2), (CYRILLIC, 1)]
    first, second = party.spellings
    assert first.reasons == ()
    assert [each.code for each in second.reasons] == ["sound", "form-same"]
    assert "two spellings" in second.reasons[0].en
    assert "написаниях" in second.reasons[0].ru


def test_a_consignment_that_names_a_party_twice_counts_once() -> None:
    [party] = parties(((CONSIGNEE, CYRILLIC, "KG"), (NOTIFY, LATIN, "KG"), (SHIPPER, CYRILLIC, "KG")))
    assert (party.consignments, party.roles) == (1, (SHIPPER, CONSIGNEE, NOTIFY))
    assert [each.consignments for each in party.spellings] == [1, 1]


def test_who_may_be_another_is_shown_apart() -> None:
    found = parties(
        ((CONSIGNEE, CYRILLIC, "KG"),), ((CONSIGNEE, CYRILLIC, "KZ"),), ((CONSIGNEE, "ЗАО Ак-Жол", "KG"),)
    )
    assert [names(each) for each in found] == [["ЗАО Ак-Жол"], [CYRILLIC], [CYRILLIC]]
    assert [each.consignments for each in found] == [1, 1, 1]


def test_parties_of_several_spellings_come_first_and_then_those_of_most_consignments() -> None:
    many = ((SHIPPER, "Wuxi Textile Co., Ltd", "CN"),)
    two_spellings = ((CONSIGNEE, CYRILLIC, "KG"), (NOTIFY, LATIN, "KG"))
    found = parties(many, many, many, ((CONSIGNEE, "Kok-Suu LLC", "KG"),), two_spellings)
    assert [len(each.spellings) for each in found] == [2, 1, 1]
    assert [each.consignments for each in found] == [1, 3, 1]
    assert [each.number for each in found] == [1, 2, 3]


def test_the_command_line_shows_a_row_for_each_spelling_and_the_whole_once() -> None:
    [party] = parties(((CONSIGNEE, LATIN, "KG"),), ((CONSIGNEE, LATIN, "KG"),), ((NOTIFY, CYRILLIC, None),))
    first, second = party_rows(party)
    assert first == ["1", LATIN, "KG", "consignee, notify", "3", ""]
    assert second[:5] == ["", CYRILLIC, "-", "", ""]
    assert "two spellings" in second[5]


def test_a_party_without_a_name_is_nobody() -> None:
    assert parties(((CONSIGNEE, "", "KG"),), ()) == []
    assert len(parties(((CONSIGNEE, "", "KG"), (SHIPPER, LATIN, None)))) == 1
