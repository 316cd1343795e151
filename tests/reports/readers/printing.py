"""What the sides of a page say, printed by a browser."""

import subprocess
from pathlib import Path


def sides(page: bytes, folder: Path) -> list[str]:
    """Print a page by Chromium, and read the sides of what came."""
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
    told = subprocess.run(
        ["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True
    ).stdout
    return told.split("\f")[:-1]
