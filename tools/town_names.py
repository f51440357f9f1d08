"""Print the towns whose names could be taken for a UN/LOCODE of another country: PARIS, MILAN, PUSAN.

    python tools/town_names.py        # then put the names into sealwire_profiling/places.toml

Five letters, of a place with a port, an airport, a station or a border crossing, or of any place of a
country around, whose first two letters are a country's code. A code that stands for a port itself is left to
the code.
Source: UN/LOCODE (UNECE), as pyunlocode has it.
"""

from __future__ import annotations

import sqlite3
import textwrap

from pyunlocode import DB_PATH

_TOWNS = """
SELECT DISTINCT upper(town.name) AS name FROM location town
JOIN country ON country.code = substr(upper(town.name), 1, 2) AND country.code <> town.country_code
WHERE upper(town.name) GLOB '[A-Z][A-Z][A-Z][A-Z][A-Z]'
AND (
    town.is_port OR town.is_airport OR town.is_rail_terminal OR town.is_border_cross
    OR town.country_code IN (
        'KG', 'KZ', 'UZ', 'TJ', 'TM', 'AF', 'IR', 'PK', 'CN', 'MN', 'RU', 'AZ', 'AM', 'GE', 'TR', 'IQ',
        'SY', 'LB'
    )
)
AND NOT EXISTS (
    SELECT 1 FROM location code
    WHERE code.country_code || code.location_code = upper(town.name) AND code.is_port
)
ORDER BY name
"""


def main() -> None:
    """Print them as lines."""
    with sqlite3.connect(f"file:{DB_PATH}?mode=ro", uri=True) as database:
        names = [name for (name,) in database.execute(_TOWNS)]
    print("\n".join(textwrap.wrap(" ".join(names), 118)))


if __name__ == "__main__":
    main()
