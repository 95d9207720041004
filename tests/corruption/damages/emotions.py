"""Emotions in other words, other numbers, another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from corruption.cases import FER7, kept, renamed
from corruption.damage import Damage

if TYPE_CHECKING:
    from corruption.cases import Case

_NOUNS = dict(
    zip(FER7, ("anger", "disgusted", "fearful", "happiness", "neutrality", "sadness", "surprised"), strict=True)
)
_GERMAN = dict(zip(FER7, ("Wut", "Ekel", "Angst", "Freude", "Neutral", "Trauer", "Überraschung"), strict=True))
_KDEF = dict(zip(FER7, ("AN", "DI", "AF", "HA", "NE", "SA", "SU"), strict=True))
_NOUN = "'(anger|sadness|happiness|fearful|surprised|disgusted|neutrality)'"
_ORDER = "the order of the emotions is in doubt"


def _in_words(case: Case, words: dict[str, str]) -> None:
    case.cohort["label"] = [words[label] for label in case.cohort["label"]]


def _columns_in_words(case: Case, _: np.random.Generator) -> None:
    if case.scores:
        case.said = renamed(case.said, {f"p_{e}": f"p_{_NOUNS[e]}" for e in case.emotions})
    else:
        case.said["predicted"] = [_NOUNS[cell] for cell in case.said["predicted"]]


def _one_in_another_word(case: Case, rng: np.random.Generator) -> None:
    """One emotion of one site only: the group of women."""
    emotion = str(rng.choice(case.emotions))
    women = case.women
    case.cohort["label"] = [
        _NOUNS[label] if label == emotion and women[i] else label for i, label in enumerate(case.cohort["label"])
    ]


def _unknown_word(case: Case, rng: np.random.Generator) -> None:
    emotion = str(rng.choice(case.emotions))
    case.cohort["label"] = ["frowning" if label == emotion else label for label in case.cohort["label"]]
    case.options["labels"] = ",".join(case.emotions)


def _left_over(case: Case, rng: np.random.Generator) -> None:
    for row in rng.choice(len(case), 80, replace=False):
        case.cohort["label"][row] = str(rng.choice(["none", "uncertain", "contempt"]))
    if rng.random() < 0.5:
        case.options["labels"] = ",".join(case.emotions)


def _left_out(case: Case, rng: np.random.Generator) -> None:
    _left_over(case, rng)
    case.options["labels"] = ",".join(case.emotions)
    case.options["leave_out"] = [word for word in ("none", "uncertain", "contempt") if word in case.cohort["label"]]


def _lookalike_label(case: Case, rng: np.random.Generator) -> None:
    for row in rng.choice(len(case), 60, replace=False):
        case.cohort["label"][row] = case.cohort["label"][row].replace("a", "\N{CYRILLIC SMALL LETTER A}")


def _spaces(case: Case, rng: np.random.Generator) -> None:
    for row in rng.choice(len(case), 60, replace=False):
        label = case.cohort["label"][row]
        case.cohort["label"][row] = str(rng.choice([f"{label} ", label.upper(), f" {label}", f"{label}\u00a0"]))


def _codes(case: Case, order: tuple[str, ...], first: int, columns: tuple[str, ...]) -> None:
    """Write emotions as numbers of an order, and declare the classifier's own."""
    if "label" in columns:
        case.cohort["label"] = [str(order.index(label) + first) for label in case.cohort["label"]]
    if "predicted" in columns:
        case.said["predicted"] = [str(order.index(cell) + first) for cell in case.said["predicted"]]
    case.options["labels"] = ",".join(case.emotions)


def _codes_from_1(case: Case, rng: np.random.Generator) -> None:
    sides = (("label",), ("predicted",), ("label", "predicted"))[int(rng.integers(3))]
    _codes(case, case.emotions, 1, sides)


def _codes_shifted_away(case: Case, _: np.random.Generator) -> None:
    _codes(case, case.emotions, 2, ("label",))


def _codes_without_order(case: Case, _: np.random.Generator) -> None:
    _codes(case, case.emotions, 0, ("label", "predicted"))
    del case.options["labels"]


def _other_order(case: Case, rng: np.random.Generator) -> tuple[str, ...]:
    """Return the emotions in another order: two swapped, rotated, or any."""
    k = len(case.emotions)
    places = np.arange(k)
    kind = int(rng.integers(3))
    if kind == 0:
        i, j = rng.choice(k, 2, replace=False)
        places[[i, j]] = places[[j, i]]
    elif kind == 1:
        places = np.roll(places, int(rng.integers(1, k)))
    else:
        while np.array_equal(places, np.arange(k)):
            places = rng.permutation(k)
    return tuple(case.emotions[i] for i in places)


def _labels_permuted(case: Case, rng: np.random.Generator) -> None:
    _codes(case, _other_order(case, rng), 0, ("label",))


def _answers_permuted(case: Case, rng: np.random.Generator) -> None:
    _codes(case, _other_order(case, rng), 0, ("predicted",))


def _answers_of_one_group_rotated(case: Case, rng: np.random.Generator) -> None:
    places = np.roll(np.arange(len(case.emotions)), int(rng.integers(1, len(case.emotions))))
    other = dict(zip(case.emotions, (case.emotions[place] for place in places), strict=True))
    for row in np.flatnonzero(case.women):
        case.said["predicted"][row] = other[case.said["predicted"][row]]


def _headers_permuted(case: Case, rng: np.random.Generator) -> None:
    other = _other_order(case, rng)
    case.said = renamed(case.said, {f"p_{old}": f"p_{new}" for old, new in zip(case.emotions, other, strict=True)})


