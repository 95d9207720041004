"""The course of a training for TensorBoard; written by TensorFlow itself, so that TensorBoard need not be installed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from audit.errors import OutputError
from audit.train.backend import tf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audit.train.course.summary import EpochReport


def tensorboard_log(folder: Path) -> Callable[[EpochReport], None]:
    """Return what writes the figures of an epoch into a folder that `tensorboard --logdir` shows.

    A training that goes on after an interruption goes on in the same curves.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    try:
        writer = tf.summary.create_file_writer(str(folder))
    except tf.errors.OpError as error:
        raise OutputError(f"{folder}: could not be written for TensorBoard: {error.message}") from error

    def write(report: EpochReport) -> None:
        figures = {field.name: getattr(report.epoch, field.name) for field in fields(report.epoch)}
        step = figures.pop("epoch")
        with writer.as_default():
            for name, value in (figures | {"seconds": report.seconds, "waited": report.waited}).items():
                tf.summary.write(name, tf.constant(value, tf.float32), step=step, metadata=_scalar())
        writer.flush()

    return write


def _scalar() -> Any:  # noqa: ANN401 - TensorFlow publishes no types
    """Return what tells TensorBoard to draw a curve; `tf.summary.scalar` would need TensorBoard to write it."""
    metadata = tf.compat.v1.SummaryMetadata()
    metadata.plugin_data.plugin_name = "scalars"
    return metadata
