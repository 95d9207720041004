"""What no reader of these tables can know: listed and tried like the others, so that nobody takes silence for proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from corruption.cases import joined, kept
from corruption.damage import Damage

if TYPE_CHECKING:
    from corruption.cases import Case

_NOTHING = "(?!)"


def _groups_swapped(case: Case, _: np.random.Generator) -> None:
    other = {"female": "male", "male": "female"}
    case.cohort["gender"] = [other[cell] for cell in case.cohort["gender"]]


def _gender_sorted(case: Case, _: np.random.Generator) -> None:
    case.cohort["gender"] = sorted(case.cohort["gender"])


def _gender_shuffled(case: Case, rng: np.random.Generator) -> None:
    case.cohort["gender"] = rng.permutation(case.cohort["gender"]).tolist()


def _hard_rows_lost(case: Case, rng: np.random.Generator) -> None:
    """Rows that are wrong leave both tables: 'ambiguous' pictures were cleaned away by somebody who saw the answers."""
    emotions, said = case.emotions, case.said
    answers = (
        [emotions[int(np.argmax([float(said[f"p_{e}"][i]) for e in emotions]))] for i in range(len(case))]
        if case.scores
        else said["predicted"]
    )
    wrong = np.array([a != label for a, label in zip(answers, case.cohort["label"], strict=True)])
    stay = np.flatnonzero(~(wrong & case.women & (rng.random(len(case)) < 0.95)))
    case.cohort, case.said = kept(case.cohort, stay), kept(case.said, stay)


def _group_lost(case: Case, rng: np.random.Generator) -> None:
    """One of three groups leaves both tables, and no cohort.toml declares it."""
    men = np.flatnonzero(~case.women)
    case.cohort, case.said = kept(case.cohort, men), kept(case.said, men)
    case.cohort["gender"] = np.where(rng.random(len(men)) < 0.5, "male", "nonbinary").tolist()


def _better_model(case: Case, rng: np.random.Generator) -> None:
    """The table of another model that is right about everybody."""
    n, k = len(case), len(case.emotions)
    for i in range(n):
        label = case.cohort["label"][i]
        answer = label if rng.random() < 0.97 else case.emotions[int(rng.integers(k))]
        if case.scores:
            p = rng.dirichlet(np.ones(k)) * 0.2
            p[case.emotions.index(answer)] += 0.8
            for e, cell in zip(case.emotions, p, strict=True):
                case.said[f"p_{e}"][i] = f"{cell:.6f}"
        else:
            case.said["predicted"][i] = answer


def _renamed_copies_of_decisions(case: Case, rng: np.random.Generator) -> None:
    where = rng.choice(len(case), 120, replace=False)
    cohort, said = kept(case.cohort, where), kept(case.said, where)
    cohort["image"] = said["image"] = [f"new/{i}.png" for i in range(120)]
    case.cohort, case.said = joined(case.cohort, cohort), joined(case.said, said)


DAMAGES = tuple(
    Damage(name=name, life=life, do=do, named=_NOTHING, kinds=kinds, noticeable=False)
    for name, life, do, kinds in (
        (
            "two groups' names swapped everywhere",
            "a codebook read the wrong way",
            _groups_swapped,
            ("scores", "decided"),
        ),
        (
            "groups sorted alone, nobody known by subject",
            "a spreadsheet sorts one column",
            _gender_sorted,
            ("scores", "decided"),
        ),
        ("groups shuffled, nobody known by subject", "joined by position", _gender_shuffled, ("scores", "decided")),
        (
            "wrong answers cleaned away on both sides",
            "'ambiguous' pictures left out after a look at the answers",
            _hard_rows_lost,
            ("scores", "decided"),
        ),
        (
            "an undeclared group lost on both sides",
            "a site that never sent its pictures",
            _group_lost,
            ("scores", "decided"),
        ),
        (
            "another, better model's table",
            "the wrong file, over the same pictures",
            _better_model,
            ("scores", "decided"),
        ),
        (
            "copies under new names, decisions alone",
            "an upload renames pictures",
            _renamed_copies_of_decisions,
            ("decided",),
        ),
    )
)
