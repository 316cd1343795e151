"""The locks that matter to question 9: those of enabled users on enabled workstations."""

from collections.abc import Iterator

from agent.core.facts.computers import Computer
from agent.core.facts.effective import ComputerPolicy, PolicyLock, SessionLock, UserPolicy
from agent.core.facts.policy import PolicyObject
from agent.core.sources import Facts
from checks.registry import derivation


@derivation("policy.locks")
def policy_locks(
    locks: Facts[SessionLock],
    machines: Facts[ComputerPolicy],
    people: Facts[UserPolicy],
    computers: Facts[Computer],
    objects: Facts[PolicyObject],
) -> Iterator[PolicyLock]:
    """Yield one lock for all users and workstations that fare alike; servers are left out."""
    seats = {(each.source, each.key) for each in computers if each.workstation and each.enabled}
    name_of = {each.policy: each.label for each in objects}
    machine_of = {(each.source, each.key): each for each in machines}
    people_of = {(each.source, each.key): each for each in people}
    for lock in locks:
        sides = [machine_of[lock.source, key] for key in lock.computers]
        kept = [(each, _seats(each, seats)) for each in sides]
        kept = [(each, count) for each, count in kept if count]
        if not kept or not lock.enabled_users:
            continue
        users = [people_of[lock.source, key] for key in lock.users]
        yield PolicyLock(
            source=lock.source,
            key=lock.key,
            users_in=_places(users),
            workstations_in=_places([each for each, _ in kept]),
            users=lock.enabled_users,
            workstations=sum(count for _, count in kept),
            # A lock whose delay nobody knows is not known to come in time.
            seconds=0 if lock.secure is False else lock.after,
            lacks=lock.lacks,
            policies=tuple(name_of.get(each, each) for each in lock.policies),
            doubts=tuple(sorted({each.name or each.policy for each in lock.doubts})),
        )


def _seats(machines: ComputerPolicy, seats: set[tuple[str, str]]) -> int:
    return sum((machines.source, key) in seats for key in machines.computers)


def _places(sides: list[UserPolicy] | list[ComputerPolicy]) -> tuple[str, ...]:
    return tuple(sorted({place for each in sides for place in each.places}))
