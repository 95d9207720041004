"""What a cluster brings is taken where the worker saw what is here."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.answers.shards import Shard
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.errors import InputError
from audit.pipeline.engines.course import ClusterPass
from audit.pipeline.engines.shards import Question, counted_shard
from audit.pipeline.engines.travel import Brought
from audit.predict.looking import Looked


@pytest.fixture
def question(tmp_path) -> Question:
    spec = ModelSpec(
        id="net",
        title="net",
        labels=LABEL_SETS["happy-sad"],
        contract=InputContract(size=8),
        weights=tmp_path / "net.onnx",
        sha256="0" * 64,
        trusted="0" * 64,
    )
    return Question(spec=spec, cohort=replace(cohort_of([0, 1, 0], [0, 1, 1]), root=tmp_path))


def brought(question: Question) -> Brought:
    """Return what a worker brings that sees no picture of the last two rows."""
    said = Looked(
        outcomes=np.array([Outcome.MISSING_FILE.code] * 2),
        probabilities=np.zeros((2, 2)),
        reasons=("", ""),
        beside=(0, 0),
    )
    part = Shard(start=1, stop=3).of(question.cohort)
    return Brought(node="far", answers=(counted_shard(question.spec.labels, part, said),), kept={})


def test_a_picture_that_is_here_and_not_there_ends_the_run(question, tmp_path) -> None:
    course = ClusterPass([question], None)
    course.take(Shard(start=1, stop=3), brought(question))  # it is absent here, too
    (tmp_path / "2.png").write_bytes(b"here")
    with pytest.raises(InputError, match=r"'2\.png' of .* is here and not on far, a machine of the cluster"):
        course.take(Shard(start=1, stop=3), brought(question))


def test_an_errand_holds_the_rows_of_its_shard_and_what_is_known(question) -> None:
    course = ClusterPass([question], None)
    errand = course.errand(Shard(start=1, stop=3), course.nothing_known)
    assert errand.questions[0].cohort.images == ("1.png", "2.png")
    assert (errand.has_pictures, errand.known) == (True, None)
    assert not course.looks_up({course.names[0]: ("shelf",)})


def test_an_errand_tells_some_pictures_as_they_are_here(question, tmp_path) -> None:
    (tmp_path / "0.png").write_bytes(b"first")
    (tmp_path / "2.png").write_bytes(b"last")
    errand = ClusterPass([question], None).errand(Shard(start=0, stop=3), None)
    assert errand.samples == {
        name: sha256(data).hexdigest() for name, data in {"0.png": b"first", "2.png": b"last"}.items()
    }
    assert ClusterPass([question], None).errand(Shard(start=1, stop=2), None).samples == {}
