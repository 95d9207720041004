"""Arrays inside frozen values cannot be written to, and are copied once."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.arrays import frozen


def test_a_frozen_array_is_a_copy_nobody_can_write_to() -> None:
    given = np.array([1, 2])
    kept = frozen(given, np.int64)
    given[0] = 9
    assert kept.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 9


def test_what_is_frozen_is_not_copied_again_but_a_view_of_something_writable_is() -> None:
    kept = frozen([1, 2], np.int64)
    assert frozen(kept, np.int64) is kept
    assert frozen(kept, np.float64) is not kept
    view = np.arange(4)[:2]
    view.setflags(write=False)
    assert frozen(view, np.int64) is not view
