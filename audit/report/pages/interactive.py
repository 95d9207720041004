"""The scripts of the page: our own as they are, plotly compressed, to be inflated by the browser when it is asked for.

The content policy runs scripts by their hash alone. Plotly's is that of its *inflated* text: the page's script inflates
it with `DecompressionStream` and inserts it as an inline script, which the policy allows because the hash fits. Nothing
is inflated before a reader asks for an interactive chart.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%.()*+-;,=>?@^_`{|}~"
"""Digits of base 85 as in RFC 1924, but `,` for `<` and `.` for `&`, so that nothing in it can be taken for a tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script of the page.

    Attributes
    ----------
    text
        As it stands in the page: source, or compressed source in `ALPHABET`.
    sha256
        Of the source as it runs, in base64, for the content policy.
    size
        Bytes of the compressed source, 0 where it is not compressed.
    """

    text: str
    sha256: str
    size: int = 0


@cache
def packed_plotly() -> Script:
    """Return plotly.js, gzipped, five characters for four bytes, as `make plotly` packed it beside the templates."""
    folder = files("audit.report").joinpath("vendored")
    about = json.loads(folder.joinpath("plotly.json").read_text(encoding="ascii"))
    text = folder.joinpath("plotly.txt").read_text(encoding="ascii")
    return Script(text=text, sha256=about["sha256"], size=about["size"])


@cache
def own_script(name: str) -> Script:
    """Return a script of our own, by the name of its file among the templates, without its comments and indentation.

    No text of a script goes over several lines, so that a line alone says what it is.
    """
    source = files("audit.report").joinpath("templates", name).read_text(encoding="utf-8")
    lines = (line.strip() for line in source.splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("//"))
    return Script(text=text, sha256=_sha256(text.encode()))


def _sha256(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")
