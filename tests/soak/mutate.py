"""Do the tests notice a change? `make mutate` writes MUTATE.md beside it: a seeded sample of changes, each tried alone.

    PYTHONPATH=tests .venv/bin/python tests/soak/mutate.py [--sample 300] [--seed 15] [--jobs 1] [--minutes 60] [PART …]

Of the modules that judge and count, one operator, comparison, constant, condition, filter, call or statement at a time
is changed, and the tests that concern the module run until one fails: those of its name first, then, for as long as
`MOST_SECONDS`, those that import it, those of the modules that use it, and a few of its room. A change that makes them
fail, or its own run without end, is noticed.

mutmut and cosmic-ray were looked at: both write the changed file to disk and start the whole of pytest for each change,
which takes seconds before the first test, and mutmut first runs every test there is to learn which concern what. Here
one process has loaded the libraries, each change is made in memory in a fork of it, and no file is ever touched; so a
change costs the seconds of its tests. Tests that start the command as a process of its own do not meet the change, and
so do not count.

Outcomes are kept in `build/mutate`. A run that was ended goes on; what was noticed is not tried again while its module
stays the same, and what was not is tried again each time. `equivalent_mutations.toml` holds the changes that change
nothing that could be noticed, each with the reason; where an entry names no change there is, or several, nothing is
tried and it is named.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import json
import os
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType

from soak.equivalents import EquivalentsError, Place, read, reasons
from soak.mutations import Mutation, mutated, mutations

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
KEPT = ROOT / "build" / "mutate"
RESULTS = Path(__file__).with_name("MUTATE.md")
EQUIVALENT = Path(__file__).with_name("equivalent_mutations.toml")
AIM = 0.95
OVERLOOKED = 98
MEMORY = 16 * 1024**3
CPU_SECONDS = 15
"""What the tests of a change may take at least; more where they take more without it."""

MOST_SECONDS = 45
"""Tests beside a module's own run, those that import it first, until they have taken so long, and no longer."""

PARTS = (
    "measure/bounds",
    "measure/limits",
    "measure/rates",
    "measure/uncertainty/calibration.py",
    "measure/uncertainty/abstention.py",
    "measure/uncertainty/votes.py",
    "measure/cohort/voted_labels.py",
    "measure/disparities",
    "measure/models/paired.py",
    "measure/models/changes.py",
    "judge",
    "domain/answers",
    "domain/counts",
    "domain/decision",
    "domain/sentences",
    "load/manifest/people.py",
    "load/predictions/decisions.py",
    "load/predictions/scores.py",
    "load/declarations/policy.py",
    "pipeline/stages",
    "report/files/junit.py",
    "report/files/summary.py",
    "predict/composed",
    "predict/together.py",
    "files",
)
"""What judges and counts, and what is said of it where a machine reads it."""

