"""What speaks against a manifest: copies by their names, splits counted together, groups and people that contradict.

None of it is certain, so nothing is changed; each is a remark beside the verdict.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from html import unescape
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.emotions import common_name
from audit.domain.cohort.groups import UNKNOWN, spelling_key
from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.domain.texts import Texts
from audit.load.tables.spellings import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.arrays import Codes
    from audit.domain.cohort.groups import SensitiveFeature

MOST_MISPLACED = 0.1
"""Share of pictures in another group than most of their person's, up to which that may be a mistake and no trait."""

_COPY = re.compile(r"(?P<of>.+?)(?: \(\d+\)| - (?:Copy|Kopie)(?: \(\d+\))?|[_ ]copy ?\d*)", re.IGNORECASE)
_COPY_OF = re.compile(r"(?:Copy of|Kopie von) (?P<of>.+)", re.IGNORECASE)
_MARKED = re.compile(r"\)\.|copy|kopie", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTENED, _WHOLE = 2, 4
_MARKS = re.compile(r"[^\w+<>≤≥]|_")
_FEMALE = """female woman women weiblich frau femme feminin féminin mujer femenino femenina donna femminile vrouw
vrouwelijk mulher feminino kvinna kobieta 女 女性 여성 женщина"""
_MALE = """male man men männlich mann homme masculin hombre masculino uomo maschio maschile mannelijk homem mężczyzna
男 男性 남성 мужчина"""
_OTHER_WORDS = """yes true ja oui si sí sì sim tak да 是 はい 예|no false nein non não nie нет 否 いいえ 아니요
white caucasian|black africanamerican|latino latina latinx hispanic latinohispanic hispaniclatino
baby infant|child children kid kids|teen teens teenager adolescent|senior elderly"""
_SAME = tuple(frozenset(words.split()) for words in (_FEMALE, _MALE, *re.split(r"[|\n]", _OTHER_WORDS)))
"""Words that mean one group, those for a sex and for yes and no in the languages of public datasets; girl and boy are
groups of their own."""
_FILLING = frozenset({"group", "category", "class"})
_OF_NUMBERS = frozenset(
    {"year", "yr", "yrs", "yo", "old", "age", "aged", "jahre", "ans", "años", "anni", "anos", "лет", "歳", "岁", "세"}
)
"""Words that may stand in the name of a group, or of one that is a number, and add nothing to it."""
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3})((?:[ .,'’]\d{3})+)(?![\d.,])")


def doubted_copies(images: Sequence[str]) -> Iterator[Remark]:
    """Give a remark where pictures are called as file managers call copies of other pictures that are there too.

    >>> next(doubted_copies(["a.png", "b.png", "a (1).png"])).sentence.partition(":")[0]
    "1 row of pictures that are called like copies of others ('a (1).png' of 'a.png')"
    """
    if not any(map(_may_be_marked, _bytes_of(images))):
        return
    known = set(images)
    marked = [image for image in images if _MARKED.search(image)]
    copies = [(image, of) for image in marked for of in (_original(image), _named_copy(image)) if of in known]
    if copies:
        image, of = copies[0]
        found = f"{rows(len(copies))} of pictures that are called like copies of others ('{image}' of '{of}')"
        advice = "a picture that counts twice makes bounds too narrow; emotion-audit check --pictures finds copies"
        yield _doubted(f"{found}: {advice}", len(copies))


def _bytes_of(texts: Sequence[str]) -> Iterator[bytes]:
    """Yield texts in UTF-8, many at a time."""
    if isinstance(texts, Texts):
        yield from (chunk.bytes.tobytes() for chunk in texts.chunks)
    else:
        yield "\n".join(texts).encode("utf-8", "surrogatepass")


def _may_be_marked(data: bytes) -> bool:
    """Return whether some bytes may be such a mark; the sign for kelvin is a k too."""
    small = data.lower()
    return any(mark in small for mark in (b").", b"copy", b"opie"))


def _original(image: str) -> str:
    """Return the path without the mark of a copy; an empty text where there is none."""
    stem, dot, ending = image.rpartition(".")
    found = _COPY.fullmatch(stem)
    return f"{found['of']}{dot}{ending}" if found else ""


def _named_copy(image: str) -> str:
    for start in (0, image.rfind("/") + 1):
        if found := _COPY_OF.fullmatch(image[start:]):
            return f"{image[:start]}{found['of']}"
    return ""


def splits_together(split: Sequence[str] | None) -> Iterator[Remark]:
    """Give a remark where the rows of several splits are counted together, because nobody named one."""
    counts = Counter(split or ())
    if len(counts) > 1:
        named = ", ".join(f"{name or 'without one'} ({rows(n)})" for name, n in counts.items())
        sentence = f"all splits are counted together: {named}; --split counts one of them"
        yield Remark(treatment=Treatment.ASSUMED, sentence=sentence, by=Reader.MANIFEST, rows=counts.total())


def doubted_groups(name: str, counts: dict[str, int]) -> Iterator[Remark]:
    """Give a remark where cells of a column seem to be two ways of writing one thing.

    Parameters
    ----------
    name
        Of the column.
    counts
        Group → rows.
    """
    yield from _several_ways(name, counts)
    yield from _emotions(name, counts)
    numbers = [group for group in counts if _NUMBER.fullmatch(group) or spelling_key(group) in ("true", "false")]
    known = [group for group in counts if group not in numbers and spelling_key(group) != UNKNOWN]
    words = [group for group in known if _WORD.fullmatch(group)]
    truths = [group for group in numbers if spelling_key(group) in ("true", "false")]
    if truths and len(truths) < len(numbers):
        words = [*words, *truths]
        numbers = [group for group in numbers if group not in truths]
    if numbers and words:
        listed = f"{_quoted(numbers)} beside {_quoted(words)}"
        n = min(sum(counts[each] for each in part) for part in (numbers, words))
        yield _doubted(f"column '{name}': numbers stand beside words: {listed}; if they mean the same, write one", n)
    keys = {group: spelling_key(group) for group in words}
    for group in words if not numbers else ():
        longer = [other for other in words if len(keys[other]) >= _WHOLE and keys[other].startswith(keys[group])]
        if len(keys[group]) <= _SHORTENED and len(longer) == 1:
            n = counts[group]
            yield _doubted(f"column '{name}': '{group}' ({rows(n)}) may be '{longer[0]}'; if it is, write it so", n)


def _several_ways(name: str, counts: dict[str, int]) -> Iterator[Remark]:
    """Give a remark for each group that differs from a larger one in marks, a plural or a language alone."""
    alike: dict[str, list[str]] = defaultdict(list)
    for group in sorted(counts, key=lambda group: -counts[group]):
        alike[_bare(group, name)].append(group)
    for first, *others in alike.values():
        for group in others:
            n = counts[group]
            yield _doubted(f"column '{name}': '{group}' ({rows(n)}) may be '{first}'; if it is, write it so", n)


def _bare(group: str, column: str = "") -> str:
    """Return what is left of a name without marks, plural, language, and words that add nothing to it.

    >>> _bare("10–19") == _bare("10_19"), _bare("Females") == _bare("“weiblich”"), _bare("20+") == _bare("20")
    (True, True, False)
    >>> _bare("race_1", "race") == _bare("01", "race"), _bare("20-29 years") == _bare("20-29"), _bare("1.000")
    (True, True, '1000')
    """
    text = _THOUSANDS.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), spelling_key(unescape(group)))
    parts = [_singular(part) for part in _MARKS.sub(" ", text).split()]
    idle = _FILLING | {_singular(part) for part in _MARKS.sub(" ", spelling_key(column)).split()}
    idle |= _OF_NUMBERS if any(part.isdecimal() for part in parts) else set()
    kept = [part for part in parts if part not in idle] or parts
    bare = " ".join(part.lstrip("0") or "0" if part.isdecimal() else part for part in kept)
    joined = bare.replace(" ", "")
    return next((f"words {place}" for place, words in enumerate(_SAME) if joined in words), bare)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _WHOLE and word.endswith("s") else word


def _emotions(name: str, counts: dict[str, int]) -> Iterator[Remark]:
    """Give a remark where the groups of a column are emotions: a second column of labels is no trait of people."""
    named = [group for group in counts if spelling_key(group) != UNKNOWN]
    if len(named) > 1 and all(map(common_name, named)):
        advice = f"if it is the label, read it so with --columns label={name}; if not, leave it out"
        n = sum(counts[group] for group in named)
        yield _doubted(f"column '{name}' holds emotions ({_quoted(named)}), compared as groups: {advice}", n)


def doubted_people(subjects: Codes | None, features: Sequence[SensitiveFeature], codes: Codes) -> Iterator[Remark]:
    """Give a remark for each feature in which a few pictures are in another group than others of the same person.

    Where many are, the feature is a trait of the picture and not of the person, and nothing is wrong.

    Parameters
    ----------
    subjects
        Whole numbers, shape (n,), from 0: the person in each picture; None where nobody says.
    features, codes
        The features, and the group of each picture, whole numbers, shape (n, number of features).
    """
    if subjects is None or not len(subjects):
        return
    person = np.unique(subjects, return_inverse=True)[1]
    for position, feature in enumerate(features):
        groups = len(feature.groups)
        pairs, n = np.unique(person * groups + codes[:, position], return_counts=True)
        who = pairs // groups
        most = np.zeros(int(person.max()) + 1, np.int64)
        np.maximum.at(most, who, n)
        misplaced, people = int(n.sum() - most.sum()), int((np.bincount(who) > 1).sum())
        if 0 < misplaced <= MOST_MISPLACED * len(person):
            found = f"column '{feature.name}': {people} of {len(most)} people are in more than one group"
            advice = "if it says who somebody is, correct it; if it says how a picture is, all is well"
            yield _doubted(f"{found} ({rows(misplaced)} unlike most of their person's): {advice}", misplaced)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:4])


def _doubted(sentence: str, n: int) -> Remark:
    return Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.MANIFEST, rows=n)
