"""A place in a configuration file of logrotate, moved as the program moves its own.

Source: logrotate(8), and logrotate 3.21 itself: where a value ends decides what an error skips.
"""

import re

from collectors.linux.logrotate_values import SPACE

_BLANKS = re.compile(r"[ \t]*")
_WORD = re.compile(r"[ \t]*([A-Za-z]*)")
_BRACE = re.compile(r"[{}\0]")


class Cursor:
    """A text and a place in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def sign(self) -> str:
        """What stands here, nothing at the end."""
        return self.text[self.at : self.at + 1]

    def word(self) -> str:
        """Move behind the letters that come next, if any."""
        found = _WORD.match(self.text, self.at)
        if not found:
            return ""
        self.at = found.end()
        return found[1]

    def value(self) -> str | None:
        """The rest of the line behind an optional `=`; None, without moving, if there is none."""
        at = self._blanks(self.at)
        if self.text[at : at + 1] == "=":
            at = self._blanks(at + 1)
        if self.text[at : at + 1] == "\n":
            return None
        self.at = at
        return self.rest()

    def rest(self) -> str:
        """Move to the last sign of the line; what stood between, without its last spaces."""
        start, end = self.at, self._line_end()
        self.at = end - 1
        stop = end
        # A last line without its end keeps its spaces.
        while end < len(self.text) and stop and self.text[stop - 1] in SPACE:
            stop -= 1
        # Nothing but a carriage return: the program then reads far beyond the line.
        told = self.text[start:stop] if stop >= start else self.text[start:]
        return told.partition("\0")[0]

    def head(self) -> str | None:
        """Move to the next opening brace; what stands before it, without its lines of comment."""
        lines: list[str] = []
        while self.at < len(self.text):
            end = self._line_end()
            line = self.text[self.at : end]
            if line.lstrip(SPACE).startswith("#"):
                line = ""
            elif found := _BRACE.search(line):
                self.at += found.start()
                return "\n".join([*lines, line[: found.start()]]) if found[0] == "{" else None
            lines.append(line)
            self.at = end + 1
        return None

    def skip_line(self) -> None:
        """Move to the end of the line."""
        self.at = self._line_end()

    def _blanks(self, at: int) -> int:
        found = _BLANKS.match(self.text, at)
        return found.end() if found else at

    def _line_end(self) -> int:
        found = self.text.find("\n", self.at)
        return len(self.text) if found < 0 else found
