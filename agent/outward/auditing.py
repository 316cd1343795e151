"""An audit as a process of its own: what becomes of it ends no worker, nor any other audit."""

import asyncio
import sys
from pathlib import Path

_MERCY = 60  # seconds to close an audit that is told to stop


async def audit(config: Path, *, resume: bool, longest: int) -> int:
    """Run `preuve scan` to its end and give its exit code; after `longest` seconds, stop it.

    It is told to stop as by Ctrl-C, so that it is closed and can be resumed.
    """
    line = [sys.executable, "-c", "from agent.cli import main; main()", "scan", "--config"]
    process = await asyncio.create_subprocess_exec(
        *line,
        str(config),
        *(["--resume"] if resume else []),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        return await asyncio.wait_for(process.wait(), longest)
    except (TimeoutError, asyncio.CancelledError):
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _MERCY)
        except TimeoutError:
            process.kill()
        raise
