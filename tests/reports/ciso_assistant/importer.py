"""What CISO Assistant's importers accept, as rules of our own; docs/decisions.md says which were read.

Nothing here is theirs: the rules were read, and are written anew.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Any

import yaml  # type: ignore[import-untyped]  # its stubs would be one more requirement

_URN = re.compile(r"urn:[\w-]+:[\w-]+:[\w-]+(?::[\w-]+)?:[0-9A-Za-z\[\]()._:-]+", re.ASCII)
_EXTENSIONS = {"yaml", "yml", "xlsx"}
_LIBRARY = ("urn", "name", "version", "objects", "ref_id")
_RESULTS = {
    "not_assessed", "partially_compliant", "non_compliant", "compliant", "not_applicable",
}  # fmt: skip
_PROGRESS = {"to_do", "in_progress", "in_review", "done"}


@dataclass
class Imported:
    """One requirement after an import: its result, its progress, what is observed, if scored."""

    result: str
    progress: str
    observation: str
    scored: bool


@dataclass
class Audit:
    """What an import made, by reference; `failed` are the lines that it refused."""

    made: dict[str, Imported] = field(default_factory=dict)
    failed: list[dict[str, str]] = field(default_factory=list)


def library(name: str, body: bytes) -> dict[str, dict[str, Any]]:
    """Load a library; its framework's requirements by reference. Raises ValueError."""
    if name.rpartition(".")[2] not in _EXTENSIONS:
        raise ValueError(f"extension of {name}")
    told = yaml.safe_load(body)
    if not isinstance(told, dict) or any(not told.get(each) for each in _LIBRARY):
        raise ValueError("missing fields")
    if not _URN.fullmatch(told["urn"].lower()):
        raise ValueError(told["urn"])
    int(told["version"])
    framework = told["objects"]["framework"]
    if not framework.get("urn") or not framework.get("ref_id"):
        raise ValueError("framework")
    nodes: dict[str, dict[str, Any]] = {}
    for node in framework["requirement_nodes"]:
        urn = node["urn"].lower()
        parent = node.get("parent_urn")
        if not _URN.fullmatch(urn) or urn in {each["urn"] for each in nodes.values()}:
            raise ValueError(urn)
        if parent and parent.lower() not in {each["urn"] for each in nodes.values()}:
            raise ValueError(parent)
        if node["ref_id"] in nodes:
            raise ValueError(node["ref_id"])  # the first of two would take both lines
        nodes[node["ref_id"]] = {**node, "urn": urn}
    if not nodes:
        raise ValueError("no requirement")
    return nodes


def audit(body: bytes, requirements: dict[str, dict[str, Any]]) -> Audit:
    """Import a table: by commas, UTF-8, an absent column being none and not an empty text."""
    made = Audit()
    for record in csv.DictReader(io.StringIO(body.decode("utf-8"), newline="")):
        if not record.get("assessable"):
            continue
        found = requirements.get(record.get("ref_id") or "")
        by_urn = next(
            (each for each in requirements.values() if each["urn"] == record.get("urn")), None
        )
        node = found if record.get("ref_id") else by_urn
        result = record.get("compliance_result") or "not_assessed"
        progress = record.get("requirement_progress") or "to_do"
        if node is None or result not in _RESULTS or progress not in _PROGRESS:
            made.failed.append(record)
            continue
        both = record.get("implementation_score") != "" and record.get("documentation_score") != ""
        made.made[node["ref_id"]] = Imported(
            result,
            progress,
            record.get("observations") or "",
            scored=both or bool(record.get("score")),
        )
    return made
