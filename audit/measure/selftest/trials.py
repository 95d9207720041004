"""The self-test of a gate: simulated classifiers of known disparity on the pictures of a saved audit.

Every limit of the policy is tried in four worlds, drawn again and again; each drawn table of counts is measured and
judged as a real audit is.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.expansion import expand
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import Policy
from audit.domain.results.planning import VerdictShares, rate_apart
from audit.domain.results.selftest import (
    MOST_REPEATS,
    CriterionTest,
    GateTrial,
    GroupSize,
    SelfTest,
    Trial,
    Untested,
    WorldKind,
    wrong_verdicts,
)
from audit.domain.results.worlds import PeopleOfWorld
from audit.errors import UsageError
from audit.measure.disparities.batched import disparities_of_each
from audit.measure.disparities.shared_error import SharedError, rule_of
from audit.measure.power.power import POWER, images_to_fail
from audit.measure.rates.clustering import PeopleOfGroups, correlation
from audit.measure.selftest.simulator import Simulator
from audit.measure.selftest.worlds import Setting, apart, level_worlds, setting_of, shared_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from audit.domain.cohort.groups import Group
    from audit.domain.decision.criteria import Criterion
    from audit.domain.results.result import AuditResult
    from audit.domain.results.worlds import World
    from audit.measure.selftest.worlds import Level

_AT_ONCE = 1_000
_PLANNED = 2_000
_DECIDED_FIRST = (Verdict.FAIL, Verdict.PASS, Verdict.INCONCLUSIVE)
_APART = (WorldKind.SMALLEST_APART, WorldKind.LARGEST_APART, WorldKind.ON_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """The gate under test.

    Attributes
    ----------
    simulator
        Who makes worlds, and who judges.
    counts, people, policy
        The pictures, whose they are, and the rules.
    shared
        How the error of FAIL is shared, by the code of each criterion.
    gap, repeats, looks, seed
        See `self_test`.
    """

    simulator: Simulator
    counts: CountTable
    people: _People | None
    policy: Policy
    shared: dict[str, SharedError]
    gap: float
    repeats: int
    looks: int
    seed: int

    def audited(self, world: World, name: str, criteria: tuple[Criterion, ...]) -> Iterator[dict[str, Judged]]:
        """Yield what is said by each criterion of the repeats, some at once; a world's name makes its numbers its own.

        Of a series every repeat has fresh pictures at every look, and each look is about all of them.
        """
        rng = np.random.default_rng([self.seed, crc32(name.encode())])
        draw = self._drawn(world)
        for start in range(0, self.repeats, _AT_ONCE):
            audits = [draw(rng) for _ in range(min(_AT_ONCE, self.repeats - start))]
            found = {c.code: self.judged(audits, c, look=1) for c in criteria}
            for look in range(2, self.looks + 1):
                audits = [_added(each, draw(rng)) for each in audits]
                found = {c.code: found[c.code].or_later(self.judged(audits, c, look=look)) for c in criteria}
            yield found

    def _drawn(self, world: World) -> Callable[[np.random.Generator], Counted]:
        """Return how audits of a world are drawn."""
        if self.people is None:
            return lambda rng: Counted(table=self.simulator.draw(world, rng))
        people = PeopleOfWorld.of(world, self.counts, self.people.table, self.people.alike)
        return lambda rng: self.simulator.draw_people(world, people, rng)

    def judged(self, audits: list[Counted], criterion: Criterion, *, look: int) -> Judged:
        """Return what the gate, and a plain comparison, say of each audit at a look."""
        measured = disparities_of_each(audits, criterion, self.policy.at_look(look), self.shared[criterion.code])
        plain = replace(criterion, decide_on=DecideOn.POINT)
        return Judged(
            verdicts=self.simulator.verdicts(criterion, measured),
            plain=[verdict is Verdict.FAIL for verdict in self.simulator.verdicts(plain, measured)],
        )


def _added(one: Counted, other: Counted) -> Counted:
    """Return the pictures of two looks; nobody is in both."""
    people = one.people if one.people is None or other.people is None else one.people + other.people
    return Counted(table=one.table + other.table, people=people)


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """Whose pictures there are, and the chance that all of a person's are answered alike."""

    table: PeopleTable
    alike: float

    @classmethod
    def of(cls, counted: Counted, criteria: Iterable[Criterion]) -> _People | None:
        """Return the people of an audit, as much alike as its limits on the groups of any criterion reckon with."""
        if counted.people is None:
            return None
        features = dict.fromkeys(criterion.features for criterion in criteria)
        found = [PeopleOfGroups.of(counted, names) for names in features]
        alike = [float(correlation(each.behind("accuracy", None))) for each in found if each is not None]
        return cls(table=counted.people, alike=max(alike, default=0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Verdicts of the gate, and whether a plain comparison fails, audit by audit."""

    verdicts: list[Verdict]
    plain: list[bool]

    @property
    def failed(self) -> list[bool]:
        """Whether the gate fails."""
        return [verdict is Verdict.FAIL for verdict in self.verdicts]

    def or_later(self, later: Judged) -> Judged:
        """Return what is said at one look or the other: FAIL if any fails, else PASS if any passes."""
        pairs = zip(self.verdicts, later.verdicts, strict=True)
        return Judged(
            verdicts=[next(verdict for verdict in _DECIDED_FIRST if verdict in pair) for pair in pairs],
            plain=[one or other for one, other in zip(self.plain, later.plain, strict=True)],
        )


@dataclass(slots=True, kw_only=True)
class _Tally:
    """Verdicts counted."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    plain: int = 0

    def add(self, judged: Judged) -> None:
        """Count more."""
        self.verdicts.update(judged.verdicts)
        self.plain += sum(judged.plain)

    @property
    def shares(self) -> VerdictShares:
        """How often the gate gave each verdict."""
        audits = self.verdicts.total()
        share = {verdict: self.verdicts[verdict] / audits for verdict in Verdict}
        return VerdictShares(
            failed=share[Verdict.FAIL],
            passed=share[Verdict.PASS],
            inconclusive=share[Verdict.INCONCLUSIVE],
            audits=audits,
        )

    @property
    def plain_share(self) -> float:
        """How often a plain comparison failed."""
        return self.plain / self.verdicts.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Levelled:
    """What was said of classifiers without disparity in one rate.

    Attributes
    ----------
    gate
        By the whole gate.
    trials
        By each criterion on this rate, by code.
    """

    gate: GateTrial
    trials: dict[str, Trial]


def self_test(
    simulator: Simulator, result: AuditResult, policy: Policy, *, gap: float, repeats: int, looks: int = 1, seed: int
) -> SelfTest:
    """Return how often a gate catches a known disparity at these numbers of pictures, and how often it cries wolf.

    Parameters
    ----------
    simulator
        Who makes worlds, draws from them and judges.
    result
        A saved audit; its counts alone are used.
    policy
        The rules under test.
    gap
        How far beyond the limit the injected disparities lie, on the scale of each comparison.
    repeats, seed
        Audits, or series of them, simulated in each world; their seed.
    looks
        Looks of each series that the policy is the policy of; 1 for audits by themselves.

    Raises
    ------
    UsageError
        When a number is not allowed, or the policy names a feature or emotion that is not there.
    """
    _check(gap, repeats, seed)
    criteria, counted = expand(policy, result.counts.overall()), result.counted
    found = {c.code: setting_of(simulator, counted, c, policy) for c in criteria}
    settings = tuple(s for s in found.values() if isinstance(s, Setting))
    bench = _Bench(
        simulator=simulator,
        counts=result.counts,
        people=_People.of(counted, criteria),
        policy=policy,
        shared=shared_by(counted, criteria, policy),
        gap=gap,
        repeats=repeats,
        looks=looks,
        seed=seed,
    )
    levels = tuple(_levelled(bench, settings, level) for level in level_worlds(simulator, result.counts, settings))
    equal = {code: trial for level in levels for code, trial in level.trials.items()}
    return SelfTest(
        policy=policy.title,
        gap=gap,
        power=POWER,
        repeats=repeats,
        seed=seed,
        looks=looks,
        gate=tuple(level.gate for level in levels),
        tests=tuple(_tested(bench, s, equal[s.criterion.code]) for s in settings),
        untested=tuple(Untested(code=code, reason=why) for code, why in found.items() if isinstance(why, str)),
        notes=_notes(bench),
    )


def _check(gap: float, repeats: int, seed: int) -> None:
    if not (math.isfinite(gap) and 0 < gap <= 1):
        raise UsageError(f"the gap beyond the limit is a number above 0 and at most 1, found {gap}")
    if not 1 <= repeats <= MOST_REPEATS:
        raise UsageError(f"repeats are a count from 1 to {MOST_REPEATS:,}, found {repeats}")
    if seed < 0:
        raise UsageError(f"the seed is a whole number from 0 on, found {seed}")


def _levelled(bench: _Bench, settings: tuple[Setting, ...], level: Level) -> _Levelled:
    """Return what is said of classifiers without disparity; every criterion judges every audit."""
    names = tuple(dict.fromkeys(s.name for s in level.own))
    truths = {s.criterion.code: s.truth(level.world) for s in settings}
    kept = [s.criterion.code for s in settings if Verdict.FAIL in wrong_verdicts(s.criterion, truths[s.criterion.code])]
    tallies = {s.criterion.code: _Tally() for s in settings}
    wolf = plain_wolf = 0
    for judged in bench.audited(level.world, names[0], tuple(s.criterion for s in settings)):
        for code, each in judged.items():
            tallies[code].add(each)
        wolf += _any([judged[code].failed for code in kept])
        plain_wolf += _any([judged[code].plain for code in kept])
    audits = bench.repeats
    gate = GateTrial(level=names, cried_wolf=wolf / audits, plain=plain_wolf / audits, audits=audits)
    return _Levelled(
        gate=gate,
        trials={
            s.criterion.code: _equal_trial(s, level.world, tallies[s.criterion.code], truths[s.criterion.code])
            for s in level.own
        },
    )


def _any(failed: list[list[bool]]) -> int:
    """Return how many audits fail for any of several limits."""
    return int(np.any(failed, axis=0).sum()) if failed else 0


def _tested(bench: _Bench, setting: Setting, equal: Trial) -> CriterionTest:
    trials = {kind: _moved(bench, setting, kind) for kind in _APART}
    return CriterionTest(
        code=setting.criterion.code,
        criterion=setting.criterion,
        groups=tuple(
            GroupSize(group=group, images=images) for group, images in zip(setting.groups, setting.support, strict=True)
        ),
        trials=(equal, *trials.values()),
        needed=_needed(bench, setting, trials[WorldKind.SMALLEST_APART]),
    )


def _moved(bench: _Bench, setting: Setting, kind: WorldKind) -> Trial:
    """Return what the criterion says of a classifier with one group apart."""
    found = apart(bench.simulator, setting, kind, bench.gap)
    tally = _Tally()
    code = setting.criterion.code
    for judged in bench.audited(found.world, f"{code} {kind}", (setting.criterion,)):
        tally.add(judged[code])
    return _trial(
        setting,
        tally,
        kind=kind,
        group=found.group,
        rate=found.rate,
        common=setting.rate,
        wanted=found.wanted,
        disparity=found.disparity,
    )


def _equal_trial(setting: Setting, world: World, tally: _Tally, truth: float) -> Trial:
    rate = setting.value(world)
    return _trial(
        setting,
        tally,
        kind=WorldKind.NO_DISPARITY,
        rate=rate,
        common=rate,
        wanted=setting.even(rate),
        disparity=truth,
    )


def _trial(
    setting: Setting,
    tally: _Tally,
    *,
    kind: WorldKind,
    rate: float,
    common: float,
    wanted: float,
    disparity: float,
    group: Group | None = None,
) -> Trial:
    return Trial(
        kind=kind,
        group=group,
        rate=rate,
        common=common,
        wanted=wanted,
        disparity=disparity,
        wrong=wrong_verdicts(setting.criterion, disparity),
        shares=tally.shares,
        plain=tally.plain_share,
    )


def _needed(bench: _Bench, setting: Setting, trial: Trial) -> int | None:
    """Return the pictures in every group at which the gate would catch what it misses in its smallest group."""
    criterion, groups = setting.criterion, len(setting.groups)
    if criterion.decide_on is DecideOn.POINT or not trial.beyond or trial.shares.failed >= POWER:
        return None
    rates = np.full(groups, setting.rate)
    above = trial.rate > trial.common
    found = rate_apart(criterion.comparison, setting.rate, 1 / groups, trial.disparity, above=above)
    rates[0] = min(max(found, 0.0), 1.0)
    rule = rule_of(criterion, bench.policy.at_look(bench.looks), bench.shared[criterion.code])
    rule = replace(rule, error_fail=rule.error_fail / setting.parts)
    if criterion.reference is not None:
        rule = replace(rule, reference=groups - 1)
    images = images_to_fail(rule, rates, audits=_PLANNED, seed=bench.seed)
    return None if images is None else math.ceil(images * setting.thin)


def _notes(bench: _Bench) -> tuple[str, ...]:
    keeps = "each group keeps its pictures of every emotion"
    if bench.people is None:
        notes = [f"every picture is answered on its own, and {keeps}"]
    else:
        table, alike = bench.people.table, bench.people.alike
        notes = [
            f"{table.images:,} pictures show {table.total:,} people, and {keeps}: with a chance of {alike:.2f}, how "
            "alike this audit's answers may be, all pictures of a person are right or wrong together, else each is "
            "answered on its own"
        ]
    if bench.policy.waivers:
        notes.append("waivers are left out: each limit is tried as it stands")
    return tuple(notes)
