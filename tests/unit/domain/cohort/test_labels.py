"""Label sets are two emotions or more, each once, with codes by position."""

from __future__ import annotations

import pytest

from audit.domain.cohort.labels import LABEL_SETS, NAMED_SETS, LabelSet
from audit.errors import UsageError


@pytest.mark.parametrize("emotions", [(), ("happy",), ("happy", "happy")])
def test_what_is_no_label_set_is_refused(emotions: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        LabelSet(emotions=emotions)


def test_every_named_set_is_one_of_the_ready_made_and_says_where_its_order_is_from() -> None:
    for name, named in NAMED_SETS.items():
        assert named.where.strip(), name
        assert named.first_code in (0, 1), name
        assert len(set(named.labels.emotions)) == len(named.labels)
    assert set(LABEL_SETS) <= set(NAMED_SETS)
