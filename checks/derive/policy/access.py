"""Whether an access list lets somebody apply a policy object, or read it: yes, no, or not known."""

from collections.abc import Callable, Collection, Iterable

from agent.core.facts.policy import Permission

# Borne by every account of the domain: everyone, authenticated users, this organisation.
EVERYBODY = frozenset({"S-1-1-0", "S-1-5-11", "S-1-5-15"})
# A user at the keyboard bears these too, on any machine.
AT_KEYBOARD = frozenset({"S-1-5-4", "S-1-5-32-545", "S-1-2-0", "S-1-2-1"})
CONTROLLERS = "S-1-5-9"
# Owner, system, services: never a user's or a computer's account.
NOBODY = frozenset({"S-1-3-0", "S-1-3-1", "S-1-3-4", "S-1-5-18", "S-1-5-19", "S-1-5-20"})


def apply(permission: Permission) -> bool:
    """Whether an entry bears on applying."""
    return permission.apply


def read(permission: Permission) -> bool:
    """Whether an entry bears on reading."""
    return permission.read


def allowed(
    permissions: Iterable[Permission] | None,
    borne: Collection[str],
    unknown: Collection[str],
    right: Callable[[Permission], bool],
) -> bool | None:
    """The first entry that fits decides ([MS-DTYP] 2.5.3.2); without any, it is refused.

    Args:
        permissions: entries in their order; None: not readable.
        borne: SIDs that somebody bears.
        unknown: SIDs of whom nobody knows who bears them.
        right: `apply` or `read`.
    """
    if permissions is None:
        return None
    possible: set[bool] = set()
    for each in permissions:
        if not right(each):
            continue
        fits = each.sid in borne
        if fits and not each.conditional:
            possible.add(each.allow)
            break
        if fits or each.sid in unknown:
            possible.add(each.allow)
    else:
        possible |= {False}
    return possible.pop() if len(possible) == 1 else None
