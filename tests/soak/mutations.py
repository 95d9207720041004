"""Small changes of a module's meaning, one at a time: what a test that looks would notice.

A *site* is a place in the syntax tree where one kind of change is possible. Changes are made in the tree and compiled
from there, so no file is ever altered. What nobody could notice by its kind is none: the order of the arguments of
`max` and its like, `strict` of `zip`, which says what holds in any case, and another negative length in `reshape`.
"""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
OPPOSITES = {
    "min": "max",
    "any": "all",
    "argmin": "argmax",
    "minimum": "maximum",
    "fmin": "fmax",
    "nanmin": "nanmax",
    "first": "second",
    "lower": "upper",
    "floor": "ceil",
    "zeros": "ones",
    "lowest": "highest",
    "numerator": "denominator",
    "left": "right",
}
OPPOSITES |= {other: one for one, other in OPPOSITES.items()}
SWAPPED = 2
"""Arguments in front that are swapped."""

IN_ANY_ORDER = {"min", "max", "minimum", "maximum", "fmin", "fmax", "hypot", "array_equal"}
"""Functions whose first two arguments may be given in either order."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change.

    Attributes
    ----------
    place
        Position of the node among those of `ast.walk`, and the number of the change among those of the node.
    line
        Where it is.
    function
        The function or class it is in; `<module>` outside.
    before, after
        The changed expression or statement as text, before and after.
    statement
        First line of the innermost statement that holds it, without decorators.
    """

    place: tuple[int, int]
    line: int
    function: str
    before: str
    after: str
    statement: str = ""


def mutations(source: str) -> list[Mutation]:
    """Return every change there is of a module, in the order of its syntax tree."""
    tree = ast.parse(source)
    ignored, functions, statements = _types_only(tree), _functions(tree), _statements(tree)
    found = []
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in ignored or not hasattr(node, "lineno"):
            continue
        before = ""
        for number, changed in enumerate(_changes(node)):
            before = before or ast.unparse(node)
            after = ast.unparse(ast.fix_missing_locations(changed))
            if after != before:
                function, statement = functions.get(id(node), "<module>"), statements[id(node)]
                found.append(Mutation((index, number), node.lineno, function, before, after, statement))
    return found


def mutated(source: str, mutation: Mutation) -> ast.Module:
    """Return the syntax tree of a module with one change."""
    tree = ast.parse(source)
    index, number = mutation.place
    wanted = next(node for i, node in enumerate(ast.walk(tree)) if i == index)
    changed = next(each for i, each in enumerate(_changes(wanted)) if i == number)
    ast.copy_location(changed, wanted)
    return ast.fix_missing_locations(_Replace(wanted, changed).visit(tree))


class _Replace(ast.NodeTransformer):
    def __init__(self, wanted: ast.AST, changed: ast.AST) -> None:
        self._wanted, self._changed = wanted, changed

    def visit(self, node: ast.AST) -> ast.AST:
        return self._changed if node is self._wanted else self.generic_visit(node)


def _functions(tree: ast.Module) -> dict[int, str]:
    """Return the innermost function or class of every node that is in one, by the node's identity."""
    found: dict[int, str] = {}

    def name(node: ast.AST, within: str) -> None:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            within = f"{within}.{node.name}" if within else node.name
        if within:
            found[id(node)] = within
        for child in ast.iter_child_nodes(node):
            name(child, within)

    name(tree, "")
    return found


def _statements(tree: ast.Module) -> dict[int, str]:
    """Return the first line of the innermost statement of every node, by the node's identity."""
    found: dict[int, str] = {}

    def name(node: ast.AST, within: str) -> None:
        if isinstance(node, ast.stmt):
            within = next(line for line in ast.unparse(node).splitlines() if not line.startswith("@"))
        found[id(node)] = within
        for child in ast.iter_child_nodes(node):
            name(child, within)

    name(tree, "")
    return found


def _types_only(tree: ast.Module) -> set[int]:
    """Return the identities of nodes that mean nothing when the module runs: types, imports, decorators, docstrings."""
    dropped = [each for node in ast.walk(tree) for each in _meaningless(node)]
    return {id(inner) for each in dropped for inner in ast.walk(each)}


