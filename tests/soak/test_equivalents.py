"""Each entry of a change that nobody could notice names one change, or is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from soak.equivalents import Equivalent, EquivalentsError, read, reasons
from soak.mutate import EQUIVALENT, changes_of, equivalents
from soak.mutations import Mutation, mutations

SOURCE = "def f(x):\n    y = x + 1\n    return x * 1 + 1\n"
"""One 1 in one statement, two in the other."""


def entry(statement: str, which: int | None = None, before: str = "1", **more: str) -> Equivalent:
    named = {"module": "a.py", "function": "f", "after": "2", "why": "w"} | more
    return Equivalent(statement=statement, which=which, before=before, **named)


def changes(module: str) -> list[Mutation]:
    return mutations(SOURCE) if module == "a.py" else []


def test_an_entry_excuses_the_change_of_its_own_statement_alone() -> None:
    found = reasons([entry("y = x"), entry("return", which=2)], changes)
    excused = [each for each in changes("a.py") if ("a.py", each.place) in found]
    assert len(found) == len(excused) == 2
    assert sorted((each.line, each.before, each.after) for each in excused) == [(2, "1", "2"), (3, "1", "2")]
    assert set(found.values()) == {"w"}


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (entry("return"), "a.py, f, 'return': '1' → '2' names 2 changes: say which = 1 to 2"),
        (entry(""), "names 3 changes: say which = 1 to 3"),
        (entry("return", which=3), "has which = 3, and there are 2 such changes"),
        (entry("return", which=0), "has which = 0, and there are 2 such changes"),
        (entry("z = x"), "names no change there is: mend it, or take it out"),
        (entry("y = x", before="7"), "names no change there is"),
        (entry("y = x", after="3"), "names no change there is"),
        (entry("y = x", function="g"), "names no change there is"),
        (entry("y = x", module="gone.py"), "gone.py, f, 'y = x': '1' → '2' names no change there is"),
    ],
)
def test_an_entry_that_names_no_change_or_several_is_refused_by_name(one: Equivalent, words: str) -> None:
    with pytest.raises(EquivalentsError) as caught:
        reasons([one], changes)
    assert words in str(caught.value)


def test_all_faults_are_told_at_once_and_two_entries_for_one_change_are_one_too_many() -> None:
    with pytest.raises(EquivalentsError) as caught:
        reasons([entry("z = x"), entry("y = x"), entry("y ="), entry("return")], changes)
    assert [line.split(" names ")[0].split(" is there ")[0] for line in str(caught.value).splitlines()] == [
        str(entry("z = x")),
        str(entry("y =")),
        str(entry("return")),
    ]


def test_an_entry_that_lacks_a_key_or_has_one_too_many_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "listed.toml"
    listed.write_text('[[mutation]]\nmodule = "a.py"\nfunction = "f"\nbefore = "1"\nafter = "2"\nline = 3\nwhy = "w"\n')
    with pytest.raises(
        EquivalentsError, match=r"listed.toml: entry 1 \(a.py\) lacks 'statement'; .*unknown key 'line'"
    ):
        read(listed)


def test_every_entry_that_is_written_down_names_one_change_of_the_package() -> None:
    assert len(equivalents()) == len(read(EQUIVALENT))
    assert changes_of("no/such/module.py") == []
