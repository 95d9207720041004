"""The scripts of `make simulate` run for many minutes and seldom: that all they need is there is tried each time."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

SCRIPTS = [path.stem for path in sorted(Path(__file__).parent.glob("*.py")) if not path.name.startswith("test_")]


@pytest.mark.parametrize("name", SCRIPTS)
def test_everything_a_simulation_needs_is_there(name: str) -> None:
    assert import_module(f"simulation.{name}").__doc__


def test_what_the_script_of_votes_sets_is_what_is_asked() -> None:
    """It lets ceilings of few votes be, to show why they are not given; a module without that name would not mind."""
    from simulation import vote_errors

    assert vote_errors.measured_votes.FEWEST_VOTES_FOR_CEILING == 5
