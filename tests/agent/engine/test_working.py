"""A worker's request is answered by an audit of everything, by nothing less."""

import asyncio
from pathlib import Path

from agent.cli import run
from agent.core.acts import Act
from agent.engine.configuration import read
from agent.engine.working import answer
from agent.store import Store

ROLL = "MATRICULE;NOM;PRENOM\n1;DUPONT;Jeanne\n"
BLOCK = '[[people]]\nname = "{0}"\npath = "{0}.csv"\nextracted_on = 2026-11-18\n'


def test_an_audit_of_some_sources_answers_no_request(tmp_path: Path) -> None:
    """Somebody typed `scan --only` just then: what was left out would not have been asked."""
    path = tmp_path / "preuve.toml"
    path.write_text(
        '[site]\nname = "CH"\n' + BLOCK.format("rh") + BLOCK.format("internes"), "utf-8"
    )
    for name in ("rh", "internes"):
        (tmp_path / f"{name}.csv").write_text(ROLL, "utf-8")
    line = ["scan", "--config", str(path)]
    resumed: list[bool] = []

    async def audit(resume: bool) -> int:  # noqa: FBT001 - what it is told
        resumed.append(resume)
        return await asyncio.to_thread(run, line)

    with Store.open(f"sqlite:///{tmp_path}/preuve.db", "CH") as store:
        store.record(Act.REQUEST_TAKEN, {"request": "a"})
        run([*line, "--only", "rh"])

        assert asyncio.run(answer(store, read(path), "a", audit)) == 2
        assert asyncio.run(answer(store, read(path), "a", audit)) == 2  # it was answered
    assert resumed == [False]
