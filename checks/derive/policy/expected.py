"""Which files a policy object must have, by the client-side extensions that the directory names."""

from agent.core.facts.policy import Half, PolicyFolder, PolicyObject, Teller

# [MS-GPREG] 1.9, [MS-GPSB] 1.9, [MS-GPAC] 1.9, [MS-GPPREF] 1.9.
_FILES = {
    "{35378EAC-683F-11D2-A89A-00C04FBBCFA2}": Teller.REGISTRY,
    "{827D319E-6EAC-11D2-A4EA-00C04F79F83A}": Teller.TEMPLATE,
    "{F3CCC681-B74C-4060-9F26-CD84525DCA2A}": Teller.AUDIT,
    "{B087BE9D-ED37-454F-AF9C-04291E351182}": Teller.PREFERENCES,
}
_OF_MACHINES = {Teller.TEMPLATE, Teller.AUDIT}


def expected(found: PolicyObject) -> set[tuple[Half, Teller]]:
    """Half and file of each; a half that was never written has none, whatever it declares."""
    return {
        (half, teller)
        for half, extension in found.extensions
        if (teller := _FILES.get(extension.upper())) is not None
        and (half is Half.MACHINE or teller not in _OF_MACHINES)
        and found.version_of(half) != 0
    }


def absent(found: PolicyObject, folder: PolicyFolder) -> set[tuple[Half, Teller]]:
    """What is expected and not there; a half of which something is hidden lacks nothing surely."""
    if folder.present is None:
        return set()
    hidden = {what for what, _, _ in folder.unread}
    return {
        (half, teller)
        for half, teller in expected(found) - set(folder.present)
        if not hidden & {"", half.value}
    }
