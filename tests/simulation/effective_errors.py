"""How often the verdict is wrong where it rests on effective images: averages, strata, several pictures of one person.

The three are no shares of independent images. The package gives them the images of a share that would be as uncertain
and holds that share against the limit; here whole audits are drawn from known rates and go the same way. Limits lie on
the truth, where either verdict is wrong most often; a FAIL of groups that do not differ is looked at as well.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import product
from zlib import crc32

import numpy as np
from simulation.verdict_errors import CONFIDENCE, ERROR

from audit.domain.cohort.labels import LabelSet
from audit.domain.counts.counts import CellTable, ConfusionCounts
from audit.domain.counts.people import PeopleTable
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.measure.bounds.contrasts import observed
from audit.measure.bounds.strata import effective_images as effective_in_strata
from audit.measure.bounds.strata import pooled
from audit.measure.power.reach import Rule
from audit.measure.rates.averages import averages, effective_images, over_emotions
from audit.measure.rates.clustering import Clusters, PeopleOfGroups, correlation, design_effects

Values = np.ndarray

GAPS = (0.0, 0.1, 0.3, 0.6)
"""How far below the others the first group is; where it would be below 0 there is no such world."""


class Kind(StrEnum):
    """A wrong verdict."""

    FAIL_EQUAL = "false FAIL of equal groups"
    FAIL = "false FAIL at the limit"
    PASS = "false PASS at the limit"  # noqa: S105 - a verdict, not a password


@dataclass(frozen=True, slots=False, kw_only=True)
class World(ABC):
    """One true world.

    Attributes
    ----------
    comparison
        How groups are compared.
    gap
        How far the first group is below the others.
    ignored
        Whether pictures of one person are counted as if each showed another, for contrast.
    """

    comparison: Comparison = Comparison.DIFFERENCE
    gap: float = 0.1
    ignored: bool = False

    @property
    @abstractmethod
    def row(self) -> str:
        """Worlds of one row are told of together."""

    @property
    @abstractmethod
    def where(self) -> str:
        """The world in words."""

    @property
    @abstractmethod
    def truth(self) -> Values:
        """True value of every group, shape (K,)."""

    @property
    @abstractmethod
    def weight(self) -> Values:
        """Share of the images in each group, shape (K,)."""

    @abstractmethod
    def counts(self, audits: int, rng: np.random.Generator) -> tuple[Values, Values]:
        """Return numerators and denominators in effective images, shape (audits, K)."""

    @property
    @abstractmethod
    def lowest_rate(self) -> float:
        """The smallest true rate; below 0 there is no such world."""

    @cached_property
    def rule(self) -> Rule:
        """The rule with its limit on the truth, to the last bit."""
        limit = max(0.0, float(observed(self.comparison, self.truth, self.weight)))
        return Rule.at(self.comparison, limit, confidence=CONFIDENCE)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The wrong verdicts to be looked for."""
        return (Kind.FAIL, Kind.PASS) if self.gap else (Kind.FAIL_EQUAL,)

    def errors(self, audits: int, stage: int = 0, ignored: bool = False) -> dict[Kind, float]:
        """Return how often each wrong verdict happens."""
        rng = np.random.default_rng(crc32(repr(self).encode()) + stage)
        x, n = replace(self, ignored=ignored).counts(audits, rng)
        verdicts = {Kind.PASS: Verdict.PASS, Kind.FAIL: Verdict.FAIL, Kind.FAIL_EQUAL: Verdict.FAIL}
        return {kind: float(self.rule.proven(verdicts[kind], x, n).mean()) for kind in self.kinds}


@dataclass(frozen=True, slots=False, kw_only=True)
class AverageWorld(World):
    """Averages over emotions of independent images.

    Attributes
    ----------
    metric
        The average.
    emotions, images, groups
        k; images of each emotion in the first group; K.
    rates
        Recall of the emotions, repeated.
    larger
        How many times more images the other groups have.
    sink
        Whether all wrong answers are the first other emotion; else they are spread evenly.
    """

    metric: str
    emotions: int
    images: int
    groups: int
    rates: tuple[float, ...]
    larger: int = 1
    sink: bool = False

    @property
    def row(self) -> str:
        return f"{self.metric}, {self.images} images"

    @property
    def where(self) -> str:
        rates = " and ".join(f"{rate:g}" for rate in self.rates)
        wrong = ", one wrong answer" if self.sink else ""
        return f"{self.groups} groups, {self.emotions} emotions, others × {self.larger}, rates {rates}{wrong}"

    @property
    def weight(self) -> Values:
        return self._support / self._support.sum()

    @cached_property
    def truth(self) -> Values:
        return over_emotions(self.metric, self._chances, np.arange(self.emotions))

    @property
    def lowest_rate(self) -> float:
        return min(self.rates) - self.gap

    def counts(self, audits: int, rng: np.random.Generator) -> tuple[Values, Values]:
        shape = (audits, self.groups, self.emotions)
        cells = rng.multinomial(np.broadcast_to(self._support[:, None], shape), self._chances).astype(np.float64)
        every = np.arange(self.emotions)
        n = effective_images(self.metric, cells, every)
        return over_emotions(self.metric, cells, every) * n, n

    @property
    def _support(self) -> Values:
        return np.array([self.images] + [self.larger * self.images] * (self.groups - 1))

    @cached_property
    def _chances(self) -> Values:
        """Chance of every answer to every emotion, shape (K, k, k)."""
        lower = _lower(self.groups, self.gap)
        return np.stack([_answers(np.resize(self.rates, self.emotions) - low, self.sink) for low in lower])