def _wrong_code_beside(case: Case, rng: np.random.Generator) -> None:
    other = _other_order(case, rng)
    case.cohort["label_code"] = [str(other.index(label)) for label in case.cohort["label"]]
    case.options["labels"] = ",".join(case.emotions)


def _fewer_emotions(case: Case, rng: np.random.Generator) -> None:
    """Another model's table, that lacks an emotion."""
    gone = str(rng.choice(case.emotions))
    others = [e for e in case.emotions if e != gone]
    if case.scores:
        left = {name: cells for name, cells in case.said.items() if name != f"p_{gone}"}
        sums = [sum(float(left[f"p_{e}"][i]) for e in others) for i in range(len(case))]
        for e in others:
            left[f"p_{e}"] = [
                f"{float(c) / s if s else 1 / len(others):.6f}" for c, s in zip(left[f"p_{e}"], sums, strict=True)
            ]
        case.said = left
    else:
        case.said["predicted"] = [
            others[i % len(others)] if c == gone else c for i, c in enumerate(case.said["predicted"])
        ]
        case.options["labels"] = ",".join(others)


def _other_pictures(case: Case, rng: np.random.Generator) -> None:
    """A table over another cohort that shares some names of pictures."""
    rows = np.flatnonzero(rng.random(len(case)) < 0.3)
    case.said["image"] = [image if i in set(rows) else f"other/{i}.png" for i, image in enumerate(case.said["image"])]


def _answers_elsewhere(case: Case, rng: np.random.Generator) -> None:
    """A table over another cohort whose pictures are called alike (0.png, 1.png, …)."""
    other = rng.permutation(len(case))
    images = case.said["image"]
    case.said = kept(case.said, other)
    case.said["image"] = images


def _decided_against(case: Case, rng: np.random.Generator) -> None:
    """`predicted` written by an older version than the probabilities."""
    case.said["predicted"] = [str(rng.choice(case.emotions)) for _ in range(len(case))]


DAMAGES = (
    Damage(
        name="labels in nouns",
        life="the dataset writes anger, happiness, sadness",
        do=lambda case, _: _in_words(case, _NOUNS),
        named=_NOUN,
    ),
    Damage(
        name="labels in German",
        life="words of the annotators' own language",
        do=lambda case, _: _in_words(case, _GERMAN),
        named="'(wut|ekel|angst|freude|trauer|überraschung)'",
    ),
    Damage(
        name="labels in two letters",
        life="KDEF writes AN, HA",
        do=lambda case, _: _in_words(case, _KDEF),
        named="'(an|di|af|ha|ne|sa|su)'",
    ),
    Damage(name="answers in other words", life="a tool with words of its own", do=_columns_in_words, named=_NOUN),
    Damage(
        name="one group's label in another word",
        life="two sites put together",
        do=_one_in_another_word,
        named="'(anger|sadness|happiness|fearful|surprised|disgusted|neutrality)' (as|\\()",
    ),
    Damage(
        name="a label nobody knows", life="an annotator's own word", do=_unknown_word, named="'frowning' is not a label"
    ),
    Damage(
        name="labels left over", life="none, uncertain, contempt", do=_left_over, named="'(none|uncertain|contempt)'"
    ),
    Damage(
        name="labels left out as asked",
        life="the same, with --leave-out",
        do=_left_out,
        named="of 600 rows are not counted: label left out",
    ),
    Damage(
        name="look-alike letters in labels",
        life="copied from a web page",
        do=_lookalike_label,
        named="cyrillic small letter a",
    ),
    Damage(name="spaces and capitals in labels", life="typed by several people", do=_spaces, named="counted as '"),
    Damage(name="codes from 1", life="RAF-DB, MATLAB, R", do=_codes_from_1, named="from 1", kinds=("decided",)),
    Damage(
        name="codes shifted beyond the order",
        life="codes of another list",
        do=_codes_shifted_away,
        named="is no code of the declared order|do not show",
        kinds=("decided",),
    ),
    Damage(
        name="codes without an order",
        life="an array saved as it is",
        do=_codes_without_order,
        named="the labels are numbers",
        kinds=("decided",),
    ),
    Damage(
        name="labels' codes in another order",
        life="FER2013 beside folders by the alphabet",
        do=_labels_permuted,
        named=_ORDER,
    ),
    Damage(
        name="answers' codes in another order",
        life="the same on the model's side",
        do=_answers_permuted,
        named=_ORDER,
        kinds=("decided",),
    ),
    Damage(
        name="answers to one group in another order",
        life="two runs with two orders put together",
        do=_answers_of_one_group_rotated,
        named=_ORDER,
        kinds=("decided",),
    ),
    Damage(
        name="columns of probabilities in another order",
        life="headers written by hand",
        do=_headers_permuted,
        named=_ORDER,
        kinds=("scores",),
    ),
    Damage(
        name="label_code of another order",
        life="names and codes from two sources",
        do=_wrong_code_beside,
        named="contradict",
    ),
    Damage(name="another model's table, one emotion less", life="the wrong file", do=_fewer_emotions, named="label"),
    Damage(
        name="another cohort's table, some names shared",
        life="the wrong file",
        do=_other_pictures,
        named="is no image of cohort",
    ),
    Damage(
        name="another cohort's table, all names shared",
        life="0.png, 1.png, … in both",
        do=_answers_elsewhere,
        named="hardly more often than answers drawn at random|in doubt",
    ),
    Damage(
        name="decisions of an older run",
        life="predicted beside newer probabilities",
        do=_decided_against,
        named="predicted",
        kinds=("scores",),
    ),
)
