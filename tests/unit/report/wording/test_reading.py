"""Whatever is not counted, or was read otherwise than written, stands beside the verdict in every channel."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from assets.audits import HAPPY_SAD, audited, cohort, drawn
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.cli.audits.publish import show
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import OUTCOMES, Predictions
from audit.domain.cohort.reading import INDEPENDENT, Reader, Reading, Remark, Treatment
from audit.domain.decision.findings import ExitStatus, Verdict
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.results.result import AuditResult
from audit.report import to_document, to_html, to_junit, to_summary, workflow_commands
from audit.report.sections.front.limits import cannot_tell

REMARKS = tuple(
    Remark(treatment=treatment, sentence=f"a remark that is {treatment.value}", by=Reader.MANIFEST)
    for treatment in Treatment
)
DOUBT = Remark(treatment=Treatment.DOUBTED, sentence="the order is in doubt", by=Reader.AUDIT, blocks=True)


def page_one(text: str) -> str:
    return html.unescape(re.search(r"<header>.*?</header>", text, re.DOTALL)[0])


def system_out(text: str) -> str:
    return fromstring(text).find("testsuite/system-out").text


def stored(text: str) -> str:
    return "\n".join(remark["sentence"] for remark in json.loads(text)["reading"]["remarks"])


def terminal(result: AuditResult) -> str:
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as out:
        show(result)
    return out.getvalue()


CHANNELS = {
    "terminal": terminal,
    "page one": lambda result: page_one(to_html(result)),
    "summary.md": to_summary,
    "junit.xml": lambda result: system_out(to_junit(result)),
    "audit.json": lambda result: "\n".join(
        r["sentence"] for r in json.loads(to_document(result))["reading"]["remarks"]
    ),
    "annotation": lambda result: workflow_commands(result)[-1],
}
QUICK = tuple(channel for channel in CHANNELS if channel != "page one")


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_remark_stands_beside_the_verdict(channel) -> None:
    text = CHANNELS[channel](replace(drawn(), reading=Reading(remarks=REMARKS))).casefold()
    for remark in REMARKS:
        assert remark.sentence in text


def test_nothing_is_said_where_all_was_read_as_written() -> None:
    assert "Not counted" not in terminal(scored([0] * 40))


def scored(outcomes: list[int]) -> AuditResult:
    """Return the audit of rows that ended so."""
    n, ended = len(outcomes), np.array(outcomes)
    people = cohort(
        HAPPY_SAD, np.arange(n) % 2, [SensitiveFeature(name="g", groups=("a", "b"))], (np.arange(n) // 2 % 2)[:, None]
    )
    predicted = np.where(ended == 0, np.arange(n) % 2, -1)
    predictions = Predictions(labels=HAPPY_SAD, predicted=predicted, outcomes=ended)
    result = audited(people, predictions, one_limit_per_feature((("g",),)))
    return replace(result, reading=result.told)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, len(OUTCOMES) - 1), min_size=8, max_size=60))
def test_scored_and_named_outcomes_make_all_rows_in_every_channel(outcomes) -> None:
    result = scored([0, 0, 0, 0, *outcomes])
    rows = result.coverage.rows
    for channel in QUICK:
        text = CHANNELS[channel](result)
        named = [int(n) for n in re.findall(rf"(\d+) of {rows} rows are not counted", text)]
        assert sum(named) + result.counts.overall().total == rows, channel


def test_a_doubt_keeps_the_gate_shut_whatever_the_limits_say() -> None:
    kept = scored([0] * 2000)
    assert kept.decision.exit_status is ExitStatus.PASSED
    doubted = replace(kept, reading=Reading.of(DOUBT))
    assert (doubted.decision.verdict, doubted.decision.exit_status) == (Verdict.INCONCLUSIVE, ExitStatus.INCONCLUSIVE)
    assert DOUBT.sentence in doubted.decision.sentence
    assert fromstring(to_junit(doubted)).get("failures") == "1"
    assert [line for line in workflow_commands(doubted) if line.startswith("::error")]


def test_independent_probabilities_are_marked_as_not_comparable() -> None:
    remark = Remark(treatment=Treatment.RESCALED, sentence=INDEPENDENT, by=Reader.PREDICTIONS)
    marked = cannot_tell(replace(drawn(), reading=Reading.of(remark)))
    assert [text for text in marked if "beside other classifiers" in text]
    assert not [text for text in cannot_tell(drawn()) if "beside other classifiers" in text]
