"""Pictures: errors beside right answers, and the most mixed faces; in the page that was asked to show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import LabelProvenance
from audit.domain.cohort.pictures import BLURRED_SIDE, TELLING, PictureKind, PictureMode
from audit.domain.wording.words import UNDEFINED, counted, joined, number, short, shown, titled
from audit.report.sections.pictures import gallery as cards
from audit.report.sections.pictures import heat as heat_maps
from audit.report.views import Cell, Row, TableView, headings, name_cell
from audit.report.wording.phrases import pictures_option

if TYPE_CHECKING:
    from audit.domain.cohort.pictures import Gallery
    from audit.domain.counts.counts import GroupCounts
    from audit.domain.results.result import AuditResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesView:
    """The section.

    Attributes
    ----------
    notice
        Who may see the pictures; empty without any.
    sentences
        What is shown and what is left out.
    parts
        The pictures; empty in a page without.
    filters
        Choices among them.
    count
        How many there are, in words.
    explained
        What the heat maps mean, in sentences; empty without them.
    heat, averaged
        Mean heat maps by feature, and what they are.
    left_out
        How many there are, are shown and are left out of each group.
    """

    notice: tuple[str, ...]
    sentences: tuple[str, ...]
    parts: tuple[cards.PartView, ...] = ()
    filters: tuple[cards.Filter, ...] = ()
    count: str = ""
    explained: tuple[str, ...] = ()
    heat: tuple[heat_maps.FeatureHeat, ...] = ()
    averaged: str = heat_maps.AVERAGED
    left_out: tuple[TableView, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there is any picture."""
        return bool(self.parts or self.heat)


def view(result: AuditResult, gallery: Gallery | None) -> PicturesView:
    """Return the section of an audit; without gallery it says what is left out and how to see it."""
    if gallery is None:
        return PicturesView(notice=(), sentences=_none(result))
    return PicturesView(
        notice=_notice(result, gallery) if gallery.pictures else (),
        sentences=_sentences(result, gallery),
        parts=cards.parts(result, gallery),
        filters=cards.filters(result, gallery.pictures),
        count=counted(len(gallery.pictures), "picture"),
        explained=heat_maps.explained(gallery),
        heat=heat_maps.by_feature(result, gallery),
        left_out=_left_out(result, gallery),
    )


def _none(result: AuditResult) -> tuple[str, ...]:
    wrong, mixed = _there(result)
    also = "" if mixed is None else f" and {number(mixed)} read as mixed"
    left_out = f"{counted(wrong, 'wrongly answered picture')}{also}"
    blurred, shown_too = (pictures_option(result, mode) for mode in (PictureMode.BLURRED, PictureMode.SHOWN))
    return (
        f"This page shows no pictures: {left_out} are left out.",
        f"An audit run with {blurred} shows some of them reduced beyond recognition, with {shown_too} as they are. "
        "Pictures stand in such a page alone: audit.json holds none, so a page made from it has none either.",
    )


def _there(result: AuditResult) -> tuple[int, int | None]:
    """Return how many pictures were answered wrongly, and how many were read as mixed or None."""
    overall, graded = result.counts.overall(), result.counts.grades()
    place = _mixed_place(result)
    mixed = None if graded is None or place is None else int(graded[:, place].sum())
    return overall.total - overall.correct, mixed


def _mixed_place(result: AuditResult) -> int | None:
    grading = result.mixed.grading if result.mixed else None
    return None if grading is None else grading.mixed


def _notice(result: AuditResult, gallery: Gallery) -> tuple[str, ...]:
    licence = result.provenance.cohort.licence
    under = (
        f"the licence of the cohort ({short(licence)})" if licence else "the licence of the cohort (none is declared)"
    )
    agreed = (
        f"What they agreed to, as the cohort declares it: “{shown(gallery.consent)}”."
        if gallery.consent
        else "The cohort does not declare what they agreed to: ask before you pass this page on."
    )
    if gallery.mode is PictureMode.BLURRED:
        return (
            "Blurred faces.",
            f"Each picture is reduced to the mean colours of {BLURRED_SIDE} × {BLURRED_SIDE} squares. Nobody can be "
            "recognised in it, but whoever has the original can tell which it is. Numbers count the audited images in "
            "the order of the manifest; files are not named.",
        )
    if result.features and all(feature.provenance is LabelProvenance.DRAWN for feature in result.features):
        return ("Drawn faces.", "These pictures show nobody: they were drawn for this audit.")
    return (
        "Faces.",
        f"Show this page only to those to whom {under} and the consent of the people in it allow it. {agreed} The "
        "other files beside this page hold no pictures.",
    )


