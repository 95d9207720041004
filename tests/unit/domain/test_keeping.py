"""How much is kept has bounds."""

from __future__ import annotations

import pytest

from audit.domain.keeping import MOST_MEGABYTES, NOTHING_KEPT, Keeping
from audit.errors import UsageError


def test_answers_are_kept_unless_somebody_says_otherwise() -> None:
    assert Keeping() == Keeping(on=True, folder=None, fresh=False, megabytes=MOST_MEGABYTES)
    assert not NOTHING_KEPT.on


@pytest.mark.parametrize("size", [0, -1, 10**7])
def test_a_size_that_cannot_be_is_refused(size) -> None:
    with pytest.raises(UsageError, match=r"--journal-size is 1 to 1,000,000 MB, found"):
        Keeping(megabytes=size)
