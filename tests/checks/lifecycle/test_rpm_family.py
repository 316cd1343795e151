"""The os-release files of Red Hat's and SUSE's families, of the BSDs, and of systems without one."""

import pytest

from checks.lifecycle.os_release import parse, system_of


def os_release(name: str, pretty: str, identifier: str, number: str, more: str = "") -> str:
    lines = [f'NAME="{name}"', f'PRETTY_NAME="{pretty}"', f'ID="{identifier}"']
    lines += [f'VERSION_ID="{number}"'] if number else []
    return "\n".join([*lines, *more.split("|"), ""])


def rhel(pretty: str, number: str, name: str = "Red Hat Enterprise Linux") -> str:
    return os_release(name, pretty, "rhel", number, 'ID_LIKE="fedora"')


@pytest.mark.parametrize(
    ("text", "product", "cycle"),
    [
        (rhel("Red Hat Enterprise Linux 10.0 (Coughlan)", "10.0"), "rhel", "10"),
        (rhel("Red Hat Enterprise Linux 9.4 (Plow)", "9.4"), "rhel", "9"),
        (rhel("Red Hat Enterprise Linux 8.10 (Ootpa)", "8.10"), "rhel", "8"),
        (rhel("Red Hat Enterprise Linux Server 7.9 (Maipo)", "7.9", "Red Hat Enterprise Linux Server"), "rhel", "7"),
        (os_release("CentOS Linux", "CentOS Linux 7 (Core)", "centos", "7"), "centos", "7"),
        (os_release("CentOS Linux", "CentOS Linux 8", "centos", "8", "CPE_NAME=cpe:/o:centos:centos:8"), "centos", "8"),
        (os_release("CentOS Stream", "CentOS Stream 8", "centos", "8", "CPE_NAME=cpe:/o:centos:centos:8"), "centos-stream", "8"),
        (os_release("CentOS Stream", "CentOS Stream 9", "centos", "9"), "centos-stream", "9"),
        (os_release("CentOS Stream", "CentOS Stream 10 (Coughlan)", "centos", "10"), "centos-stream", "10"),
        (os_release("AlmaLinux", "AlmaLinux 9.4 (Seafoam Ocelot)", "almalinux", "9.4"), "almalinux", "9"),
        (os_release("AlmaLinux", "AlmaLinux 8.3 (Purple Manul)", "almalinux", "8.3"), "almalinux", "8"),
        (os_release("Rocky Linux", "Rocky Linux 8.9 (Green Obsidian)", "rocky", "8.9"), "rocky-linux", "8"),
        (os_release("Rocky Linux", "Rocky Linux 10.0 (Red Quartz)", "rocky", "10.0"), "rocky-linux", "10"),
        (os_release("Oracle Linux Server", "Oracle Linux Server 9.3", "ol", "9.3"), "oracle-linux", "9"),
        (os_release("Oracle Linux Server", "Oracle Linux Server 7.9", "ol", "7.9"), "oracle-linux", "7"),
        (os_release("Amazon Linux", "Amazon Linux 2023.5.20240805", "amzn", "2023"), "amazon-linux", "2023"),
        (os_release("Amazon Linux", "Amazon Linux 2", "amzn", "2"), "amazon-linux", "2"),
        (os_release("Amazon Linux AMI", "Amazon Linux AMI 2018.03", "amzn", "2018.03"), "amazon-linux", "2018.03"),
        (os_release("Fedora Linux", "Fedora Linux 40 (Server Edition)", "fedora", "40"), "fedora", "40"),
        (os_release("Fedora Linux", "Fedora CoreOS 40", "fedora", "40", "VARIANT_ID=coreos"), "fedora", "40"),
        (os_release("Fedora", "Fedora 20 (Heisenbug)", "fedora", "20"), "fedora", "20"),
        (os_release("SLES", "SUSE Linux Enterprise Server 15 SP5", "sles", "15.5", 'VERSION="15-SP5"'), "sles", "15.5"),
        (os_release("SLES", "SUSE Linux Enterprise Server 15", "sles", "15"), "sles", "15.0"),
        (os_release("SLES", "SUSE Linux Enterprise Server 12", "sles", "12"), "sles", "12.0"),
        (os_release("SLES", "SUSE Linux Enterprise Server 12 SP5", "sles", "12.5"), "sles", "12.5"),
        (os_release("SLES", "SUSE Linux Enterprise Server 11 SP4", "sles", "11.4"), "sles", "11.4"),
        (os_release("SLES", "SUSE Linux Enterprise Server 16.0", "sles", "16.0"), "sles", "16.0"),
        (os_release("SLES_SAP", "SUSE Linux Enterprise Server for SAP Applications 12 SP3", "sles_sap", "12.3"), "sles", "12.3"),
        (os_release("openSUSE Leap", "openSUSE Leap 15.5", "opensuse-leap", "15.5"), "opensuse", "15.5"),
        (os_release("openSUSE Leap", "openSUSE Leap 42.3", "opensuse", "42.3"), "opensuse", "42.3"),
        (os_release("openSUSE", "openSUSE 13.2 (Harlequin) (x86_64)", "opensuse", "13.2"), "opensuse", "13.2"),
        (os_release("Alpine Linux", "Alpine Linux v3.19", "alpine", "3.19.1"), "alpine-linux", "3.19"),
        (os_release("Alpine Linux", "Alpine Linux v3.2", "alpine", "3.2.0"), "alpine-linux", "3.2"),
        (os_release("XCP-ng", "XCP-ng 8.2.1", "xenenterprise", "8.2.1", 'ID_LIKE="centos rhel fedora"'), "xcp-ng", "8.2"),
        (os_release("FreeBSD", "FreeBSD 14.3-RELEASE-p2", "freebsd", "14.3", 'VERSION="14.3-RELEASE-p2"'), "freebsd", "14.3"),
        (os_release("FreeBSD", "FreeBSD 14.3-STABLE", "freebsd", "14.3", 'VERSION="14.3-STABLE"'), "freebsd", "14"),
        (os_release("Oracle Solaris", "Oracle Solaris 11.4", "solaris", "11.4"), "oracle-solaris", "11.4"),
    ],
)  # fmt: skip
def test_a_known_release(text: str, product: str, cycle: str) -> None:
    system = system_of(parse(text))

    assert system.end is not None
    assert (system.product, system.end.product, system.end.cycle) == (product, product, cycle)


