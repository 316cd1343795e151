"""Thirty hospitals and three machines: one is killed, one is cut off, two hospitals are poisoned.

Each machine is a network namespace, and reaches PostgreSQL by its wire alone, under the role that
docs/region.md gives to workers.
"""

import signal
import socket
from collections import Counter
from pathlib import Path

from tests.end_to_end import machines
from tests.end_to_end.machines import WORKER, Group
from tests.end_to_end.test_workers import killed, until
from tests.lab import networks
from tests.lab.networks import HUB

SITES = [f"CH {number:02}" for number in range(1, 31)]
AT_ONCE = 3  # audits on each of three machines
HANGING, BROKEN = (
    SITES[4],
    SITES[29],
)  # a directory that never answers; a configuration that is none
HELD = SITES[: 3 * AT_ONCE]  # whose directory keeps each waiting, until all are under way
AGAIN = SITES[20]  # asked for once more in the end
SITE = f"""[site]
name = "{{name}}"
[store]
url = "{WORKER}"
[[people]]
name = "rh"
path = "rh.csv"
extracted_on = 2026-11-18
"""
DIRECTORY = f"""[[directory]]
name = "ad"
url = "ldaps://{HUB}:{{port}}"
user = "audit@ch.lan"
password = "env:NOBODY"
"""


def written(group: Group, gate: socket.socket, silence: socket.socket) -> None:
    """The configurations of the thirty."""
    (group.folder / "rh.csv").write_text("MATRICULE;NOM;PRENOM\n1;DUPONT;Jeanne\n", "utf-8")
    for site in SITES:
        text = SITE.format(name=site)
        if site in HELD:
            held = silence if site == HANGING else gate
            text += DIRECTORY.format(port=held.getsockname()[1])
        if site == BROKEN:
            text += "[people]\n"
        (group.folder / f"{site}.toml").write_text(text, "utf-8")


def test_each_request_ends_in_one_audit_or_is_said_undone(tmp_path: Path) -> None:
    with machines.group(tmp_path) as group:
        group.open(SITES)
        gate, silence = group.network.listener(), group.network.listener()
        with gate, silence:
            written(group, gate, silence)
            for site in SITES:
                group.ask(site)
            power, wire, left = (
                group.machine("--at-once", str(AT_ONCE), "--lost-after", "5") for _ in range(3)
            )
            until(lambda: group.collecting("ad") == set(HELD))
            lost, cut = group.auditing(power), group.auditing(wire)
            greedy = min(group.auditing(left).keys() - {HANGING})
            assert [networks.listening(each.name) for each in group.machines] == [""] * 3

            killed(power.process)
            group.network.cut(wire.name)
            gate.close()
            until(lambda: group.done(greedy) == 1)
            group.ask(greedy)
            until(lambda: not any(each.is_running() for each in cut.values()))
            until(lambda: group.states() == {"succeeded": 29, "doing": 1, "todo": 1})

            assert unfair(group) == []
            until(lambda: "the database does not answer" in wire.said)
            assert f"{BROKEN}.toml" in left.said
            assert (group.cancel(HANGING), group.cancel(BROKEN)) == (1, 1)
            until(lambda: group.states() == {"succeeded": 29, "aborted": 1, "cancelled": 1})
            left.process.send_signal(signal.SIGTERM)
            assert left.process.wait(60) == 3  # a hospital was left out

            before = {site: group.entries(site) for site in cut}
            group.network.restore(wire.name)
            group.ask(AGAIN)
            until(lambda: group.done(AGAIN) == 2)
            wire.process.send_signal(signal.SIGTERM)
            assert wire.process.wait(60) == 3
            assert {site: group.entries(site) for site in cut} == before

        assert {site: told(group, site) for site in SITES} == {
            site: expected(site, greedy, {*lost, *cut}) for site in SITES
        }


def told(group: Group, site: str) -> tuple[int, int, int, int]:
    """How many audits began, were taken up, ended, and were sealed."""
    found = group.entries(site)
    return found["run.started"], found["run.resumed"], found["run.ended"], found["sealed"]


def expected(site: str, greedy: str, taken_up: set[str]) -> tuple[int, int, int, int]:
    if site == BROKEN:
        return (0, 0, 0, 0)
    if site == HANGING:
        return (1, int(site in taken_up), 0, 1)  # what there is of it is sealed
    audits = 2 if site in {greedy, AGAIN} else 1
    return (audits, int(site in taken_up), audits, audits)


def unfair(group: Group) -> list[tuple[str, str]]:
    """Who waited while another hospital was given two turns, and which one."""
    turns = group.turns()
    assert len(turns) == len(SITES)  # one had two, one none
    return [
        (site, other)
        for site, asked, began in turns
        for other, count in Counter(
            other for other, _, when in turns if other != site and asked < when < began
        ).items()
        if count > 1
    ]
