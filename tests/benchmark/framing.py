"""How much the recommended classifiers lose when a face box shows more or less of the head, or the picture is smoother.

python tests/benchmark/framing.py      writes FRAMING.md beside it, some minutes

Needs FER2013 with FER+'s votes in cohorts/ferplus and the London set in cohorts/london (`emotion-audit import`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.cohort import OUTSIDE, Cohort
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.detection import Detector
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import LABEL, MAJORITY
from audit.files import write_whole
from audit.load import find_model, load_cohort, load_model
from audit.predict import Classifier, load_classifier, look
from audit.train import target_codes

TABLE = Path(__file__).with_name("FRAMING.md")
MODELS = ("emotion7", "ferplus8", "happy-sad")
SHARES = (-0.2, -0.1, 0.0, 0.1, 0.2)
SMOOTHING = 0.5
HEAD = """# Faces framed more tightly or more widely, and smoother

Success rates of the recommended classifiers. A box *10 % wider* has a side larger by a tenth, round the same centre;
what lies beyond the rim repeats it. *Smoothed* is a Gaussian of half a pixel after the picture has been prepared.
*Valid*: FER2013's own 48 × 48 pictures (`emotion7` by their labels, the others by the majority of FER+'s annotators).
*London*: whole colour photographs, whose boxes OpenCV's cascades draw, with which FER2013 was cut, so that they are
only widened; `happy-sad` knows no *neutral*, so its figure there is the share of smiles.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothed:
    """A classifier that sees everything through a Gaussian filter."""

    classifier: Classifier

    @property
    def labels(self) -> LabelSet:
        """Its emotions."""
        return self.classifier.labels

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return what it says about the smoothed pictures."""
        seen = [cv2.GaussianBlur(picture, (5, 5), SMOOTHING).reshape(picture.shape) for picture in batch]
        return self.classifier.probabilities(np.stack(seen)) if seen else self.classifier.probabilities(batch)


def main() -> None:
    """Classify everything in every framing and write the table."""
    valid, london = load_cohort(Path("cohorts/ferplus"), split="Valid"), load_cohort(Path("cohorts/london"))
    columns = [column for name in MODELS for column in _columns(name, valid, london)]
    rows = [_named(share) for share in SHARES] + ["as it is, smoothed"]
    heads = [f"{name}, {place}" for name in MODELS for place in ("Valid", "London")]
    lines = [f"| face box | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
    lines += [f"| {row} | {' | '.join(cells)} |" for row, *cells in zip(rows, *columns, strict=True)]
    write_whole(TABLE, HEAD + "\n".join(lines) + "\n\nWritten by `framing.py` (`make bench`).\n")


def _columns(name: str, valid: Cohort, london: Cohort) -> Iterator[list[str]]:
    spec = load_model(find_model(name))
    recipe = spec.recipe
    assert recipe is not None
    yield list(_column(spec, valid, LABEL if recipe.target == LABEL else MAJORITY))
    cascades = replace(spec.contract, detector=Detector.CASCADES)
    yield list(_column(replace(spec, contract=cascades), london, LABEL))


def _column(spec: ModelSpec, cohort: Cohort, target: str) -> Iterator[str]:
    codes = target_codes(cohort, spec.labels, target)
    rows = np.flatnonzero(codes != OUTSIDE)
    classifier = load_classifier(spec)
    for share in SHARES:
        if share < 0 and cohort.boxes is None:
            yield "–"
        else:
            yield _success(classifier, *_framed(cohort, spec.contract, share), rows, codes)
    yield _success(Smoothed(classifier=classifier), cohort, spec.contract, rows, codes)


def _framed(cohort: Cohort, contract: InputContract, share: float) -> tuple[Cohort, InputContract]:
    """Return cohort and contract under which every box has a side larger by a share, or smaller."""
    if share >= 0:
        return cohort, replace(contract, margin=contract.margin + share / 2)
    assert cohort.boxes is not None
    cut = np.rint(-share / 2 * cohort.boxes[:, 2:].max(axis=1, keepdims=True)).astype(np.int64)
    return replace(cohort, boxes=cohort.boxes + cut * np.array([1, 1, -2, -2])), contract


def _success(
    classifier: Classifier, cohort: Cohort, contract: InputContract, rows: NDArray[np.int64], codes: NDArray[np.int64]
) -> str:
    looked = look(classifier, contract, cohort, rows)
    assert (looked.outcomes == Outcome.SCORED.code).all()
    return f"{np.mean(looked.probabilities.argmax(axis=1) == codes[rows]):.3f}"


def _named(share: float) -> str:
    return "as it is" if share == 0 else f"{abs(share):.0%} {'wider' if share > 0 else 'tighter'}".replace("%", " %")


if __name__ == "__main__":
    main()
