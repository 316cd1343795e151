"""`preuve scan` of Windows hosts over WinRM: all that answer, those that fail, one refused password."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.collectors.transports.winrm.asked import SECRET, address, answer
from tests.end_to_end.conftest import Desk
from tests.lab.winrm import PASSWORD, USER, WindowsHost, WinrmLab

SITE = '[site]\nname = "CH"\ntimezone = "UTC"\n'
CASES = ("server-2012-r2-fr", "server-2019-fr", "server-2025-fr", "windows-10-fr", "windows-11-en")
# Their faults, and how each is told.
FAILING = {"hangs": "timeout", "drops": "truncated", "denied": "denied"}
WELL = 40


def park() -> dict[str, WindowsHost]:
    well = {address(number): WindowsHost(answer(CASES[number % 5]), 0.2) for number in range(WELL)}
    return well | {
        address(WELL + number): WindowsHost(answer(), fault=fault)
        for number, fault in enumerate(FAILING)
    }


def block(lab: WinrmLab, name: str, addresses: list[str]) -> str:
    return (
        f'[[hosts]]\nname = "{name}"\naddress = {json.dumps(addresses)}\ntransport = "winrm"\n'
        f'port = {lab.port}\nuser = \'{USER}\'\npassword = "env:{SECRET}"\nlogon = "ntlm"\n'
        'encryption = "message"\ntime_limit = 10\n'
    )


def rows(desk: Desk) -> dict[str, Any]:
    return {each["host"]: each for each in json.loads(desk.run("show", "hosts", "--json").out)}


def test_those_that_stop_in_mid_answer_cost_only_themselves(tmp_path: Path) -> None:
    with WinrmLab(tmp_path / "lab", park()) as lab:
        desk = Desk(tmp_path, {SECRET: PASSWORD})
        desk.configure(SITE + block(lab, "parc", list(lab.hosts)))
        ran = desk.run("scan")
        assert ran.code == 2
        assert PASSWORD not in ran.out + ran.err
        assert all(PASSWORD.encode() not in path.read_bytes() for path in tmp_path.glob("preuve*"))

        told = rows(desk)
        assert Counter(each["reason"] for each in told.values()) == {
            None: WELL, "timeout": 1, "truncated": 1, "denied": 1,
        }  # fmt: skip
        for number, reason in enumerate(FAILING.values(), WELL):
            assert told[address(number)]["reason"] == reason
        assert {told[address(number)]["os"] for number in range(5)} == {
            "Windows Server 2012 R2 Standard", "Windows Server 2019 Standard",
            "Windows Server 2025 Standard", "Windows 10 Entreprise LTSC", "Windows 11 Pro",
        }  # fmt: skip
        assert len(lab.shells) <= len(FAILING)  # those end by themselves; the others were deleted


@pytest.mark.parametrize("blocks", [1, 2])
def test_a_wrong_password_is_tried_once_for_its_account_in_all_runs(
    tmp_path: Path, blocks: int
) -> None:
    """A domain's account is one account, whichever block names it."""
    with WinrmLab(tmp_path / "lab", park()) as lab:
        hosts = list(lab.hosts)
        desk = Desk(tmp_path, {SECRET: "Faux-2026!"})
        parts = [block(lab, f"parc{number}", hosts[number::blocks]) for number in range(blocks)]
        desk.configure(SITE + "".join(parts))

        assert desk.run("scan").code == 2
        assert sum(lab.refused.values()) == 1
        assert {each["reason"] for each in rows(desk).values()} == {"denied"}

        assert desk.run("scan").code == 2
        assert sum(lab.refused.values()) == 1
        assert lab.accepted == Counter()
