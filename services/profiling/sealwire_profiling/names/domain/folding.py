"""One spelling for the many that a name has in documents of the region."""

from __future__ import annotations

import re
from functools import lru_cache

from sealwire_profiling.names.domain.letters import latin

MAX_CHARS = 300
MAX_LETTERS = 64

# Signs inside a word that stand for no letter, as in Al-Qa'ida: apostrophes, quotes and invisible joiners.
_SILENT = re.compile("['`\u00b4\u2018\u2019\u02b9-\u02bf\"\u00ab\u00bb\u201c-\u201f\u200b-\u200f]")
_INITIALISM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?\.?")
_WORD = re.compile(r"[^\W_]+")
_TWICE = re.compile(r"(.)\1+")

# Spellings of one sound, in the order in which they are read; š and č are single signs, to count as one
# letter.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tsz|chzh", "j"),
        (r"shch|sch|sh", "š"),
        (r"tsch|tch|ch", "č"),
        (r"dzh|dsch|dj|zh", "j"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ck|c(?![eiyv]|$)", "k"),
        (r"ts|tz", "c"),
        (r"^hs(?=[aeiouy])|^x(?=i)", "š"),
        (r"(?<=[aeiouy])x(?=[aeiouy]|$)", "ks"),
        (r"x", "h"),
        (r"q", "k"),
        (r"w", "v"),
        (r"ng+", "n"),
        (r"oo|ou", "u"),
        (r"ee", "i"),
        (r"(?:(?<=[^aeiouy])|^)yo", "e"),
        (r"[yi]u", "u"),
        (r"[yi]e", "e"),
        (r"y", "i"),
        (r"(?<=[aeiou])j(?![aeiou])", "i"),
        (r"(?<=[aeiou])h$", ""),
        (r"(.)\1+", r"\1"),
    )
)


def fold(name: str) -> str:
    """Return the normal form of a name: lower-case Latin, one spelling for each sound, single spaces.

    Two spellings of one name that differ only by alphabet or by the habit of transliteration fold alike:
    Жумабеков, Zhumabekov and Jumabekov; Чыңгыз, Chyngyz and Chingiz. It is for keys, not for showing.

    Args:
        name: As written; what is beyond `MAX_CHARS`, or `MAX_LETTERS` of a word, is not looked at.
    """
    return " ".join(sound(word) for word in words(name)).replace("š", "sh").replace("č", "ch")


def words(name: str, *, join_initials: bool = True) -> list[str]:
    """Return the words of a name in plain Latin, in their order.

    Args:
        name: As written.
        join_initials: Read A.B.C. as one word, as companies mean it; persons' initials stay apart.
    """
    text = name[:MAX_CHARS]
    if join_initials:
        text = _INITIALISM.sub(lambda found: found.group().replace(".", "") + " ", text)
    text = _SILENT.sub("", text).replace("&", " and ").replace("İ", "i")
    return [word[:MAX_LETTERS] for word in _WORD.findall(latin(text))]


@lru_cache(maxsize=1 << 18)
def sound(word: str) -> str:
    """Return a plain Latin word with one sign for each sound."""
    heard = word
    for pattern, sign in _SOUNDS:
        heard = pattern.sub(sign, heard)
    return heard or word
