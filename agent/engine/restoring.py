"""Records restoration sheets. preuve restores nothing; it keeps what was written."""

from agent.core.restore_sheets import RestoreSheet
from agent.core.statements import StatementKind
from agent.engine.saying import Speaker
from agent.store import Store


def record(store: Store, sheet: RestoreSheet, data: str, speaker: Speaker) -> int:
    """Record a sheet, and return its number."""
    number: int = store.say(
        StatementKind.RESTORE_TEST,
        source="site",
        key=sheet.system,
        body=sheet,
        text=data,
        user=speaker.user,
        author=speaker.author,
    )
    return number
