"""What every page is made with: templates that escape, our own style and script, and a policy."""

import base64
import re
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

# What turns the rest of a line round, or hides in it: a name must not rewrite the words beside it.
_TURNING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def shown(text: str) -> str:
    """A text in which each character that steers the direction of reading is told by its number."""
    return _TURNING.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _finalized(value: object) -> object:
    return shown(value) if type(value) is str else value


def environment() -> Environment:
    """Templates where every value is escaped and a missing one is an error."""
    return Environment(
        loader=PackageLoader("reports.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(name: str) -> Markup:
    """A style or a script of ours, as it goes into a page."""
    text = files("reports.html").joinpath(name).read_text("utf-8")
    return Markup(text)  # noqa: S704  # nosec B704  # our own file


def policy(style: str, script: str = "") -> str:
    """Only this style and this script, by their digests; nothing is loaded from anywhere."""
    allowed = f"'{_digest(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src {allowed};"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()
