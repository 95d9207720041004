"""Trainings of made pictures: vote shares to learn, and an interruption after the first epoch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest


def voted(data, share=0.7):
    """Return pictures learned as vote shares: so much for the emotion they show, the rest for the other."""
    return replace(data, shares=np.where(np.eye(2)[data.codes] == 1, share, 1 - share))


def interrupted(run, spec, folder):
    """Leave a training of which one epoch is done."""

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(spec, folder, stop)
