"""The one error of a policy file that does not decode: which file, which byte, why."""

from agent.core.errors import Unreadable


def damaged(file: str, at: int, why: str) -> Unreadable:
    """The error to raise; `at` counts bytes from 0."""
    return Unreadable(f"{file}, byte {at}: {why}")
