"""Every English sentence that an error of ours may say, read from the code.

What is given to an error is followed back: through the names of its function, the constants and
tables of modules, what our functions return, and the callers of a function that is given its words.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

ROOTS = ("agent", "collectors", "checks", "reports")
_PLACE = re.compile(r"\{(?:\w*(?:!r)?)\}")
_SAID = re.compile(r"[A-Za-z]{2,}")
# Python's own, whose words we let through as ours; TypeError is a fault of the code, for its author.
_OWN = {"ValueError"}
# Who is given the words of a failure without raising them, and which argument holds them.
_GIVEN = {
    "failed": (1, "detail"),
    "Failure": (1, "detail"),
    "Withheld": (0, "why"),
    "append": (0, ""),
    "insert": (1, ""),
    "kind": (0, ""),  # a class of error chosen before
    "made": (0, ""),
    "kind_of": (0, ""),
    "Field": (9, "description"),
}
_LISTED, _LISTS = {"append", "insert"}, {"problems", "_problems", "wrong"}


def shape(template: str) -> str:
    """A sentence with its places left blank, whatever they are called."""
    told = ""
    for text, place, _, quoted in Formatter().parse(template):
        told += text + ("" if place is None else "{!r}" if quoted else "{}")
    return told


class Module:
    """One file: its functions, its constants, what it imports."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text("utf-8"))
        self.functions: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        self.constants: dict[str, list[ast.expr]] = defaultdict(list)
        self.imported: dict[str, tuple[str, str]] = {}
        self.inside: dict[ast.AST, ast.FunctionDef | None] = {}
        self._walk(self.tree, None)

    def _walk(self, node: ast.AST, function: ast.FunctionDef | None) -> None:
        for child in ast.iter_child_nodes(node):
            self.inside[child] = function
            inner = function
            if isinstance(child, ast.FunctionDef):
                self.functions[child.name].append(child)
                inner = child
            elif isinstance(child, ast.ImportFrom) and child.module:
                for each in child.names:
                    self.imported[each.asname or each.name] = child.module, each.name
            elif function is None and isinstance(child, ast.Assign | ast.AnnAssign):
                for name in targets(child):
                    if child.value is not None:
                        self.constants[name].append(child.value)
            self._walk(child, inner)


def targets(node: ast.AST) -> Iterator[str]:
    """The names that a statement gives a value."""
    held = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for each in held:
        for name in each.elts if isinstance(each, ast.Tuple) else [each]:
            if isinstance(name, ast.Name):
                yield name.id
            elif isinstance(name, ast.Attribute):
                yield name.attr