WIDER = {
    "measure": ("unit/measure/disparities/test_disparities.py", "unit/judge/test_findings.py"),
    "judge": ("unit/domain/sentences/test_finding.py",),
    "domain": ("unit/judge/test_findings.py", "unit/measure/disparities/test_disparities.py"),
    "load": ("unit/load/predictions/test_predictions.py",),
    "report": ("unit/report/files/test_junit.py",),
    "predict": ("unit/predict/test_run.py", "unit/predict/test_looking.py"),
    "files": ("unit/files/test_publication.py", "unit/report/test_write.py"),
}
LIBRARIES = (
    "numpy",
    "scipy.special",
    "scipy.stats",
    "scipy.optimize",
    "pandas",
    "sklearn.metrics",
    "fairlearn.metrics",
    "hypothesis.extra.numpy",
    "pytest",
    "jinja2",
    "click.testing",
    "rich.console",
    "PIL.Image",
    "cv2",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one change: `noticed`, `endless` (which is noticed) or `survived`."""

    module: str
    source: str
    mutation: Mutation
    outcome: str
    seconds: float

    @property
    def key(self) -> tuple[str, str, tuple[int, int]]:
        return self.module, self.source, self.mutation.place


class Changed(MetaPathFinder):
    """Gives one module of `audit` from a changed syntax tree."""

    def __init__(self, module: Path, tree: ast.Module) -> None:
        self._name = ".".join(("audit", *module.with_suffix("").parts)).removesuffix(".__init__")
        self._path, self._tree = ROOT / "audit" / module, tree
        self._loaded = False

    @property
    def overlooked(self) -> bool:
        """Whether the module was loaded, but not from the changed tree."""
        return self._name in sys.modules and not self._loaded

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        self._loaded = True
        loader = _Loader(fullname, str(self._path))
        loader.tree = self._tree
        return spec_from_loader(fullname, loader, is_package=self._path.name == "__init__.py")


class _Loader(SourceFileLoader):
    tree: ast.Module

    def get_code(self, _fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec", dont_inherit=True)


def modules(parts: tuple[str, ...]) -> list[Path]:
    """Return the modules of parts of the package, given by folder or file, as paths inside it."""
    found: dict[Path, None] = {}
    for part in parts:
        place = ROOT / "audit" / part
        paths = [place] if place.suffix else sorted(place.rglob("*.py"))
        found |= {path.relative_to(ROOT / "audit"): None for path in paths if path.name != "__init__.py"}
    return list(found)


def sampled(found: list[Path], size: int, seed: int) -> list[tuple[Path, Mutation]]:
    """Return a sample of changes: of each module in proportion to how many it has, one at least, in random order.

    A larger sample holds all of a smaller one with its seed.
    """
    each = {module: mutations(_source(module)) for module in found}
    everything = sum(map(len, each.values()))
    chosen = []
    for module, own in each.items():
        random.Random(f"{seed} {module}").shuffle(own)  # noqa: S311 - a sample, no secret
        chosen += [(module, mutation) for mutation in own[: max(1, round(size * len(own) / everything))]]
    random.Random(seed).shuffle(chosen)  # noqa: S311 - a sample, no secret
    return chosen


@cache
def _source(module: Path) -> str:
    return (ROOT / "audit" / module).read_text(encoding="utf-8")


@cache
def _imported() -> dict[Path, set[str]]:
    """Return the modules of `audit` that every file of the package and of quick tests imports."""
    folders = [ROOT / "audit", TESTS / "unit", TESTS / "contract"]
    return {path: _imports(path) for folder in folders for path in sorted(folder.rglob("*.py"))}


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("audit"):
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def own_tests(module: Path) -> list[Path]:
    """Return the files of tests that bear a module's name."""
    folder = TESTS / "unit" / module.parent
    return [
        path for name in (f"test_{module.stem}.py", f"test_{module.stem}_*.py") for path in sorted(folder.glob(name))
    ]


def concerned(module: Path) -> list[Path]:
    """Return the files of tests that may notice a change of a module, its own first."""
    name = ".".join(("audit", *module.with_suffix("").parts))
    users = [path for path, imported in _imported().items() if name in imported]
    tests = [path for path in users if TESTS in path.parents and path.name.startswith("test_")]
    through = [
        test for path in users if TESTS not in path.parents for test in own_tests(path.relative_to(ROOT / "audit"))
    ]
    wider = [TESTS / path for path in WIDER.get(module.parts[0], ())]
    return list(dict.fromkeys([*own_tests(module), *tests, *through, *wider]))


class Bench:
    """Runs tests in forks of this process, which has loaded the libraries and nothing of `audit`."""

    def __init__(self) -> None:
        KEPT.mkdir(parents=True, exist_ok=True)
        for name in LIBRARIES:
            importlib.import_module(name)
        from hypothesis import HealthCheck, Phase, settings

        settings.register_profile(
            "mutated",
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        assert not any(name.split(".")[0] == "audit" for name in sys.modules)
        self._times_file = KEPT / "times.json"
        self._times: dict[str, float] = {}
        if self._times_file.exists():
            self._times = json.loads(self._times_file.read_text(encoding="utf-8"))

    def start(self, tests: list[Path], seconds: float, changed: Changed | None) -> int:
        """Start tests with a change, or without any, in a fork that ends with 0 where they pass; return its id."""
        child = os.fork()
        if child:
            return child
        try:
            os.setsid()
            with Path(KEPT / f"output-{os.getpid()}.txt").open("wb") as out:
                os.dup2(out.fileno(), 1)
                os.dup2(out.fileno(), 2)
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            if changed is not None:
                sys.meta_path.insert(0, changed)
            if not tests:
                os._exit(0)
            import pytest

            os.chdir(ROOT)
            code = pytest.main(
                [
                    *("-x", "-q", "--no-header", "--tb=line", "-p", "no:cacheprovider", "-m", "not browser"),
                    "--assert=plain",  # else pytest itself loads the modules of `audit`, as those of a plugin
                    *("--hypothesis-profile=mutated", "--hypothesis-seed=0"),
                    *(str(path) for path in tests),
                ]
            )
        except BaseException:  # noqa: BLE001 - whatever happens in a fork, it ends here
            traceback.print_exc()
            code = 99
        sys.stdout.flush()
        os._exit(OVERLOOKED if changed is not None and changed.overlooked else int(code))

    def usual(self, tests: list[Path]) -> float:
        """Return the CPU seconds that tests take without any change; ends the run where one of them fails."""
        for path in tests:
            self._time(path)
        return sum(self._times[str(path.relative_to(ROOT))] for path in tests)

    def outcome(self, child: int, status: int, *, last: bool) -> str:
        """Return what became of a change; ends the run where the test that failed does so without any change, too."""
        said, outcome = KEPT / f"output-{child}.txt", _outcome(status, last=last)
        if outcome == "noticed":
            output = said.read_text(encoding="utf-8", errors="replace")
            for name in sorted(set(re.findall(r"^(?:FAILED|ERROR) (tests/[^:\s]+\.py)", output, re.MULTILINE))):
                self._time(ROOT / name)
        said.unlink(missing_ok=True)
        return outcome

    def _time(self, path: Path) -> None:
        name = str(path.relative_to(ROOT))
        if name not in self._times:
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            child = self.start([path], 600, None)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            if status not in (0, 5):  # 5: no test of it is among the quick ones
                output = (KEPT / f"output-{child}.txt").read_text(encoding="utf-8", errors="replace")
                raise SystemExit(f"{name} fails without any change ({status}):\n{output[-2000:]}")
            (KEPT / f"output-{child}.txt").unlink(missing_ok=True)
            self._times[name] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
            fresh = self._times_file.with_suffix(".new")  # whoever is killed here has the old times, or the new ones
            fresh.write_text(json.dumps(self._times, indent=1), encoding="utf-8")
            fresh.replace(self._times_file)


@dataclass(slots=True)
class _Running:
    """A change under trial: by the tests of its module's name first, by the others where those pass."""

    module: Path
    mutation: Mutation
    last: bool
    began: float
    until: float


class Outcomes:
    """What became of every change that was tried, kept on disk as it is found."""

    def __init__(self) -> None:
        self._file = KEPT / "outcomes.jsonl"
        self._found: dict[tuple[str, str, tuple[int, int]], Tried] = {}
        text = self._file.read_text(encoding="utf-8") if self._file.exists() else ""
        whole, _, cut_off = text.rpartition("\n")
        if cut_off:  # it was killed while it wrote
            self._file.write_text(f"{whole}\n" if whole else "", encoding="utf-8")
        for line in whole.splitlines():
            data = json.loads(line)
            own = data.pop("mutation")
            own["place"] = tuple(own["place"])
            tried = Tried(mutation=Mutation(**own), **data)
            self._found[tried.key] = tried

    def of(self, module: Path, mutation: Mutation) -> Tried | None:
        return self._found.get((str(module), _hash(module), mutation.place))

    def add(self, module: Path, mutation: Mutation, outcome: str, seconds: float) -> None:
        tried = Tried(str(module), _hash(module), mutation, outcome, round(seconds, 1))
        self._found[tried.key] = tried
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(tried)) + "\n")


