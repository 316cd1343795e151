"""Builds the verifiers of one file, program and page: an auditor installs nothing."""

import json
import re
import tomllib
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from reports.html.assets import policy

_MODULES = ("p256", "bag", "chain", "facts", "documents", "nameless", "program")
_SCRIPTS = ("zip", "verify", "chain", "facts", "documents", "nameless", "view")
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


def page() -> str:
    """The page of one file: a reader opens it in a browser, without a network, and drops a ZIP."""
    style = _part("page.css")
    script = Markup("\n").join(_part(f"{name}.js") for name in _SCRIPTS)
    told = json.dumps(languages(), ensure_ascii=False).replace("<", "\\u003c")
    words = Markup(told)  # noqa: S704  # nosec B704  # our own sentences, escaped just here
    allowed = policy(style, script)
    digests = Markup(allowed)  # noqa: S704  # nosec B704  # of our own files
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        str(_part("page.html"))
    )
    return template.render(style=style, script=script, policy=digests, words=words)


def _part(name: str) -> Markup:
    """A part of the page, as it is."""
    folder = files("reports.verifier").joinpath("page")
    text = folder.joinpath(name).read_text("utf-8")
    return Markup(text)  # noqa: S704  # nosec B704  # our own file
