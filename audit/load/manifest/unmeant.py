"""Columns that would make groups nobody meant: of people, of ages in years, of weights and ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import spelling_key
from audit.load.manifest.numeric import number_of

if TYPE_CHECKING:
    from decimal import Decimal

    from audit.load.tables.spellings import Encoded

MOST_NUMBERS = 12
"""Different numbers that make groups by themselves; more are ages, weights or ids, which nobody compares one by one."""

_PEOPLE = frozenset(
    {"subject", "participant", "person", "identity", "individual", "user", "speaker", "actor", "patient", "celebrity"}
    | {"sitter", "volunteer", "pid", "proband", "probandin", "versuchsperson", "vp", "teilnehmer", "teilnehmerin"}
    | {"sujet", "personne", "sujeto", "persona", "participante", "soggetto", "partecipante", "sujeito", "pessoa"}
    | {"deelnemer", "proefpersoon", "deltagare", "osoba", "uczestnik", "испытуемый", "участник"}
    | {"被験者", "参加者", "被试", "受试者", "参与者", "피험자", "참가자"}
)
"""What columns are called that say who is in a picture, in the languages of public datasets."""

_ENDS = ("id", "name", "no", "nr", "num", "number", "code", "")
_ALONE = frozenset({"id", "uid", "uuid", "name", "fullname", "idperson", "idsubject", "modelid", "modelname"})
_UNITS = "%|\\+|y\\.?o?\\.?|yrs?\\.?|years?(?: old)?|jahre?(?: alt)?|ans?|años?|anni|anos|лет|года?|歳|才|岁|세|kg|cm"
_MEASURED = re.compile(rf"[~≈<>≤≥]?\s*(?P<number>[+-]?[\d.,'’\s]*\d)\s*(?:{_UNITS})?", re.IGNORECASE)
_NOBODY_KNOWS = frozenset({"unknown", "n/a", "na", "nan", "none", "null", "missing", "?", "-", "unbekannt", "inconnu"})


def unmeant(name: str, cells: Encoded) -> str:
    """Return the sentence that sets a column aside which would make groups nobody meant, or an empty text."""
    if _called_like_people(name):
        return (
            f"column '{name}' is called like people and makes no groups; if it says who is in a picture, call it "
            f"'subject' (run: --columns {_typed(f'subject={name}')}), so that pictures of one person count for as much "
            f"less as they are alike; if it is a feature, declare [features.{name}] in cohort.toml"
        )
    known = [cell for cell in cells.cells if cell.strip() and cell.strip().casefold() not in _NOBODY_KNOWS]
    found = [_measured(cell) for cell in known]
    numbers = sorted({float(value) for value in found if value is not None})
    if len(numbers) <= MOST_NUMBERS or None in found:
        return ""
    plain = all(number_of(cell) is not None for cell in known)
    alone = "" if plain else f"write the numbers without what stands beside them ('{known[0]}'), and "
    low, high = numbers[0], numbers[-1]
    return (
        f"column '{name}' holds {len(numbers)} different numbers, {low:g} to {high:g}, and makes no groups; "
        f"{alone}write --bins {_typed(f'{name}={_example(low, high)}')} (or [bins] in cohort.toml) to compare bands of "
        "it, call it 'subject' if it numbers people, or leave it out if it is a weight or an id"
    )


def _called_like_people(name: str) -> bool:
    """Return whether a column is called like people.

    >>> [_called_like_people(name) for name in ("Participant #", "subject_x", "actor_name", "model", "user group")]
    [True, True, True, False, False]
    """
    plain = re.sub(r"[_.](x|y|left|right|\d+)$", "", spelling_key(name))
    key = "".join(filter(str.isalpha, plain))
    return key in _ALONE or any(key.removesuffix(end) in _PEOPLE for end in _ENDS if key.endswith(end))


def _measured(cell: str) -> Decimal | None:
    """Return a cell that is a number, with a unit of age or a sign or not, as that number; None if it is none.

    >>> _measured("23 years"), _measured("~40"), _measured("85+"), _measured("20-29"), _measured("v2")
    (Decimal('23'), Decimal('40'), Decimal('85'), None, None)
    """
    found = _MEASURED.fullmatch(cell.strip())
    return number_of(found["number"] if found else cell)


def _typed(pair: str) -> str:
    """Return a pair as it is typed: in quotes where it holds what would end it."""
    return f"'{pair}'" if re.search(r"[\s;:)#&|<>]", pair) else pair


def _example(low: float, high: float) -> str:
    """Return edges that somebody could write for numbers of this range."""
    if low >= 0 and 20 < high <= 120:  # noqa: PLR2004 - looks like ages
        return "0,13,20,60"
    step = (high - low) / 3
    return ",".join(f"{float(f'{low + i * step:.3g}'):g}" for i in range(3))
