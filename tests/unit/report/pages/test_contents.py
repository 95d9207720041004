"""The table of contents is that of the page: every section, every part, the signs of the answers."""

from __future__ import annotations

import re

from assets.audits import hostile, voted

from audit.report import to_html
from audit.report.pages.contents import contents
from audit.report.views import VERDICTS

SIGNS = tuple(VERDICTS.values())
SECTIONS = dict.fromkeys(
    ("answers", "coverage", "classification", "groups", "mixed", "pictures", "method", "annex"), "<section></section>"
)


def test_parts_are_those_of_the_section_with_their_names_as_text() -> None:
    part = '<details class="fold">\n<summary><h3 id="p-1">By <bdi>a &lt;b&gt; &amp; c</bdi></h3></summary>'
    entries = contents(SIGNS[0], SIGNS, {**SECTIONS, "groups": part})
    groups = next(entry for entry in entries if entry.place == "groups")
    assert [(each.place, each.title) for each in groups.parts] == [("p-1", "By a <b> & c")]
    assert groups.parts[0].sign == ""
    assert groups.sign == SIGNS[1]


def test_parts_carry_the_sign_of_their_gravest_limit() -> None:
    text = to_html(voted())
    nav = text[text.index("<nav") : text.index("</nav>")]
    marked = re.findall(r'href="#(part-group-\d)"><bdi>[^<]*</bdi><span class="unseen">\(([A-Z]+)\)</span>', nav)
    assert marked == [("part-group-1", "INCONCLUSIVE"), ("part-group-2", "PASS"), ("part-group-3", "PASS")]


def test_every_link_of_the_contents_leads_to_one_place() -> None:
    for result in (voted(), hostile()):
        text = to_html(result)
        nav = text[text.index("<nav") : text.index("</nav>")]
        places = re.findall(r'href="#([^"]+)"', nav)
        assert len(places) == len(set(places)) > len(SECTIONS)
        assert all(text.count(f'id="{place}"') == 1 for place in places)
