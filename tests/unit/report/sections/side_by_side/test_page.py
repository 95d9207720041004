"""Several audits in one page: its numbers are those of the single reports, and nothing is compared in silence."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from assets.audits import AUDITS, HOSTILE_NAMES, drawn, five_each, five_pictures, hostile, nothing, voted

from audit.domain.results.audits import Audits, Unread
from audit.report.pages.audits import audits_document, audits_page, write_audits
from audit.report.sections.front import answer_page, header
from audit.report.sections.groups import classification, groups
from audit.report.sections.side_by_side import named, view


def made(result, *, created: str | None = None, cohort: str | None = None, **model):
    """Return an audit of another model, cohort or day."""
    source = result.provenance
    changed = replace(
        source,
        model=replace(source.model, **model),
        created=created or source.created,
        cohort=replace(source.cohort, sha256=cohort) if cohort else source.cohort,
    )
    return replace(result, provenance=changed)


def page_of(*results, unread: tuple[Unread, ...] = ()):
    return view(Audits(results=results, unread=unread))


def texts(table) -> dict[str, tuple[str, ...]]:
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def test_a_model_alone_has_its_id_for_a_name() -> None:
    assert [each.text for each in named((made(drawn(), id="one"), made(drawn(), id="two")))] == ["one", "two"]


@pytest.mark.parametrize(
    ("others", "names"),
    [
        ([{"sha256": "12" * 32}], ["m · abababab", "m · 12121212"]),
        ([{"created": "2026-04-02T00:00:00+00:00"}], ["m · 2026-03-01", "m · 2026-04-02"]),
        (
            [{"created": "2026-03-01T12:00:01+00:00"}],
            ["m · 2026-03-01 12:00:00", "m · 2026-03-01 12:00:01"],
        ),
        (
            [{"created": "2026-04-02T00:00:00+00:00", "sha256": "12" * 32}],
            ["m · abababab · 2026-03-01", "m · 12121212 · 2026-04-02"],
        ),
        ([{"cohort": "99" * 32}], ["m · made cdcdcdcd", "m · made 99999999"]),
        ([{}, {}], ["m · no. 1", "m · no. 2", "m · no. 3"]),
        ([{}, {"sha256": "12" * 32}], ["m · abababab · no. 1", "m · abababab · no. 2", "m · 12121212"]),
        ([{"sha256": None}], ["m · abababab", "m · no file to hash"]),
    ],
)
def test_audits_of_one_model_are_told_apart_by_what_differs(others, names) -> None:
    first = made(drawn(), id="m")
    assert [each.text for each in named((first, *(made(first, **other) for other in others)))] == names


def test_every_name_is_used_once_whatever_the_ids() -> None:
    results = [made(drawn(), id=name) for name in (*HOSTILE_NAMES, *HOSTILE_NAMES, "x" * 301)]
    names = [each.text for each in named(results)]
    assert len(set(names)) == len(names) == 21


def test_success_rates_answers_and_recalls_are_those_of_the_single_reports() -> None:
    results = (made(drawn(), id="first"), made(voted(), id="second"))
    page = page_of(*results)
    for place, result in enumerate(results):
        single = classification.view(result)
        share = re.search(r"[\d.]+\xa0%", single.sentences[0]).group()
        assert page.rates.rows[place].cells[2].text == share
        answered = page.answers.rows[place].cells
        assert answered[0].text == header.view(result).verdict.word
        for cell, card in zip(answered[1:], answer_page.view(result).cards, strict=True):
            assert cell.text == card.sign.word
            assert cell.note.startswith(card.answer.number if card.answer.number != "–" else "not measured")
        recall = {row.head.text: row.cells[place].note for row in page.recalls.rows}
        for emotion, row in zip(result.labels.emotions, result.counts.overall().cells, strict=True):
            place_on_diagonal = result.labels.code(emotion)
            assert recall[emotion] == f"{row[place_on_diagonal]:,} of {row.sum():,}"


def test_rates_of_groups_are_those_of_the_single_report_on_one_scale() -> None:
    results = (made(drawn(), id="first"), made(drawn(), id="second"), made(voted(), id="third"))
    page = page_of(*results)
    assert [feature.title for feature in page.features][:3] == ["age group", "skin tone", "glasses"]
    age = page.features[0]
    single = groups.view(drawn()).features[0]
    by_name = {lane.measure.name: lane.measure.text for lane in single.rates.lanes}
    assert len(age.charts) == 2
    for chart in age.charts:
        assert {lane.measure.name: lane.measure.text for lane in chart.lanes} == by_name
        assert [lane.measure.name for lane in chart.lanes] == list(drawn().features[0].groups)
        assert chart.ticks == age.charts[0].ticks
    assert "1 audit of 3 without this feature: third." in age.sentence
    assert "not the same people" not in age.sentence
    assert len(page.features) == 6  # three, then ethnicity, gender and their intersection


def test_groups_of_one_name_over_other_pictures_are_not_called_the_same_people() -> None:
    first = five_each("gender", {"female": 3, "male": 2})
    second = made(five_each("gender", {"female": 1, "other": 2}), id="second", cohort="99" * 32)
    (feature,) = page_of(first, second).features
    assert "not the same people in each" in feature.sentence
    assert texts(feature.table) == {
        "female": ("60\xa0%", "20\xa0%"),
        "male": ("40\xa0%", "–"),
        "other": ("–", "40\xa0%"),
    }
    assert [lane.measure.text for lane in feature.charts[1].lanes][1] == "no such group"


def respects(*results) -> dict[str, tuple[str, str]]:
    """Return what the table of likeness says: respect → sign and sentence."""
    return {row.cells[0].text: (row.head.text, row.cells[1].text) for row in page_of(*results).likeness.rows}


def test_audits_alike_in_everything_are_said_to_be() -> None:
    said = respects(drawn(), made(drawn(), id="other"))
    assert {sign for sign, _ in said.values()} == {"the same"}
    assert list(said) == ["Pictures", "Emotions", "Groups", "Rules", "Confidence"]
    assert "emotion-audit compare" in said["Pictures"][1]


OTHER = [
    ("Pictures", made(drawn(), cohort="99" * 32), "they are not paired"),
    ("Emotions", voted(), "easier task than among many"),
    ("Groups", voted(), "“ethnicity” (6 groups) and “gender” (2 groups)"),
    ("Rules", voted(), "four limits"),
    ("Confidence", replace(drawn(), policy=replace(drawn().policy, confidence=0.9)), "90\xa0%"),
]


@pytest.mark.parametrize(("respect", "other", "words"), OTHER)
def test_what_is_not_alike_is_said(respect, other, words) -> None:
    sign, sentence = respects(drawn(), made(other, id="other"))[respect]
    assert sign == "not the same"
    assert words in sentence


def test_a_manifest_without_a_hash_is_like_no_other() -> None:
    unknown = replace(
        drawn(), provenance=replace(drawn().provenance, cohort=replace(drawn().provenance.cohort, sha256=None))
    )
    sign, sentence = respects(unknown, made(unknown, id="other"))["Pictures"]
    assert sign == "not known"
    assert "nobody can tell" in sentence
    assert page_of(unknown, made(unknown, id="other")).rates.rows[1].cells[-1].note == "not paired: other pictures"


def test_another_version_of_the_software_is_named() -> None:
    versions = tuple(replace(v, version="9.9") for v in drawn().provenance.versions)
    newer = made(replace(drawn(), provenance=replace(drawn().provenance, versions=versions)), id="newer")
    assert "emotion-audit 9.9" in respects(drawn(), newer)["Software"][1]


def test_a_difference_says_whether_it_is_paired() -> None:
    fewer = five_each("gender", {"female": 3, "male": 2})
    page = page_of(
        fewer,
        made(five_each("gender", {"female": 4, "male": 2}), id="same"),
        made(fewer, id="other", cohort="99" * 32),
        made(nothing(), id="none"),
    )
    last = [row.cells[-1] for row in page.rates.rows]
    assert [cell.text for cell in last] == ["–", "+10", "0", "–"]
    assert [cell.note for cell in last[:3]] == [
        "the first",
        "same pictures: compare has bounds",
        "not paired: other pictures",
    ]


def test_models_that_scored_other_pictures_of_one_cohort_are_not_paired() -> None:
    first = five_each("gender", {"female": 3, "male": 2})
    half = five_each("gender", {"female": 3})
    half = made(replace(half, coverage=first.coverage), id="half")
    sign, sentence = respects(first, half)["Pictures"]
    assert sign == "partly"
    assert "10 by made-model and 5 by half" in sentence
    assert page_of(first, half).rates.rows[1].cells[-1].note == "not paired: other pictures of the cohort scored"


def test_limits_stand_in_rows_and_one_that_an_audit_lacks_is_left_empty() -> None:
    page = page_of(drawn(), made(five_pictures(), id="other"))
    rows = {row.head.text: [cell.text for cell in row.cells] for row in page.limits.rows}
    assert rows == {
        "success rate, largest difference by age group": ["FAIL", "–"],
        "success rate, largest difference by glasses": ["INCONCLUSIVE", "–"],
        "success rate, largest difference by ethnicity": ["–", "INCONCLUSIVE"],
        "success rate, largest difference by skin tone": ["PASS", "–"],
    }
    single = answer_page.view(drawn()).gate.rows[0]
    found, bounds = (cell.text for cell in single.cells[1:3])
    assert page.limits.rows[0].cells[0].note == f"{found}, bounds {bounds}"


def test_a_limit_of_another_size_is_another_row() -> None:
    (criterion,) = five_pictures().policy.criteria
    (finding,) = five_pictures().findings
    loose = replace(criterion, limit=0.5)
    other = replace(
        five_pictures(),
        policy=replace(five_pictures().policy, criteria=(loose,)),
        findings=(replace(finding, criterion=loose),),
    )
    assert [row.head.note for row in page_of(five_pictures(), made(other, id="x")).limits.rows] == [
        "at most 20 points",
        "at most 50 points",
    ]


def test_labels_of_other_models_have_rows_of_their_own() -> None:
    rows = texts(page_of(drawn(), made(voted(), id="seven")).recalls)
    assert set(rows) == {*drawn().labels.emotions, *voted().labels.emotions}
    assert rows["fear"][0] == "–"
    assert rows["fear"][1] != "–"


def test_measures_of_mixed_emotions_stand_where_they_are_and_nowhere_else() -> None:
    page = page_of(made(drawn(), id="no votes"), made(voted(), id="votes"), made(five_pictures(), id="decisions"))
    rows = {row.head.text: row.cells for row in page.mixed.rows}
    spearman = rows["Rank correlation of entropies"]
    assert spearman[0].note == "no annotator votes"
    assert spearman[1].text == f"{voted().mixed.votes.spearman:.2f}"
    assert spearman[2].note == "decisions only, no probabilities"
    assert page_of(five_pictures()).mixed is None


def test_of_more_than_twelve_audits_the_newest_stand_side_by_side_and_all_are_listed() -> None:
    results = [made(five_pictures(), id=f"m{i}", created=f"2026-03-{28 - i:02d}T00:00:00Z") for i in range(14)]
    page = page_of(*results)
    assert len(page.audits.rows) == 14
    assert [row.head.text for row in page.rates.rows] == [f"m{i}" for i in range(12)]
    assert "The newest 12 stand side by side; 2 older audits" in page.sentences[1]


def test_files_that_are_no_audits_are_named_in_page_and_document() -> None:
    unread = (Unread(path="reports/<b>x</b>/audit.json", reason="not valid JSON"),)
    audits = Audits(results=(drawn(),), unread=unread)
    assert "reports/&lt;b&gt;x&lt;/b&gt;/audit.json: not valid JSON" in audits_page(audits)
    document = json.loads(audits_document(audits))
    assert document["unread"] == [{"path": "reports/<b>x</b>/audit.json", "reason": "not valid JSON"}]
    assert document["audits"][0]["exit_status"] == 1


def test_of_very_many_files_that_are_no_audits_some_are_counted() -> None:
    unread = tuple(Unread(path=f"{i}", reason="empty") for i in range(70))
    assert page_of(drawn(), unread=unread).unread[-1] == "20 more files; audits.json names all"


class Tags(HTMLParser):
    """Elements of a page with the names of their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, [name for name, _ in attrs]))


