"""A backup server in the domain that it saves is known by whichever name it tells."""

import pytest

from agent.core.facts.backups import BackupServer
from agent.core.facts.directory import Domain
from agent.core.sources import Facts
from checks.derive.backup_servers import servers


@pytest.mark.parametrize(
    ("domain", "audited"),
    [
        ("ch.lan", True), ("CH.LAN", True), ("CH", True), (" ch ", True), ("", False),
        ("WORKGROUP", False), ("admin.ch.lan", False), ("autre.lan", False), (None, None),
    ],
)  # fmt: skip
def test_its_domain_is_audited_or_not(domain: str | None, audited: bool | None) -> None:  # noqa: FBT001 - a case
    told = BackupServer(source="veeam", key="v", product="veeam", name="SRV-V", domain=domain)
    head = Domain(source="ad", key="S-1-5-21-1", dn="DC=ch,DC=lan", name="ch.lan")

    (found,) = servers(Facts([told]), Facts([head]))

    assert found.audited is audited


def test_a_domain_without_a_name_is_nobody_s() -> None:
    told = BackupServer(source="veeam", key="v", product="veeam", name="SRV-V", domain="")
    head = Domain(source="ad", key="DC=ch", dn="DC=ch")

    assert next(servers(Facts([told]), Facts([head]))).audited is False
