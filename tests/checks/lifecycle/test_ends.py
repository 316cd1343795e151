"""Ends of support, from the names that directories really hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.lifecycle.ends import DATED, End, end_of


@pytest.mark.parametrize(
    ("system", "version", "cycle"),
    [
        ("Windows Server 2019 Standard", "10.0 (17763)", "2019"),
        ("Windows Server 2012 R2 Datacenter", "6.3 (9600)", "2012-r2"),
        ("Windows Server® 2008 Standard", "6.0 (6003)", "2008-sp2"),
        ("Windows Server 2022 Standard", "10.0 (20348)", "2022"),
        ("Windows\u00a0Server\u00a02016\u00a0Standard", "10.0 (14393)", "2016"),
        ("Windows 7 Professionnel", "6.1 (7601)", "7-sp1"),
        ("Windows XP Professional", "5.1 (2600)", "5-sp3"),
        ("Windows 10 Professionnel", "10.0 (19045)", "10-22h2"),
        ("Windows 10 Entreprise", "10.0 (18363)", "10-1909-e"),
        ("Windows 10 Professionnel", "10.0 (18363)", "10-1909-w"),
        ("Windows 10 Enterprise LTSC", "10.0 (17763)", "10-1809-e-lts"),
        ("Windows 11 Professionnel", "10.0 (26100)", "11-24h2-w"),
        ("Windows 11 IoT Enterprise LTSC", "10.0 (26100)", "11-24h2-iot-lts"),
        ("Debian GNU/Linux", "12.8", "12"),
        ("Ubuntu", "22.04.5 LTS", "22.04"),
        ("Windows Server Standard", "10.0 (17763)", "1809-sac"),
        ("Windows Server 2025 Datacenter", "10.0 (26100)", "2025"),
        ("Windows Embedded Standard", "6.1 (7601)", "standard-7-sp1"),
        ("Windows Embedded POSReady 7", "6.1 (7601)", "posready-7"),
        ("Windows Embedded 8.1 Industry Pro", "6.3 (9600)", "8.1-industry"),
        ("Windows 7 Professional for Embedded Systems", "6.1 (7601)", "7-sp1"),
        ("VMware ESXi 7.0.3 build-19193900", None, "7.0"),
        ("VMware ESXi", "6.7.0 Update 3", "6.7"),
        ("VMware vCenter Server 7.0.3 build-20150588", None, "7.0"),
        ("Proxmox Virtual Environment", "8.2.4", "8"),
        ("pve-manager/7.4-17/513c62be (running kernel: 5.15.131-1-pve)", None, "7"),
        ("proxmox-backup-server 3.2.7-1 running version: 3.2.7", None, "3"),
        ("XCP-ng", "8.2.1", "8.2"),
        ("SUSE Linux Enterprise Server 15 SP5", None, "15.5"),
        ("SLES", "12-SP5", "12.5"),
        ("Red Hat Enterprise Linux Server", "7.9", "7"),
        ("RHEL8", None, "8"),
        ("CentOS Stream", "9", "9"),
        ("Amazon Linux 2 (Karoo)", None, "2"),
        ("Alpine Linux v3.19", None, "3.19"),
        ("Linux Mint", "21.3", "21.3"),
        ("LMDE", "6", "lmde6"),
        ("Linux Mint Debian Edition 5", None, "lmde5"),
        ("FreeBSD", "14.3-RELEASE-p2", "14.3"),
        ("FreeBSD 13.5-STABLE", None, "13"),
        ("OpenBSD", "7.8", "7.8"),
        ("Devuan GNU/Linux", "5", "5"),
        ("AIX", "7200-05-04-2220", "7.2.5"),
        ("IBM AIX 7.3.2.0", None, "7.3.2"),
        ("AIX", "7200-00-01-1543", "7.2.0"),
        ("Oracle Solaris 10 8/11 s10x_u10wos_17b X86", None, "10"),
        ("Oracle Solaris 11.4 SPARC", None, "11.4"),
        ("Veeam Backup & Replication", "12.3.2.4854", "12"),
        ("Debian GNU/Linux 12", "6.1.0-18-amd64", "12"),
    ],
)
def test_a_declared_system_is_found(system: str, version: str, cycle: str) -> None:
    end = end_of(system, version)

    assert end is not None
    assert end.cycle == cycle


@pytest.mark.parametrize(
    ("system", "version"),
    [
        ("", None),
        ("Data ONTAP", "9.8"),
        ("EMC File Server", "1.0"),
        ("Windows 10 Professionnel", None),
        ("Windows 11 Professionnel", "10.0 (99999)"),
        ("Windows Server 2031 Standard", "10.0 (31000)"),
        ("Debian", "n/a"),
        ("Debian GNU/Linux", "6.1.0-18-amd64"),  # a kernel, not Debian 6
        ("Ubuntu", "5.10.0-8-generic"),
        ("redhat-linux-gnu", "9.4"),  # what any system of that family may declare
        ("Red Hat Linux", "9"),
        ("Red Hat Enterprise Linux CoreOS", "4.16"),
        ("Red Hat Enterprise Linux", "9.0 Beta"),
        ("SUSE Linux Enterprise Desktop 15 SP5", None),
        ("SUSE Linux Enterprise Server 15", None),
        ("openSUSE Tumbleweed", "20240813"),
        ("openSUSE Leap Micro", "6.0"),
        ("Proxmox Mail Gateway", "8.1"),
        ("VMware vCenter Server", "8 U2"),
        ("Windows Embedded Standard", "6.1 (7600)"),
        ("Windows Embedded 8 Standard", "6.2 (9200)"),
        ("Windows Embedded POSReady 2009", "5.1 (2600)"),
        ("FreeBSD", "15.0-CURRENT"),
        ("FreeBSD", "14"),
        ("FreeBSD", "14.9-RELEASE"),
        ("AIX", "7.2"),
        ("AIX", "7.2.0.0"),  # `oslevel` alone never says the technology level
        ("Oracle Solaris 11", None),
        ("OpenSolaris", "2009.06"),
        ("Raspbian GNU/Linux", "11"),
        ("Samba", "4.15.13-Ubuntu"),
    ],
)
def test_what_the_table_does_not_know_is_unknown_not_supported(
    system: str, version: str | None
) -> None:
    assert end_of(system, version) is None


def test_the_regular_end_and_the_extended_one_are_told_apart() -> None:
    end = End("windows-server", "2016", date(2027, 1, 12), date(2030, 1, 12))

    assert end.passed(date(2027, 1, 12)) is None  # the last day is still a day of support
    assert end.passed(date(2027, 1, 13)) == "regular"
    assert end.passed(date(2030, 1, 12)) == "regular"
    assert end.passed(date(2030, 1, 13)) == "extended"


def test_without_an_extension_the_only_end_is_the_last() -> None:
    end = End("debian", "8", date(2020, 6, 30), None)

    assert end.passed(date(2020, 7, 1)) == "extended"


def test_an_end_that_is_not_announced_never_passes() -> None:
    assert End("debian", "14", None, None).passed(date.max) is None


def test_known_ends_are_those_of_the_publishers() -> None:
    """Microsoft's lifecycle pages: 2012 R2 left extended support on 10 October 2023."""
    end = end_of("Windows Server 2012 R2 Standard", "6.3 (9600)")

    assert end is not None
    assert end.ends == date(2023, 10, 10)


def test_the_table_says_how_old_it_is() -> None:
    assert date(2026, 1, 1) < DATED < date.today() + timedelta(days=1)  # noqa: DTZ011 - a day is enough


@given(st.text(), st.none() | st.text())
def test_any_text_is_known_or_not_and_never_an_error(system: str, version: str | None) -> None:
    assert end_of(system, version) is None or isinstance(end_of(system, version), End)


@given(st.sampled_from(["Windows Server 2019", "Windows 10 Pro", "Debian", "Ubuntu"]), st.text())
def test_any_version_of_a_known_name_is_no_error(system: str, version: str) -> None:
    end_of(system, version)
