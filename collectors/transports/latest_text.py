"""The latest of a text that streams by: parts of it can still be taken, the rest costs nothing."""

import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agent.core.errors import Truncated

LONGEST = 1 << 26  # bytes of a line: a product's JSON is often one
_REACH = 1 << 23  # bytes that are held beside the newest block
_FEW = 50  # lines that are not worth counting
_SHORT = 32  # bytes: most lines are longer


@dataclass(frozen=True, slots=True)
class _Block:
    """Some whole lines: the places that they take, and where they begin in the file."""

    place: int
    size: int  # places
    offset: int
    raw: bytes
    told: bytes  # the same in UTF-8
    ascii: bool


class Latest(ABC):
    """Whole lines in the blocks that they came in; what is taken is named by its places in them.

    Places are counted from 0 where reading began, in lines or in characters.
    """

    def __init__(self) -> None:
        self._blocks: deque[_Block] = deque()
        self._size = 0  # bytes of all but the newest
        # Until a job is told there is more of it: a document tells of its jobs when it has ended.
        self._reach = LONGEST

    @abstractmethod
    def _places(self, told: bytes, text: str) -> int:
        """How many places some lines take."""

    @abstractmethod
    def _after(self, block: _Block, at: int, places: int) -> int:
        """The byte of `told` where so many places end, from a byte on."""

    def add(self, offset: int, raw: bytes, text: str) -> None:
        """The next lines: the byte of the file where they begin, as they were read, as they say."""
        newest = self._blocks[-1] if self._blocks else None
        place = newest.place + newest.size if newest else 0
        told = raw if text.isascii() else text.encode()
        size = self._places(told, text)
        if newest:
            self._size += len(newest.raw)
        self._blocks.append(_Block(place, size, offset, raw, told, text.isascii()))
        while self._size > self._reach:
            self._size -= len(self._blocks.popleft().raw)

    def taken(self, ranges: Sequence[tuple[int, int]]) -> bytes:
        """Parts in UTF-8: ranges in their order and apart, each from its first place to its last.

        Raises:
            Truncated: the first is too far back; evidence would be short of it.
        """
        if ranges and ranges[0][0] < self._blocks[0].place:
            raise Truncated(f"one job is told over more than {self._reach >> 20} MB")
        self._reach = _REACH
        found: list[bytes] = []
        here = 0
        for block in self._blocks:
            place, at, end = block.place, 0, block.place + block.size
            while here < len(ranges) and ranges[here][0] < end:
                first, last = ranges[here]
                begins = self._after(block, at, max(first - place, 0))
                at = self._after(block, begins, min(last + 1, end) - max(first, place))
                found.append(block.told[begins:at])
                if last >= end:
                    break  # the rest is in the next block
                place = last + 1
                here += 1
        body = b"".join(found)
        return body if body.endswith(b"\n") else body + b"\n"

    def offset(self, place: int) -> int:
        """The byte of the file at which the line begins that begins at a place."""
        for block in self._blocks:
            if block.place <= place < block.place + block.size:
                at = self._after(block, 0, place - block.place)
                if block.told is not block.raw:
                    at = _lines_end(block.raw, 0, block.told.count(b"\n", 0, at))
                return block.offset + at
        return self._blocks[0].offset if self._blocks else 0


class ByLine(Latest):
    """Places are lines."""

    def _places(self, told: bytes, text: str) -> int:
        del text
        return told.count(b"\n") + (not told.endswith(b"\n"))

    def _after(self, block: _Block, at: int, places: int) -> int:
        return _lines_end(block.told, at, places)


class ByCharacter(Latest):
    """Places are characters: nothing has to be counted to find them."""

    def _places(self, told: bytes, text: str) -> int:
        del told
        return len(text)

    def _after(self, block: _Block, at: int, places: int) -> int:
        if block.ascii:
            return at + places
        passed = block.told[at : at + 4 * places].decode(errors="ignore")[:places]
        return at + len(passed.encode())


def _lines_end(raw: bytes, at: int, lines: int) -> int:
    """Where so many lines end, from a byte on; most are counted together, not one by one."""
    step = lines * _SHORT
    while lines > _FEW:
        counted = raw.count(b"\n", at, at + step)
        if counted < lines:
            at += step
            lines -= counted
        step = lines * _SHORT if counted < lines else step // 2
    found = _few(lines).match(raw, at)
    return found.end() if found else len(raw)


@cache
def _few(lines: int) -> re.Pattern[bytes]:
    """So many lines: no more than `_FEW` are ever asked for."""
    return re.compile(rb"(?:.*\n){%d}" % lines)
