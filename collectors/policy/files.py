"""The collector of policy files: what each object sets, what could not be read, and passwords."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from agent.core.errors import CoverageShort, Unreachable, Unreadable
from agent.core.facts.policy import Deed, Half, PolicyFolder, PolicyValue, Teller
from collectors.policy import audit_csv, backup, gpt_ini, preferences, registry_pol
from collectors.policy import security_template as template
from collectors.policy.judged import judged
from collectors.policy.layout import Folder, folders
from collectors.registry import Unseen, collector
from collectors.transports.policy_border import SECRET
from collectors.transports.policy_folder import PolicyFiles

Told = tuple[str, str, str, Deed, str, str | None, tuple[str, ...]]
_HIVES = {Half.MACHINE: "HKLM", Half.USER: "HKCU"}


@collector("policy.files")
def files(session: PolicyFiles) -> Iterator[PolicyFolder | PolicyValue | Unseen]:
    """Yield each policy object's folder and the values in it that preuve judges.

    A file that cannot be read costs only its half, and is said to be missing.

    Raises:
        CoverageShort: nothing there is a policy object, while every domain has two.
    """
    found = folders(session.paths(), session.unlisted)
    if not found:
        raise CoverageShort("no policy object in this folder: neither a SYSVOL nor backups")
    numbers: Counter[str] = Counter()
    for folder in found:
        numbers[folder.guid] += 1
        number = numbers[folder.guid]
        yield from _Reading(session, folder, f"#{number}" if number > 1 else "").facts()


class _Reading:
    """One policy object, while its files are read."""

    def __init__(self, session: PolicyFiles, folder: Folder, suffix: str) -> None:
        self._session = session
        self._folder = folder
        self._key = folder.guid + suffix
        self._unread: list[tuple[str, str, str]] = [*folder.hidden]
        self._secrets: list[tuple[str, int]] = []
        self._count = 0

    def facts(self) -> Iterator[PolicyFolder | PolicyValue | Unseen]:
        """The values, then the folder."""
        told = PolicyFolder(
            source=self._session.name,
            key=self._key,
            policy=self._folder.guid,
            domain=self._folder.domain,
            backup=self._folder.backup,
            taken_on=self._session.taken_on,
            files=self._folder.files,
            present=self._folder.present,
        )
        if self._folder.info:
            info = self._tried("", self._folder.info, backup.parse)
            if info is not None:
                told = replace(
                    told,
                    policy=info.policy,
                    domain=info.domain,
                    name=info.name,
                    taken_on=info.taken_on or told.taken_on,
                )
        if self._folder.version:
            version = self._tried("version", self._folder.version, gpt_ini.version)
            told = replace(told, version=version)
        for path, (half, teller) in sorted(self._folder.settings.items()):
            yield from self._values(told.policy, path, half, teller)
        for _, path, _ in self._unread:
            yield Unseen(PolicyValue, path)
        yield replace(
            told, values=self._count, unread=tuple(self._unread), secrets=tuple(self._secrets)
        )

    def _tried(self, half: str, path: str, parse: Any) -> Any:
        """What a file says, None when it cannot be read: that is kept."""
        try:
            return parse(path, self._session.read(path))
        except (Unreadable, Unreachable) as error:
            self._unread.append((half, path, str(error)))
            return None

    def _values(self, policy: str, path: str, half: Half, teller: Teller) -> Iterator[PolicyValue]:
        met: Counter[str] = Counter()
        for order, each in enumerate(self._told(path, half, teller)):
            hive, key, name, deed, kind, text, conditions = each
            self._count += 1
            if not judged(hive, key, name, deed, text):
                continue
            at = "/".join((self._key, half, teller, rf"{hive}\{key}\{name}")).lower()
            met[at] += 1
            yield PolicyValue(
                source=self._session.name,
                key=at if met[at] == 1 else f"{at}#{met[at]}",
                folder=self._key,
                policy=policy,
                half=half,
                teller=teller,
                order=order,
                hive=hive,
                path=key,
                name=name,
                deed=deed,
                type=kind,
                text=None if SECRET.search(name) and hive else text,
                conditions=conditions,
            )

    def _told(self, path: str, half: Half, teller: Teller) -> list[Told]:
        hive = _HIVES[half]
        if teller is Teller.REGISTRY:
            pol = self._tried(half, path, registry_pol.parse) or []
            return [(hive, e.key, e.name, e.deed, e.type, e.text, ()) for e in pol]
        if teller is Teller.TEMPLATE:
            inf = self._tried(half, path, template.parse) or []
            return [(e.hive, e.path, e.name, Deed.SET, e.type, e.text, ()) for e in inf]
        if teller is Teller.AUDIT:
            csv = self._tried(half, path, audit_csv.parse) or []
            return [("", "audit", e.name, Deed.SET, "", e.text, ()) for e in csv]
        # A damaged file of another subject hides passwords, and nothing that is judged.
        hidden = half if path.lower().endswith("/registry.xml") else "secrets"
        read: preferences.Preferences | None = self._tried(hidden, path, preferences.parse)
        if read is None:
            return []
        if read.secrets:
            self._secrets.append((path, read.secrets))
        return [(e.hive, e.key, e.name, e.deed, e.type, e.text, e.conditions) for e in read.values]
