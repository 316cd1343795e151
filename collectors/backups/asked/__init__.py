"""Catalogues of backup products, asked on the host that holds them.

A product's own part says what is asked and how; `every.sh`, which follows it in one text, is what
all of them do: find the files, refuse those that are open to all, write the answer.
"""

from importlib.resources import files

NAMES = ("bconsole", "borg", "restic")


def script(name: str) -> str:
    """The whole text that a host runs for one of NAMES."""
    parts = (files(__name__).joinpath(f"{each}.sh") for each in (name, "every"))
    return "".join(each.read_text("utf-8") for each in parts)