def _hash(module: Path) -> str:
    return hashlib.sha256(_source(module).encode()).hexdigest()[:16]


def equivalents() -> dict[Place, str]:
    """Return why each change that is written down can be noticed by nobody."""
    return reasons(read(EQUIVALENT), changes_of)


def changes_of(module: str) -> list[Mutation]:
    """Return every change there is of a module; none where there is no such module."""
    return mutations(_source(Path(module))) if (ROOT / "audit" / module).is_file() else []


def run(sample: list[tuple[Path, Mutation]], known: dict[Place, str], jobs: int, deadline: float) -> None:
    """Try each change of a sample that was not noticed yet, but for those that nobody could notice."""
    bench, kept = Bench(), Outcomes()
    left = [
        (module, mutation)
        for module, mutation in sample
        if (str(module), mutation.place) not in known
        and ((tried := kept.of(module, mutation)) is None or tried.outcome == "survived")
    ]
    left.sort(key=lambda each: kept.of(*each) is not None)  # what survived comes last
    running: dict[int, _Running] = {}
    done = 0
    while left or running:
        while left and len(running) < jobs and time.monotonic() < deadline:
            _start(bench, running, *left.pop(0), last=False)
        if not running:
            break
        for child, each in list(running.items()):
            found, status = os.waitpid(child, os.WNOHANG)
            if not found and time.monotonic() < each.until:
                continue
            _end(child)
            if not found:
                status = os.waitpid(child, 0)[1]
            outcome = bench.outcome(child, os.waitstatus_to_exitcode(status), last=each.last)
            del running[child]
            if outcome == "survived" and not each.last:
                _start(bench, running, each.module, each.mutation, last=True)
                continue
            kept.add(each.module, each.mutation, outcome, time.monotonic() - each.began)
            done += 1
            _say(f"{done:4} {outcome:9} {each.module}:{each.mutation.line} {_told(each.mutation)}")
        time.sleep(0.02)


