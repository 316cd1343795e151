"""The grammar of logrotate's configuration, with the habits of the program itself.

Sources: logrotate(8), and what logrotate 3.21 answers to `logrotate -d`, to which the tests compare
every habit named here. Versions before 3.19 forgive more errors; what is well written reads the
same in all of them.

- A global directive of an included file goes on to whatever is read after it.
- A file with any error still gives its good stanzas, but its globals end with it.
- An error outside of a stanza ends its file; inside, it drops the stanza.
- An unknown directive costs its line only.
- The second stanza that claims a log loses it, with the rest of what that pattern matches.
"""

from collections.abc import Callable
from dataclasses import replace
from posixpath import join, normpath
from typing import Any

from collectors.linux.logrotate_cursor import Cursor
from collectors.linux.logrotate_stanzas import Stanza, Stanzas
from collectors.linux.logrotate_values import (
    HOME,
    SPACE,
    Settings,
    count,
    has_mode,
    is_path,
    is_weekday,
    size,
    split,
)

_SCRIPTS = {"prerotate", "postrotate", "firstaction", "lastaction", "preremove"}
_ALONE = {
    *("compress", "nocompress", "delaycompress", "nodelaycompress", "shred", "noshred"),
    *("allowhardlink", "noallowhardlink", "sharedscripts", "nosharedscripts", "copytruncate"),
    *("nocopytruncate", "renamecopy", "norenamecopy", "copy", "nocopy", "ifempty", "notifempty"),
    *("dateext", "nodateext", "dateyesterday", "datehourago", "noolddir", "mailfirst", "maillast"),
    *("nocreateolddir", "nocreate", "errors", "nomail", "missingok", "nomissingok"),
}
_LARGEST_FILE = 0xFFFFFF
_DEEPEST = 16  # includes inside includes
_MOST_READ = 1 << 22  # ours, in signs: files that include each other double at each depth
_A_FILE = 1 << 10  # what opening one counts for


def include(stanzas: Stanzas, path: str, settings: Settings, cwd: str) -> tuple[Settings, bool]:
    """Read a file or a folder; the globals that hold afterwards, and whether all went well."""
    path = normpath(join(cwd, path))
    if stanzas.depth > _DEEPEST:
        return settings, False
    stanzas.depth += 1
    well = True
    if path in stanzas.texts:
        settings, well = _file(stanzas, path, settings, cwd)
    else:
        for each in stanzas.inside(path):
            settings, fine = _file(stanzas, each, settings, path)
            well = well and fine
    stanzas.depth -= 1
    return settings, well


def _file(stanzas: Stanzas, path: str, settings: Settings, cwd: str) -> tuple[Settings, bool]:
    length = len(stanzas.texts[path])
    stanzas.signs += length + _A_FILE
    if stanzas.signs > _MOST_READ or length > _LARGEST_FILE:
        return settings, False
    reader = _Reader(stanzas, path, settings, cwd)
    well = reader.read()
    return (reader.settings, True) if well else (settings, False)


class _Fatal(Exception):
    """The program gives the file up."""


