"""Faces whose demographics and expression are known because they were drawn, and predictions whose disparity is.

Words
-----
person
    Who: age group, Monk skin tone, hair, glasses, and *traits*: how people of the same groups still differ.
action
    How far one muscle group of the face moves, 0 at rest, numbered as in FACS (Ekman & Friesen, 1978).
expression
    All actions of one face. Every emotion has a *prototype*; its *intensity* scales it; a *blend* lies between two.
sitter
    A person in one scene, who goes from one expression to another.
scene
    The circumstances of the picture: light, backdrop, tilt, grain. They say nothing about the person.
plan
    How many faces, of which groups and emotions, in which shares. Plan and seed are the faces.
leading emotion
    The one with the larger weight in a blend: the label. The weights become the votes of ten annotators.
world
    The chance of every answer to the pictures of a cohort, group by group, whose disparity is therefore known.

A drawing is not a photograph: what a classifier does with these faces tells whether the audit finds a disparity
that is known to be there, and nothing about people.
"""

from audit.simulate.blends import Sitter, draw_blends, sitters
from audit.simulate.cohort import DrawnFaces, draw_cohort
from audit.simulate.folders import write_cohort
from audit.simulate.injection import common_world, draw, inject, levelled
from audit.simulate.people import draw_people
from audit.simulate.plans import FEATURES, DrawnPlan
from audit.simulate.shares import GroupShare

__all__ = [
    "FEATURES",
    "DrawnFaces",
    "DrawnPlan",
    "GroupShare",
    "Sitter",
    "common_world",
    "draw",
    "draw_blends",
    "draw_cohort",
    "draw_people",
    "inject",
    "levelled",
    "sitters",
    "write_cohort",
]
