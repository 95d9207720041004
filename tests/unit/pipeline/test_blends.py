"""Blends from a folder to dose and response, with a classifier whose answer is the brightness of the picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.results.blends import BlendKind, BlendPlan, DoseResponse
from audit.errors import InputError, UsageError
from audit.load import load_cohort
from audit.load.models.verify import Verified
from audit.pipeline import blend_cohort, blend_drawn

PLAN = BlendPlan(start="sad", end="happy", steps=5, resamples=100)


class Brightness:
    """Is as happy as the picture is bright."""

    labels = LABEL_SETS["happy-sad"]

    def probabilities(self, batch: np.ndarray) -> np.ndarray:
        happy = batch.mean(axis=(1, 2, 3)) / 255
        return np.column_stack([happy, 1 - happy])


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelSpec:
    """A declared model that needs no TensorFlow."""
    monkeypatch.setattr("audit.predict.load_classifier", lambda _spec: Brightness())
    monkeypatch.setattr("audit.load.verified", lambda spec: Verified(spec, "0" * 64))
    contract = InputContract(size=8, face=FacePolicy.BOX)
    return ModelSpec(id="bright", title="Bright", labels=Brightness.labels, contract=contract, weights=tmp_path / "w")


HEADER = "image,label,subject,place,x,y,width,height"
ROWS = (
    ("a.png,happy,ann,north,4,4,16,16", 204),
    ("b.png,sad,ann,north,4,4,16,16", 0),
    ("c.png,sad,ben,south,4,4,16,16", 51),
    ("d.png,sad,ben,south,4,4,16,16", 255),  # a second sad picture of ben: the first is taken
    ("e.png,happy,ben,north,8,8,8,8", 255),  # elsewhere, and half as large
    ("f.png,sad,cem,south,4,4,16,16", 0),
)


def cohort(folder: Path, rows: tuple[tuple[str, int], ...] = ROWS, header: str = HEADER) -> Cohort:
    for row, grey in rows:
        file = BytesIO()
        Image.fromarray(np.full((24, 24, 3), grey, np.uint8)).save(file, "PNG")
        (folder / row.split(",")[0]).write_bytes(file.getvalue())
    (folder / "manifest.csv").write_text("\n".join([header, *(row for row, _ in rows)]) + "\n")
    return load_cohort(folder)


@pytest.fixture
def found(tmp_path: Path, spec: ModelSpec) -> DoseResponse:
    """Dose and response of the folder above."""
    return blend_cohort(cohort(tmp_path), spec, PLAN, "emotion-audit blend")


def test_a_persons_curve_is_the_mixture_of_their_two_pictures(found: DoseResponse) -> None:
    # ann: 0 to 204 of 255 in quarters; ben: 51 to 255
    assert found.responses.end.tolist() == [
        pytest.approx([0, 0.2, 0.4, 0.6, 0.8]),
        pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0]),
    ]
    assert found.groups[0].slope.value == pytest.approx(0.8)
    assert found.kind is BlendKind.DISSOLVE


def test_who_lacks_a_picture_is_named_and_counted(found: DoseResponse) -> None:
    assert [(each.image, each.reason) for each in found.left_out] == [("f.png", "no happy picture of this person")]


def test_who_changes_group_between_the_pictures_is_in_neither_and_this_is_said(found: DoseResponse) -> None:
    assert found.responses.codes[:, 0].tolist() == [0, -1]
    assert [group.text for group in found.groups] == ["everybody", "north"]
    assert found.notes[-1] == "people whose two pictures are of different groups of a feature, counted in neither: 1"


def test_a_person_whose_picture_cannot_be_read_is_left_out_with_the_reason(tmp_path: Path, spec: ModelSpec) -> None:
    people = cohort(tmp_path)
    (tmp_path / "a.png").unlink()
    left = blend_cohort(people, spec, PLAN, "").left_out
    assert ("a.png", "missing file: no such file") in [(each.image, each.reason) for each in left]


def test_nobody_with_both_pictures_is_refused(tmp_path: Path, spec: ModelSpec) -> None:
    people = cohort(tmp_path, (ROWS[0], ROWS[5]))
    with pytest.raises(InputError, match=r"no person of whom a blend can be made \(no happy picture .*; no sad"):
        blend_cohort(people, spec, PLAN, "")


def test_a_cohort_that_does_not_name_people_is_refused(tmp_path: Path, spec: ModelSpec) -> None:
    rows = tuple((row.replace(",ann", "").replace(",ben", "").replace(",cem", ""), grey) for row, grey in ROWS)
    people = cohort(tmp_path, rows, HEADER.replace(",subject", ""))
    with pytest.raises(InputError, match="no column 'subject'"):
        blend_cohort(people, spec, PLAN, "")


@pytest.mark.parametrize("start", ["neutral", "hapy"])
def test_an_emotion_the_model_does_not_have_is_refused_with_those_it_has(spec: ModelSpec, start: str) -> None:
    plan = BlendPlan(start=start, end="happy")
    with pytest.raises(UsageError, match=f"--from {start}: the model 'bright' does not have it; expected one of happy"):
        blend_drawn(spec, plan, "", people=5)


def test_an_emotion_the_cohort_does_not_have_is_refused(tmp_path: Path, spec: ModelSpec) -> None:
    people = cohort(tmp_path, (("a.png,happy,ann,north,4,4,16,16", 1), ("b.png,fear,ann,north,4,4,16,16", 1)))
    with pytest.raises(UsageError, match=r"--from sad: the cohort .* does not have it; expected one of"):
        blend_cohort(people, spec, PLAN, "")


def test_drawn_people_are_all_there_whatever_is_classified_at_once(spec: ModelSpec) -> None:
    plan = BlendPlan(start="sad", end="happy", steps=101, resamples=10)
    done: list[int] = []
    found = blend_drawn(spec, plan, "", people=5, progress=lambda n, _: done.append(n))
    assert found.responses.end.shape == (5, 101)
    assert done == [1, 2, 3, 4, 5]
    assert found.responses.codes[:, 0].tolist() == [0, 1, 2, 3, 4]
    fewer = blend_drawn(spec, plan, "", people=3)
    assert np.array_equal(fewer.responses.end, found.responses.end[:3])
    assert fewer.provenance.cohort.sha256 != found.provenance.cohort.sha256
