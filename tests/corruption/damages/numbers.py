"""Numbers that are no probabilities, and files in other forms."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from corruption.cases import renamed
from corruption.damage import Damage

if TYPE_CHECKING:
    from corruption.cases import Case

_SUM = "probabilities sum to|a probability is a number from 0 to 1|found '"


def _matrix(case: Case) -> np.ndarray:
    return np.array([[float(cell) for cell in case.said[name]] for name in case.scores]).T


def _put(case: Case, matrix: np.ndarray, form: str = "{:.6f}") -> None:
    for name, cells in zip(case.scores, matrix.T, strict=True):
        case.said[name] = [form.format(cell) for cell in cells]


def _percent(case: Case, rng: np.random.Generator) -> None:
    _put(case, _matrix(case) * 100, str(rng.choice(["{:.4f}", "{:.2f}"])))


def _percent_signs(case: Case, _: np.random.Generator) -> None:
    _put(case, _matrix(case) * 100, "{:.2f}%")


def _rounded(case: Case, rng: np.random.Generator) -> None:
    _put(case, _matrix(case), str(rng.choice(["{:.2f}", "{:.3f}"])))


def _rounded_to_tenths(case: Case, _: np.random.Generator) -> None:
    _put(case, _matrix(case), "{:.1f}")


def _logits(case: Case, rng: np.random.Generator) -> None:
    _put(case, np.log(np.maximum(_matrix(case), 1e-6)) + rng.normal(0, 2, (len(case), 1)))


def _log_probabilities(case: Case, _: np.random.Generator) -> None:
    _put(case, np.log(np.maximum(_matrix(case), 1e-6)))


def _called_logits(case: Case, _: np.random.Generator) -> None:
    case.options |= {
        "features": "gender",
        "columns": {"image": "image", **{f"logit_{e}": f"p_{e}" for e in case.emotions}},
    }


def _sigmoids(case: Case, rng: np.random.Generator) -> None:
    raised = np.clip(_matrix(case) * rng.uniform(0.4, 0.9) + rng.uniform(0, 0.1, (len(case), len(case.emotions))), 0, 1)
    _put(case, raised)


def _inverted(case: Case, _: np.random.Generator) -> None:
    _put(case, 1 - _matrix(case))


def _ranked(case: Case, _: np.random.Generator) -> None:
    """The top-k list of a tool, written under the names of the emotions."""
    _put(case, -np.sort(-_matrix(case), axis=1))


def _holes(case: Case, rng: np.random.Generator) -> None:
    name = str(rng.choice(case.scores))
    for row in rng.choice(len(case), 40, replace=False):
        case.said[name][row] = str(rng.choice(["", "nan", "NaN", "inf"]))


def _answers_missing(case: Case, rng: np.random.Generator) -> None:
    for row in rng.choice(len(case), 40, replace=False):
        case.said["predicted"][row] = str(rng.choice(["", "nan", "None", "no face"]))


def _no_face(case: Case, _: np.random.Generator) -> None:
    """A tool writes zeros where it finds no face: in half of the women."""
    matrix = _matrix(case)
    matrix[np.flatnonzero(case.women)[::2]] = 0
    _put(case, matrix)


def _one_hot(case: Case, _: np.random.Generator) -> None:
    _put(case, np.eye(len(case.scores))[_matrix(case).argmax(axis=1)], "{:.0f}")


def _softmax_again(case: Case, _: np.random.Generator) -> None:
    raised = np.exp(_matrix(case))
    _put(case, raised / raised.sum(axis=1, keepdims=True))


def _answers_without_a_face(case: Case, rng: np.random.Generator) -> None:
    """A tool that need not find a face: in half of the women it finds none, and answers all the same."""
    name, yes, no = [("face_confidence", "0.93", "0.0"), ("face_detected", "True", "False")][int(rng.integers(2))]
    none = set(np.flatnonzero(case.women)[::2].tolist())
    case.said[name] = [no if row in none else yes for row in range(len(case))]


def _one_repeated(case: Case, rng: np.random.Generator) -> None:
    """A loop that keeps the last answer where a picture cannot be read."""
    rows = np.flatnonzero(case.women)
    for before, row in pairwise(rows):
        if rng.random() < 0.4:
            for name in case.scores:
                case.said[name][row] = case.said[name][before]


def _decimal_commas(case: Case, _: np.random.Generator) -> None:
    case.delimiter = ";"
    for name in case.scores:
        case.said[name] = [cell.replace(".", ",") for cell in case.said[name]]


def _decimal_commas_bare(case: Case, _: np.random.Generator) -> None:
    text = case.write
    case.said = renamed(case.said, {})
    for name in case.scores:
        case.said[name] = [cell.replace(".", ",") for cell in case.said[name]]
    case.write = lambda table: text(table.replace('"', ""))


def _as(codec: str) -> Callable[[Case, np.random.Generator], None]:
    def do(case: Case, _: np.random.Generator) -> None:
        if codec == "latin-1":
            case.cohort["gender"] = ["männlich" if cell == "male" else cell for cell in case.cohort["gender"]]
        case.write = lambda text: text.encode(codec)

    return do


def _line_ends(case: Case, rng: np.random.Generator) -> None:
    end = str(rng.choice(["\r\n", "\r"]))
    case.write = lambda text: text.replace("\n", end).encode()


def _semicolons(case: Case, rng: np.random.Generator) -> None:
    case.delimiter = str(rng.choice([";", "\t"]))


def _cell_too_many(case: Case, rng: np.random.Generator) -> None:
    row = int(rng.integers(10, 500))
    case.cohort["gender"][row] = case.cohort["gender"][row] + ",unsure"
    case.write = lambda text: text.replace('"', "").encode()


def _open_quote(case: Case, rng: np.random.Generator) -> None:
    row = int(rng.integers(10, 500))
    image = case.cohort["image"][row]
    case.write = lambda text: text.replace(f"\n{image}", f'\n"{image}', 1).encode()


def _zero_bytes(case: Case, rng: np.random.Generator) -> None:
    place = int(rng.integers(200, 2000))
    case.write = lambda text: (text[:place] + "\0" * 8 + text[place:]).encode()


DAMAGES = (
    Damage(name="percent", life="DeepFace writes 0 to 100", do=_percent, named="percent", kinds=("scores",)),
    Damage(name="percent signs", life="a spreadsheet's format", do=_percent_signs, named="percent", kinds=("scores",)),
    Damage(
        name="rounded to 2 or 3 decimals",
        life="a table made to be read",
        do=_rounded,
        named="rounded to [23] decimals",
        kinds=("scores",),
    ),
    Damage(
        name="rounded to one decimal",
        life="a table made to be read",
        do=_rounded_to_tenths,
        named=_SUM,
        kinds=("scores",),
    ),
    Damage(
        name="logits for probabilities",
        life="the last layer without softmax",
        do=_logits,
        named=_SUM,
        kinds=("scores",),
    ),
    Damage(
        name="logarithms for probabilities", life="log_softmax", do=_log_probabilities, named=_SUM, kinds=("scores",)
    ),
    Damage(
        name="probabilities called logits",
        life="softmax twice",
        do=_called_logits,
        named="these are no logits",
        kinds=("scores",),
    ),
    Damage(
        name="independent sigmoids", life="one output for each emotion", do=_sigmoids, named=_SUM, kinds=("scores",)
    ),
    Damage(name="one less the probability", life="distances for scores", do=_inverted, named=_SUM, kinds=("scores",)),
    Damage(
        name="probabilities in order of rank",
        life="a top-k list under the emotions' names",
        do=_ranked,
        named="hardly more often than answers drawn at random",
        kinds=("scores",),
    ),
    Damage(
        name="cells without a number",
        life="a division by zero",
        do=_holes,
        named="found|cell is empty",
        kinds=("scores",),
    ),
    Damage(
        name="answers missing in words",
        life="nan, None, no face",
        do=_answers_missing,
        named="is not a label of the model|the cell is empty",
        kinds=("decided",),
    ),
    Damage(
        name="zeros where no face is found", life="a tool's default", do=_no_face, named="sum to 0", kinds=("scores",)
    ),
    Damage(
        name="decisions written as probabilities",
        life="one-hot rows",
        do=_one_hot,
        named="as decisions do that are written as probabilities",
        kinds=("scores",),
    ),
    Damage(
        name="a softmax of probabilities",
        life="softmax in the network and after it",
        do=_softmax_again,
        named="as a softmax applied twice does",
        kinds=("scores",),
    ),
    Damage(
        name="answers where no face was found",
        life="enforce_detection=False",
        do=_answers_without_a_face,
        named="says that no face was found",
    ),
    Damage(
        name="the last answer repeated",
        life="a loop keeps what it had when a picture fails",
        do=_one_repeated,
        named="the very same probabilities",
        kinds=("scores",),
    ),
    Damage(
        name="decimal commas",
        life="a spreadsheet in another language",
        do=_decimal_commas,
        named="decimal points",
        kinds=("scores",),
    ),
    Damage(
        name="decimal commas between commas",
        life="the same, saved with commas",
        do=_decimal_commas_bare,
        named="the row has",
        kinds=("scores",),
    ),
    Damage(name="a mark of byte order", life="Excel's UTF-8", do=_as("utf-8-sig"), named="byte order", harmless=True),
    Damage(name="UTF-16", life="Excel's Unicode text", do=_as("utf-16"), named="utf-8|utf-16"),
    Damage(name="Latin-1", life="an old export", do=_as("latin-1"), named="utf-8"),
    Damage(name="other line ends", life="Windows, old Macs", do=_line_ends, named="line ends", harmless=True),
    Damage(name="semicolons or tabs", life="a spreadsheet in another language", do=_semicolons, named="separated by"),
    Damage(name="a cell too many", life="a comma within a cell", do=_cell_too_many, named="the row has"),
    Damage(
        name="a quote left open", life="a quote in a file name", do=_open_quote, named="a quote opens here|more than"
    ),
    Damage(
        name="bytes of zero",
        life="a disk that was full",
        do=_zero_bytes,
        named="zero|nul|control|u\\+0000|\\\\x00|\\\\0",
    ),
)
