"""Whom every face finder misses, how long it takes, how alike they frame: docs/explanation/face-finders.md.

python tests/benchmark/face_finders.py SHARED_DATA COHORT               writes the page, many minutes
python tests/benchmark/face_finders.py SHARED_DATA COHORT seen hard     measures these of its parts again

SHARED_DATA holds `fairface-sample/`; COHORT is the London set, imported (`emotion-audit import london`). The parts are
seen, hard, frames and speed; those that are not named stand as they were measured before. A finder whose weights are
not on this machine is left out of the tables and named below them.
"""

from __future__ import annotations

import csv
import math
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import cv2
import numpy as np
from benchmark.box_rules import FER2013, FRONTAL
from numpy.typing import NDArray

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.cohort import Cohort
from audit.domain.contract.detection import LEVELS_EYES, Align, Detector
from audit.domain.contract.input_contract import InputContract
from audit.domain.counts.rates import Interval
from audit.files import write_whole
from audit.images import FINDERS, FaceBox, Finder, look_for
from audit.images.decode import decode
from audit.images.finders.face import overlap
from audit.images.prepare import prepare_bytes
from audit.load import load_cohort, load_model
from audit.measure.rates.intervals import wilson
from audit.predict import Classifier, load_classifier, predict
from audit.predict.run import published

PAGE = Path("docs/explanation/face-finders.md")
MODELS = ("happy-sad", "emotion7", "ferplus8")
FEATURES = ("race", "gender", "age_group")
CONFIDENCE = 0.95
MARGIN = 0.03
PICTURES = 1000
HARD_STEP, SMALL_STEP = 8, 5
TURNS = (-60, -45, -30, 30, 45, 60, 90)
SMALL = (20, 24)
LEVEL_STEP, FAR, LEVEL_TURNS = 25, 15, (15, 30, 45, 60, 75, 90)
HEAD = """# Face finders, measured

The face finder is the first classifier in the line: whoever it misses is not audited. Written by `python
tests/benchmark/face_finders.py SHARED_DATA LONDON`; intervals of rates are Wilson's, of differences of rates
Newcombe's (1998, from Wilson's), 95 %; times are CPU milliseconds a picture of one thread, on FairFace at 224 px and
London at 512 px.

FairFace: a sample of 500 pictures of its validation set (Kärkkäinen & Joo 2021, CC BY 4.0; race, gender and age as
annotated there). London: 204 portraits of 102 people (DeBruine & Jones 2017, CC BY 4.0). Another half of FairFace's
pictures is kept for acceptance. Of these 500 `mtcnn` missed 3 until two more looks were added that see them: its 0 was
reached with these pictures known.
"""
IN_ALL, HARD, FRAMES, SPEED = "In all", "Hard to see", "All frame alike", f"{PICTURES:,} whole pictures in one go"
FRAMES_ARE = """A finder's box is not the frame a classifier learned. FER2013 was cut with OpenCV's frontal cascade, so
a finder's *box rule* makes its box that cascade's, 1.03 times as large: a square of `side` times the box, its middle
moved towards the eyes' by the share `lean` of the way and raised by `raised` of the box. `tests/benchmark/box_rules.py`
fits the rules on FairFace's pictures, and its table is beside it; London had no part in them. *Overlap* is here that
with FER2013's frame in London's portraits: share of the union, median, and the lower quartile. Success rates are those
of whole photographs of London, framed by each finder; one that is not found is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a finder saw in pictures: a box or None for each, and CPU milliseconds a picture."""

    boxes: list[FaceBox | None]
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """What is looked at, and by whom.

    Attributes
    ----------
    here
        Finders on this machine.
    people
        Rows of FairFace's demographics.
    faces, portraits
        Bytes of FairFace's pictures, in the order of the people, and of London's.
    cohort
        London.
    """

    here: Sequence[Finder]
    people: list[dict[str, str]]
    faces: list[bytes]
    portraits: list[bytes]
    cohort: Cohort


