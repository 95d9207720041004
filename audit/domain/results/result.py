"""The result of an audit: everything `audit.json` holds and the report shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.answers.coverage import Coverage
from audit.domain.answers.face_misses import FaceMisses, FaceOverlaps
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import AS_WRITTEN, Account, Reader, Reading, Remark, Treatment
from audit.domain.cohort.representation import LabelMix, Representation
from audit.domain.cohort.screening import Screening
from audit.domain.contract.detection import FaceFinder
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.domain.counts.rates import Estimate, Rate
from audit.domain.decision.choices import Promise, Unscored
from audit.domain.decision.findings import Decision, Finding, decide, held_open
from audit.domain.decision.policy import Policy
from audit.domain.series.look import SeriesLook
from audit.domain.uncertainty.mixed import MixedEmotions
from audit.domain.wording.words import number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A model, cohort or table as it was found.

    Attributes
    ----------
    id, title
        Its name, and the one for people.
    sha256
        Of its bytes; None where it has none of its own.
    licence, intended_use
        What its declaration says.
    """

    id: str
    title: str
    sha256: str | None
    licence: str = ""
    intended_use: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A package and its version."""

    package: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a result comes from; the only part that changes when the same audit runs again.

    Attributes
    ----------
    model, cohort
        What was audited, on whom.
    created
        UTC, ISO 8601.
    command
        The command line.
    versions
        Packages that had a part in it.
    finder
        Who looked for faces; None where nobody did, and in a result of an earlier version.
    """

    model: Source
    cohort: Source
    created: str
    command: str
    versions: tuple[Version, ...]
    finder: FaceFinder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """One audit of one classifier over one cohort.

    Attributes
    ----------
    provenance
        Where it comes from.
    policy
        The rules, set beforehand.
    labels, features
        Emotions in model order; sensitive features.
    coverage
        How every manifest row ended.
    counts
        Scored images by group, true and predicted emotion.
    baseline
        Success rate of always answering the most frequent emotion.
    estimates
        Every metric overall and for every group of every feature and of every intersection the policy names.
    mixed
        Mixed-emotion measures; None where only decisions are known, not probabilities.
    findings
        One for each criterion, feature and emotion.
    notes
        What the classifier is made of and how its pictures count, one sentence each.
    reading
        What was read otherwise than written, or not counted; empty in a result of an earlier version.
    people
        Scored images person by person; None when every picture shows another person.
    screening
        Where else groups differ; None in a result of an earlier version.
    representation
        How balanced the cohort is, every row of the manifest; None in a result of an earlier version.
    label_mix
        What the mix of labels alone does to success rates, one for each feature; empty as above.
    face_misses
        How often no face was found, overall and for every group; empty where every face was found.
    face_overlaps
        How found face boxes lie on those of the manifest, overall and for every group; empty where no finder was held
        against any.
    asked, asked_people
        Every row that the classifier was asked about, with a column of its own for those without an answer, and the
        same person by person; None where every row got one, and in a result of an earlier version.
    series
        The look of a series that this audit is: then findings are about all rows of the series, and everything else
        about the rows of this audit. None for an audit by itself.
    """

    provenance: Provenance
    policy: Policy
    labels: LabelSet
    features: tuple[SensitiveFeature, ...]
    coverage: Coverage
    counts: CountTable
    baseline: Rate
    estimates: tuple[Estimate, ...]
    mixed: MixedEmotions | None
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    people: PeopleTable | None = None
    screening: Screening | None = None
    representation: Representation | None = None
    label_mix: tuple[LabelMix, ...] = ()
    face_misses: tuple[FaceMisses, ...] = ()
    face_overlaps: tuple[FaceOverlaps, ...] = ()
    reading: Reading = AS_WRITTEN
    asked: CountTable | None = None
    asked_people: PeopleTable | None = None
    series: SeriesLook | None = None

    def __post_init__(self) -> None:
        _ = self.counted  # refuses people who are not those of the counts

    @property
    def counted(self) -> Counted:
        """The counts and the people of these counts, as one value."""
        return Counted(table=self.counts, people=self.people)

    @property
    def counted_as_asked(self) -> Counted | None:
        """Every row that the classifier was asked about, and its people; None where each of them got an answer."""
        return None if self.asked is None else Counted(table=self.asked, people=self.asked_people)

    @property
    def decision(self) -> Decision:
        """Verdict and exit status; what speaks against the reading itself keeps the gate shut."""
        found = held_open(decide(self.findings), tuple(remark.sentence for remark in self.told.blocking))
        told = self._promise_of_each if self.series is None else self.series.sentence
        return replace(found, sentence=f"{found.sentence}; {told}") if told else found

    @property
    def _promise_of_each(self) -> str:
        """What is promised where each limit has an error of its own; empty where all share it, as is usual."""
        if self.policy.promise is Promise.POLICY or not self.findings:
            return ""
        error = percent(1 - self.policy.confidence, 0)
        own = "each limit has an error of its own"
        return f"{own}: FAIL is wrong in at most {error} of audits for each, not for all together"

    @property
    def told(self) -> Reading:
        """The reading as every channel tells it: with a remark for each way in which rows were not counted."""
        return Reading.of(*self.coverage.remarks, *self._of_policy()) + self.reading

    @property
    def account(self) -> Account:
        """What became of its rows: what is said wherever its verdict is."""
        return Account(rows=self.coverage.rows, counted=self.counts.overall().total, reading=self.told)

    def _of_policy(self) -> Iterator[Remark]:
        """Yield what the policy makes of rows without an answer, where that is not what every policy does."""
        if self.asked is None:
            return
        rows = self.asked.cells.total - self.counts.cells.total
        if self.policy.unscored is Unscored.WRONG:
            text = f"{number(rows)} of the rows without an answer count as wrong in every limit (unscored = 'wrong')"
            yield Remark(treatment=Treatment.RESCALED, sentence=text, by=Reader.POLICY, rows=rows)
        if not self.policy.judge_scored_rate:
            text = f"who got an answer is not judged (judge_scored_rate = false): {number(rows)} rows got none"
            yield Remark(treatment=Treatment.SET_ASIDE, sentence=text, by=Reader.POLICY, rows=rows)
