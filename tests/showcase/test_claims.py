"""The page of published claims is what its command writes today, and every figure of it has a source."""

from __future__ import annotations

import csv
import gzip
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


@pytest.mark.shared_data
@pytest.mark.parametrize("claim", [c for c in CLAIMS if c["id"].startswith("biased-heritage")], ids=lambda c: c["id"])
def test_what_was_counted_by_us_is_in_the_published_answers(claim, shared_data) -> None:
    name = f"stereo-{claim['id'].removeprefix('biased-heritage-')}-r0.csv.gz"
    with gzip.open(shared_data / "biased-heritage" / name, "rt", encoding="utf-8") as file:
        happy = [row for row in csv.DictReader(file) if row["label"] == "happy"]
    for gender, right, total in claim["rows"]:
        own = [row for row in happy if row["gender"] == gender]
        assert (sum(row["y_true"] == row["y_pred"] for row in own), len(own)) == (int(right), int(total))


def test_a_table_that_stops_being_refused_is_noticed() -> None:
    sound = next(claim for claim in CLAIMS if not claim.get("refused"))
    with pytest.raises(UsageError, match="no longer refused"):
        judged(sound | {"refused": True})
