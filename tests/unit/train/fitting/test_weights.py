"""The weights file and its declaration."""

from __future__ import annotations

import pytest

from audit.errors import UsageError

pytestmark = pytest.mark.keras


def test_a_trained_model_is_written_as_keras(kit, spec_for, tmp_path):
    spec = spec_for()
    with pytest.raises(UsageError, match=r"written as \.keras, found weights = 'weights.h5'"):
        kit.fitting.weights.publish_weights(spec, spec.recipe, [], tmp_path / "weights.h5")