def main(shared: Path, london_folder: Path, wanted: Sequence[str]) -> None:
    """Look at every picture with every finder and write the page."""
    cv2.setNumThreads(1)
    sample = shared / "fairface-sample"
    people = list(csv.DictReader((sample / "demographics.csv").open(encoding="utf-8")))
    cohort = load_cohort(london_folder)
    measured = Measured(
        here=[finder for finder in FINDERS if finder.here],
        people=people,
        faces=[(sample / row["image"]).read_bytes() for row in people],
        portraits=[(cohort.root / name).read_bytes() for name in cohort.images],
        cohort=cohort,
    )
    for name, part in PARTS.items():
        if name in wanted or not wanted:
            _write(name, part.measure(measured))


def _write(name: str, text: str) -> None:
    """Put one part into the page, in its place."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    places = {each: page.find(f"\n## {part.title}") for each, part in PARTS.items()}
    starts = sorted(place for place in places.values() if place >= 0)
    ends = dict(zip(starts, [*starts[1:], len(page)], strict=True))
    old = {each: page[place : ends[place]] for each, place in places.items() if place >= 0}
    write_whole(PAGE, HEAD + "".join((old | {name: f"\n{text.strip()}\n"}).get(each, "") for each in PARTS))


def _seen(measured: Measured) -> str:
    """Return whom each finder misses."""
    fairface, london = ([decode(data) for data in some] for some in (measured.faces, measured.portraits))
    here, people = measured.here, measured.people
    seen = {finder.detector: (_looked(finder, fairface), _looked(finder, london)) for finder in here}
    text = _totals(here, seen) + "".join(_groups(here, seen, people, feature) for feature in FEATURES)
    absent = [f"`{finder.detector}`" for finder in FINDERS if not finder.here]
    note = f"\nNot on the machine that measured: {', '.join(absent)}.\n" if absent else ""
    return text + _differences(here, seen, people) + note


def _contract(finder: Finder) -> InputContract:
    return InputContract(size=48, detector=finder.detector)


def _looked(finder: Finder, pictures: Sequence[NDArray[np.uint8]]) -> Looked:
    look_for(pictures[0], _contract(finder))  # loads it
    start = time.process_time()
    boxes = [next(iter(look_for(picture, _contract(finder))), None) for picture in pictures]
    return Looked(boxes=boxes, milliseconds=1000 * (time.process_time() - start) / len(pictures))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def _totals(here: Sequence[Finder], seen: dict[Detector, tuple[Looked, Looked]]) -> str:
    rows = []
    for finder in here:
        fairface, london = seen[finder.detector]
        times = f"{fairface.milliseconds:.1f}", f"{london.milliseconds:.1f}"
        rows.append((f"`{finder.detector}`", _misses(fairface.boxes), times[0], _misses(london.boxes), times[1]))
    load = f"{Path('/proc/loadavg').read_text().split()[0]} processes ran" if Path("/proc/loadavg").exists() else ""
    heads = ("finder", "FairFace: missed", "ms", "London: missed", "ms")
    return f"## {IN_ALL}\n\n" + _table(heads, rows) + (f"\nAt the end {load} on the machine.\n" if load else "")


def _misses(boxes: Sequence[FaceBox | None]) -> str:
    missed = sum(box is None for box in boxes)
    interval = _interval(missed, len(boxes))
    return f"{missed} of {len(boxes)}, {missed / len(boxes):.1%} [{interval.lower:.1%}, {interval.upper:.1%}]"


def _interval(missed: int, pictures: int) -> Interval:
    interval = wilson(float(missed), float(pictures), CONFIDENCE)
    assert interval is not None
    return interval


def _groups(
    here: Sequence[Finder], seen: dict[Detector, tuple[Looked, Looked]], people: list[dict[str, str]], feature: str
) -> str:
    rows = []
    for group in sorted({row[feature] for row in people}):
        places = [i for i, row in enumerate(people) if row[feature] == group]
        cells = [_misses([seen[finder.detector][0].boxes[i] for i in places]) for finder in here]
        rows.append((group.replace("_", " "), *cells))
    title = feature.replace("_", " ")
    return f"\n## Missed by {title}\n\n" + _table((title, *(f"`{finder.detector}`" for finder in here)), rows)


def _differences(
    here: Sequence[Finder], seen: dict[Detector, tuple[Looked, Looked]], people: list[dict[str, str]]
) -> str:
    """Return for each finder and feature the difference between two groups that reaches furthest above the margin."""
    rows = []
    for finder in here:
        boxes = seen[finder.detector][0].boxes
        rows.append((f"`{finder.detector}`", *(_furthest(boxes, [row[each] for row in people]) for each in FEATURES)))
    heads = ("finder", *(feature.replace("_", " ") for feature in FEATURES))
    return (
        f"\n## Is a group missed more than another?\n\nOf all pairs of groups the one whose difference of misses "
        f"has the highest lower bound; **proven** where that is above {100 * MARGIN:g} points. Pairs are taken one at "
        f"a time, without allowance for how many there are.\n\n" + _table(heads, rows)
    )


def _furthest(boxes: Sequence[FaceBox | None], groups: Sequence[str]) -> str:
    counts = {
        group: (sum(box is None for box, g in zip(boxes, groups, strict=True) if g == group), groups.count(group))
        for group in sorted(set(groups))
    }
    found = [(_newcombe(counts[worse], counts[other]), worse, other) for worse, other in permutations(counts, 2)]
    (lower, difference, upper), worse, other = max(found)
    verdict = "**proven**" if lower > MARGIN else "not proven"
    names = f"{worse} − {other}".replace("_", " ")
    return f"{names}: {100 * difference:.1f} points [{100 * lower:.1f}, {100 * upper:.1f}], {verdict}"


def _newcombe(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float, float]:
    """Return lower bound, difference and upper bound of two shares' difference (Newcombe 1998, method 10)."""
    (x, n), (y, m) = first, second
    a, b, p, q = _interval(x, n), _interval(y, m), x / n, y / m
    below = math.hypot(p - a.lower, b.upper - q)
    return p - q - below, p - q, p - q + math.hypot(a.upper - p, q - b.lower)


