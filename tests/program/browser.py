"""A real Chromium under test, spoken to through its own pipe (Chrome DevTools Protocol)."""

import json
import os
import subprocess
from itertools import count
from pathlib import Path
from typing import Any, Self

# DevTools reads on descriptor 3 and writes on 4, whatever ours are.
_START = 'exec chromium "${@:3}" 3<&"$1" 4>&"$2"'


class Browser:
    """One page; close it by leaving the context."""

    def __init__(self, folder: Path) -> None:
        there, self._write = os.pipe()
        self._read, here = os.pipe()
        self._log = (folder / "chromium.log").open("wb")
        self._process = subprocess.Popen(
            [
                *("bash", "-c", _START, "bash", str(there), str(here)),
                *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--disable-sync", "--remote-debugging-pipe", "about:blank"),
                f"--user-data-dir={folder / 'profile'}",
            ],
            pass_fds=(there, here),
            stdout=self._log,
            stderr=self._log,
        )
        os.close(there)
        os.close(here)
        self._numbers = count(1)
        self._left = b""
        self.said: list[dict[str, Any]] = []  # events: what the page logged, and its errors
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._write)
        os.close(self._read)
        self._log.close()

    def open(self, page: Path) -> None:
        """Go to a page and wait until it is loaded."""
        self.said.clear()
        self.call("Page.navigate", url=page.as_uri())
        while not any(each["method"] == "Page.loadEventFired" for each in self.said):
            self._take()

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, once its promise is kept."""
        told = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def choose(self, selector: str, file: Path) -> None:
        """Put a file in a field, as a reader does."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", files=[str(file)], nodeId=node)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """What went wrong in the page: exceptions and refusals of its policy."""
        wrong = {"Runtime.exceptionThrown", "Log.entryAdded"}
        return [each for each in self.said if each["method"] in wrong]

    def call(self, method: str, **parameters: Any) -> Any:
        """A command to the page."""
        return self._call(method, sessionId=self._session, **parameters)

    def _call(self, method: str, *, sessionId: str = "", **parameters: Any) -> Any:  # noqa: N803 - the protocol's name
        number = next(self._numbers)
        order = {"id": number, "method": method, "params": parameters}
        order |= {"sessionId": sessionId} if sessionId else {}
        os.write(self._write, json.dumps(order).encode() + b"\0")
        while True:
            told = self._take()
            if told.get("id") == number:
                assert "error" not in told, told
                return told["result"]

    def _take(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            block = os.read(self._read, 1 << 16)
            assert block, "Chromium ended"
            self._left += block
        line, _, self._left = self._left.partition(b"\0")
        told: dict[str, Any] = json.loads(line)
        if "method" in told:
            self.said.append(told)
        return told
