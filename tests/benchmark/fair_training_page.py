"""What the study of trainings found, as a page: FAIR_TRAINING.md, from what each arm answered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmark.seeds_and_pictures import known
from numpy.typing import NDArray

import audit
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.results.comparison import ProvenChange
from audit.files import write_whole
from audit.simulate.plans import FEATURES

if TYPE_CHECKING:
    from audit.domain.results.comparison import RegressionFinding

Answers = dict[str, list[dict[str, NDArray[Any]]]]
"""Name of an arm → what it answered, and to what, seed by seed."""

PAGE = Path(__file__).with_name("FAIR_TRAINING.md")
HAPPY = LABEL_SETS["ferplus8"].code("happy")
LIMIT = 0.1
HEAD = """# Fair by training: who gains, who loses

Each *arm* is one change of a recipe. All arms were fixed before any was judged; every arm is trained with the same
seeds, on the same pictures, for as many epochs, and judged on the same pictures that nothing was chosen on. An epoch
is chosen by its success rate on validation pictures, as `emotion-audit train` does.

* **Drawn faces**: the recipe of `drawn-happy-sad`, 4,000 faces of which 20 are of seniors (`rare`), judged on 4,000
  faces of another seed, a fifth of each age group. (Three arms of one seed were tried with 2,000 faces first and left
  out: after eight epochs the networks were still learning.) `balance` and `robust` know the age groups; of `teacher`,
  half of what a picture is learned as is what the network of `plain` says of it, of `balance + teacher` that of
  `balance`; `mixup` is 0.2.
* **FER+**: the network and the recipe of `light8` for six epochs in place of forty, so that every arm takes
  minutes: its success rates are below those of a finished training, and what six epochs show need not hold after
  forty. `majority` learns what most annotators saw, `votes` their shares, `votes + teacher` in equal parts those and
  what `ferplus8` says in two views; `class weights` and `mixup` are added to `majority`. Judged on FER2013's Valid by
  what most annotators saw, and on London's 102 smiles, found by the default finder: those called happy, by gender and
  ethnicity as the people say it.

Intervals take both seeds and pictures for chance (`seeds_and_pictures.py`); with few of either they are wide, and an
interval around 0 shows neither a gain nor that there is none.

```console
$ emotion-audit import ferplus SOURCE cohorts/ferplus
$ emotion-audit import london SOURCE cohorts/london
$ python tests/benchmark/soft_targets.py --teacher models/ferplus8 --alone cohorts/ferplus-soft8.csv
$ export PYTHONPATH=tests
$ python tests/benchmark/fair_training.py drawn
$ python tests/benchmark/fair_training.py ferplus
$ python tests/benchmark/fair_training.py page
```
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The answers of all arms to the same pictures.

    Attributes
    ----------
    feature
        What makes the groups.
    groups
        Name of each picture's group, shape (n,).
    order
        The groups, as the page has them.
    right
        For each arm, the first of which the others are held against: bool, shape (seeds, n).
    """

    feature: str
    groups: NDArray[np.str_]
    order: tuple[str, ...]
    right: dict[str, NDArray[np.bool_]]

    @property
    def baseline(self) -> str:
        """Name of the arm that the others are held against."""
        return next(iter(self.right))


def write_page(drawn: Answers, ferplus: Answers) -> None:
    """Write the page; a part of which no seed is whole here stands as it was measured before."""
    parts = [HEAD, _kept("Drawn faces"), _kept("FER+")]
    if _seeds(drawn):
        parts[1] = "\n\n".join([f"## Drawn faces: tables\n\n{_seeds(drawn)} seeds.", *_sections(drawn_faces(drawn))])
    if _seeds(ferplus):
        tables = [f"## FER+: tables\n\n{_seeds(ferplus)} seeds.", *_sections(emotions(ferplus))]
        for feature in ("gender", "ethnicity"):
            tables += [f"### London's smiles by {feature}", *_sections(smiles(ferplus, feature))]
        parts[2] = "\n\n".join(tables)
    write_whole(PAGE, "\n\n".join(part.rstrip("\n") for part in parts if part) + "\n")


def _kept(part: str) -> str:
    """Return the tables of a part as the page has them, "" where it has none."""
    _, *sections = PAGE.read_text(encoding="utf-8").split("\n## ")
    return "".join(f"## {section}" for section in sections if section.startswith(f"{part}: tables"))


def _seeds(answers: Answers) -> int:
    return len(next(iter(answers.values())))


def drawn_faces(answers: Answers) -> Judged:
    """Return the answers about drawn faces by age group."""
    names = next(feature.groups for feature in FEATURES if feature.name == "age_group")
    first = next(iter(answers.values()))[0]
    right = {arm: np.array([said["answered"] == said["codes"] for said in seeds]) for arm, seeds in answers.items()}
    return Judged(feature="age_group", groups=np.array(names)[first["groups"]], order=names, right=right)


def emotions(answers: Answers) -> Judged:
    """Return the answers about FER2013's Valid by what most annotators saw."""
    names = LABEL_SETS["ferplus8"].emotions
    first = next(iter(answers.values()))[0]
    right = {arm: np.array([said["valid"] == said["valid_codes"] for said in seeds]) for arm, seeds in answers.items()}
    return Judged(feature="emotion", groups=np.array(names)[first["valid_codes"]], order=names, right=right)