def _start(bench: Bench, running: dict[int, _Running], module: Path, mutation: Mutation, *, last: bool) -> None:
    """Start the tests of a module's name with a change, or all others that concern it."""
    own = own_tests(module)
    tests = [path for path in concerned(module) if path not in own] if last else own
    seconds = MOST_SECONDS if last else max(CPU_SECONDS, 4 * bench.usual(own))
    child = bench.start(tests, seconds, Changed(module, mutated(_source(module), mutation)))
    now = time.monotonic()
    running[child] = _Running(module, mutation, last, now, now + 12 * seconds)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _end(child: int) -> None:
    """End what a fork's tests started, too: it is the leader of its own group."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        return


def _outcome(status: int, *, last: bool) -> str:
    if status == OVERLOOKED:
        raise SystemExit("a changed module was loaded as it is on disk: nothing was tried")
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return "survived" if last else "endless"
    return "survived" if status in (0, 5) else "noticed"


def _told(mutation: Mutation) -> str:
    before, after = (" ".join(text.split()) for text in (mutation.before, mutation.after))
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, start - 30)
    return f"`{before[start : start + 70]}` → `{after[start : start + 70]}`"


def write(found: list[Path], sample: list[tuple[Path, Mutation]], known: dict[Place, str], seed: int) -> float:
    """Write the table; return the share noticed of what could be."""
    kept = Outcomes()
    rows: dict[str, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("noticed", "endless", "survived", "same", "left"), 0)
    )
    survivors, same = [], []
    for module, mutation in sample:
        room = "/".join(module.parts[:2]) if module.parts[0] in ("measure", "domain") else str(module.parts[0])
        tried, why = kept.of(module, mutation), known.get((str(module), mutation.place))
        outcome = "same" if why else "left" if tried is None else tried.outcome
        rows[room][outcome] += 1
        if outcome == "survived":
            survivors.append((module, mutation))
        if why:
            same.append((module, mutation, why))
    totals = {name: sum(row[name] for row in rows.values()) for name in next(iter(rows.values()))}
    noticed = totals["noticed"] + totals["endless"]
    share = noticed / max(noticed + totals["survived"], 1)
    lines = [
        "# Would the tests notice?",
        "",
        f"Written by `make mutate` (`tests/soak/mutate.py`, which says how): {len(sample):,} changes, seed {seed}, of",
        f"{sum(len(mutations(_source(each))) for each in found):,} that {len(found)} modules have, each tried alone.",
        f"**Noticed: {share:.1%}** of those that change anything ({noticed} of {noticed + totals['survived']}).",
        "What a sample shows is closed by tests, so its share rises; another seed tells how it is elsewhere.",
        "",
        "| of | tried | noticed | of these without end | equivalent | not noticed | not tried yet |",
        "|---|---|---|---|---|---|---|",
        *(_row(f"`audit/{room}`", row) for room, row in sorted(rows.items())),
        _row("all", totals),
        "",
    ]
    lines += (
        ["## Not noticed", "", *(_listed(*each) for each in sorted(survivors, key=_place)), ""] if survivors else []
    )
    if same:
        lines += ["## Equivalent", ""]
        lines += [f"{_listed(m, mutation)}: {why}" for m, mutation, why in sorted(same, key=lambda e: _place(e[:2]))]
    RESULTS.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return share


def _row(name: str, row: dict[str, int]) -> str:
    noticed = row["noticed"] + row["endless"]
    tried = noticed + row["survived"] + row["same"]
    return f"| {name} | {tried} | {noticed} | {row['endless']} | {row['same']} | {row['survived']} | {row['left']} |"


def _place(each: tuple[Path, Mutation]) -> tuple[str, int]:
    return str(each[0]), each[1].line


def _listed(module: Path, mutation: Mutation) -> str:
    return f"* `audit/{module}`, `{mutation.function}`, {_told(mutation)}"


def main() -> int:
    asked = argparse.ArgumentParser(description="Try whether tests notice changes.")
    asked.add_argument("parts", nargs="*", default=PARTS, help="folders or files inside audit/")
    asked.add_argument("--sample", type=int, default=300)
    asked.add_argument("--seed", type=int, default=15)
    asked.add_argument("--jobs", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=1e6, help="begin nothing new after so long")
    given = asked.parse_args()
    try:
        known = equivalents()
    except EquivalentsError as error:
        _say(f"{EQUIVALENT.relative_to(ROOT)} does not say which changes it means:\n{error}")
        return 2
    found = modules(tuple(given.parts))
    sample = sampled(found, given.sample, given.seed)
    run(sample, known, given.jobs, time.monotonic() + 60 * given.minutes)
    share = write(found, sample, known, given.seed)
    _say(f"noticed: {share:.1%}; {RESULTS.relative_to(ROOT)} is written")
    return 0 if share >= AIM else 1


if __name__ == "__main__":
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    sys.exit(main())