def values(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """What a name holds inside a function, loops included."""
    for each in ast.walk(function):
        if isinstance(each, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            if name in targets(each) and each.value is not None:
                yield each.value
        elif isinstance(each, ast.For | ast.comprehension) and name in {
            node.id for node in ast.walk(each.target) if isinstance(node, ast.Name)
        }:
            yield each.iter


class Reader:
    """Follows what is given to errors."""

    def __init__(self) -> None:
        paths = sorted(path for root in ROOTS for path in Path(root).rglob("*.py"))
        # The program that an auditor runs alone has its own words, in both languages.
        paths = [path for path in paths if path.parts[:2] != ("reports", "verifier")]
        self.modules = {".".join(path.with_suffix("").parts): Module(path) for path in paths}
        for name in [name for name in self.modules if name.endswith(".__init__")]:
            self.modules[name.removesuffix(".__init__")] = self.modules.pop(name)
        self.errors = self._family()
        self.found: dict[str, set[str]] = defaultdict(set)
        self._seen: set[tuple[int, bool]] = set()
        self._callers: dict[str, list[tuple[Module, ast.Call]]] = defaultdict(list)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call):
                    self._callers[last(node.func)].append((module, node))

    def _family(self) -> set[str]:
        family = {"PreuveError"} | _OWN
        classes = [
            node
            for module in self.modules.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef)
        ]
        while (
            more := {each.name for each in classes if family & {last(base) for base in each.bases}}
            - family
        ):
            family |= more
        return family

    def read(self) -> dict[str, set[str]]:
        """Each sentence, its places blank, and where it is written."""
        for name in sorted(self.errors | set(_GIVEN)):
            for module, call in self._callers[name]:
                if name in _LISTED and last(getattr(call.func, "value", call)) not in _LISTS:
                    continue
                place, key = _GIVEN.get(name, (0, ""))
                held = [*call.args[place : place + 1]]
                held += [each.value for each in call.keywords if each.arg == key]
                for each in held:
                    if name not in _OWN or not isinstance(each, ast.Name):  # a value, not words
                        self._said(module, each, whole=True)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.AugAssign) and set(targets(node)) & _LISTS:
                    self._said(module, node.value, whole=True)
        return self.found

    def _said(self, module: Module, node: ast.expr, *, whole: bool) -> None:
        """Note the sentences of an expression; `whole`: it is a message, not a part of one."""
        if (id(node), whole) in self._seen:
            return
        self._seen.add((id(node), whole))
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            self._sentence(module, node, whole=whole)
        elif isinstance(node, ast.Name):
            self._named(module, node, node.id, whole=whole)
        elif isinstance(node, ast.Attribute):
            self._attribute(module, node, whole=whole)
        elif isinstance(node, ast.Call):
            self._call(module, node, whole=whole)
        elif isinstance(node, ast.Subscript) or isinstance(
            node, ast.Starred | ast.NamedExpr | ast.YieldFrom
        ):
            self._said(module, node.value, whole=whole)
        else:
            for each in parts(node):
                self._said(module, each, whole=whole)

    def _sentence(self, module: Module, node: ast.expr, *, whole: bool) -> None:
        texts, places = flat(node)
        for text in texts:
            if _is_sentence(text):
                self.found[text].add(f"{module.path}:{node.lineno}")
        for each in places:
            self._said(module, each, whole=False)

    def _named(self, module: Module, node: ast.expr, name: str, *, whole: bool) -> None:
        function = module.inside.get(node)
        if function is not None:
            given = list(values(function, name))
            for each in given:
                self._said(module, each, whole=whole)
            words = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
            if name in words:
                self._from_callers(function, name, words.index(name), whole=whole)
            if given or name in words:
                return
        for each in module.constants.get(name, ()):
            self._said(module, each, whole=whole)
        if name in module.imported:
            home, real = module.imported[name]
            for each in self.modules[home].constants.get(real, ()) if home in self.modules else ():
                self._said(self.modules[home], each, whole=whole)

    def _from_callers(self, function: ast.FunctionDef, name: str, at: int, *, whole: bool) -> None:
        method = bool(function.args.args) and function.args.args[0].arg in {"self", "cls"}
        for module, call in self._callers[function.name]:
            if not self._reaches(module, function, call):
                continue
            place = at - method
            for each in call.args[place : place + 1]:
                self._said(module, each, whole=whole)
            for each in call.keywords:
                if each.arg == name:
                    self._said(module, each.value, whole=whole)

    def _reaches(self, module: Module, function: ast.FunctionDef, call: ast.Call) -> bool:
        """Whether a call by name may be of this function: of its file, imported, or a method."""
        if function in module.functions[function.name]:
            return True
        if isinstance(call.func, ast.Name):
            home = self.modules.get(module.imported.get(call.func.id, ("", ""))[0])
            return home is not None and function in home.functions[function.name]
        return isinstance(call.func, ast.Attribute) and module.path.parts[0] == "collectors"

    def _attribute(self, module: Module, node: ast.Attribute, *, whole: bool) -> None:
        held = node.value
        if isinstance(held, ast.Name) and held.id in module.imported:
            home, real = module.imported[held.id]
            other = self.modules.get(f"{home}.{real}")
            for each in other.constants.get(node.attr, ()) if other else ():
                self._said(other, each, whole=whole)

    def _call(self, module: Module, node: ast.Call, *, whole: bool) -> None:
        name = last(node.func)
        if name in {"join", "get", "format", "strip", "rstrip", "removesuffix", "replace"}:
            if isinstance(node.func, ast.Attribute):
                self._said(module, node.func.value, whole=whole)
            for each in node.args[-1:] if name in {"get", "join"} else ():
                self._said(module, each, whole=whole)
            return
        if name in {"list", "sorted", "tuple", "str"}:
            for each in node.args[:1]:
                self._said(module, each, whole=whole)
            return
        home = module
        if isinstance(node.func, ast.Name) and name in module.imported:
            home = self.modules.get(module.imported[name][0], module)
        elif isinstance(node.func, ast.Attribute) and last(node.func.value) in module.imported:
            home = self.modules.get(".".join(module.imported[last(node.func.value)]), module)
        for function in home.functions.get(name, ()):
            for each in ast.walk(function):
                if isinstance(each, ast.Return | ast.Yield | ast.YieldFrom) and each.value:
                    self._said(home, each.value, whole=whole)


def _is_sentence(text: str) -> bool:
    """Words with a space beside them: neither a code nor a mere `where: {what}`."""
    cut = shape(text).split(": ")
    told = [_SAID.search(_PLACE.sub("", part)) is not None for part in cut]
    spaced = any(said and " " in part.strip() for said, part in zip(told, cut, strict=True))
    return spaced or (len(cut) > 1 and told[-1])


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


def last(node: ast.expr) -> str:
    """The last name of `a.b.c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _name(node: ast.expr) -> str:
    """What to call the place of a value."""
    inner = node
    while isinstance(inner, ast.Call | ast.Subscript | ast.BinOp):
        if isinstance(inner, ast.Call):
            inner = inner.args[0] if inner.args else inner.func
        elif isinstance(inner, ast.Subscript):
            inner = inner.value
        else:
            inner = inner.left
    return last(inner).strip("_").lower() or "value"


def escaped(text: str) -> str:
    """A text that `str.format` gives back as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def flat(node: ast.expr) -> tuple[list[str], list[ast.expr]]:
    """A literal's text with `{}` where a value comes, and those values."""
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
        return ([text if _PLACE.search(text) else escaped(text)] if text else []), []
    if isinstance(node, ast.JoinedStr):
        texts, places = [""], []
        for each in node.values:
            if isinstance(each, ast.Constant):
                texts = [text + escaped(str(each.value)) for text in texts]
            elif isinstance(each, ast.FormattedValue):
                quoted = each.conversion == ord("r")
                place = f"{{{_name(each.value)}{'!r' * quoted}}}"
                texts = [text + place for text in texts]
                if not quoted:  # what is quoted is a value, not words
                    places.append(each.value)
        return texts, places
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        (left, before), (right, after) = flat(node.left), flat(node.right)
        return [
            one + two for one in left or ["{more}"] for two in right or ["{more}"]
        ], before + after
    return [], [node] if not isinstance(node, ast.BinOp) else []


@cache
def sentences() -> dict[str, set[str]]:
    """What errors say, read once."""
    return Reader().read()
