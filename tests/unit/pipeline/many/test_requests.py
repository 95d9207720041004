"""Several audits at once: what is shared is read once, and one that cannot run does not end the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.domain.cohort.choices import ReadingChoices
from audit.domain.cohort.emotions import LabelMap
from audit.domain.decision.limits import Limits
from audit.errors import AuditError
from audit.pipeline import AuditRequest, run_request, run_requests
from audit.pipeline.many import requests

ROWS = [(f"{i}.png", ("happy", "sad")[i % 2], "fm"[i // 20]) for i in range(40)]


@pytest.fixture
def places(tmp_path):
    cohort, right, wrong = tmp_path / "people.csv", tmp_path / "right.csv", tmp_path / "wrong.csv"
    cohort.write_text("image,label,g\n" + "\n".join(map(",".join, ROWS)))
    right.write_text("image,predicted\n" + "\n".join(f"{image},{label}" for image, label, _ in ROWS))
    wrong.write_text("image,predicted\nelsewhere.png,happy\n")
    return cohort, right, wrong


def test_each_ends_as_it_does_alone_and_a_cohort_is_read_once(places, monkeypatch) -> None:
    cohort, right, wrong = places
    read, load = [], requests.cohort_of
    monkeypatch.setattr(requests, "cohort_of", lambda *asked: read.append(asked) or load(*asked))
    choices = ReadingChoices()
    first = AuditRequest(cohort=cohort, answers=right, choices=choices)
    asked = [
        first,
        AuditRequest(cohort=cohort, answers=wrong, choices=choices),
        replace(first, limits=Limits(max_difference=0.9)),
        replace(first, limits=Limits(features=(("age",),))),
        replace(first, cohort=cohort.with_name("absent.csv")),
    ]
    ended = run_requests(asked)
    assert [each.audited is not None for each in ended] == [True, False, True, False, False]
    assert len(read) == 2
    for each in ended:
        if each.audited is not None:
            alone = run_request(each.request).result
            assert each.audited.result.findings == alone.findings
            assert each.audited.result.reading == alone.reading
        else:
            with pytest.raises(AuditError) as caught:
                run_request(each.request)
            assert str(each.error) == str(caught.value)


def test_a_word_that_one_of_several_cohorts_has_is_met(places, tmp_path) -> None:
    cohort, right, _ = places
    other = tmp_path / "other.csv"
    other.write_text(cohort.read_text().replace("happy", "merry"))
    choices = ReadingChoices(label_map=LabelMap({"merry": "happy"}))
    asked = [AuditRequest(cohort=place, answers=right, choices=choices) for place in (cohort, other)]
    assert [each.error for each in run_requests(asked)] == [None, None]
    unmet = ReadingChoices(label_map=LabelMap({"jolly": "happy"}))
    (ended,) = run_requests([AuditRequest(cohort=cohort, answers=right, choices=unmet)])
    assert "--label-map names 'jolly'" in str(ended.error)
