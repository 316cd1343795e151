"""What a Linux host is: its system, its hardware, the day it began."""

from datetime import date, datetime

from agent.core.facts.hosts import Host, HostRole
from collectors.hosts.moments import day
from collectors.linux.answer import Answer
from collectors.linux.destinations import forwarded
from collectors.transports.shell import Machine

# Of os-release(5): what tells a product and a version apart; addresses are left out.
_KEYS = frozenset(
    {
        "ID", "ID_LIKE", "NAME", "PRETTY_NAME", "VERSION", "VERSION_ID", "VERSION_CODENAME",
        "VARIANT", "VARIANT_ID", "CPE_NAME", "PLATFORM_ID", "UBUNTU_CODENAME", "DEBIAN_CODENAME",
        "BUILD_ID", "IMAGE_ID", "IMAGE_VERSION", "SUPPORT_END", "RELEASE_TYPE",
        "REDHAT_SUPPORT_PRODUCT", "REDHAT_SUPPORT_PRODUCT_VERSION", "ORACLE_SUPPORT_PRODUCT",
    }
)  # fmt: skip
_LONGEST = 200  # characters of a line that is kept


def host(answer: Answer, source: str, machine: Machine) -> Host:
    """The host as it tells of itself."""
    system, hardware = answer.section("os"), answer.section("hardware")
    texts = system.texts()
    release = next((text for path, text in texts.items() if path.endswith("os-release")), "")
    return Host(
        source=source,
        key=machine.host,
        name=machine.host,
        role=HostRole(machine.role or HostRole.SERVER),
        place=machine.site,
        node=answer.node,
        kernel=system.value("kernel")[:_LONGEST],
        architecture=system.value("machine")[:_LONGEST],
        release=_identifying(release),
        notes=(*_notes(texts), *_products(system.value("vmware"), system.value("pve"))),
        virtual=hardware.value("virtual")[:_LONGEST] or None,
        model=" ".join(
            (hardware.value("sys_vendor") + " " + hardware.value("product_name")).split()
        )[:_LONGEST],
        bios_date=_american(hardware.value("bios_date")),
        began=day(hardware.value("identity")) or day(hardware.value("root")),
        forwards_to=forwarded(answer),
    )


def _identifying(release: str) -> str:
    lines = [line.strip()[:_LONGEST] for line in release.splitlines()]
    return "\n".join(line for line in lines if line.partition("=")[0] in _KEYS)


def _notes(texts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The release files beside os-release: a few lines each."""
    return tuple(
        (path, told)
        for path, text in sorted(texts.items())
        if not path.endswith("os-release") and (told := text.strip()[:_LONGEST])
    )


def _products(vmware: str, proxmox: str) -> tuple[tuple[str, str], ...]:
    told = (("vmware", vmware[:_LONGEST]), ("pve", proxmox[:_LONGEST]))
    return tuple((name, text) for name, text in told if text)


def _american(told: str) -> date | None:
    """A date as the System Management BIOS writes it, mm/dd/yyyy (SMBIOS 3.7, 7.1)."""
    try:
        return datetime.strptime(told, "%m/%d/%Y").date()  # noqa: DTZ007 - a calendar day
    except ValueError:
        return None
