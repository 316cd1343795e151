"""A text of the code as the sentence that it makes, a place for each value in it."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

_TEMPLATE = re.compile(r"\{\w+\}")


def shape(template: str) -> str:
    """A sentence with its places left blank, whatever they are called; `{!r}` is quoted."""
    told = ""
    for text, place, _, quoted in Formatter().parse(template):
        told += text + ("" if place is None else "{!r}" if quoted else "{}")
    return told


def flat(node: ast.expr) -> tuple[list[str], list[ast.expr]]:
    """A literal's sentences, and the values in them that may be sentences too."""
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
        return ([text if _TEMPLATE.search(text) else _escaped(text)] if text else []), []
    if isinstance(node, ast.JoinedStr):
        return _formatted(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        (left, before), (right, after) = flat(node.left), flat(node.right)
        return [
            one + two for one in left or ["{more}"] for two in right or ["{more}"]
        ], before + after
    return [], [] if isinstance(node, ast.BinOp) else [node]


def _formatted(node: ast.JoinedStr) -> tuple[list[str], list[ast.expr]]:
    text, places = "", []
    for each in node.values:
        if isinstance(each, ast.Constant):
            text += _escaped(str(each.value))
        elif isinstance(each, ast.FormattedValue):
            quoted = each.conversion == ord("r")
            text += f"{{{_name(each.value)}{'!r' * quoted}}}"
            if not quoted:  # what is quoted is a value, not words
                places.append(each.value)
    return [text], places


def _escaped(text: str) -> str:
    """A text that `str.format` gives back as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def _name(node: ast.expr) -> str:
    """What to call the place of a value."""
    while isinstance(node, ast.Call | ast.Subscript | ast.BinOp):
        if isinstance(node, ast.Call):
            node = node.args[0] if node.args else node.func
        else:
            node = node.value if isinstance(node, ast.Subscript) else node.left
    return last(node).strip("_").lower() or "value"


def last(node: ast.AST) -> str:
    """The last name of `a.b.c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def targets(node: ast.AST) -> Iterator[str]:
    """The names that a statement gives a value."""
    held = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for each in held:
        for name in each.elts if isinstance(each, ast.Tuple) else [each]:
            if name is not None and (told := last(name)):
                yield told


def parts(node: ast.expr) -> Iterator[ast.expr]:
    """What may become the message, of an expression that is not one itself."""
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.BoolOp):
        yield from node.values
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from node.elts
    elif isinstance(node, ast.Dict):
        yield from node.values
    elif isinstance(node, ast.ListComp | ast.GeneratorExp):
        yield node.elt
    elif isinstance(node, ast.Subscript | ast.Starred | ast.NamedExpr | ast.YieldFrom):
        yield node.value