@dataclass(frozen=True, slots=False, kw_only=True)
class StrataWorld(World):
    """Shares within strata, pooled.

    Attributes
    ----------
    groups, strata
        K and S.
    images
        Images of the usual group in the usual stratum.
    spread
        How groups are spread over strata.
    rate, fall
        Rate in the first stratum, and how far it falls until the last.
    """

    groups: int
    strata: int
    images: int
    spread: str
    rate: float
    fall: float

    @property
    def row(self) -> str:
        return f"{self.images} images"

    @property
    def where(self) -> str:
        fall = f" to {self.rate - self.fall:.2g}" if self.fall else ""
        return f"{self.groups} groups, {self.strata} strata, {self.spread}, rates {self.rate:g}{fall}"

    @property
    def weight(self) -> Values:
        return self._n.sum(axis=1) / self._n.sum()

    @property
    def truth(self) -> Values:
        return self._rates @ self._strata

    @property
    def lowest_rate(self) -> float:
        return self.rate - self.fall - self.gap

    def counts(self, audits: int, rng: np.random.Generator) -> tuple[Values, Values]:
        x = rng.binomial(self._n, self._rates, (audits, *self._n.shape)).astype(np.float64)
        n = effective_in_strata(x, np.broadcast_to(self._n.astype(np.float64), x.shape), self._strata)
        return pooled(x, self._n) * n, n

    @cached_property
    def _n(self) -> Values:
        """Images of groups in strata, shape (K, S)."""
        n = np.full((self.groups, self.strata), self.images)
        if self.spread == "unbalanced":
            n[0, 0] *= 10
            n[1:, -1] *= 6
        if self.spread == "opposite":
            n[0] = max(1, self.images // 2)
            n[1:, 0] = max(1, self.images // 3)
            n[0, 0] = 8 * self.images
        return n

    @property
    def _strata(self) -> Values:
        return self._n.sum(axis=0) / self._n.sum()

    @property
    def _rates(self) -> Values:
        rates = self.rate - self.fall * np.linspace(0, 1, self.strata)
        return np.clip(rates - _lower(self.groups, self.gap)[:, None], 0, 1)  # .3 − .3 may be a little below 0


@dataclass(frozen=True, slots=False, kw_only=True)
class PeopleWorld(World):
    """Shares of images of people with several pictures, alike as a beta-binomial variable is.

    Attributes
    ----------
    groups, people
        K; people of each group.
    pictures
        Pictures of the people, repeated.
    correlation
        Intra-class correlation.
    rate
        Rate of every group but a lower one.
    """

    groups: int
    people: int
    pictures: tuple[int, ...]
    correlation: float
    rate: float

    @property
    def row(self) -> str:
        return f"{self.people} people"

    @property
    def where(self) -> str:
        few = ", ".join(map(str, self.pictures[:4]))
        pictures = few if len(self.pictures) <= 4 else f"{self.pictures[0]} of one, 1 of others"
        return f"{self.groups} groups, pictures {pictures}, correlation {self.correlation:g}, rate {self.rate:g}"

    @property
    def weight(self) -> Values:
        return np.full(self.groups, 1 / self.groups)

    @property
    def truth(self) -> Values:
        return self.rate - _lower(self.groups, self.gap)

    @property
    def lowest_rate(self) -> float:
        return self.rate - self.gap

    def counts(self, audits: int, rng: np.random.Generator) -> tuple[Values, Values]:
        drawn = alike(self.truth[:, None], self.correlation, (audits, self.groups, self.people), rng)
        right = rng.binomial(self._pictures, drawn).astype(np.float64)
        x, n = right.sum(axis=-1), np.full((audits, self.groups), float(self._pictures.sum()))
        if self.ignored:
            return x, n
        mine = np.kron(np.eye(self.groups), np.ones((self.people, 1)))
        found = Clusters(
            x=right.reshape(audits, -1, 1) * mine,
            n=np.tile(self._pictures, self.groups)[:, None] * mine,
            present=mine > 0,
            people=np.ones((len(mine), 1)),
        )
        overall = self.comparison is Comparison.WORST_TO_OVERALL
        effects = design_effects(found, correlation(found), alone=overall or self.comparison is Comparison.FLOOR)
        if overall:
            effects = effects.max(axis=-1, keepdims=True)
        return x / effects, n / effects

    @property
    def _pictures(self) -> Values:
        return np.resize(self.pictures, self.people)


@dataclass(frozen=True, slots=False, kw_only=True)
class AverageOfPeopleWorld(World):
    """Averages over emotions of people who show every emotion several times.

    Attributes
    ----------
    metric, emotions, rate
        The average; k; recall of every emotion in every group but a lower one.
    people, pictures
        People of each of two groups; pictures of each emotion that each has.
    correlation
        Intra-class correlation of being right.
    as_one
        Whether a person is as easy in every emotion; else each emotion has a luck of its own.
    """

    metric: str
    emotions: int
    rate: float
    people: int
    pictures: int
    correlation: float
    as_one: bool

    @property
    def row(self) -> str:
        return f"{self.metric}, {self.people} people"

    @property
    def where(self) -> str:
        luck = "of a person" if self.as_one else "of a person's emotion"
        each = f"{self.pictures} pictures of each emotion"
        return f"{self.emotions} emotions, {each}, correlation {self.correlation:g} {luck}, rate {self.rate:g}"

    @property
    def weight(self) -> Values:
        return np.full(2, 0.5)

    @property
    def truth(self) -> Values:
        return over_emotions(self.metric, self._answers(self._rates[:, None]), np.arange(self.emotions))

    @property
    def lowest_rate(self) -> float:
        return self.rate - self.gap

    def counts(self, audits: int, rng: np.random.Generator) -> tuple[Values, Values]:
        shape = (audits, 2, self.people, 1 if self.as_one else self.emotions)
        drawn = alike(self._rates[:, None, None], self.correlation, shape, rng)
        answers = self._answers(np.broadcast_to(drawn, (*shape[:-1], self.emotions)))
        cells = rng.multinomial(self.pictures, answers)
        value, n = np.moveaxis(np.array([self._measured(audit) for audit in cells]), -1, 0)
        return value * n, n

    @property
    def _rates(self) -> Values:
        return self.rate - _lower(2, self.gap)

    def _answers(self, right: Values) -> Values:
        k = self.emotions
        right = np.broadcast_to(right, (*right.shape[:-1], k))[..., None]
        return right * np.eye(k) + (1 - right) * (1 - np.eye(k)) / (k - 1)

    def _measured(self, cells: Values) -> list[tuple[float, float]]:
        """Return value and effective images of each group, by the package; cells of shape (2, people, k, k)."""
        k, persons = self.emotions, 2 * self.people
        labels = LabelSet(emotions=tuple("abcdefgh"[:k]))
        group, person, true, predicted = np.nonzero(cells)
        keys = np.column_stack([group * self.people + person, group, true, predicted])
        counted = CellTable(shape=(persons, 2, k, k), keys=keys, counts=cells[cells > 0])
        table = PeopleTable(cells=counted, people=np.ones(persons))
        people = PeopleOfGroups(table=table, labels=labels, position=table.cells.keys[:, 1], groups=2)
        matrices = [ConfusionCounts(labels=labels, cells=own) for own in cells.sum(axis=1)]
        support = np.full(k, persons * self.pictures)
        found = averages(self.metric, matrices, support, None if self.ignored else people)
        return [(each.value, each.effective) for each in found]


def alike(rates: Values, rho: float, shape: tuple[int, ...], rng: np.random.Generator) -> Values:
    """Return chances whose mean is a rate and whose pictures have this intra-class correlation."""
    rates = np.broadcast_to(rates, shape)
    if rho == 0:
        return rates
    if rho == 1:
        return (rng.random(shape) < rates).astype(np.float64)
    spread = (1 - rho) / rho
    return rng.beta(rates * spread, (1 - rates) * spread)


def average_worlds() -> Iterator[AverageWorld]:
    """Yield worlds of averages over emotions."""
    rates = ((0.5,), (0.8,), (0.95,), (0.99,), (0.99, 0.5), (0.99, 0.3))
    for metric, k, n, groups, rate, larger in product(
        ("macro_recall", "macro_f1"), (2, 7), (5, 10, 25, 50), (2, 5), rates, (1, 4)
    ):
        world = AverageWorld(metric=metric, emotions=k, images=n, groups=groups, rates=rate, larger=larger)
        yield from _compared(world)
        if metric == "macro_f1" and k > 2:
            yield from _compared(replace(world, sink=True))


def strata_worlds() -> Iterator[StrataWorld]:
    """Yield worlds of shares within strata."""
    for groups, strata, n, spread, rate, fall in product(
        (2, 5), (2, 4), (2, 5, 15, 50), ("balanced", "unbalanced", "opposite"), (0.5, 0.8, 0.97), (0.0, 0.3)
    ):
        yield from _compared(StrataWorld(groups=groups, strata=strata, images=n, spread=spread, rate=rate, fall=fall))


def people_worlds() -> Iterator[PeopleWorld]:
    """Yield worlds of people with several pictures."""
    pictures = ((2,), (5,), (35,), (1, 1, 2, 10), (1, 1, 1, 20), (20, *(1,) * 19))
    for groups, people, several, rho, rate in product(
        (2, 3, 8), (2, 3, 4, 8, 20), pictures, (0, 0.1, 0.3, 0.6, 1), (0.2, 0.5, 0.8, 0.97)
    ):
        world = PeopleWorld(groups=groups, people=people, pictures=several, correlation=rho, rate=rate)
        yield from _compared(world, tuple(Comparison)) if groups == 3 else _each_gap(world)


def average_of_people_worlds() -> Iterator[AverageOfPeopleWorld]:
    """Yield worlds of averages over emotions of people with several pictures."""
    sizes = ((2, 3), (2, 10), (3, 5), (4, 5), (8, 3), (20, 1), (20, 3))
    for metric, k, (people, pictures), rho, rate, as_one in product(
        ("macro_recall", "macro_f1"), (2, 7), sizes, (0.1, 0.3, 0.6, 1), (0.5, 0.8, 0.95), (True, False)
    ):
        world = AverageOfPeopleWorld(
            metric=metric, emotions=k, rate=rate, people=people, pictures=pictures, correlation=rho, as_one=as_one
        )
        yield from _compared(world, (Comparison.DIFFERENCE, Comparison.FLOOR))


_WITHOUT_OVERALL = (Comparison.DIFFERENCE, Comparison.RATIO, Comparison.FLOOR)


def _compared(world: World, comparisons: tuple[Comparison, ...] = _WITHOUT_OVERALL) -> Iterator[World]:
    for comparison in comparisons:
        yield from _each_gap(replace(world, comparison=comparison))


def _each_gap(world: World) -> Iterator[World]:
    every = (replace(world, gap=gap) for gap in GAPS)
    return (world for world in every if world.lowest_rate >= 0)


def _lower(groups: int, gap: float) -> Values:
    return gap * (np.arange(groups) == 0)


def _answers(rates: Values, sink: bool) -> Values:
    """Return the chance of every answer to every emotion, shape (k, k)."""
    k = len(rates)
    wrong = np.ones((k, k)) - np.eye(k)
    if sink:
        wrong = np.zeros((k, k))
        wrong[1:, 0] = 1
        wrong[0, 1] = 1
    return np.diag(rates) + (1 - rates)[:, None] * wrong / wrong.sum(axis=1, keepdims=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A world with the share of wrong verdicts of one kind."""

    world: World
    share: float
    audits: int

    @property
    def standard_error(self) -> float:
        """Monte-Carlo standard error of the share."""
        return float(np.sqrt(self.share * (1 - self.share) / self.audits))

    @property
    def broken(self) -> bool:
        """Whether the share is above the promise beyond chance."""
        return self.share > ERROR + 3 * self.standard_error


def worst(those: Iterable[World], stages: tuple[int, ...], kept: int) -> dict[tuple[str, Kind], Found]:
    """Return the worst world of each row and kind, in stages so that the luck of the first does not choose the last.

    Parameters
    ----------
    those
        The worlds.
    stages
        Audits of each world, of the `kept` worst, and of the worst of those.
    kept
        How many go on to the second stage.
    """
    found: dict[tuple[str, Kind], list[Found]] = {}
    for world in those:
        for kind, share in world.errors(stages[0]).items():
            found.setdefault((world.row, kind), []).append(Found(world=world, share=share, audits=stages[0]))
    for stage, audits in enumerate(stages[1:], 1):
        keep = kept if stage == 1 else 1
        found = {key: _again(key[1], each, keep, audits, stage) for key, each in found.items()}
    return {key: max(each, key=lambda f: f.share) for key, each in found.items()}


def _again(kind: Kind, found: list[Found], keep: int, audits: int, stage: int) -> list[Found]:
    worlds = [each.world for each in sorted(found, key=lambda f: f.share, reverse=True)[:keep]]
    return [Found(world=world, share=world.errors(audits, stage)[kind], audits=audits) for world in worlds]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Worlds that are told of in one table.

    Attributes
    ----------
    title, text
        What they are.
    worlds
        Yields them.
    stages, kept
        See `worst`.
    """

    title: str
    text: str
    worlds: Callable[[], Iterator[World]]
    stages: tuple[int, ...]
    kept: int

    def lines(self) -> Iterator[str]:
        """Yield the section in Markdown."""
        those = list(self.worlds())
        sys.stderr.write(f"{self.title}: {len(those)} worlds\n")
        first, second, last = self.stages
        people = hasattr(those[0], "people")
        ignored, line = (" dependence ignored, % |", "---|") if people else ("", "")
        yield f"""
## {self.title}

{len(those):,} worlds: {self.text}
Each world: {first:,} audits. The {self.kept} worst of every row and kind of error: {second:,} new audits. The worst of
those: {last:,} new audits, shown here.

| worlds | error | share, % | standard error |{ignored} where | |
|---|---|---|---|{line}---|---|"""
        for (row, kind), found in worst(those, self.stages, self.kept).items():
            world = found.world
            naive = f" {100 * world.errors(second, 3, ignored=True)[kind]:.2f} |" if people else ""
            numbers = f"{100 * found.share:.2f} | {100 * found.standard_error:.2f} |{naive}"
            where = f"{world.comparison}; {world.where}" + (f", first group {world.gap:g} lower" if world.gap else "")
            yield f"| {row} | {kind} | {numbers} {where} | {'**broken**' if found.broken else ''} |"


SECTIONS = (
    Section(
        title="Averages over emotions",
        text="""macro-averaged recall and F1; 2 and 5 groups; 2 and 7 emotions; 5 to 50 images of each emotion in
the first group, as many or four times as many in the others; recalls .5, .8, .95, .99, or .99 and .5 or .3 in turn;
wrong answers spread evenly or all the same; difference, ratio and floor; no group lower, or one by .1, .3 or .6; the
truth on the limit.""",
        worlds=average_worlds,
        stages=(200, 4_000, 20_000),
        kept=6,
    ),
    Section(
        title="Rates within strata",
        text="""2 and 5 groups; 2 and 4 strata; 2 to 50 images of a group in a stratum; balanced, unbalanced (the first
group mostly in the first stratum, the others mostly in the last) and opposite; rates .5, .8, .97 in the first stratum,
the same in the last or .3 lower; difference, ratio and floor; no group lower, or one by .1, .3 or .6; the truth on the
limit.""",
        worlds=strata_worlds,
        stages=(800, 8_000, 40_000),
        kept=8,
    ),
    Section(
        title="Several pictures of one person",
        text="""2, 3 and 8 groups; 2 to 20 people in each; 2, 5 or 35 pictures of each person, or 1, 1, 2, 10, or
1, 1, 1, 20 in turn, or 20 of one and 1 of the others; intra-class correlation 0, .1, .3, .6, 1 (beta-binomial);
rates .2, .5, .8, .97; difference, among 3 groups every comparison; no group lower, or one by .1, .3 or .6; the truth on
the limit.""",
        worlds=people_worlds,
        stages=(300, 5_000, 30_000),
        kept=6,
    ),
    Section(
        title="Averages over emotions of people with several pictures",
        text="""macro-averaged recall and F1; 2 groups; 2 and 7 emotions; 2 to 20 people in each group, with 1 to 10
pictures of each emotion; intra-class correlation .1, .3, .6, 1 of a person, or of a person in one emotion; recalls .5,
.8, .95; difference and floor; no group lower, or one by .1, .3 or .6; the truth on the limit.""",
        worlds=average_of_people_worlds,
        stages=(30, 300, 2_000),
        kept=5,
    ),
)


def sections() -> Iterator[str]:
    """Yield what is found about verdicts on effective images, in Markdown."""
    for section in SECTIONS:
        yield from section.lines()


def main() -> None:
    """Print the sections whose titles begin as asked for; all when nothing is."""
    for section in SECTIONS:
        if section.title.startswith(tuple(sys.argv[1:] or [""])):
            sys.stdout.write("\n".join(section.lines()) + "\n")


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
