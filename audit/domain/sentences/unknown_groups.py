"""What is said of groups of which only the size is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.wording.words import in_points, joined, percent, quoted, titled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.domain.mislabelling.unknown_groups import GroupShares, Ranges


def unknown_groups_told(
    shares: GroupShares,
    *,
    right: tuple[float, Ranges],
    answers: Mapping[str, Ranges],
    sure: tuple[float, Ranges] | None,
) -> str:
    """Return what can be said of groups of known size, in a sentence without its full stop.

    Parameters
    ----------
    shares
        How large they are.
    right
        The success rate of all pictures, and what it leaves for the groups.
    answers
        What the rate of each answer leaves.
    sure
        The mean probability of the answer and what it leaves; None without probabilities.
    """
    sizes = joined([f"{percent(each.share)} {quoted(each.group)}" for each in shares.shares])
    rate, left = right
    each = joined([f"{percent(r.lower)} to {percent(r.upper)} for {quoted(r.group)}" for r in left.groups])
    gaps = joined([f"{quoted(emotion)} {in_points(found.widest)}" for emotion, found in answers.items()])
    told = [
        f"Who is in a picture by {titled(shares.feature)} is not known, only that the pictures are {sizes}",
        f"The success rate of {percent(rate)} leaves {each}: a gap of up to {in_points(left.widest)} is possible",
        f"Gaps that are possible in how often an emotion is answered: {gaps}",
    ]
    if sure is not None:
        told.append(
            f"The mean probability of the answer, {percent(sure[0])}, leaves a gap of up to {in_points(sure[1].widest)}"
        )
    return ". ".join([*told, "No limit is held against any of this"])
