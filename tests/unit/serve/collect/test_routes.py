"""The meter over HTTP: known cohorts alone, one limit or a policy, a sentence for what has no meter."""

from __future__ import annotations

import pytest
from assets.client import Client, form

LIMIT = {"cohort": "first-study", "feature": "age_group", "max_difference": "0.2", "rate": "0.7"}
POLICY = """
[[criteria]]
metric = "accuracy"
feature = "ethnicity"
limit = 0.2
[[criteria]]
metric = "accuracy"
feature = ["age_group", "ethnicity"]
limit = 0.2
"""


@pytest.fixture
def page(client: Client) -> Client:
    return Client(client.address, {"Origin": client.origin, "X-Page-Token": client.page_token()})


def metered(page: Client, **fields: str):
    body, kind = form(**{**LIMIT, **fields})
    return page.send("POST", "/collect/meter", body, **kind)


def test_one_limit_has_one_meter(page) -> None:
    (limit,) = metered(page).json["limits"]
    assert limit["title"] == "age group: success rate, difference of at most 0.2"
    assert [group["people"] for group in limit["groups"]] == [5] * 5


def test_a_policy_that_is_brought_has_a_meter_for_each_limit_and_says_which_has_none(page) -> None:
    found = metered(page, rules="brought", policy=POLICY, policy_name="mine.toml").json
    assert [limit["title"] for limit in found["limits"]] == ["ethnicity: success rate, difference of at most 0.2"]
    assert found["left_out"] == [
        "accuracy/age_group × ethnicity/difference: people are foretold for one feature, not for an intersection."
    ]


def test_only_known_cohorts_are_answered_for(page) -> None:
    assert page.get("/collect/features?cohort=first-study").json["features"] == ["age_group", "ethnicity"]
    assert page.get("/collect/features?cohort=../x").status == 400


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"cohort": "../x"}, "unknown cohort"),
        ({"max_difference": "2"}, "largest difference is a number between 0 and 1"),
        ({"rate": "x"}, "success rate is a number between 0 and 1"),
        ({"feature": "shoes"}, "has no feature 'shoes'"),
        ({"rules": "../../etc/passwd"}, "unknown policy"),
    ],
)
def test_what_cannot_be_metered_is_said(page, fields, words) -> None:
    reply = metered(page, **fields)
    assert reply.status == 400
    assert words in reply.json["error"]
