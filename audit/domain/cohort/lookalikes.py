"""Letters that look like others: what a reader sees as one name is one name.

Cyrillic and Greek letters within a Latin word, invisible characters, and UTF-8 that was once read as Windows-1252
(`mÃ¤nnlich`). A word that is wholly in another script stays what it is.
"""

from __future__ import annotations

import unicodedata

_LATIN_OF = str.maketrans(
    "асеорхуіјѕԁһӏёАВЕНІЈКМОРСТХУЅ" + "αορνιικυχΑΒΕΗΙΚΜΝΟΡΤΥΧΖ",
    "aceopxyijsdhleABEHIJKMOPCTXYS" + "aopviikuxABEHIKMNOPTYXZ",
)
_MEANT = "\u200c\u200d"
"""Joiners, which have a meaning in some scripts."""


def as_seen(text: str) -> str:
    """Return a name with look-alike letters, invisible characters and misread UTF-8 undone; for comparing names only.

    >>> as_seen("f\N{CYRILLIC SMALL LETTER IE}male"), as_seen("male\N{ZERO WIDTH SPACE}"), as_seen("mÃ¤nnlich")
    ('female', 'male', 'männlich')
    """
    if text.isascii():
        return text
    visible = "".join(c for c in _reread(text) if not _is_invisible(c))
    return " ".join(_one_script(word) for word in visible.split())


def odd_characters(text: str) -> str:
    """Return what nobody sees in a name, as codes with commas between; empty where there is nothing.

    >>> odd_characters("f\N{CYRILLIC SMALL LETTER IE}male"), odd_characters("weiblich")
    ('U+0435 cyrillic small letter ie', '')
    """
    words = text.split()
    mixed = {c for word in words if _one_script(word) != word for c in word if c.translate(_LATIN_OF) != c}
    odd = [c for c in dict.fromkeys(text) if _is_invisible(c) or c in mixed]
    return ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, 'without a name').lower()}" for c in odd)


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" and character not in _MEANT


def _one_script(word: str) -> str:
    """Return a word with the letters of other scripts that look Latin as Latin ones, if it has Latin letters too."""
    latin = any("LATIN" in unicodedata.name(c, "") for c in word)
    return word.translate(_LATIN_OF) if latin else word


def _reread(text: str) -> str:
    """Return UTF-8 that was read as Windows-1252 as what was written; other text as it is."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except ValueError:
        return text
