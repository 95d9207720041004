"""The box rule of every finder that knows eyes, fitted: BOX_RULES.md beside it.

PYTHONPATH=tests python tests/benchmark/box_rules.py SHARED_DATA FERPLUS      some minutes

SHARED_DATA holds `fairface-sample/`; FERPLUS is FER2013 with FER+'s votes, imported (`emotion-audit import ferplus`),
of which the training split is read. A finder whose weights are not on this machine is left out and named.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from audit.domain.contract.detection import Detector
from audit.files import write_whole
from audit.images import FINDERS, Face, Finder
from audit.images.decode import decode
from audit.images.finders.face import FrameRule
from audit.load import load_cohort

TABLE = Path(__file__).with_name("BOX_RULES.md")
FER2013 = 1.03
"""Side of a picture of FER2013 in sides of the frontal cascade's box in it, see `audit.images.finders.cascades`."""

FRONTAL = "frontal default"
SMALLEST = 20
FOLDS = 5
FER_PICTURES = 1000
ENLARGED, RIM = 192, 64
HEAD = """# Box rules, fitted

FER2013 was cut with OpenCV's frontal cascade: its pictures have 1.03 times the side of that cascade's box, around the
same middle. So a *frame* is that cascade's box, 1.03 times as large, in the pictures of the FairFace sample where the
cascade's first step and the finder see a face. The rule with the highest mean *overlap* with these frames (share of the
union) is fitted by Nelder and Mead's method; overlaps are of pictures that had no part in the fit (five folds).
*FER2013*: overlap with the whole picture in 1,000 pictures of FER2013's training split, which had no part in the fit
either, enlarged to 192 px with 64 px of replicated rim. London's portraits have no part in anything here.

"""

Squares = NDArray[np.float64]
"""float64, shape (n, 3): x and y of the middle, side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """Faces that a finder saw, and the frames they should get."""

    faces: Sequence[Face]
    frames: Squares

    def taken(self, rows: NDArray[np.bool_]) -> Framed:
        """Return some of them."""
        kept = np.flatnonzero(rows)
        return Framed(faces=[self.faces[row] for row in kept], frames=self.frames[kept])

    def overlaps(self, rule: FrameRule) -> NDArray[np.float64]:
        """Return the overlap of each face's square with its frame."""
        return _overlaps(np.array([rule.square(face) for face in self.faces]), self.frames)


def main(shared: Path, ferplus: Path) -> None:
    """Fit every rule and write the table."""
    cv2.setNumThreads(1)
    fairface = [decode(path.read_bytes()) for path in sorted((shared / "fairface-sample" / "faces").iterdir())]
    frames = [_frame(face) for face in _largest(FINDERS[-1], fairface)]
    rimmed = _rimmed(ferplus)
    whole = [(RIM + ENLARGED / 2, RIM + ENLARGED / 2, ENLARGED)] * len(rimmed)
    able = [finder for finder in FINDERS if finder.eyes]
    rows = [_row(each, _framed(each, fairface, frames), _framed(each, rimmed, whole)) for each in able if each.here]
    heads = "| finder | faces | side, raised, lean | declared | overlap | without eyes | FER2013 | without eyes |"
    absent = [f"`{finder.detector}`" for finder in able if not finder.here]
    note = f"\nNot on the machine that measured: {', '.join(absent)}.\n" if absent else ""
    text = "Overlaps: median, lower quartile. *Without eyes*: the best rule that leaves the middle of the box alone.\n"
    write_whole(TABLE, HEAD + "\n".join([heads, "|---|" + "---:|" * 7, *rows]) + f"\n\n{text}{note}")


def _largest(finder: Finder, pictures: Sequence[NDArray[np.uint8]]) -> list[Face | None]:
    search = finder.load(None)
    return [max(search.faces(each, SMALLEST), key=lambda face: face.side, default=None) for each in pictures]


def _frame(face: Face | None) -> tuple[float, float, float] | None:
    return None if face is None or face.look != FRONTAL else (*face.centre, FER2013 * face.side)


