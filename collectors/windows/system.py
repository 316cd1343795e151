"""What a Windows host is: its release, its machine, the day it began."""

import re
from datetime import date

from agent.core.facts.hosts import Host, HostRole
from agent.core.facts.windows import WindowsSystem
from collectors.hosts.moments import instant
from collectors.transports.shell import Machine
from collectors.windows.answer import Answer
from collectors.windows.shapes import Forwarding, Hardware, System

_LONG_TERM = {"EnterpriseS", "EnterpriseSN", "IoTEnterpriseS"}  # editions with ends of their own
_ELEVEN = 22000  # the registry still says Windows 10 from this build on
_TEN = 10240  # the first build whose version is 10.0
_CONTROLLER = "LanmanNT"
_HYPERVISORS = (
    ("vmware", "vmware"), ("virtualbox", "oracle"), ("innotek", "oracle"), ("nutanix", "nutanix"),
    ("xen", "xen"), ("hvm domu", "xen"), ("qemu", "qemu"), ("kvm", "kvm"), ("proxmox", "qemu"),
    ("virtual machine", "microsoft"),
)  # fmt: skip
_SERVER = re.compile(
    r"(https?)://([A-Za-z0-9][A-Za-z0-9.-]{0,253})(?::(\d{1,5}))?(?:/|\Z)", re.IGNORECASE
)
_PORTS = {"http": "5985", "https": "5986"}  # of WinRM, which carries the events


def host(answer: Answer, source: str, machine: Machine) -> Host:
    """The host as it tells of itself; its role is the configuration's, else its own."""
    system = answer.section("system", System) or System()
    hardware = answer.section("hardware", Hardware) or Hardware()
    return Host(
        source=source,
        key=machine.host,
        name=machine.host,
        role=HostRole(machine.role or _role(system)),
        place=machine.site,
        node=answer.names[-1],
        kernel=f"Windows {system.build}.{system.revision or 0}" if system.build else "Windows",
        architecture=system.architecture or "",
        notes=_notes(system, hardware),
        virtual=_virtual(hardware),
        model=_model(hardware),
        bios_date=answer.past(hardware.bios_date),
        began=_began(answer, system),
        forwards_to=_forwards(answer.section("forwarding", Forwarding)),
    )


def windows_system(answer: Answer, source: str, host: str) -> WindowsSystem | None:
    """What only Windows tells; None when its registry could not be read."""
    system = answer.section("system", System)
    if system is None:
        return None
    hardware = answer.section("hardware", Hardware) or Hardware()
    return WindowsSystem(
        source=source,
        key=host,
        host=host,
        domain=answer.about.domain or "",
        edition=system.edition or "",
        installation=system.installation or "",
        release=system.release or "",
        build=int(system.build) if system.build else None,
        revision=system.revision,
        controller=system.kind == _CONTROLLER if system.kind else None,
        serial=hardware.serial or "",
        script=answer.script,
    )


def _role(system: System) -> str:
    """WinNT is a workstation; what does not say is taken for a server, of which more is asked."""
    return HostRole.WORKSTATION if system.kind == "WinNT" else HostRole.SERVER


def _notes(system: System, hardware: Hardware) -> tuple[tuple[str, str], ...]:
    """The name and the build, which tell the end of support."""
    if not system.build:
        name = hardware.caption or system.product
        return (("windows", f"{_folded(name)}|"),) if name else ()
    build = int(system.build)
    name = _folded(hardware.caption or system.product or "Windows")
    if build >= _ELEVEN:
        name = name.replace("Windows 10", "Windows 11")
    if system.edition in _LONG_TERM and "LTS" not in name:
        name += " LTSC"
    return (("windows", f"{name}|{'10.0' if build >= _TEN else '6'} ({build})"),)


def _folded(name: str) -> str:
    """Ordinary spaces: French systems have no-break ones. Nothing before Windows, no bar."""
    return " ".join(name.replace("|", " ").split()).removeprefix("Microsoft ")


def _model(hardware: Hardware) -> str:
    """The maker and the model, which often names its maker again."""
    maker, model = ((each or "").strip() for each in (hardware.manufacturer, hardware.model))
    return model if model.lower().startswith(maker.lower()) else f"{maker} {model}".strip()


def _virtual(hardware: Hardware) -> str | None:
    """The hypervisor that the maker and the model name; Hyper-V's own hosts are hardware."""
    told = f"{hardware.manufacturer or ''} {hardware.model or ''}".strip().lower()
    if not told:
        return None
    return next((name for word, name in _HYPERVISORS if word in told), "none")


def _began(answer: Answer, system: System) -> date | None:
    """The first of its installations: an upgrade in place dates the system anew."""
    known = [instant(each) for each in (system.installed, *system.before) if each]
    days = [at.astimezone(answer.zone).date() for at in known if at]
    return min((each for each in days if each <= answer.today), default=None)


def _forwards(told: Forwarding | None) -> tuple[str, ...] | None:
    if told is None:
        return None
    servers = [match for each in told.servers if (match := _SERVER.match(each or ""))]
    found = [
        f"{match[2].lower()}:{match[3] or _PORTS[match[1].lower()]}/{match[1].lower()}"
        for match in servers
    ]
    return (*found, *told.agents)
