"""A person at a terminal: `preuve` on a pseudo-terminal, answered line by line."""

import os
import pty
import re
import select
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.program.ready import PREUVE

_PATIENCE = 90.0  # seconds for one answer, on a busy machine
_AGAIN = 5.0
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal:
    """A command under a terminal of its own; `screen` is all that was shown."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *arguments: str,
        before: Sequence[str] = (),
    ) -> None:
        self._ours, theirs = pty.openpty()
        self.screen = ""
        self._read = 0
        self._process = subprocess.Popen(
            # A session whose terminal it is, so that Ctrl-C is a signal; it is one even when the
            # tests were started in the background by a shell, which has them ignore it.
            ["env", "--default-signal=INT", "setsid", "--ctty", *before, str(PREUVE), *arguments],
            cwd=folder,
            env=dict(environment) | {"TERM": "dumb", "COLUMNS": "200"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def answer(self, question: str, typed: str = "") -> None:
        """Wait for a text, then type; nothing typed is Enter alone."""
        self.see(question)
        os.write(self._ours, f"{typed}\n".encode())

    def converse(self, *lines: tuple[str, str | None]) -> None:
        """Answer each question in turn; None answers nothing, and waits for the text alone."""
        for question, typed in lines:
            if typed is None:
                self.see(question)
            else:
                self.answer(question, typed)

    def see(self, text: str) -> None:
        """Wait until a text is shown, after those that were waited for before."""
        until = time.monotonic() + _PATIENCE
        while (at := self.screen.find(text, self._read)) < 0:
            assert time.monotonic() < until, f"not seen: {text!r}\n{self.screen[self._read :]}"
            assert self._more(), f"ended before: {text!r}\n{self.screen[self._read :]}"
        self._read = at + len(text)

    def interrupt(self) -> int:
        """Ctrl-C, again while nothing ends: one that comes just before Python reads waits there."""
        for _ in range(int(_PATIENCE / _AGAIN)):
            os.write(self._ours, b"\x03")
            while self._more(_AGAIN):
                pass
            with suppress(subprocess.TimeoutExpired):
                return self._process.wait(_AGAIN)
        raise AssertionError(f"Ctrl-C ends nothing\n{self.screen}")

    @property
    def echoes(self) -> bool:
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self._ours)[3] & termios.ECHO)

    def end(self) -> int:
        """Read to the end; gives the exit code."""
        while self._more():
            pass
        return self._process.wait(_PATIENCE)

    def _more(self, patience: float = _PATIENCE) -> bool:
        ready, _, _ = select.select([self._ours], [], [], patience)
        try:
            told = os.read(self._ours, 65536) if ready else b""
        except OSError:  # Linux says so when the other side is closed
            return False
        self.screen += _CONTROL.sub("", told.decode("utf-8", "replace"))
        return bool(told)
