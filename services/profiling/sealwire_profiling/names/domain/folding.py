"""One spelling for the many that a name has in documents of the region."""

from __future__ import annotations

import re
from functools import lru_cache

from sealwire_profiling.names.domain.letters import latin

# As long as a name in a document may be, so that a cleared name stands for no longer one.
MAX_CHARS = 512
MAX_LETTERS = 64

# Signs inside a word that stand for no letter: apostrophes (Al-Qa'ida), the stroke that only makes Arabic
# letters longer, and what nobody sees, some of which Unicode counts as letters.
_SILENT = re.compile(
    "['`\u00b4\u02b9-\u02bf\u02c8\u05f3\u2018-\u201b\u2032\u2035\ua78b\ua78c\uff07"
    "\u0640\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_INITIALISM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?\.?|\b[^\W\d_]/[^\W\d_]\b")
_MARKS = str.maketrans("", "", "./")
_WORD = re.compile(r"[^\W_]+")

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


def beginning(name: str) -> str:
    """Return what is looked at of a name: at most `MAX_CHARS` characters, unseen signs not counted."""
    if len(name) <= MAX_CHARS:
        return name
    return " ".join(_SILENT.sub("", name).split())[:MAX_CHARS]


def words(name: str, *, join_initials: bool = True) -> list[str]:
    """Return the words of a name in plain Latin, in their order.

    Args:
        name: As written.
        join_initials: Read A.B.C. and A/S as one word, as companies mean it; persons' initials stay apart.
    """
    text = beginning(name)
    if join_initials:
        text = _INITIALISM.sub(lambda found: found.group().translate(_MARKS) + " ", text)
    text = _SILENT.sub("", text).replace("&", " and ").replace("İ", "i")
    return [word[:MAX_LETTERS] for word in _WORD.findall(latin(text))]


@lru_cache(maxsize=1 << 18)
def sound(word: str) -> str:
    """Return a plain Latin word with one sign for each sound."""
    heard = word
    for pattern, sign in _SOUNDS:
        heard = pattern.sub(sign, heard)
    return heard or word
