"""From choice to gallery: pictures that cannot be opened are counted, bytes are kept, heat maps averaged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of, predictions_of
from PIL import Image

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort import pictures as domain
from audit.domain.cohort.pictures import Gallery, Pair, PictureMode, PictureWish
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.domain.results.result import Source
from audit.pipeline import Scored, gallery_of

WRONG = [0.1, 0.9]
SHOWN = PictureWish(mode=PictureMode.SHOWN)


class Looker:
    """Explains every picture with the same map, and keeps what it was asked."""

    stage = "maps"

    def __init__(self) -> None:
        self.asked: list[int] = []

    def heat_maps(self, batch, codes):
        self.asked += codes.tolist()
        heat = np.zeros((len(batch), 3, 3))
        heat[:, 0, 0] = 1
        return heat


@pytest.fixture
def scored_of(tmp_path):
    """Write so many noisy pictures and return wrong answers about all of them."""

    def make(pictures: int, missing: int = 0, codes: list[int] | None = None) -> Scored:
        rng, rows = np.random.default_rng(0), pictures + missing
        for i in range(pictures):
            Image.fromarray(rng.integers(0, 256, (64, 64, 3)).astype(np.uint8)).save(tmp_path / f"{i}.png")
        cohort = replace(cohort_of([0] * rows, codes or [0] * rows), root=tmp_path, consent="asked")
        return Scored(
            answered=AnsweredCohort.as_counted(cohort, predictions_of([WRONG] * rows)),
            source=Source(id="m", title="m", sha256=None),
            contract=InputContract(size=16, face=FacePolicy.WHOLE),
        )

    return make


def test_off_reads_nothing_and_makes_nothing(scored_of) -> None:
    assert gallery_of(scored_of(0, missing=3), PictureWish()) is None


def test_pictures_come_with_what_was_said_and_the_cohort_s_consent(scored_of) -> None:
    gallery = gallery_of(scored_of(2), SHOWN)
    assert [picture.case.image for picture in gallery.pictures] == ["0.png", "1.png"]
    assert all(picture.thumbnail[8:12] == b"WEBP" and picture.heat is None for picture in gallery.pictures)
    assert (gallery.mode, gallery.consent, gallery.mean_heat, gallery.explained) == (PictureMode.SHOWN, "asked", (), "")


def test_blurred_pictures_are_others_and_smaller(scored_of) -> None:
    scored = scored_of(1)
    (shown,) = gallery_of(scored, SHOWN).pictures
    (blurred,) = gallery_of(scored, PictureWish(mode=PictureMode.BLURRED)).pictures
    assert len(blurred.thumbnail) < len(shown.thumbnail) / 2


def test_what_cannot_be_opened_is_counted(scored_of) -> None:
    gallery = gallery_of(scored_of(2, missing=3), SHOWN)
    assert len(gallery.pictures) == 2
    assert [(each.outcome, each.images) for each in gallery.unseen] == [(Outcome.MISSING_FILE, 3)]
    assert gallery.beyond == 0


def test_the_number_is_kept(scored_of) -> None:
    assert len(gallery_of(scored_of(5), PictureWish(mode=PictureMode.SHOWN, most=3)).pictures) == 3


def test_the_bytes_are_kept_and_what_goes_beyond_is_counted(scored_of, monkeypatch) -> None:
    scored = scored_of(4)
    one = gallery_of(scored, PictureWish(mode=PictureMode.SHOWN, most=1)).size
    monkeypatch.setattr(
        "audit.pipeline.pictures.Gallery", lambda **fields: Gallery(**fields, most_bytes=int(2.5 * one))
    )
    gallery = gallery_of(scored, SHOWN)
    assert len(gallery.pictures) == 2
    assert gallery.beyond == 2
    assert gallery.size <= gallery.most_bytes


def test_heat_maps_are_of_the_predicted_emotion_and_averaged_by_group(scored_of) -> None:
    codes = [0] * 12 + [1] * 3
    looker = Looker()
    gallery = gallery_of(scored_of(15, codes=codes), replace(SHOWN, most=2, explain=True), explainer=looker)
    assert set(looker.asked) == {1}
    assert all(picture.heat is not None for picture in gallery.pictures)
    (mean,) = gallery.mean_heat  # group b has 3 pictures, fewer than 10
    assert (mean.group.text, mean.images, mean.of) == ("a", 12, 12)
    assert mean.heat.tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert domain.LEAST_AVERAGED == 10
    assert gallery.explained == "maps"


def test_a_picture_gone_since_is_in_no_mean(scored_of) -> None:
    gallery = gallery_of(scored_of(11, missing=2), replace(SHOWN, explain=True), explainer=Looker())
    assert [(mean.images, mean.of) for mean in gallery.mean_heat] == [(11, 13)]
    assert gallery.unseen[0].images == 2


def test_the_same_pictures_give_the_same_bytes(scored_of) -> None:
    scored = scored_of(3)
    assert gallery_of(scored, SHOWN) == gallery_of(scored, SHOWN)


def test_a_person_answered_wrong_and_right_is_a_pair_while_both_can_be_opened(scored_of, tmp_path) -> None:
    scored = scored_of(6)
    cohort = replace(scored.answered.cohort, y_true=np.array([0, 1] * 3), subjects=np.array([0, 0, 1, 1, 2, 2]))
    scored = replace(scored, answered=AnsweredCohort.as_counted(cohort, predictions_of([WRONG] * 6)))
    assert gallery_of(scored, SHOWN).pairs == (Pair(wrong=0, right=1), Pair(wrong=2, right=3), Pair(wrong=4, right=5))
    (tmp_path / "3.png").unlink()
    assert gallery_of(scored, SHOWN).pairs == (Pair(wrong=0, right=1), Pair(wrong=4, right=5))
