"""Small audits with a proven FAIL, as two tables that a damage may change before they are written and audited."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

Column = list[str]
Kind = Literal["scores", "decided"]

PEOPLE, PICTURES = 100, 6
FER7 = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
AGES = ("3-9", "10-19", "20-39", "60+")


@dataclass(kw_only=True)
class Case:
    """A cohort, a table of predictions and the arguments of `audit.run`, before they are written.

    Attributes
    ----------
    cohort, said
        Columns by name, cells as text.
    emotions
        Of the classifier, in its order.
    options
        Arguments of `audit.run` beside the two tables.
    declaration
        Text of a cohort.toml; empty for none.
    write
        Makes the bytes of each file of its text.
    delimiter
        Between cells.
    """

    cohort: dict[str, Column]
    said: dict[str, Column]
    emotions: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)
    declaration: str = ""
    write: Callable[[str], bytes] = str.encode
    delimiter: str = ","

    def __len__(self) -> int:
        return len(self.cohort["image"])

    @property
    def women(self) -> np.ndarray:
        """bool, shape (n,): rows of the group that is served worse."""
        return np.array([cell == "female" for cell in self.cohort["gender"]])

    @property
    def scores(self) -> list[str]:
        """Names of the columns of probabilities."""
        return [name for name in self.said if name.startswith("p_")]

    def written(self, folder: Path) -> tuple[Path, Path]:
        """Write both tables, and return where."""
        cohort = folder / ("manifest.csv" if self.declaration else "cohort.csv")
        said = folder / "said.csv"
        cohort.write_bytes(self.write(text_of(self.cohort, self.delimiter)))
        said.write_bytes(self.write(text_of(self.said, self.delimiter)))
        if self.declaration:
            (folder / "cohort.toml").write_text(self.declaration, encoding="utf-8")
        return cohort, said


def text_of(table: dict[str, Column], delimiter: str = ",") -> str:
    """Return a table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return out.getvalue()


def drawn(rng: np.random.Generator, kind: Kind, traits: tuple[str, ...] = ()) -> Case:
    """Return an audit of 600 pictures of 100 people that fails: women are right in about half, men in nineteen of 20.

    Parameters
    ----------
    rng
        Draws number and order of the emotions, people, answers, probabilities, how features are named.
    kind
        Whether the table holds probabilities or decisions.
    traits
        Columns of the cohort beside image, label and gender: `subject`, `age_group`.
    """
    k = int(rng.integers(4, len(FER7) + 1))
    emotions = tuple(FER7[i] for i in sorted(rng.choice(len(FER7), k, replace=False)))
    person = np.repeat(np.arange(PEOPLE), PICTURES)
    n = len(person)
    female = (rng.permutation(PEOPLE) < rng.integers(42, 58))[person]
    true = rng.permuted(np.arange(n) % k)
    right = rng.random(n) < np.where(female, rng.uniform(0.5, 0.6), rng.uniform(0.93, 0.97))
    answer = np.where(right, true, (true + rng.integers(1, k, n)) % k)
    images = [f"faces/{i:05d}.png" for i in rng.permutation(100_000)[:n]]
    words = np.array(emotions)
    cohort = {
        "image": images,
        "label": words[true].tolist(),
        "subject": [f"{p + 1}" for p in person],
        "gender": np.where(female, "female", "male").tolist(),
        "age_group": np.array(AGES)[rng.integers(0, len(AGES), PEOPLE)][person].tolist(),
    }
    said: dict[str, Column] = {"image": list(images)}
    if kind == "decided":
        said["predicted"] = words[answer].tolist()
    else:
        for code, cells in enumerate(_probabilities(answer, k, rng).T):
            said[f"p_{emotions[code]}"] = [f"{cell:.6f}" for cell in cells]
    cohort = {name: cells for name, cells in cohort.items() if name in ("image", "label", "gender", *traits)}
    options: dict[str, Any] = {} if rng.random() < 0.5 else {"features": "gender"}
    return Case(cohort=cohort, said=said, emotions=emotions, options=options)


def _probabilities(answer: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """Return probabilities whose largest is the answer, float64, shape (n, k), 6 decimals that sum to 1."""
    shares = rng.dirichlet(np.ones(k), len(answer))
    largest = np.argmax(shares, axis=1)
    rows = np.arange(len(answer))
    shares[rows, largest], shares[rows, answer] = shares[rows, answer], shares[rows, largest].copy()
    shares = 0.9 * shares.round(6)
    shares[rows, answer] += 1 - shares.sum(axis=1)
    return shares


def kept(table: dict[str, Column], rows: Iterable[int]) -> dict[str, Column]:
    """Return these rows of a table."""
    where = [int(row) for row in rows]
    return {name: [cells[row] for row in where] for name, cells in table.items()}


def joined(*tables: dict[str, Column]) -> dict[str, Column]:
    """Return tables of the same columns below one another."""
    return {name: [cell for table in tables for cell in table[name]] for name in tables[0]}


def renamed(table: dict[str, Column], names: dict[str, str]) -> dict[str, Column]:
    """Return a table with other names of columns, in the same places."""
    return {names.get(name, name): cells for name, cells in table.items()}