class _Reader:
    """One file, sign by sign: where the program stops after an error decides what it reads next."""

    def __init__(self, stanzas: Stanzas, path: str, settings: Settings, cwd: str) -> None:
        self.settings = settings
        self._stanzas = stanzas
        self._path = path
        self._cwd = cwd
        self._in = Cursor(stanzas.texts[path])
        self._stanza: Stanza | None = None
        self._well = True
        self._dropping = False
        self._state = self._directive

    def read(self) -> bool:
        """Read to the end, or to what ends the file; whether it had no error."""
        try:
            while self._in.sign:
                self._state()
                self._in.at += 1
        except _Fatal:
            return self._give_up()
        if self._state == self._script and not self._dropping:  # a script without its end
            return self._give_up()
        return self._well

    def _give_up(self) -> bool:
        if self._stanza:
            self._stanzas.drop()
        return False

    def _directive(self) -> None:
        sign = self._in.sign
        if sign == "#":
            self._in.skip_line()
        elif sign.isascii() and sign.isalpha():
            self._keyword()
        elif sign in "/\"'~":
            self._open()
        elif sign == "}":
            if not self._stanza:
                raise _Fatal
            self._stanza = None
            self._state = self._after
        elif sign not in " \t\n":
            self._refuse()

    def _after(self) -> None:
        """What follows a stanza on its last line."""
        if self._in.sign not in " \t":
            self._in.skip_line()
            self._state = self._directive

    def _script(self) -> None:
        if self._in.word() == "endscript":
            self._state = self._drop if self._dropping else self._directive
        else:
            self._in.skip_line()

    def _drop(self) -> None:
        """A stanza with an error: only a brace that starts its line ends it."""
        if self._in.sign == "}":
            self._stanzas.drop()
            self._stanza, self._dropping = None, False
            self._state = self._directive
        elif self._in.word() in _SCRIPTS:
            self._state = self._script
        else:
            self._in.skip_line()

    def _refuse(self) -> None:
        if not self._stanza:
            raise _Fatal
        if self._in.at + 1 < len(self._in.text):  # an error on the last sign goes unseen
            self._in.at += 1
            self._well, self._dropping = False, True
            self._state = self._drop

    def _open(self) -> None:
        if self._stanza:
            self._refuse()
            return
        self._stanza = stanza = Stanza(self._path, self.settings)
        self._stanzas.read.append(stanza)
        patterns = split(self._in.head() or "")
        if not patterns:
            raise _Fatal
        for pattern in patterns:
            if not self._stanzas.claim(stanza, pattern):
                self._well = False

    def _keyword(self) -> None:
        word = self._in.word()
        if self._in.sign not in {*SPACE, "="}:
            self._refuse()
        elif word in _SCRIPTS:
            self._state = self._script
        elif word in {"hourly", "daily", "monthly", "yearly"}:
            self._set(period=word)
        elif word == "ignoreduplicates":
            self._set(ignoreduplicates=True)
        elif word not in _ALONE:
            self._valued(word)

    def _valued(self, word: str) -> None:
        """A directive that takes the rest of its line."""
        if word == "weekly":
            self._set(period=word)
            if not is_weekday(self._in.rest()):
                raise _Fatal
        elif word in {"size", "minsize", "maxsize"}:
            self._size(word)
        elif word in {"su", "create", "createolddir", "compressoptions"}:
            self._line(word)
        elif word in {"tabooext", "taboopat"}:
            self._taboo(word)
        elif word == "dateformat":
            self._in.value()
        elif check := _CHECKS.get(word):
            value = self._in.value()
            if value is None or not check(self, word, value):
                self._refuse()
        else:
            self._in.skip_line()

    def _size(self, word: str) -> None:
        if value := self._in.value():
            told = size(value)
            if told is None:
                self._refuse()
            elif word == "size":
                self._set(period=word, size=told)
            else:
                self._set(**{word: told})

    def _line(self, word: str) -> None:
        told = self._in.rest()
        if word == "compressoptions":
            well = split(told) is not None
        else:
            well = has_mode(told, mode=word != "su")
        if word == "su":
            well = well and (self._current.su or len(told.split()) > 1)
            self._set(su=True)
        if not well:
            self._refuse()

    def _taboo(self, word: str) -> None:
        if self._stanza:
            self._refuse()
        elif (value := self._in.value()) is not None:
            if not value.startswith("+"):
                self._stanzas.taboos = []
            every = value.removeprefix("+").replace(",", " ").split()
            self._stanzas.taboos += [f"*{each}" if word == "tabooext" else each for each in every]

    def count(self, word: str, value: str) -> bool:
        """Read rotate, maxage, and those that only have to be numbers."""
        told, whole = count(value, signed=word == "rotate")
        if word == "rotate":
            self._set(count=told)
            return whole and told >= -1
        if word == "maxage":
            self._set(maxage=told)
        return whole and told >= 0

    def include(self, _: str, value: str) -> bool:
        """Read another file or a folder in this place."""
        path = HOME + value[1:] if value.startswith("~/") else value
        settings, well = include(self._stanzas, path, self._current, self._cwd)
        self._put(settings)
        if not well and self._stanza:  # the program forgets them with the settings it restores
            self._stanzas.release(self._stanza)
        self._well = self._well and well and bool(value)
        return True

    @property
    def _current(self) -> Settings:
        return self._stanza.settings if self._stanza else self.settings

    def _put(self, settings: Settings) -> None:
        if self._stanza:
            self._stanza.settings = settings
        else:
            self.settings = settings

    def _set(self, **changes: Any) -> None:
        self._put(replace(self._current, **changes))


def _plain(_: _Reader, word: str, value: str) -> bool:
    return word in {"extension", "addextension"} or is_path(value)


_CHECKS: dict[str, Callable[[_Reader, str, str], bool]] = {
    **dict.fromkeys(("rotate", "maxage", "start", "minage", "shredcycles"), _Reader.count),
    **dict.fromkeys(
        ("mail", "olddir", "compresscmd", "uncompresscmd", "compressext", "extension"), _plain
    ),
    "addextension": _plain,
    "include": _Reader.include,
}
