"""Letters of other scripts, in Latin."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_UNWRITTEN_VOWELS = re.compile("[\u0590-\u077f\u0900-\u0dff]")
_SIGNS = re.compile("[\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile("[a-z]")
# A word of two alphabets is one of either, some of it typed on the other keyboard (or to deceive).
_TWO_ALPHABETS = re.compile(r"[^\W\d_]*(?:[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z])[^\W\d_]*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_TO_LATIN = str.maketrans("авеікмнорстухј", "abeikmhopctyxj")
_TO_CYRILLIC = str.maketrans("abceijkmhoptyx", "авсеіјкмнортух")
_A_NUMBER = re.compile(r"\u2116|#(?=\s?\d)")
_UNSEEN = frozenset(("Mn", "Cf"))
# First letters of the categories of punctuation, symbols, separators and control signs.
_NO_LETTERS = "PSZC"
# In scripts without vowels, an h would be read as one sound with the letter before: sph as sf.
_BREATH = re.compile("(?<=[\u05d0-\u05ea\u0620-\u06ff])[\u0647\u06c1\u05d4]")
_AN_A = "\u0627"
_KANA = ("KATAKANA", "HIRAGANA")
_BRAHMIC = frozenset(
    ("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM")
)


def latin(text: str) -> str:
    """Return a text in lower-case Latin letters; what has no Latin spelling (Chinese signs) stays itself."""
    composed = unicodedata.normalize("NFKC", _A_NUMBER.sub(" no ", text)).lower()
    if composed.isascii():
        return composed
    if _LATIN.search(composed):
        composed = _TWO_ALPHABETS.sub(_one_alphabet, composed)
    if leaves_vowels_out(composed):
        composed = _BREATH.sub(lambda found: _AN_A + found.group(), composed)
    return "".join(map(_letter, composed))


def leaves_vowels_out(text: str) -> bool:
    """Tell whether a text is in a script that does not write every vowel (Arabic, Hebrew, Hindi)."""
    return _UNWRITTEN_VOWELS.search(text) is not None


def is_ideographic(text: str) -> bool:
    """Tell whether a text holds signs for syllables or words, each of which decides (Chinese, Korean)."""
    return _SIGNS.search(text) is not None


def _one_alphabet(word: re.Match[str]) -> str:
    """Return a word of two alphabets in the one that most of its letters are of."""
    text = word.group()
    cyrillic = len(_CYRILLIC.findall(text)) * 2 > len(text)
    return text.translate(_TO_CYRILLIC if cyrillic else _TO_LATIN)


@cache
def _table() -> dict[str, str]:
    read = tomllib.loads(files(__package__).joinpath("letters.toml").read_text(encoding="utf-8"))
    return {letter: spelled for script in read.values() for letter, spelled in script.items()}


@cache
def _letter(sign: str) -> str:
    """Return one sign in Latin, from the table, without its accent, or from its name in Unicode."""
    table = _table()
    if sign in table:
        return table[sign]
    if sign.isascii():
        return sign
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    apart = unicodedata.normalize("NFKD", sign)
    if apart != sign and not is_ideographic(sign) and not unicodedata.name(sign, "").startswith(_KANA):
        return "".join(map(_letter, apart))
    category = unicodedata.category(sign)
    if category in _UNSEEN and not _is_vowel_sign(sign):
        return ""
    return " " if category[0] in _NO_LETTERS else _from_its_name(sign)


def _is_vowel_sign(sign: str) -> bool:
    return "VOWEL SIGN" in unicodedata.name(sign, "")


def _from_its_name(sign: str) -> str:
    """Return the sound that Unicode names a letter by: KATAKANA LETTER BA is ba, HANGUL SYLLABLE GIM gim."""
    name = unicodedata.name(sign, "")
    script, _, sound = name.partition(" ")
    if script in {"CJK", ""}:
        return sign
    if "PROLONGED" in name or "ITERATION" in name or "MARK" in name:
        return ""
    if script == "THAI":
        return _thai(sound.split(" ")[1:])
    last = sound.split(" ")[-1].lower()
    if not last.isalpha():
        return sign
    return last.removesuffix("a") if script in _BRAHMIC and len(last) > 1 and "LETTER" in name else last


def _thai(named: list[str]) -> str:
    """Return the sound of a Thai letter: CHARACTER WO WAEN is w, CHARACTER SARA I is i."""
    if not named:
        return ""
    return named[1].lower() if named[0] == "SARA" and len(named) > 1 else named[0].lower().removesuffix("o")
