"""A training in progress on disk: gone on with where it is the same, refused where it is another."""

from __future__ import annotations

import errno
from dataclasses import replace

import numpy as np
import pytest
from assets.trainings import interrupted, voted

from audit.domain.model.model import Output
from audit.errors import OutputError, UsageError
from audit.train.course.history import Epoch

pytestmark = pytest.mark.keras


def test_a_checkpoint_of_another_recipe_is_not_gone_on_with(run, spec_for, tmp_path):
    interrupted(run, spec_for(), tmp_path)
    with pytest.raises(UsageError, match=r"had another recipe, .* to go on after its epoch 1"):
        run(spec_for(dropout=0.3), tmp_path)


def test_a_damaged_checkpoint_is_refused_in_a_sentence(run, spec_for, tmp_path):
    interrupted(run, spec_for(), tmp_path)
    path = tmp_path / "checkpoint" / "progress.npz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(UsageError, match=r"not a checkpoint that can be read; remove .*checkpoint to begin anew"):
        run(spec_for(), tmp_path)


def test_a_checkpoint_of_other_votes_is_not_gone_on_with(kit, made, spec_for, tmp_path):
    def stop(_):
        raise KeyboardInterrupt

    spec, checked = spec_for(target="votes"), voted(made(32, 2))
    with pytest.raises(KeyboardInterrupt):
        kit.fitting.network.train(spec, voted(made(96, 1)), checked, tmp_path, report=stop)
    with pytest.raises(UsageError, match=r"had another recipe, other pictures or votes, .* after its epoch 1"):
        kit.fitting.network.train(spec, voted(made(96, 1), 0.8), checked, tmp_path, report=stop)


def test_a_full_disk_is_told_and_the_last_whole_epoch_stays(kit, run, spec_for, tmp_path, monkeypatch):
    whole = run(spec_for(), tmp_path / "whole")
    saved, save = [], np.savez

    def full(*given, **arrays):
        saved.append(given)
        if len(saved) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        save(*given, **arrays)

    monkeypatch.setattr(kit.fitting.checkpoint.np, "savez", full)
    with pytest.raises(OutputError, match=r"progress\.npz: could not be written: the disk is full"):
        run(spec_for(), tmp_path / "full")
    resumed = run(spec_for(), tmp_path / "full")
    assert (resumed.resumed_after, resumed.weights.sha256) == (2, whole.weights.sha256)


EPOCH = Epoch(
    epoch=1,
    loss=1.0,
    accuracy=0.5,
    validation_loss=1.0,
    validation_accuracy=0.5,
    validation_recall=0.5,
    validation_precision=0.5,
    validation_called=2,
)


def test_what_is_saved_comes_back_to_the_last_bit(kit, tmp_path):
    checkpoint = kit.fitting.checkpoint
    rng = np.random.default_rng(0)
    progress = checkpoint.Progress(
        fingerprint="same",
        history=(EPOCH, replace(EPOCH, epoch=2)),
        best=EPOCH,
        seconds=1.5,
        waited=0.25,
        variables=tuple(rng.normal(size=size).astype(np.float32) for size in [(3, 2), (), (12,), *[(1,)] * 9]),
        best_weights=(np.arange(3),),
    )
    checkpoint.save_progress(tmp_path, progress)
    found = checkpoint.load_progress(tmp_path, "same")
    assert (found.history, found.best, found.seconds, found.waited) == (progress.history, EPOCH, 1.5, 0.25)
    for saved, read in ((progress.variables, found.variables), (progress.best_weights, found.best_weights)):
        assert len(saved) == len(read)  # also beyond the tenth, in their order
        assert all(
            np.array_equal(one, other) and one.dtype == other.dtype for one, other in zip(saved, read, strict=True)
        )
    assert checkpoint.load_progress(tmp_path / "elsewhere", "other") == checkpoint.Progress(fingerprint="other")


def test_everything_that_decides_a_training_is_in_its_fingerprint(kit, made, spec_for):
    spec, training, validation = spec_for(), made(8, 1), made(4, 2)

    def of(spec=spec, training=training, validation=validation, start=None):
        return kit.fitting.checkpoint.fingerprint_of(spec, spec.recipe, training, validation, start=start)

    others = [
        of(spec_for(seed=1)),
        of(replace(spec, contract=replace(spec.contract, margin=0.1))),
        of(replace(spec, output=Output.LOGITS)),
        of(training=made(8, 3)),
        of(training=replace(training, codes=1 - training.codes)),
        of(training=voted(training)),
        of(validation=made(4, 3)),
        of(start="ab" * 32),
    ]
    assert of() == of()
    assert len({of(), *others}) == 1 + len(others)
    assert of(replace(spec, title="another title")) == of()  # what a model is called decides nothing
