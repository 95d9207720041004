"""How much a model may take: half of the machine, at most 16 GB, or what the person says."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.running.allowance import Allowance
from audit.errors import ModelRefused
from audit.predict.sizes.allowed import default_memory, memory_for, refuse_above


def spec(**said: object) -> ModelSpec:
    common = {"id": "m", "title": "m", "labels": LABEL_SETS["happy-sad"], "contract": InputContract(size=48)}
    return ModelSpec(**common, weights=Path("net.keras"), allowance=Allowance(**said))


def test_half_of_the_machine_up_to_a_bound() -> None:
    assert default_memory(8 << 30) == 4 << 30
    assert default_memory(256 << 30) == 16 << 30


def test_what_the_person_says_counts() -> None:
    assert memory_for(spec(memory=3 << 30)) == 3 << 30
    assert memory_for(spec()) == default_memory()


def test_more_than_that_is_refused_with_the_flag_that_allows_it() -> None:
    refuse_above(spec(memory=1 << 30), 1 << 30, "its network")
    with pytest.raises(
        ModelRefused, match=r"net\.keras: its network would take 20 GB of memory, allowed are 1 GB\..*--limit-memory"
    ):
        refuse_above(spec(memory=1 << 30), 20 << 30, "its network")
