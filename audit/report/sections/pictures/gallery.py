"""The pictures of a page: errors beside right answers, pairs of one person, mixed faces, and choices among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.cohort.pictures import PictureKind, PictureMode
from audit.domain.counts.rates import Rate
from audit.domain.wording.words import number, percent, quoted, share_of, short, titled
from audit.report.views import data_address, gravest_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from audit.domain.cohort.groups import Group
    from audit.domain.cohort.pictures import Gallery, Picture
    from audit.domain.results.result import AuditResult

_KINDS = {PictureKind.ERROR: "wrong", PictureKind.MIXED: "mixed", PictureKind.RIGHT: "right"}
_NAMES = {
    PictureKind.ERROR: "wrong answers",
    PictureKind.MIXED: "mixed faces",
    PictureKind.RIGHT: "right answers beside them",
}


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
    tone
        `wrong` or `right`, for the line beside it.
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
    tone: str
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSheet:
    """Pictures that stand together: a title or nothing, and the pictures; `pairs` where two and two show one person."""

    title: str
    pictures: tuple[tuple[PictureView, ...], ...]
    pairs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """Pictures under one heading, with a sentence on what they are or none; sheets stand beside each other."""

    id: str
    title: str
    told: str
    sheets: tuple[PictureSheet, ...]


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
    """Return the pictures under their headings, each once: pairs of one person, errors by group, mixed faces.

    Groups are those of the feature with the gravest finding, the group with the most errors first; other features are
    among the filters.
    """
    ordered = sorted(gallery.pictures, key=_most_telling)
    found = [_pairs(result, gallery)] if gallery.pairs else []
    paired = {row for pair in gallery.pairs for row in (pair.wrong, pair.right)}
    left = [picture for picture in ordered if picture.case.row not in paired]
    axis = _leading(result)
    if axis is None:
        return tuple(
            part for part in (*found, _errors(result, gallery, left, None), _mixed(result, gallery, left)) if part
        )
    there = {picture.case.groups[axis] for picture in left if _kind(picture) is PictureKind.ERROR}
    groups = sorted(there, key=lambda group: (-(_missed(result, group).value or 0.0), group.text))
    of_groups = (_errors(result, gallery, [p for p in left if p.case.groups[axis] == group], group) for group in groups)
    others = [p for p in left if _kind(p) is PictureKind.RIGHT and p.case.groups[axis] not in groups]
    more = [_part(result, gallery, "right", "Right answers of groups without a wrong one here", others)]
    return tuple(part for part in (*found, *of_groups, *more, _mixed(result, gallery, left)) if part)


def _leading(result: AuditResult) -> int | None:
    """Return the place of the feature whose finding is gravest, else of the first one; None without features."""
    names = [feature.name for feature in result.features]
    own = [f.disparity.feature for f in gravest_first(result.findings) if f.disparity.feature in names]
    return names.index(own[0]) if own else (0 if names else None)


def _kind(picture: Picture) -> PictureKind:
    return picture.case.kinds[0]


def _most_telling(picture: Picture) -> tuple[float, int]:
    """Order errors and right answers by certainty, mixed faces by entropy, equal ones by the manifest."""
    case = picture.case
    value = case.entropy if _kind(picture) is PictureKind.MIXED else case.certainty
    return (-(value or 0.0), case.row)


def _pairs(result: AuditResult, gallery: Gallery) -> PartView:
    seen = {picture.case.row: picture for picture in gallery.pictures}
    both = tuple(
        (_of_two(_picture(result, gallery, seen[pair.wrong])), _picture(result, gallery, seen[pair.right]))
        for pair in gallery.pairs
    )
    return PartView(
        id="pictures-pairs",
        title="One person, once wrong and once right",
        told="Two pictures of one person with different labels, the left one answered wrong, the right one right.",
        sheets=(PictureSheet(title="", pictures=both, pairs=True),),
    )


def _of_two(wrong: PictureView) -> PictureView:
    """Return a picture whose filters find the right answer beside it too: what stands together is shown together."""
    kinds, *keys = wrong.keys
    return replace(wrong, keys=((kinds[0], f"{kinds[1]} {_KINDS[PictureKind.RIGHT]}"), *keys))


def _errors(result: AuditResult, gallery: Gallery, pictures: Sequence[Picture], group: Group | None) -> PartView | None:
    """Return errors beside right answers, of one group or of all; None without an error."""
    wrong = [picture for picture in pictures if _kind(picture) is PictureKind.ERROR]
    right = [picture for picture in pictures if _kind(picture) is PictureKind.RIGHT]
    if not wrong:
        return None
    surest = ", the surest first" if result.mixed is not None else ""
    sheets = [_sheet(result, gallery, f"Wrong{surest}", wrong)]
    if right:
        sheets.append(_sheet(result, gallery, "Right, for comparison", right))
    if group is None:
        return PartView(id="pictures-error", title="Wrong beside right", told="", sheets=tuple(sheets))
    place = next(f.groups.index(group.text) for f in result.features if f.name == group.feature)
    return PartView(
        id=f"pictures-error-{place + 1}",
        title=f"Wrong beside right: {titled(group.feature)} {quoted(group.text)}",
        told=f"Answered wrongly: {share_of(_missed(result, group))}.",
        sheets=tuple(sheets),
    )


def _missed(result: AuditResult, group: Group) -> Rate:
    """Return the share of a group's scored pictures that were answered wrongly."""
    counts = next(each.confusion for each in result.counts.by((group.feature,)) if each.group == group)
    return Rate(numerator=counts.total - counts.correct, denominator=counts.total)


def _mixed(result: AuditResult, gallery: Gallery, pictures: Sequence[Picture]) -> PartView | None:
    mixed = [picture for picture in pictures if _kind(picture) is PictureKind.MIXED]
    return _part(result, gallery, "mixed", "Most mixed faces that were answered right", mixed)


def _part(result: AuditResult, gallery: Gallery, key: str, title: str, pictures: Sequence[Picture]) -> PartView | None:
    if not pictures:
        return None
    return PartView(id=f"pictures-{key}", title=title, told="", sheets=(_sheet(result, gallery, "", pictures),))


def _sheet(result: AuditResult, gallery: Gallery, title: str, pictures: Sequence[Picture]) -> PictureSheet:
    return PictureSheet(title=title, pictures=tuple((_picture(result, gallery, picture),) for picture in pictures))


def _picture(result: AuditResult, gallery: Gallery, picture: Picture) -> PictureView:
    case = picture.case
    groups = tuple(f"{titled(group.feature)} {short(group.text)}" for group in case.groups)
    right = case.predicted == case.label
    said = [Said(term="Right" if right else "Predicted", name=short(case.predicted), share=_share(case.certainty))]
    if not right:
        said.append(Said(term="Labelled", name=short(case.label), share=_share(case.of_label)))
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
        tone="right" if right else "wrong",
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