def _framed(
    finder: Finder, pictures: Sequence[NDArray[np.uint8]], frames: Sequence[tuple[float, float, float] | None]
) -> Framed:
    pairs = [(face, frame) for face, frame in zip(_largest(finder, pictures), frames, strict=True) if face and frame]
    return Framed(faces=[face for face, _ in pairs], frames=np.array([frame for _, frame in pairs]))


def _rimmed(ferplus: Path) -> list[NDArray[np.uint8]]:
    """Return pictures of FER2013's training split with a rim, drawn by a fixed seed."""
    cohort = load_cohort(ferplus, split="Train")
    rows = np.sort(np.random.default_rng(7).choice(len(cohort), FER_PICTURES, replace=False))
    size = (ENLARGED, ENLARGED)
    faces = [decode((cohort.root / cohort.images[row]).read_bytes()) for row in rows.tolist()]
    enlarged = [cv2.resize(face, size, interpolation=cv2.INTER_CUBIC) for face in faces]
    return [np.asarray(cv2.copyMakeBorder(f, *(RIM,) * 4, cv2.BORDER_REPLICATE), np.uint8) for f in enlarged]


def _row(finder: Finder, seen: Framed, fer: Framed) -> str:
    rule, plain = _fitted(seen, _with_eyes, (1.0, -0.1, 0.9)), _fitted(seen, _without_eyes, (1.0, 0.0))
    own = finder.rule
    cells = (
        f"{len(seen.faces)}",
        f"{rule.side:.3f}, {rule.raised:.3f}, {rule.lean:.3f}",
        f"{own.side:g}, {own.raised:g}, {own.lean:g}",
        _told(_folded(seen, _with_eyes, rule)),
        _told(_folded(seen, _without_eyes, plain)),
        _told(fer.overlaps(rule)),
        _told(fer.overlaps(plain)),
    )
    return f"| `{finder.detector}` | {' | '.join(cells)} |"


def _with_eyes(numbers: Sequence[float]) -> FrameRule:
    return FrameRule(side=numbers[0], raised=numbers[1], lean=numbers[2])


def _without_eyes(numbers: Sequence[float]) -> FrameRule:
    return FrameRule(side=numbers[0], raised=numbers[1])


def _fitted(framed: Framed, rule_of: Callable[[Sequence[float]], FrameRule], start: Sequence[float]) -> FrameRule:
    options = {"maxiter": 1000, "xatol": 1e-3, "fatol": 1e-5}
    found = minimize(lambda p: -framed.overlaps(rule_of(p)).mean(), start, method="Nelder-Mead", options=options)
    return rule_of(found.x.tolist())


def _folded(framed: Framed, rule_of: Callable[[Sequence[float]], FrameRule], start: FrameRule) -> NDArray[np.float64]:
    """Return the overlaps of each fold under the rule of the others."""
    fold = np.random.default_rng(1).integers(0, FOLDS, len(framed.faces))
    numbers = (start.side, start.raised, start.lean)[: 3 if rule_of is _with_eyes else 2]
    found = np.zeros(len(fold))
    for each in range(FOLDS):
        rule = _fitted(framed.taken(fold != each), rule_of, numbers)
        found[fold == each] = framed.taken(fold == each).overlaps(rule)
    return found


def _overlaps(some: Squares, others: Squares) -> NDArray[np.float64]:
    upper = np.minimum(some[:, :2] + some[:, 2:] / 2, others[:, :2] + others[:, 2:] / 2)
    lower = np.maximum(some[:, :2] - some[:, 2:] / 2, others[:, :2] - others[:, 2:] / 2)
    both = np.clip(upper - lower, 0, None).prod(axis=1)
    return np.asarray(both / (some[:, 2] ** 2 + others[:, 2] ** 2 - both))


def _told(overlaps: NDArray[np.float64]) -> str:
    lower, median = np.percentile(overlaps, [25, 50])
    return f"{median:.2f}, {lower:.2f}"


if __name__ == "__main__":
    assert FINDERS[-1].detector is Detector.CASCADES
    main(Path(sys.argv[1]), Path(sys.argv[2]))
