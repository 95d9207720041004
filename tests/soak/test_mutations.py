"""What changes of a module there are, and where each is said to be."""

from __future__ import annotations

import ast

from soak.mutations import Mutation, mutated, mutations

SOURCE = '''
"""What it does."""
from typing import TYPE_CHECKING

FEW = 5

class Box:
    @property
    def half(self, least: int = 1) -> int:
        if self.size > FEW and self.open:
            return self.size // 2
        return max(least, 0) + 1
'''


def told(every: list[Mutation]) -> set[tuple[str, str, str, str]]:
    return {(each.function, each.statement, each.before, each.after) for each in every}


def test_every_change_names_its_function_and_the_first_line_of_its_innermost_statement() -> None:
    assert told(mutations(SOURCE)) == {
        ("<module>", "FEW = 5", "5", "6"),
        ("Box.half", "def half(self, least: int=1) -> int:", "1", "2"),
        *(
            ("Box.half", "if self.size > FEW and self.open:", before, after)
            for before, after in (
                (CONDITION, CONDITION.replace("if ", "if not (").replace(":", "):", 1)),
                ("self.size > FEW and self.open", "self.open"),
                ("self.size > FEW and self.open", "self.size > FEW"),
                ("self.size > FEW and self.open", "self.size > FEW or self.open"),
                ("self.size > FEW", "self.size >= FEW"),
            )
        ),
        ("Box.half", "return self.size // 2", "self.size // 2", "self.size * 2"),
        ("Box.half", "return self.size // 2", "2", "3"),
        ("Box.half", "return max(least, 0) + 1", "max(least, 0) + 1", "max(least, 0) - 1"),
        ("Box.half", "return max(least, 0) + 1", "max", "min"),
        ("Box.half", "return max(least, 0) + 1", "0", "1"),
        ("Box.half", "return max(least, 0) + 1", "1", "2"),
    }


CONDITION = "if self.size > FEW and self.open:\n    return self.size // 2"


def test_a_change_is_made_where_it_is_and_nowhere_else() -> None:
    source = "x = 1\ny = 1\n"
    found = [ast.unparse(mutated(source, each)) for each in mutations(source)]
    assert sorted(found) == ["x = 1\ny = 2", "x = 2\ny = 1"]


def test_types_docstrings_and_what_an_error_says_are_no_changes() -> None:
    source = (
        'from __future__ import annotations\n\ndef f(x: int | 3) -> 4:\n    """Say 5."""\n    raise ValueError(6)\n'
    )
    assert [(each.before, each.after) for each in mutations(source)] == [("raise ValueError(6)", "pass")]
