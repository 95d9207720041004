"""What can be chosen in the parts by feature: every rate as the tables show it, every limit, names that cannot act."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from assets.audits import AUDITS, HOSTILE_NAMES, drawn, five_pictures, hostile, nothing, three_hundred, voted, waived
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.counts.metrics import METRICS
from audit.domain.wording.words import percent, shown, tenths
from audit.report import to_html
from audit.report.sections.groups import explorer
from audit.report.wording.lookup import Estimates

BLOCK = re.compile(r'<script type="application/json" id="explorer-data">(.*?)</script>', re.DOTALL)


def data(result) -> dict:
    """Return what the page gives the explorer."""
    return json.loads(BLOCK.search(to_html(result)).group(1))


def text_of(share: int | None) -> str:
    """Return tenths of a per cent as the page's script writes them."""
    if share is None:
        return "–"
    return {-1: "<\xa00.1\xa0%", 1001: ">\xa099.9\xa0%"}.get(share, f"{share / 10:.1f}\xa0%")


@given(st.floats(0, 1) | st.builds(lambda n, d: min(n, d) / d, st.integers(0, 5000), st.integers(1, 5000)))
def test_tenths_are_the_per_cent_the_tables_show(share) -> None:
    assert text_of(tenths(share)) == percent(share)


@pytest.mark.parametrize("name", ["drawn", "voted", "five-pictures", "nothing"])
def test_every_rate_of_every_group_is_there_as_the_tables_round_it(name) -> None:
    result = AUDITS[name]()
    found, given_data = Estimates(result), data(result)
    names = (*(feature.name for feature in result.features), *found.intersections)
    seen = 0
    for metric in given_data["metrics"]:
        emotions = result.labels.emotions if metric["per_emotion"] else (None,)
        for feature, views in zip(names, metric["by"], strict=True):
            for emotion, view in zip(emotions, views, strict=True):
                for i, group in enumerate(found.groups(feature)):
                    value, above, of, low, high = view["cells"][5 * i : 5 * i + 5]
                    estimate = found.of(metric["name"], emotion, group)
                    interval = estimate.interval
                    assert text_of(value) == percent(estimate.value)
                    assert of == estimate.support
                    assert above == (estimate.rate.numerator if estimate.rate else None)
                    assert (low, high) == (
                        (None, None) if interval is None else (tenths(interval.lower), tenths(interval.upper))
                    )
                    seen += 1
        seen += len(metric["overall"])
    assert seen == len(result.estimates)


def test_values_lie_on_their_axis_alone_and_with_all_emotions() -> None:
    for metric in data(voted())["metrics"]:
        for views, together in zip(metric["by"], metric["ticks"], strict=True):
            for view in views:
                shares = [cell for i, cell in enumerate(view["cells"]) if i % 5 in (0, 3, 4) and cell is not None]
                for ticks in (view["ticks"], together):
                    assert 10 * ticks[0] <= min(shares) <= max(shares) <= 10 * ticks[-1]


def test_hostile_names_can_neither_end_the_block_nor_come_back_changed() -> None:
    block = BLOCK.search(to_html(hostile())).group(1)
    assert not set("<>&") & set(block)
    feature = json.loads(block)["features"][0]
    whole = [whole or brief for brief, whole in zip(feature["groups"], feature["whole"], strict=True)]
    assert whole == [shown(name) for name in HOSTILE_NAMES]
    assert feature["key"] == "<svg/onload=alert(1)>_group"


def test_every_limit_says_its_verdict_and_what_it_allows_where_it_was_set() -> None:
    result, found = voted(), data(voted())
    assert len(found["limits"]) == len(result.findings) == 16
    of_angry = next(limit for limit in found["limits"] if limit["metrics"] == ["recall"] and limit["emotion"] == 0)
    assert of_angry["feature"] == 0
    told = "? INCONCLUSIVE: recall of “angry”, largest difference by ethnicity, at most 20 points"
    assert of_angry["text"] == told
    waived_until = data(waived())["limits"][0]["text"]
    assert waived_until.startswith("✖\ufe0e FAIL, waived until 2026-12-31: success rate, ")


def test_unknown_people_are_rings_unless_they_are_compared() -> None:
    result = voted()
    assert data(result)["features"][0]["unknown"] == [5]
    compared = replace(result, policy=replace(result.policy, include_unknown=True))
    assert data(compared)["features"][0]["unknown"] == []


def test_rates_that_cannot_be_say_why() -> None:
    metric = next(m for m in data(nothing())["metrics"] if m["name"] == "accuracy")
    assert metric["by"][0][0]["cells"] == [None, 0, 0, None, None] * 2
    assert metric["undefined"] == METRICS["accuracy"].undefined == "no scored picture"


def test_nobody_known_is_nothing_to_explore() -> None:
    result = five_pictures()
    alone = replace(result, features=(), findings=(), estimates=tuple(e for e in result.estimates if e.group is None))
    assert explorer.view(alone) is None
    assert "explorer" not in re.sub(r"<style>.*?</style>|<script>.*?</script>", "", to_html(alone), flags=re.DOTALL)


def test_hundreds_of_groups_keep_the_explorer() -> None:
    found = data(three_hundred())
    assert len(found["features"][0]["groups"]) == 300


def test_the_same_audit_gives_the_same_block() -> None:
    assert BLOCK.search(to_html(drawn())).group(1) == str(explorer.view(drawn()).as_json())
