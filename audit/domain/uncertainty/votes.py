"""The measures of a classifier against the annotators' votes.

Words: an image's *vote shares* are its votes for each emotion divided by all of them; a *panel* is half of the
annotators of an image, and the *ceiling* what a classifier that knows every image's true shares would reach.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementMeasure:
    """One way to compare probabilities with votes.

    Attributes
    ----------
    name, title
        Key in `MEASURES`; name for people.
    definition
        What it is, with its unit and range.
    higher_is_better
        Whether a larger number is nearer to the annotators.
    source
        Author and year.
    """

    name: str
    title: str
    definition: str
    higher_is_better: bool
    source: str


MEASURES: dict[str, AgreementMeasure] = {
    measure.name: measure
    for measure in (
        AgreementMeasure(
            name="spearman",
            title="rank correlation of entropies",
            definition=(
                "Spearman's rank correlation of softmax entropy with vote entropy, −1 to 1; tied entropies have their "
                "mean rank"
            ),
            higher_is_better=True,
            source="Spearman 1904",
        ),
        AgreementMeasure(
            name="auroc_ambiguous",
            title="ambiguous told from clear (AUROC)",
            definition=(
                "chance that softmax entropy is higher on an ambiguous picture than on a clear one. Ambiguous: no "
                "emotion has more than half of the votes. Clear: one has nine tenths or more. Ties count half, so 0.5 "
                "is guessing"
            ),
            higher_is_better=True,
            source="Hanley & McNeil 1982",
        ),
        AgreementMeasure(
            name="soft_cross_entropy",
            title="cross-entropy against the votes",
            definition=(
                "mean of −Σ share · ln probability, in nats, 0 or more; a probability below a millionth counts as a "
                "millionth"
            ),
            higher_is_better=False,
            source="Peterson et al. 2019",
        ),
        AgreementMeasure(
            name="jensen_shannon",
            title="Jensen–Shannon divergence from the votes",
            definition="mean divergence of the probabilities from the vote shares, to base 2: 0 alike, 1 disjoint",
            higher_is_better=False,
            source="Lin 1991",
        ),
        AgreementMeasure(
            name="top2_agreement",
            title="same two emotions",
            definition=(
                "share of the pictures over which annotators split whose two most probable emotions are those two. "
                "Split: the second has a quarter of the votes or more, and more than the third. Where equal "
                "probabilities leave the pair open, the chance that lots pick it"
            ),
            higher_is_better=True,
            source="defined here",
        ),
    )
}
"""In the order they are shown; the first is the one by which the third question is judged."""
