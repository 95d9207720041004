"""Entropy of shares."""

from __future__ import annotations

import numpy as np
import pytest

from audit.measure.rates.entropy import entropy_in_nats, normalised_entropy


def test_entropy_by_hand() -> None:
    # (.5, .5): log 2 / log 2 = 1; (.9, .1): (.9·.10536 + .1·2.30259) / .69315 = .469
    shares = np.array([[0.5, 0.5], [0.9, 0.1], [0.0, 1.0]])
    assert normalised_entropy(shares) == pytest.approx([1.0, 0.469, 0.0], abs=5e-4)
    assert entropy_in_nats(shares) == pytest.approx([0.6931, 0.3251, 0.0], abs=5e-5)
