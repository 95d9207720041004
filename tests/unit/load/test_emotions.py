"""Names of emotions: matched by spelling, suggested by meaning."""

from __future__ import annotations

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import UsageError
from audit.load.emotions import FAMILIES, common_name, expected, label_set, match


def test_every_word_of_the_ready_made_sets_is_the_first_of_its_family():
    words = {word for labels in LABEL_SETS.values() for word in labels.emotions}
    assert words == {family[0] for family in FAMILIES}
    assert all(common_name(word.upper()) == word for word in words)


def test_a_synonym_is_suggested_in_both_directions_but_never_matched():
    assert match("happiness", ["happy", "sad"]) is None
    assert expected("Happiness", ["happy", "sad"]).endswith("(did you mean 'happy'?)")
    assert expected("happy", ["happiness", "sadness"]).endswith("(did you mean 'happiness'?)")
    assert "did you mean" not in expected("hunger", ["happy", "sad"])


def test_spelling_alone_matches():
    assert match("  VERY  happy ", ["very happy"]) == "very happy"


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
