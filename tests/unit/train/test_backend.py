"""The one import of Keras for training."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.keras


def test_auto_precision_is_bfloat16_where_there_is_a_gpu_and_float32_elsewhere(kit, monkeypatch):
    for devices, expected in (([], "float32"), (["a GPU"], "bfloat16")):
        monkeypatch.setattr(kit.backend.tf.config, "list_physical_devices", lambda _, found=devices: found)
        assert kit.backend.precision_here("auto") == expected
        assert kit.backend.precision_here("float32") == "float32"


def test_a_precision_that_is_declared_is_taken_whatever_the_machine(kit, monkeypatch):
    monkeypatch.setattr(kit.backend.tf.config, "list_physical_devices", lambda _: [])
    assert kit.backend.precision_here("bfloat16") == "bfloat16"
