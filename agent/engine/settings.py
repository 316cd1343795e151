"""What a run is set to, as it is sealed: everything that decides a result, and no secret."""

from hashlib import sha256
from typing import Any, cast

from pydantic import BaseModel

from agent.engine.configuration import Configuration
from agent.store import canonical
from collectors.registry import Source
from collectors.transports import secrets


def sealed(configuration: Configuration) -> bytes:
    """Canonical bytes of the settings; references to secrets and the store's URL stay out."""
    scope = configuration.scope
    return canonical.encode(
        {
            "site": configuration.site.name,
            "timezone": configuration.site.timezone,
            "profile": configuration.profile,
            "thresholds": dict(configuration.thresholds),
            "scope": {
                "not_asked": list(scope.not_asked),
                "since": scope.since,
                "reason": scope.reason,
            },
            "sources": sorted(map(_source, configuration.sources), key=lambda each: each["name"]),
            "lifecycle": "sha256:" + sha256(canonical.encode(configuration.table)).hexdigest(),
        }
    )


def _source(source: Source) -> dict[str, Any]:
    """A block as it was written: defaults are the program's, whose digest is sealed too."""
    told = cast("BaseModel", source).model_dump(mode="json", by_alias=True, exclude_unset=True)
    kept = {name: value for name, value in told.items() if not _is_secret(value)}
    return {"section": source.section, **kept}


def _is_secret(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        secrets.check(value)
    except ValueError:
        return False
    return True
