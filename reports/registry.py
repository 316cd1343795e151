"""Formats by name; a heavy one is imported when it is asked for."""

from importlib import import_module

from reports.view import View

_FORMATS = {
    "json": "reports.json_result",
    "html": "reports.html",
    "record": "reports.html.record",
    "xlsx": "reports.review",
}


def render(format: str, view: View, language: str) -> bytes:
    """A run in one format and one language."""
    made: bytes = import_module(_FORMATS[format]).render(view, language)
    return made
