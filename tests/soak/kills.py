"""Commands killed at every step of writing and at random moments: `make soak-ends` writes KILLS.md beside it.

    PYTHONPATH=tests .venv/bin/python tests/soak/kills.py [--few | --minutes N]

`run`, `predict`, `import` and `train` are ended by SIGKILL and SIGTERM in turns: at every step Python takes towards a
file (open to write, rename, make, link, remove, exchange), where an older result lies in the place, and at random
moments of its computing. After each the place must hold the older result, or the new one, whole; then the same
command runs again, must end well and leave the bytes of a run that was never ended, and nothing unfinished.

What came of each is kept in build/soak, so that a run that was stopped goes on as long as the code is the same.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from soak.ended import FINISHED, Ended, computed_by_children, content, load, own_folder, run, strays
from soak.trials import KeptTrials

RESULTS = Path(__file__).with_name("KILLS.md")
_UNDECLARED = ("weights.keras", "weights.onnx", "curves.svg")
"""Files of a training that are whole before the declaration says so; until then the older one counts."""

SIGNALS = (signal.SIGKILL, signal.SIGTERM)
TERMINATED = 128 + signal.SIGTERM
RECIPE = """\
title = "Tiny"
labels = "happy-sad"
weights = "weights.keras"
[input]
size = 16
colour = "grey"
channels = 1
face = "whole"
[output]
kind = "softmax"
[recipe]
architecture = "tiny"
data = "faces"
target = "votes"
held_out = 0.2
epochs = 2
batch = 8
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """A command that is ended.

    Attributes
    ----------
    name, command
        Of it.
    place
        What it makes, in its folder.
    random
        How often it is ended at a random moment.
    same
        Whether its result has the same bytes each time.
    steps
        Most steps at which it is ended; None for every one.
    """

    name: str
    command: tuple[str, ...]
    place: str
    random: int
    same: bool = True
    steps: int | None = None


RUN = ("run", "--cohort", "faces", "--model", "happy-sad")
VICTIMS = (
    Victim(
        name="run",
        command=(*RUN, "--features", "age_group", "--journal", "kept", "--out", "out"),
        place="out",
        random=12,
    ),
    Victim(
        name="predict",
        command=("predict", *RUN[1:], "--journal", "kept", "--out", "answers.csv"),
        place="answers.csv",
        random=10,
    ),
    Victim(name="import", command=("import", "folders", "tree", "new"), place="new", random=6),
    Victim(name="train", command=("train", "tiny"), place="tiny", random=4, same=False, steps=4),
)


@dataclass(kw_only=True)
class Count:
    """What came of one command ended in one way."""

    trials: int = 0
    old: int = 0
    new: int = 0
    resumed: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of a command: the signal, and the step or the share of its computing at which it comes."""

    number: int
    step: int | None = None
    share: float | None = None

    @property
    def way(self) -> str:
        return "at steps of writing" if self.step is not None else "at random moments"


def main() -> None:
    """End them, print, write, and exit with status 1 where something was not as it should."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--few", action="store_true", help="a handful of trials, and nothing is written")
    parser.add_argument("--minutes", type=float, default=600, help="begin no trial after so many")
    asked = parser.parse_args()
    few, last = asked.few, time.monotonic() + 60 * asked.minutes
    os.environ |= {"SOURCE_DATE_EPOCH": "1795910400", "NO_COLOR": "1", "COLUMNS": "120"}
    kept = KeptTrials(None if few else "kills")
    with own_folder() as folder:
        world = folder / "world"
        make_world(world, 40 if few else 120)
        load()
        trials = [_Trial.of(victim, world, folder) for victim in (VICTIMS[:1] if few else VICTIMS)]
        planned = list(_in_turns([(trial, end) for end in trial.ends(few=few)] for trial in trials))
        for trial, end in planned:
            key = f"{trial.victim.name} {signal.Signals(end.number).name} {end.step or end.share}"
            if key not in kept.found and time.monotonic() < last:
                kept.add(key, {"command": trial.victim.name, "way": end.way} | vars(trial(end)))
                sys.stderr.write(f"{len(kept.found)} of {len(planned)}: {key}\n")
    text = "\n".join(_page(kept, len(planned), {each.victim.name: each.steps for each in trials})) + "\n"
    sys.stdout.write(text)
    if not few:
        RESULTS.write_text(text, encoding="utf-8")
    faults = [fault for each in kept.found.values() for fault in each["faults"]]
    if faults:
        raise SystemExit("\n".join(faults))


