"""The people in the pictures: what a manifest says, with every name resolved to a code."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import Codes, frozen, given_away, occurrences, packed
from audit.domain.cohort.emotions import LabelMap, match, said_as
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.reading import AS_WRITTEN, Reader, Reading, Remark, Treatment
from audit.domain.mislabelling.unknown_groups import GroupShares
from audit.errors import InputError, one_of
from audit.files.addresses import Root


def named_rows(images: Sequence[str], faces: Sequence[str] | None) -> Sequence[str]:
    """Return one name for each row.

    >>> named_rows(["a.jpg", "a.jpg", "b.jpg"], ["0", "1", ""])
    ('a.jpg, face 0', 'a.jpg, face 1', 'b.jpg')
    """
    if faces is None:
        return images
    return tuple(f"{image}, face {face}" if face else image for image, face in zip(images, faces, strict=True))


OUTSIDE = -1
"""Code of a label that the label set does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The audited set of images; everything of length n.

    Codes are kept in the fewest bytes that hold them: they are compared, counted and looked up with; whoever reckons
    with them widens them first.

    Attributes
    ----------
    id, title
        Folder or file name; name for people.
    labels
        Emotions the labels may have.
    declared
        Whether the label set was declared (`cohort.toml`, `--labels`) or read off the labels that occur.
    y_true
        Whole numbers, shape (n,): code of each label; −1 where `labels` does not have it.
    features
        The sensitive features.
    codes
        Whole numbers, shape (n, number of features): group of each image.
    images
        Paths as written in the manifest.
    faces
        Which face of its picture each row is about; None where each picture has one row.
    root
        Folder or address the paths start from; nothing outside it is read. Or the file that holds the pictures.
    boxes
        int64, shape (n, 4): x, y, width, height of the face in pixels, or −1 in a row without; None without columns.
    subjects
        Whole numbers, shape (n,): the person in each picture; None when each picture is of another person.
    people_named
        Name of the person of each code in `subjects`; a code beyond has none. Empty where nobody is known.
    votes
        int64, shape (n, k): annotators who chose each emotion; None without votes.
    votes_outside
        int64, shape (n,): votes for none of the emotions (`unknown`, `not_a_face`, emotions outside the set).
    split
        Value of the `split` column, or None.
    sha256
        Of the manifest's bytes.
    licence, consent
        Of the pictures; what the people in them agreed to. As declared, else empty.
    labelled_by
        Where the labels come from, as declared, else empty.
    left_out
        bool, shape (n,): rows whose label somebody asked to leave out; None where there is none.
    label_map
        Words that stand for labels, for whatever is matched to this cohort.
    codes_from
        The number that stood for the first emotion, where labels were numbers.
    reading
        What was read otherwise than written.
    group_shares
        How large groups are that no column tells, as declared.
    """

    id: str
    title: str
    labels: LabelSet
    declared: bool
    y_true: Codes
    features: tuple[SensitiveFeature, ...]
    codes: Codes
    images: Sequence[str]
    root: Root
    sha256: str
    boxes: NDArray[np.int64] | None = None
    subjects: Codes | None = None
    people_named: tuple[str, ...] = ()
    votes: NDArray[np.int64] | None = None
    votes_outside: NDArray[np.int64] | None = None
    split: tuple[str, ...] | None = None
    licence: str = ""
    consent: str = ""
    labelled_by: str = ""
    left_out: NDArray[np.bool_] | None = None
    label_map: LabelMap = field(default_factory=LabelMap)
    codes_from: int | None = None
    reading: Reading = AS_WRITTEN
    faces: tuple[str, ...] | None = None
    group_shares: tuple[GroupShares, ...] = ()

    def __post_init__(self) -> None:
        for name in ("y_true", "codes", "subjects"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, packed(value))
        for name in ("boxes", "votes", "votes_outside"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, frozen(value, np.int64))
        if self.left_out is not None:
            object.__setattr__(self, "left_out", frozen(self.left_out, np.bool_))
        for name in ("y_true", "codes", "boxes", "subjects", "votes", "votes_outside", "left_out", "split", "faces"):
            value = getattr(self, name)
            if value is not None and len(value) != len(self.images):
                raise InputError(f"cohort '{self.id}': {name} has {len(value)} rows, the manifest {len(self.images)}")

    def __len__(self) -> int:
        return len(self.images)

    @property
    def row_names(self) -> Sequence[str]:
        """What tells the rows apart, shape (n,): the picture, and which face of it where some have several."""
        return named_rows(self.images, self.faces)

    @property
    def notes(self) -> tuple[str, ...]:
        """The sentences of the reading."""
        return self.reading.sentences

    @property
    def people(self) -> int:
        """Number of different subjects; without a `subject` column every picture is of another person."""
        return len(self) if self.subjects is None else len(np.unique(self.subjects))

    def votes_for(self, labels: LabelSet) -> NDArray[np.int64] | None:
        """Return the votes for another label set's emotions, int64, shape (n, its k); None without votes.

        An emotion nobody could vote for has none.
        """
        if self.votes is None:
            return None
        columns = np.column_stack([self.votes, np.zeros(len(self), np.int64)])
        found = [match(e, self.labels.emotions) for e in labels.emotions]
        order = [OUTSIDE if e is None else self.labels.code(e) for e in found]
        return frozen(columns[:, order], np.int64)

    def of_split(self, split: str | None) -> NDArray[np.bool_]:
        """Return bool, shape (n,): rows of this split; every row for None, or where the cohort has no splits."""
        if split is None or self.split is None:
            return np.ones(len(self), np.bool_)
        return np.array([name == split for name in self.split], np.bool_)

    def pictures_sha256(self, split: str | None) -> str:
        """Return the SHA-256 of the names of this split's pictures, sorted, in hexadecimal.

        Two manifests that list the same pictures have the same one, whatever else they say.
        """
        names = sorted({self.images[row] for row in np.flatnonzero(self.of_split(split)).tolist()})
        return hashlib.sha256("\n".join(names).encode("utf-8", "surrogateescape")).hexdigest()

    def mostly_votes_for(self, labels: LabelSet) -> NDArray[np.bool_]:
        """Return bool, shape (n,): images of whose votes more than half are for emotions of another label set.

        Of the others few votes say how to share a probability over these emotions; without votes there are none.
        """
        ours = self.votes_for(labels)
        if ours is None or self.votes is None:
            return np.zeros(len(self), np.bool_)
        outside = 0 if self.votes_outside is None else self.votes_outside
        return np.asarray(2 * ours.sum(axis=1) > self.votes.sum(axis=1) + outside)

    def recoded(self, labels: LabelSet) -> Codes:
        """Return whole numbers, shape (n,): code of each label in another label set; −1 where that set lacks it.

        Raises
        ------
        InputError
            When no label is in `labels`: then this cohort is not for that classifier. When one is not, and this cohort
            did not declare its label set: then it may be a misspelling, which must not leave the audit in silence.
        """
        found = [match(e, labels.emotions, self.label_map) for e in self.labels.emotions]
        positions = [OUTSIDE if e is None else labels.code(e) for e in found]
        outside = [e for e, position in zip(self.labels.emotions, positions, strict=True) if position == OUTSIDE]
        if len(outside) == len(positions):
            raise InputError(
                f"cohort '{self.id}': none of its labels ({', '.join(outside)}) is an emotion of the model "
                f"({', '.join(labels.emotions)})"
            )
        if outside and not self.declared:
            raise InputError(
                f"cohort '{self.id}': label '{outside[0]}' is not an emotion of the model; "
                f"{one_of(outside[0], labels.emotions)}; to audit the other images all the same, declare the cohort's "
                f"labels in cohort.toml: labels = {list(self.labels.emotions)}"
            )
        return packed(given_away(packed([*positions, OUTSIDE])[self.y_true]))

    def to_be_asked(self, labels: LabelSet) -> NDArray[np.bool_]:
        """Return bool, shape (n,): rows that a classifier with these emotions is asked about; raises as `recoded`.

        Those whose label is one of its emotions, and which nobody left out.
        """
        known = self.recoded(labels) != OUTSIDE
        return np.asarray(known if self.left_out is None else known & ~self.left_out)

    def in_words_of(self, labels: LabelSet, also: LabelMap | None = None) -> Cohort:
        """Return the same cohort with its labels in the words of a classifier, and a remark for what was renamed.

        Labels that the classifier does not have stay as they are.

        Parameters
        ----------
        labels
            Emotions of the classifier.
        also
            Further words that stand for its emotions.
        """
        mapped = self.label_map if also is None else self.label_map.before(also)
        targets = [match(e, labels.emotions, mapped) or e for e in self.labels.emotions]
        if list(self.labels.emotions) == targets:
            return self
        names = tuple(dict.fromkeys(targets))
        codes = packed([*map(names.index, targets), OUTSIDE])
        counts = occurrences(self.y_true, len(targets)).tolist()
        renamed = [pair for pair in zip(self.labels.emotions, targets, counts, strict=True) if pair[0] != pair[1]]
        held = self.votes
        joined = None if held is None else [held[:, codes[:-1] == code].sum(axis=1) for code in range(len(names))]
        remark = Remark(
            treatment=Treatment.MAPPED,
            sentence=f"labels of the cohort in the words of the classifier: {said_as(renamed)}",
            by=Reader.AUDIT,
            rows=sum(n for *_, n in renamed),
        )
        return replace(
            self,
            labels=LabelSet(emotions=names),
            y_true=codes[self.y_true],
            votes=None if joined is None else np.stack(joined, axis=1),
            reading=self.reading + Reading.of(remark),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureList:
    """Pictures to be classified, of which nobody needs to know the emotion; everything of length n.

    Attributes
    ----------
    id
        Folder or file name.
    images, faces, root, boxes
        As in a cohort.
    reading
        What was read otherwise than written.
    """

    id: str
    images: Sequence[str]
    root: Root
    faces: tuple[str, ...] | None = None
    boxes: NDArray[np.int64] | None = None
    reading: Reading = AS_WRITTEN

    def __len__(self) -> int:
        return len(self.images)

    def asked_about(self, labels: LabelSet) -> Cohort:
        """Return the pictures as a cohort of which a classifier with these emotions is asked about every row.

        Nobody says what they show: each has the first emotion for its label, and what is counted of it means nothing.
        """
        return Cohort(
            id=self.id,
            title=self.id,
            labels=labels,
            declared=True,
            y_true=np.zeros(len(self), np.int8),
            features=(),
            codes=np.zeros((len(self), 0), np.int8),
            images=self.images,
            faces=self.faces,
            root=self.root,
            boxes=self.boxes,
            sha256="",
        )
