"""Markdown as GitHub and Hugging Face read it, in which no name can act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ACTS = re.compile(r"([\\`*_\[\]|~$!])|(?<=https)(:)|(?<=http)(:)|(?<=www)(\.)")
_WORD_JOINER = "\u2060"


def escaped(text: str) -> str:
    r"""Return text in which no Markdown, HTML, link, mention or table border is left to act.

    A mention or an issue number is found by GitHub in the finished text, where no escape is left; an invisible word
    joiner after `@` and `#` keeps them apart from what follows.

    >>> escaped("a|b <i> [d](e) http://x.org")
    'a\\|b &lt;i&gt; \\[d\\](e) http\\://x.org'
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "@#":
        safe = safe.replace(sign, sign + _WORD_JOINER)
    return _ACTS.sub(lambda found: "\\" + found[0], " ".join(safe.split()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts; those of the rows are escaped, the head is our own wording."""
    lines = [head, ["---"] * len(head), *([escaped(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
