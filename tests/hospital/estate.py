"""Draws what stands around the accounts: groups (nested, in a loop, privileged) and computers."""

from datetime import date, timedelta
from random import Random

from tests.hospital import pools
from tests.hospital.holders import OPENED
from tests.hospital.model import Account, Computer, Group

COMPUTERS = 40  # for 300 persons


def groups(rng: Random, accounts: list[Account]) -> list[Group]:
    """Groups of units, and the privileged ones with who is in them, directly or not."""
    open_ones = [each for each in accounts if not each.neutralised]
    units: dict[str, list[str]] = {}
    for account in open_ones:
        if account.department:
            units.setdefault(account.department, []).append(account.login)
    found = [Group(name=f"GG_{unit}", members=members) for unit, members in sorted(units.items())]
    twins = [each.login for each in open_ones if each.truth.secondary]
    there = {account.login for account in accounts}
    found += [
        Group(name="GG_Administrateurs", members=twins[: len(twins) // 2], managed_by=twins[0]),
        Group(name="GG_Exploitation", members=["GG_Administrateurs", *twins[len(twins) // 2 :]]),
        # A loop: each is in the other.
        Group(name="GG_Messagerie", members=["GG_Messagerie_Délégation", "GG_Exploitation"]),
        Group(name="GG_Messagerie_Délégation", members=["GG_Messagerie"]),
        Group(name="GG_Temporaires", members=_strangers(rng, open_ones)),
        Group(name="Domain Admins", members=["Administrator", "GG_Administrateurs", *sorted({"dsi", "tma_dpi"} & there)],
              builtin="CN=Domain Admins,CN=Users"),
        Group(name="Backup Operators", members=sorted({"svc_veeam", "bacula"} & there),
              builtin="CN=Backup Operators,CN=Builtin"),
        Group(name="Account Operators", members=["GG_Messagerie"],
              builtin="CN=Account Operators,CN=Builtin"),
    ]  # fmt: skip
    return found


def _strangers(rng: Random, accounts: list[Account]) -> list[str]:
    orphans = [each.login for each in accounts if each.truth.account_class == "orphan"]
    return sorted(rng.sample(orphans, len(orphans) // 3))


def computers(rng: Random, as_of: date, persons: int) -> list[Computer]:
    """Servers and workstations of every age, some past their end, some not seen for long."""
    found: list[Computer] = []
    for system, version, share in pools.SYSTEMS:
        for _ in range(max(1, round(share * persons / 300))):
            server = "Server" in (system or "") or system == "pc-linux-gnu"
            number = len(found) + 1
            created = as_of - timedelta(days=rng.randint(120, 3500))
            silent = rng.random() < 0.15 and not server
            seen = as_of - timedelta(days=rng.randint(95, 119) if silent else rng.randint(0, 14))
            found.append(
                Computer(
                    name=f"SRV-{number:03}" if server else f"PC-{number:05}",
                    server=server,
                    system=system,
                    version=version,
                    enabled=not silent or rng.random() < 0.7,
                    created=max(created, OPENED),
                    last_logon=seen if system else None,  # created ahead, never joined
                )
            )
    return found
