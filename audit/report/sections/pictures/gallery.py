"""The pictures of the section on pictures, with their captions, and the choices among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.pictures import PictureKind, PictureMode
from audit.domain.wording.words import number, percent, short, titled
from audit.report.views import data_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.domain.cohort.pictures import Gallery, Picture
    from audit.domain.results.result import AuditResult

_KINDS = {PictureKind.ERROR: "wrong", PictureKind.MIXED: "mixed"}
_NAMES = {PictureKind.ERROR: "wrong answers", PictureKind.MIXED: "mixed faces"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line of a caption: what it is, an emotion, and its probability or nothing."""

    term: str
    name: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """One picture with its caption.

    Attributes
    ----------
    thumbnail, heat
        Data addresses; `heat` is empty without explanation.
    alt, heat_alt
        What they show, in words.
    said
        The answer, the label and, of a mixed face, the second emotion.
    groups
        Each with its feature.
    name
        File as written in the manifest, or number where the picture is blurred.
    also
        A second reason why it is here, else empty.
    keys
        What filters look for: name of the filter → codes with spaces between.
    """

    thumbnail: str
    heat: str
    alt: str
    heat_alt: str
    said: tuple[Said, ...]
    groups: tuple[str, ...]
    name: str
    also: str
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """Pictures under one heading."""

    id: str
    title: str
    pictures: tuple[PictureView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a filter: its code, its name."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A choice among pictures: its key, its name, what can be chosen beside everything."""

    key: str
    title: str
    options: tuple[Option, ...]


def parts(result: AuditResult, gallery: Gallery) -> tuple[PartView, ...]:
    """Return the pictures under their headings, the most telling first."""
    ordered = sorted(gallery.pictures, key=_most_telling)
    return tuple(part for kind in PictureKind for part in _part(result, gallery, ordered, kind))


def _most_telling(picture: Picture) -> tuple[float, int]:
    """Order errors by certainty; mixed faces that are right by entropy. Equal ones by the manifest."""
    case = picture.case
    value = case.certainty if PictureKind.ERROR in case.kinds else case.entropy
    return (-(value or 0.0), case.row)


def _part(result: AuditResult, gallery: Gallery, ordered: Sequence[Picture], kind: PictureKind) -> tuple[PartView, ...]:
    """Return the pictures whose first reason this is, under their heading; nothing where there are none."""
    seen = tuple(_picture(result, gallery, picture) for picture in ordered if picture.case.kinds[0] is kind)
    if not seen:
        return ()
    surest = "Most confident errors" if result.mixed is not None else "Errors"
    title = surest if kind is PictureKind.ERROR else "Most mixed faces that were answered right"
    return (PartView(id=f"pictures-{kind.value}", title=title, pictures=seen),)


def _picture(result: AuditResult, gallery: Gallery, picture: Picture) -> PictureView:
    case = picture.case
    groups = tuple(f"{titled(group.feature)} {short(group.text)}" for group in case.groups)
    right = case.predicted == case.label
    said = [
        Said(term="Predicted", name=short(case.predicted), share=_share(case.certainty)),
        Said(term="Labelled", name=short(case.label), share="" if right else _share(case.of_label)),
    ]
    if case.second is not None and case.second != case.label:
        said.append(Said(term="Second", name=short(case.second), share=_share(case.of_second)))
    alt = _alt(picture, groups)
    emotions = result.labels.emotions
    keys = [
        ("kinds", " ".join(_KINDS[kind] for kind in case.kinds)),
        ("label", str(emotions.index(case.label))),
        ("predicted", str(emotions.index(case.predicted))),
    ]
    keys += [
        (_key(axis), str(feature.groups.index(group.text)))
        for axis, (feature, group) in enumerate(zip(result.features, case.groups, strict=True))
    ]
    return PictureView(
        thumbnail=data_address(picture.thumbnail),
        heat="" if picture.heat is None else data_address(picture.heat),
        alt=alt,
        heat_alt=f"Where the model looked for {short(case.predicted)} in this picture",
        said=tuple(said),
        groups=groups,
        name=short(case.image) if gallery.mode is PictureMode.SHOWN else f"No. {number(case.row + 1)}",
        also="also read as mixed" if len(case.kinds) > 1 else "",
        keys=tuple(keys),
    )


def _alt(picture: Picture, groups: tuple[str, ...]) -> str:
    case = picture.case
    certain = "" if case.certainty is None else f" with {percent(case.certainty)}"
    second = "" if case.second is None else f", then {short(case.second)} with {percent(case.of_second)}"
    about = f"; {', '.join(groups)}" if groups else ""
    return f"Labelled {short(case.label)}, predicted {short(case.predicted)}{certain}{second}{about}"


def _share(probability: float | None) -> str:
    return "" if probability is None else percent(probability)


def _key(axis: int) -> str:
    return f"f{axis}"


def filters(result: AuditResult, pictures: Sequence[Picture]) -> tuple[Filter, ...]:
    """Return the choices that split the pictures; what all of them share is no choice."""
    cases, emotions = [picture.case for picture in pictures], result.labels.emotions
    found = [
        Filter(
            key="kinds",
            title="kind",
            options=_options(
                (_KINDS[kind], _NAMES[kind], sum(kind in case.kinds for case in cases)) for kind in PictureKind
            ),
        )
    ]
    found += [
        Filter(
            key=_key(axis),
            title=titled(feature.name),
            options=_counted(feature.groups, [case.groups[axis].text for case in cases]),
        )
        for axis, feature in enumerate(result.features)
    ]
    found.append(Filter(key="label", title="labelled", options=_counted(emotions, [case.label for case in cases])))
    found.append(
        Filter(key="predicted", title="predicted", options=_counted(emotions, [case.predicted for case in cases]))
    )
    return tuple(each for each in found if len(each.options) > 1)


def _counted(names: Sequence[str], found: Sequence[str]) -> tuple[Option, ...]:
    return _options((str(code), short(name), found.count(name)) for code, name in enumerate(names))


def _options(choices: Iterable[tuple[str, str, int]]) -> tuple[Option, ...]:
    return tuple(Option(code=code, text=f"{text} ({number(n)})") for code, text, n in choices if n)
