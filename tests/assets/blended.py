"""Dose and response of nobody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.results.blends import BlendKind, BlendPlan, DoseResponse, PersonLeftOut
from audit.domain.results.result import Provenance, Source
from audit.measure import group_responses, responses

PLAN = BlendPlan(start="sad", end="happy", steps=3, resamples=50)
HOSTILE = "<script>alert(1)</script>"
FEATURES = (SensitiveFeature(name="group", groups=("a", HOSTILE)),)


def blended(end: Sequence[Sequence[float]], codes: Sequence[int]) -> DoseResponse:
    """Return the run of people of two groups: each one's probability of “happy” at three doses."""
    happy = np.array(end)
    labels = LABEL_SETS["happy-sad"]
    found = responses(np.stack([happy, 1 - happy], axis=2), labels, np.array(codes)[:, None], start="sad", end="happy")
    source = Source(id="x", title="Some & others", sha256="0" * 64)
    return DoseResponse(
        provenance=Provenance(model=source, cohort=source, created="2020", command="emotion-audit blend", versions=()),
        kind=BlendKind.DISSOLVE,
        plan=PLAN,
        labels=labels,
        features=FEATURES,
        weights=np.array(PLAN.weights),
        responses=found,
        groups=group_responses(found, FEATURES, PLAN, emotions=2),
        left_out=(PersonLeftOut(image=HOSTILE, reason="no happy picture of this person"),),
    )


def seven() -> DoseResponse:
    """Six people of one group, one of another."""
    return blended([[0.1, 0.5, 0.9], [0.0, 0.2, 0.3], *[[0.2, 0.6, 1.0]] * 5], [0] * 6 + [1])
