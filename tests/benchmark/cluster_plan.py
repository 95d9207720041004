"""What a billion faces would take on a cluster: measured costs of shards, and a simulation of slow and lost workers.

    python tests/benchmark/cluster_plan.py

A worker of a cluster is asked here, in this process, about shards of 2,048 drawn faces of 48 pixels by `cnn48`, for
which nobody vouches. Processor time is that of worker and model together; wall time, on whatever else the machine does,
says how unlike shards are. What is sent and brought is pickled, as Ray does. In the simulation the time of a shard is
the median of the processor's times the ratio of a measured wall time to their median, drawn anew; ten workers share a
machine, which is lost once a day on average and replaced after five minutes; whoever sends the shards takes the
measured time for each, one after the other. Writes `CLUSTER.md` beside this file.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from benchmark.stragglers import Machines, Run, Simulation

from audit.domain.answers.shards import rows_of, shards_of
from audit.domain.cohort.labels import LABEL_SETS
from audit.load import find_model, load_cohort, load_model
from audit.pipeline.engines.cluster_worker import ClusterWorker
from audit.pipeline.engines.course import ClusterPass
from audit.pipeline.engines.shards import Question, gathered
from audit.predict.sizes.machine import use_of
from audit.predict.worker import pool
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

PAGE = Path(__file__).with_name("CLUSTER.md")
FACES, ROWS, SHARDS = 256, 2048, 16
BILLION = 10**9
WORKERS = (10, 100, 1000)
DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What was measured of shards of `ROWS` rows; seconds, bytes, one number for each shard or for all."""

    worker: np.ndarray
    wall: np.ndarray
    sender: float
    gathering: float
    sent: int
    brought: int
    picture: float
    kept: float


def main() -> None:
    """Write the page, and print it."""
    with tempfile.TemporaryDirectory() as folder:
        costs = measured(Path(folder))
    PAGE.write_text("\n".join(_lines(costs)) + "\n", encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))


def measured(folder: Path) -> Costs:
    """Return what shards cost."""
    write_cohort(draw_cohort(DrawnPlan(faces=FACES, labels=LABEL_SETS["happy-sad"], size=48, seed=5)), folder / "faces")
    spec, faces = load_model(find_model("cnn48")), replace(load_cohort(folder / "faces"), declared=True)
    cohort = rows_of(faces, np.tile(np.arange(FACES), SHARDS * ROWS // FACES))
    question = Question(spec=spec, cohort=cohort.in_words_of(spec.labels))
    course, worker = ClusterPass([question], None), ClusterWorker()
    worker.answers(course.errand(shards_of(len(cohort), FACES)[0], None))
    times, walls, sender, answers = [], [], 0.0, {}
    for shard in shards_of(len(cohort), ROWS):
        sent, packing = timed(lambda at=shard: pickle.dumps(course.errand(at, None)))
        wall, before = time.monotonic(), cpu()
        brought = pickle.dumps(worker.answers(pickle.loads(sent)))  # noqa: S301 - our own
        times.append(cpu() - before)
        walls.append(time.monotonic() - wall)
        found, unpacking = timed(lambda data=brought: pickle.loads(data))  # noqa: S301 - our own
        _, taking = timed(lambda at=shard, it=found: course.take(at, it))
        sender += packing + unpacking + taking
        answers[shard] = found.answers[0]
    _, gathering = timed(lambda: gathered(question, answers))
    tracemalloc.start()
    held = {shard: pickle.loads(pickle.dumps(each)) for shard, each in answers.items()}  # noqa: S301 - our own
    gathered(question, held)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sizes = [path.stat().st_size for path in (folder / "faces").rglob("*.png")]
    return Costs(
        worker=np.array(times),
        wall=np.array(walls),
        sender=sender / SHARDS,
        gathering=gathering / SHARDS,
        sent=len(sent),
        brought=len(brought),
        picture=float(np.mean(sizes)),
        kept=most / len(cohort),
    )


def cpu() -> float:
    """Return the processor's time of this process and of the models' own."""
    uses = [use_of(process._process.pid) for process in pool._RUNNING.values()]
    return time.process_time() + sum(use.cpu for use in uses if use is not None)


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """Return what work returns, and the processor's seconds that it took."""
    before = time.process_time()
    found = work()
    return found, time.process_time() - before


def hours(costs: Costs, machines: Machines, *, unlike: bool = True) -> tuple[float, Run]:
    """Return how many hours a billion faces take, of shards that take unlike times or all their median."""
    ratios = costs.wall / np.median(costs.wall) if unlike else np.ones(1)
    times = np.median(costs.worker) * ratios
    run = Simulation(shards_of(BILLION, ROWS), machines, times, costs.sender).run()
    return run.seconds / 3600, run


def _lines(costs: Costs) -> Iterator[str]:
    million, median = 10**6 / ROWS, float(np.median(costs.worker))
    low, high = (float(each) for each in np.quantile(costs.wall / np.median(costs.wall), [0.0, 1.0]))
    yield "# A billion faces on a cluster"
    yield ""
    yield f"`python tests/benchmark/cluster_plan.py`; what is measured stands in it. {SHARDS} shards of {ROWS:,} faces."
    yield ""
    yield "| of | is |"
    yield "|---|---|"
    spread = f"{costs.worker.min():.2f} to {costs.worker.max():.2f}"
    yield f"| a worker: processor's time of a shard, median (least to most) | {median:.2f} s ({spread}) |"
    yield f"| … of a million faces | {median * million / 3600:.2f} hours of one processor |"
    yield f"| how unlike shards are: wall time beside their median | {low:.2f} to {high:.2f} |"
    yield f"| the sender: processor's time of a shard, errand and answers | {costs.sender * 1000:.1f} ms |"
    yield f"| the sender: putting the answers of a shard together at the end | {costs.gathering * 1000:.2f} ms |"
    yield f"| the sender: memory, of a face, while answers are put together | {costs.kept:.0f} bytes |"
    yield f"| sent to a worker, of a face | {costs.sent / ROWS:.0f} bytes |"
    yield f"| brought back, of a face | {costs.brought / ROWS:.0f} bytes |"
    yield f"| read by a worker, of a face (PNG, 48 pixels) | {costs.picture:.0f} bytes |"
    yield ""
    yield (
        "| workers | shards alike, hours | unlike, hours | and machines lost, hours | machines lost | "
        "shards asked again |"
    )
    yield "|---|---|---|---|---|---|"
    for workers in WORKERS:
        alike, _ = hours(costs, Machines(workers=workers), unlike=False)
        unlike, _ = hours(costs, Machines(workers=workers))
        whole, run = hours(costs, Machines(workers=workers, lost_after=DAY))
        yield f"| {workers:,} | {alike:.2f} | {unlike:.2f} | {whole:.2f} | {run.lost:,} | {run.again:,} |"


if __name__ == "__main__":
    main()
