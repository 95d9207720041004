"""Label sets by name and by list, and messages about words that fit none."""

from __future__ import annotations

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import UsageError
from audit.load.emotions import expected, label_set, settled_by


def test_a_word_that_is_not_matched_gets_the_likeliest_label() -> None:
    assert expected("hapy", ["happy", "sad"]).endswith("(did you mean 'happy'?)")
    assert "did you mean" not in expected("hunger", ["happy", "sad"])


def test_what_settles_left_over_words_can_be_typed() -> None:
    text = settled_by(["none", "very sad"])
    assert "--label-map none=LABEL,'very sad=LABEL'" in text
    assert "--leave-out none,'very sad'" in text


def test_label_sets_by_name_and_by_list():
    assert label_set("fer7") is LABEL_SETS["fer7"]
    assert label_set(" sad,happy ").emotions == ("sad", "happy")
    assert label_set(["a", "b"]).emotions == ("a", "b")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("fer8", "did you mean 'fer"),
        ("happy", "two emotions"),
        ("happy,", "empty"),
        ("happy,HAPPY", "once"),
        ([], "two"),
    ],
)
def test_what_is_no_label_set_is_refused(names, words):
    with pytest.raises(UsageError, match=words):
        label_set(names)
