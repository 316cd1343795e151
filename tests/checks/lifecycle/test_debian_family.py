"""The os-release files of Debian, Ubuntu and all that was made from them."""

import pytest

from checks.lifecycle.os_release import parse, system_of


def os_release(names: tuple[str, str], identifier: str, number: str, more: str = "") -> str:
    """A file as distributions write it, from NAME, PRETTY_NAME, ID and VERSION_ID."""
    lines = [f'NAME="{names[0]}"', f'PRETTY_NAME="{names[1]}"', f"ID={identifier}"]
    lines += [f'VERSION_ID="{number}"'] if number else []
    return "\n".join([*lines, *more.split("|"), ""])


def debian(pretty: str, number: str, more: str = "") -> str:
    return os_release(("Debian GNU/Linux", f"Debian GNU/Linux {pretty}"), "debian", number, more)


def ubuntu(version: str, number: str) -> str:
    return os_release(
        ("Ubuntu", f"Ubuntu {version}"), "ubuntu", number, f'ID_LIKE=debian|VERSION="{version}"'
    )


@pytest.mark.parametrize(
    ("text", "point", "product", "cycle", "version"),
    [
        (debian("13 (trixie)", "13"), "13.1", "debian", "13", "13.1"),
        (debian("12 (bookworm)", "12", 'VERSION="12 (bookworm)"'), "12.8\n", "debian", "12", "12.8"),
        (debian("12 (bookworm)", "12"), "", "debian", "12", "12"),
        (debian("11 (bullseye)", "11"), "11.11", "debian", "11", "11.11"),
        (debian("10 (buster)", "10"), "10.13", "debian", "10", "10.13"),
        (debian("9 (stretch)", "9"), "9.13", "debian", "9", "9.13"),
        (debian("8 (jessie)", "8"), "8.11", "debian", "8", "8.11"),
        (debian("7 (wheezy)", "7"), "7.11", "debian", "7", "7.11"),
        (ubuntu("24.04.1 LTS (Noble Numbat)", "24.04"), "trixie/sid", "ubuntu", "24.04", "24.04.1"),
        (ubuntu("22.04.5 LTS (Jammy Jellyfish)", "22.04"), "bookworm/sid", "ubuntu", "22.04", "22.04.5"),
        (ubuntu("20.04.6 LTS (Focal Fossa)", "20.04"), "bullseye/sid", "ubuntu", "20.04", "20.04.6"),
        (ubuntu("18.04.6 LTS (Bionic Beaver)", "18.04"), "", "ubuntu", "18.04", "18.04.6"),
        (ubuntu("16.04.7 LTS (Xenial Xerus)", "16.04"), "", "ubuntu", "16.04", "16.04.7"),
        (ubuntu("14.04.6 LTS, Trusty Tahr", "14.04"), "", "ubuntu", "14.04", "14.04.6"),
        (ubuntu("precise (12.04.5 LTS)", "12.04"), "", "ubuntu", "12.04", "12.04.5"),
        (ubuntu("23.10 (Mantic Minotaur)", "23.10"), "", "ubuntu", "23.10", "23.10"),
        (ubuntu("Noble Numbat (development branch)", "24.04"), "", "ubuntu", "24.04", "24.04"),
        (os_release(("Linux Mint", "Linux Mint 21.3"), "linuxmint", "21.3", "ID_LIKE=ubuntu|UBUNTU_CODENAME=jammy"), "bookworm/sid", "linuxmint", "21.3", "21.3"),
        (os_release(("Linux Mint", "Linux Mint 22"), "linuxmint", "22", "UBUNTU_CODENAME=noble"), "", "linuxmint", "22", "22"),
        (os_release(("Linux Mint", "Linux Mint 19.2"), "linuxmint", "19.2"), "", "linuxmint", "19.2", "19.2"),
        (os_release(("LMDE", "LMDE 6 (faye)"), "linuxmint", "6", "ID_LIKE=debian|DEBIAN_CODENAME=bookworm"), "12.4", "linuxmint", "lmde6", "6"),
        (os_release(("LMDE", "LMDE 4 (debbie)"), "linuxmint", "4"), "", "linuxmint", "lmde4", "4"),
        (os_release(("Devuan GNU/Linux", "Devuan GNU/Linux 5 (daedalus)"), "devuan", "5"), "", "devuan", "5", "5"),
        (os_release(("Devuan GNU/Linux", "Devuan GNU/Linux 1 (jessie)"), "devuan", "1"), "", "devuan", "1", "1"),
    ],
)  # fmt: skip
def test_a_known_release(text: str, point: str, product: str, cycle: str, version: str) -> None:
    system = system_of(parse(text), point=point)

    assert system.end is not None
    assert (system.product, system.end.product, system.end.cycle) == (product, product, cycle)
    assert system.version == version


