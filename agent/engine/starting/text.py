"""A configuration written with its comments, such that TOML reads back the very same values."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 98


def text(document: Mapping[str, Any], comment: Callable[[str], str]) -> str:
    """The whole file; `comment` gives the words of a section, and of `head` and `more`."""
    parts = [_commented(comment("head"))]
    for section, told in document.items():
        blocks = told if isinstance(told, list) else [told]
        heading = f"[[{section}]]" if isinstance(told, list) else f"[{section}]"
        words = _commented(comment(section))
        for block in blocks:
            lines = [f"{_key(name)} = {value(each)}" for name, each in block.items()]
            parts.append("\n".join([*([words] if words else []), heading, *lines]))
            words = ""
    parts.append(_commented(comment("more")))
    return "\n\n".join(parts) + "\n"


def value(told: Any) -> str:
    """One value, as TOML 1.0 writes it.

    Raises:
        ValueError: it holds half of a surrogate pair, which no text file can.
    """
    if isinstance(told, bool):
        return "true" if told else "false"
    if isinstance(told, int):
        return str(told)
    if isinstance(told, date):
        return told.isoformat()
    if isinstance(told, str):
        told.encode()  # half of a pair raises
        # JSON's escapes are TOML's, but for the one control character that JSON leaves as it is.
        return json.dumps(told, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(told, Mapping):
        return (
            "{ " + ", ".join(f"{_key(name)} = {value(each)}" for name, each in told.items()) + " }"
        )
    items = [value(each) for each in told]
    line = f"[{', '.join(items)}]"
    return (
        line if len(line) <= _WIDTH else "[\n" + "".join(f"    {each},\n" for each in items) + "]"
    )


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else value(name)


def _commented(words: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in words.splitlines())
