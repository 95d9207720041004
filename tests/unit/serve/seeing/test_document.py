"""The face as the network saw it: the very numbers, turned back into a picture."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.contract.input_contract import Colour, InputContract, Scale
from audit.images import to_input
from audit.serve.seeing.document import as_seen

PICTURE = np.random.default_rng(4).integers(0, 256, (16, 16, 3), np.uint8)


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("colour", [Colour.RGB, Colour.BGR])
def test_what_went_in_comes_out_whatever_scale_and_order(scale, colour) -> None:
    contract = InputContract(size=16, scale=scale, colour=colour)
    assert np.array_equal(as_seen(to_input(PICTURE, contract), contract), PICTURE)
