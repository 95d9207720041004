"""How often the rare emotions of FER+ are named, and what naming them more often costs.

    python tests/benchmark/rare_emotions.py [MODEL]      writes RARE_EMOTIONS.md beside it, a minute

`ferplus8` is asked about FER2013's Valid (`emotion-audit import ferplus SOURCE cohorts/ferplus`), about the faces for
which one emotion has more votes than any other answer, and the most probable emotion is taken; likewise of ten views.
Then each probability is divided by the emotion's share in the votes of `Train` to a power before the largest is taken
(Menon et al. 2021, "Long-tail learning via logit adjustment"): at 1 a rare emotion is not held back by being rare.
Nothing is chosen here, all powers are printed. Intervals are of Wilson, 95 %.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.cohort import Cohort
from audit.domain.model.model import ModelSpec
from audit.domain.model.narrowing import seen_in
from audit.domain.model.recipe import MAJORITY
from audit.files import write_whole
from audit.load import load_cohort, load_model
from audit.measure.rates.intervals import wilson
from audit.predict import load_classifier, look
from audit.train.data.dataset import target_codes, vote_shares

RESULTS = Path(__file__).with_name("RARE_EMOTIONS.md")
MODEL, COHORT = Path("models/ferplus8"), Path("cohorts/ferplus")
RARE = ("disgust", "contempt", "fear")
POWERS = (0.25, 0.5, 1.0)
CONFIDENCE = 0.95
_LEAST = 1e-9


def main() -> None:
    """Ask, count, write."""
    spec = load_model(Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL)
    cohort = load_cohort(COHORT, split="Valid")
    codes = target_codes(cohort, spec.labels, MAJORITY)
    rows = np.flatnonzero(codes >= 0)
    said = {views: _said(spec, views, cohort, rows) for views in (1, 10)}
    frequency = _frequency(spec)
    ways = {"as it is": said[1], "ten views": said[10]}
    for power in POWERS:
        ways[f"divided, power {power:g}"] = said[1] / frequency**power
    ways[f"ten views, divided, power {POWERS[1]:g}"] = said[10] / frequency ** POWERS[1]
    text = "\n".join(_parts(spec, codes[rows], ways, frequency)) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text)


def _said(spec: ModelSpec, views: int, cohort: Cohort, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    seen = seen_in(spec, views)
    return np.asarray(look(load_classifier(seen), seen.contract, cohort, rows).probabilities)


def _frequency(spec: ModelSpec) -> NDArray[np.float64]:
    """Return the share of each emotion in the votes that the training pictures got."""
    cohort = load_cohort(COHORT, split="Train")
    learned = target_codes(cohort, spec.labels, MAJORITY) >= 0
    return np.maximum(vote_shares(cohort, spec.labels)[learned].mean(axis=0), _LEAST)


def _parts(
    spec: ModelSpec,
    codes: NDArray[np.int64],
    ways: dict[str, NDArray[np.float64]],
    frequency: NDArray[np.float64],
) -> Iterator[str]:
    yield f"# What helps rare emotions\n\n{(__doc__ or '').split(chr(10) * 2, 2)[2]}"
    of = {emotion: int(np.sum(codes == spec.labels.code(emotion))) for emotion in RARE}
    shares = ", ".join(f"{emotion} {100 * frequency[spec.labels.code(emotion)]:.1f} %" for emotion in RARE)
    yield f"Model {spec.id}, {len(codes):,} faces. Of the votes for training pictures: {shares}.\n"
    heads = " | ".join(f"{emotion}, of {count}" for emotion, count in of.items())
    yield f"| most probable emotion | all right | mean of recalls | {heads} |\n|---|---:|---:|---:|---:|---:|"
    for way, probabilities in ways.items():
        called = probabilities.argmax(axis=1)
        recalls = [np.mean(called[codes == code] == code) for code in np.unique(codes)]
        cells = " | ".join(_recall(codes, called, spec.labels.code(emotion)) for emotion in RARE)
        yield f"| {way} | {np.mean(called == codes):.4f} | {np.mean(recalls):.3f} | {cells} |"
    yield "\nA recall, its interval; named so in all. Written by `rare_emotions.py`."


def _recall(codes: NDArray[np.int64], called: NDArray[np.int64], code: int) -> str:
    shown, right = int(np.sum(codes == code)), int(np.sum((codes == code) & (called == code)))
    interval = wilson(right, shown, CONFIDENCE)
    assert interval is not None, "Valid has faces of each"
    return f"{right / shown:.2f}, {interval.lower:.2f} to {interval.upper:.2f}; {np.sum(called == code)}"


if __name__ == "__main__":
    main()
