"""How many sides a page takes, printed by a browser."""

import re
import subprocess
from pathlib import Path


def sides(page: bytes, folder: Path) -> int:
    """Print a page by Chromium, and count the sides of what came."""
    source, printed = folder / "page.html", folder / "page.pdf"
    source.write_bytes(page)
    subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *(f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={printed}", source.as_uri()),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes()))
