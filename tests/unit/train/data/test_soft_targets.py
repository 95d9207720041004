"""Soft targets from a table: which row is whose, what cannot be one, and what a picture is then learned as."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import FacePolicy
from audit.errors import InputError, UsageError

pytestmark = pytest.mark.keras

LABELS = LABEL_SETS["happy-sad"]
TABLE = "note,sad,image,happy\na,0.25,b.png,0.75\nb,1,a.png,0\nc,0.5,c.png,0.5\n"


@pytest.fixture
def read(kit, tmp_path):
    """Read pictures' soft targets from a table of this text."""

    def read(images, text=TABLE):
        path = tmp_path / "soft.csv"
        path.write_text(text)
        return kit.data.soft_targets.soft_targets(path, images, LABELS)

    return read


def test_rows_come_in_the_order_of_pictures_and_emotions(read):
    assert read(["a.png", "b.png"]).tolist() == [[0, 1], [0.75, 0.25]]


def test_rounded_shares_add_up_to_one(read):
    said = read(["a.png"], "image,happy,sad\na.png,0.3333,0.6664\n")
    assert said.sum() == pytest.approx(1, abs=1e-12)
    assert said[0, 0] == pytest.approx(0.3333 / 0.9997)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("image,happy\na.png,1\n", "has no column sad; soft targets need image and every emotion"),
        ("image,happy,sad\nb.png,1,0\n", "has no row for 1 of 1 pictures, first a.png"),
        ("image,happy,sad\na.png,1,0\na.png,1,0\n", "line 3: a.png stands here a second time"),
        ("image,happy,sad\na.png,0.7,0.7\n", "line 2: expected shares from 0 to 1 that add up to 1, found 0.7, 0.7"),
        ("image,happy,sad\na.png,-1,2\n", "line 2: expected shares"),
        ("image,happy,sad\na.png,much,0\n", "found much, 0"),
        ("image,happy,sad\na.png,nan,1\n", "found nan, 1"),
        ("image,happy,sad\na.png,1\n", "found 1, nothing"),
    ],
)
def test_a_table_that_cannot_be_is_refused_in_a_sentence(read, text, words):
    with pytest.raises(InputError, match=words.replace(".", r"\.")):
        read(["a.png"], text)


def test_a_table_that_is_not_here_says_so(kit, tmp_path):
    with pytest.raises(UsageError, match=r"soft\.csv: the soft targets of this recipe are not here; make them first"):
        kit.data.soft_targets.soft_targets(tmp_path / "soft.csv", ["a.png"], LABELS)


def test_pictures_are_trained_as_the_blend_and_validated_as_what_they_show(kit, spec_for, tmp_path):
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(tmp_path / name), np.full((16, 16), 90, np.uint8))
    (tmp_path / "soft.csv").write_text(TABLE)
    cohort = Cohort(
        id="made",
        title="made",
        labels=LABELS,
        declared=True,
        y_true=np.array([0, 1]),
        features=(),
        codes=np.empty((2, 0)),
        images=("a.png", "b.png"),
        root=tmp_path,
        sha256="0" * 64,
    )
    spec = spec_for(soft_targets=str(tmp_path / "soft.csv"), soft_share=0.4)
    whole = replace(spec, contract=replace(spec.contract, face=FacePolicy.WHOLE))
    data = kit.load_images(cohort, whole, spec.recipe)
    np.testing.assert_allclose(data.learned(2), [[0.6, 0.4], [0.3, 0.7]])
    assert data.targets(2).tolist() == [[1, 0], [0, 1]]
    (_, targets, _) = kit.data.batches.training_batches(data, whole, spec.recipe, 1)[0]
    assert sorted(targets[:, 0].tolist()) == pytest.approx([0.3, 0.6])
    assert data.taken(np.array([False, True])).learned(2).tolist() == [pytest.approx([0.3, 0.7])]
