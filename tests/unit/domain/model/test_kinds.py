"""Every kind of model is told by its ending, and says what brings it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.model.kinds import ENDINGS, EXTRAS, Kind, kind_of


@pytest.mark.parametrize(("ending", "kind"), ENDINGS.items())
def test_a_file_is_of_the_kind_of_its_ending(ending: str, kind: Kind) -> None:
    assert kind_of(Path(f"net{ending}")) is kind


def test_a_folder_is_a_saved_model_and_every_extra_is_of_a_kind() -> None:
    assert kind_of(Path("exported")) is Kind.SAVED_MODEL
    assert set(EXTRAS) < set(Kind)
