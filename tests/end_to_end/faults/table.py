"""The table of faults: what each is expected to do, and what became of the audit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.end_to_end.faults.bench import Bench, Ended, Folder
from tests.end_to_end.faults.contents import Contents, Difference, contents
from tests.end_to_end.faults.kills import after_a_while

Undisturbed = Sequence[Contents]
NOTHING = Difference()


@dataclass(frozen=True)
class Row:
    """`code`, `said`: of the disturbed command; `after`: how one went on, and `then` its code.

    `difference`: from an audit that nothing disturbed, in the end; `refused`: passwords that the
    controller refused meanwhile.
    """

    code: int
    said: str
    after: str
    then: int
    difference: Difference
    refused: int = 0


@dataclass(frozen=True)
class Fault:
    """`code` and `word`: how the disturbed command must end, and what it must say."""

    name: str
    code: int
    word: str
    inject: Callable[[Bench, Undisturbed], Row]
    refused: int = 0
    slow: bool = False  # waits for long, or is much like another: not in the gate

    def wrong(self, row: Row) -> list[str]:
        """What is not as it must be."""
        whole = row.then in {row.code, 2}
        held = {
            f"exit code {row.code}, not {self.code}": row.code == self.code,
            f"does not say {self.word!r}": self.word in row.said,
            "a traceback": "Traceback" not in row.said,
            f"{row.after} ended in {row.then}": whole,
            f"{row.difference}": row.difference == NOTHING,
            f"{row.refused} refused passwords": row.refused == self.refused,
        }
        return [wrong for wrong, good in held.items() if not good]


def gone_on(
    bench: Bench,
    undisturbed: Undisturbed,
    folder: Folder,
    first: Ended,
    *more: str,
    refused: int | None = None,
) -> Row:
    """Go on by `scan` with `more`, and compare; `refused`: what the controller had refused before."""
    after_a_while(folder)
    went_on = folder.scan(*more)
    return Row(
        code=first.code,
        said=first.said + went_on.said,
        after=" ".join(("scan", *more)),
        then=went_on.code,
        difference=contents(folder).against(undisturbed),
        refused=0 if refused is None else len(bench.domain.refused_logons()) - refused,
    )


def undisturbed(bench: Bench) -> Undisturbed:
    """What a first and a second audit come to when nothing happens."""
    folder, seen = bench.desk(), []
    for _ in range(2):
        folder.scan()
        seen.append(contents(folder))
    return seen


HEADS = (
    "| fault | code | then | code | lost | doubled | same | refused | s |\n"
    "| --- | ---: | --- | ---: | ---: | ---: | --- | ---: | ---: |"
)


def line(name: str, row: Row, seconds: float, wrong: Sequence[str]) -> str:
    """One line of the table, and under it what is wrong."""
    found = row.difference
    cells = (
        *(name, row.code, row.after, row.then, found.lost, found.doubled),
        *("yes" if found.same else "NO", row.refused, f"{seconds:.0f}"),
    )
    return "\n".join(
        [f"| {' | '.join(map(str, cells))} |", *(f"  WRONG: {each}" for each in wrong)]
    )
