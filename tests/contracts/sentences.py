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

from tests.contracts.literals import flat, last, parts, shape, targets

ROOTS = ("agent", "collectors", "checks", "reports")
# Python's own, whose words we let through as ours; TypeError is a fault of the code, for its author.
_OWN = {"ValueError"}
# Who is given words that a person reads, and which argument holds them.
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
# What gives back the words that it is given: the first argument, or what its method is of.
_SAME = {"list", "sorted", "tuple", "str"}
_OF_A_TEXT = {"join", "get", "format", "strip", "rstrip", "removesuffix", "replace"}
_SAID = re.compile(r"[A-Za-z]{2,}")


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


class Reader:
    """Follows what is given to errors."""

    def __init__(self) -> None:
        paths = sorted(path for root in ROOTS for path in Path(root).rglob("*.py"))
        # The program that an auditor runs alone has its own words, in both languages.
        paths = [path for path in paths if path.parts[:2] != ("reports", "verifier")]
        self.modules = {
            ".".join(path.with_suffix("").parts).removesuffix(".__init__"): Module(path)
            for path in paths
        }
        self.found: dict[str, set[str]] = defaultdict(set)
        self._seen: set[int] = set()
        self._callers: dict[str, list[tuple[Module, ast.Call]]] = defaultdict(list)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call):
                    self._callers[last(node.func)].append((module, node))

    def _family(self) -> set[str]:
        """The names of our errors, by who inherits from whom."""
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
        """Each sentence, its places named, and where it is written."""
        for name in sorted(self._family() | set(_GIVEN)):
            for module, call in self._callers[name]:
                self._given(name, module, call)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.AugAssign) and set(targets(node)) & _LISTS:
                    self._said(module, node.value)
        return self.found

    def _given(self, name: str, module: Module, call: ast.Call) -> None:
        if name in _LISTED and last(getattr(call.func, "value", call)) not in _LISTS:
            return
        place, key = _GIVEN.get(name, (0, ""))
        held = [*call.args[place : place + 1]]
        held += [each.value for each in call.keywords if each.arg == key]
        for each in held:
            if name not in _OWN or not isinstance(each, ast.Name):  # a value, not words
                self._said(module, each)

    def _said(self, module: Module, node: ast.expr) -> None:
        """Note the sentences of an expression."""
        if id(node) in self._seen:
            return
        self._seen.add(id(node))
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            self._sentence(module, node)
        elif isinstance(node, ast.Name):
            self._named(module, node)
        elif isinstance(node, ast.Attribute):
            self._attribute(module, node)
        elif isinstance(node, ast.Call):
            self._call(module, node)
        else:
            for each in parts(node):
                self._said(module, each)

    def _sentence(self, module: Module, node: ast.expr) -> None:
        texts, places = flat(node)
        for text in texts:
            if _is_sentence(text):
                self.found[text].add(f"{module.path}:{node.lineno}")
        for each in places:
            self._said(module, each)

    def _named(self, module: Module, node: ast.Name) -> None:
        function = module.inside.get(node)
        if function is not None:
            given = list(_values(function, node.id))
            for each in given:
                self._said(module, each)
            words = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
            if node.id in words:
                self._from_callers(function, node.id, words.index(node.id))
            if given or node.id in words:
                return
        for each in module.constants.get(node.id, ()):
            self._said(module, each)
        home, real = module.imported.get(node.id, ("", ""))
        if other := self.modules.get(home):
            for each in other.constants.get(real, ()):
                self._said(other, each)

    def _from_callers(self, function: ast.FunctionDef, name: str, at: int) -> None:
        method = bool(function.args.args) and function.args.args[0].arg in {"self", "cls"}
        for module, call in self._callers[function.name]:
            if self._reaches(module, function, call):
                place = at - method
                named = [each.value for each in call.keywords if each.arg == name]
                for each in [*call.args[place : place + 1], *named]:
                    self._said(module, each)

    def _reaches(self, module: Module, function: ast.FunctionDef, call: ast.Call) -> bool:
        """Whether a call by name may be of this function: of its file, imported, or a method."""
        if function in module.functions[function.name]:
            return True
        if isinstance(call.func, ast.Name):
            home = self.modules.get(module.imported.get(call.func.id, ("", ""))[0])
            return home is not None and function in home.functions[function.name]
        return isinstance(call.func, ast.Attribute) and module.path.parts[0] == "collectors"

    def _attribute(self, module: Module, node: ast.Attribute) -> None:
        if other := self._module(module, node.value):
            for each in other.constants.get(node.attr, ()):
                self._said(other, each)

    def _module(self, module: Module, node: ast.expr) -> Module | None:
        """The module of ours that a name stands for, or that it comes from."""
        home, real = module.imported.get(last(node), ("", ""))
        return self.modules.get(f"{home}.{real}") or self.modules.get(home)

    def _call(self, module: Module, node: ast.Call) -> None:
        name = last(node.func)
        if name in _OF_A_TEXT and isinstance(node.func, ast.Attribute):
            self._said(module, node.func.value)
            for each in node.args[-1:] if name in {"get", "join"} else ():
                self._said(module, each)
        elif name in _SAME:
            for each in node.args[:1]:
                self._said(module, each)
        else:
            self._returned(module, node.func, name)

    def _returned(self, module: Module, called: ast.expr, name: str) -> None:
        """What a function of this file, or of one that it imports, gives back."""
        of = called.value if isinstance(called, ast.Attribute) else called
        home = self._module(module, of) or module
        for function in home.functions.get(name, ()):
            for each in ast.walk(function):
                if isinstance(each, ast.Return | ast.Yield | ast.YieldFrom) and each.value:
                    self._said(home, each.value)


def _values(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """What a name holds inside a function, loops included."""
    for each in ast.walk(function):
        if isinstance(each, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            if name in targets(each) and each.value is not None:
                yield each.value
        elif isinstance(each, ast.For | ast.comprehension) and name in {
            node.id for node in ast.walk(each.target) if isinstance(node, ast.Name)
        }:
            yield each.iter


def _is_sentence(text: str) -> bool:
    """Words with a space beside them: neither a code nor a mere `where: {what}`."""
    cut = shape(text).split(": ")
    told = [_SAID.search(part.replace("{!r}", "")) is not None for part in cut]
    spaced = any(said and " " in part.strip() for said, part in zip(told, cut, strict=True))
    return spaced or (len(cut) > 1 and told[-1])


@cache
def sentences() -> dict[str, set[str]]:
    """What errors say, read once."""
    return Reader().read()
