"""What is carried: goods with HS code, packages, weights and value; quantities in the unit measured."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from sealwire.notices.errors import Refusal
from sealwire.notices.fields import (
    Amount,
    Code,
    Count,
    Country,
    Currency,
    HsDigits,
    Line,
    PositiveAmount,
    Reference,
    UnNumber,
)
from sealwire.notices.identification import HS_EDITIONS
from sealwire.notices.notice import Part

KILOGRAM = "KGM"


class HsCode(Part):
    """A code of the Harmonized System with the year of its edition, since codes change between editions."""

    code: HsDigits
    edition: int

    def rules(self) -> Iterator[Refusal]:
        """The edition is one that the WCO has issued."""
        if self.edition not in HS_EDITIONS:
            editions = ", ".join(str(year) for year in HS_EDITIONS)
            yield Refusal("edition", f"the HS has editions of {editions}")


class Packages(Part):
    """A number of packages of one kind."""

    count: Count
    kind: Annotated[str, Code("package")]


class Money(Part):
    """An amount of money as declared; it is never converted here."""

    amount: Amount
    currency: Currency


class Quantity(Part):
    """A quantity in the unit in which it was measured."""

    amount: PositiveAmount
    unit: Annotated[str, Code("unit-of-quantity")]


class ConvertedWeight(Part):
    """Kilograms worked out from a quantity: amount x factor, with the version of the table of factors."""

    kg: PositiveAmount
    factor: PositiveAmount
    factor_version: Reference


class GoodsItem(Part):
    """Goods as declared."""

    description: Line
    hs: HsCode | None = None
    packages: list[Packages] = Field(default_factory=list, max_length=50)
    gross_kg: PositiveAmount | None = None
    net_kg: PositiveAmount | None = None
    value: Money | None = None
    origin: Country | None = None
    un_number: UnNumber | None = None

    def rules(self) -> Iterator[Refusal]:
        """Goods with their packing weigh no less than without."""
        if self.gross_kg is not None and self.net_kg is not None and self.gross_kg < self.net_kg:
            yield Refusal("gross_kg", "the gross weight is less than the net weight")


class SeizedItem(Part):
    """Goods that were seized, in the unit in which they were measured."""

    commodity_group: Annotated[str, Code("commodity-group")]
    commodity: Line
    quantity: Quantity
    converted: ConvertedWeight | None = None
    packages: list[Packages] = Field(default_factory=list, max_length=50)
    value: Money | None = None
    hs: HsCode | None = None
    un_number: UnNumber | None = None
    strategic: bool
    field_test: Annotated[str, Code("field-test")] | None = None

    def rules(self) -> Iterator[Refusal]:
        """Converted kilograms are the quantity times the factor, rounded as written."""
        if self.converted is None:
            return
        if self.quantity.unit == KILOGRAM and self.converted.factor != 1:
            yield Refusal("converted.factor", "a quantity in kg has the factor 1")
        exact = self.quantity.amount * self.converted.factor
        step = Decimal(1).scaleb(int(self.converted.kg.as_tuple().exponent))
        if abs(exact - self.converted.kg) > step / 2:
            yield Refusal("converted.kg", "it is not the quantity times the factor")


def quantities_by_unit(items: Iterable[SeizedItem]) -> dict[tuple[str, str], Decimal]:
    """Return sums by commodity group and unit; 33 t and 360 l stay two figures."""
    sums: dict[tuple[str, str], Decimal] = {}
    for item in items:
        key = (item.commodity_group, item.quantity.unit)
        sums[key] = sums.get(key, Decimal(0)) + item.quantity.amount
    return sums