@pytest.mark.parametrize(
    ("text", "point", "product"),
    [
        # Debian that is not released: no VERSION_ID, whatever the code name.
        (debian("trixie/sid", "", "VERSION_CODENAME=trixie"), "trixie/sid", "debian"),
        (debian("forky/sid", "", "VERSION_CODENAME=forky"), "forky/sid", "debian"),
        (debian("bookworm/sid", ""), "", "debian"),
        # Two files that disagree: on its way from one release to the next, or another system.
        (debian("11 (bullseye)", "11"), "12.5", "debian"),
        (debian("12 (bookworm)", "12"), "kali-rolling", "debian"),
        (debian("12 (bookworm)", "12"), "trixie/sid", "debian"),
        # Releases that the table does not hold.
        (debian("31 (later)", "31"), "", "debian"),
        (ubuntu("22 LTS", "22"), "", "ubuntu"),
        (ubuntu("31.04", "31.04"), "", "ubuntu"),
        (os_release(("Linux Mint", "Linux Mint 18.2"), "linuxmint", "18.2"), "", "linuxmint"),
        (os_release(("Linux Mint", "Linux Mint 22.9"), "linuxmint", "22.9"), "", "linuxmint"),
        (os_release(("LMDE", "LMDE 2 (betsy)"), "linuxmint", "2"), "", "linuxmint"),
        (os_release(("Devuan GNU/Linux", "Devuan GNU/Linux ceres"), "devuan", ""), "", "devuan"),
        # Systems made from another: their support is their own.
        (os_release(("Pop!_OS", "Pop!_OS 22.04 LTS"), "pop", "22.04", 'ID_LIKE="ubuntu debian"|UBUNTU_CODENAME=jammy'), "", None),
        (os_release(("elementary OS", "elementary OS 7.1 Horus"), "elementary", "7.1", "UBUNTU_CODENAME=jammy"), "", None),
        (os_release(("elementary OS", "elementary OS Luna"), "ubuntu", "0.2"), "", None),
        (os_release(("Zorin OS", "Zorin OS 16.3"), "zorin", "16", 'ID_LIKE="ubuntu debian"'), "", None),
        (os_release(("KDE neon", "KDE neon 6.0"), "neon", "22.04", 'ID_LIKE="ubuntu debian"'), "", None),
        (os_release(("Ubuntu", "Bodhi 6.0.0"), "ubuntu", "20.04"), "bullseye/sid", None),
        (os_release(("Debian GNU/Linux", "Armbian 24.2.1 bookworm"), "debian", "12"), "12.5", None),
        (os_release(("Debian GNU/Linux", "Q4OS 5.4 Aquarius"), "debian", "12"), "12.4", None),
        (os_release(("Ubuntu Core", "Ubuntu Core 22"), "ubuntu-core", "22"), "", None),
        (os_release(("Ubuntu Core", "Ubuntu Core 16"), "ubuntu", "16"), "", None),
        (os_release(("Ubuntu Touch", "Ubuntu Touch 16.04"), "ubuntu", "16.04"), "", None),
        (os_release(("Raspbian GNU/Linux", "Raspbian GNU/Linux 11 (bullseye)"), "raspbian", "11", "ID_LIKE=debian"), "11.8", None),
        (os_release(("Astra Linux", "Astra Linux"), "astra", "1.7_x86-64", "ID_LIKE=debian"), "", None),
        (os_release(("Deepin", "Deepin 20.9"), "deepin", "20.9"), "", None),
        (os_release(("uos", "UnionTech OS Server 20"), "uos", "20"), "", None),
        (os_release(("Endless OS", "Endless OS 5.1.1"), "endless", "5.1.1", "ID_LIKE=debian"), "", None),
        (os_release(("Univention Corporate Server", "Univention Corporate Server 5.0-6"), "ucs", "5.0", "ID_LIKE=debian"), "10.13", None),
        (os_release(("VyOS", "VyOS 1.3.4 (equuleus)"), "vyos", "1.3.4"), "10.13", None),
        (os_release(("openmediavault", "openmediavault 6.9 (Shaitan)"), "openmediavault", "6", "ID_LIKE=debian"), "", None),
        (os_release(("Parrot Security", "Parrot Security 6.0 (lorikeet)"), "debian", "6.0"), "12.4", None),
        (os_release(("PureOS", "PureOS"), "pureos", "10.0"), "", None),
        (os_release(("Trisquel GNU/Linux", "Trisquel GNU/Linux 11.0"), "trisquel", "11.0"), "", None),
        (os_release(("Cumulus Linux", "Cumulus Linux"), "cumulus-linux", "5.4.0", "ID_LIKE=debian"), "", None),
        (os_release(("Kylin", "Kylin V10 SP1"), "kylin", "v10"), "", None),
    ],
)  # fmt: skip
def test_what_is_unknown_is_said_unknown(text: str, point: str, product: str | None) -> None:
    system = system_of(parse(text), point=point)

    assert system.end is None
    assert system.product == product
    assert system.name


@pytest.mark.parametrize("identifier", ["kali", "opensuse-tumbleweed", "arch"])
def test_a_rolling_system_has_no_end_and_says_so(identifier: str) -> None:
    text = os_release(("Some GNU/Linux Rolling", "Some GNU/Linux Rolling"), identifier, "2024.2")

    system = system_of(parse(text), point="kali-rolling")

    assert (system.product, system.end, system.rolling) == (None, None, True)


def test_an_appliance_is_the_system_underneath_until_it_is_told() -> None:
    """Proxmox VE 8 keeps Debian 12's os-release."""
    release = parse(debian("12 (bookworm)", "12"))

    under = system_of(release, point="12.5")
    told = system_of(release, point="12.5", name="pve-manager/8.2.4/faa83925c9641325 (running)")
    other = system_of(release, point="12.5", name="Proxmox Mail Gateway 8.1.2")

    assert under.end is not None
    assert under.end.product == "debian"
    assert told.end is not None
    assert (told.product, told.end.cycle, told.version) == ("proxmox-ve", "8", "8.2.4")
    assert (other.product, other.end) == (None, None)  # what it says counts, known or not