def acting_parts(text: str) -> list[str]:
    """Return elements and attributes that run or load something."""
    found = Tags(text).found
    elements = [tag for tag, _ in found if tag in ("script", "img", "b", "iframe", "object", "form")]
    return elements + [name for _, names in found for name in names if name.startswith("on")]


@pytest.fixture(scope="module")
def everything() -> str:
    return audits_page(
        Audits(results=tuple(made(function(), id=name) for name, function in AUDITS.items() if name != "sixty"))
    )


def test_the_page_of_every_kind_of_audit_runs_no_script_and_has_ids_once(everything) -> None:
    assert "<script" not in everything
    assert "default-src &#39;none&#39;; script-src ;" in everything
    ids = re.findall(r' id="([^"]+)"', everything)
    assert len(ids) == len(set(ids))
    for name in ("aria-labelledby", "aria-describedby"):
        assert set(re.findall(rf'{name}="([^"]+)"', everything)) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', everything)) <= set(ids)
    assert everything.count("<table") == everything.count("<caption")


def test_headings_never_skip_a_level(everything) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", everything)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_no_name_becomes_an_element_or_acts_in_a_template(everything) -> None:
    assert not acting_parts(everything)
    assert "{{ 7*7 }}" in everything
    assert "\u202e" not in everything


def test_a_page_of_twelve_large_audits_stays_small() -> None:
    large = five_each("region", {f"region {i:02d}": 3 for i in range(60)})
    text = audits_page(Audits(results=tuple(made(large, id=f"m{i}") for i in range(12))))
    assert "The charts show the first 30 of 60 groups; the table has all." in text
    assert len(text.encode()) < 600_000


def test_the_same_audits_give_the_same_bytes(tmp_path) -> None:
    audits = Audits(results=(drawn(), made(hostile(), id="other")))
    written = write_audits(audits, tmp_path / "new")
    assert written.index.read_text(encoding="utf-8") == audits_page(audits)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["audits.json", "index.html"]
