"""How faces of an age are built, and what one person's traits make of it.

Lengths are in face units (the head is 2 high). The senior face has lines, folds, hooded lids, low outer brows and low
corners of the mouth at rest, and shows a little less of every action. Changes of the ageing face give expressions less
signal clarity (Hess, Adams, Simard, Stevenson & Kleck, 2012); lower expressivity and biased attributions, of sadness
among others, are reviewed by Fölster, Hess & Werheid (2014). How much is drawn of it is our choice, not a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from audit.simulate.faces.people import AgeGroup, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportions:
    """Measures of one face at rest.

    Attributes
    ----------
    cheek_width, jaw_taper
        Half-width of the face; share by which it narrows towards the chin.
    hairline
        y of the middle of the hairline.
    eye_y, eye_x, eye_width, eye_opening
        Height and distance from the middle of the eyes; half-width; half-height.
    brow_gap, brow_width, brow_weight
        From the eye up to the brow; half-width; half-thickness.
    nose_y, nose_width
        y of the tip; half-width.
    mouth_y, mouth_width, lip
        y; half-width; thickness of a lip.
    lines, folds
        Wrinkles of forehead and eyes; folds from nose to chin; 0 to 1.
    hood, droop, jowl
        Skin over the lids; sag of outer brows and mouth corners; sag of the jaw; 0 to 1.
    grey
        How grey the hair is, 0 to 1.
    expressivity
        How much of an action shows.
    """

    cheek_width: float
    jaw_taper: float
    hairline: float
    eye_y: float
    eye_x: float
    eye_width: float
    eye_opening: float
    brow_gap: float
    brow_width: float
    brow_weight: float
    nose_y: float
    nose_width: float
    mouth_y: float
    mouth_width: float
    lip: float
    lines: float = 0.0
    folds: float = 0.0
    hood: float = 0.0
    droop: float = 0.0
    jowl: float = 0.0
    grey: float = 0.0
    expressivity: float = 1.0


OF_AGE: dict[AgeGroup, Proportions] = {
    AgeGroup.TODDLER: Proportions(
        cheek_width=0.90,
        jaw_taper=0.05,
        hairline=-0.66,
        eye_y=0.13,
        eye_x=0.37,
        eye_width=0.226,
        eye_opening=0.168,
        brow_gap=0.26,
        brow_width=0.17,
        brow_weight=0.025,
        nose_y=0.37,
        nose_width=0.10,
        mouth_y=0.64,
        mouth_width=0.280,
        lip=0.058,
    ),
    AgeGroup.CHILD: Proportions(
        cheek_width=0.83,
        jaw_taper=0.12,
        hairline=-0.62,
        eye_y=0.06,
        eye_x=0.36,
        eye_width=0.215,
        eye_opening=0.148,
        brow_gap=0.26,
        brow_width=0.20,
        brow_weight=0.032,
        nose_y=0.36,
        nose_width=0.12,
        mouth_y=0.62,
        mouth_width=0.314,
        lip=0.063,
    ),
    AgeGroup.TEENAGER: Proportions(
        cheek_width=0.77,
        jaw_taper=0.20,
        hairline=-0.58,
        eye_y=0.00,
        eye_x=0.35,
        eye_width=0.204,
        eye_opening=0.132,
        brow_gap=0.25,
        brow_width=0.22,
        brow_weight=0.041,
        nose_y=0.36,
        nose_width=0.14,
        mouth_y=0.62,
        mouth_width=0.347,
        lip=0.069,
    ),
    AgeGroup.ADULT: Proportions(
        cheek_width=0.76,
        jaw_taper=0.22,
        hairline=-0.58,
        eye_y=-0.04,
        eye_x=0.34,
        eye_width=0.198,
        eye_opening=0.121,
        brow_gap=0.24,
        brow_width=0.23,
        brow_weight=0.048,
        nose_y=0.35,
        nose_width=0.155,
        mouth_y=0.62,
        mouth_width=0.370,
        lip=0.067,
        lines=0.15,
        folds=0.25,
    ),
    AgeGroup.SENIOR: Proportions(
        cheek_width=0.75,
        jaw_taper=0.20,
        hairline=-0.70,
        eye_y=-0.03,
        eye_x=0.34,
        eye_width=0.193,
        eye_opening=0.112,
        brow_gap=0.24,
        brow_width=0.23,
        brow_weight=0.041,
        nose_y=0.39,
        nose_width=0.175,
        mouth_y=0.64,
        mouth_width=0.358,
        lip=0.044,
        lines=1.0,
        folds=1.0,
        hood=0.8,
        droop=1.0,
        jowl=0.8,
        grey=1.0,
        expressivity=0.82,
    ),
}
"""The average face of each age group."""


def proportions_of(person: Person) -> Proportions:
    """Return the measures of a person: those of the age group, changed a little by the traits."""
    usual, traits = OF_AGE[person.age_group], person.traits
    worn = 1 + 0.25 * traits.weathering
    return replace(
        usual,
        cheek_width=usual.cheek_width * (1 + 0.06 * traits.face_width),
        jaw_taper=usual.jaw_taper - 0.06 * traits.jaw_width,
        eye_x=usual.eye_x * (1 + 0.06 * traits.eye_distance),
        eye_y=usual.eye_y - 0.03 * traits.eye_height,
        eye_width=usual.eye_width * (1 + 0.08 * traits.eye_size),
        eye_opening=usual.eye_opening * (1 + 0.12 * traits.eye_size),
        brow_gap=usual.brow_gap * (1 + 0.08 * traits.brow_height),
        brow_weight=usual.brow_weight * (1 + 0.25 * traits.brow_weight),
        nose_y=usual.nose_y + 0.03 * traits.nose_length,
        nose_width=usual.nose_width * (1 + 0.15 * traits.nose_width),
        mouth_width=usual.mouth_width * (1 + 0.10 * traits.mouth_width),
        lip=usual.lip * (1 + 0.25 * traits.lip_fullness),
        lines=usual.lines * worn,
        folds=usual.folds * worn,
        hood=usual.hood * worn,
        droop=usual.droop * worn,
        jowl=usual.jowl * worn,
    )