def _hard(measured: Measured) -> str:
    """Return how many faces are missed when they are made hard to see, and boxes in crops without a face."""
    faces, portraits = measured.faces[::HARD_STEP], measured.portraits[::SMALL_STEP]
    names = [finder.detector for finder in measured.here if finder.eyes]
    with ProcessPoolExecutor(len(names)) as pool:  # a process for each finder: no times are taken here
        columns = list(pool.map(_hard_column, names, [faces] * len(names), [portraits] * len(names)))
    rows = [[name, *(column[name] for column in columns)] for name in columns[0]]
    return (
        f"## {HARD}\n\nMissed of {len(faces)} pictures of FairFace turned (clockwise) or darkened, of {len(portraits)} "
        "portraits of London shrunk until FER2013's frame of the face has so many pixels, with the sides of the face "
        "boxes drawn then; and boxes in the corners of these portraits, 110 px each, where no face is. The cascades, "
        "which look in one way alone, are left out.\n\n"
        + _table(("made hard", *(f"`{name}`" for name in names)), rows)
        + _level(measured)
    )


def _level(measured: Measured) -> str:
    """Return how far off the roll of turned faces is, as they are found and looked at upright."""
    faces = measured.faces[::LEVEL_STEP]
    names = [finder.detector for finder in measured.here if finder.eyes]
    with ProcessPoolExecutor(len(names)) as pool:
        columns = list(pool.map(_level_column, names, [faces] * len(names)))
    rows = [[f"{turn}°", *(column[turn] for column in columns)] for turn in LEVEL_TURNS]
    return (
        f"\nHow far a face is turned decides how it is levelled (`align = 'eyes'`). {len(faces)} pictures of FairFace "
        "turned to either side: degrees by which the finder's eyes are off, compared with the same picture not turned, "
        "median; and after → where such a contract has each face looked at upright (nine tenths are off by no more). "
        f"In the end those that are off by more than {FAR}°, of all that are found.\n\n"
        + _table(("turned by", *(f"`{name}`" for name in names)), rows)
    )


