"""Audits the tables of published_claims.toml and writes docs/explanation/published-claims.md: `make claims`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import audit
from audit.domain.sentences.finding import finding_sentence
from audit.domain.wording.words import number, percent, points
from audit.errors import FaultyFile, UsageError
from audit.files import write_whole

FACTS = Path(__file__).with_name("published_claims.toml")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "published-claims.md"

_HEAD = """# Published claims, judged again

<!-- Written by `make claims` from tests/showcase/published_claims.toml; edit that, not this. -->

Studies of emotion classifiers print how often groups of people are recognised, and seldom what the difference of two
such numbers is worth. A printed rate with the number of pictures behind it is a count, and counts are all that an audit
needs: [`emotion-audit run --counts`](../how-to/published-table.md) judges the table as if it were ours. Every table met
the limit that an audit has where none is given: success rates of two groups may differ by **10 points**. FAIL and PASS
are each wrong in at most 5 % of such audits.

The tables are those that could be read, with their figures, at a public source that is named. Most stand in
repositories of students and authors, or were counted from answers published there. Of tables that papers print, which
are behind pages this was not written from, there is none but the studies this project grew from. So this is no survey,
and says nothing of how often claims hold in general.
"""

_AFTER = """## What no table here can tell

* **Whose pictures they are.** Each picture counts as one of another person. Where several show one person, the true
  bounds are wider, so that a PASS here may be none; a FAIL of a wide gap over few people may be none either.
* **Who got no answer.** Pictures in which no face was found are in none of these tables.
* **What else differs.** Groups that show other emotions differ in their success rates for that reason alone.
* **Who said who belongs to a group.** Mostly one annotator, or another classifier.

Printed rates were held against their numbers of pictures first: a rate that no whole number of them gives is refused.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One published table with its audit; or the sentence with which it was refused."""

    claim: dict[str, Any]
    found: audit.Audit | None = None
    refusal: str = ""


def judged(claim: dict[str, Any]) -> Judged:
    """Return a published table, judged.

    Raises
    ------
    FaultyFile, UsageError
        When it is refused and its facts do not say so, or the other way round.
    """
    with TemporaryDirectory() as folder:
        table = Path(folder) / f"{claim['id']}.csv"
        table.write_text("\n".join(map(",".join, [claim["header"], *claim["rows"]])) + "\n", encoding="utf-8")
        crossed = [name for name in claim["header"] if name not in ("right", "rate", "total")]
        features = ",".join([*crossed, *(["*".join(crossed)] if len(crossed) > 1 else [])])
        try:
            found = audit.run_counts(table, features=features)
        except FaultyFile as refused:
            if not claim.get("refused"):
                raise
            return Judged(claim=claim, refusal=refused.faults[0].message)
    if claim.get("refused"):
        raise UsageError(f"{claim['id']} is no longer refused")
    return Judged(claim=claim, found=found)


def page() -> str:
    """Return the page."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    tables = [judged(claim) for claim in facts["claim"]]
    return "\n".join(
        [
            _HEAD,
            _summary(tables),
            *map(_section, tables),
            "## Tables that nobody can judge\n",
            "A rate without its number of pictures, or a gap without rates, can be quoted and not examined.\n",
            _untold(facts["untold"]),
            _AFTER,
        ]
    )


def _summary(tables: list[Judged]) -> str:
    verdicts = [str(each.found.verdict) for each in tables if each.found is not None]
    told = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in ("FAIL", "PASS", "INCONCLUSIVE"))
    refused = sum(bool(each.refusal) for each in tables)
    rows = [_row(each) for each in tables]
    head = "| table | pictures | groups | smallest | observed gap | true gap, by the bounds | verdict |"
    return "\n".join(
        [
            f"Of {len(tables)} tables: {told}; {refused} refused, because its numbers cannot be what was counted.",
            "",
            head,
            "|---|--:|--:|--:|--:|--:|---|",
            *rows,
            "",
        ]
    )


def _row(each: Judged) -> str:
    link = f"[{each.claim['title']}](#{each.claim['id']})"
    if each.found is None:
        return f"| {link} | | | | | | refused |"
    widest = _widest(each.found)
    bounds = widest.disparity.bounds
    verdict = f"**{each.found.verdict}**"
    images = sorted(each.confusion.total for each in each.found.result.counts.by(widest.criterion.features))
    gap = "–" if widest.disparity.value is None else f"{points(widest.disparity.value)} points"
    between = "–" if bounds is None else f"{points(bounds.lower)} to {points(bounds.upper)} points"
    total = each.found.result.counts.overall().total
    return f"| {link} | {number(total)} | {len(images)} | {number(images[0])} | {gap} | {between} | {verdict} |"


def _widest(found: audit.Audit) -> audit.Finding:
    return max(found.findings, key=lambda finding: finding.disparity.value or 0.0)


def _section(each: Judged) -> str:
    claim = each.claim
    lines = [
        f'<a id="{claim["id"]}"></a>',
        f"### {claim['title']}",
        "",
        f"*System:* {claim['system']}. *Source:* {claim['source']}. *Figures:* {claim['read']}.",
        "",
        f"*What is claimed:* {claim['said']}",
        "",
    ]
    if each.found is None:
        lines += [f"*Refused:* {each.refusal}.", ""]
    else:
        lines += ["*What the numbers support:*", ""]
        lines += [_supported(finding) for finding in each.found.findings]
        lines += ["", _groups(each.found), ""]
    if "beside" in claim:
        lines += [claim["beside"], ""]
    return "\n".join(lines)


def _supported(finding: audit.Finding) -> str:
    """Return what a limit found; where it stays open, which true gap such a test would find."""
    told, seen = f"* **{finding.verdict}**: {finding_sentence(finding)}", finding.disparity.prospects
    if finding.verdict is not audit.Verdict.INCONCLUSIVE or seen is None:
        return told
    power = f"found above the limit in {percent(seen.power, 0)} of such tests"
    if seen.detectable is None:
        return f"{told} With groups as small as these no gap, however wide, would be {power}."
    return f"{told} It takes a true gap of {points(seen.detectable)} points to be {power}."


def _groups(found: audit.Audit) -> str:
    features = [feature.name for feature in found.result.features]
    lines = []
    for name in features:
        shares = ", ".join(
            f"{each.group.text} {percent(each.confusion.correct / each.confusion.total)} "
            f"({number(each.confusion.correct)} of {number(each.confusion.total)})"
            for each in found.result.counts.by((name,))
        )
        lines.append(f"Right by {name}: {shares}.")
    return " ".join(lines)


def _untold(rows: list[dict[str, str]]) -> str:
    lines = ["| table | source | what is printed | what is missing |", "|---|---|---|---|"]
    lines += [f"| {row['title']} | {row['source']} | {row['said']} | {row['missing']} |" for row in rows]
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the page."""
    write_whole(PAGE, page())


if __name__ == "__main__":
    main()
