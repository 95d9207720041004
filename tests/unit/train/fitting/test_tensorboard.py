"""The course of a training for TensorBoard."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.keras


def test_tensorboard_can_read_every_figure_of_every_epoch(kit, run, spec_for, tmp_path):
    run(spec_for(epochs=2), tmp_path / "out", kit.fitting.network.tensorboard_log(tmp_path / "board"))
    (events,) = (tmp_path / "board").glob("events.out.tfevents.*")
    written = {
        (event.step, value.tag)
        for event in kit.backend.tf.compat.v1.train.summary_iterator(str(events))
        for value in event.summary.value
    }
    assert {(1, "loss"), (2, "loss"), (2, "validation_recall"), (2, "waited")} <= written
