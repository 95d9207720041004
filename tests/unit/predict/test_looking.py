"""What is known is not asked: answers that were kept come back as they were, and only the others are asked about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.domain.cohort.cohort import PictureList
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.domain.keeping import Keeping
from audit.domain.model.model import ModelSpec
from audit.predict import journal_for
from audit.predict.answers import Answers, failed, nothing_said
from audit.predict.composed.ensemble import EnsembleClassifier, Voice
from audit.predict.looking import Looked, Shown, joined, looked_at, of_members, shown_to

LABELS = LabelSet(emotions=("happy", "sad"))
SMALL = InputContract(size=8, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)
BOXED = replace(SMALL, face=FacePolicy.BOX)
N = 600


class Counting:
    """Answers by brightness, has nothing to say about dark pictures, fails at bright ones; counts what it is shown."""

    labels = LABELS

    def __init__(self, most: int = 10**9, slow: int = 256) -> None:
        self.shown: list[int] = []
        self.most, self.asked_at_once = most, slow

    def answers(self, batch):
        self.shown.append(len(batch))
        if sum(self.shown) > self.most:
            raise KeyboardInterrupt
        share = batch.mean(axis=(1, 2, 3), dtype=np.float64) / 255
        outcomes = [failed("bright") if s > 0.9 else nothing_said("dark") if s < 0.1 else None for s in share]
        said = [Outcome.SCORED if each is None else each.outcome for each in outcomes]
        scored = np.array([each is None for each in outcomes])[:, None]
        return Answers(
            probabilities=np.where(scored, np.column_stack([share, 1 - share]), 0),
            outcomes=tuple(said),
            reasons=tuple("" if each is None else each.reason for each in outcomes),
        )

    def probabilities(self, batch):
        return self.answers(batch).probabilities


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> PictureList:
    """600 pictures of every brightness, one of which is none, one absent; every third without a face box."""
    root = tmp_path_factory.mktemp("pictures")
    for row in range(2, N):
        cv2.imwrite(str(root / f"{row}.png"), np.full((9, 9), row * 255 // N, np.uint8) + np.uint8(row % 2))
        if row % 2:
            data = (root / f"{row}.png").read_bytes()
            (root / f"{row}.png").write_bytes(data + bytes(str(row), "ascii"))  # each file has bytes of its own
    (root / "1.png").write_bytes(b"no picture")
    boxes = np.tile([0, 0, 9, 9], (N, 1))
    boxes[::3] = -1
    return PictureList(id="p", images=tuple(f"{row}.png" for row in range(N)), root=root, boxes=boxes)


def spec(name: str, contract: InputContract = SMALL) -> ModelSpec:
    return ModelSpec(
        id=name, title=name, labels=LABELS, contract=contract, weights=Path(f"{name}.onnx"), sha256=name.ljust(64, "0")
    )


def ask(pictures: PictureList, folder: Path, *asked: tuple[Counting, ModelSpec], fresh: bool = False) -> list[Looked]:
    with journal_for(Keeping(folder=folder, fresh=fresh)) as journal:
        shown = [each for who, what in asked for each in shown_to(who, what.contract, what, journal)]
        return looked_at(shown, pictures, np.arange(N))


def same(one: Looked, other: Looked) -> bool:
    return (
        one.outcomes.tolist() == other.outcomes.tolist()
        and one.probabilities.tobytes() == other.probabilities.tobytes()
        and (one.reasons, one.beside) == (other.reasons, other.beside)
    )


@pytest.mark.parametrize("contract", [SMALL, BOXED], ids=["whole", "boxed"])
def test_the_second_time_nobody_is_asked_but_who_failed(pictures, tmp_path, contract) -> None:
    first, second = Counting(), Counting()
    (alone,) = looked_at([Shown(classifier=Counting(), contract=contract)], pictures, np.arange(N))
    (said,) = ask(pictures, tmp_path, (first, spec("a", contract)))
    (again,) = ask(pictures, tmp_path, (second, spec("a", contract)))
    assert same(alone, said)
    assert same(said, again)
    failures = int((said.outcomes == Outcome.FAILED.code).sum())
    assert 30 < failures == sum(second.shown) < sum(first.shown)
    assert len(set(said.outcomes.tolist())) == 5 + (contract is BOXED)


def test_a_run_that_was_ended_goes_on_where_it_was(pictures, tmp_path) -> None:
    ended = Counting(most=300, slow=8)
    with pytest.raises(KeyboardInterrupt):
        ask(pictures, tmp_path, (ended, spec("a")))
    rest, whole = Counting(slow=8), Counting()
    (said,) = ask(pictures, tmp_path, (rest, spec("a")))
    (alone,) = ask(pictures, tmp_path / "other", (whole, spec("a")))
    assert same(said, alone)
    failures = int((alone.outcomes == Outcome.FAILED.code).sum())
    assert sum(rest.shown) <= sum(whole.shown) - 296 + failures


def test_fresh_asks_everybody_again(pictures, tmp_path) -> None:
    ask(pictures, tmp_path, (Counting(), spec("a")))
    again = Counting()
    ask(pictures, tmp_path, (again, spec("a")), fresh=True)
    assert sum(again.shown) == N - 2


def test_who_is_the_same_is_asked_once_and_others_for_themselves(pictures, tmp_path) -> None:
    ask(pictures, tmp_path, (Counting(), spec("a")))
    new, twin, known, framed = Counting(), Counting(), Counting(), Counting()
    found = ask(
        pictures,
        tmp_path,
        (new, spec("b")),
        (twin, spec("b")),
        (known, spec("a")),
        (framed, spec("a", BOXED)),
    )
    failures = int((found[0].outcomes == Outcome.FAILED.code).sum())
    assert (sum(new.shown), sum(twin.shown), sum(known.shown)) == (N - 2, 0, failures)
    assert 0 < sum(framed.shown) < N - 2
    assert same(found[0], found[1])
    assert same(found[0], found[2])


def test_another_box_is_another_question(pictures, tmp_path) -> None:
    ask(pictures, tmp_path, (Counting(), spec("a", BOXED)))
    again = Counting()
    assert pictures.boxes is not None
    moved = replace(pictures, boxes=np.where(pictures.boxes < 0, -1, pictures.boxes - np.array([0, 0, 1, 1])))
    ask(moved, tmp_path, (again, spec("a", BOXED)))
    assert sum(again.shown) == int((moved.boxes[2:, 2] >= 0).sum())


class Both(EnsembleClassifier):
    """Two members with answers of their own."""

    labels = LABELS

    def __init__(self, *members: tuple[Counting, ModelSpec]) -> None:
        self.voices = tuple(Voice(classifier=c, contract=s.contract, share=0.5, spec=s) for c, s in members)


def test_the_members_of_an_ensemble_have_answers_of_their_own(pictures, tmp_path) -> None:
    (alone,) = ask(pictures, tmp_path, (Counting(), spec("a")))
    known, other = Counting(), Counting()
    both = Both((known, spec("a")), (other, spec("b")))
    with journal_for(Keeping(folder=tmp_path)) as journal:
        shown = list(shown_to(both, SMALL, spec("both"), journal))
        parts = looked_at(shown, pictures, np.arange(N))
    assert sum(other.shown) == N - 2 > sum(known.shown)
    assert same(joined(both, iter(parts)), of_members(both, parts))
    assert same(parts[0], alone)


def test_a_picture_ends_as_it_did_for_the_first_member_that_has_no_answer() -> None:
    """Rows: all answer; the first, the second, both of them, in turn, have none."""
    scored, failure, silent = Outcome.SCORED.code, Outcome.FAILED.code, Outcome.NO_ANSWER.code
    both = Both((Counting(), spec("a")), (Counting(), spec("b")))
    said = [
        Looked(
            outcomes=np.array(ends),
            probabilities=np.array([[share, 1 - share] if end == scored else [0, 0] for end in ends]),
            reasons=tuple("" if end == scored else f"{name} {end}" for end in ends),
            beside=beside,
            against=against,
        )
        for name, share, ends, beside, against in (
            ("a", 0.9, [scored, failure, scored, failure], (0, 2, 0, 1), (0.5, np.nan, 0.7, 0.2)),
            ("b", 0.5, [scored, scored, silent, silent], (1, 0, 0, 3), (0.6, 0.1, 0.3, np.nan)),
        )
    ]
    found = of_members(both, said)
    assert found.outcomes.tolist() == [scored, failure, silent, failure]
    assert found.probabilities == pytest.approx(np.array([[0.7, 0.3], [0, 0], [0, 0], [0, 0]]))
    assert found.reasons == ("", f"a {failure}", f"b {silent}", f"a {failure}")
    assert found.beside == (1, 2, 0, 3)
    assert found.against == (0.5, 0.1, 0.3, 0.2)


def test_the_last_rows_are_told_when_they_are_done(pictures) -> None:
    told: list[tuple[int, int]] = []
    counting = Counting(slow=250)
    shown = Shown(classifier=counting, contract=SMALL)
    looked_at([shown], pictures, np.arange(N), lambda done, total: told.append((done, total, sum(counting.shown))))
    assert [each[:2] for each in told] == [(250, N), (500, N), (N, N)]
    assert told[-1][2] == N - 2
