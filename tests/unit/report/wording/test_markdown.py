"""No name can act in Markdown."""

from __future__ import annotations

import pytest

from audit.report.wording.markdown import escaped, table


@pytest.mark.parametrize(
    "name", ["a|b", "[a](http://x.org)", "<img src=x>", "`code`", "*a*", "@someone", "#1", "![a](b)", "https://x.org"]
)
def test_a_name_cannot_act(name: str) -> None:
    text = escaped(name)
    for sign in ("](", "<img", " `", "@s", "#1", "https:/"):
        assert sign not in text.replace("\\]", "")


def test_white_space_is_one_space_and_rows_are_escaped_while_heads_are_ours() -> None:
    assert escaped("a\n  b") == "a b"
    assert table(("**Group**", "n"), [("a|b", "1")]) == "| **Group** | n |\n| --- | --- |\n| a\\|b | 1 |"
