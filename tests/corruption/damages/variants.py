"""Groups and labels in other words, who is unknown, and what happens to one group alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from corruption.cases import kept
from corruption.damage import Damage

if TYPE_CHECKING:
    from corruption.cases import Case

_FRENCH = {
    "angry": "colère",
    "disgust": "dégoût",
    "fear": "peur",
    "happy": "joie",
    "neutral": "neutre",
    "sad": "tristesse",
    "surprise": "surprise",
}
_CHINESE = {
    "angry": "愤怒",
    "disgust": "厌恶",
    "fear": "恐惧",
    "happy": "高兴",
    "neutral": "中性",
    "sad": "悲伤",
    "surprise": "惊讶",
}


def _some(case: Case, rng: np.random.Generator, change: dict[str, str], column: str = "gender") -> None:
    chosen = rng.random(len(case)) < rng.uniform(0.1, 0.6)
    cells = zip(case.cohort[column], chosen, strict=True)
    case.cohort[column] = [change.get(cell, cell) if picked else cell for cell, picked in cells]


def _wrong(case: Case) -> np.ndarray:
    """bool, shape (n,): rows of the predictions whose answer is not the label."""
    label = dict(zip(case.cohort["image"], case.cohort["label"], strict=True))
    return np.array([a != label[i] for a, i in zip(_answers(case), case.said["image"], strict=True)])


def _answers(case: Case) -> list[str]:
    if "predicted" in case.said:
        return case.said["predicted"]
    numbers = np.array([[float(cell) for cell in case.said[name]] for name in case.scores])
    return [case.scores[place].removeprefix("p_") for place in numbers.argmax(axis=0)]


def _languages(case: Case, rng: np.random.Generator) -> None:
    both = [{"female": "weiblich", "male": "männlich"}, {"female": "femme", "male": "homme"}]
    _some(case, rng, both[int(rng.integers(2))])


def _words(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {"female": "woman", "male": "man"})


def _dashes(case: Case, rng: np.random.Generator) -> None:
    mark = str(rng.choice(["–", "_", " - ", "\N{NON-BREAKING HYPHEN}", "\N{MINUS SIGN}"]))
    _some(case, rng, {age: age.replace("-", mark) for age in ("3-9", "10-19", "20-39")}, "age_group")


def _plurals(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {"female": "females", "male": "Males"})


def _truths(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {"female": "True", "male": "FALSE"})


def _marks(case: Case, rng: np.random.Generator) -> None:
    form = str(rng.choice(["“{}”", "'{}'", "{}.", "{}&nbsp;", "[{}]"]))
    _some(case, rng, {group: form.format(group) for group in ("female", "male")})


def _unknown_are_wrong(case: Case, _: np.random.Generator) -> None:
    wrong = dict(zip(case.said["image"], _wrong(case), strict=True))
    cells = zip(case.cohort["gender"], case.cohort["image"], strict=True)
    case.cohort["gender"] = ["" if group == "female" and wrong[image] else group for group, image in cells]


def _second_labels(case: Case, rng: np.random.Generator) -> None:
    case.cohort["emotion"] = [str(cell) for cell in rng.permutation(case.cohort["label"])]


def _second_column(case: Case, rng: np.random.Generator) -> None:
    moved = rng.random(len(case)) < 0.5
    groups = case.cohort["gender"]
    case.cohort["gender.1"] = [g if m else "" for g, m in zip(groups, moved, strict=True)]
    case.cohort["gender"] = ["" if m else g for g, m in zip(groups, moved, strict=True)]


def _labels(case: Case, words: dict[str, str]) -> None:
    case.cohort["label"] = [words[cell] for cell in case.cohort["label"]]


def _full_stops(case: Case, rng: np.random.Generator) -> None:
    _some(case, rng, {emotion: f"{emotion}." for emotion in case.emotions}, "label")


def _percent_in_some_rows(case: Case, rng: np.random.Generator) -> None:
    rows = rng.random(len(case)) < rng.uniform(0.05, 0.9)
    for name in case.scores:
        cells = zip(case.said[name], rows, strict=True)
        case.said[name] = [f"{100 * float(cell):.4f}" if picked else cell for cell, picked in cells]


def _powers_of_ten(case: Case, rng: np.random.Generator) -> None:
    case.cohort["image"] = ids = [str(10**11 + 7 * int(i)) for i in rng.permutation(len(case))]
    case.said["image"] = [f"{float(each):.5E}" for each in ids]


def _uniform_for_women(case: Case, _: np.random.Generator) -> None:
    women = dict(zip(case.cohort["image"], case.women, strict=True))
    for name in case.scores:
        cells = zip(case.said[name], case.said["image"], strict=True)
        case.said[name] = [f"{1 / len(case.scores):.6f}" if women[image] else cell for cell, image in cells]


def _wrong_answers_lost(case: Case, rng: np.random.Generator) -> None:
    women = dict(zip(case.cohort["image"], case.women, strict=True))
    lost = _wrong(case) & [women[image] for image in case.said["image"]] & (rng.random(len(case)) < 0.95)
    case.said = kept(case.said, np.flatnonzero(~lost))


def _one_emotion_never(case: Case, _: np.random.Generator) -> None:
    never, instead = case.emotions[-1], case.emotions[0]
    case.said["predicted"] = [instead if cell == never else cell for cell in case.said["predicted"]]


def _own_labels_of_women(case: Case, _: np.random.Generator) -> None:
    said = dict(zip(case.said["image"], _answers(case), strict=True))
    rows = zip(case.cohort["image"], case.cohort["label"], case.women, strict=True)
    case.cohort["label"] = [said[image] if woman else label for image, label, woman in rows]


_MAY_BE = r"\(\d+ rows?\) may be '"
_TABLED = r" as '(colère|dégoût|peur|joie|neutre|tristesse|愤怒|厌恶|恐惧|高兴|中性|悲伤|惊讶)'"

DAMAGES = (
    Damage(name="a group in two languages", life="two sites put together", do=_languages, named=_MAY_BE),
    Damage(name="another word for a group", life="woman beside female", do=_words, named=_MAY_BE),
    Damage(
        name="other dashes in ranges",
        life="10–19 typed by a word processor, 10_19 by a script",
        do=_dashes,
        named=r"may be '\d+.{0,4}\d+'",
        traits=("age_group",),
    ),
    Damage(name="plurals", life="females beside female", do=_plurals, named=_MAY_BE),
    Damage(
        name="truth values beside words",
        life="is_male joined to gender",
        do=_truths,
        named="numbers stand beside words",
    ),
    Damage(
        name="quotes, full stops and entities in group names",
        life="copied from a report or a web page",
        do=_marks,
        named=_MAY_BE,
    ),
    Damage(
        name="unknown people are those answered wrongly",
        life="groups looked up only where an answer was right",
        do=_unknown_are_wrong,
        named="whose they are may decide the verdict",
    ),
    Damage(
        name="a second column of emotions",
        life="an older label beside the label",
        do=_second_labels,
        named="column 'emotion' holds emotions",
    ),
    Damage(name="a feature in two columns", life="gender and gender.1", do=_second_column, named="with an empty cell"),
    Damage(
        name="labels in French", life="annotators' own language", do=lambda c, _: _labels(c, _FRENCH), named=_TABLED
    ),
    Damage(
        name="labels in Chinese", life="annotators' own language", do=lambda c, _: _labels(c, _CHINESE), named=_TABLED
    ),
    Damage(name="full stops after labels", life="typed by several people", do=_full_stops, named=r"'\w+\.'"),
    Damage(
        name="percent in some rows",
        life="two runs put together",
        do=_percent_in_some_rows,
        named="a probability is a number from 0 to 1",
        kinds=("scores",),
    ),
    Damage(
        name="ids as powers of ten",
        life="a spreadsheet shortens long numbers",
        do=_powers_of_ten,
        named="no row names an image|is already listed",
    ),
    Damage(
        name="the same probabilities for one group",
        life="a tool's default where it finds no face",
        do=_uniform_for_women,
        named="the very same probabilities",
        kinds=("scores",),
    ),
    Damage(
        name="one group's wrong answers lost",
        life="'failed' pictures cleaned away",
        do=_wrong_answers_lost,
        named="(is|are) not counted",
    ),
    Damage(
        name="an emotion that is never answered",
        life="a model with one class less",
        do=_one_emotion_never,
        named="no answer is ever",
        kinds=("decided",),
    ),
)

UNNOTICEABLE = (
    Damage(
        name="one group's labels are its own answers",
        life="a site labels with the classifier",
        do=_own_labels_of_women,
        named="(?!)",
        noticeable=False,
    ),
)
