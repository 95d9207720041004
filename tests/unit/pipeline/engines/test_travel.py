"""What leaves this machine, and what another one has to be so that it answers as this one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.reading import AS_WRITTEN
from audit.domain.contract.detection import Detector
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.domain.model.model import Member, ModelSpec, OnnxTwin, OtherFile
from audit.pipeline.engines.shards import Question
from audit.pipeline.engines.travel import OURS, Home, asked_alone, from_the_root, to_travel
from audit.predict.worker.confined import FILES, NETWORK

BOTH = frozenset({FILES, NETWORK})


def spec_of(name: str, **said) -> ModelSpec:
    given = {"title": name, "labels": LABEL_SETS["happy-sad"], "contract": InputContract(size=8), "sha256": "a" * 64}
    return ModelSpec(id=name, weights=Path(f"{name}.onnx"), **(given | said))


def test_nobody_s_name_leaves_and_paths_do_not_depend_on_the_working_folder() -> None:
    people = replace(
        cohort_of([0, 1], [0, 1]), subjects=np.array([0, 1]), people_named=("Ada", "Bo"), root=Path("faces")
    )
    file = OtherFile(path=Path("more.bin"), sha256="b" * 64)
    spec = spec_of("net", onnx=OnnxTwin(path=Path("net2.onnx"), sha256="c" * 64), files=(file,), architecture=file)
    found = to_travel(Question(spec=spec, cohort=people))
    assert (found.cohort.people_named, found.cohort.reading) == ((), AS_WRITTEN)
    assert found.cohort.subjects.tolist() == [0, 1]
    places = (found.cohort.root, found.spec.weights, found.spec.onnx.path, found.spec.files[0].path)
    assert all(place.is_absolute() for place in (*places, found.spec.architecture.path))


def test_members_are_asked_each_for_itself() -> None:
    inner = spec_of("pair", members=(Member(spec=spec_of("b"), share=0.5), Member(spec=spec_of("c"), share=0.5)))
    whole = spec_of("all", members=(Member(spec=spec_of("a"), share=0.5), Member(spec=inner, share=0.5)))
    assert [each.id for each in asked_alone(whole)] == ["a", "b", "c"]
    assert all(each.weights.is_absolute() for each in asked_alone(from_the_root(whole)))


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({OURS: "1", "numpy": "2.0"}, ""),
        ({OURS: "2", "numpy": "2.0"}, "emotion-audit there is another one, so answers may be others"),
        ({OURS: "1", "numpy": "2.1"}, "numpy there is 2.1 and not 2.0"),
        ({OURS: "1"}, "numpy there is absent and not 2.0"),
    ],
)
def test_other_software_is_told(there, said) -> None:
    assert said in Home(software={OURS: "1", "numpy": "2.0"}).hindrance_at(Home(software=there))


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        (BOTH, BOTH, ""),
        (frozenset(), BOTH, ""),
        (None, None, ""),
        (
            BOTH,
            frozenset({FILES}),
            "keeps its network and other processes there, which this machine would take",
        ),
        (BOTH, frozenset(), "keeps its files and network and other processes there"),
        (BOTH, None, "vouch for the model (--trust)"),
    ],
)
def test_a_model_that_nobody_vouches_for_is_held_as_here_or_not_at_all(here, there, said) -> None:
    assert said in Home(software={}, taken=here).hindrance_at(Home(software={}, taken=there))


def test_only_what_nobody_vouches_for_needs_to_be_held() -> None:
    assert Home.of([spec_of("net")]).taken is not None
    assert Home.of([spec_of("net", trusted="a" * 64)]).taken is None
    assert {"numpy", "onnxruntime", OURS} <= Home.of([spec_of("net")]).software.keys()


def test_another_face_finder_is_told_though_the_model_names_none() -> None:
    specs = [spec_of("net", contract=InputContract(size=48))]
    here = Home.of(specs)
    assert "the face finder of model 'net'" in here.software
    there = Home.of([spec_of("net", contract=InputContract(size=48, detector=Detector.CASCADES))])
    assert "the face finder of model 'net' there is 'cascades' " in here.hindrance_at(there)
    assert here.hindrance_at(Home.of(specs)) == ""
    whole = Home.of([spec_of("net", contract=InputContract(size=48, face=FacePolicy.WHOLE))])
    assert not any("face finder" in name for name in whole.software)
