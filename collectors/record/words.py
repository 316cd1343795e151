"""The words of a patient record's exports; one that is not understood is never guessed."""

import tomllib
from importlib.resources import files

_DATA = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))

SUBJECTS: dict[str, frozenset[str]] = {
    name: frozenset(words.split()) for name, words in _DATA["subjects"].items()
}
RIGHT_OF: dict[str, str] = {
    word: right for right, words in _DATA["rights"].items() for word in words.split()
}
RIGHT_COLUMN = frozenset(_DATA["long"]["right"].split())
GRANTED_COLUMN = frozenset(_DATA["long"]["granted"].split())
YES = frozenset(_DATA["words"]["yes"].split())
NO = frozenset(_DATA["words"]["no"].split())
TRAIL: dict[str, tuple[str, ...]] = {
    name: tuple(words.split()) for name, words in _DATA["trail"].items()
}
READS = frozenset(_DATA["actions"]["read"].split())
WRITES = frozenset(_DATA["actions"]["write"].split())