@pytest.mark.parametrize(
    ("text", "product", "rolling"),
    [
        # Test versions, and branches without releases.
        (rhel("Red Hat Enterprise Linux 9.0 Beta (Plow)", "9.0"), None, False),
        (rhel("Red Hat Enterprise Linux 31.0", "31.0"), "rhel", False),
        (os_release("AlmaLinux Kitten", "AlmaLinux Kitten 10 (Lion Cub)", "almalinux", "10"), None, False),
        (os_release("Fedora Linux", "Fedora Linux 42 (Container Image Prerelease)", "fedora", "42", "REDHAT_SUPPORT_PRODUCT_VERSION=rawhide"), None, False),
        (os_release("openSUSE Tumbleweed", "openSUSE Tumbleweed", "opensuse-tumbleweed", "20240813"), None, True),
        (os_release("openSUSE Tumbleweed", "openSUSE Tumbleweed (20161108) (x86_64)", "opensuse", "20161108"), None, True),
        (os_release("openSUSE MicroOS", "openSUSE MicroOS", "opensuse-microos", "20240813"), None, True),
        (os_release("Alpine Linux", "Alpine Linux edge", "alpine", "3.21_alpha20240807"), "alpine-linux", True),
        (os_release("Alpine Linux", "Alpine Linux v3.19", "alpine", "3.19.0_rc1"), "alpine-linux", False),
        (os_release("FreeBSD", "FreeBSD 15.0-CURRENT", "freebsd", "15.0", 'VERSION="15.0-CURRENT"'), "freebsd", False),
        (os_release("FreeBSD", "FreeBSD 14.3-RC1", "freebsd", "14.3", 'VERSION="14.3-RC1"'), "freebsd", False),
        (os_release("FreeBSD", "FreeBSD 14.9-RELEASE", "freebsd", "14.9", 'VERSION="14.9-RELEASE"'), "freebsd", False),
        (os_release("Arch Linux", "Arch Linux", "arch", "TEMPLATE_VERSION_ID", "BUILD_ID=rolling"), None, True),
        (os_release("Gentoo", "Gentoo Linux", "gentoo", "2.15"), None, True),
        (os_release("Void", "Void Linux", "void", ""), None, True),
        # Numbers that look like a shorter one.
        (os_release("openSUSE Leap", "openSUSE Leap 15", "opensuse-leap", "15"), "opensuse", False),
        (os_release("Alpine Linux", "Alpine Linux v3", "alpine", "3"), "alpine-linux", False),
        (os_release("Amazon Linux", "Amazon Linux 2022", "amzn", "2022"), "amazon-linux", False),
        # Not the system that they were made from.
        (os_release("Red Hat Enterprise Linux CoreOS", "Red Hat Enterprise Linux CoreOS 416.94", "rhcos", "4.16"), None, False),
        (rhel("Red Hat Enterprise Linux CoreOS 9.6.20250402-0", "9.6", "Red Hat Enterprise Linux CoreOS"), None, False),
        (rhel("Red Hat Enterprise Linux Atomic Host 7.9", "7.9"), None, False),
        (os_release("Scientific Linux", "Scientific Linux 7.9 (Nitrogen)", "rhel", "7.9"), None, False),
        (os_release("Scientific Linux", "Scientific Linux 7.9 (Nitrogen)", "scientific", "7.9"), None, False),
        (os_release("CentOS Linux", "oVirt Node 4.4.10", "centos", "8"), None, False),
        (os_release("CloudLinux", "CloudLinux 8.9 (Anatoly Filipchenko)", "cloudlinux", "8.9"), None, False),
        (os_release("Virtuozzo Linux", "Virtuozzo Linux 8.8", "virtuozzo", "8.8"), None, False),
        (os_release("EuroLinux", "EuroLinux 9.2 (Tromso)", "eurolinux", "9.2"), None, False),
        (os_release("MIRACLE LINUX", "MIRACLE LINUX 9.2 (Feige)", "miraclelinux", "9.2"), None, False),
        (os_release("Navy Linux", "Navy Linux 8.6", "navy", "8.6"), None, False),
        (os_release("Springdale Open Enterprise Linux", "Springdale Open Enterprise Linux 9.2", "springdale", "9.2"), None, False),
        (os_release("EulerOS", "EulerOS 2.0 (SP8)", "euleros", "2.0"), None, False),
        (os_release("openEuler", "openEuler 22.03 LTS", "openEuler", "22.03"), None, False),
        (os_release("Anolis OS", "Anolis OS 8.8", "anolis", "8.8"), None, False),
        (os_release("Fedora Linux Asahi Remix", "Fedora Linux Asahi Remix 40", "fedora-asahi-remix", "40"), None, False),
        (os_release("Nobara Linux", "Nobara Linux 38", "fedora", "38"), None, False),
        (os_release("SLED", "SUSE Linux Enterprise Desktop 15 SP5", "sled", "15.5"), None, False),
        (os_release("SLE Micro", "SUSE Linux Enterprise Micro 5.5", "sle-micro", "5.5"), None, False),
        (os_release("openSUSE Leap Micro", "openSUSE Leap Micro 5.5", "opensuse-leap-micro", "5.5"), None, False),
        (os_release("XenServer", "XenServer 8", "xenenterprise", "8.4.0"), None, False),
        (os_release("Citrix Hypervisor", "Citrix Hypervisor 8.2.1", "xenenterprise", "8.2.1"), None, False),
        (os_release("VMware Photon OS", "VMware Photon OS/Linux", "photon", "4.0"), None, False),
        (os_release("Flatcar Container Linux by Kinvolk", "Flatcar 3815.2.5", "flatcar", "3815.2.5"), None, False),
        (os_release("Bottlerocket", "Bottlerocket OS 1.20.3", "bottlerocket", "1.20.3"), None, False),
        (os_release("Microsoft Azure Linux", "Microsoft Azure Linux 3.0", "azurelinux", "3.0"), None, False),
        (os_release("Common Base Linux Mariner", "CBL-Mariner/Linux", "mariner", "2.0"), None, False),
        (os_release("NixOS", "NixOS 24.05 (Uakari)", "nixos", "24.05"), None, False),
        (os_release("OpenWrt", "OpenWrt 22.03.5", "openwrt", "22.03.5"), None, False),
        (os_release("Clear Linux OS", "Clear Linux OS", "clear-linux-os", "40000"), None, False),
        (os_release("Slackware", "Slackware 15.0 x86_64", "slackware", "15.0"), None, False),
        (os_release("Mageia", "Mageia 9", "mageia", "9"), None, False),
        (os_release("ALT Server", "ALT Server 10.1", "altlinux", "10.1"), None, False),
        (os_release("ROSA", "ROSA Enterprise Linux Server 7.9", "rels", "7.9"), None, False),
    ],
)  # fmt: skip
def test_what_is_unknown_is_said_unknown(text: str, product: str | None, rolling: bool) -> None:  # noqa: FBT001 - a column of the table
    system = system_of(parse(text))

    assert system.end is None
    assert (system.product, system.rolling) == (product, rolling)


