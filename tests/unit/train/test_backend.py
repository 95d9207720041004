"""The one import of Keras for training."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.keras


@pytest.fixture
def machine(kit, monkeypatch, tmp_path):
    """Pretend a machine: its GPUs, and what Linux says of its processors; None where it says nothing."""

    def pretend(devices, processors):
        listed = tmp_path / "cpuinfo"
        if processors is not None:
            listed.write_text(processors)
        monkeypatch.setattr(kit.backend, "_PROCESSORS", listed)
        monkeypatch.setattr(kit.backend.tf.config, "list_physical_devices", lambda _: devices)

    return pretend


@pytest.mark.parametrize(
    ("devices", "processors", "expected"),
    [
        ([], None, "float32"),
        ([], "flags : fpu avx512_bf16 amx_tile\n", "float32"),
        ([], "flags : fpu amx_bf16 amx_tile\n", "bfloat16"),
        (["a GPU"], None, "bfloat16"),
    ],
)
def test_auto_precision_is_bfloat16_where_a_machine_has_units_for_it(kit, machine, devices, processors, expected):
    machine(devices, processors)
    assert kit.backend.precision_here("auto") == expected
    assert kit.backend.precision_here("float32") == "float32"


def test_a_precision_that_is_declared_is_taken_whatever_the_machine(kit, machine):
    machine([], None)
    assert kit.backend.precision_here("bfloat16") == "bfloat16"