def _in_turns(lists: Iterator[list[tuple[_Trial, End]]]) -> Iterator[tuple[_Trial, End]]:
    """Yield the entries of all lists, spread evenly: whenever it is stopped, each command had its share."""
    placed = [(place / len(entries), entry) for entries in lists for place, entry in enumerate(entries)]
    for _, entry in sorted(placed, key=lambda each: each[0]):
        yield entry


def make_world(world: Path, faces: int) -> None:
    """Draw the cohort, in a process of its own: it decodes and encodes pictures."""
    if os.fork() == 0:
        try:
            from audit.domain.cohort.labels import LABEL_SETS
            from audit.simulate import DrawnPlan, draw_cohort, write_cohort

            write_cohort(draw_cohort(DrawnPlan(faces=faces, labels=LABEL_SETS["happy-sad"], size=32)), world / "faces")
            images = sorted((world / "faces" / "images").iterdir())
            for number, image in enumerate(images[:40]):
                place = world / "tree" / ("happy", "sad")[number % 2] / image.name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(image, place)
            (world / "tiny").mkdir()
            (world / "tiny" / "model.toml").write_text(RECIPE, encoding="utf-8")
            lines = (world / "faces" / "manifest.csv").read_text(encoding="utf-8").splitlines()
            lines = [f"{line},{'split' if row == 0 else 'Train'}" for row, line in enumerate(lines)]
            (world / "faces" / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        finally:
            os._exit(0)
    os.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """One command, to be ended and run again: what it leaves undisturbed, in how many seconds and steps."""

    victim: Victim
    world: Path
    folder: Path
    reference: dict[str, str]
    seconds: float
    steps: int

    @classmethod
    def of(cls, victim: Victim, world: Path, folder: Path) -> _Trial:
        """Return it, after the command ran undisturbed."""
        whole = folder / f"{victim.name}-whole"
        shutil.copytree(world, whole)
        before = computed_by_children()
        first = run(whole, list(victim.command))
        if first.status not in FINISHED:
            raise SystemExit(f"{victim.name} ends with {first.status}: {first.said}")
        return cls(
            victim=victim,
            world=world,
            folder=folder,
            reference=content(whole / victim.place),
            seconds=computed_by_children() - before,
            steps=first.steps,
        )

    def ends(self, *, few: bool) -> list[End]:
        """Return how it is to be ended, in an order drawn once and for all."""
        most = 2 if few else min(self.victim.steps or self.steps, self.steps)
        steps = range(1, self.steps + 1, max(1, -(-self.steps // most)))
        rng = random.Random(len(self.victim.name))  # noqa: S311 - moments, no secrets
        shares = [round(rng.uniform(0, 1), 3) for _ in range(1 if few else self.victim.random)]
        found = [End(number=SIGNALS[place % 2], step=step) for place, step in enumerate(steps)]
        found += [End(number=SIGNALS[place % 2], share=share) for place, share in enumerate(shares)]
        rng.shuffle(found)
        return found

    def __call__(self, end: End) -> Count:
        here, count = self.folder / "trial", Count(trials=1)
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(self.world, here)
        old = self._older(here) if end.step is not None else content(here / self.victim.place)
        seconds = None if end.share is None else end.share * self.seconds
        ended = run(here, list(self.victim.command), number=end.number, step=end.step, seconds=seconds)
        faults = list(self._left(count, here, old, ended, end.number))
        for stray in here.rglob(".emotion-audit-*"):
            os.utime(stray, (0, 0))  # as if the next run came a while later: what was just written may be somebody's
        again = run(here, list(self.victim.command))
        faults += self._again(count, here, again)
        when = f"after {seconds:.2f} s of computing" if seconds is not None else f"at step {end.step} of {self.steps}"
        name = f"{self.victim.name}, {signal.Signals(end.number).name} {when}"
        count.faults += [f"{name}: {fault}" for fault in faults]
        return count

    def _older(self, here: Path) -> dict[str, str]:
        """Lay an older result into the place, and return it."""
        place = here / self.victim.place
        if self.victim.name == "run":
            shutil.copytree(self.folder / "run-whole" / "out", place)
            (place / "summary.md").write_text("older\n", encoding="utf-8")
        if self.victim.name == "predict":
            place.write_text("image,p_happy,p_sad\n", encoding="utf-8")
        return content(place)

    def _left(self, count: Count, here: Path, old: dict[str, str], ended: Ended, number: int) -> Iterator[str]:
        """Yield what is wrong with what was left."""
        found = content(here / self.victim.place)
        if not self.victim.same:
            found = {name: sha for name, sha in finished(found).items() if name in old or name not in _UNDECLARED}
        if found == self.reference and ended.status in FINISHED:
            count.new += 1
            return
        whole_new = found == self.reference if self.victim.same else is_whole_model(here / self.victim.place)
        count.old += found == old
        count.new += whole_new and found != old
        if found != old and not whole_new:
            yield f"the place holds neither the older result nor the new one: {sorted(found)}"
        if number == signal.SIGTERM and ended.status == TERMINATED and strays(here):
            yield f"something unfinished was left: {strays(here)}"
        if ended.status not in (*FINISHED, -number, TERMINATED):
            yield f"ended with {ended.status}: {ended.said[-300:]}"
        if ended.status == TERMINATED and "ended from outside (SIGTERM)" not in ended.said:
            yield f"said nothing about its end: {ended.said[-300:]}"

    def _again(self, count: Count, here: Path, again: Ended) -> Iterator[str]:
        """Yield what is wrong with the next run."""
        count.resumed += "kept from an earlier run" in again.said or "went on after" in again.said
        found = content(here / self.victim.place)
        done_before = self.victim.name == "import" and again.status == 2 and found == self.reference
        if again.status not in FINISHED and not done_before:
            yield f"the next run ends with {again.status}: {again.said[-300:]}"
        elif self.victim.same and found != self.reference:
            differ = sorted(name for name in {*found, *self.reference} if found.get(name) != self.reference.get(name))
            yield f"the next run left other bytes: {differ}"
        elif not self.victim.same and not is_whole_model(here / self.victim.place):
            yield "the next run left no whole model"
        if strays(here):
            yield f"the next run left {strays(here)}"


def finished(found: dict[str, str]) -> dict[str, str]:
    """Return what of a model's folder is no training in progress: its epochs are told, and kept, as they end.

    Files that are being written lie in the folder too; what a killed training left of them is looked for by itself.
    """
    return {
        name: sha for name, sha in found.items() if not name.startswith(("checkpoint/", ".emotion-audit-", "history"))
    }


def is_whole_model(folder: Path) -> bool:
    """Return whether a folder holds weights that its declaration names by their hash."""
    declared = (folder / "model.toml").read_text(encoding="utf-8")
    return (
        all(sha in declared for name, sha in content(folder).items() if name.endswith((".keras", ".onnx")))
        and 'sha256 = "' in declared
    )


def _page(kept: KeptTrials, planned: int, steps: dict[str, int]) -> Iterator[str]:
    yield f"# Commands that were killed\n\n{(__doc__ or '').split(chr(10) * 2, 2)[2]}"
    yield "| command | ended | times | older result left | new one left | next run went on from kept work | faults |"
    yield "|---|---|---|---|---|---|---|"
    ways = dict.fromkeys((each["command"], each["way"]) for each in kept.found.values())
    for name, way in sorted(ways):
        found = [each for each in kept.found.values() if (each["command"], each["way"]) == (name, way)]
        old, new, resumed = (sum(each[key] for each in found) for key in ("old", "new", "resumed"))
        of = f" ({steps[name]} there are)" if "steps" in way else ""
        faults = sum(bool(each["faults"]) for each in found)
        yield f"| {name} | {way}{of} | {len(found)} | {old} | {new} | {resumed} | {faults} |"
    yield from ("", *(f"* {fault}" for each in kept.found.values() for fault in each["faults"]))
    yield f"\n{len(kept.found)} of {planned} planned. An absent result counts as the older one where none lay there."
    yield f"\nWritten by `kills.py` with Python {platform.python_version()} on {platform.system()}."


if __name__ == "__main__":
    main()