def _sentences(result: AuditResult, gallery: Gallery) -> tuple[str, ...]:
    wrong, mixed = _there(result)
    ranked = result.mixed is not None
    said = [
        _shown_of(
            gallery, PictureKind.ERROR, wrong, "answered wrongly", "surest" if ranked else "first in the manifest"
        ),
        "Which faces are mixed cannot be told: only decisions are known, no probabilities."
        if mixed is None
        else _shown_of(gallery, PictureKind.MIXED, mixed, "read as mixed", "most mixed"),
    ]
    beside = sum(PictureKind.RIGHT in picture.case.kinds for picture in gallery.pictures)
    if beside:
        said.append(f"{counted(beside, 'picture')} answered right {'stands' if beside == 1 else 'stand'} beside them.")
    if gallery.pictures:
        limits = f"At most {number(gallery.most)} are chosen, and {gallery.most_bytes / 1e6:.1f} MB of them"
        said.append(f"{limits}; every group gets its share before any gets more.")
    if gallery.beyond:
        said.append(f"{counted(gallery.beyond, 'chosen picture')} would have gone beyond the bytes.")
    if gallery.unseen:
        kinds = joined([f"{number(each.images)} ended as “{each.outcome}”" for each in gallery.unseen])
        pictures = counted(sum(each.images for each in gallery.unseen), "chosen picture")
        said.append(f"{pictures} could not be opened: {kinds}.")
    return tuple(said)


def _shown_of(gallery: Gallery, kind: PictureKind, there: int, what: str, first: str) -> str:
    shown = sum(kind in picture.case.kinds for picture in gallery.pictures)
    if not there:
        return f"No picture was {what}."
    if not shown:
        return f"Of {counted(there, 'picture')} {what} none is shown."
    left = there - shown
    beside = f", the {first} before others; {number(left)} {'is' if left == 1 else 'are'} left out" if left else ""
    return f"Of {counted(there, 'picture')} {what} {number(shown)} {'is' if shown == 1 else 'are'} shown{beside}."


def _left_out(result: AuditResult, gallery: Gallery) -> tuple[TableView, ...]:
    return tuple(
        _feature_left_out(result, gallery, f"pictures-of-{axis}", feature.name)
        for axis, feature in enumerate(result.features, start=1)
    )


def _feature_left_out(result: AuditResult, gallery: Gallery, key: str, feature: str) -> TableView:
    place = _mixed_place(result)
    kinds = TELLING if place is not None else (PictureKind.ERROR,)
    titles = {PictureKind.ERROR: "Wrong", PictureKind.MIXED: "Mixed"}
    columns = [column for kind in kinds for column in (titles[kind], "Shown", "Left out")]
    return TableView(
        id=key,
        caption=f"Pictures shown and left out, by {titled(feature)}",
        columns=headings(titled(feature), *columns),
        rows=tuple(
            Row(
                head=name_cell(counts.group.text),
                cells=tuple(cell for kind in kinds for cell in _shares(gallery, counts, kind, place)),
            )
            for counts in result.counts.by((feature,))
        ),
        note="A picture that is wrong and mixed counts in both.",
    )


def _shares(gallery: Gallery, counts: GroupCounts, kind: PictureKind, place: int | None) -> tuple[Cell, ...]:
    """Return how many pictures of a kind a group has, are shown and are left out."""
    if kind is PictureKind.ERROR:
        there: int | None = counts.confusion.total - counts.confusion.correct
    else:
        there = None if counts.graded is None or place is None else int(counts.graded[place])
    shown = sum(kind in p.case.kinds and counts.group in p.case.groups for p in gallery.pictures)
    if there is None:
        return (Cell(text=UNDEFINED),) * 3
    return tuple(Cell(text=number(n)) for n in (there, shown, there - shown))
