"""Distances by sea between ports, over the network of sea lanes of searoute.

searoute's own `searoute()` takes 27 ms a pair. Here its network becomes a sparse matrix, and one search from
a port gives its distances to all ports at once (2 ms, kept): a batch costs a search for each distinct port.
Ports and their coordinates are searoute's too: of the places of UN/LOCODE as pyunlocode has them, a fifth
have no coordinates, Shanghai, Singapore and Poti among them.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import searoute
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_EARTH_KM = 6371.0
_MOST_ASTRAY_KM = 150.0
"""A port further from every lane is none that the network knows."""
_CLOSED = frozenset({"northwest"})
_PORTS_KEPT = 1_024


class SeaDistances:
    """Distances by sea; `checks.domain.routes.Distances`."""

    def __init__(self) -> None:
        lanes = searoute.setup_M()
        nodes = list(lanes.nodes())
        place = {node: at for at, node in enumerate(nodes)}
        kept = [edge for edge in lanes.edges(data=True) if edge[2].get("passage") not in _CLOSED]
        # Where the map ends, both sides are one place; but a lane of no length is none to a sparse matrix.
        lengths = [max(float(edge[2]["weight"]), 1e-6) for edge in kept]
        ends = ([place[edge[0]] for edge in kept], [place[edge[1]] for edge in kept])
        self._lanes = csr_matrix((lengths, ends), shape=(len(nodes), len(nodes)))
        codes, points = _ports()
        chords, nearest = cKDTree(_on_sphere(nodes)).query(_on_sphere(points))
        astray = chords * _EARTH_KM
        on_it = astray <= _MOST_ASTRAY_KM
        self._astray = astray[on_it]
        self._node = nearest[on_it]
        self._port = {code: at for at, code in enumerate(np.array(codes)[on_it].tolist())}
        self._from_port = lru_cache(maxsize=_PORTS_KEPT)(self._searched)

    def by_sea_km(self, places: Sequence[str]) -> Sequence[float] | None:
        """Return km from each place to the next, then from the first to the last.

        Args:
            places: UN/LOCODEs, two or more.

        Returns:
            As many figures as places, or null where a place is no known port or no sea joins them.
        """
        ports = [self._port.get(place.replace(" ", "")) for place in places]
        known = [each for each in ports if each is not None]
        if len(known) < len(ports):
            return None
        pairs = [*pairwise(known), (known[0], known[-1])]
        found = [float(self._from_port(one)[other]) if one != other else 0.0 for one, other in pairs]
        return found if np.isfinite(found).all() else None

    def _searched(self, port: int) -> NDArray[np.float32]:
        """Return the distances from a port to every port, km."""
        reached = dijkstra(self._lanes, directed=False, indices=int(self._node[port]))
        total: NDArray[np.float64] = reached[self._node] + self._astray + self._astray[port]
        return total.astype(np.float32)


def _ports() -> tuple[list[str], list[tuple[float, float]]]:
    """Return ports by UN/LOCODE with longitude and latitude; an impossible coordinate leaves the port out."""
    listed = [
        (code, (float(point[0]), float(point[1])))
        for point, facts in searoute.setup_P().nodes(data=True)
        if (code := facts.get("port")) and abs(point[0]) <= 180 and abs(point[1]) <= 90  # noqa: PLR2004 - degrees
    ]
    return [code for code, _ in listed], [point for _, point in listed]


def _on_sphere(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    longitude, latitude = np.radians(np.array(points, dtype=np.float64)).T
    across = np.cos(latitude)
    return np.stack([across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)], axis=1)
