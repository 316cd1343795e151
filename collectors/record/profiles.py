"""The collectors of rights: what each profile gives, and what the matrix allows each function."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from agent.core.errors import Unreadable
from agent.core.facts.record import RecordFunction, RecordMatrix, RecordProfile
from collectors.people.columns import fold
from collectors.record.rights import RightsFile
from collectors.registry import collector


class ProfilesFile(RightsFile):
    """The profiles of a record; `super_users` are those that administer it."""

    def __init__(self, *, super_users: tuple[str, ...], **told: Any) -> None:
        super().__init__(**told)
        self.super_users = super_users


class MatrixFile(RightsFile):
    """The matrix of functions; who validated it, and when."""

    def __init__(self, *, validated_by: str, validated_on: date | None, **told: Any) -> None:
        super().__init__(**told)
        self.validated_by = validated_by
        self.validated_on = validated_on


@collector("record.profiles")
def profiles(file: ProfilesFile) -> Iterator[RecordProfile]:
    """Yield each profile and its rights.

    Raises:
        Unreadable: two profiles have one name, or a super-user's profile is not listed.
    """
    read = _by_name(file)
    administering = {fold(each): each for each in file.super_users}
    if absent := [each for name, each in administering.items() if name not in read]:
        raise Unreadable(
            f"{file.table.name}: no profile {absent[0]!r}, which super_users names; correct it"
        )
    for key, (name, rights) in read.items():
        yield RecordProfile(
            source=file.name, key=key, name=name, rights=rights, super_user=key in administering
        )


@collector("record.matrix")
def matrix(file: MatrixFile) -> Iterator[RecordFunction | RecordMatrix]:
    """Yield what each function may do, then the matrix.

    Raises:
        Unreadable: two functions have one name.
    """
    read = _by_name(file)
    for key, (name, rights) in read.items():
        yield RecordFunction(source=file.name, key=key, name=name, rights=rights)
    yield RecordMatrix(
        source=file.name,
        key=file.name,
        functions=len(read),
        validated_by=file.validated_by,
        validated_on=file.validated_on,
    )


def _by_name(file: RightsFile) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Names as written and their rights, by name without case, accents or marks but `*`."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name, rights in file.rights().items():
        key = "*".join(fold(part) for part in name.split("*"))
        if key in found:
            raise Unreadable(
                f"{file.table.name}: {found[key][0]!r} and {name!r} are one name, case and accents"
                " aside; keep one"
            )
        found[key] = name, rights
    return found
