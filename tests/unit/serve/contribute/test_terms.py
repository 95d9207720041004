"""What a person agrees to."""

from __future__ import annotations

import pytest

from audit.errors import UsageError
from audit.serve.contribute.terms import PURPOSE, Terms


def test_terms_need_a_keeper_and_change_their_version_with_every_word() -> None:
    with pytest.raises(UsageError, match="--keeper"):
        Terms(keeper=" ")
    assert Terms(keeper="A").version != Terms(keeper="B").version


def test_what_is_agreed_to_names_who_keeps_the_pictures_and_the_consent_says_it_all() -> None:
    terms = Terms(keeper=" A. Keeper, Room 1. ")
    assert "They are kept by A. Keeper, Room 1." in terms.sentences
    assert PURPOSE in terms.sentences[0]
    assert len(terms.version) == 12
    assert terms.consent == f"given by each person on the page, terms {terms.version}: {' '.join(terms.sentences)}"


@pytest.mark.parametrize("keeper", ["", "  ", "A\nB", "A\x1b[31m"])
def test_a_keeper_is_a_line_that_can_be_read(keeper: str) -> None:
    with pytest.raises(UsageError, match="name who keeps contributed pictures"):
        Terms(keeper=keeper)
