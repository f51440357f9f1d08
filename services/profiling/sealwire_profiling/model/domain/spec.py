"""What a model reads: columns, the part of each that counts, and how it learns from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = tuple[str, ...]
"""Columns that are read together; `hs:4` means the first four characters of `hs`."""

KNOWN_AFTERWARDS = frozenset(
    {
        *("outcome", "finding", "findings", "found", "inspected", "inspection", "inspected_on", "seizure"),
        *("label", "fraud", "critical fraud", "lane", "selected", "released_on", "feedback", "score"),
    }
)
"""Columns that exist only once somebody has chosen or opened the consignment; never features."""


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """The columns that a model reads, by what is made of them.

    Attributes:
        name: Of the specification, for the card.
        categorical: Columns (or prefixes, `hs:4`) whose values have a rate of findings.
        pairs: Columns that have a rate together.
        numeric: Columns read as numbers; booleans are 0 and 1.
        norms: (number, category): the number divided by the median of its category, as a logarithm.
        ages: (earlier, later): days between two dates.
        lists: Columns of codes; how many, and whether each frequent code is there.
        evidence: Those of them whose codes are reasons for suspicion; each has points (evidence.py).
        same: Columns that make two rows repeats of each other; empty means categorical and numeric.
        newcomer: The column whose unseen values the validation by group asks for.
        banned: More columns that are known only after an inspection.
    """

    name: str
    categorical: tuple[str, ...] = ()
    pairs: tuple[Key, ...] = ()
    numeric: tuple[str, ...] = ()
    norms: tuple[tuple[str, str], ...] = ()
    ages: tuple[tuple[str, str], ...] = ()
    lists: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    newcomer: str = ""
    banned: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[Key, ...]:
        """The categories and pairs, as keys."""
        return (*((each,) for each in self.categorical), *self.pairs)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that scoring reads, once each."""
        read = [term for key in self.keys for term in key]
        read += [*self.numeric, *self.lists]
        read += [term for pair in (*self.norms, *self.ages) for term in pair]
        return tuple(dict.fromkeys(column_of(each) for each in read))

    @property
    def repeated(self) -> tuple[str, ...]:
        """The columns that make two rows repeats of each other."""
        return self.same or tuple(dict.fromkeys((*map(column_of, self.categorical), *self.numeric)))

    def within(self, present: Iterable[str]) -> FeatureSpec:
        """Return the specification without what columns that are not there would give."""
        has = set(present)

        def kept(terms: Iterable[str]) -> bool:
            return all(column_of(each) in has for each in terms)

        return replace(
            self,
            categorical=tuple(each for each in self.categorical if kept((each,))),
            pairs=tuple(each for each in self.pairs if kept(each)),
            numeric=tuple(each for each in self.numeric if kept((each,))),
            norms=tuple(each for each in self.norms if kept(each)),
            ages=tuple(each for each in self.ages if kept(each)),
            lists=tuple(each for each in self.lists if kept((each,))),
            evidence=tuple(each for each in self.evidence if kept((each,))),
            same=tuple(each for each in self.same if kept((each,))),
            newcomer=self.newcomer if self.newcomer in has else "",
        )


@dataclass(frozen=True, slots=True)
class Learning:
    """How a model learns; part of what makes it reproducible.

    Attributes:
        least_rows: Inspected consignments below which nothing is learned.
        least_positives: Findings below which nothing is learned; as many consignments without one.
        smoothing: Rows that the prior weighs in a rate of findings.
        folds: Folds for rates and for calibration.
        max_rounds: Trees at most.
        patience: Trees without progress on the stopping part before learning ends.
        rate: Learning rate.
        leaves: Leaves of a tree.
        leaf_rows: Rows in a leaf at least.
        ridge: Penalty on leaf values.
        columns_share: Share of features that a tree looks at.
        members: Boosters whose margins are averaged.
        threads: Of training; fixed, since sums depend on their order. One: two that wait for each other on a
            busy machine took ten times as long.
        scoring_threads: Of scoring, where they never wait for each other.
    """

    least_rows: int = 400
    least_positives: int = 40
    smoothing: float = 20.0
    folds: int = 5
    max_rounds: int = 100
    patience: int = 20
    rate: float = 0.1
    leaves: int = 15
    leaf_rows: int = 40
    ridge: float = 5.0
    columns_share: float = 0.6
    members: int = 1
    threads: int = 1
    scoring_threads: int = 2


FRAME = FeatureSpec(
    name="frame-2",
    categorical=(
        *("hs:2", "heading", "hs", "origin", "departure", "destination", "office", "mode", "direction"),
        *("consignee_key", "shipper_key", "declarant_key", "carrier", "forwarder", "source"),
        *("consignee_country", "shipper_country", "currency"),
    ),
    pairs=(
        *(("consignee_key", "heading"), ("shipper_key", "origin"), ("origin", "heading")),
        *(("origin", "departure"), ("departure", "destination"), ("shipper_key", "consignee_key")),
    ),
    numeric=(
        *("goods_count", "packages", "gross_kg", "net_kg", "kg_per_package", "value_per_kg", "freight_share"),
        *("container_count", "seal_count", "surplus_kg", "amendments", "empty", "best_hit", "priority_tier"),
        *("shipper_earlier", "consignee_earlier", "declarant_earlier", "pair_earlier"),
        *("consignee_heading_earlier", "heading_earlier", "value_norm", "weight_norm"),
        *("amended_by_arrival", "pair_together", "consignee_heading_together"),
    ),
    ages=(
        *(("shipper_first_on", "assessed_on"), ("consignee_first_on", "assessed_on")),
        *(("amended_on", "arrives_on"), ("declared_on", "arrives_on")),
    ),
    lists=("transits", "amended", "checks", "hits", "control_terms", "rules"),
    evidence=("checks", "hits", "rules"),
    same=("shipper_key", "consignee_key", "hs", "origin", "departure", "gross_kg", "packages"),
    newcomer="consignee_key",
)
"""What the model reads of the frame; `rules` are the names of the profiles that hit."""


def column_of(term: str) -> str:
    """Return the column of a term: `hs` of `hs:4`."""
    name, colon, digits = term.rpartition(":")
    return name if colon and digits.isdigit() else term


def prefix_of(term: str) -> int | None:
    """Return how many first characters of its column a term reads; None for all."""
    _, colon, digits = term.rpartition(":")
    return int(digits) if colon and digits.isdigit() else None
