"""No audit tells into which shards its rows were cut, or in which order they came back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from builders import cohort_of
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.answers.shards import Shard
from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import InputContract
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.model.model import ModelSpec
from audit.domain.results.result import Source
from audit.pipeline import run_audit
from audit.pipeline.engines.shards import Question, counted_shard, gathered
from audit.pipeline.stages.scoring import ReadyModel
from audit.predict.looking import Looked
from audit.predict.run import rows_to_ask
from audit.report import to_document

N = 60
LABELS = LABEL_SETS["happy-sad"]
POLICY = one_limit_per_feature((("group",),), min_support=1)


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@cache
def people() -> Cohort:
    """Return a cohort with votes, people in several pictures, labels that are unknown or left out, and boxes."""
    rng = np.random.default_rng(7)
    codes = rng.integers(0, 3, N)
    y_true = np.where(rng.random(N) < 0.1, -1, rng.integers(0, 2, N))
    return replace(
        cohort_of(y_true.tolist(), codes.tolist(), groups=("a", "b", "c")),
        subjects=rng.integers(0, 25, N),
        votes=rng.integers(0, 5, (N, 2)) + 1,
        left_out=rng.random(N) < 0.1,
        boxes=np.tile([1, 1, 9, 9], (N, 1)),
    )


@cache
def said() -> Looked:
    """Return what a classifier said of each row: answers, missed faces, failures with reasons, boxes held against."""
    rng = np.random.default_rng(8)
    endings = [Outcome.SCORED, Outcome.SCORED, Outcome.SCORED, Outcome.NO_FACE, Outcome.FAILED, Outcome.WRONG_FACE]
    ended = [endings[i] for i in rng.integers(0, len(endings), N)]
    outcomes = np.array([each.code for each in ended])
    return Looked(
        outcomes=outcomes,
        probabilities=rng.dirichlet([1, 1], N) * (outcomes == 0)[:, None],
        reasons=tuple(f"reason {i % 7}" if each is Outcome.FAILED else "" for i, each in enumerate(ended)),
        beside=tuple(rng.integers(0, 2, N).tolist()),
        against=tuple(rng.random(N).tolist()),
    )


def looked(rows: np.ndarray) -> Looked:
    whole = said()
    return Looked(
        outcomes=whole.outcomes[rows],
        probabilities=whole.probabilities[rows],
        reasons=tuple(whole.reasons[row] for row in rows),
        beside=tuple(whole.beside[row] for row in rows),
        against=tuple(whole.against[row] for row in rows),
    )


def document(shards: list[Shard], *, apart: bool = True) -> str:
    """Return the audit.json of the cohort, its shards counted in this order; or counted as one, from its rows."""
    cohort = people()
    spec = ModelSpec(id="m", title="m", labels=LABELS, contract=InputContract(size=8), weights=cohort.root / "m.onnx")
    question, answers = Question(spec=spec, cohort=cohort), {}
    for shard in shards:
        part = shard.of(cohort)
        asked = shard.start + rows_to_ask(LABELS, part)
        answers[shard] = counted_shard(LABELS, part, looked(asked))
    scored = ReadyModel(spec=spec, sha256="0" * 64, cohort=cohort).scored(*gathered(question, answers))
    source = Source(id="m", title="m", sha256=None)
    scored = replace(scored, source=source, summary=scored.summary if apart else None)
    return str(to_document(run_audit(scored, POLICY, "test")))


@cache
def as_one() -> str:
    return document([Shard(start=0, stop=N)], apart=False)


@given(st.sets(st.integers(1, N - 1), max_size=9), st.randoms(use_true_random=False))
@settings(max_examples=6)
def test_any_shards_in_any_order_give_the_same_audit_to_the_byte(cuts, order) -> None:
    places = [0, *sorted(cuts), N]
    shards = [Shard(start=start, stop=stop) for start, stop in pairwise(places)]
    order.shuffle(shards)
    assert document(shards) == as_one()


def test_what_is_compared_says_something() -> None:
    text = as_one()
    assert all(word in text for word in ("spearman", "overlap", "reason 1", "more than one face", "cramers_v"))


def test_a_cohort_without_a_row_has_one_shard_and_a_summary() -> None:
    nothing = Shard(start=0, stop=0)
    part = nothing.of(people())
    found = counted_shard(LABELS, part, looked(np.array([], int)))
    assert found.summary.coverage.rows == 0
