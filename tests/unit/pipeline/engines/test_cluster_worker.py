"""A worker says what hinders it in a sentence, and is ready again after it was started anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.load import find_model, load_cohort, load_model
from audit.pipeline.engines.cluster_worker import ClusterWorker
from audit.pipeline.engines.shards import Question
from audit.pipeline.engines.travel import (
    Brought,
    Errand,
    Hindrance,
    Home,
    Met,
    PictureKeys,
    node_name,
    samples_of,
    to_travel,
)
from audit.predict.journal.identity import name_of


@pytest.fixture
def errand(drawn_faces) -> Errand:
    cohort = replace(load_cohort(drawn_faces), declared=True)
    question = to_travel(Question(spec=load_model(find_model("happy-sad")), cohort=cohort))
    return Errand(questions=(question,), home=Home.of([question.spec]), has_pictures=True, known={})


def test_it_says_keys_first_and_asks_nothing_that_is_known(errand) -> None:
    worker = ClusterWorker()
    met, keys, brought = (
        worker.meet((errand.questions[0].spec,), errand.home),
        worker.keys(errand),
        worker.answers(errand),
    )
    assert isinstance(met, Met)
    assert isinstance(keys, PictureKeys)
    assert isinstance(brought, Brought)
    (name,) = met.shelves
    assert name == name_of(errand.questions[0].spec)
    new = dict(brought.kept[name].new)
    assert new.keys() == keys.keys  # of the picture that is absent there is none
    again = ClusterWorker().answers(replace(errand, known={name: new}))
    assert isinstance(again, Brought)
    assert again.kept[name].new == ()
    assert len(again.kept[name].made) == len(new)
    assert again.answers[0].said.probabilities.tobytes() == brought.answers[0].said.probabilities.tobytes()


def test_pictures_that_are_elsewhere_are_told(errand, tmp_path) -> None:
    question = errand.questions[0]
    moved = replace(question, cohort=replace(question.cohort, root=tmp_path / "none"))
    found = ClusterWorker().answers(replace(errand, questions=(moved,)))
    assert isinstance(found, Hindrance)
    assert f"there is no {tmp_path / 'none'} with the pictures" in found.sentence
    assert found.node == node_name()


def test_pictures_of_other_bytes_are_told(errand) -> None:
    cohort = errand.questions[0].cohort
    same = samples_of(cohort.root, cohort.images)
    assert same
    assert isinstance(ClusterWorker().answers(replace(errand, samples=same)), Brought)
    name = next(iter(same))
    found = ClusterWorker().keys(replace(errand, samples={**same, name: "0" * 64}))
    assert isinstance(found, Hindrance)
    assert f"'{name}' of {cohort.root} is another picture here" in found.sentence


def test_other_software_and_an_absent_model_are_told(errand, tmp_path) -> None:
    spec = errand.questions[0].spec
    found = ClusterWorker().meet((spec,), replace(errand.home, software={"numpy": "1.0"}))
    assert isinstance(found, Hindrance)
    assert "numpy there is" in found.sentence
    absent = replace(spec, weights=tmp_path / "net.onnx", onnx=None)
    found = ClusterWorker().meet((absent,), errand.home)
    assert isinstance(found, Hindrance)
    assert "net.onnx" in found.sentence
