"""Tries what is the hospital's own: the store, and the key that seals."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from agent.core.diagnosis import Diagnosis, State, Step, failed, not_tried, ok
from agent.core.errors import PreuveError
from agent.engine import keys, sealing
from agent.engine.configuration import Configuration
from agent.engine.doctor.memory import Memory

_LEAST = 1024**3  # bytes: what a year of audits of a large hospital takes
_MEGABYTE = 1024**2


def store(configuration: Configuration, memory: Memory) -> Diagnosis:
    """There, writable, with room left, held by whom, and what it should be."""
    steps = tuple(_store(memory))
    return Diagnosis("store", "store", configuration.store.url, steps)


def _store(memory: Memory) -> Iterator[Step]:
    if memory.unusable:
        yield failed("store", "unusable", detail=str(memory.unusable))
        return
    if memory.path:
        yield _writable(memory.path)
        yield _room(memory.path.parent)
    if memory.store is None:
        return
    held = memory.store.holder()
    if held:
        yield ok("lock", "held", holder=held[0], since=f"{held[1]:%Y-%m-%d %H:%M} UTC")
    else:
        yield ok("lock", "free")
    try:
        sealing.verify(memory.store)
    except PreuveError as error:
        yield failed("ledger", "altered", detail=str(error))
    else:
        yield ok("ledger", "whole")


def _writable(path: Path) -> Step:
    told = {"path": str(path), "folder": str(path.parent)}
    if not path.parent.is_dir():
        return failed("store", "no_folder", **told)
    asked = path if path.exists() else path.parent
    # Its folder too: SQLite writes its journal there.
    if not (os.access(asked, os.W_OK) and os.access(path.parent, os.W_OK)):
        return failed("store", "read_only", **told)
    return ok("store", "writable" if path.exists() else "to_come", **told)


def _room(folder: Path) -> Step:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return not_tried("room", "unknown", detail=str(error.strerror))
    room = "enough" if free >= _LEAST else "short"
    made = ok if free >= _LEAST else failed
    return made("room", room, folder=str(folder), megabytes=free // _MEGABYTE)


def seal(configuration: Configuration, memory: Memory) -> Diagnosis:
    """Whether the key opens, and is the one that the store knows."""
    steps = tuple(_seal(configuration, memory))
    return Diagnosis("seal", "seal", str(configuration.seal.key or "-"), steps)


def _seal(configuration: Configuration, memory: Memory) -> Iterator[Step]:
    if configuration.seal.key is None:
        yield Step("key", State.NOT_TRIED, "none", remedy="none", optional=True)
        return
    try:
        key = keys.load(configuration)
        known = keys.in_force(memory.store) if memory.store else None
        if known:
            keys.refuse_other(configuration, key, known)
    except PreuveError as error:
        yield failed("key", "unusable", detail=str(error))
    else:
        yield ok("key", "opens", fingerprint=key.fingerprint)
    if told := configuration.seal.authority_ca:
        path = configuration.folder / told
        there = path.is_file() and os.access(path, os.R_OK)
        yield (
            ok("stamp", "readable", path=str(told))
            if there
            else failed("stamp", "absent", path=str(told))
        )
