"""What makes audits comparable and what does not, each respect in a sentence: nothing is compared in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.results.audits import pictures_key, rules_key
from audit.domain.wording.words import UNDEFINED, counted, joined, number, percent, quoted, short, shown
from audit.report.views import TEXT, Cell, Row, Sign, TableView

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from audit.domain.results.result import AuditResult
    from audit.report.sections.side_by_side.names import Named

ALIKE = Sign(mark="=", word="the same", tone="good")
PARTLY = Sign(mark="◐" + TEXT, word="partly", tone="half")
OTHER = Sign(mark="≠" + TEXT, word="not the same", tone="half")
UNTOLD = Sign(mark="?", word="not known", tone="open")

PAIRED = "Bounds on what changed picture by picture come from emotion-audit compare."


def likeness(audits: Sequence[Named]) -> TableView:
    """Return a table of the respects in which audits are alike or not, and what follows from it."""
    rows = (_pictures(audits), _emotions(audits), _groups(audits), _rules(audits), _confidence(audits))
    return TableView(
        id="likeness",
        caption="What the audits share, and what a reader must not compare",
        columns=tuple(Cell(text=text, tone="text") for text in ("Shared", "Respect", "What follows")),
        rows=tuple(row for row in (*rows, _software(audits)) if row is not None),
        kind="signed",
    )


def relation(first: Named, other: Named) -> str:
    """Return how a difference between two audits is to be read, in a few words."""
    if not alike_in(pictures_key, first.result, other.result):
        return "not paired: other pictures"
    if _images(first.result) != _images(other.result):
        return "not paired: other pictures of the cohort scored"
    if set(first.result.labels.emotions) != set(other.result.labels.emotions):
        return "same pictures, other emotions"
    return "same pictures: compare has bounds"


def alike_in(key: Callable[[AuditResult], Hashable], first: AuditResult, other: AuditResult) -> bool:
    """Return whether two audits are known to share something; what is not known is like nothing else."""
    return key(first) is not None and key(first) == key(other)


def _row(sign: Sign, respect: str, sentence: str) -> Row:
    return Row(
        head=Cell(text=sign.word, mark=sign.mark, tone=sign.tone),
        cells=(Cell(text=respect, tone="text"), Cell(text=sentence, tone="words")),
    )


def _kinds(audits: Sequence[Named], key: Callable[[AuditResult], Hashable]) -> list[list[Named]]:
    """Return the audits in parts that share something, in the order of the first of each."""
    found: dict[Hashable, list[Named]] = {}
    for place, each in enumerate(audits):
        value = key(each.result)
        found.setdefault(("unknown", place) if value is None else ("known", value), []).append(each)
    return list(found.values())


def _told(kinds: list[list[Named]], what: Callable[[AuditResult], str]) -> str:
    return "; ".join(f"{joined([each.text for each in kind])}: {what(kind[0].result)}" for kind in kinds)


def _pictures(audits: Sequence[Named]) -> Row:
    unknown = [each for each in audits if each.result.provenance.cohort.sha256 is None]
    kinds = _kinds(audits, pictures_key)
    if unknown:
        names = joined([each.text for each in unknown])
        return _row(
            UNTOLD,
            "Pictures",
            f"The manifest of {names} has no known hash, so nobody can tell whether the pictures are the same. "
            "Differences between audits are not paired: they may come from the pictures as well as from the model.",
        )
    if len(kinds) > 1:
        return _row(
            OTHER,
            "Pictures",
            f"{_told(kinds, _cohort)}. Differences between audits over other pictures are shown, but they are not "
            "paired: they may come from the pictures and the people in them as well as from the model.",
        )
    cohort = f"Every audit is over {_cohort(audits[0].result)}"
    scored = _scored(audits)
    if scored:
        return _row(PARTLY, "Pictures", f"{cohort}, but not every model scored the same pictures: {scored}")
    return _row(ALIKE, "Pictures", f"{cohort}. {PAIRED}")


def _cohort(result: AuditResult) -> str:
    source = result.provenance.cohort
    digest = shown((source.sha256 or UNDEFINED)[:12])
    title = shown(source.title or source.id)
    return f"{quoted(title)}, {counted(result.coverage.rows, 'row')}, SHA-256 {digest}…"


def _scored(audits: Sequence[Named]) -> str:
    """Return how many pictures each model scored, where that differs; else nothing."""
    scored = [_images(each.result) for each in audits]
    if len(set(scored)) == 1:
        return ""
    told = joined([f"{number(n)} by {each.text}" for n, each in zip(scored, audits, strict=True)])
    return f"{told}. Every rate is over its own, and differences between them are not paired."


def _images(result: AuditResult) -> int:
    return result.counts.overall().total


def _emotions(audits: Sequence[Named]) -> Row:
    kinds = _kinds(audits, lambda result: frozenset(result.labels.emotions))
    if len(kinds) == 1:
        return _row(ALIKE, "Emotions", f"Every model answers with the same {_emotion_names(audits[0].result)}.")
    return _row(
        OTHER,
        "Emotions",
        f"{_told(kinds, _emotion_names)}. To choose among few emotions is an easier task than among many: success "
        "rates of models with other emotions are not of one kind; hold each against its own baseline.",
    )


def _emotion_names(result: AuditResult) -> str:
    return f"{counted(len(result.labels), 'emotion')} ({joined([short(e) for e in result.labels.emotions])})"


def _groups(audits: Sequence[Named]) -> Row:
    kinds = _kinds(audits, lambda result: frozenset((f.name, frozenset(f.groups)) for f in result.features))
    if len(kinds) == 1:
        return _row(ALIKE, "Groups", f"Every audit has {_feature_names(audits[0].result)}.")
    return _row(
        OTHER,
        "Groups",
        f"{_told(kinds, _feature_names)}. Groups of one name stand in one row; a group that an audit does not have is "
        "left empty there.",
    )


def _feature_names(result: AuditResult) -> str:
    if not result.features:
        return "no sensitive feature"
    return joined([f"{quoted(f.name)} ({counted(len(f.groups), 'group')})" for f in result.features])


def _rules(audits: Sequence[Named]) -> Row:
    kinds = _kinds(audits, lambda result: rules_key(result.policy))
    waivers = _kinds(audits, lambda result: frozenset(result.policy.waivers))
    accepted = "" if len(waivers) == 1 else " Their waivers differ, and so may what the gate lets through."
    if len(kinds) == 1:
        return _row(ALIKE, "Rules", f"Every audit is judged by {_policy(audits[0].result)}.{accepted}")
    return _row(
        OTHER,
        "Rules",
        f"{_told(kinds, _policy)}. A verdict says what became of its own limits: compare limit by limit below, where "
        f"a limit that an audit did not have is left empty.{accepted}",
    )


def _policy(result: AuditResult) -> str:
    policy = result.policy
    unknown = ", unknown groups compared" if policy.include_unknown else ""
    least = f", groups of {number(policy.min_support)} pictures or more" if policy.min_support > 1 else ""
    return f"{quoted(policy.title)}, {counted(len(policy.criteria), 'rule')}{least}{unknown}"


def _confidence(audits: Sequence[Named]) -> Row:
    kinds = _kinds(audits, lambda result: result.policy.confidence)
    if len(kinds) == 1:
        share = percent(audits[0].result.policy.confidence, 0)
        return _row(ALIKE, "Confidence", f"Every interval and bound holds with {share} confidence.")
    told = _told(kinds, lambda result: percent(result.policy.confidence, 0))
    return _row(
        OTHER,
        "Confidence",
        f"{told}. Intervals and bounds of more confidence are wider at the same number of pictures.",
    )


def _software(audits: Sequence[Named]) -> Row | None:
    kinds = _kinds(audits, _version)
    if len(kinds) == 1:
        return None
    return _row(
        OTHER,
        "Software",
        f"{_told(kinds, lambda result: str(_version(result)))}. A measure may be worked out otherwise in another "
        "version: its changelog says so; run the audits again with one version where it matters.",
    )


def _version(result: AuditResult) -> str:
    own = next((v.version for v in result.provenance.versions if v.package == "emotion-audit"), UNDEFINED)
    return f"emotion-audit {shown(own)}"
