"""One self-contained page: no network, no inline style, a policy that allows only its own code."""

import base64
import json
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.html.page import page
from reports.view import View
from reports.words import words


def render(view: View, language: str) -> bytes:
    """The page in one language, UTF-8."""
    told = words(language)
    style, script = _asset("page.css"), _asset("page.js")
    environment = Environment(
        loader=PackageLoader("reports.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("page.html").render(
        page=page(view, told),
        say=told,
        language=language,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=_policy(style, script),
        island=_island,
    )
    return text.encode()


def _asset(name: str) -> str:
    return files("reports.html").joinpath(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Only this style and this script, by their digests; nothing is loaded from anywhere."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()


def _island(data: object) -> Markup:
    """Data for the script; `<` is escaped so that no login can end the block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))  # noqa: S704 - escaped just here