def smiles(answers: Answers, feature: str) -> Judged:
    """Return which of London's smiles were called happy, by a feature of the people."""
    groups = next(iter(answers.values()))[0][feature]
    right = {arm: np.array([said["london"] == HAPPY for said in seeds]) for arm, seeds in answers.items()}
    return Judged(feature=feature, groups=groups, order=tuple(np.unique(groups).tolist()), right=right)


def _sections(judged: Judged) -> list[str]:
    return [_rates(judged), _changes(judged), _gates(judged)]


def _rates(judged: Judged) -> str:
    """Return the success rate of every group, and the difference, of every arm."""
    pictures = [int(np.sum(judged.groups == group)) for group in judged.order]
    head = ["arm", *(f"{group} ({count:,})" for group, count in zip(judged.order, pictures, strict=True)), "all"]
    rows = [[arm, *(_rate(right[:, who]) for who in _whose(judged))] for arm, right in judged.right.items()]
    return f"Success rates, %, with 95 % intervals over seeds and pictures:\n\n{_table([head, *rows])}"


def _whose(judged: Judged) -> list[NDArray[np.bool_]]:
    return [*(judged.groups == group for group in judged.order), np.ones(len(judged.groups), bool)]


def _rate(right: NDArray[np.bool_]) -> str:
    if right.shape[1] == 1:
        return f"{100 * right.mean():.0f}"
    found = known(right.astype(np.float64))
    low, high = found.interval()
    return f"{100 * found.mean:.1f} [{100 * max(low, 0):.1f}, {100 * high:.1f}]"


def _changes(judged: Judged) -> str:
    """Return what each arm changes for every group against the first one, seed by seed and picture by picture."""
    family = len(judged.order) * (len(judged.right) - 1)
    before = judged.right[judged.baseline].astype(np.float64)
    rows = [
        [arm, *(_change(right[:, who] - before[:, who], family) for who in _whose(judged))]
        for arm, right in judged.right.items()
        if arm != judged.baseline
    ]
    told = (
        f"Points gained (+) or lost against `{judged.baseline}` of the same seed on the same pictures, with 95 % "
        f"intervals over seeds and pictures; bold where one for all {family} groups and arms together leaves out 0:"
    )
    return f"{told}\n\n{_table([['arm', *judged.order, 'all'], *rows])}"


def _change(gains: NDArray[np.float64], family: int) -> str:
    if gains.shape[1] == 1:
        return f"{100 * gains.mean():+.0f}"
    found = known(gains)
    (low, high), (least, most) = found.interval(), found.interval(family)
    told = f"{100 * found.mean:+.1f} [{100 * low:+.1f}, {100 * high:+.1f}]"
    return f"**{told}**" if least > 0 or most < 0 else told


def _gates(judged: Judged) -> str:
    """Return what the harness itself says of the trained networks: of the gap, and of losses."""
    audits = {arm: _audited(judged, right) for arm, right in judged.right.items()}
    rows = []
    for arm, found in audits.items():
        finding = found.findings[0]
        disparity = finding.disparity
        assert disparity.value is not None
        assert disparity.bounds is not None
        gap = f"{100 * disparity.value:.1f} [{100 * disparity.bounds.lower:.1f}, {100 * disparity.bounds.upper:.1f}]"
        loss = ["–", "–", "–", "–"]
        if arm != judged.baseline:
            loss = _losses(audit.compare(audits[judged.baseline], found).findings[0])
        rows.append([arm, gap, str(finding.verdict), *loss])
    head = ["arm", "gap, points", f"limit {100 * LIMIT:.0f} points", "proven better", "proven worse"]
    head += ["no group loses 5 points", "levelled down"]
    told = (
        "What `run` and `compare` say of these networks (the answers of all seeds as one audit, a picture's answers as "
        "those of one person; chance is in the pictures alone):"
    )
    return f"{told}\n\n{_table([head, *rows])}"


def _losses(finding: RegressionFinding) -> list[str]:
    def who(standing: ProvenChange) -> str:
        chosen = [change.group.text.strip("“”") for change in finding.changes if change.standing is standing]
        return ", ".join(chosen) or "nobody"

    levelled = finding.levelling_down
    said = "no" if levelled is None else f"{100 * levelled.by_loss:.1f} points of the gap's change"
    return [who(ProvenChange.BETTER), who(ProvenChange.WORSE), str(finding.verdict), said]


def _audited(judged: Judged, right: NDArray[np.bool_]) -> audit.Audit:
    seeds, pictures = right.shape
    return audit.audit(
        ["yes"] * right.size,
        np.where(right.ravel(), "yes", "no").tolist(),
        labels=["yes", "no"],
        sensitive_features={judged.feature: np.tile(judged.groups, seeds)},
        subjects=np.tile(np.arange(pictures), seeds).astype(str),
        images=[f"{seed}/{picture}" for seed in range(seeds) for picture in range(pictures)],
        max_difference=LIMIT,
    )


def _table(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|---{'|---:' * (len(rows[0]) - 1)}|", *lines[1:]])
