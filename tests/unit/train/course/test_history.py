"""What each epoch brought, and which one's weights are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.train.course.history import Epoch, write_history
from audit.train.course.validation import Validation

FIRST = Epoch(
    epoch=1,
    loss=1.5,
    accuracy=0.5,
    validation_loss=1.25,
    validation_accuracy=0.6,
    validation_recall=0.55,
    validation_precision=1 / 3,
    validation_called=2,
)


def test_an_epoch_is_made_of_both_its_pictures():
    checked = Validation(loss=1.25, accuracy=0.6, recall=0.55, precision=1 / 3, called=2)
    assert Epoch.of(1, loss=1.5, accuracy=0.5, checked=checked) == FIRST


@pytest.mark.parametrize(
    ("accuracy", "loss", "better"),
    [(0.61, 9.0, True), (0.59, 0.0, False), (0.6, 1.24, True), (0.6, 1.25, False), (0.6, 1.26, False)],
)
def test_more_right_is_better_and_of_equals_the_lower_loss(accuracy: float, loss: float, better: bool):
    other = replace(FIRST, validation_accuracy=accuracy, validation_loss=loss)
    assert other.better_than(FIRST) is better


def test_the_first_is_better_than_none():
    assert FIRST.better_than(None)


def test_epochs_are_written_as_a_table(tmp_path):
    path = tmp_path / "history.csv"
    write_history(path, [FIRST, replace(FIRST, epoch=2)])
    head, first, second = path.read_text().splitlines()
    assert head.startswith("epoch,loss,accuracy,validation_loss,validation_accuracy,")
    assert first == "1,1.500000,0.500000,1.250000,0.600000,0.550000,0.333333,2"
    assert second.startswith("2,")
    write_history(path, [])
    assert path.read_text() == head + "\n"
