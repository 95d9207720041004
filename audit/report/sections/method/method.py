"""Method and reproduction: what every number means, how limits are judged, how to make this report again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import METRICS, NOTIONS, find_metric
from audit.domain.decision.choices import DecideOn, OnInconclusive, Promise
from audit.domain.sentences.naming import criterion_title, limit_text
from audit.domain.wording.words import UNDEFINED, counted, percent, shown
from audit.report.questions.rules import RULES
from audit.report.sections.method import waivers
from audit.report.views import Cell, Fact, Row, TableView, headings

if TYPE_CHECKING:
    from audit.domain.contract.detection import FaceFinder
    from audit.domain.decision.disparities import Bounds
    from audit.domain.results.result import AuditResult, Source

_RULE = (
    "Every group's rate gets exact one-sided bounds (Clopper & Pearson 1934). The bound of a difference that can "
    "show a limit exceeded keeps each rate's distance to its own bound, squared and added (Newcombe 1998; Zou "
    "& Donner 2008). The bound that can show it kept is the worst over all ways to split its error between the two "
    "rates. Near 0 % or 100 % squaring and adding would promise too much.",
    "A limit is exceeded when the lower bound of the largest gap lies above it, with the error shared by all pairs of "
    "groups and all limits (Bonferroni). It is kept when the upper bound lies below it; this needs no sharing, because "
    "every pair has to keep it (intersection-union; Berger 1982). Otherwise the data cannot tell. For a ratio or a "
    "lowest rate, where the limit is a least value, the two bounds change places.",
    "A group that drops out of a comparison without the policy asking for it never lets a limit be kept.",
    "Several pictures of one person tell less than pictures of different people. Counts are divided by the design "
    "effect 1 + (m − 1)ρ of their group (Rao & Scott 1992). m is the pictures a person has, ρ how far they are alike, "
    "taken one standard error above its estimate.",
    "An average over emotions, or a rate pooled over strata, is bounded as a share of as many "
    "pictures as would be equally uncertain (Korn & Graubard 1998). Its variance is the jackknife's, or the strata's.",
    "A notion of fairness made of several metrics is exceeded when any of them is, which share its error, and kept "
    "when all are. Its mean over emotions is bounded by the mean of their bounds.",
    "Intervals beside single rates are Wilson's (1927); they are shown, and no limit is judged by them.",
)
_MIXED = (
    "Softmax entropy is the entropy of a picture's probabilities divided by the logarithm of the number of emotions, 0 "
    "to 1. Vote entropy is the same of its annotators' votes (Barsoum et al. 2016).",
    "A classifier is held against pictures with two votes or more. Its intervals are percentiles of 500 resamples of "
    "pictures, or of people with all their pictures, expanded where these are few (Hesterberg 2015). A measure of "
    "fewer than ten pictures, or of fewer than ten ambiguous or ten clear ones, is not shown.",
    "A panel is half of each picture's annotators, drawn at random ten times: its vote shares stand for the "
    "probabilities and are held against the other half. The ceiling of the rank correlation is the square root of "
    "the panel's, stepped up to all votes (Spearman 1910; Brown 1910), for 50 pictures or more. That of the other "
    "measures is what pictures' true vote shares would reach. They are drawn ten times from what the votes leave "
    "likely (a mixture of Dirichlet distributions fitted to all pictures; Minka 2000) and held against votes drawn "
    "from them. With fewer than five votes for each picture there is no ceiling: it would be off by up to .13.",
    "Probabilities are held against votes and label in ten bins of equal width (expected calibration error: Naeini, "
    "Cooper & Hauskrecht 2015). A temperature, where the model declares one, divides its logits (Guo et al. 2017).",
)
_COHORT = (
    "The cohort itself is measured as Dominguez-Catena, Paternain & Galar (2024) propose for datasets of expressions, "
    "on every row of the manifest with a known group. Let p be the share of a group, H = −Σ p ln p and R the "
    "groups with pictures. Effective number of groups exp(H) (Jost 2006); evenness H / ln R (Pielou 1966); normalised "
    "standard deviation sd(p) · R / √(R − 1). Imbalance: pictures of the largest group for each of the smallest.",
    "Groups and emotions: chi-square is that of the table of g groups and e emotions that have pictures, n of them. "
    "Cramér's V is √(chi-square / n / (min(g, e) − 1)) (Cramér 1946), without continuity correction. For groups "
    "that do not differ the mean of its square is (max(g, e) − 1) / (n − 1), and not 0. Its root stands beside as what "
    "chance gives; the corrected V takes that part off (Bergsma 2013). Theil's U is the share of the entropy of "
    "the emotions that the group takes away, normalised mutual information I / H(group, emotion).",
    "Cell by cell: normalised pointwise mutual information ln(p(g, e) / p(g) p(e)) / −ln p(g, e) (Bouma 2009), −1 "
    "without a picture. Ducher's Z: the excess p(g, e) − p(g) p(e) over the largest one these shares allow (Ducher et "
    "al. 1994). The p-value and the cells that stand out come from up to 999 random tables of the same totals. Chance "
    "deals people, each with all pictures, out to the groups: pictures of one person are not taken for independent "
    "ones. A cell stands out when its adjusted residual (Haberman 1973) is larger than the largest of all cells in "
    "95 % of these tables. Five pictures or more have to be expected in it.",
    "The gap the mix of labels alone makes: each group's success rate with the recalls of all pictures in place of its "
    "own (direct standardisation; Kitagawa 1955).",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """The section.

    Attributes
    ----------
    metrics
        Definition, formula and source of every metric.
    rules, errors
        How limits are judged; how the error is shared, in sentences.
    policy
        The criteria as set.
    waivers
        What was accepted for a while; None where nothing was.
    policy_facts
        The rest of the policy.
    answer_rules
        When an answer is yes, no, partly or cannot tell.
    mixed, cohort
        How mixed emotions and the cohort itself are measured.
    command
        The command line.
    sources, versions
        Hashes; packages.
    """

    metrics: TableView
    rules: tuple[str, ...]
    errors: str
    policy: TableView
    waivers: TableView | None
    policy_facts: tuple[Fact, ...]
    answer_rules: tuple[Fact, ...]
    mixed: tuple[str, ...]
    cohort: tuple[str, ...]
    command: str
    sources: TableView
    versions: TableView


def view(result: AuditResult) -> MethodView:
    """Return the section of an audit."""
    return MethodView(
        metrics=_metrics(),
        rules=_RULE,
        errors=_errors(result),
        policy=_policy(result),
        waivers=waivers.view(result),
        policy_facts=_policy_facts(result),
        answer_rules=tuple(Fact(term=question, text=rule) for question, rule in RULES),
        mixed=_MIXED,
        cohort=_COHORT,
        command=shown(result.provenance.command),
        sources=_sources(result),
        versions=_versions(result),
    )


def _metrics() -> TableView:
    return TableView(
        id="metrics",
        caption="Metrics",
        columns=headings("Metric", "Definition", "Formula", "Undefined when", "Source"),
        rows=tuple(
            Row(
                head=Cell(text=metric.title, tone="text"),
                cells=tuple(
                    Cell(text=text, tone="words")
                    for text in (metric.definition, metric.formula, metric.undefined, metric.source)
                ),
            )
            for metric in (METRICS | NOTIONS).values()
        ),
        kind="words",
        note="TP, FP, FN and TN are true and false positives and negatives of one emotion against all others.",
    )


def _errors(result: AuditResult) -> str:
    bounds = [f.disparity.bounds for f in result.findings if f.disparity.bounds is not None]
    if not bounds:
        return "No limit could be judged, so no error was spent."
    family, fewest = max(b.family for b in bounds), min(b.family for b in bounds)
    kept = _error_pair(bounds[0], minimum=_minimum(result))[1]
    error = (1 - result.policy.confidence) * (1 if result.series is None else result.series.share)
    passing = f"The error of a wrong PASS is {_error(kept)} for each and need not be shared."
    if result.policy.promise is Promise.CRITERION:
        return f"Each limit has an error of a wrong FAIL of its own, {_error(error)}{_of_look(result)}. {passing}"
    shared = f"The error of a wrong FAIL, {_error(error)} for the whole policy{_of_look(result)}, is shared by"
    halves = _halves(result)
    each = halves or f"{counted(family, 'limit')}: {_error(error / family)} for each"
    last = "" if halves else f", {_error(error / fewest)} at last"
    stepped = f". What fails hands its part on to the others (Holm 1979){last}"
    return f"{shared} {each}{stepped if fewest < family else ''}. {passing}"


def _halves(result: AuditResult) -> str:
    """Return how primary limits and the others share the error of FAIL; empty where all limits are alike."""
    judged = [f.criterion.primary for f in result.findings if f.disparity.bounds is not None]
    primary, others = sum(judged), len(judged) - sum(judged)
    if not primary or not others:
        return ""
    return f"{counted(primary, 'primary limit')}, half of it, and {counted(others, 'other limit')}, the other half"


def _of_look(result: AuditResult) -> str:
    """Return which part of the error of a series is that of this look; nothing for an audit by itself."""
    if result.series is None:
        return ""
    whole = _error(1 - result.policy.confidence)
    return f" at look {result.series.number} ({percent(result.series.share)} of the {whole} that all looks share)"


def _minimum(result: AuditResult) -> bool:
    judged = next(f for f in result.findings if f.disparity.bounds is not None)
    return judged.criterion.comparison.limit_is_minimum


def _error_pair(bounds: Bounds, *, minimum: bool) -> tuple[float, float]:
    """Return the errors of the bound that can fail and of the one that can pass."""
    pair = (bounds.error_lower, bounds.error_upper)
    return (pair[1], pair[0]) if minimum else pair


def _error(share: float) -> str:
    return f"{round(share * 100, 9):.3g}\xa0%"


def _policy(result: AuditResult) -> TableView:
    return TableView(
        id="policy",
        caption="Limits of the policy, set before the audit",
        columns=headings("Limit on", "Limit", "Decided on", "When the data cannot tell", "Emotions"),
        rows=tuple(
            Row(
                head=Cell(text=criterion_title(criterion), tone="text"),
                cells=tuple(
                    Cell(text=text, tone="text")
                    for text in (
                        limit_text(criterion),
                        _DECIDED_ON[criterion.decide_on],
                        _UNDECIDED[criterion.on_inconclusive],
                        _emotions(criterion.metric, criterion.emotion),
                    )
                ),
            )
            for criterion in result.policy.criteria
        ),
        kind="words",
    )


_DECIDED_ON = {DecideOn.INTERVAL: "the bounds", DecideOn.POINT: "the observed value alone"}
_UNDECIDED = {OnInconclusive.BLOCK: "the gate blocks", OnInconclusive.WARN: "the gate only warns"}


def _emotions(metric: str, emotion: str | None) -> str:
    if not find_metric(metric).per_emotion:
        return "all together"
    return "each of them" if emotion is None else shown(emotion)


def _policy_facts(result: AuditResult) -> tuple[Fact, ...]:
    policy = result.policy
    return (
        Fact(term="Policy", text=shown(policy.title)),
        Fact(term="Confidence", text=percent(policy.confidence)),
        Fact(term="Seed", text=str(policy.seed)),
        Fact(term="Fewest pictures of a compared group", text=str(policy.min_support)),
        Fact(term="People of unknown group", text="compared" if policy.include_unknown else "listed, not compared"),
    )


def _sources(result: AuditResult) -> TableView:
    return TableView(
        id="sources",
        caption="What was audited, byte for byte",
        columns=headings("Part", "Name", "SHA-256"),
        rows=(
            _source("model", result.provenance.model),
            _source("cohort", result.provenance.cohort),
            *_finder(result.provenance.finder),
        ),
        kind="words",
    )


def _source(part: str, source: Source) -> Row:
    digest = Cell(text=source.sha256 or UNDEFINED, note="" if source.sha256 else "no file to hash", tone="code")
    return Row(head=Cell(text=part, tone="text"), cells=(Cell(text=shown(source.id), tone="text"), digest))


def _finder(finder: FaceFinder | None) -> tuple[Row, ...]:
    """Return a row for each file of the face finder's weights."""
    if finder is None:
        return ()
    return tuple(
        Row(
            head=Cell(text="face finder", tone="text"),
            cells=(Cell(text=finder.detector, tone="text"), Cell(text=digest, tone="code")),
        )
        for digest in finder.sha256
    )


def _versions(result: AuditResult) -> TableView:
    return TableView(
        id="versions",
        caption="Packages that had a part in it",
        columns=headings("Package", "Version"),
        rows=tuple(
            Row(head=Cell(text=v.package, tone="text"), cells=(Cell(text=v.version, tone="text"),))
            for v in result.provenance.versions
        ),
        kind="words",
    )