@pytest.mark.parametrize(
    ("number", "point", "product"),
    [
        ("8", "CentOS Stream release 8", "centos-stream"),
        ("8", "CentOS Linux release 8.5.2111", "centos"),
        ("7", "", "centos"),
        ("9", "", "centos-stream"),
        ("8", "", None),  # Linux or Stream: two years and a half apart
    ],
)
def test_an_os_release_without_a_name_needs_another_file(
    number: str, point: str, product: str | None
) -> None:
    assert system_of({"ID": "centos", "VERSION_ID": number}, point=point).product == product


@pytest.mark.parametrize(
    ("line", "product", "cycle", "version"),
    [
        ("Red Hat Enterprise Linux Server release 6.10 (Santiago)\n", "rhel", "6", "6.10"),
        ("Red Hat Enterprise Linux AS release 4 (Nahant Update 8)", "rhel", "4", "4"),
        ("CentOS release 5.11 (Final)", "centos", "5", "5.11"),
        ("CentOS Linux release 7.9.2009 (Core)", "centos", "7", "7.9.2009"),
        ("CentOS Stream release 8", "centos-stream", "8", "8"),
        ("Oracle Linux Server release 6.10", "oracle-linux", "6", "6.10"),
        ("Fedora release 16 (Verne)", "fedora", "16", "16"),
        ("SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 3\n", "sles", "11.3", "11.3"),
        ("SUSE Linux Enterprise Server 10 (x86_64)\r\nVERSION = 10\r\nPATCHLEVEL = 0\r\n", "sles", "10.0", "10.0"),
        ("openSUSE 11.4 (x86_64)\nVERSION = 11.4\nCODENAME = Celadon", "opensuse", "11.4", "11.4"),
        ("XCP-ng release 7.6.0 (xenenterprise)", "xcp-ng", "7.6", "7.6.0"),
    ],
)  # fmt: skip
def test_a_host_older_than_os_release(line: str, product: str, cycle: str, version: str) -> None:
    system = system_of({}, point=line)

    assert system.end is not None
    assert (system.product, system.end.cycle, system.version) == (product, cycle, version)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "6.0.10",  # Debian's file, or Alpine's, or a derivative's
        "3.1",
        "squeeze/sid",
        "Red Hat Linux release 9 (Shrike)",
        "Red Hat Enterprise Linux CoreOS release 4.16",
        "Red Hat Enterprise Linux release 9.0 Beta (Plow)",
        "Derived from Red Hat Enterprise Linux 7.9",
        "Scientific Linux release 6.10 (Carbon)",
        "CloudLinux Server release 6.10 (Pavel Popovich)",
        "Some Appliance based on CentOS Linux release 7.9",
        "SUSE Linux Enterprise Desktop 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 3",
        "SUSE Linux Enterprise Server 15",  # which service pack?
        "XenServer release 7.1.2 (xenenterprise)",
        "EulerOS release 2.0 (SP8)",
    ],
)
def test_a_line_that_names_no_release_of_the_table(line: str) -> None:
    system = system_of({}, point=line)

    assert (system.product, system.end) == (None, None)


def test_the_end_that_a_file_declares_is_kept() -> None:
    text = os_release(
        "Bluefin", "Bluefin 40 (FROM Fedora)", "bluefin", "40", "SUPPORT_END=2025-05-13"
    )

    system = system_of(parse(text))

    assert system.end is None
    assert str(system.declared) == "2025-05-13"
    assert system_of({"ID": "bluefin", "SUPPORT_END": "soon"}).declared is None
