"""The page of published claims is what its command writes today, and every figure of it has a source."""

from __future__ import annotations

import tomllib

import pytest
from showcase.write_claims import FACTS, PAGE, judged, page

from audit.errors import UsageError

CLAIMS = tomllib.loads(FACTS.read_text(encoding="utf-8"))["claim"]


def test_the_page_is_what_make_claims_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "type: make claims"


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim["id"] for claim in CLAIMS])
def test_each_table_names_its_source_and_how_it_was_read(claim: dict[str, object]) -> None:
    assert all(str(claim[key]).strip() for key in ("title", "system", "source", "read", "said"))


def test_a_table_that_stops_being_refused_is_noticed() -> None:
    sound = next(claim for claim in CLAIMS if not claim.get("refused"))
    with pytest.raises(UsageError, match="no longer refused"):
        judged(sound | {"refused": True})
