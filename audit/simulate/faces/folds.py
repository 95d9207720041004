"""The lines of a face. Expressions and age draw the same ones: that is what makes old faces hard to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audit.simulate.faces.canvas import curve, pair

if TYPE_CHECKING:
    from audit.simulate.faces.sitting import Sitting


def draw_folds(face: Sitting) -> None:
    """Draw every fold that is deep enough to be seen."""
    _forehead(face)
    _between_the_brows(face)
    _around_the_eyes(face)
    _nose_to_mouth(face)
    _below_the_mouth(face)


def _forehead(face: Sitting) -> None:
    """Lines across: raised brows (AU 1, 2), age."""
    build, act = face.build, face.actions
    raised = 0.5 * act.outer_brow_raise + 0.3 * act.inner_brow_raise
    strength = (0.55 + raised) * build.lines + 0.3 * act.inner_brow_raise
    top = build.eye_y - build.brow_gap - 0.05 * raised
    for step in (0.13, 0.22, 0.31):
        y = top - step
        face.fold(curve((-0.34, y + 0.02), (0, y - 0.01), (0.34, y + 0.02)), strength, 0.024)


def _between_the_brows(face: Sitting) -> None:
    """Upright lines of a frown (AU 4), lines across the root of a wrinkled nose (AU 9)."""
    y, act = face.build.eye_y, face.actions
    frown = curve((0.05, y - 0.12), (0.06, y - 0.2), (0.045, y - 0.28))
    face.fold(pair(frown), act.brow_lower * (0.8 - 0.5 * act.inner_brow_raise))
    for low in (0.02, 0.10):
        face.fold(curve((-0.09, y + low + 0.02), (0, y + low - 0.02), (0.09, y + low + 0.02)), act.nose_wrinkle)


def _around_the_eyes(face: Sitting) -> None:
    """Bags below (AU 6, 7, age) and crow's feet (AU 6, age)."""
    build, act = face.build, face.actions
    x, y = build.eye_x, build.eye_y
    low = y - 0.03 * act.cheek_raise
    bag = curve((x - 0.17, low + 0.15), (x, low + 0.21), (x + 0.18, low + 0.14))
    face.fold(pair(bag), 0.6 * act.cheek_raise + 0.3 * act.lid_tighten + 0.55 * build.lines * build.hood)
    for fan in (-0.05, 0.02, 0.08):
        foot = np.array([(x + 0.22, y + fan * 0.5), (x + 0.33, y + 0.02 + fan)])
        face.fold(pair(foot), (0.45 + 0.4 * act.cheek_raise) * build.lines, 0.02)


def _nose_to_mouth(face: Sitting) -> None:
    """Nasolabial folds: smile (AU 12), raised cheek or lip (AU 6, 9, 10), age."""
    build, act = face.build, face.actions
    cheek = max(act.lip_corner_pull, act.cheek_raise, act.upper_lip_raise, act.nose_wrinkle)
    out = build.mouth_width + 0.10 + 0.06 * act.lip_corner_pull
    start, end = (build.nose_width + 0.04, build.nose_y - 0.07), (out, build.mouth_y - 0.02)
    fold = curve(start, (out - 0.25 * build.mouth_width, (build.nose_y + build.mouth_y) / 2), end)
    face.fold(pair(fold), min(1.0, 0.4 * build.folds + 0.3 * cheek))


def _below_the_mouth(face: Sitting) -> None:
    """Folds below the corners: corners pulled down (AU 15), age."""
    build = face.build
    x, y = build.mouth_width, build.mouth_y
    below = curve((x + 0.04, y + 0.07), (x + 0.07, y + 0.13), (x + 0.05, y + 0.20))
    face.fold(pair(below), 0.6 * face.actions.lip_corner_depress + 0.8 * build.folds * build.jowl)
