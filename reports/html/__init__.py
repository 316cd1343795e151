"""One self-contained page: no network, no inline style, a policy that allows only its own code."""

import json

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from reports.html.assets import asset, environment, policy, shown
from reports.html.listing import island
from reports.html.page import page
from reports.view import View
from reports.words import words


def render(view: View, language: str) -> bytes:
    """The page in one language, UTF-8."""
    told = words(language)
    style = asset("page.css") + asset("circulation.css")
    script = asset("lists.js")
    filled = page(view, told)
    text = environment().get_template("page.html").render(
        page=filled,
        view=view,
        say=told,
        heads=lambda section, names: [told(f"{section}{name}") for name in names],
        language=language,
        other="en" if language == "fr" else "fr",
        style=style,
        script=script,
        policy=policy(style, script),
        island=_island(island(filled.listings, told)),
    )  # fmt: skip
    return text.encode()


def _island(data: object) -> Markup:
    """Data for the script, escaped so that no login can end the block, nor turn a line round."""
    return htmlsafe_json_dumps(data, dumps=_compact)


def _compact(data: object, **_: object) -> str:
    return shown(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
