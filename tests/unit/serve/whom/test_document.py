"""What loaded audits say about a group: rates as the report has them, groups without pictures, audits of others."""

from __future__ import annotations

import pytest
from assets.audits import AUDITS

from audit.serve.whom.audits import About, ShownAudit
from audit.serve.whom.document import audits_document


@pytest.mark.parametrize("name", AUDITS)
def test_every_group_of_every_audit_has_its_counts_and_a_sentence(name) -> None:
    result = AUDITS[name]()
    (found,) = audits_document([ShownAudit(result=result, about=About.SAME, model="m")])["audits"]
    for axis, feature in enumerate(result.features):
        assert [group["name"] for group in found["features"][axis]["groups"]] == list(feature.groups)
        pictures = sum(group["pictures"] for group in found["features"][axis]["groups"])
        assert pictures == found["overall"]["pictures"]
        for group in found["features"][axis]["groups"]:
            assert group["sentence"].startswith("Right for " if group["pictures"] else "No picture")


def test_five_of_eight_are_said_with_their_interval() -> None:
    result = AUDITS["five-pictures"]()
    (found,) = audits_document([ShownAudit(result=result, about=About.SAME, model="m")])["audits"]
    group = next(group for feature in found["features"] for group in feature["groups"] if group["pictures"])
    share = f"{100 * group['right'] / group['pictures']:.1f}\xa0%"
    assert (
        f"{share} of such pictures here ({group['right']} of {group['pictures']}; 95\xa0% interval "
        in group["sentence"]
    )