def _meaningless(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node, or the node itself, whose change no run can notice."""
    if isinstance(node, ast.FunctionDef):
        return [*([node.returns] if node.returns else []), *node.decorator_list]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases]
    if isinstance(node, ast.arg | ast.AnnAssign):
        return [node.annotation] if node.annotation is not None else []
    if isinstance(node, ast.Call):
        return _indifferent(node)
    if isinstance(node, ast.Raise):
        return list(ast.walk(node))[1:]  # what is said is held by tests of sentences; that it is said stays
    whole = isinstance(node, ast.Import | ast.ImportFrom) or _is_docstring(node) or _is_for_types(node)
    return [node] if whole else []


def _indifferent(node: ast.Call) -> list[ast.AST]:
    """Return the arguments of a call that may be otherwise: `strict` of `zip`, a negative length of `reshape`."""
    strict = [keyword.value for keyword in node.keywords if keyword.arg == "strict"]
    return [*strict, *(each for each in node.args if _called(node) == "reshape" and ast.unparse(each) == "-1")]


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the changed copies of a node."""
    for kind, change in _KINDS.items():
        if isinstance(node, kind):
            yield from change(copy.deepcopy(node))


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        changed = copy.deepcopy(node)
        changed.ops[place] = COMPARISONS[type(operator)]()
        yield changed


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in OPERATIONS and not isinstance(node.left, ast.JoinedStr):
        node.op = OPERATIONS[type(node.op)]()
        yield node


def _bool(node: ast.BoolOp) -> Iterator[ast.AST]:
    for place in range(len(node.values)):
        rest = [value for i, value in enumerate(node.values) if i != place]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(op=node.op, values=rest)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield node


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if not (isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)):
        yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, float):
        yield ast.Constant(node.value * 1.5 if node.value else 0.5)


def _test(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
    yield node


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Iterator[ast.AST]:
    for outer, generator in enumerate(node.generators):
        for inner in range(len(generator.ifs)):
            changed = copy.deepcopy(node)
            del changed.generators[outer].ifs[inner]
            yield changed


def _statement(_node: ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break) -> Iterator[ast.AST]:
    yield ast.Pass()


def _assigned(node: ast.Assign) -> Iterator[ast.AST]:
    """Leave out an assignment to a name that has a value already: `x = f(x)`."""
    target = node.targets[0]
    names = {inner.id for inner in ast.walk(node.value) if isinstance(inner, ast.Name)}
    if isinstance(target, ast.Name) and target.id in names:
        yield ast.Pass()


def _call(node: ast.Call) -> Iterator[ast.AST]:
    plain = not any(isinstance(each, ast.Starred) for each in node.args)
    if plain and len(node.args) >= SWAPPED:
        changed = copy.deepcopy(node)
        if _called(node) not in IN_ANY_ORDER:
            changed.args[0], changed.args[1] = changed.args[1], changed.args[0]
        yield changed
    for place, keyword in enumerate(node.keywords):
        if keyword.arg is not None and not _called(node)[:1].isupper():
            changed = copy.deepcopy(node)
            if keyword.arg != "strict":
                del changed.keywords[place]
            yield changed
    if isinstance(node.func, ast.Attribute) and not node.args and not node.keywords:
        yield node.func.value  # x.evenly() → x


def _called(node: ast.Call) -> str:
    """Return the name of what is called: of a class, leaving out a field would end every test there is."""
    function = node.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _name(node: ast.Name | ast.Attribute) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load):
        if isinstance(node, ast.Name) and node.id in ("min", "max", "any", "all"):
            yield ast.Name(id=OPPOSITES[node.id], ctx=node.ctx)
        elif isinstance(node, ast.Attribute) and node.attr in OPPOSITES:
            node.attr = OPPOSITES[node.attr]
            yield node


_KINDS = {
    ast.Compare: _compare,
    ast.BinOp: _binary,
    ast.BoolOp: _bool,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    (ast.If, ast.IfExp, ast.While): _test,
    (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp): _comprehension,
    (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break): _statement,
    ast.Assign: _assigned,
    ast.Call: _call,
    (ast.Name, ast.Attribute): _name,
}