def _level_column(detector: Detector, faces_read: Sequence[bytes]) -> dict[int, str]:
    """Return for each turn how far off one finder's roll is."""
    cv2.setNumThreads(1)
    found = InputContract(size=48, detector=detector)
    ways = (found, replace(found, align=Align.EYES)) if detector in LEVELS_EYES else (found,)
    faces = [decode(data) for data in faces_read]
    straight = [_rolls(face, ways) for face in faces]
    column = {}
    for turn in LEVEL_TURNS:
        off: list[list[float]] = []
        for face, before in zip(faces, straight, strict=True):
            for degrees in (-turn, turn):
                rolls = _rolls(_turned(face, degrees), ways)
                if before and rolls:
                    off.append([abs((a - b - degrees + 180) % 360 - 180) for a, b in zip(rolls, before, strict=True)])
        each_way = np.array(off).T
        last = each_way[-1]
        medians = " → ".join(f"{np.median(way):.0f}" for way in each_way)
        column[turn] = f"{medians} ({np.percentile(last, 90):.0f}), {int((last > FAR).sum())} of {len(last)}"
    return column


def _rolls(picture: NDArray[np.uint8], ways: Sequence[InputContract]) -> list[float]:
    """Return by how many degrees the face is turned that each contract means; nothing where none is found."""
    faces = [look_for(picture, contract) for contract in ways]
    return [found[0].roll for found in faces] if all(faces) else []


def _hard_column(detector: Detector, faces_read: Sequence[bytes], portraits_read: Sequence[bytes]) -> dict[str, str]:
    """Return what one finder misses of each set of pictures that are hard to see, and where it draws boxes on none."""
    cv2.setNumThreads(1)
    finder = next(each for each in FINDERS if each.detector is detector)
    faces, portraits = [decode(data) for data in faces_read], [decode(data) for data in portraits_read]
    noise = np.random.default_rng(1)
    sets = {f"turned by {degrees}°": [_turned(face, degrees) for face in faces] for degrees in TURNS}
    for light in (0.15, 0.06):
        name = f"{light:.0%} of the light".replace("%", " %")
        sets[name] = [np.clip(face * light + noise.normal(0, 2, face.shape), 0, 255).astype(np.uint8) for face in faces]
    column = {name: _missed(_looked(finder, pictures).boxes) for name, pictures in sets.items()}
    for side in SMALL:
        boxes = _looked(finder, [_small(each, side, noise) for each in portraits]).boxes
        column[f"{side} px, in a scene"] = _missed(boxes)
        sides = [box.width for box in boxes if box]
        column[f"{side} px: face boxes"] = f"{min(sides)} to {max(sides)} px" if sides else "–"
    corners = [corner for each in portraits for corner in _corners(each)]
    found = len(corners) - sum(box is None for box in _looked(finder, corners).boxes)
    return column | {"corners without a face: boxes": f"{found} of {len(corners)}"}


def _missed(boxes: Sequence[FaceBox | None]) -> str:
    return f"{sum(box is None for box in boxes)} of {len(boxes)}"


