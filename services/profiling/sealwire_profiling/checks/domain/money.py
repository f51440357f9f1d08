"""Money: amounts without a currency, values of nothing, freight above the goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_profiling.checks.domain.findings import finding
from sealwire_profiling.checks.domain.weights import total

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.checks.domain.findings import Fact, Finding


def check_money(consignment: Consignment, _on: date) -> Iterator[Finding]:
    """Yield what is missing or unusual in values and freight."""
    common = consignment.currency
    for at, goods in enumerate(consignment.goods):
        if goods.value == 0:
            yield finding("value-zero", f"goods[{at}].value", item=at + 1)
        elif goods.value is not None and goods.currency is None and common is None:
            yield finding("currency-missing", f"goods[{at}].currency", "currency", amount=goods.value)
    if not consignment.freight:
        return
    if common is None:
        yield finding("currency-missing", "currency", "freight", amount=consignment.freight)
        return
    value = total(each.value for each in consignment.goods)
    one_currency = all((each.currency or common) == common for each in consignment.goods)
    if value and one_currency and consignment.freight > value:
        facts: dict[str, Fact] = {"freight": consignment.freight, "value": value, "currency": common}
        yield finding("freight-above-value", "freight", "goods", **facts)
