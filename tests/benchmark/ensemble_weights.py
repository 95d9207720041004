"""How much each member of `ensemble` weighs, and what the mean does beside `emotion7` alone.

    python tests/benchmark/ensemble_weights.py      writes ENSEMBLE.md beside it, two minutes

`emotion7` and `light7` held the same faces of FER2013's Train out when they were trained (`emotion-audit import ferplus
SOURCE cohorts/ferplus`); `ferplus8`, here narrowed to their seven emotions, had learned from most of them before
`emotion7` began from its features, and so had `light8`, with which `light7` began. Weights are chosen by the
cross-entropy of these faces in one view. Of Valid, which chooses nothing, stands beside it what each mean is right
about: gained are faces that it is right about and `emotion7` is not, lost those the other way round, p of the exact
sign test.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from audit.domain.model.model import ModelSpec
from audit.domain.model.narrowing import narrowed, seen_in
from audit.domain.model.recipe import LABEL
from audit.files import write_whole
from audit.images import scaled
from audit.load import load_cohort, load_model
from audit.pipeline.training_data import held_out_of_training
from audit.predict import load_classifier, look
from audit.train import target_codes

RESULTS = Path(__file__).with_name("ENSEMBLE.md")
MODELS, COHORT = Path("models"), Path("cohorts/ferplus")
MEMBERS = "emotion7", "light7", "ferplus8"
WEIGHTS = [(1, 0, 0), (3, 1, 0), (2, 1, 0), (1, 1, 0), (3, 0, 1), (3, 1, 1)]
VIEWS = 1, 2, 10
_LEAST = 1e-9
Said = Mapping[str, NDArray[np.float64]]


def main() -> None:
    """Ask every member, weigh, write."""
    specs = {name: load_model(MODELS / name) for name in MEMBERS}
    emotions = specs[MEMBERS[0]].labels
    held, codes = _held_out(specs)
    cohort = load_cohort(COHORT, split="Valid")
    judged, rows = target_codes(cohort, emotions, LABEL), np.arange(len(cohort))
    valid: dict[int, Said] = {}
    for views in VIEWS:
        seen = {name: seen_in(spec, views) for name, spec in specs.items()}
        valid[views] = {
            name: narrowed(
                look(load_classifier(spec), spec.contract, cohort, rows).probabilities, spec.labels, emotions
            )
            for name, spec in seen.items()
        }
    text = "\n".join(_parts(held, codes, valid, judged)) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text)


def _held_out(specs: Mapping[str, ModelSpec]) -> tuple[Said, NDArray[np.int64]]:
    """Return what the members say of the faces that the first two held out, and which emotions these show."""
    first, second = (
        held_out_of_training(spec, spec.recipe) for spec in (specs[name] for name in MEMBERS[:2]) if spec.recipe
    )
    assert np.array_equal(first.images, second.images), "the two held out other faces"
    emotions = specs[MEMBERS[0]].labels
    said = {}
    for name, spec in specs.items():
        pictures = scaled(first.images.astype(np.float32), spec.contract.scale)
        said[name] = narrowed(load_classifier(seen_in(spec, 1)).probabilities(pictures), spec.labels, emotions)
    return said, first.codes


def _mean(said: Said, weights: tuple[int, ...]) -> NDArray[np.float64]:
    return np.average([said[name] for name in MEMBERS], axis=0, weights=weights)


def _held_row(said: Said, codes: NDArray[np.int64], weights: tuple[int, ...]) -> tuple[float, float]:
    mean = _mean(said, weights)
    of_label = np.clip(mean[np.arange(len(codes)), codes], _LEAST, 1)
    return float(-np.log(of_label).mean()), float(np.mean(mean.argmax(axis=1) == codes))


def _beside(said: Said, codes: NDArray[np.int64], weights: tuple[int, ...]) -> str:
    """Return the success rate; where it is another's than the first member's, gained, lost and p."""
    alone, right = (_mean(said, each).argmax(axis=1) == codes for each in (WEIGHTS[0], weights))
    rate = f"{right.mean():.4f}"
    gained, lost = int(np.sum(right & ~alone)), int(np.sum(alone & ~right))
    return f"{rate} ({gained}, {lost}, {binomtest(gained, gained + lost).pvalue:.2g})" if gained + lost else rate


def _parts(held: Said, codes: NDArray[np.int64], valid: Mapping[int, Said], judged: NDArray[np.int64]) -> Iterator[str]:
    yield f"# What an ensemble's members weigh\n\n{(__doc__ or '').split(chr(10) * 2, 2)[2]}"
    views = " | ".join(f"Valid, {number} view{'s' * (number > 1)}: rate (gained, lost, p)" for number in valid)
    yield f"| {', '.join(MEMBERS)} | held out: cross-entropy | held out: rate | {views} |"
    yield "|---|---:|---:|" + "---|" * len(valid)
    for weights in WEIGHTS:
        entropy, rate = _held_row(held, codes, weights)
        beside = " | ".join(_beside(said, judged, weights) for said in valid.values())
        yield f"| {', '.join(map(str, weights))} | {entropy:.4f} | {rate:.4f} | {beside} |"
    yield f"\n{len(codes):,} faces held out, {len(judged):,} of Valid. Written by `ensemble_weights.py`."


if __name__ == "__main__":
    main()