def _turned(picture: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    across, down = np.abs(turn[:, :2]) @ (width, height)
    turn[:, 2] += (across - width) / 2, (down - height) / 2
    size = (round(across), round(down))
    return np.asarray(cv2.warpAffine(picture, turn, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _small(portrait: NDArray[np.uint8], side: int, noise: np.random.Generator) -> NDArray[np.uint8]:
    """Return a noisy grey scene with a portrait in it, shrunk until FER2013's frame of its face has so many pixels."""
    (face, *_) = look_for(portrait, InputContract(size=48, detector=Detector.CASCADES))
    scale = side / (FER2013 * face.width)
    shrunk = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    scene = np.clip(noise.normal(noise.integers(60, 200), 6, (240, 320, 3)), 0, 255).astype(np.uint8)
    top, left = (int(noise.integers(0, room)) for room in (240 - shrunk.shape[0], 320 - shrunk.shape[1]))
    scene[top : top + shrunk.shape[0], left : left + shrunk.shape[1]] = shrunk
    return scene


def _corners(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    ends = (slice(None, 110), slice(-110, None))
    return [np.ascontiguousarray(picture[rows, columns]) for rows in ends for columns in ends]


def _levelled(measured: Measured, classifiers: Sequence[Classifier]) -> str:
    """Return what levelling the eyes does to success rates on whole photographs."""
    rows = [
        (
            f"`{finder.detector}`",
            *(
                _rate(each, name, finder, measured.cohort, Align.EYES)
                for each, name in zip(classifiers, MODELS, strict=True)
            ),
        )
        for finder in measured.here
        if finder.levels
    ]
    return '\nThe same with `align = "eyes"`; the classifiers were not trained on levelled faces:\n\n' + _table(
        ("finder", *(f"`{name}`" for name in MODELS)), rows
    )


def _speed(measured: Measured) -> str:
    """Return CPU seconds from files' bytes to probabilities, for each finder."""
    pictures = [*measured.faces, *measured.portraits, *measured.faces][:PICTURES]
    spec = load_model(Path("models") / MODELS[0])
    classifier = load_classifier(spec)
    seconds = {}
    for finder in measured.here:
        contract = replace(spec.contract, detector=finder.detector)
        start = time.process_time()
        published(classifier, [prepare_bytes(data, None, contract) for data in pictures])
        seconds[finder.detector] = time.process_time() - start
    before = seconds[Detector.CASCADES]
    rows = [(f"`{name}`", f"{spent:.1f}", f"{before / spent:.1f}") for name, spent in seconds.items()]
    return (
        f"## {SPEED}\n\nFrom the file's bytes to probabilities of `{MODELS[0]}`: FairFace's 500, London's, and "
        f"FairFace's again up to {len(pictures):,}. A whole `run`, from the command line to the report, is timed by "
        "`tests/benchmark/whole_run.py`.\n\n" + _table(("finder", "CPU seconds", "times as fast as the cascades"), rows)
    )


def _frames(measured: Measured) -> str:
    """Return how alike the finders frame London's portraits, and what that does to success rates."""
    london = [decode(data) for data in measured.portraits]
    seen = {finder.detector: _looked(finder, london).boxes for finder in measured.here}
    frames = [_frame(box) for box in seen[Detector.CASCADES]]
    classifiers = [load_classifier(load_model(Path("models") / name)) for name in MODELS]
    rows = []
    for finder in measured.here:
        pairs = zip(seen[finder.detector], frames, strict=True)
        lower, median = np.percentile([overlap(box, frame) for box, frame in pairs if box and frame], [25, 50])
        rates = [_rate(each, name, finder, measured.cohort) for each, name in zip(classifiers, MODELS, strict=True)]
        rule = f"{finder.rule.side:g}, {finder.rule.raised:g}, {finder.rule.lean:g}"
        rows.append((f"`{finder.detector}`", rule, f"{median:.2f}, {lower:.2f}", *rates))
    table = _table(("finder", "side, raised, lean", "overlap", *(f"`{name}`" for name in MODELS)), rows)
    return f"## {FRAMES}\n\n{FRAMES_ARE}\n\n{table}" + _levelled(measured, classifiers)


def _frame(box: FaceBox | None) -> FaceBox | None:
    """Return FER2013's frame around a box of the frontal cascade; None for other boxes."""
    if box is None or box.found_by != FRONTAL:
        return None
    more = (FER2013 - 1) * box.width
    x, y, side = round(box.x - more / 2), round(box.y - more / 2), round(box.width + more)
    return replace(box, x=x, y=y, width=side, height=side)


def _rate(classifier: Classifier, name: str, finder: Finder, cohort: Cohort, turned: Align = Align.NONE) -> str:
    """Return the success rate over pictures whose label the classifier has; one that is not found is wrong."""
    contract = replace(load_model(Path("models") / name).contract, detector=finder.detector, align=turned)
    said = predict(classifier, contract, cohort)
    answered = AnsweredCohort(cohort=cohort, predictions=said)
    return f"{answered.right[answered.true >= 0].mean():.3f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the page: its first heading, and what measures it."""

    title: str
    measure: Callable[[Measured], str]


PARTS = {
    "seen": Part(title=IN_ALL, measure=_seen),
    "hard": Part(title=HARD, measure=_hard),
    "frames": Part(title=FRAMES, measure=_frames),
    "speed": Part(title=SPEED, measure=_speed),
}
"""In the order of the page."""

if __name__ == "__main__":
    if unknown := set(sys.argv[3:]) - set(PARTS):
        sys.exit(f"{', '.join(sorted(unknown))}: the parts are {', '.join(PARTS)}")
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
