"""Builds the verifier of one file that is published with a release: an auditor installs nothing."""

import json
import re
import tomllib
from importlib.resources import files

_MODULES = ("p256", "bag", "chain", "documents", "program")
_OWN = re.compile(r"^from reports\.verifier\.\w+ import (?:\([^)]*\)|[^(\n]*)\n", re.MULTILINE)


def languages() -> dict[str, dict[str, dict[str, str]]]:
    """The sentences of every language."""
    folder = files("reports.verifier").joinpath("texts")
    return {
        language: tomllib.loads(folder.joinpath(f"{language}.toml").read_text("utf-8"))
        for language in ("fr", "en")
    }


def script() -> str:
    """The program, in the text that a reader can follow from top to bottom."""
    parts = [
        _OWN.sub("", files("reports.verifier").joinpath(f"{name}.py").read_text("utf-8"))
        for name in _MODULES
    ]
    words = json.dumps(languages(), ensure_ascii=False, indent=1)
    *earlier, last = parts
    # The last module's first words are the program's help.
    docstring, rest = last.split('"""\n', 1)
    body = "\n\n".join([*earlier, rest])
    return (
        f'#!/usr/bin/env python3\n{docstring}"""\n\n{body}\n\n'
        f"LANGUAGES: dict[str, Words] = {words}\n\n"
        'if __name__ == "__main__":\n    sys.exit(main(LANGUAGES))\n'
    )
