"""What each level of a tree of folders says: the emotion, the split, the person, or a group of people.

Known words decide first (emotions, splits), then whether the values are few and repeat (a feature) or are codes
(people). What stays open is refused with the flag that settles it; nothing is guessed from the place alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.emotions import common_name, emotion_key
from audit.errors import InputError, UsageError
from audit.load.tables.column_names import LABEL, SPLIT, SUBJECT, is_reserved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SKIPPED = "-"
"""Name of a level that says nothing."""

_SPLITS = frozenset(
    {"train", "training", "trainset", "test", "testing", "testset", "val", "valid", "validation", "validset", "dev"}
    | {"eval", "evaluation", "holdout", "publictest", "privatetest", "fer2013train", "fer2013test", "fer2013valid"}
    | {"trainingsdaten", "trainingsset", "testdaten", "prüfung", "validierung", "entraînement", "essai", "convalida"}
    | {"apprentissage", "entrenamiento", "prueba", "pruebas", "validación", "evaluación", "addestramento", "prova"}
    | {"validazione", "treino", "treinamento", "teste", "validação", "oefening", "validatie", "trening", "walidacja"}
    | {"обучение", "обучающая", "тренировка", "тест", "тестовая", "проверка", "валидация"}
    | {"训练", "训练集", "测试", "测试集", "验证", "验证集", "訓練", "測試", "学習", "テスト", "検証"}
    | {"훈련", "학습", "시험", "테스트", "검증"}
)
"""Words for a split, in the languages of public datasets."""
_SPLIT_KEYS = frozenset(map(emotion_key, _SPLITS))
_GENDERS = frozenset(
    {
        "female",
        "females",
        "male",
        "males",
        "woman",
        "women",
        "man",
        "men",
        "girl",
        "girls",
        "boy",
        "boys",
        "f",
        "m",
        "w",
    }
)
_ORIGINS = frozenset(
    {"black", "white", "asian", "indian", "latino", "hispanic", "latinohispanic", "african", "caucasian", "european"}
    | {"eastasian", "southasian", "southeastasian", "middleeastern", "other", "others"}
)
_PERSON = re.compile(r"[A-Za-z]{0,8}[_-]?\d+[A-Za-z]{0,2}")
_NUMBER = re.compile(r"\d{1,2}")
_MOST_GROUPS = 12
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderLevel:
    """One level of folders: the name of its column (`SKIPPED` for none), and its values with their pictures."""

    name: str
    values: Counter[str]

    @property
    def said(self) -> str:
        """The level in a clause: its column and its values."""
        shown = ", ".join(list(self.values)[:_MOST_SHOWN])
        more = f" and {len(self.values) - _MOST_SHOWN} more" if len(self.values) > _MOST_SHOWN else ""
        return f"{'not read' if self.name == SKIPPED else self.name} ({shown}{more})"


def read_levels(
    path: Path, folders: Sequence[tuple[str, ...]], asked: str | None, *, numbered: bool
) -> list[FolderLevel]:
    """Return what each level is, from the top.

    Parameters
    ----------
    path
        The tree, for messages.
    folders
        Folders of each picture, all as deep as the shallowest.
    asked
        Names of the levels as typed, or None.
    numbered
        Whether the order of the emotions is known, so that folders may be numbers.

    Raises
    ------
    InputError
        When it stays open which level says what; names the flag that settles it.
    UsageError
        When the names that were typed are not one for each level, or no label is among them.
    """
    values = [Counter(sorted(level)) for level in zip(*folders, strict=True)]
    if asked is not None:
        return _as_asked(asked, values)
    names = [_known(level, numbered=numbered) for level in values]
    _check_one(path, values, names, LABEL)
    names = [name or _guessed(path, level, values) for name, level in zip(names, values, strict=True)]
    for name in (SPLIT, SUBJECT):
        _check_one(path, values, names, name, needed=False)
    return [FolderLevel(name=name, values=level) for name, level in zip(_apart(names), values, strict=True)]


def _known(values: Counter[str], *, numbered: bool) -> str:
    """Return what known words make of a level: the label, the split, or nothing."""
    keys = [emotion_key(value) for value in values]
    if all(key in _SPLIT_KEYS for key in keys):
        return SPLIT
    emotions = sum(common_name(key) is not None for key in set(keys))
    others = any(key in _SPLIT_KEYS for key in keys)
    if 2 * emotions >= len(set(keys)) and not others:
        return LABEL
    return LABEL if numbered and _are_numbers(values) else ""


def _are_numbers(values: Counter[str]) -> bool:
    return len(values) > 1 and all(map(_NUMBER.fullmatch, values))


def _guessed(path: Path, values: Counter[str], levels: list[Counter[str]]) -> str:
    """Return what the values of a level look like: nothing, a feature or people."""
    keys = [emotion_key(value) for value in values]
    if len(values) == 1:
        return SKIPPED
    if all(key in _GENDERS for key in keys):
        return "gender"
    if all(key in _ORIGINS for key in keys):
        return "ethnicity"
    if all(map(_PERSON.fullmatch, values)):
        return SUBJECT
    if len(values) <= _MOST_GROUPS and min(values.values()) > 1:
        return "group"
    raise InputError(f"{path}: {_open(values, levels)}")


def _open(values: Counter[str], levels: list[Counter[str]]) -> str:
    place = levels.index(values) + 1
    found = FolderLevel(name=SUBJECT, values=values).said.removeprefix(SUBJECT)
    example = ",".join("?" if i == place else "label" for i in range(1, len(levels) + 1))
    return (
        f"it stays open what level {place} of the folders says{found}; name the levels from the top with --levels, as "
        f"in --levels {example}: label, split, subject, a feature like gender, or {SKIPPED} for one that is not read"
    )


def _check_one(path: Path, values: list[Counter[str]], names: list[str], name: str, *, needed: bool = True) -> None:
    found = [place for place, each in enumerate(names, start=1) if each == name]
    if len(found) == 1 or not (found or needed):
        return
    shown = "; ".join(f"level {i}{FolderLevel(name='', values=level).said}" for i, level in enumerate(values, start=1))
    if not found and any(map(_are_numbers, values)):
        advice = "numbered folders need the emotions in the order of the numbers: --labels A,B,… or a name of a set"
        raise InputError(f"{path}: no level of the folders names emotions: {shown}; {advice}")
    which = f"levels {' and '.join(map(str, found))} could both be the {name}" if found else "no level names emotions"
    raise InputError(f"{path}: {which}: {shown}; name the levels from the top, as in --levels split,label,gender")


def _apart(names: list[str]) -> list[str]:
    """Return the names with a number where two features would share one."""
    seen: Counter[str] = Counter()
    apart = []
    for name in names:
        seen[name] += name != SKIPPED
        apart.append(f"{name}_{seen[name]}" if seen[name] > 1 else name)
    return apart


def _as_asked(asked: str, values: list[Counter[str]]) -> list[FolderLevel]:
    names = [name.strip() for name in asked.split(",")]
    if len(names) != len(values):
        raise UsageError(f"--levels names {len(names)} levels, the folders have {len(values)}; name each from the top")
    if names.count(LABEL) != 1:
        raise UsageError("--levels names the level of the emotions once, as in --levels split,label,gender")
    for name in names:
        wrong = not name or (is_reserved(name) and name not in (LABEL, SPLIT, SUBJECT))
        if wrong or (name != SKIPPED and names.count(name) > 1):
            raise UsageError(f"--levels: '{name}' is no name for one level: label, split, subject, a feature, or -")
    return [FolderLevel(name=name, values=level) for name, level in zip(names, values, strict=True)]
